import Marketing
import Statistics
import Tables

/// Weekly sales of three channels whose spend follows demand, a price, a season; sometimes weeks are missing.
enum RobynTrialData {
  static func table(
    weeks: Int = 103, seed: UInt64 = 11, base: Double = 40_000, gaps: Bool = false,
    radio radioEffect: Double = 9_000
  )
    -> Table
  {
    var stream = RandomStream(seed: seed)
    let demand = (0..<weeks).map { _ in stream.normal() }
    func spend(_ size: Double, _ share: Double) -> [Double] {
      (0..<weeks).map {
        stream.uniform() < 0.2
          ? 0 : max(0, size * (1 + share * demand[$0] + 0.5 * stream.normal()))
      }
    }
    let (tv, radio, online) = (spend(9_000, 0.4), spend(3_000, 0.1), spend(5_000, 0.6))
    let price = (0..<weeks).map { _ in 10 + stream.normal() }
    func sold(_ spend: [Double], _ retention: Double, _ effect: Double) -> [Double] {
      ChannelTransform(
        adstock: .recursive(retention: retention), saturation: .hill(half: 1, slope: 1.4),
        unit: 2 * (spend.max() ?? 1)
      ).applied(to: spend).map { effect * $0 }
    }
    let parts = [sold(tv, 0.6, 30_000), sold(radio, 0.2, radioEffect), sold(online, 0.35, 5_000)]
    let sales = (0..<weeks).map { week -> Double in
      base - 800 * (price[week] - 10) + 4_000 * demand[week]
        + parts.reduce(0) { $0 + $1[week] } + 1_500 * stream.normal()
    }
    // Weeks without a row, as a shop that was closed leaves them.
    let kept = (0..<weeks).filter { !gaps || $0 % 17 != 9 }
    func column(_ name: String, _ values: [Double]) -> Column {
      Column(name, numbers: kept.map { values[$0] })
    }
    let days = mondays(weeks)
    return Table([
      Column("week", days: kept.map { days[$0] }), column("tv", tv), column("radio", radio),
      column("online", online), column("price", price), column("sales", sales),
    ])
  }

  /// Robyn's defaults for three channels.
  static func spec(
    _ settings: RobynSearch = RobynSearch(), channels: [String] = ["tv", "radio", "online"],
    controls: [String] = ["price"]
  ) -> MixSpec {
    var spec = MixSpec(target: "sales", channels: channels, controls: controls)
    spec.unit = .largestCarriedOver
    spec.interceptRule = .nonNegative
    var dimensions: [TransformSearch.Dimension] = []
    for channel in spec.channels {
      spec.transforms[channel] = ChannelTransform(
        adstock: .recursive(retention: 0.4), saturation: .hill(half: 0.6, slope: 1))
      spec.signs[channel] = .positive
      dimensions += [
        .init(channel: channel, parameter: .adstock(0), range: 0...0.8),
        .init(channel: channel, parameter: .saturation(0), range: 0.3...1),
        .init(channel: channel, parameter: .saturation(1), range: 0.5...3),
      ]
    }
    spec.search = TransformSearch(dimensions, method: .robyn(settings))
    return spec
  }

  /// A short search of some candidates.
  static func settings(
    iterations: Int = 60, trials: Int = 2, _ change: (inout RobynSearch) -> Void = { _ in }
  ) -> RobynSearch {
    var settings = RobynSearch()
    settings.iterations = iterations
    settings.trials = trials
    change(&settings)
    return settings
  }

  /// The fit of a search, and its front.
  static func fitted(
    _ settings: RobynSearch, table: Table = RobynTrialData.table(),
    _ change: (inout MixSpec) -> Void = { _ in }
  ) throws -> (fit: MixFit, front: RobynFront) {
    var spec = spec(settings)
    change(&spec)
    let fit = try spec.fitted(to: MixData(table, for: spec))
    guard let front = fit.search?.front else { throw MixError.noFront }
    return (fit, front)
  }
}

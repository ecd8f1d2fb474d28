import Marketing
import Statistics
import Tables

/// One simulated data set, the question put to it, and what the channels truly sold.
struct Simulation {
  let spec: MixSpec
  let data: MixData
  /// Sales caused by each channel over all weeks, in the order of the channels.
  let contributions: [Double]
}

/// How budgets were planned: what decides how much a fit can know.
enum Plans: CaseIterable {
  /// Every channel in flights of its own.
  case flighted
  /// The course's retailer: budgets follow the demand that no column shows.
  case retail
  /// The same retailer, whose budgets follow nothing.
  case retailUnconfounded
  /// All channels follow one budget, a tenth of each week's spend their own.
  case collinear

  var title: String {
    switch self {
    case .flighted: "independent flights"
    case .retail: "the course's retailer, budgets follow hidden demand"
    case .retailUnconfounded: "the same, budgets follow nothing"
    case .collinear: "nearly collinear budgets"
    }
  }

  /// The data set of that seed: 104 weeks, noise of 5 % of mean sales, the true transforms in the specification.
  func simulated(seed: UInt64) throws -> Simulation {
    switch self {
    case .flighted: try ownPlans(seed: seed) { _, stream in Self.flights(&stream) }
    case .collinear: try collinear(seed: seed)
    case .retail: try Self.retailer(seed: seed, confounding: 0.85)
    case .retailUnconfounded: try Self.retailer(seed: seed, confounding: 0)
    }
  }

  // MARK: - The retailer

  private static func retailer(seed: UInt64, confounding: Double) throws -> Simulation {
    let (table, truth) = try RetailSimulator(noise: 0.05, confounding: confounding)
      .simulated(seed: seed)
    var spec = MixSpec(
      target: "sales", channels: truth.channels.map(\.name), controls: ["holiday"],
      trend: .linear, season: .yearly(pairs: 2))
    spec.unit = .money
    for channel in truth.channels {
      let law = channel.law
      // The law's carryover is the recursion times 1 − θ; the half-point takes the factor.
      spec.transforms[channel.name] = ChannelTransform(
        adstock: .recursive(retention: law.retention),
        saturation: .hill(half: law.halfPoint / (1 - law.retention), slope: law.slope))
    }
    return Simulation(
      spec: spec, data: try MixData(table, for: spec),
      contributions: truth.channels.map(\.totalContribution))
  }

  // MARK: - Plans of this study

  static let weeks = 104

  /// Weeks of nothing between flights of 2 to 6 weeks, pauses as long, each week's budget its own.
  private static func flights(_ stream: inout RandomStream) -> [Double] {
    var spend: [Double] = []
    while spend.count < weeks {
      let level = stream.logNormal(logMean: 0, logDeviation: 0.4)
      for _ in 0..<(2 + stream.index(below: 5)) {
        spend.append(level * stream.logNormal(logMean: 0, logDeviation: 0.2))
      }
      spend += [Double](repeating: 0, count: 2 + stream.index(below: 5))
    }
    return Array(spend.prefix(weeks))
  }

  private func collinear(seed: UInt64) throws -> Simulation {
    var stream = RandomStream(seed: seed, stream: 100)
    let common = Self.flights(&stream).map { $0 + 0.3 }
    return try ownPlans(seed: seed) { _, stream in
      common.map { $0 * stream.logNormal(logMean: 0, logDeviation: 0.1) }
    }
  }

  /// Five channels that each bring 5 to 10 % of sales, over a trend and a season.
  private func ownPlans(
    seed: UInt64, _ plan: (Int, inout RandomStream) -> [Double]
  ) throws -> Simulation {
    let names = ["tv", "digital", "radio", "print", "social"]
    var spec = MixSpec(
      target: "sales", channels: names, trend: .linear, season: .yearly(pairs: 1))
    var columns: [Column] = []
    var contributions: [Double] = []
    let days = (0..<Self.weeks).map { Day(daysSinceEpoch: 18_995 + 7 * $0) }
    let usual = 100_000.0
    var sales = days.indices.map { week -> Double in
      let years = Double(week) / 52.18
      return usual * (0.6 + 0.03 * years + 0.05 * sinCosine(turns: years))
    }
    for (index, name) in names.enumerated() {
      var stream = RandomStream(seed: seed, stream: UInt64(index))
      let spend = plan(index, &stream).map { ($0 * 2_000).rounded() }
      var law = ChannelTransform(
        adstock: .geometric(retention: stream.uniform(0.1, 0.7)),
        saturation: .hill(half: stream.uniform(0.5, 2), slope: 1))
      spec.transforms[name] = law
      law.unit = spec.unit.amount(of: spend)
      let effect = law.applied(to: spend)
      let size = stream.uniform(0.05, 0.1) * usual * Double(Self.weeks) / effect.reduce(0, +)
      for week in days.indices { sales[week] += size * effect[week] }
      contributions.append(size * effect.reduce(0, +))
      columns.append(Column(name, numbers: spend))
    }
    var chance = RandomStream(seed: seed, stream: 99)
    let deviation = 0.05 * mean(sales)
    sales = sales.map { $0 + deviation * chance.normal() }
    let table = Table(
      [Column("week", days: days)] + columns + [Column("sales", numbers: sales)])
    return Simulation(
      spec: spec, data: try MixData(table, for: spec), contributions: contributions)
  }

  /// A season of one wave.
  private func sinCosine(turns: Double) -> Double {
    // By the parabola through a half wave's ends and middle: near enough to a sine for a season, and the same everywhere.
    let phase = turns - turns.rounded(.down)
    return phase < 0.5 ? 16 * phase * (0.5 - phase) : -16 * (phase - 0.5) * (1 - phase)
  }
}

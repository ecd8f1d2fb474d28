import Marketing
import Statistics
import Tables
import Testing

@Suite("Searches over transforms")
struct TransformSearchTests {
  /// Two channels with memory and saturation that are known, and little noise.
  static func data(noise: Double = 200, seed: UInt64 = 5) -> Table {
    var stream = RandomStream(seed: seed)
    let weeks = 120
    func spend(_ size: Double) -> [Double] {
      (0..<weeks).map { _ in stream.uniform() < 0.35 ? 0 : size * stream.uniform(0.3, 1.7) }
    }
    let (tv, radio) = (spend(10_000), spend(4_000))
    let law = ChannelTransform(
      adstock: .geometric(retention: 0.6), saturation: .hill(half: 1, slope: 1), unit: 9_000)
    let lasting = law.applied(to: tv)
    let sales = (0..<weeks).map {
      50_000 + 30_000 * lasting[$0] + 1.5 * radio[$0] + noise * stream.normal()
    }
    return Table([
      Column("week", days: mondays(weeks)), Column("tv", numbers: tv),
      Column("radio", numbers: radio), Column("sales", numbers: sales),
    ])
  }

  static func spec(_ method: TransformSearch.Method) -> MixSpec {
    var spec = MixSpec(target: "sales", channels: ["tv", "radio"])
    spec.unit = .money
    spec.transforms["tv"] = ChannelTransform(
      adstock: .geometric(retention: 0.5), saturation: .hill(half: 9_000, slope: 1))
    spec.search = TransformSearch(
      [
        .init(channel: "tv", parameter: .adstock(0), range: 0...0.9),
        .init(channel: "tv", parameter: .saturation(0), range: 3_000...30_000),
      ], method: method)
    return spec
  }

  @Test("Grid and gradient find the memory that made the data")
  func recovery() throws {
    for method in [TransformSearch.Method.grid(points: 19), .gradient(starts: 3)] {
      let spec = Self.spec(method)
      let fit = try spec.fitted(to: MixData(Self.data(), for: spec))
      #expect(abs((fit.field("retention.tv") ?? 0) - 0.6) < 0.06)
      #expect(abs((fit.field("half.tv") ?? 0) / 9_000 - 1) < 0.3)
      #expect(fit.spec.search == nil)
      #expect(fit.asked == spec)
    }
  }

  @Test(
    "A setting's error and returns are those of a fit under that setting", arguments: [0, 1, 2])
  func honest(kind: Int) throws {
    var spec = Self.spec(.grid(points: 4))
    spec.regulariser = [.ols, .ridge(.fixed(5)), .ols][kind]
    if kind == 2 { spec.form = .logLog }
    let data = try MixData(Self.data(), for: spec)
    let record = try #require(try spec.fitted(to: data).search)
    #expect(record.trials.count == 16)
    let search = try #require(spec.search)
    for index in [0, 5, 15] {
      let trial = record.trials[index]
      var fixed = spec
      fixed.search = nil
      for (dimension, value) in zip(search.dimensions, trial.values) {
        fixed.transforms[dimension.channel] = fixed.transforms[dimension.channel]?.setting(
          dimension.parameter, to: value)
      }
      let fit = try fixed.fitted(to: data)
      if kind != 2 {
        #expect(abs(trial.rmse / fit.training.metrics.rmse - 1) < 1e-8)
        for (mine, result) in zip(trial.roi, fit.training.channelResults) {
          #expect(abs(mine - (result.roi ?? 0)) < 1e-7 * max(1, abs(mine)))
        }
      } else {
        // Smearing scales all contributions of a log–log fit alike.
        let ratios = zip(trial.roi, fit.training.channelResults).map { ($1.roi ?? 0) / $0 }
        #expect(abs(ratios[0] / ratios[1] - 1) < 1e-7)
        #expect(abs(ratios[0] - 1) < 0.01)
      }
    }
  }

  @Test("A walk downhill ends no higher than a fine grid")
  func descent() throws {
    let grid = Self.spec(.grid(points: 60))
    let walk = Self.spec(.gradient(starts: 4))
    let data = try MixData(Self.data(noise: 2_000), for: grid)
    let least = try grid.fitted(to: data).training.metrics.rmse
    let found = try walk.fitted(to: data).training.metrics.rmse
    #expect(found <= least * (1 + 1e-9))
  }

  @Test("The equally good set holds the best and nothing worse than its tolerance")
  func equallyGood() throws {
    let spec = Self.spec(.grid(points: 12))
    let record = try #require(
      try spec.fitted(to: MixData(Self.data(noise: 6_000), for: spec)).search)
    let set = record.equallyGood(within: 0.01)
    let best = record.trials[record.best]
    #expect(set.trials.first == best)
    #expect(set.trials.count > 1)
    #expect(set.trials.allSatisfy { $0.rmse <= 1.01 * best.rmse })
    #expect(set.returns[0].low <= best.roi[0])
    #expect(set.returns[0].high >= best.roi[0])
    #expect(set.returns[0].high > set.returns[0].low)
    #expect(record.equallyGood(within: 0).trials.count == 1)
    #expect(set.table.rowCount == 4)
  }

  @Test("A descent looks around its end, and knows more than one good setting")
  func surroundings() throws {
    let spec = Self.spec(.gradient(starts: 6))
    let record = try #require(
      try spec.fitted(to: MixData(Self.data(noise: 6_000), for: spec)).search)
    let set = record.equallyGood(within: 0.01)
    #expect(set.trials.count > 10)
    #expect(set.returns[0].high > 1.05 * set.returns[0].low)
    let grid = Self.spec(.grid(points: 40))
    let other = try #require(
      try grid.fitted(to: MixData(Self.data(noise: 6_000), for: grid)).search)
    // Judged from the same least error, a fine grid knows hardly more.
    let limit = 1.01 * record.trials[record.best].rmse
    let known = other.trials.filter { $0.rmse <= limit }.map { $0.roi[0] }
    #expect(set.returns[0].low <= 1.1 * (known.min() ?? 0))
    #expect(set.returns[0].high >= 0.9 * (known.max() ?? 0))
  }

  @Test("A retention is searched in equal steps, a half-point in equal ratios")
  func steps() throws {
    var spec = Self.spec(.grid(points: 3))
    spec.search?.dimensions[0] = .init(channel: "tv", parameter: .adstock(0), range: 0.1...0.9)
    let record = try #require(try spec.fitted(to: MixData(Self.data(), for: spec)).search)
    let retentions = Set(record.trials.map { $0.values[0] }).sorted()
    let halves = Set(record.trials.map { $0.values[1] }).sorted()
    #expect(zip(retentions, [0.1, 0.5, 0.9]).allSatisfy { abs($0 - $1) < 1e-12 })
    #expect(abs(halves[1] / halves[0] - halves[2] / halves[1]) < 1e-9)
  }

  @Test("A grid that is too large is refused before it is tried")
  func tooLarge() throws {
    var spec = Self.spec(.grid(points: 200))
    let data = try MixData(Self.data(), for: spec)
    #expect(throws: MixError.searchTooLarge(settings: 40_000, most: 20_000)) {
      try spec.fitted(to: data)
    }
    spec.search?.method = .grid(points: 100)
    #expect(throws: Never.self) { try spec.fitted(to: data) }
  }
}

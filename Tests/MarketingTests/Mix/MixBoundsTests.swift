import Marketing
import Statistics
import Tables
import Testing

@Suite("Bounds, signs and the intercept")
struct MixBoundsTests {
  private static let regularisers: [MixSpec.Regulariser] = [
    .ols, .ridge(.fixed(4)), .ridge(.crossValidated()),
    .elasticNet(mix: 0.5, .fixed(0.02)), .lasso(.crossValidated()),
  ]

  @Test("Coefficients keep within their bounds under every fitter", arguments: regularisers)
  func within(_ regulariser: MixSpec.Regulariser) throws {
    var spec = linearSpec
    spec.regulariser = regulariser
    spec.bounds = ["tv": 0...1.5, "price": -600 ... -550, "trend": -1...0]
    let fit = try spec.fitted(to: MixData(linearTable(weeks: 120, seed: 3), for: spec))
    for (name, bound) in spec.bounds {
      #expect(bound.contains(fit.field("coefficient.\(name)") ?? .nan), "\(name)")
    }
    #expect(fit.field("coefficient.tv") == 1.5)
    #expect(fit.field("coefficient.trend") == 0)
    // Intervals by resampling keep to them too.
    let tv = try #require(fit.intervals?.roi[0])
    #expect(tv.low >= 0 && tv.high <= 1.5 + 1e-12)
  }

  @Test("Bounds that nothing touches change nothing")
  func loose() throws {
    let data = try MixData(linearTable(weeks: 120, seed: 3), for: linearSpec)
    var spec = linearSpec
    spec.regulariser = .ridge(.fixed(3))
    let free = try spec.fitted(to: data)
    spec.bounds = ["tv": -100...100, "radio": 0...Double.infinity]
    let held = try spec.fitted(to: data)
    for (one, other) in zip(free.coefficients, held.coefficients) {
      #expect(abs(one.coefficient - other.coefficient) < 1e-9 * max(1, abs(one.coefficient)))
    }
  }

  @Test("Where bounds and a sign are given, both hold; what excludes each other is refused")
  func together() throws {
    let data = try MixData(linearTable(weeks: 120, seed: 3), for: linearSpec)
    var spec = linearSpec
    spec.bounds = ["tv": -1...1]
    spec.signs = ["tv": .negative]
    #expect(try spec.fitted(to: data).field("coefficient.tv") == 0)
    spec.signs = ["tv": .positive]
    spec.bounds = ["tv": -2 ... -1]
    #expect {
      try spec.fitted(to: data)
    } throws: {
      guard case .contradictoryBounds(let feature, let why) = $0 as? MixError else { return false }
      return feature == "tv" && why.contains("-2.0 to -1.0") && why.contains("positive")
    }
    spec.signs = [:]
    spec.bounds = ["tv": Double.infinity...Double.infinity]
    #expect(throws: MixError.self) { try spec.fitted(to: data) }
    spec.bounds = ["cinema": 0...1]
    #expect(throws: MixError.unknownFeature("cinema", known: ["tv", "radio", "price", "trend"])) {
      try spec.fitted(to: data)
    }
  }

  @Test("A grid judges its settings within the bounds")
  func grid() throws {
    var spec = linearSpec
    spec.regulariser = .ridge(.fixed(5))
    spec.bounds = ["tv": 0...1.5, "radio": 3.2...4]
    spec.transforms = ["tv": ChannelTransform(adstock: .geometric(retention: 0.2))]
    spec.search = TransformSearch(
      [TransformSearch.Dimension(channel: "tv", parameter: .adstock(0), range: 0...0.8)],
      method: .grid(points: 5))
    let fit = try spec.fitted(to: MixData(linearTable(weeks: 120, seed: 3), for: spec))
    let record = try #require(fit.search)
    let best = record.trials[record.best]
    #expect(abs(best.rmse / fit.training.metrics.rmse - 1) < 1e-7)
    for (mine, result) in zip(best.roi, fit.training.channelResults) {
      #expect(abs(mine - (result.roi ?? 0)) < 1e-6)
    }
  }

  @Test("An intercept below 0 is given up, and only then", arguments: regularisers)
  func intercept(_ regulariser: MixSpec.Regulariser) throws {
    var spec = linearSpec
    spec.regulariser = regulariser
    let above = try MixData(linearTable(weeks: 120, seed: 3), for: spec)
    let free = try spec.fitted(to: above)
    spec.interceptRule = .nonNegative
    #expect(try spec.fitted(to: above).coefficients == free.coefficients)
    // The same sales less what the base was and more.
    let below = try MixData(
      linearTable(weeks: 120, seed: 3).replacing("sales") { $0.map { $0 - 60_000 } }, for: spec)
    spec.interceptRule = .free
    let negative = try spec.fitted(to: below)
    #expect(negative.intercept.coefficient < 0)
    spec.interceptRule = .nonNegative
    let held = try spec.fitted(to: below)
    #expect(held.intercept.coefficient == 0)
    #expect(held.training.components.first { $0.part == .intercept }?.total == 0)
    #expect(held.training.metrics.rmse > negative.training.metrics.rmse)
    #expect(held.penalty == negative.penalty)
    let intervals = try #require(held.intervals)
    for (interval, result) in zip(intervals.roi, held.training.channelResults) {
      #expect((interval?.low ?? .infinity) <= (result.roi ?? 0))
      #expect((interval?.high ?? -.infinity) >= (result.roi ?? 0))
    }
  }

  @Test("Least squares without an intercept leaves residuals that no column explains")
  func throughOrigin() throws {
    var spec = linearSpec
    spec.interceptRule = .nonNegative
    let data = try MixData(
      linearTable(weeks: 120, seed: 3).replacing("sales") { $0.map { $0 - 60_000 } }, for: spec)
    let fit = try spec.fitted(to: data)
    let residuals = fit.training.residuals
    for column in try fit.design.columns(of: data) {
      let overlap = zip(column, residuals).reduce(0) { $0 + $1.0 * $1.1 }
      let size = column.reduce(0) { $0 + abs($1) } * 1_000
      #expect(abs(overlap) < 1e-9 * size)
    }
  }
}

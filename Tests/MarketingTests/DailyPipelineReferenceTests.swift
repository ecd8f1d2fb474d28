import Marketing
import Statistics
import Tables
import TestSupport
import Testing

/// What scripts/reference/daily_pipeline.py prints.
private struct PipelineReference: Decodable {
  struct Net: Decodable {
    let mix: Double
    let penalty: Double
    let coefficients: [Double]
    let intercept: Double
    let objective: Double
  }
  struct Plan: Decodable {
    let multiple: Double
    let budget: Double
    let spend: [Double]
    let sales: Double
    let multiplier: Double
  }
  let first: String
  let heldOut: Int
  let retentions: [Double]
  let channels: [String]
  let spend: [[Double]]
  let revenue: [Double]
  let features: [String]
  let columns: [[Double]]
  let penalties: [Double]
  let errors: [Double]
  let penalty: Double
  let coefficients: [Double]
  let intercept: Double
  let predicted: [Double]
  let test: [String: Double]
  let contributions: [Double]
  let baseline: Double
  let nets: [Net]
  let scales: [Double]
  let plans: [Plan]

  static func read() throws -> PipelineReference {
    try reference("daily_pipeline.json", as: PipelineReference.self)
  }

  /// The daily series: date, revenue, spend by campaign.
  var table: Table {
    get throws {
      let origin = try #require(Day(first))
      return Table(
        [
          Column("date", days: revenue.indices.map { origin.advanced(by: $0) }),
          Column("revenue", numbers: revenue),
        ] + zip(channels, spend).map { Column($0, numbers: $1) })
    }
  }

  /// The pipeline's model.
  var spec: MixSpec {
    var spec = MixSpec(
      target: "revenue", channels: channels, trend: .linear, holdout: .share(0.2),
      regulariser: .ridge(.crossValidated(folds: 5, gap: 0, penalties: penalties)))
    spec.seasons = [.weekdays, .weekend, .months]
    spec.holidays = "retail"
    spec.unit = .money
    for (channel, retention) in zip(channels, retentions) {
      spec.transforms[channel] = ChannelTransform(
        adstock: .recursive(retention: retention), saturation: .logarithmic(scale: 1))
    }
    return spec
  }

  func fit(_ regulariser: MixSpec.Regulariser? = nil) throws -> MixFit {
    var spec = spec
    if let regulariser { spec.regulariser = regulariser }
    return try spec.fitted(to: MixData(table, for: spec))
  }

  /// Numbers that stand in the order of the script's features, by name.
  func byFeature<Value>(_ values: [Value]) -> [String: Value] {
    Dictionary(zip(features, values)) { first, _ in first }
  }
}

/// Two double-precision solvers of a well-conditioned problem agree to far better.
private let agreement = Tolerance.relative(1e-9)

@Suite("The daily pipeline against scikit-learn and SciPy")
struct DailyPipelineReferenceTests {
  @Test("The design has the same features, and the same columns before and in the hold-out")
  func design() throws {
    let known = try PipelineReference.read()
    let fit = try known.fit()
    #expect(Set(fit.design.names) == Set(known.features))
    #expect(fit.design.names.count == known.features.count)
    let expected = known.byFeature(known.columns)
    let columns = try fit.design.columns(of: MixData(known.table, for: known.spec))
    for (name, column) in zip(fit.design.names, columns) {
      let other = try #require(expected[name])
      #expect(
        column.count == other.count
          && zip(column, other).allSatisfy { $0.isClose(to: $1, within: .relative(1e-13)) },
        "\(name)")
    }
  }

  @Test("Every penalty has GridSearchCV's error, and the same one is chosen")
  func penalty() throws {
    let known = try PipelineReference.read()
    let fit = try known.fit()
    #expect(fit.penaltyCurve.map(\.penalty) == known.penalties)
    for (point, error) in zip(fit.penaltyCurve, known.errors) {
      #expect(point.meanSquaredError.isClose(to: error, within: agreement), "\(point.penalty)")
    }
    #expect(fit.penalty == known.penalty)
  }

  @Test("Coefficients, predictions of the hold-out and their errors are scikit-learn's")
  func ridge() throws {
    let known = try PipelineReference.read()
    let fit = try known.fit()
    #expect(fit.intercept.coefficient.isClose(to: known.intercept, within: agreement))
    let expected = known.byFeature(known.coefficients)
    for estimate in fit.coefficients {
      let other = try #require(expected[estimate.name])
      #expect(estimate.coefficient.isClose(to: other, within: agreement), "\(estimate.name)")
    }
    let test = try #require(fit.test)
    #expect(test.rowCount == known.heldOut && known.predicted.count == known.heldOut)
    #expect(test.actual == Array(known.revenue.suffix(known.heldOut)))
    for (day, (found, other)) in zip(test.days, zip(test.predicted, known.predicted)) {
      #expect(found.isClose(to: other, within: agreement), "\(day)")
    }
    #expect(known.test.keys.sorted() == ["mae", "mape", "r2", "rmse"])
    for (name, value) in known.test {
      #expect(fit.field("test.\(name)")?.isClose(to: value, within: agreement) == true, "\(name)")
    }
  }

  @Test("Over all days, the hold-out's too, campaigns and baseline contribute the same")
  func contributions() throws {
    let known = try PipelineReference.read()
    let whole = try known.fit().prediction(on: MixData(known.table, for: known.spec))
    #expect(whole.rowCount == known.revenue.count)
    #expect(whole.channels.map(\.name) == known.channels)
    for (channel, contribution) in zip(whole.channels, known.contributions) {
      #expect(channel.total.isClose(to: contribution, within: agreement), "\(channel.name)")
    }
    #expect(whole.baseline.isClose(to: known.baseline, within: agreement))
    for (spent, amounts) in zip(whole.spend, known.spend) {
      #expect(spent.total.isClose(to: amounts.reduce(0, +), within: .relative(1e-12)))
    }
  }

  @Test("Lasso and elastic net reach the same least objective, and the same coefficients")
  func nets() throws {
    let known = try PipelineReference.read()
    let byName = known.byFeature(Array(known.scales.indices))
    #expect(known.nets.map(\.mix) == [1, 0.5])
    for net in known.nets {
      let fit = try known.fit(.elasticNet(mix: net.mix, .fixed(net.penalty)))
      let places = try fit.design.names.map { try #require(byName[$0]) }
      let largest = net.coefficients.reduce(0) { max($0, abs($1)) }
      // A duality gap of 1e-10 of the variance says so much of the objective; its root, of coefficients.
      let squares = fit.training.residuals.reduce(0) { $0 + $1 * $1 }
      var objective = squares / Double(2 * fit.training.rowCount)
      for (place, estimate) in zip(places, fit.coefficients) {
        let size = abs(estimate.coefficient * known.scales[place])
        objective += net.penalty * (net.mix * size + (1 - net.mix) / 2 * size * size)
        #expect(
          estimate.coefficient.isClose(
            to: net.coefficients[place], within: .absolute(1e-6 * largest)),
          "mix \(net.mix), \(estimate.name)")
      }
      #expect(objective.isClose(to: net.objective, within: .relative(1e-9)), "mix \(net.mix)")
      // The same columns, solved until nothing is left to gain.
      let exact = try ElasticNet(l1Ratio: net.mix, tolerance: 1e-15)
        .fit(Matrix(columns: fit.features), to: fit.training.actual, penalty: net.penalty)
      #expect(exact.isConverged)
      #expect(exact.intercept.isClose(to: net.intercept, within: .relative(1e-8)))
      for (place, coefficient) in zip(places, exact.coefficients) {
        #expect(
          coefficient.isClose(to: net.coefficients[place], within: .absolute(1e-8 * largest)),
          "mix \(net.mix), \(known.features[place])")
      }
    }
  }

  @Test("SLSQP's budgets, to the cent, at 90 to 150 % of today's")
  func budgets() throws {
    let known = try PipelineReference.read()
    let problem = BudgetProblem(
      responses: try known.fit().responses, lower: .share(0.05), upper: .share(0.6))
    let found = try problem.scenarios(at: known.plans.map(\.multiple))
    #expect(found.plans.count == 5)
    for (plan, expected) in zip(found.plans, known.plans) {
      #expect(plan.budget == expected.budget)
      #expect(plan.channels.map(\.name) == known.channels)
      for (channel, amount) in zip(plan.channels, expected.spend) {
        // Whole cents: each is rounded in its own way, and the solver's own last digits.
        #expect(
          channel.spend.isClose(to: amount, within: .absolute(0.015)),
          "\(expected.multiple): \(channel.name)")
      }
      #expect(plan.predicted.isClose(to: expected.sales, within: .relative(1e-9)))
      #expect(plan.multiplier.isClose(to: expected.multiplier, within: .relative(1e-5)))
      #expect(plan.conditions.keepsBounds)
    }
    // The least campaign is held by its bound, the others share what is left.
    #expect(found.plans.allSatisfy { $0.channel("lead_gen")?.bound == .lower })
    #expect(found.plans.allSatisfy { $0.channels.count { $0.bound == nil } == 3 })
  }
}

import Marketing
import Tables
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite("Campaign results")
struct CampaignResultsTests {
  private let trial: CampaignTrial
  private let results: CampaignResults

  init() throws {
    trial = try CampaignTrial()
    results = try trial.results()
  }

  private func sum(_ table: Table, _ name: String) throws -> Double {
    try table.numbers(name).reduce(0, +)
  }

  @Test("Every table has its columns, in their order")
  func columns() {
    #expect(results.rows == trial.rows)
    #expect(
      results.contributions.names == [
        "Campaign", "Total_Contribution", "Percentage", "Total_Spend", "ROI", "ROAS",
      ])
    #expect(
      results.optimization.names == [
        "Campaign", "Optimal_Spend", "Optimal_Pct", "Expected_Revenue", "Revenue_Increase_Pct",
      ])
    #expect(
      results.scenarios.names == [
        "Total_Budget", "Predicted_Revenue", "Expected_ROI", "Brand_Awareness_Spend",
        "Product_Launch_Spend", "Retargeting_Spend", "Lead_Gen_Spend",
      ])
    #expect(
      results.performance.names == [
        "r2", "mae", "rmse", "mape", "n_samples", "model_type", "regularization_alpha",
      ])
    #expect(results.coefficients.names == ["Feature", "Coefficient", "Feature_Type"])
    #expect(
      results.predictions.names == ["date", "actual_revenue", "predicted_revenue", "error"])
    #expect(results.contributions.rowCount == 4 && results.optimization.rowCount == 4)
    #expect(results.scenarios.rowCount == 5 && results.performance.rowCount == 1)
    #expect(results.predictions.rowCount == 18)
  }

  @Test("The window over all rows is the fitted rows' and then the held-out rows'")
  func wholeWindow() throws {
    let whole = try trial.fit.wholeWindow()
    let test = try #require(trial.fit.test)
    #expect(whole.days == trial.fit.training.days + test.days)
    #expect(whole.actual == trial.fit.training.actual + test.actual)
    for (found, expected) in zip(whole.predicted, trial.fit.training.predicted + test.predicted) {
      #expect(found.isClose(to: expected, within: .relative(1e-12)))
    }
    let unheld = try CampaignTrial(holdout: .absent).fit
    #expect(try unheld.wholeWindow() == unheld.training)
  }

  @Test("Spend, contributions and shares add up to the rows' and the model's", arguments: 1...4)
  func accounting(seed: UInt64) throws {
    let trial = try CampaignTrial(seed: seed)
    let results = try trial.results()
    let whole = try trial.fit.wholeWindow()
    let table = results.contributions
    #expect(
      try sum(table, "Total_Spend").isClose(
        to: sum(trial.rows, "spend"), within: .relative(1e-12)))
    let predicted = whole.predicted.reduce(0, +)
    #expect(
      (try sum(table, "Total_Contribution") + whole.baseline).isClose(
        to: predicted, within: .relative(1e-12)))
    #expect(
      (try sum(table, "Percentage") + 100 * whole.baseline / predicted).isClose(
        to: 100, within: .relative(1e-12)))
    let (roi, spend) = (try table.numbers("ROI"), try table.numbers("Total_Spend"))
    for (row, contribution) in try table.numbers("Total_Contribution").enumerated() {
      #expect((roi[row] * spend[row]).isClose(to: contribution, within: .relative(1e-12)))
    }
  }

  @Test("ROAS is what the rows book to a campaign")
  func roas() throws {
    let names = try trial.rows.texts("campaign_name")
    let (spend, revenue) = (try trial.rows.numbers("spend"), try trial.rows.numbers("revenue"))
    let found = try results.contributions.numbers("ROAS")
    for (place, campaign) in try results.contributions.texts("Campaign").enumerated() {
      let rows = names.indices.filter { names[$0] == campaign }
      #expect(rows.count > 80)
      let expected =
        rows.reduce(0) { $0 + revenue[$1] } / rows.reduce(0) { $0 + spend[$1] }
      #expect(found[place].isClose(to: expected, within: .relative(1e-12)))
    }
  }

  @Test("Plans add up to their budget, and the scenario of today's budget is the plan")
  func budgets() throws {
    let (table, scenarios) = (results.optimization, results.scenarios)
    // To the cent over all days, though the plan's own cents are of one.
    #expect(
      try sum(table, "Optimal_Spend").isClose(
        to: sum(trial.rows, "spend"), within: .absolute(0.005 + 1e-6)))
    #expect(try sum(table, "Optimal_Pct").isClose(to: 100, within: .relative(1e-12)))
    #expect(try table.numbers("Optimal_Pct").allSatisfy { (5 - 1e-4...60 + 1e-4).contains($0) })
    let (budgets, revenue) = (
      try scenarios.numbers("Total_Budget"), try scenarios.numbers("Predicted_Revenue")
    )
    for (row, multiple) in [0.9, 1, 1.1, 1.2, 1.5].enumerated() {
      #expect(
        try budgets[row].isClose(
          to: multiple * sum(trial.rows, "spend"), within: .absolute(0.005 + 1e-6)))
      let spend = try scenarios.names.dropFirst(3).reduce(0) {
        $0 + (try scenarios.numbers($1)[row])
      }
      #expect(spend.isClose(to: budgets[row], within: .absolute(1e-6)))
      let roi = try scenarios.numbers("Expected_ROI")[row]
      #expect((roi * budgets[row]).isClose(to: revenue[row], within: .relative(1e-12)))
    }
    #expect(
      try sum(table, "Expected_Revenue").isClose(to: revenue[1], within: .relative(1e-12)))
    #expect(zip(revenue, revenue.dropFirst()).allSatisfy { $0 < $1 })
  }

  @Test("Expected revenue is the coefficient times ln(1 + spend / (1 − retention)) a day")
  func expected() throws {
    let retention = [0.7, 0.5, 0.3, 0.4]
    let coefficients = try results.coefficients.numbers("Coefficient")
    let spend = try results.optimization.numbers("Optimal_Spend")
    let today = try results.contributions.numbers("Total_Spend")
    let (expected, increase) = (
      try results.optimization.numbers("Expected_Revenue"),
      try results.optimization.numbers("Revenue_Increase_Pct")
    )
    for place in 0..<4 {
      func revenue(_ money: Double) -> Double {
        90 * coefficients[1 + place] * log(1 + money / 90 / (1 - retention[place]))
      }
      // Revenue is of the plan's cents a day, spend in cents over all of them.
      #expect(expected[place].isClose(to: revenue(spend[place]), within: .relative(1e-6)))
      #expect(
        increase[place].isClose(
          to: 100 * (revenue(spend[place]) / revenue(today[place]) - 1), within: .absolute(1e-4)))
    }
  }

  @Test("Coefficients times features, computed by hand, are the predictions")
  func byHand() throws {
    let days = try trial.daily.days("date").compactMap(\.self)
    let holidays = try #require(HolidayCalendar(country: "retail"))
      .holidayColumn(days: days, stepInDays: 1)
    let retention = [
      "Brand Awareness": 0.7, "Product Launch": 0.5, "Retargeting": 0.3, "Lead Gen": 0.4,
    ]
    let table = results.coefficients
    let features = try table.texts("Feature").map { $0 ?? "" }
    let types = try table.texts("Feature_Type").map { $0 ?? "" }
    var predicted = [Double](repeating: 0, count: 90)
    for (place, coefficient) in try table.numbers("Coefficient").enumerated() {
      let last = Int(features[place].split(separator: "_").last ?? "") ?? 0
      let column: [Double]
      switch types[place] {
      case "Intercept": column = predicted.map { _ in 1 }
      case "Trend": column = (0..<90).map(Double.init)
      case "Holiday": column = holidays
      case "Weekday": column = days.map { $0.weekday == last ? 1 : 0 }
      case "Month": column = days.map { $0.month == last ? 1 : 0 }
      default:
        let channel = try #require(
          CampaignTrial.names.first { $0.value == features[place] }?.key)
        var carried = 0.0
        column = try trial.daily.numbers(channel).map { spend in
          carried = spend + (retention[features[place]] ?? 0) * carried
          return log(1 + carried)
        }
      }
      for row in predicted.indices { predicted[row] += coefficient * column[row] }
    }
    let counted = Dictionary(types.map { ($0, 1) }, uniquingKeysWith: +)
    #expect(
      counted == [
        "Intercept": 1, "Campaign": 4, "Trend": 1, "Weekday": 6, "Month": 2, "Holiday": 1,
      ])
    let found = try results.predictions.numbers("predicted_revenue")
    for (row, value) in found.enumerated() {
      #expect(value.isClose(to: predicted[72 + row], within: .relative(1e-9)))
    }
    for (row, error) in try results.predictions.numbers("error").enumerated() {
      let actual = try trial.daily.numbers("revenue")[72 + row]
      #expect(error.isClose(to: actual - found[row], within: .absolute(1e-9)))
    }
    #expect(try results.predictions.days("date") == days.suffix(18).map { $0 })
  }

  @Test("The performance is that of the predictions listed", arguments: [true, false])
  func performance(heldOut: Bool) throws {
    let results = try CampaignTrial(holdout: heldOut ? .share(0.2) : .absent).results()
    let actual = try results.predictions.numbers("actual_revenue")
    let errors = try results.predictions.numbers("error")
    let count = Double(actual.count)
    let mean = actual.reduce(0, +) / count
    let squares = errors.reduce(0) { $0 + $1 * $1 }
    let expected = [
      "r2": 1 - squares / actual.reduce(0) { $0 + ($1 - mean) * ($1 - mean) },
      "mae": errors.reduce(0) { $0 + abs($1) } / count, "rmse": (squares / count).squareRoot(),
      "mape": 100 * zip(errors, actual).reduce(0) { $0 + abs($1.0 / $1.1) } / count,
      "n_samples": heldOut ? 18 : 90,
    ]
    for (name, value) in expected {
      let found = try #require(try results.performance.numbers(name).first)
      #expect(found.isClose(to: value, within: .relative(1e-10)), "\(name)")
    }
    #expect(try results.performance.texts("model_type") == ["ridge"])
  }

  @Test(
    "A model is called by its penalty",
    arguments: [
      (MixSpec.Regulariser.ols, "ols", 0), (.ridge(.fixed(3)), "ridge", 3),
      (.lasso(.fixed(2)), "lasso", 2),
      (.elasticNet(mix: 0.5, .fixed(1)), "elasticnet", 1),
    ])
  func modelType(regulariser: MixSpec.Regulariser, name: String, penalty: Double) throws {
    let results = try CampaignTrial(regulariser: regulariser).results()
    #expect(try results.performance.texts("model_type") == [name])
    #expect(try results.performance.numbers("regularization_alpha") == [penalty])
  }

  @Test("Where today's spend causes nothing, an increase of it has no percentage")
  func noIncrease() throws {
    let trials = try (1...12).map { try CampaignTrial(days: 40, seed: $0, regulariser: .ols) }
    var negative = 0
    for trial in trials {
      let results = try trial.results()
      let increase = try results.optimization.numbers("Revenue_Increase_Pct")
      for (place, estimate) in trial.fit.coefficients.prefix(4).enumerated() {
        #expect(increase[place].isNaN == (estimate.coefficient <= 0))
        negative += estimate.coefficient < 0 ? 1 : 0
      }
    }
    #expect(negative > 0)
  }

  @Test("A plan over some periods is counted over as many days as the data have")
  func calendarPlan() throws {
    let plan = try BudgetProblem(
      responses: trial.fit.responses, span: .calendar(periods: 30)
    ).solved()
    let results = try CampaignResults(
      rows: trial.rows, fit: trial.fit, plan: plan, scenarios: trial.scenarios,
      names: CampaignTrial.names)
    #expect(
      try sum(results.optimization, "Optimal_Spend").isClose(
        to: 3 * plan.budget, within: .absolute(0.02)))
  }

  @Test("Campaigns that a database would call the same get columns of their own")
  func scenarioNames() throws {
    let results = try CampaignResults(
      rows: trial.rows, fit: trial.fit, plan: trial.plan, scenarios: trial.scenarios,
      names: [
        "brand_awareness": "Été & 50%", "product_launch": "a-B", "retargeting": "A b",
      ])
    #expect(
      results.scenarios.names.dropFirst(3) == [
        "Été_50_Spend", "a_B_Spend", "A_b_Spend_2", "lead_gen_Spend",
      ])
    #expect(try results.contributions.texts("Campaign")[3] == "lead_gen")
    // The rows know nothing of campaigns of these names, and the model nothing of theirs.
    #expect(try results.contributions.numbers("ROAS").prefix(4).allSatisfy(\.isNaN))
    #expect(
      try results.contributions.texts("Campaign").dropFirst(4) == [
        "Brand Awareness", "Lead Gen", "Product Launch", "Retargeting",
      ])
    #expect(
      try results.contributions.numbers("Total_Contribution").dropFirst(4).allSatisfy(\.isNaN))
  }

  @Test("What does not belong together is refused, with what to do")
  func refusals() throws {
    func message(_ make: () throws -> CampaignResults) -> String {
      do {
        _ = try make()
        return "nothing was refused"
      } catch {
        return "\(error)"
      }
    }
    let doubled = try trial.rows.replacing("spend") { $0.map { 2 * $0 } }
    let spend = message { try trial.results(rows: doubled) }
    #expect(spend.contains("on \"Brand Awareness\", but the fitted series"), "\(spend)")
    #expect(spend.contains("fit the daily series of these very rows"))
    let lacking = Table(trial.rows.columns.filter { $0.name != "clicks" })
    #expect(message { try trial.results(rows: lacking) }.contains("no column \"clicks\""))
    let other = try BudgetProblem(responses: Array(trial.fit.responses.prefix(2))).solved()
    let channels = message {
      try CampaignResults(
        rows: trial.rows, fit: trial.fit, plan: other, scenarios: trial.scenarios,
        names: CampaignTrial.names)
    }
    #expect(channels.hasPrefix("the plan divides money among brand_awareness, product_launch, but"))
  }
}

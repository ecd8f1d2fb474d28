public import Marketing
import Tables

/// The results of a daily pipeline on a page of plain text: what was there, what the model says, what to do.
///
/// Lines have at most 100 columns; numbers have commas between thousands, whatever the machine's language. The same
/// results give the same text.
public struct CampaignSummary: Sendable, Hashable {
  /// The text, ending with a line end.
  public let text: String

  /// R² on held-out rows below which a model explains too little to act upon.
  public static let leastR2 = 0.4

  /// Writes the summary.
  ///
  /// - Parameters:
  ///   - results: The tables; rows are described as they are.
  ///   - fit: The fit that they come from.
  ///   - plan: The plan that they come from.
  ///   - problems: What an audit found in the rows before they were cleaned, a sentence each.
  ///   - changes: How many values each rule of the cleaning changed.
  /// - Throws: `TableError` where the rows lack a standard column, which ``CampaignResults`` do not.
  public init(
    _ results: CampaignResults, fit: MixFit, plan: BudgetPlan, problems: [String] = [],
    changes: [String: Int] = [:]
  ) throws {
    var page = SummaryText()
    page.title("Summary of the campaign data and the marketing mix model")
    try page.addData(results, problems, changes)
    try page.addCampaigns(results, baseline: try fit.wholeWindow().baseline)
    try page.addKeyMetrics(results.rows)
    try page.addModel(results, fit)
    try page.addBudget(results, plan)
    try page.addScenarios(results)
    page.addCare(fit, plan)
    page.addColumns(results.rows)
    text = page.text
  }

  /// Everything that stands between a reader and trust in the numbers, a sentence each.
  public static func remarks(
    _ results: CampaignResults, fit: MixFit, plan: BudgetPlan
  ) throws -> [String] {
    var remarks: [String] = []
    if let r2 = (fit.test ?? fit.training).metrics.r2, r2 < leastR2 {
      remarks.append(
        "R2 is \(SummaryText.number(r2, 2)), below \(SummaryText.number(leastR2, 1)): take returns and budgets as "
          + "questions, not as answers.")
    }
    let whole = try fit.wholeWindow()
    if whole.baseline < 0 {
      remarks.append("The baseline is below zero: do not take contributions and ROI for amounts.")
    }
    let names = try results.contributions.texts("Campaign")
    for (name, roi) in zip(names, try results.contributions.numbers("ROI")) where roi < 0 {
      remarks.append("The ROI of \(name ?? "") is negative: test it before any budget is cut.")
    }
    for (name, contribution) in zip(
      names, try results.contributions.numbers("Total_Contribution"))
    where contribution.isNaN {
      remarks.append(
        "\(name ?? "") is not in the model: its spend never changes in the fitted rows.")
    }
    return remarks + fitRemarks(fit) + plan.warnings.map(\.description)
  }

  /// What the fit warns of, but for what days of the week share by design with the weekend.
  fileprivate static func fitRemarks(_ fit: MixFit) -> [String] {
    fit.warnings.compactMap { warning in
      if case .nearlyCollinear(let feature, _) = warning, !fit.channelNames.contains(feature) {
        return nil
      }
      return warning.description
    }
  }

  /// The text as the bytes of a file.
  public var bytes: [UInt8] { Array(text.utf8) }
}

extension SummaryText {
  fileprivate mutating func addData(
    _ results: CampaignResults, _ problems: [String], _ changes: [String: Int]
  ) throws {
    let days = Set(try results.rows.days("date").compactMap(\.self))
    part("Data")
    var facts = [
      ["Rows", SummaryText.number(Double(results.rows.rowCount))],
      ["Columns", SummaryText.number(Double(results.rows.columns.count))],
      ["Dates", SummaryText.number(Double(days.count))],
      ["Campaigns", SummaryText.number(Double(results.contributions.rowCount))],
    ]
    if let first = days.min(), let last = days.max() {
      facts += [["First day", "\(first)"], ["Last day", "\(last)"]]
    }
    table(["", ""], facts)
    if !problems.isEmpty {
      part("Found in the data before cleaning")
      for problem in problems { point(problem) }
    }
    if !changes.isEmpty {
      part("Changed by cleaning")
      table(
        ["Rule", "Changes"],
        changes.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
          .map { [$0.key, SummaryText.number(Double($0.value))] })
    }
  }

  fileprivate mutating func addCampaigns(
    _ results: CampaignResults, baseline: Double
  ) throws {
    part("Campaigns")
    let table = results.contributions
    let names = try table.texts("Campaign").map { $0 ?? "" }
    let (spend, contribution) = (
      try table.numbers("Total_Spend"), try table.numbers("Total_Contribution")
    )
    let (share, roi, roas) = (
      try table.numbers("Percentage"), try table.numbers("ROI"), try table.numbers("ROAS")
    )
    func known(_ numbers: [Double]) -> Double { numbers.filter { !$0.isNaN }.reduce(0, +) }
    let modelledSpend = zip(spend, contribution).reduce(0) { $1.1.isNaN ? $0 : $0 + $1.0 }
    let booked = zip(roas, spend).reduce(0) { $1.0.isNaN ? $0 : $0 + $1.0 * $1.1 }
    self.table(
      ["Campaign", "Spend", "Contribution", "Share", "Modelled ROI", "Booked ROAS"],
      names.indices.map { row in
        [
          names[row], SummaryText.number(spend[row]), SummaryText.number(contribution[row]),
          SummaryText.percent(share[row] / 100, 1), SummaryText.number(roi[row], 2),
          SummaryText.number(roas[row], 2),
        ]
      } + [
        [
          "All", SummaryText.number(spend.reduce(0, +)), SummaryText.number(known(contribution)),
          SummaryText.percent(known(share) / 100, 1),
          SummaryText.number(known(contribution) / modelledSpend, 2),
          SummaryText.number(booked / spend.reduce(0, +), 2),
        ]
      ])
    paragraph(
      "Contribution and ROI are what the model finds that spend caused; ROAS is the revenue that the rows book "
        + "to a campaign for each unit of its spend. Share is of all revenue that the model predicts; the rest is "
        + "the baseline.")
    let silent = zip(names, contribution).filter { $1.isNaN }.map(\.0)
    if !silent.isEmpty {
      paragraph(
        "Not in the model, because their spend never changes in the fitted rows: "
          + "\(CampaignError.listed(silent)).")
    }
    if baseline < 0 {
      paragraph(
        "The baseline is below zero: campaigns would cause more than all revenue, which cannot be. What happens when "
          + "nothing is spent is the model's guess; compare campaigns with each other, and do not take contributions "
          + "and ROI for amounts.")
    }
  }

  fileprivate mutating func addKeyMetrics(_ rows: Table) throws {
    func sum(_ name: String) throws -> Double {
      // What was never measured has no sum, not one of 0.
      let known = try rows.numbers(name).filter { !$0.isNaN }
      return known.isEmpty ? .nan : known.reduce(0, +)
    }
    let (spend, revenue) = (try sum("spend"), try sum("revenue"))
    let (impressions, clicks) = (try sum("impressions"), try sum("clicks"))
    let conversions = try sum("conversions")
    part("Key metrics")
    table(
      ["", ""],
      [
        ["Spend", SummaryText.number(spend, 2)], ["Revenue", SummaryText.number(revenue, 2)],
        ["Impressions", SummaryText.number(impressions)], ["Clicks", SummaryText.number(clicks)],
        ["Conversions", SummaryText.number(conversions)],
        ["CTR (clicks / impressions)", SummaryText.percent(clicks / impressions)],
        ["CVR (conversions / clicks)", SummaryText.percent(conversions / clicks)],
        ["CPC (spend / clicks)", SummaryText.number(spend / clicks, 2)],
        ["CPA (spend / conversions)", SummaryText.number(spend / conversions, 2)],
        ["ROAS (revenue / spend)", SummaryText.number(revenue / spend, 2)],
      ])
  }

  fileprivate mutating func addModel(_ results: CampaignResults, _ fit: MixFit) throws {
    let metrics = (fit.test ?? fit.training).metrics
    part("Model")
    table(
      ["", ""],
      [
        ["Type", try results.performance.texts("model_type").first.flatMap(\.self) ?? ""],
        ["Penalty", "\(CSVWriter.spelling(fit.penalty))"],
        ["Rows fitted", SummaryText.number(Double(fit.training.rowCount))],
        ["Rows held out", SummaryText.number(Double(fit.test?.rowCount ?? 0))],
        ["R2", SummaryText.number(metrics.r2 ?? .nan, 3)],
        ["MAE", SummaryText.number(metrics.mae, 2)],
        ["RMSE", SummaryText.number(metrics.rmse, 2)],
        ["MAPE", SummaryText.percent(metrics.mape ?? .nan)],
        ["R2 of the fitted rows", SummaryText.number(fit.training.metrics.r2 ?? .nan, 3)],
      ])
    paragraph(
      fit.test == nil
        ? "Nothing was held out: the errors are those of the fitted rows, and predictions of other days will be worse."
        : "R2, MAE, RMSE and MAPE are of the days held out, which the fit has not seen.")
    if let r2 = metrics.r2, r2 < CampaignSummary.leastR2 {
      paragraph(
        "R2 is below \(SummaryText.number(CampaignSummary.leastR2, 1)): the model explains little of how revenue "
          + "moves there, so take returns and budgets as questions, not as answers. More days, cleaner rows or "
          + "further controls (prices, promotions, stock) may help.")
    }
    let names = try results.contributions.texts("Campaign")
    let negative = zip(names, try results.contributions.numbers("ROI")).filter { $1 < 0 }
      .map { $0.0 ?? "" }
    if !negative.isEmpty {
      paragraph(
        "The ROI of \(negative.joined(separator: ", ")) is negative: the model says that more spend went with less "
          + "revenue. That can be true, or come of campaigns that move together, or of effects that come later than "
          + "the carryover allows; test it with an experiment before any budget is cut.")
    }
  }

  fileprivate mutating func addBudget(_ results: CampaignResults, _ plan: BudgetPlan) throws {
    let table = results.optimization
    let names = try table.texts("Campaign").map { $0 ?? "" }
    // Campaigns that are not in the model stand last and have no plan.
    let today = Array(try results.contributions.numbers("Total_Spend").prefix(names.count))
    let (optimal, share) = (
      try table.numbers("Optimal_Spend"), try table.numbers("Optimal_Pct")
    )
    let (expected, increase) = (
      try table.numbers("Expected_Revenue"), try table.numbers("Revenue_Increase_Pct")
    )
    part("Optimal budget beside today's")
    self.table(
      ["Campaign", "Today", "Optimal", "Change", "Share", "Revenue it causes", "Increase"],
      names.indices.map { row in
        [
          names[row], SummaryText.number(today[row]), SummaryText.number(optimal[row]),
          SummaryText.number(optimal[row] - today[row]), SummaryText.percent(share[row] / 100, 1),
          SummaryText.number(expected[row]), SummaryText.percent(increase[row] / 100, 1),
        ]
      } + [
        [
          "All", SummaryText.number(today.reduce(0, +)), SummaryText.number(optimal.reduce(0, +)),
          SummaryText.number(optimal.reduce(0, +) - today.reduce(0, +)),
          SummaryText.percent(share.reduce(0, +) / 100, 1),
          SummaryText.number(expected.reduce(0, +)),
          SummaryText.percent(plan.current > 0 ? plan.uplift / plan.current : .nan, 1),
        ]
      ])
    paragraph(
      "Amounts are for as many days as the data have. Increase is against what today's average spend causes when it "
        + "goes on evenly.")
  }

  fileprivate mutating func addScenarios(_ results: CampaignResults) throws {
    let planned = results.optimization.rowCount
    let today = try results.contributions.numbers("Total_Spend").prefix(planned).reduce(0, +)
    let scenarios = results.scenarios
    guard scenarios.rowCount > 0 else { return }
    let budgets = try scenarios.numbers("Total_Budget")
    let (revenue, roi) = (
      try scenarios.numbers("Predicted_Revenue"), try scenarios.numbers("Expected_ROI")
    )
    let campaigns = try results.contributions.texts("Campaign").map { $0 ?? "" }
    part("Scenarios")
    table(
      ["Budget, as a share of today's"] + budgets.map { SummaryText.percent($0 / today, 0) },
      [
        ["Budget"] + budgets.map { SummaryText.number($0) },
        ["Revenue that it causes"] + revenue.map { SummaryText.number($0) },
        ["ROI"] + roi.map { SummaryText.number($0, 2) },
      ]
        + (try zip(campaigns, scenarios.names.dropFirst(3)).map { campaign, column in
          [campaign] + (try scenarios.numbers(column)).map { SummaryText.number($0) }
        }))
  }

  fileprivate mutating func addCare(_ fit: MixFit, _ plan: BudgetPlan) {
    let remarks = CampaignSummary.fitRemarks(fit)
    guard !remarks.isEmpty || !plan.warnings.isEmpty else { return }
    part("Read with care")
    for remark in remarks { point(remark) }
    if !plan.warnings.isEmpty { point("Of the plan, in money of one row's period:") }
    for warning in plan.warnings { point(warning.description) }
  }

  fileprivate mutating func addColumns(_ rows: Table) {
    part("Columns")
    paragraph(rows.names.map(SummaryText.plain).joined(separator: ", "))
  }
}

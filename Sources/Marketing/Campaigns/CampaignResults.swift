public import Tables

/// What a daily pipeline hands on: the campaign rows, and six tables of what a fit and a budget say of them.
///
///     let results = try CampaignResults(
///       rows: rows, fit: fit, plan: plan, scenarios: scenarios,
///       names: ["brand_awareness": "Brand Awareness"])
///
/// All money is over the whole length of the data: contributions and spend are summed over the fitted rows and those
/// held out, and amounts of a steady plan, which are for one day, are multiplied by the number of days. So
/// `Total_Spend` adds up to the rows' spend, and `Optimal_Spend` to the plan's budget over as many days.
public struct CampaignResults: Sendable, Hashable, Codable {
  /// The rows as they were given: one a campaign and day.
  public let rows: Table
  /// One row a campaign: `Campaign Total_Contribution Percentage Total_Spend ROI ROAS`.
  ///
  /// `Percentage` is 100 × contribution / summed prediction; `ROI` is contribution / spend, what the model finds;
  /// `ROAS` is the revenue that the rows book to the campaign / spend, what the platform claims. Both are missing
  /// where nothing was spent.
  public let contributions: Table
  /// One row a campaign: `Campaign Optimal_Spend Optimal_Pct Expected_Revenue Revenue_Increase_Pct`.
  ///
  /// `Expected_Revenue` is what the optimal spend causes, without the baseline; `Revenue_Increase_Pct` is its distance
  /// from what today's average spend causes, missing where that causes nothing or less.
  public let optimization: Table
  /// One row a budget: `Total_Budget Predicted_Revenue Expected_ROI`, then spend by campaign, `Brand_Awareness_Spend`.
  ///
  /// `Predicted_Revenue` is what the campaigns cause, without the baseline; `Expected_ROI` is it for each unit of
  /// money.
  public let scenarios: Table
  /// One row: `r2 mae rmse mape n_samples model_type regularization_alpha`.
  ///
  /// Of the rows held out, or of the fitted ones where none were. `mape` is in per cent; `model_type` is `ridge`,
  /// `lasso`, `elasticnet` or `ols`.
  public let performance: Table
  /// One row a coefficient, the intercept first: `Feature Coefficient Feature_Type`.
  ///
  /// A coefficient is on its feature's own scale: after carryover and saturation for a campaign. Types are `Intercept`,
  /// `Campaign`, `Control`, `Trend`, `Season`, `Month`, `Weekday`, `Weekend`, `Holiday` and `Event`.
  public let coefficients: Table
  /// One row a day: `date actual_revenue predicted_revenue error`, the error being actual less predicted.
  ///
  /// The days held out, or the fitted ones where none were.
  public let predictions: Table

  /// The columns that campaign rows must have, in their order.
  public static let standardColumns = CampaignColumn.allCases.map(\.rawValue)

  /// Puts a fit, a plan and the rows that both come from into tables.
  ///
  /// - Parameters:
  ///   - rows: Cleaned campaign rows: the standard columns, and whatever else they have.
  ///   - fit: A fit of the rows' daily series, one channel a campaign.
  ///   - plan: A plan for the fit's channels; best a steady one for today's budget.
  ///   - scenarios: The best plans at several budgets.
  ///   - names: For each channel the campaign as the rows write it; a channel that is not in it keeps its name.
  /// - Throws: `TableError` where rows lack a standard column; ``CampaignResultsError`` where fit, plan and rows do not
  ///   belong together; `MixError` where the fit has no dates.
  public init(
    rows: Table, fit: MixFit, plan: BudgetPlan, scenarios: BudgetScenarios,
    names: [String: String]
  ) throws {
    let whole = try fit.wholeWindow()
    let shown = CampaignResults.naming(names)
    let booked = try CampaignResults.booked(in: rows)
    for part in [(plan, "the plan")] + scenarios.plans.map({ ($0, "a scenario") }) {
      try CampaignResults.requireChannels(of: part.0, called: part.1, fit: fit)
    }
    self.rows = rows
    contributions = try CampaignResults.contributions(whole, booked, shown)
    optimization = CampaignResults.optimization(fit, plan, days: whole.rowCount, shown)
    self.scenarios = CampaignResults.scenarios(fit, scenarios, days: whole.rowCount, shown)
    performance = CampaignResults.performance(fit)
    coefficients = CampaignResults.coefficients(fit, shown)
    predictions = try CampaignResults.predictions(fit)
  }
}

// MARK: - Checks

extension CampaignResults {
  /// What the rows say of one campaign.
  private struct Booked {
    var spend = 0.0
    var revenue = 0.0
  }

  /// Spend and revenue by campaign; what is missing counts as nothing.
  private static func booked(in rows: Table) throws -> [String: Booked] {
    _ = try rows.days("date")
    let campaigns = try rows.texts("campaign_name")
    for name in standardColumns.dropFirst(2) { _ = try rows.numbers(name) }
    let (spend, revenue) = (try rows.numbers("spend"), try rows.numbers("revenue"))
    var booked: [String: Booked] = [:]
    for (row, campaign) in campaigns.enumerated() {
      guard let campaign else { continue }
      if !spend[row].isNaN { booked[campaign, default: Booked()].spend += spend[row] }
      if !revenue[row].isNaN { booked[campaign, default: Booked()].revenue += revenue[row] }
    }
    return booked
  }

  private static func requireChannels(
    of plan: BudgetPlan, called whose: String, fit: MixFit
  ) throws(CampaignResultsError) {
    let found = plan.channels.map(\.name)
    guard found.sorted() == fit.channelNames.sorted() else {
      throw .otherChannels(of: whose, found: found, expected: fit.channelNames)
    }
  }

  private static func naming(_ names: [String: String]) -> (String) -> String {
    { names[$0] ?? $0 }
  }
}

// MARK: - Tables

extension CampaignResults {
  private static func contributions(
    _ whole: FitWindow, _ booked: [String: Booked], _ shown: (String) -> String
  ) throws(CampaignResultsError) -> Table {
    let results = whole.channelResults
    var roas: [Double] = []
    for result in results {
      guard let rows = booked[shown(result.channel)] else {
        roas.append(.nan)
        continue
      }
      // The sums differ in their order alone; more than rounding is another series.
      guard abs(rows.spend - result.spend) <= 1e-6 * max(abs(rows.spend), abs(result.spend)) else {
        throw .otherSpend(
          campaign: shown(result.channel), rows: rows.spend, fit: result.spend)
      }
      roas.append(rows.spend > 0 ? rows.revenue / rows.spend : .nan)
    }
    // Campaigns that are no channels spend all the same; what they cause nobody knows.
    let known = Set(results.map { shown($0.channel) })
    let others = booked.filter { !known.contains($0.key) }.sorted { $0.key < $1.key }
    let unknown = others.map { _ in Double.nan }
    return Table([
      Column("Campaign", texts: results.map { shown($0.channel) } + others.map(\.key)),
      Column("Total_Contribution", numbers: results.map(\.contribution) + unknown),
      Column("Percentage", numbers: results.map { 100 * ($0.share ?? .nan) } + unknown),
      Column(
        "Total_Spend",
        numbers: (results.map(\.spend) + others.map(\.value.spend)).map(CampaignSeries.cents)),
      Column("ROI", numbers: results.map { $0.roi ?? .nan } + unknown),
      Column(
        "ROAS",
        numbers: roas + others.map { $0.value.spend > 0 ? $0.value.revenue / $0.value.spend : .nan }
      ),
    ])
  }

  private static func optimization(
    _ fit: MixFit, _ plan: BudgetPlan, days: Int, _ shown: (String) -> String
  ) -> Table {
    let channels = ordered(plan, as: fit)
    func increase(_ channel: BudgetPlan.Channel) -> Double {
      channel.currentSales > 0 ? 100 * (channel.sales / channel.currentSales - 1) : .nan
    }
    return Table([
      Column("Campaign", texts: channels.map { shown($0.name) }),
      Column(
        "Optimal_Spend", numbers: spends(plan, as: fit, days: days).amounts),
      Column("Optimal_Pct", numbers: channels.map { 100 * $0.spend / plan.budget }),
      Column("Expected_Revenue", numbers: channels.map { overAll($0.sales, plan, days: days) }),
      Column("Revenue_Increase_Pct", numbers: channels.map(increase)),
    ])
  }

  private static func scenarios(
    _ fit: MixFit, _ scenarios: BudgetScenarios, days: Int, _ shown: (String) -> String
  ) -> Table {
    let plans = scenarios.plans
    let money = plans.map { spends($0, as: fit, days: days) }
    let revenue = plans.map { overAll($0.predicted, $0, days: days) }
    let first = [
      Column("Total_Budget", numbers: money.map(\.budget)),
      Column("Predicted_Revenue", numbers: revenue),
      Column(
        "Expected_ROI",
        numbers: zip(revenue, money).map { $1.budget > 0 ? $0 / $1.budget : .nan }),
    ]
    var taken = Set(first.map { $0.name.lowercased() })
    let spend = fit.channelNames.enumerated().map { place, channel in
      let base = identifier("\(shown(channel)) Spend")
      var (name, number) = (base, 1)
      // Databases do not tell Spend from spend.
      while !taken.insert(name.lowercased()).inserted {
        number += 1
        name = "\(base)_\(number)"
      }
      return Column(
        name,
        numbers: money.map { $0.amounts[place] }
      )
    }
    return Table(first + spend)
  }

  private static func performance(_ fit: MixFit) -> Table {
    let window = fit.test ?? fit.training
    let model: String
    switch fit.spec.regulariser {
    case .ols: model = "ols"
    case .ridge: model = "ridge"
    case .priors: model = "bayes"
    case .elasticNet(let mix, _, _): model = mix == 1 ? "lasso" : "elasticnet"
    }
    return Table([
      Column("r2", numbers: [window.metrics.r2 ?? .nan]),
      Column("mae", numbers: [window.metrics.mae]),
      Column("rmse", numbers: [window.metrics.rmse]),
      Column("mape", numbers: [100 * (window.metrics.mape ?? .nan)]),
      Column("n_samples", numbers: [Double(window.rowCount)]),
      Column("model_type", texts: [model]),
      Column("regularization_alpha", numbers: [fit.penalty]),
    ])
  }

  private static func coefficients(_ fit: MixFit, _ shown: (String) -> String) -> Table {
    let names = fit.coefficients.map { $0.part.isBaseline ? $0.name : shown($0.name) }
    return Table([
      Column("Feature", texts: [fit.intercept.name] + names),
      Column("Coefficient", numbers: ([fit.intercept] + fit.coefficients).map(\.coefficient)),
      Column("Feature_Type", texts: ["Intercept"] + fit.design.terms.map(featureType)),
    ])
  }

  private static func predictions(_ fit: MixFit) throws(MixError) -> Table {
    let window = fit.test ?? fit.training
    guard !window.days.isEmpty else { throw .noDates(why: "predictions are listed by date") }
    return Table([
      Column("date", days: window.days), Column("actual_revenue", numbers: window.actual),
      Column("predicted_revenue", numbers: window.predicted),
      Column("error", numbers: window.residuals),
    ])
  }
}

// MARK: - Parts of them

extension CampaignResults {
  /// The plan's channels in the order of the fit's.
  private static func ordered(_ plan: BudgetPlan, as fit: MixFit) -> [BudgetPlan.Channel] {
    fit.channelNames.compactMap { name in plan.channels.first { $0.name == name } }
  }

  /// An amount of a plan's span over all days.
  private static func overAll(_ amount: Double, _ plan: BudgetPlan, days: Int) -> Double {
    amount * (Double(days) / Double(plan.problem.span.periods))
  }

  /// What each channel gets of a plan over all days, in whole cents, and their sum: the budget that was asked for.
  ///
  /// A plan's own cents are of one period; as many times over they would miss the budget.
  private static func spends(
    _ plan: BudgetPlan, as fit: MixFit, days: Int
  ) -> (budget: Double, amounts: [Double]) {
    let asked = plan.problem.goal == .mostSales ? plan.problem.budget : plan.budget
    let whole = overAll(asked, plan, days: days)
    // Small numbers are thousands or millions, of which cents are a lot.
    let unit = whole < 1_000 ? 1e6 : 100
    let budget = (whole * unit).rounded() / unit
    let channels = ordered(plan, as: fit)
    var amounts = channels.map { ($0.spend / plan.budget * budget * unit).rounded() / unit }
    if let largest = amounts.indices.max(by: { amounts[$0] < amounts[$1] }) {
      let rest = budget - amounts.reduce(0, +)
      amounts[largest] = ((amounts[largest] + rest) * unit).rounded() / unit
    }
    return (budget, amounts)
  }

  /// A name as a column's: runs of anything that is no letter and no digit as `_`.
  private static func identifier(_ name: String) -> String {
    name.reduce(into: "") { text, character in
      if character.isLetter || character.isNumber {
        text.append(character)
      } else if text.last != "_" {
        text.append("_")
      }
    }
  }

  private static func featureType(_ term: MixTerm) -> String {
    switch term.part {
    case .intercept: return "Intercept"
    case .trend: return "Trend"
    case .holidays: return "Holiday"
    case .events: return "Event"
    case .control: return "Control"
    case .channel: return "Campaign"
    case .season:
      if case .wave = term { return "Season" }
      if case .dayWave = term { return "Season" }
      if case .month = term { return "Month" }
      if case .weekday = term { return "Weekday" }
      return "Weekend"
    }
  }
}

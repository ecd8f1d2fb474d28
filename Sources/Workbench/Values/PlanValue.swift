import Figures
public import Marketing
public import Notebooks
import Tables

/// A plan for a budget as the value of a name.
public struct PlanValue: NotebookValue {
  /// The plan.
  public let plan: BudgetPlan
  /// What is sold, and what a period is called: `sales`, `week`.
  public let target: String
  /// `week`, `day`, `month` or `period`.
  public let period: String
  /// Why the fit that it was made of is not to be relied on; nil where nothing is known against it.
  public let doubt: String?

  /// A plan as the value of a name.
  public init(_ plan: BudgetPlan, target: String, period: String, doubt: String? = nil) {
    self.plan = plan
    self.target = target
    self.period = period
    self.doubt = doubt
  }

  /// `plan`.
  public static let kind = Kind(
    "plan", "How a budget is best spent: amounts by channel, what they bring, and what holds them.",
    fields: [
      Kind.FieldPattern("budget", "The money, over the plan's span."),
      Kind.FieldPattern("predicted", "What the plan's spend brings, target units."),
      Kind.FieldPattern("current", "What today's spend brings over the same span."),
      Kind.FieldPattern("uplift", "predicted less current."),
      Kind.FieldPattern("uplift_share", "uplift as a share of current."),
      Kind.FieldPattern("same_mix", "What today's mix would bring with the plan's budget."),
      Kind.FieldPattern("mix_gain", "predicted less same_mix: the part of the better mix."),
      Kind.FieldPattern("current_budget", "What is spent today over the same span."),
      Kind.FieldPattern("roi", "predicted for each unit of the budget."),
      Kind.FieldPattern(
        "multiplier", "What the next unit of budget brings; none where all channels are fixed."),
      Kind.FieldPattern("common_mroi", "What the next unit brings in every channel that is free."),
      Kind.FieldPattern("optimality_error", "How far the conditions of an optimum are missed."),
      Kind.FieldPattern(
        "expected_gain",
        "Mean over the draws of what the plan gains on today; fits with draws only."),
      Kind.FieldPattern("gain_low", "The 5th percentile of the gain; fits with draws only."),
      Kind.FieldPattern("gain_high", "The 95th percentile of the gain; fits with draws only."),
      Kind.FieldPattern(
        "p_better", "The share of draws by which the plan beats today; fits with draws only."),
      Kind.FieldPattern(
        "cvar", "The mean gain of the worst tenth of the draws; fits with draws only."),
      Kind.FieldPattern("carried_in", "What earlier spend still brings; calendar plans only."),
      Kind.FieldPattern("spend.<channel>", "What a channel gets."),
      Kind.FieldPattern("current_spend.<channel>", "What it gets today."),
      Kind.FieldPattern("change.<channel>", "spend less current_spend."),
      Kind.FieldPattern("share.<channel>", "Its share of the budget."),
      Kind.FieldPattern("sales.<channel>", "What the plan's spend brings there."),
      Kind.FieldPattern("current_sales.<channel>", "What today's spend brings there."),
      Kind.FieldPattern("roi.<channel>", "sales for each unit of spend."),
      Kind.FieldPattern("mroi.<channel>", "What its next unit of money brings."),
      Kind.FieldPattern("current_mroi.<channel>", "The same at today's spend."),
      Kind.FieldPattern("low.<channel>", "The least it could get."),
      Kind.FieldPattern("high.<channel>", "The most it could get."),
      Kind.FieldPattern("bound_price.<channel>", "What a unit of give in its bound would bring."),
    ])

  /// Money, sales, returns and bounds.
  public var fields: [Field] { plan.scalarFields.map { Field($0.name, $0.value) } }

  /// The amounts, what draws say of them, why each, the conditions, and reasons for care.
  public var shown: [Output] {
    // Amounts that draws do not bear out must not be read before that is said.
    var outputs: [Output] = doubt.map { [.text($0)] } ?? []
    outputs.append(.table(amounts))
    if let judgement = plan.judgement { outputs.append(.table(gain(judgement))) }
    outputs += [.table(reasons), .text(plan.describedConditions)]
    if !plan.warnings.isEmpty {
      outputs.append(
        .text("Read with care: " + plan.warnings.map(\.description).joined(separator: " ")))
    }
    return outputs
  }

  /// How plans and scenarios are written, by column.
  static let formats: [String: NumberFormat] = [
    "current_spend": .decimals(0), "spend": .decimals(2), "change": .percent(0),
    "current_sales": .significant(4), "sales": .significant(4), "roi": .decimals(2),
    "mroi": .decimals(2), "budget": .decimals(0), "predicted": .significant(5),
    "uplift": .significant(4), "marginal_return": .decimals(2), "share": .percent(1),
    "gain_low": .significant(4), "gain_high": .significant(4), "p_better": .percent(0),
  ]

  private var amounts: TableOutput {
    var table = plan.table
    // As shares, which compare channels of different size; those that got nothing have none.
    let changes = plan.channels.map {
      $0.currentSpend > 0 ? $0.change / $0.currentSpend : .nan
    }
    table = Table(
      table.columns.map { $0.name == "change" ? Column("change", numbers: changes) : $0 })
    return TableOutput(
      table, title: title, formats: PlanValue.formats, note: describedTotals, shownRows: 40)
  }

  private var reasons: TableOutput {
    TableOutput(
      Table([
        Column("channel", texts: plan.channels.map(\.name)),
        Column("why", texts: plan.channels.map(\.sentence)),
      ]), title: "What changes, and why", shownRows: 40)
  }

  /// What the plan is, as a finding.
  var title: String {
    let money = NumberFormat.short.text(plan.budget)
    if case .targetROAS(let target, _) = plan.problem.goal {
      let isOpen = plan.warnings.contains {
        if case .targetReachedEverywhere = $0 { true } else { false }
      }
      if isOpen {
        return "\(money) \(describedSpan), the most that was tried, still brings "
          + "\(NumberFormat.decimals(2).text(plan.roi)) for each unit of money"
      }
      return "\(money) \(describedSpan) is the most that still brings "
        + "\(NumberFormat.decimals(2).text(target)) for each unit of money"
    }
    guard plan.current > 0 else { return "How to spend \(money) \(describedSpan)" }
    let share = plan.uplift / plan.current
    let isSame = abs(plan.budget / max(plan.currentBudget, 1e-300) - 1) < 5e-4
    guard abs(share) >= 5e-4 else {
      return "Within the bounds \(money) \(describedSpan) brings no more than today's spend does"
    }
    let change =
      "\(NumberFormat.percent(1).text(abs(share))) \(share > 0 ? "more" : "less") from marketing"
    guard isSame else { return "\(money) \(describedSpan) brings \(change) than today's spend" }
    return share > 0
      ? "The same \(money) \(describedSpan), spent otherwise, brings \(change)"
      : "Within these bounds the same \(money) \(describedSpan) brings \(change)"
  }

  /// `a week`, `over 13 weeks`.
  var describedSpan: String {
    switch plan.problem.span {
    case .steady: "a \(period)"
    case .calendar(let periods, _): "over \(periods) \(period)\(periods == 1 ? "" : "s")"
    }
  }

  private var describedTotals: String {
    let format = NumberFormat.significant(4)
    var text =
      "Marketing brings \(format.text(plan.predicted)) \(describedSpan) "
      + "against \(format.text(plan.current)) today: \(described(plan.uplift))"
    if abs(plan.mixGain - plan.uplift) > 1e-6 * abs(plan.predicted) {
      text += ", \(described(plan.mixGain)) than today's mix of the same money would"
    }
    text += "."
    if plan.problem.span == .steady {
      text += " Both are what the same spend every \(period) comes to."
    }
    if case .calendar = plan.problem.span {
      let reach =
        plan.tail == 0
        ? "No effects" : "Effects up to \(plan.tail) \(period)\(plan.tail == 1 ? "" : "s")"
      text +=
        " \(reach) after the horizon count; what earlier spend "
        + "still brings, \(format.text(plan.carriedIn)), does not."
    }
    return text
  }

  private func described(_ change: Double) -> String {
    "\(NumberFormat.significant(4).text(abs(change))) \(change < 0 ? "less" : "more")"
  }
}

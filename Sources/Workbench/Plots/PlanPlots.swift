import Figures
import Marketing
import Notebooks
import Tables

/// A budget before and after: today's spend, the plan's, and the bounds between which it could move.
struct PlanPlot {
  let value: PlanValue
  var title: String?
  var subtitle: String?

  /// The chart.
  var chart: Chart {
    let channels = value.plan.channels
    let names = Positions.categories(channels.map(\.name))
    var chart = Chart(
      title ?? value.title,
      subtitle: subtitle
        ?? "Spend \(value.describedSpan) by channel; whiskers: the plan's bounds; right: change"
        + (channels.contains { $0.bound == .upper || $0.bound == .lower }
          ? ", and the bound that holds" : ""),
      y: Axis(format: .short, includesZero: true), legend: .above, orientation: .horizontal)
    let bounds = Mark.Range(
      "bounds", x: names, low: channels.map(\.low), high: channels.map(\.high), paint: .muted,
      labels: channels.map(PlanPlot.label))
    let moves = channels.map { (min($0.currentSpend, $0.spend), max($0.currentSpend, $0.spend)) }
    chart.marks = [
      .range(bounds),
      .range(
        .init(
          "", x: names, low: moves.map(\.0), high: moves.map(\.1), innerLow: moves.map(\.0),
          innerHigh: moves.map(\.1), paint: .fitted)),
      .dot(
        .init(
          "today", x: names, y: channels.map(\.currentSpend), symbol: .hollowCircle,
          paint: .actual, radius: 5)),
      .dot(.init("plan", x: names, y: channels.map(\.spend), paint: .fitted, radius: 5)),
    ]
    chart.height = max(90, channels.count * 30)
    return chart
  }

  /// `+25%, at its cap`.
  private static func label(_ channel: BudgetPlan.Channel) -> String {
    let share = channel.currentSpend > 0 ? channel.change / channel.currentSpend : nil
    let change =
      share.map { share in
        abs(share) < 5e-3
          ? "±0%" : (share > 0 ? "+" : "") + NumberFormat.percent(0).text(share)
      } ?? "new"
    switch channel.bound {
    case .upper?: return "\(change), at its cap"
    case .lower?: return "\(change), at its floor"
    case .fixed?: return "\(change), fixed"
    case nil: return change
    }
  }
}

/// Several budgets: what their best plans bring, and what the last unit of money returns.
struct ScenarioPlot {
  let scenarios: [String]
  let budgets: [Double]
  let predicted: [Double]
  let returns: [Double]
  var title: String?
  var subtitle: String?

  init(_ table: Table, title: String?, subtitle: String?) throws {
    scenarios = try table.texts("scenario").map { $0 ?? "" }
    budgets = try table.numbers("budget")
    predicted = try table.numbers("predicted")
    returns = try table.numbers("marginal_return")
    self.title = title
    self.subtitle = subtitle
  }

  /// The chart.
  var chart: Chart {
    let x = Positions.numbers(budgets)
    var chart = Chart(
      title ?? finding,
      subtitle: subtitle ?? "The best plan of each budget",
      x: Axis("Budget", format: .short),
      panels: [
        Chart.Panel(
          "What marketing brings",
          marks: [
            .line(.init("predicted", x: x, y: predicted, paint: .fitted)),
            .dot(
              .init(
                "", x: x, y: predicted, labels: scenarios, paint: .fitted, radius: 4)),
          ], y: Axis(format: .short), height: 170),
        Chart.Panel(
          "What the last unit of money returns; dashed: what it costs",
          marks: [
            .rule(.init(.y(1), paint: .muted)),
            .line(.init("return", x: x, y: returns, paint: .positive)),
            .dot(.init("", x: x, y: returns, paint: .positive, radius: 4)),
          ], y: Axis(format: .automatic, includesZero: true), height: 110),
      ], arrangement: .rows)
    chart.legend = .none
    return chart
  }

  private var finding: String {
    guard let first = returns.first, let last = returns.last, returns.count > 1 else {
      return "What the best plan brings"
    }
    let format = NumberFormat.decimals(2)
    return "The last unit of money returns \(format.text(first)) at \(scenarios[0]) of the budget "
      + "and \(format.text(last)) at \(scenarios[scenarios.count - 1])"
  }
}

import Figures
import Marketing

/// Returns in the candidate that fits best and in the one chosen, and the one return that DECOMP.RSSD asks for.
struct ImpliedReturnsPlot {
  let view: SearchView
  var title: String?
  var subtitle: String?

  init(view: SearchView) { self.view = view }

  /// The chart.
  var chart: Chart {
    let prior = view.front.prior
    let rows = prior.channels
    let names = Positions.categories(rows.map(\.name))
    let paints = rows.map { Paint.like($0.name) }
    let two = NumberFormat.decimals(2)
    var marks: [Mark] = []
    if let implied = rows.first?.impliedROI, implied.isFinite {
      marks.append(.rule(.init(.y(implied), label: "implied \(two.text(implied))", paint: .actual)))
    }
    marks.append(
      .range(
        .init(
          "", x: names, low: rows.map { min($0.bestFitROI, $0.chosenROI) },
          high: rows.map { max($0.bestFitROI, $0.chosenROI) }, paints: paints,
          labels: rows.map { "\(two.text($0.bestFitROI)) → \(two.text($0.chosenROI))" })))
    marks.append(
      .dot(
        .init(
          "best fit", x: names, y: rows.map(\.bestFitROI), symbol: .hollowCircle, paint: .actual,
          radius: 4.5)))
    marks.append(
      .dot(
        .init(
          "chosen", x: names, y: rows.map(\.chosenROI), paint: .actual, paints: paints, radius: 5)))
    var chart = Chart(
      title ?? finding(rows),
      subtitle: subtitle
        ?? "Return on investment; rings: \(prior.bestFit), which fits best; filled: "
        + "\(view.chosen.name), "
        + "which was chosen; dashed: where RSSD would be 0",
      y: Axis("Return on investment", includesZero: true), marks: marks, legend: .none,
      orientation: .horizontal)
    chart.height = max(90, rows.count * 30)
    return chart
  }

  /// How far the returns lie apart before and after.
  private func finding(_ rows: [RobynPrior.Channel]) -> String {
    guard view.front.prior.bestFit != view.chosen.name else {
      return "The candidate chosen is the one that fits best: RSSD moved no return"
    }
    let spent = rows.filter { $0.spendShare > 0 }
    let two = NumberFormat.decimals(2)
    func ends(_ values: [Double]) -> (low: Double, high: Double)? {
      guard let low = values.min(), let high = values.max(), values.count > 1 else { return nil }
      return (low, high)
    }
    guard let before = ends(spent.map(\.bestFitROI)), let after = ends(spent.map(\.chosenROI))
    else {
      return "What DECOMP.RSSD asked of the returns"
    }
    let moved = after.high - after.low < before.high - before.low ? "pulled together" : "moved"
    return
      "RSSD \(moved) what returned from \(two.text(before.low)) to \(two.text(before.high)): now "
      + "from \(two.text(after.low)) to \(two.text(after.high))"
  }
}

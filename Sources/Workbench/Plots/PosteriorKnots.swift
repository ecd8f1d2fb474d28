import Figures
import Marketing
import Statistics

/// Levels of the baseline over time as a band: a row for each of a hundred knots would be a page of nothing.
struct KnotPlot {
  let view: PosteriorView
  /// What the knots are called: `knot_values`.
  let family: String
  /// The knots in order of time.
  let quantities: [String]

  /// Fewer are rows of a forest.
  static let fewest = 13

  /// Whether a family is numbered through, and long enough to be a line.
  static func suits(_ quantities: [String]) -> Bool {
    quantities.count >= fewest
      && quantities.allSatisfy { Int($0.drop { $0 != "." }.dropFirst()) != nil }
  }

  /// The chart.
  var chart: Chart {
    let known = quantities.compactMap { view.posterior.summary(of: $0) }
    let x = Positions.numbers(known.indices.map { Double($0 + 1) })
    let least = known.map(\.q50).min() ?? 0
    let greatest = known.map(\.q50).max() ?? 0
    let format = NumberFormat.decimals(2)
    let units = view.units(of: quantities).map { ". " + $0 } ?? ""
    return Chart(
      view.headline(
        "The \(known.count) levels of \(family) move between \(format.text(least)) and "
          + format.text(greatest), neutral: "\(family) by the draws of \(view.name)"),
      subtitle: view.warned("Median, 50% and 90% intervals in the order of time\(units)"),
      x: Axis("knot"), y: Axis(family),
      marks: [
        .band(.init("90%", x: x, low: known.map(\.q5), high: known.map(\.q95))),
        .band(.init("50%", x: x, low: known.map(\.q25), high: known.map(\.q75), isInner: true)),
        .line(.init("median", x: x, y: known.map(\.q50), paint: .fitted, width: 1.5)),
      ], legend: .above, height: 200)
  }
}

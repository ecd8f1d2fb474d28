import Figures

/// Predicted against observed shares, in groups of like predictions: a model that is right lies on the diagonal.
struct CalibrationPlot {
  /// A group of like predictions.
  struct Group {
    /// The mean of the predictions.
    let predicted: Double
    /// The share that happened.
    let observed: Double
    /// The ends of its interval.
    let low: Double
    /// The ends of its interval.
    let high: Double
    /// How many there are.
    let count: Double
  }

  /// The groups of each model, by name.
  let models: [(name: String, groups: [Group])]
  /// The probability that the groups' intervals are meant to have.
  let level: Double
  var title: String?
  var subtitle: String?

  /// The chart.
  var chart: Chart {
    let groups = models.flatMap(\.groups)
    let ends = groups.flatMap { [$0.predicted, $0.observed, $0.high] }.filter(\.isFinite)
    let most = min(max((ends.max() ?? 1) * 1.05, 1e-6), 1)
    let format = NumberFormat.percent(most < 0.1 ? 1 : 0)
    var chart = Chart(
      title ?? finding,
      subtitle: subtitle
        ?? "Share that converted by predicted probability; whiskers: "
        + "\(NumberFormat.percent(0).text(level)) intervals; dashed: as predicted",
      x: Axis("predicted", format: format, domain: 0...most),
      y: Axis("observed", format: format, domain: 0...most),
      legend: models.count > 1 ? .above : .none)
    chart.marks = [.rule(.init(.diagonal, paint: .muted))]
    let symbols: [Symbol] = [.circle, .square, .triangle, .diamond]
    for (index, model) in models.enumerated() {
      let x = Positions.numbers(model.groups.map(\.predicted))
      let paint: Paint = models.count > 1 ? .slot(index) : .fitted
      chart.marks.append(
        .range(
          .init(
            "", x: x, low: model.groups.map(\.low), high: model.groups.map(\.high), paint: paint)
        ))
      chart.marks.append(
        .dot(
          .init(
            model.name, x: x, y: model.groups.map(\.observed),
            symbol: symbols[index % symbols.count], paint: paint, radius: 4)))
    }
    return chart
  }

  private var finding: String {
    let groups = models.flatMap(\.groups)
    let inside = groups.count { $0.low <= $0.predicted && $0.predicted <= $0.high }
    guard !groups.isEmpty else { return "Nothing was predicted" }
    return "In \(inside) of \(groups.count) groups the prediction lies within the interval"
  }
}

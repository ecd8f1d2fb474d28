import Figures
import Marketing

/// How the parts of the prediction add up, one after the other: the baseline's parts, then the channels, then the whole.
struct WaterfallPlot {
  /// What the fit is called; "" where that is said elsewhere.
  let name: String
  let fit: MixFit
  var title: String?
  var subtitle: String?
  /// How many parts of the baseline there may be, and how many channels; the smallest share the last.
  var most = Int.max

  /// A step.
  private struct Part {
    let name: String
    let total: Double
    let paint: Paint
  }

  /// The chart.
  var chart: Chart {
    let window = fit.training
    let whole = window.predictedTotal
    let channels = window.channels.sorted { $0.total > $1.total }
    let parts =
      parts(window.baselineParts, paint: .baseline, rest: "other baseline")
      + parts(channels, paint: .named, rest: "other channels")
    var (starts, ends): ([Double], [Double]) = ([], [])
    var sum = 0.0
    for part in parts {
      starts.append(sum)
      sum += part.total
      ends.append(sum)
    }
    let format = NumberFormat.percent(1)
    let labels = parts.map { whole == 0 ? "" : format.text($0.total / whole) }
    var chart = Chart(
      title ?? finding,
      subtitle: subtitle
        ?? "\(fit.spec.target) by what caused it and its share, as \(name) sees it"
        + "\(window.describedSpan)",
      y: Axis(fit.spec.target, includesZero: true), legend: .none, orientation: .horizontal)
    chart.height = max(120, 24 * (parts.count + 1))
    chart.marks = [
      .bar(
        .init(
          "part", x: .categories(parts.map(\.name) + ["predicted"]), y: ends + [sum],
          start: starts + [0],
          paints: parts.map(\.paint) + [.fitted],
          labels: labels + [NumberFormat.short.text(sum)], isJoined: true))
    ]
    return chart
  }

  /// The parts as steps, all but the largest as one.
  private func parts(
    _ components: [FitWindow.Component], paint: Paint, rest: String
  ) -> [Part] {
    let kept = Set(
      components.count <= most
        ? Array(components.indices)
        : Array(
          components.indices.sorted {
            (abs(components[$1].total), $0) < (abs(components[$0].total), $1)
          }.prefix(most - 1)))
    var parts = components.indices.filter(kept.contains).map {
      Part(name: components[$0].name, total: components[$0].total, paint: paint)
    }
    let others = components.indices.filter { !kept.contains($0) }
    guard !others.isEmpty else { return parts }
    parts.append(
      Part(
        name: "\(others.count) \(rest)", total: others.reduce(0) { $0 + components[$1].total },
        paint: paint == .named ? .muted : paint))
    return parts
  }

  private var finding: String {
    let window = fit.training
    guard window.predictedTotal > 0 else { return "How the parts of \(fit.spec.target) add up" }
    let share = NumberFormat.percent(0).text(window.baseline / window.predictedTotal)
    return "\(share) of \(fit.spec.target) would have come without advertising"
      + (name.isEmpty ? "" : ", says \(name)")
  }
}

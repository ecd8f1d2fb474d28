import Figures
import Marketing

/// Returns under each seed: a row a channel, a ring a seed, a dot at the mean.
struct StabilityPlot {
  let value: StabilityValue
  let title: String?
  let subtitle: String?

  /// The chart.
  var chart: Chart {
    let stability = value.stability
    let known = stability.channels.filter { $0.mean != nil }
    var chart = Chart(
      title ?? finding,
      subtitle: subtitle
        ?? "Return on investment under each of \(stability.seeds.count) seeds; dot: the mean",
      y: Axis("Return on investment", format: .automatic, includesZero: true), legend: .none,
      orientation: .horizontal)
    chart.marks = [
      .dot(
        .init(
          "by seed",
          x: .categories(known.flatMap { channel in channel.roi.map { _ in channel.name } }),
          y: known.flatMap { channel in channel.roi.map { $0 ?? .nan } }, symbol: .hollowCircle,
          paint: .muted, radius: 4)),
      .dot(
        .init(
          "mean", x: .categories(known.map(\.name)), y: known.map { $0.mean ?? .nan },
          paint: .fitted, radius: 3)),
    ]
    chart.height = max(90, 28 * known.count)
    return chart
  }

  private var finding: String {
    guard !value.stability.isExact else { return "The seed decides nothing in \(value.fit)" }
    let most = value.stability.channels.compactMap { channel in
      channel.spread.map { (name: channel.name, spread: $0) }
    }.max { $0.spread < $1.spread }
    guard let most else { return "Returns under other seeds" }
    return
      "\(most.name) moves most with the seed: by \(NumberFormat.percent(1).text(most.spread)) of its return"
  }
}

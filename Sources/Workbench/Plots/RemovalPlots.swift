import Figures
import Marketing

/// What share of the conversions would be lost without a channel, by model.
struct RemovalPlot {
  let results: [Attribution]
  var title: String?
  var subtitle: String?

  /// The chart; results without removal effects are left out.
  var chart: Chart {
    let known = results.filter { $0.removalEffects != nil }
    let sums = totals(known)
    let names = sums.indices.sorted { (sums[$1].1, $0) < (sums[$0].1, $1) }.map { sums[$0].0 }
    var chart = Chart(
      title ?? finding(names, known),
      subtitle: subtitle
        ?? "Share of conversions lost without the channel"
        + (known.count > 1 ? ", by model" : "") + "; effects overlap and do not add up to 100%",
      y: Axis("", format: .percent(0), includesZero: true),
      legend: known.count > 1 ? .above : .none, orientation: .horizontal)
    chart.categoryLimit = 60
    for (index, result) in known.enumerated() {
      let values = names.map { effect($0, result) }
      chart.marks.append(
        .bar(
          .init(
            result.model, x: .categories(names), y: values,
            paint: known.count > 1 ? .slot(index) : .named,
            paints: known.count > 1 ? nil : names.map { _ in .named },
            labels: known.count > 1 || names.count > 30
              ? nil : values.map { $0.isNaN ? "" : NumberFormat.percent(1).text($0) })))
    }
    return chart
  }

  private func effect(_ name: String, _ result: Attribution) -> Double {
    guard let index = result.channels.firstIndex(of: name), let effects = result.removalEffects
    else { return .nan }
    return effects[index]
  }

  private func totals(_ known: [Attribution]) -> [(String, Double)] {
    var names: [String] = []
    var seen: Set<String> = []
    for result in known { names += result.channels.filter { seen.insert($0).inserted } }
    return names.map { name in
      (name, known.map { effect(name, $0) }.filter(\.isFinite).reduce(0, +))
    }
  }

  private func finding(_ names: [String], _ known: [Attribution]) -> String {
    guard let best = names.first, let result = known.first else { return "No removal effects" }
    let share = NumberFormat.percent(0).text(effect(best, result))
    return "Without \(best), \(share) of the conversions would be lost"
  }
}

/// What share of the conversions would be lost without two channels at once: a heat map.
struct PairRemovalPlot {
  let channels: [String]
  /// By rows, symmetric; on the diagonal without one channel.
  let effects: [[Double]]
  var title: String?
  var subtitle: String?

  /// The chart, of the most telling channels where there are very many.
  var chart: Chart {
    let single = channels.indices.map { effects[$0][$0] }
    let order = channels.indices.sorted { (single[$1], $0) < (single[$0], $1) }.prefix(20)
    let names = order.map { channels[$0] }
    var chart = Chart(
      title ?? finding,
      subtitle: subtitle
        ?? "Share of conversions lost without both channels; diagonal: without the one"
        + (channels.count > 20 ? "; the 20 channels of most effect" : ""))
    chart.marks = [
      .cell(
        .init(
          "conversions lost", columns: names, rows: names,
          values: order.flatMap { row in order.map { effects[row][$0] } }, format: .percent(0)))
    ]
    return chart
  }

  /// The pair that loses most together.
  private var finding: String {
    var best: (Int, Int)?
    for first in channels.indices {
      for second in channels.indices where second > first {
        let top = best.map { effects[$0.0][$0.1] } ?? -.infinity
        if effects[first][second] > top { best = (first, second) }
      }
    }
    guard let best else { return "Conversions lost without a channel" }
    let share = NumberFormat.percent(0).text(effects[best.0][best.1])
    return "Without \(channels[best.0]) and \(channels[best.1]), \(share) of the conversions "
      + "would be lost"
  }
}

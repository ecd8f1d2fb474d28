import Figures
import Marketing
import Tables

/// What made the target over time: the baseline, the channels on top of it, and what was seen.
struct ContributionPlot {
  let name: String
  let fit: MixFit
  var title: String?
  var subtitle: String?

  /// The chart.
  var chart: Chart {
    let window = fit.training
    let x = FitTimeline(fit).training
    let hangs = window.channels.contains { $0.values.contains { $0 < 0 } }
    var chart = Chart(
      title ?? finding,
      subtitle: subtitle
        ?? "\(fit.spec.target) by what caused it, as \(name) sees it\(window.describedSpan)"
        + (hangs ? "; negative effects hang below zero" : ""),
      x: Axis(window.days.isEmpty ? "row" : ""), y: Axis(fit.spec.target), legend: .above)
    chart.height = 280
    chart.marks = [
      .area(.init("baseline", x: x, y: window.baselineOverTime, paint: .baseline))
    ]
    chart.marks += window.channels.map { .area(.init($0.name, x: x, y: $0.values)) }
    chart.marks.append(
      .line(.init("actual", x: x, y: window.actual, paint: .actual, width: 1.25)))
    return chart
  }

  /// What a reader should see first.
  var finding: String {
    let results = fit.training.channelResults.filter { $0.share != nil }
    guard let most = results.max(by: { $0.contribution < $1.contribution }),
      let share = most.share, most.contribution > 0
    else { return "What made \(fit.spec.target)" }
    let all = results.reduce(0) { $0 + ($1.share ?? 0) }
    let format = NumberFormat.percent(0)
    guard results.count > 1 else {
      return "\(most.channel) makes \(format.text(share)) of \(fit.spec.target)"
    }
    return "Marketing makes \(format.text(all)) of \(fit.spec.target), "
      + "\(most.channel) the most with \(format.text(share))"
  }
}

/// Each channel's part of what was spent beside its part of what channels brought.
struct SharePlot {
  let name: String
  let fit: MixFit
  var title: String?
  var subtitle: String?
  /// How many rows there may be; the smallest channels share the last.
  var most = Int.max
  /// Whether each channel's return stands at the right.
  var showsReturns = false

  /// The chart.
  var chart: Chart {
    let rows = fit.training.channelRows(most: most)
    let channels = Positions.categories(rows.map(\.name))
    let spend = parts(rows.map(\.spend))
    let effect = parts(rows.map(\.contribution))
    let format = NumberFormat.percent(0)
    var chart = Chart(
      title ?? finding(rows, spend, effect),
      subtitle: subtitle
        ?? "Shares of all channels' spend and contributions, \(name)\(fit.training.describedSpan)",
      y: Axis(format: format, includesZero: true), legend: .above, orientation: .horizontal)
    var brought = Mark.Bar(
      "contribution", x: channels, y: effect, paint: .fitted,
      labels: effect.map { format.text($0) })
    if showsReturns {
      brought.notes = rows.map { row in
        row.roi.map { "ROI \(NumberFormat.decimals(2).text($0))" } ?? "no spend"
      }
    }
    chart.marks = [
      .bar(
        .init("spend", x: channels, y: spend, paint: .muted, labels: spend.map { format.text($0) })),
      .bar(brought),
    ]
    return chart
  }

  /// Shares of the sum; missing where the sum is not positive.
  private func parts(_ amounts: [Double]) -> [Double] {
    let sum = amounts.reduce(0, +)
    return amounts.map { sum > 0 ? $0 / sum : .nan }
  }

  private func finding(
    _ rows: [ChannelRow], _ spend: [Double], _ effect: [Double]
  ) -> String {
    let gaps = zip(rows, zip(effect, spend)).filter { !$0.0.isRest }.map { $0.1.0 - $0.1.1 }
    guard rows.count > 1, gaps.allSatisfy(\.isFinite),
      let best = gaps.indices.max(by: { gaps[$0] < gaps[$1] })
    else { return "What channels cost and what they bring" }
    let format = NumberFormat.percent(0)
    return "\(rows[best].name) takes \(format.text(spend[best])) of spend and brings "
      + "\(format.text(effect[best])) of marketing's effect"
  }
}

extension FitWindow {
  /// `, 2023-01-02 to 2024-12-23`, or the number of rows.
  var describedSpan: String { describedPeriod.map { ", \($0)" } ?? ", \(rowCount) rows" }
}

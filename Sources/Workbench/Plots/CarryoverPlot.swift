import Figures
import Marketing

/// What part of each channel's contribution came at once, and what part was carried over from earlier spend.
struct CarryoverPlot {
  let fit: MixFit
  var title: String?
  var subtitle: String?
  /// How many rows there may be; the smallest channels share the last.
  var most = Int.max

  /// The chart.
  var chart: Chart {
    let rows = fit.training.channelRows(most: most)
    let names = Positions.categories(rows.map(\.name))
    let now = rows.map(share)
    let format = NumberFormat.percent(0)
    var chart = Chart(
      title ?? finding(rows, now),
      subtitle: subtitle
        ?? "Parts of a contribution: spend of the same \(fit.periodName), and earlier spend",
      y: Axis(format: format, domain: 0...1), legend: .above, orientation: .horizontal,
      height: max(80, 24 * rows.count))
    var later = Mark.Bar(
      "carried over", x: names, y: now.map { 1 - $0 }, paint: .muted, isStacked: true)
    later.notes = now.map { $0.isNaN ? "no effect" : "\(format.text(1 - $0)) later" }
    chart.marks = [
      .bar(.init("at once", x: names, y: now, paint: .fitted, isStacked: true)), .bar(later),
    ]
    return chart
  }

  /// The part that came at once, 0...1; missing without an effect.
  private func share(_ row: ChannelRow) -> Double {
    row.contribution == 0 ? .nan : min(max(row.immediate / row.contribution, 0), 1)
  }

  private func finding(_ rows: [ChannelRow], _ now: [Double]) -> String {
    let known = rows.indices.filter { !now[$0].isNaN && !rows[$0].isRest }
    guard let most = known.min(by: { now[$0] < now[$1] }) else {
      return "What comes at once and what is carried over"
    }
    guard now[most] < 0.995 else { return "All effects come in the \(fit.periodName) of the spend" }
    return "\(NumberFormat.percent(0).text(1 - now[most])) of the effect of \(rows[most].name) was "
      + "carried over from earlier spend"
  }
}

import Figures
import Marketing

/// Conversions credited to channels by several models: bars with intervals, or symbols where bars would be too many.
struct CreditPlot {
  let results: [Attribution]
  /// What simulated channels really caused, by name, drawn as hollow diamonds.
  var truth: [(channel: String, credit: Double)] = []
  var title: String?
  var subtitle: String?

  /// Bars up to here, symbols beyond; small multiples where even symbols would be too many.
  private static let mostBars = 40
  private static let mostSymbols = 6
  /// Channels shown; the rest is summed.
  private static let mostChannels = 12

  /// The chart.
  var chart: Chart {
    let rows = CreditRows(
      results, truth: truth,
      most: results.count > CreditPlot.mostSymbols
        ? max(8, 48 / results.count) : CreditPlot.mostChannels)
    let isBars = results.count <= 5 && rows.channels.count * results.count <= CreditPlot.mostBars
    if results.count > CreditPlot.mostSymbols { return multiples(rows) }
    var chart = Chart(
      title ?? finding(rows), subtitle: subtitle ?? described(rows),
      y: Axis("conversions", format: .automatic, includesZero: true),
      legend: results.count > 1 || !truth.isEmpty ? .above : .none, orientation: .horizontal)
    if isBars {
      for index in results.indices { chart.marks.append(bar(rows, index)) }
      for index in results.indices { chart.marks += whiskers(rows, index) }
    } else {
      for (index, result) in results.enumerated() {
        chart.marks += SymbolRows.marks(
          result.model, names: rows.channels, values: rows.credit[index],
          intervals: rows.intervals[index], series: index, of: results.count)
      }
      chart.height = max(90, rows.channels.count * SymbolRows.height(series: results.count))
    }
    if let truth = rows.truth { chart.marks.append(diamonds(rows.channels, truth)) }
    return chart
  }

  private func bar(_ rows: CreditRows, _ index: Int) -> Mark {
    .bar(
      .init(
        results[index].model, x: .categories(rows.channels), y: rows.credit[index],
        paint: .slot(index)))
  }

  /// Whiskers over the middle of the bars of a series.
  private func whiskers(_ rows: CreditRows, _ index: Int) -> [Mark] {
    let sure = zip(rows.channels, rows.intervals[index]).compactMap { name, interval in
      interval.map { (name, $0) }
    }
    guard !sure.isEmpty else { return [] }
    var range = Mark.Range(
      "", x: .categories(sure.map(\.0)), low: sure.map(\.1.lowerBound),
      high: sure.map(\.1.upperBound), paint: .actual)
    // Groups of bars fill 0.76 of a category's room.
    range.shift = ((Double(index) + 0.5) / Double(results.count) - 0.5) * 0.76
    return [.range(range)]
  }

  private func diamonds(_ names: [String], _ values: [Double]) -> Mark {
    .dot(.init("truth", x: .categories(names), y: values, paint: .truth, radius: 5))
  }

  /// A panel a model.
  private func multiples(_ rows: CreditRows) -> Chart {
    let panels = results.indices.map { index -> Chart.Panel in
      var marks: [Mark] = [
        .bar(
          .init(
            "", x: .categories(rows.channels), y: rows.credit[index],
            paints: rows.channels.map { $0 == rows.other ? .muted : .named }))
      ]
      let sure = zip(rows.channels, rows.intervals[index]).compactMap { name, interval in
        interval.map { (name, $0) }
      }
      if !sure.isEmpty {
        marks.append(
          .range(
            .init(
              "", x: .categories(sure.map(\.0)), low: sure.map(\.1.lowerBound),
              high: sure.map(\.1.upperBound), paint: .actual)))
      }
      if let truth = rows.truth { marks.append(diamonds(rows.channels, truth)) }
      return Chart.Panel(results[index].model, marks: marks)
    }
    // The last tick stays off the edge, where it would touch the next panel's first.
    let ends = (rows.credit + [rows.truth ?? []]).flatMap { $0 }.filter(\.isFinite)
    let upper = rows.intervals.flatMap { $0 }.compactMap { $0?.upperBound }
    let lower = rows.intervals.flatMap { $0 }.compactMap { $0?.lowerBound }
    let high = max((ends + upper).max() ?? 1, 1e-9) * 1.06
    let low = min((ends + lower).min() ?? 0, 0) * 1.06
    var chart = Chart(
      title ?? finding(rows), subtitle: subtitle ?? described(rows),
      y: Axis("", format: .automatic, domain: low...high), panels: panels)
    chart.orientation = .horizontal
    chart.legend = .none
    chart.height = max(60, rows.channels.count * 17)
    return chart
  }

  private func finding(_ rows: CreditRows) -> String {
    guard let first = results.first, first.total > 0 else {
      return "No model credits a conversion to any channel"
    }
    let best = results.map { result in
      result.channels.indices.max { result.credit[$0] < result.credit[$1] }
        .map { result.channels[$0] } ?? ""
    }
    if results.count == 1 {
      let share = NumberFormat.percent(0).text(first.share.max() ?? 0)
      return "By the model \"\(first.model)\", \(best[0]) has the most credit: \(share)"
    }
    let different = Set(best).count
    return different == 1
      ? "\(results.count == 2 ? "Both" : "All \(results.count)") models credit \(best[0]) most"
      : "\(results.count) models name \(different) different channels as the best"
  }

  private func described(_ rows: CreditRows) -> String {
    var words = "Conversions credited by channel" + (results.count > 1 ? " and model" : "")
    if let level = results.compactMap(\.intervals).first?.level {
      words += "; whiskers: \(NumberFormat.percent(0).text(level)) intervals"
    }
    if rows.truth != nil { words += "; diamonds: what each channel caused" }
    if let other = rows.other { words += "; \(other) have the least" }
    return words
  }
}

/// The credits of several models by channel, the channels of most credit first and the last summed.
struct CreditRows {
  let channels: [String]
  /// By model and channel.
  let credit: [[Double]]
  let intervals: [[ClosedRange<Double>?]]
  /// By channel; nil where nothing is known.
  let truth: [Double]?
  /// The name of the row that sums the rest.
  let other: String?

  init(_ results: [Attribution], truth: [(channel: String, credit: Double)], most: Int) {
    var names: [String] = []
    var known: Set<String> = []
    for result in results { names += result.channels.filter { known.insert($0).inserted } }
    func value(_ name: String, _ result: Attribution) -> Double {
      result.channels.firstIndex(of: name).map { result.credit[$0] } ?? .nan
    }
    let sums = names.map { name in
      results.reduce(0) { sum, result in
        let own = value(name, result)
        return sum + (own.isFinite ? abs(own) : 0)
      }
    }
    let order = names.indices.sorted { (sums[$1], $0) < (sums[$0], $1) }.map { names[$0] }
    let shown = order.count > most ? Array(order.prefix(most - 1)) : order
    let rest = Array(order.dropFirst(shown.count))
    // No channel's name is taken from it.
    let other = rest.isEmpty ? nil : "\(rest.count) others"
    self.other = other
    channels = shown + (other.map { [$0] } ?? [])
    credit = results.map { result in
      shown.map { value($0, result) }
        + (rest.isEmpty ? [] : [rest.map { value($0, result) }.filter(\.isFinite).reduce(0, +)])
    }
    intervals = results.map { result in
      shown.map { name in
        guard let own = result.intervals, let index = own.channels.firstIndex(of: name),
          own.credit[index].low <= own.credit[index].high
        else { return nil }
        return own.credit[index].low...own.credit[index].high
      } + (rest.isEmpty ? [] : [nil])
    }
    guard !truth.isEmpty else {
      self.truth = nil
      return
    }
    let byName = Dictionary(truth.map { ($0.channel, $0.credit) }) { first, _ in first }
    self.truth =
      shown.map { byName[$0] ?? .nan }
      + (rest.isEmpty ? [] : [rest.compactMap { byName[$0] }.reduce(0, +)])
  }
}

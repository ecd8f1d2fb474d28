import Figures
import Marketing
import Notebooks
import Statistics

/// Medians with intervals by quantity, the prior as a thin grey line beside them.
struct ForestPlot {
  let view: PosteriorView
  /// Quantities of the same unit.
  let quantities: [String]
  /// What they are, for title and axis: `Return on investment`.
  let measure: String
  /// Where the quantities are returns: what pays for itself.
  var breakEven: Double?
  var truth: [(name: String, value: Double)] = []
  /// How many more quantities there are than the chart has room for.
  var leftOut = 0

  /// Posterior and prior of a quantity.
  private struct Row {
    let name: String
    let summary: QuantitySummary
    let prior: ClosedRange<Double>?
  }

  private var rows: [Row] {
    quantities.compactMap { quantity in
      guard let summary = view.posterior.summary(of: quantity), summary.q50.isFinite else {
        return nil
      }
      let before = view.priorDraws(quantity).filter(\.isFinite).sorted()
      let prior =
        before.count > 20
        ? quantile(sorted: before, 0.05)...quantile(sorted: before, 0.95) : nil
      return Row(name: quantity, summary: summary, prior: prior)
    }
  }

  /// The chart.
  var chart: Chart {
    let rows = rows
    let window = window(rows)
    let hasPriors = rows.contains { $0.prior != nil }
    let cutLow = rows.filter { ($0.prior?.lowerBound ?? .infinity) < window.lowerBound }
    let cutHigh = rows.filter { ($0.prior?.upperBound ?? -.infinity) > window.upperBound }
    var words = "Median, 50% and 90% intervals"
    if hasPriors { words += "; grey: 90% before the data" }
    if !cutLow.isEmpty || !cutHigh.isEmpty { words += ", arrows where it goes on" }
    if breakEven != nil { words += "; dashed: pays for itself" }
    if !truth.isEmpty { words += "; diamond: truth" }
    if leftOut > 0 { words += "; \(leftOut) more are left out, of= names them" }
    if let units = view.units(of: rows.map(\.name)) { words += ". " + units }
    var chart = Chart(
      view.headline(finding(rows), neutral: "\(measure) by the draws of \(view.name)"),
      subtitle: view.warned(words),
      y: Axis(measure, format: .automatic, includesZero: breakEven != nil), legend: .none,
      orientation: .horizontal)
    chart.height = max(90, rows.count * (hasPriors ? 32 : 26))
    let names = Positions.categories(rows.map { view.label($0.name) })
    if let breakEven { chart.marks = [.rule(.init(.y(breakEven), paint: .muted))] }
    var posterior = Mark.Range(
      "after the data", x: names, low: rows.map(\.summary.q5), high: rows.map(\.summary.q95),
      innerLow: rows.map(\.summary.q25), innerHigh: rows.map(\.summary.q75),
      middle: rows.map(\.summary.q50), paint: .fitted, paints: rows.map { view.paint($0.name) },
      labels: rows.map { ForestPlot.label($0.summary) })
    posterior.shift = hasPriors ? -0.08 : 0
    chart.marks.append(.range(posterior))
    let known = rows.filter { $0.prior != nil }
    if hasPriors {
      var prior = Mark.Range(
        "before the data", x: .categories(known.map { view.label($0.name) }),
        low: known.map { max($0.prior?.lowerBound ?? .nan, window.lowerBound) },
        high: known.map { min($0.prior?.upperBound ?? .nan, window.upperBound) }, paint: .muted)
      prior.shift = 0.24
      chart.marks.append(.range(prior))
      for (cut, end, symbol) in [
        (cutLow, window.lowerBound, Symbol.pointLeft), (cutHigh, window.upperBound, .pointRight),
      ] where !cut.isEmpty {
        var arrow = Mark.Dot(
          "", x: .categories(cut.map { view.label($0.name) }), y: cut.map { _ in end },
          symbol: symbol, paint: .muted, radius: 4)
        arrow.shift = 0.24
        chart.marks.append(.dot(arrow))
      }
    }
    if !truth.isEmpty {
      chart.marks.append(
        .dot(
          .init(
            "truth", x: .categories(truth.map(\.name)), y: truth.map(\.value), paint: .truth,
            radius: 5)))
    }
    return chart
  }

  /// As far as priors are drawn: not so far that nothing else can be seen.
  private func window(_ rows: [Row]) -> ClosedRange<Double> {
    var all: [Double] = truth.map(\.value)
    for row in rows { all += [row.summary.q5, row.summary.q95] }
    if let breakEven { all += [0, breakEven] }
    all = all.filter(\.isFinite)
    guard let low = all.min(), let high = all.max(), low < high else {
      return -Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude
    }
    let span = 0.75 * (high - low)
    // A prior above 0 is never drawn below it.
    let floor = rows.allSatisfy { ($0.prior?.lowerBound ?? 0) >= 0 && $0.summary.q5 >= 0 }
    return (floor ? max(0, low - span) : low - span)...(high + span)
  }

  /// `1.42 [0.91, 2.03]`.
  static func label(_ summary: QuantitySummary) -> String {
    let format = PosteriorWords.format([summary.q5, summary.q50, summary.q95])
    return "\(format.text(summary.q50)) [\(format.text(summary.q5)), \(format.text(summary.q95))]"
  }

  private func finding(_ rows: [Row]) -> String {
    guard breakEven != nil, rows.count > 1 else {
      return rows.count == 1
        ? "\(rows[0].name): \(ForestPlot.label(rows[0].summary))"
        : "\(measure) by \(view.name), before and after the data"
    }
    let draws = rows.map { view.pooled($0.name) }
    guard let best = rows.indices.max(by: { rows[$0].summary.q50 < rows[$1].summary.q50 }),
      draws.allSatisfy({ $0.count == draws[0].count })
    else { return "\(measure) by channel" }
    let wins = draws[best].indices.count { draw in
      draws.indices.allSatisfy { $0 == best || !(draws[$0][draw] >= draws[best][draw]) }
    }
    let share = Double(wins) / Double(max(draws[best].count, 1))
    return "\(view.label(rows[best].name)) returns most in "
      + "\(NumberFormat.percent(0).text(share)) of the draws"
  }
}

/// Words and numbers of charts of draws.
enum PosteriorWords {
  /// One precision for numbers that stand together: two or three digits that differ.
  static func format(_ values: [Double]) -> NumberFormat {
    let largest = values.filter(\.isFinite).map(abs).max() ?? 0
    if largest >= 10_000 { return .short }
    if largest >= 100 { return .decimals(0) }
    if largest >= 10 { return .decimals(1) }
    return largest >= 0.1 || largest == 0 ? .decimals(2) : .significant(2)
  }

  /// The parameters by the first word of their names, those without a second in one group, in order of mention.
  static func families(_ names: [String]) -> [(family: String, names: [String])] {
    var order: [String] = []
    var members: [String: [String]] = [:]
    for name in names {
      let parts = name.split(separator: ".", maxSplits: 1)
      let family = parts.count > 1 ? String(parts[0]) : ""
      if members[family] == nil { order.append(family) }
      members[family, default: []].append(name)
    }
    return order.map { ($0, members[$0] ?? []) }
  }

  /// What quantities can stand on one axis: returns with returns, amounts with amounts, else a family by itself.
  static func ofOneUnit(_ names: [String]) -> [[String]] {
    var order: [String] = []
    var members: [String: [String]] = [:]
    for name in names {
      let head = String(name.prefix { $0 != "." })
      let unit =
        switch head {
        case "roi", "mroi", "roi_m", "mroi_m": "return"
        case "contribution", "baseline": "amount"
        default: head
        }
      if members[unit] == nil { order.append(unit) }
      members[unit, default: []].append(name)
    }
    return order.compactMap { members[$0] }
  }
}

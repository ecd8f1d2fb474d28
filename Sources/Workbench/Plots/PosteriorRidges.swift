import Figures
import Marketing
import Statistics

/// The densities of returns, one above the other, the prior as a dashed outline behind.
struct RidgePlot {
  let view: PosteriorView
  let quantities: [String]
  let measure: String
  var breakEven: Double?
  var showsPrior = true
  var truth: [(name: String, value: Double)] = []

  /// The chart.
  var chart: Chart {
    let rows = quantities.compactMap { quantity in
      view.density(quantity).map { (quantity: quantity, density: $0) }
    }
    let summaries = rows.map { view.posterior.summary(of: $0.quantity) }
    let names = Positions.categories(rows.map { view.label($0.quantity) })
    let end = rows.map { $0.density.values.last ?? 0 }.max() ?? 1
    let start = min(rows.map { $0.density.values.first ?? 0 }.min() ?? 0, 0)
    var marks: [Mark] = breakEven.map { [.rule(.init(.y($0), paint: .muted))] } ?? []
    var hasPriors = false
    if showsPrior {
      let before = rows.map { row in
        outline(row.quantity, peak: row.density.peak, within: start...end)
      }
      hasPriors = before.contains { !$0.values.isEmpty }
      if hasPriors {
        marks.append(
          .ridge(.init("prior", x: names, hills: before, paint: .muted, isOutline: true)))
      }
    }
    let hills = zip(rows, summaries).map { row, summary in
      Mark.Ridge.Hill(
        values: row.density.values, heights: row.density.heights.map { $0 / row.density.peak },
        outer: summary.map { min($0.q5, $0.q95)...max($0.q5, $0.q95) },
        inner: summary.map { min($0.q25, $0.q75)...max($0.q25, $0.q75) }, middle: summary?.q50)
    }
    marks.append(
      .ridge(
        .init(
          "posterior", x: names, hills: hills, paint: .fitted,
          paints: rows.map { view.paint($0.quantity) },
          labels: summaries.map { $0.map(ForestPlot.label) ?? "" })))
    if !truth.isEmpty {
      var dot = Mark.Dot(
        "truth", x: .categories(truth.map(\.name)), y: truth.map(\.value), paint: .truth, radius: 5)
      dot.shift = 0.42
      marks.append(.dot(dot))
    }
    var words = "Densities of \(measure.lowercased()), each to its own height; shaded: 50% and 90%"
    if hasPriors { words += "; dashed outline: before the data" }
    if breakEven != nil { words += "; upright: pays for itself" }
    if !truth.isEmpty { words += "; diamond: truth" }
    var chart = Chart(
      view.headline(
        finding(zip(rows.map(\.quantity), summaries).map { ($0, $1) }),
        neutral: "\(measure) by the draws of \(view.name)"),
      subtitle: view.warned(words),
      y: Axis(measure, format: .automatic, includesZero: breakEven != nil), marks: marks,
      legend: .none, orientation: .horizontal)
    chart.height = max(100, rows.count * 44)
    return chart
  }

  /// A prior on the scale of its posterior's hill, as far as the chart reaches.
  private func outline(_ quantity: String, peak: Double, within window: ClosedRange<Double>)
    -> Mark.Ridge.Hill
  {
    guard let density = view.priorDensity(quantity, points: 120), peak > 0 else {
      return Mark.Ridge.Hill(values: [], heights: [])
    }
    let pairs = zip(density.values, density.heights).filter { window.contains($0.0) }
    return Mark.Ridge.Hill(values: pairs.map(\.0), heights: pairs.map { $0.1 / peak })
  }

  private func finding(_ rows: [(quantity: String, summary: QuantitySummary?)]) -> String {
    // Small contributions have small intervals: what is known of them is seen in proportion only.
    let isRelative = rows.allSatisfy { $0.quantity.hasPrefix("contribution.") }
    let known = rows.compactMap { row -> (quantity: String, width: Double)? in
      guard let summary = row.summary else { return nil }
      let width = summary.q95 - summary.q5
      return (row.quantity, isRelative ? width / abs(summary.q50) : width)
    }.filter { $0.width.isFinite }
    guard known.count > 1, let surest = known.min(by: { $0.width < $1.width }),
      let vaguest = known.max(by: { $0.width < $1.width })
    else { return "\(measure) after the data" }
    guard vaguest.width > 1.5 * surest.width else { return "\(measure): all about as sure" }
    let times = NumberFormat.significant(2).text(vaguest.width / surest.width)
    return "\(view.label(surest.quantity)) is known best; the interval of "
      + "\(view.label(vaguest.quantity)) is \(times) times as wide"
      + (isRelative ? " in proportion" : "")
  }
}

/// What was believed beside what is known after the data, a panel a quantity.
struct PriorPosteriorPlot {
  let view: PosteriorView
  let quantities: [String]
  /// Whether all panels have one scale: the returns.
  let sharesScale: Bool

  /// The chart.
  var chart: Chart {
    // On a shared scale a wide prior would leave the posteriors no room.
    let ends = quantities.compactMap { view.density($0)?.values.last }
    let limit = sharesScale ? ends.max().map { $0 > 0 ? 1.5 * $0 : $0 } : nil
    let panels = quantities.compactMap { panel($0, upTo: limit) }
    let widest = quantities.map { view.label($0).count }.max() ?? 0
    var words =
      "Densities before (grey, dashed) and after the data; beside the name the contraction: 0 where "
      + "the data said nothing, 1 where they said all"
    if let units = view.units(of: quantities) { words += ". " + units }
    var chart = Chart(
      view.headline(finding, neutral: "Before and after the data, by the draws of \(view.name)"),
      subtitle: view.warned(words),
      x: Axis(
        sharesScale ? "Return on investment" : "",
        ticks: sharesScale ? .values(ticks(panels)) : .automatic),
      y: Axis(includesZero: true, ticks: .none, hasGrid: false, isHidden: true),
      panels: panels, arrangement: .wrapped(columns: min(panels.count, widest > 14 ? 2 : 3)),
      sharesX: sharesScale, sharesY: false)
    chart.legend = .none
    chart.height = view.posterior.channels.count > 6 ? 80 : 110
    return chart
  }

  private var finding: String {
    let contractions = quantities.compactMap { quantity in
      contraction(quantity).map { (view.label(quantity), max($0, 0)) }
    }
    guard contractions.count > 1, let most = contractions.max(by: { $0.1 < $1.1 }),
      let least = contractions.min(by: { $0.1 < $1.1 })
    else { return "Before and after the data" }
    let format = NumberFormat.percent(0)
    guard most.1 - least.1 > 0.05 else {
      return "The data said about as much of all: at least \(format.text(least.1)) of the prior's "
        + "variance is gone"
    }
    return "The data said most of \(most.0) (\(format.text(most.1)) of the prior's variance is "
      + "gone) and least of \(least.0) (\(format.text(least.1)))"
  }

  /// Three round numbers or so: panels are narrow.
  private func ticks(_ panels: [Chart.Panel]) -> [Double] {
    var all: [Double] = []
    for case .line(let line) in panels.flatMap(\.marks) {
      if case .numbers(let own) = line.x { all += own }
    }
    guard let low = all.min(), let high = all.max() else { return [] }
    return RoundTicks.ticks(low, high, count: 4)
  }

  private func contraction(_ quantity: String) -> Double? {
    // Of returns the number that evidence tells.
    let told = view.posterior.evidence.first { "roi.\($0.channel)" == quantity }
    if let told = told?.contraction { return told }
    let prior = view.priorDraws(quantity).filter(\.isFinite)
    let posterior = view.pooled(quantity).filter(\.isFinite)
    guard prior.count > 20, posterior.count > 3, variance(prior) > 0 else { return nil }
    return 1 - variance(posterior) / variance(prior)
  }

  private func panel(_ quantity: String, upTo limit: Double?) -> Chart.Panel? {
    guard let after = view.density(quantity) else { return nil }
    let draws = view.priorDraws(quantity).filter(\.isFinite).sorted()
    var marks: [Mark] = []
    if draws.count > 20, let before = view.priorDensity(quantity, points: 80) {
      // A prior with long tails is shown as far as 90 of 100 draws, or as far as the posterior; one that ends at a bound,
      // to that bound.
      let bounds = view.bounds(quantity)
      let first = before.values.first ?? 0
      let isBounded = bounds.lowerBound > -Double.greatestFiniteMagnitude
      let low = min(isBounded ? first : quantile(sorted: draws, 0.03), after.values.first ?? 0)
      let last = after.values.last ?? 0
      let high = max(min(quantile(sorted: draws, 0.93), limit ?? .infinity), last)
      marks += before.within(low...max(low, high))
        .marks("before", paint: .muted, dash: .dashed, width: 1.25)
    }
    marks += after.marks("after", paint: view.paint(quantity))
    let share = contraction(quantity).map { ", \(NumberFormat.decimals(2).text($0))" }
    var panel = Chart.Panel(view.label(quantity) + (share ?? ""), marks: marks)
    if !sharesScale { panel.x = Axis(ticks: .values(ticks([panel]))) }
    return panel
  }
}

extension PosteriorDensity {
  private init(values: [Double], heights: [Double]) {
    self.values = values
    self.heights = heights
  }

  /// The part between two ends.
  func within(_ window: ClosedRange<Double>) -> PosteriorDensity {
    let pairs = zip(values, heights).filter { window.contains($0.0) }
    return PosteriorDensity(values: pairs.map(\.0), heights: pairs.map(\.1))
  }
}

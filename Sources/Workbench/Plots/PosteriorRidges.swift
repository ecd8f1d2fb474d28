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
      PosteriorDensity(view.pooled(quantity)).map { (quantity: quantity, density: $0) }
    }
    let summaries = rows.map { view.posterior.summary(of: $0.quantity) }
    let names = Positions.categories(rows.map { view.label($0.quantity) })
    let end = rows.map { $0.density.values.last ?? 0 }.max() ?? 1
    let start = min(rows.map { $0.density.values.first ?? 0 }.min() ?? 0, 0)
    var marks: [Mark] = breakEven.map { [.rule(.init(.y($0), paint: .muted))] } ?? []
    var hasPriors = false
    if showsPrior {
      let before = rows.map { row in
        outline(view.priorDraws(row.quantity), peak: row.density.peak, within: start...end)
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
      view.title ?? finding(zip(rows.map(\.quantity), summaries).map { ($0, $1) }),
      subtitle: view.subtitle ?? words,
      y: Axis(measure, format: .automatic, includesZero: breakEven != nil), marks: marks,
      legend: .none, orientation: .horizontal)
    chart.height = max(100, rows.count * 44)
    return chart
  }

  /// A prior on the scale of its posterior's hill, as far as the chart reaches.
  private func outline(_ draws: [Double], peak: Double, within window: ClosedRange<Double>)
    -> Mark.Ridge.Hill
  {
    guard let density = PosteriorDensity(draws, points: 160), peak > 0 else {
      return Mark.Ridge.Hill(values: [], heights: [])
    }
    let pairs = zip(density.values, density.heights).filter { window.contains($0.0) }
    return Mark.Ridge.Hill(values: pairs.map(\.0), heights: pairs.map { $0.1 / peak })
  }

  private func finding(_ rows: [(quantity: String, summary: QuantitySummary?)]) -> String {
    let known = rows.compactMap { row in row.summary.map { (row.quantity, $0) } }
    guard known.count > 1,
      let surest = known.min(by: { $0.1.q95 - $0.1.q5 < $1.1.q95 - $1.1.q5 }),
      let vaguest = known.max(by: { $0.1.q95 - $0.1.q5 < $1.1.q95 - $1.1.q5 })
    else { return "\(measure) after the data" }
    let (a, b) = (surest.1.q95 - surest.1.q5, vaguest.1.q95 - vaguest.1.q5)
    guard b > 1.5 * a else { return "\(measure): all about as sure" }
    return "\(view.label(surest.0)) is known best, \(view.label(vaguest.0)) worst: its interval is "
      + "\(NumberFormat.significant(2).text(b / a)) times as wide"
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
    let panels = quantities.compactMap(panel)
    let channels = view.posterior.channels
    let contractions = quantities.compactMap { quantity in
      contraction(quantity).map { (view.label(quantity), $0) }
    }
    var title = "Before and after the data"
    if contractions.count > 1, let most = contractions.max(by: { $0.1 < $1.1 }),
      let least = contractions.min(by: { $0.1 < $1.1 })
    {
      let format = NumberFormat.percent(0)
      title =
        "The data said most of \(most.0) (\(format.text(most.1)) of the prior's variance is gone) "
        + "and least of \(least.0) (\(format.text(max(least.1, 0))))"
    }
    var chart = Chart(
      view.title ?? title,
      subtitle: view.subtitle
        ?? "Densities before (grey, dashed) and after the data; contraction: 1 − variance after / before",
      x: Axis(sharesScale ? "Return on investment" : "", ticks: .values(ticks(panels))),
      y: Axis(includesZero: true, ticks: .none, hasGrid: false, isHidden: true),
      panels: panels, sharesX: sharesScale, sharesY: false)
    chart.legend = .none
    chart.height = channels.count > 6 ? 80 : 110
    return chart
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
    let prior = view.priorDraws(quantity).filter(\.isFinite)
    let posterior = view.pooled(quantity).filter(\.isFinite)
    guard prior.count > 20, posterior.count > 3, variance(prior) > 0 else { return nil }
    return 1 - variance(posterior) / variance(prior)
  }

  private func panel(_ quantity: String) -> Chart.Panel? {
    guard let after = PosteriorDensity(view.pooled(quantity)) else { return nil }
    let draws = view.priorDraws(quantity).filter(\.isFinite).sorted()
    var marks: [Mark] = []
    if draws.count > 20, let before = PosteriorDensity(draws, points: 80) {
      // A prior with long tails is shown as far as 90 of 100 draws, or as far as the posterior.
      let low = min(quantile(sorted: draws, 0.03), after.values.first ?? 0)
      let high = max(quantile(sorted: draws, 0.93), after.values.last ?? 0)
      marks += before.within(low...high).marks("before", paint: .muted, dash: .dashed, width: 1.25)
    }
    marks += after.marks("after", paint: view.paint(quantity))
    let share = contraction(quantity).map { ", contraction \(NumberFormat.decimals(2).text($0))" }
    return Chart.Panel(
      view.label(quantity) + (share ?? ""), marks: marks,
      x: sharesScale ? nil : Axis(ticks: .fitted))
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

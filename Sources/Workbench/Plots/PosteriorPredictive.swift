import Figures
import Marketing
import Statistics
import Tables

/// What the model would draw anew beside what was seen: bands over time, or densities.
struct PredictivePlot {
  let view: PosteriorView
  /// Whether the prior speaks alone.
  var isPrior = false

  private var window: FitWindow { view.fit.training }
  private var bands: MixPosterior.Bands {
    isPrior ? view.posterior.priorPredictive : view.posterior.predictive
  }

  /// The share of rows within the 90 % band; nil without bands.
  private var coverage: Double? {
    let rows = zip(window.actual, zip(bands.low5, bands.high95)).filter {
      $0.1.0.isFinite && $0.1.1.isFinite
    }
    guard !rows.isEmpty else { return nil }
    return Double(rows.count { $0.1.0 <= $0.0 && $0.0 <= $0.1.1 }) / Double(rows.count)
  }

  /// Bands of the replicates over time with the series that was seen; nil where there are none.
  var overTime: Chart? {
    guard let coverage, bands.low5.count == window.rowCount else { return nil }
    let x = FitTimeline(view.fit).training
    let whose = isPrior ? "before the data" : "drawn anew"
    var chart = Chart(
      isPrior
        ? view.title ?? finding(coverage)
        : view.headline(
          finding(coverage), neutral: "\(view.fit.spec.target) as \(view.name) draws it"),
      subtitle: view.warned(
        "\(view.fit.spec.target): actual, and where 50% and 90% of series \(whose) lie"
          + (window.describedPeriod.map { "; \($0)" } ?? "")),
      x: Axis(window.days.isEmpty ? "row" : ""),
      y: Axis(view.fit.spec.target, format: PlotWords.format(bands.high95)),
      legend: .above, height: 240)
    chart.marks = [
      .band(.init("90%", x: x, low: bands.low5, high: bands.high95)),
      .band(.init("50%", x: x, low: bands.low25, high: bands.high75, isInner: true)),
      .line(.init("median", x: x, y: bands.median, paint: .fitted, width: 1.25)),
      .line(.init("actual", x: x, y: window.actual, paint: .actual, width: 1.25)),
    ]
    return chart
  }

  /// Densities of single replicates with that of the series that was seen; nil where there are none.
  var density: Chart? {
    guard let actual = PosteriorDensity(window.actual, points: 60), !isPrior else { return nil }
    let drawn = view.posterior.replicates.prefix(30).compactMap {
      PosteriorDensity($0, points: 40)
    }
    guard !drawn.isEmpty else { return nil }
    var chart = Chart(
      view.title ?? "\(view.fit.spec.target) as seen and as \(view.name) draws it",
      subtitle: view.warned(
        "Densities of the rows: what was seen, and \(drawn.count) series drawn anew"),
      x: Axis(view.fit.spec.target, format: PlotWords.format(window.actual), hasGrid: false),
      y: Axis(includesZero: true, ticks: .none, hasGrid: false, isHidden: true),
      legend: .above, height: 220)
    for (index, density) in drawn.enumerated() {
      chart.marks += density.marks(
        index == 0 ? "drawn anew" : "", paint: .fitted, isShaded: false, width: 0.5)
    }
    chart.marks += actual.marks("actual", paint: .actual, isShaded: false, width: 2)
    return chart
  }

  private func finding(_ coverage: Double) -> String {
    let share = NumberFormat.percent(0).text(coverage)
    if isPrior {
      let spread = zip(bands.low5, bands.high95).map { $1 - $0 }.filter(\.isFinite)
      let seen = (window.actual.max() ?? 0) - (window.actual.min() ?? 0)
      guard seen > 0, !spread.isEmpty else { return "What \(view.name) expects before the data" }
      let ratio = quantile(spread.sorted(), 0.5) / seen
      return
        "Before the data \(view.name) allows \(NumberFormat.significant(2).text(ratio)) times the "
        + "range that was seen"
    }
    return "\(share) of the rows lie where \(view.name) puts 90% of them"
  }
}

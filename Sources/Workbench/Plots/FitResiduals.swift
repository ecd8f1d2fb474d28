import Figures
import Marketing
import Statistics
import Tables

/// What the model leaves unexplained: over time, and how far it repeats itself.
struct ResidualPlot {
  let name: String
  let fit: MixFit
  var title: String?
  var subtitle: String?

  /// Residuals over time.
  var overTime: Chart {
    let line = FitTimeline(fit)
    var chart = Chart(
      title ?? finding,
      subtitle: subtitle
        ?? "Actual minus fitted \(fit.spec.target), \(name)\(fit.describedPeriod)",
      x: Axis(fit.training.days.isEmpty ? "row" : ""), y: Axis(includesZero: true),
      legend: .none, height: 180)
    chart.marks = [.rule(.init(.y(0), paint: .muted, dash: .solid))] + line.rule(label: "hold-out")
    func add(_ window: FitWindow, _ x: Positions) {
      chart.marks.append(
        .line(.init("residual", x: x, y: window.residuals, paint: .muted, width: 1)))
      chart.marks.append(
        .dot(.init("residual", x: x, y: window.residuals, paint: .fitted, radius: 2.5)))
    }
    add(fit.training, line.training)
    if let test = fit.test, let x = line.test { add(test, x) }
    return chart
  }

  /// Residuals by prediction, with what stands out called by its date.
  var againstFitted: Chart {
    let residuals = fit.training.residuals
    let deviation = standardDeviation(residuals)
    let far = residuals.indices.filter { abs(residuals[$0]) > Self.farAway * deviation }
    let named = far.sorted { abs(residuals[$0]) > abs(residuals[$1]) }.prefix(3)
    var marks: [Mark] = [
      .rule(.init(.y(0), paint: .muted, dash: .solid)),
      .rule(.init(.y(Self.farAway * deviation), paint: .muted)),
      .rule(.init(.y(-Self.farAway * deviation), paint: .muted)),
      .dot(
        .init(
          "fitted rows", x: .numbers(fit.training.predicted), y: residuals, paint: .baseline,
          radius: 2.5)),
    ]
    if let test = fit.test {
      marks.append(
        .dot(
          .init(
            "hold-out", x: .numbers(test.predicted), y: test.residuals, paint: .fitted,
            radius: 2.5)))
    }
    if !named.isEmpty {
      marks.append(
        .dot(
          .init(
            "", x: .numbers(named.map { fit.training.predicted[$0] }),
            y: named.map { residuals[$0] }, labels: named.map { fit.describedRow($0).0 },
            symbol: .hollowCircle, paint: .actual, radius: 4)))
    }
    return Chart(
      title ?? outlierFinding(far, residuals),
      subtitle: subtitle
        ?? "Dashed: ±\(NumberFormat.decimals(1).text(Self.farAway)) standard deviations"
        + (fit.test == nil ? "" : "; in colour: hold-out"),
      x: Axis("predicted \(fit.spec.target)", format: .short),
      y: Axis("actual minus predicted", format: .short), marks: marks, legend: .none,
      height: 190)
  }

  /// Standard deviations beyond which a residual stands out: one of eighty where they are normal.
  private static let farAway = 2.5

  private func outlierFinding(_ far: [Int], _ residuals: [Double]) -> String {
    let rows = residuals.count
    let limit = NumberFormat.decimals(1).text(Self.farAway)
    guard let worst = far.max(by: { abs(residuals[$0]) < abs(residuals[$1]) }) else {
      return "No row lies further than \(limit) standard deviations from the prediction"
    }
    return "\(far.count) of \(rows) rows \(far.count == 1 ? "lies" : "lie") further than \(limit) "
      + "standard deviations off, \(fit.describedRow(worst).0) the furthest"
  }

  /// The autocorrelations under a title of their own, below the residuals over time; nil where there are none.
  var autocorrelation: Chart? {
    var plain = self
    (plain.title, plain.subtitle) = (nil, nil)
    return plain.autocorrelations(isPartial: false)
  }

  /// The autocorrelations, or the partial ones, with the band in which 95 of 100 stay where nothing is left; nil where there
  /// are none.
  func autocorrelations(isPartial: Bool) -> Chart? {
    var values = fit.diagnostics.autocorrelations
    guard !values.isEmpty else { return nil }
    if isPartial {
      let residuals = fit.training.regressionResiduals(fit.spec.form)
      values = Array(partialAutocorrelation(residuals, maximumLag: values.count).dropFirst())
    }
    let what = isPartial ? "partial autocorrelation" : "autocorrelation"
    let band = 1.959964 / Double(max(1, fit.training.rowCount)).squareRoot()  // normal 97.5 % point
    let beyond = values.count { abs($0) > band }
    let lags = values.indices.map { Double($0 + 1) }
    let freed = isPartial ? ", freed of the lags between" : ""
    var chart = Chart(
      title
        ?? (beyond == 0
          ? "No \(what) of the residuals stands out"
          : "\(beyond) of \(values.count) \(what)s of the residuals \(beyond == 1 ? "stands" : "stand") out"),
      subtitle: subtitle
        ?? "Correlation of residuals with those so many rows before\(freed); dashed: ±1.96/√n",
      x: Axis("Lag in rows"), y: Axis(includesZero: true), legend: .none, height: 140)
    chart.marks = [
      .bar(
        .init(
          what, x: .numbers(lags), y: values,
          paints: values.map { abs($0) > band ? Paint.fitted : .muted }, width: 0.5)),
      .rule(.init(.y(band), paint: .muted)), .rule(.init(.y(-band), paint: .muted)),
      .rule(.init(.y(0), paint: .muted, dash: .solid)),
    ]
    return chart
  }

  private var finding: String {
    guard let statistic = fit.diagnostics.durbinWatson else {
      return "The residuals of \(name) are all zero"
    }
    let number = NumberFormat.decimals(2).text(statistic)
    // Between 1.5 and 2.5, the usual rule of thumb, nothing is to be seen by eye.
    if statistic < 1.5 {
      return
        "The residuals of \(name) drift: each resembles the one before (Durbin–Watson \(number))"
    }
    if statistic > 2.5 {
      return "The residuals of \(name) swing from row to row (Durbin–Watson \(number))"
    }
    return "The residuals of \(name) hardly follow each other (Durbin–Watson \(number))"
  }
}

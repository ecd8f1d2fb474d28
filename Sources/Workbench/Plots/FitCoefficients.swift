import Figures
import Marketing
import Statistics
import Tables

/// How far each part of a model moves the target: the effect of one standard deviation of it.
///
/// Coefficients have as many units as there are features; times the standard deviation of the feature they all have the
/// target's. The season, several waves at once, has no sign and is left out.
struct CoefficientPlot {
  let fits: [NamedFit]
  var title: String?
  var subtitle: String?

  private struct Effect {
    let name: String
    let effect: Double
    let interval: ClosedRange<Double>?
  }

  /// The chart.
  var chart: Chart {
    let target = Set(fits.map(\.value.fit.spec.target)).sorted().joined(separator: ", ")
    let all = fits.map { effects($0.value.fit) }
    let hasIntervals = all.joined().contains { $0.interval != nil }
    var chart = Chart(
      title ?? "What one standard deviation of each feature does to \(target)",
      subtitle: subtitle
        ?? "Coefficient × standard deviation of the feature, in units of \(target)"
        + (hasIntervals ? "; bars: 95% intervals" : ""),
      y: Axis(format: .short, includesZero: true), legend: .above, orientation: .horizontal)
    chart.marks = [.rule(.init(.y(0), paint: .muted, dash: .solid))]
    for (index, (named, effects)) in zip(fits, all).enumerated() {
      chart.marks += SymbolRows.marks(
        named.name, names: effects.map(\.name), values: effects.map(\.effect),
        intervals: effects.map(\.interval), series: index, of: fits.count)
    }
    let names = Set(all.joined().map(\.name)).count
    chart.height = max(90, names * SymbolRows.height(series: fits.count))
    return chart
  }

  private func effects(_ fit: MixFit) -> [Effect] {
    fit.coefficients.compactMap { estimate in
      guard estimate.part != .season,
        let component = fit.training.components.first(where: { $0.part == estimate.part })
      else { return nil }
      let size = standardDeviation(component.values)
      let effect = estimate.coefficient < 0 ? -size : size
      var interval: ClosedRange<Double>?
      if let precision = estimate.precision, estimate.coefficient != 0 {
        // The component is the feature times its coefficient.
        let deviation = size / abs(estimate.coefficient)
        let (low, high) = (precision.low * deviation, precision.high * deviation)
        if low.isFinite, high.isFinite, low <= high { interval = low...high }
      }
      return Effect(name: estimate.name, effect: effect, interval: interval)
    }
  }
}

/// The error of predictions by penalty, and the penalty chosen.
struct PenaltyPlot {
  let name: String
  let fit: MixFit
  var title: String?
  var subtitle: String?

  /// The chart.
  var chart: Chart {
    let curve = fit.penaltyCurve
    let amount = NumberFormat.significant(3).text(fit.penalty)
    var chart = Chart(
      title ?? "Cross-validation chooses a penalty of \(amount) for \(name)",
      subtitle: subtitle
        ?? "Root mean squared error on the folds left out, in units of \(fit.spec.target)",
      x: Axis("Penalty", kind: .log), y: Axis(kind: .log), legend: .none)
    chart.marks = [
      .line(
        .init(
          "error", x: .numbers(curve.map(\.penalty)),
          y: curve.map { $0.meanSquaredError.squareRoot() }, paint: .fitted)),
      .rule(.init(.x(fit.penalty), label: amount, paint: .muted)),
    ]
    return chart
  }
}

import Figures
import Marketing
import Statistics

/// The residuals in order over the quantiles of a normal distribution.
struct QuantilePlot {
  private let name: String
  private let fit: MixFit
  private let points: NormalQuantilePlot
  private let title: String?
  private let subtitle: String?

  /// The plot; nil where the model meets every row.
  init?(name: String, fit: MixFit, title: String?, subtitle: String?) throws {
    let residuals = fit.training.regressionResiduals(fit.spec.form)
    guard residuals.contains(where: { $0 != 0 }) else { return nil }
    self.name = name
    self.fit = fit
    points = try NormalQuantilePlot(residuals)
    self.title = title
    self.subtitle = subtitle
  }

  var chart: Chart {
    let band = points.band()
    let across = points.theoretical
    let ends = [across.first ?? 0, across.last ?? 0]
    let isOutside = points.ordered.indices.map {
      points.ordered[$0] < band.low[$0] || points.ordered[$0] > band.high[$0]
    }
    let scale = fit.spec.form == .logLog ? "ln \(fit.spec.target)" : fit.spec.target
    return Chart(
      title ?? finding(outside: isOutside.count { $0 }),
      subtitle: subtitle
        ?? "Residuals of \(name) in order (\(scale)) over normal quantiles; "
        + "band: 95 % of points, one by one",
      x: Axis("Quantile of the standard normal distribution"), y: Axis("Actual minus fitted"),
      marks: [
        .band(.init("", x: .numbers(across), low: band.low, high: band.high, paint: .muted)),
        .line(
          .init(
            "", x: .numbers(ends), y: ends.map { points.intercept + points.slope * $0 },
            paint: .muted)),
        // Two marks, because many points of one colour are drawn as one path.
        dots(where: isOutside.map { !$0 }, paint: .actual), dots(where: isOutside, paint: .fitted),
      ],
      legend: .none)
  }

  private func dots(where isShown: [Bool], paint: Paint) -> Mark {
    let places = isShown.indices.filter { isShown[$0] }
    return .dot(
      .init(
        "residual", x: .numbers(places.map { points.theoretical[$0] }),
        y: places.map { points.ordered[$0] }, paint: paint, radius: 2.5))
  }

  private func finding(outside: Int) -> String {
    let p = fit.diagnostics[.shapiroWilk]?.outcome.map {
      " (Shapiro–Wilk p \(NumberFormat.probability(3).text($0.pValue)))"
    }
    let rows = "\(outside) of \(points.ordered.count) residuals of \(name)"
    return
      (outside == 0
      ? "The residuals of \(name) lie along the line of normal ones"
      : "\(rows) \(outside == 1 ? "leaves" : "leave") the band of normal ones") + (p ?? "")
  }
}

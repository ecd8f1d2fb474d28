import Figures

extension Gallery {
  /// A bell between ±3 of its deviations.
  private static func bell(_ mean: Double, _ deviation: Double, height: Double = 1) -> (
    values: [Double], heights: [Double]
  ) {
    let steps = (0...60).map { -3 + Double($0) / 10 }
    return (
      steps.map { mean + deviation * $0 },
      steps.map { step in
        // The bell as a power of its parabola: near enough for the eye, and the same everywhere.
        let half = max(0, 1 - step * step / 18)
        return height * half * half * half * half * half * half * half * half * half
      }
    )
  }

  static var ridges: Chart {
    let returns: [(Double, Double)] = [(1.4, 0.2), (2.6, 0.5), (0.8, 0.3), (1.1, 0.9), (0.4, 0.1)]
    let names = Positions.categories(channels)
    let before = channels.map { _ in bell(1.5, 1, height: 0.2) }
    let after = returns.map { bell($0.0, $0.1) }
    return Chart(
      "Radio's return is hardly known", subtitle: "Dashed: before the data",
      y: Axis("Return on investment", includesZero: true),
      marks: [
        .rule(.init(.y(1), paint: .muted)),
        .ridge(
          .init(
            "prior", x: names,
            hills: before.map { .init(values: $0.values, heights: $0.heights) },
            paint: .muted, isOutline: true)),
        .ridge(
          .init(
            "posterior", x: names,
            hills: zip(after, returns).map { hill, spread in
              .init(
                values: hill.values, heights: hill.heights,
                outer: (spread.0 - 1.6 * spread.1)...(spread.0 + 1.6 * spread.1),
                inner: (spread.0 - 0.7 * spread.1)...(spread.0 + 0.7 * spread.1), middle: spread.0)
            }, paints: channels.map { _ in .named },
            labels: returns.map { "\($0.0) ± \($0.1)" })),
      ], legend: .none, orientation: .horizontal, height: 230)
  }

  static var scatterMatrix: Chart {
    let names = ["half-point", "retention", "return"]
    let first = noise(150, seed: 31)
    let series = [
      first.map { 3 + $0 },
      zip(first, noise(150, seed: 32)).map { 0.6 + 0.1 * $0 + 0.02 * $1 },
      zip(first, noise(150, seed: 33)).map { 200 - 40 * $0 + 30 * $1 },
    ]
    let stray = Array(0..<40)
    let panels = (1..<3).flatMap { row in
      (0..<2).map { column -> Chart.Panel in
        let foot = Axis(names[column], domain: domain(series[column]))
        guard column < row else { return Chart.Panel(marks: [], y: Axis(isHidden: true), x: foot) }
        return Chart.Panel(
          marks: [
            .dot(.init("draws", x: .numbers(series[column]), y: series[row], paint: .slot(0))),
            .dot(
              .init(
                "went astray", x: .numbers(stray.map { series[column][$0] }),
                y: stray.map { series[row][$0] }, symbol: .cross, paint: .fitted, radius: 3)),
          ], y: Axis(names[row], domain: domain(series[row]), isHidden: column > 0), x: foot)
      }
    }
    var chart = Chart(
      "Retention and half-point cannot be told apart", panels: panels,
      arrangement: .wrapped(columns: 2))
    chart.legend = .above
    return chart
  }

  private static func domain(_ values: [Double]) -> ClosedRange<Double> {
    (values.min() ?? 0)...(values.max() ?? 1)
  }
}

import Figures
import Statistics

/// A smooth density of draws: a Gaussian kernel on a grid.
///
///     f(x) = 1/(n h) Σᵢ φ((x − xᵢ) / h),  h = 0.9 min(s, iqr / 1.34) n^(−1/5)
///
/// Where what is drawn has a bound (a share is at most 1, a scale at least 0), draws near it are mirrored there, so that a
/// density that ends there does not seem to fall off; elsewhere it runs out beyond the draws. Bounds are given, never guessed:
/// a hundred rows of data end somewhere, and that is no bound. Long tails beyond 2 and 998 of 1,000 draws are not shown.
///
/// Source: Silverman (1986), "Density estimation for statistics and data analysis", equation 3.31.
struct PosteriorDensity {
  /// Where the density is known, ascending.
  let values: [Double]
  /// The density there.
  let heights: [Double]

  /// Of what can be any number.
  static let unbounded =
    -Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude

  /// The greatest density.
  var peak: Double { heights.max() ?? 0 }

  /// The density; nil where fewer than four draws are finite or all are the same.
  init?(
    _ draws: [Double], points: Int = 64, bounds: ClosedRange<Double> = PosteriorDensity.unbounded
  ) {
    let sorted = draws.filter(\.isFinite).sorted()
    guard sorted.count > 3, let least = sorted.first, let greatest = sorted.last, least < greatest
    else { return nil }
    let low = quantile(sorted: sorted, 0.002)
    let high = quantile(sorted: sorted, 0.998)
    guard low < high else { return nil }
    let spread = (quantile(sorted: sorted, 0.75) - quantile(sorted: sorted, 0.25)) / 1.34
    let deviation = standardDeviation(sorted)
    let scale = spread > 0 ? min(deviation, spread) : deviation
    let h = max(
      0.9 * scale * stableExp(-0.2 * stableLog(Double(sorted.count))), (high - low) * 1e-3)
    // Draws are counted in narrow bins first: the kernel is then taken once a bin, not once a draw.
    let bins = 400
    let step = (greatest - least) / Double(bins)
    guard step > 0, step.isFinite else { return nil }
    var counts = [Double](repeating: 0, count: bins)
    for draw in sorted {
      counts[min(max(Int((draw - least) / step), 0), bins - 1)] += 1
    }
    let centres = counts.indices.map { least + (Double($0) + 0.5) * step }
    let normal = 0.398_942_280_401_432_7 / (Double(sorted.count) * h)  // 1/√(2π)
    // Kernels that reach over a bound are folded back; a draw beyond it would belie the bound.
    let endsLow = least >= bounds.lowerBound && least - bounds.lowerBound < 6 * h
    let endsHigh = greatest <= bounds.upperBound && bounds.upperBound - greatest < 6 * h
    let from = max(low - 3 * h, endsLow ? bounds.lowerBound : -.infinity)
    let to = min(high + 3 * h, endsHigh ? bounds.upperBound : .infinity)
    values = (0..<points).map { from + (to - from) * Double($0) / Double(points - 1) }
    heights = values.map { x in
      var sum = 0.0
      for (count, centre) in zip(counts, centres) where count > 0 {
        var places = [centre]
        if endsLow { places.append(2 * bounds.lowerBound - centre) }
        if endsHigh { places.append(2 * bounds.upperBound - centre) }
        for place in places {
          let z = (x - place) / h
          if abs(z) < 6 { sum += count * stableExp(-0.5 * z * z) }
        }
      }
      return sum * normal
    }
  }

  /// The density between two ends, 0 beyond the draws: a line and the shade below it.
  func marks(
    _ name: String, paint: Paint, isShaded: Bool = true, dash: Dash = .solid, width: Double = 1.75
  ) -> [Mark] {
    let x = Positions.numbers(values)
    var marks: [Mark] = []
    if isShaded {
      marks.append(
        .band(
          .init(
            x: x, low: values.map { _ in 0 }, high: heights, paint: paint, isInner: dash == .solid))
      )
    }
    marks.append(
      .line(.init(name, x: x, y: heights, paint: paint, dash: dash, width: width)))
    return marks
  }
}

/// The points of a normal quantile–quantile plot and the line through them, as SciPy's `probplot`.
///
/// The i-th smallest value stands over Φ⁻¹(mᵢ), mᵢ Filliben's estimate of the median of the i-th of n uniform order
/// statistics: (i − 0.3175)/(n + 0.365) within, 2^(−1/n) for the largest, 1 − 2^(−1/n) for the smallest. Normal values lie
/// near a line whose height at 0 is their mean and whose slope their standard deviation.
///
/// Source: Filliben (1975), "The probability plot correlation coefficient test for normality".
public struct NormalQuantilePlot: Sendable, Hashable, Codable {
  /// The normal quantiles, rising.
  public let theoretical: [Double]
  /// The values in rising order.
  public let ordered: [Double]
  /// The slope of the least-squares line; 0 for equal values.
  public let slope: Double
  /// The height of the line at 0.
  public let intercept: Double
  /// The correlation of values and quantiles; 1 for exactly normal spacing, 0 for equal values.
  public let correlation: Double

  /// The plot of 2 or more finite numbers.
  public init(_ values: [Double]) throws(StatisticsError) {
    try checkFinite(values, "the values")
    guard values.count >= 2 else {
      throw .tooFewRows(found: values.count, needed: 2, purpose: "a quantile–quantile plot")
    }
    let n = Double(values.count)
    let last = stableExp(-0.6931471805599453 / n)  // ln 2
    let quantiles = values.indices.map { index -> Double in
      let place = Double(index + 1)
      let median =
        index == 0
        ? 1 - last : (index == values.count - 1 ? last : (place - 0.3175) / (n + 0.365))
      return normalQuantile(median)
    }
    let sorted = values.sorted()
    let centre = mean(sorted)
    let along = quantiles.reduce(0) { $0 + $1 * $1 }
    let tilt = zip(quantiles, sorted).reduce(0) { $0 + $1.0 * ($1.1 - centre) } / along
    theoretical = quantiles
    ordered = sorted
    slope = tilt
    intercept = centre - tilt * mean(quantiles)
    let r = Statistics.correlation(quantiles, sorted)
    correlation = r.isFinite ? r : 0
  }
}

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

extension NormalQuantilePlot {
  /// Where each of the ordered values may stand, were all normal: the line ± z standard errors of its order statistic.
  ///
  ///     slope / φ(q) · √(m (1 − m) / n)     at the normal quantile q, m = Φ(q)
  ///
  /// Point by point: of many points some leave it by chance. As the envelope of `qqPlot` in R's car, around the line here.
  ///
  /// - Parameter level: The probability of each point to lie within, above 0 and below 1.
  /// - Returns: The lower and the upper ends, in the order of `theoretical`.
  ///
  /// Source: Fox (2016), "Applied Regression Analysis and Generalized Linear Models", section 3.1.3.
  public func band(level: Double = 0.95) -> (low: [Double], high: [Double]) {
    precondition(level > 0 && level < 1, "a band of level \(level)")
    let reach = normalQuantile((1 + level) / 2)
    let n = Double(ordered.count)
    let normal = Normal()
    let halves = theoretical.map { quantile in
      let (below, above) = (normal.cumulative(quantile), normal.upperTail(quantile))
      let error = slope / stableExp(normal.logDensity(quantile)) * (below * above / n).squareRoot()
      return reach * error
    }
    let line = theoretical.map { intercept + slope * $0 }
    return (zip(line, halves).map { $0 - $1 }, zip(line, halves).map { $0 + $1 })
  }
}

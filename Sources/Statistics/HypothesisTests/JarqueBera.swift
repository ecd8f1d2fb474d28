/// The Jarque–Bera test of whether values have the skewness and the kurtosis of a normal distribution.
///
///     n/6 · (S² + (K − 3)²/4), χ² with 2 degrees of freedom for large n
///
/// with the moments' skewness S and kurtosis K, as SciPy and statsmodels. Below some 100 values p is too large.
///
/// - Parameter values: 2 or more numbers, not all equal.
/// - Returns: The statistic and its p value.
/// - Throws: ``StatisticsError`` where a number is not finite, there are too few, or all are equal.
///
/// Source: Jarque, Bera (1987), "A test for normality of observations and regression residuals".
public func jarqueBera(_ values: [Double]) throws(StatisticsError) -> HypothesisTest {
  let deviations = try checkedDeviations(
    values, "the values", atLeast: 2, purpose: "the Jarque–Bera test")
  let (skew, excess) = (skewness(deviations), kurtosis(deviations) - 3)
  let statistic = Double(values.count) / 6 * (skew * skew + excess * excess / 4)
  return HypothesisTest(chiSquared: statistic, degreesOfFreedom: 2)
}

/// The Ljung–Box test of whether a series, such as residuals in order of time, is free of autocorrelation up to a lag.
///
///     Q = n (n + 2) Σₖ rₖ² / (n − k), k = 1...lags, χ² with lags − fitted degrees of freedom
///
/// - Parameters:
///   - values: The series, more than `lags` numbers, not all equal.
///   - lags: The largest lag, 1 or more.
///   - fittedParameters: Autoregressive and moving-average parameters that the residuals were fitted with, below `lags`; 0 for
///     a regression.
/// - Returns: Q and its p value.
/// - Throws: ``StatisticsError`` where a number is not finite, the series is too short for the lags, or all are equal.
/// - Complexity: O(n · lags).
///
/// Source: Ljung, Box (1978), "On a measure of lack of fit in time series models".
public func ljungBox(
  _ values: [Double], lags: Int, fittedParameters: Int = 0
) throws(StatisticsError) -> HypothesisTest {
  guard lags >= 1, lags < Int.max else {
    throw .outOfRange(what: "the number of lags", found: Double(lags), expected: "1 or more")
  }
  guard fittedParameters >= 0, fittedParameters < lags else {
    throw .outOfRange(
      what: "the number of fitted parameters", found: Double(fittedParameters),
      expected: "0 or more and less than the \(lags) lags")
  }
  let deviations = try checkedDeviations(
    values, "the series", atLeast: lags + 1, purpose: "the Ljung–Box test over \(lags) lags")
  let n = Double(values.count)
  let r = autocorrelation(deviations, maximumLag: lags)
  let sum = (1...lags).reduce(0) { $0 + r[$1] * r[$1] / (n - Double($1)) }
  return HypothesisTest(
    chiSquared: n * (n + 2) * sum, degreesOfFreedom: Double(lags - fittedParameters))
}

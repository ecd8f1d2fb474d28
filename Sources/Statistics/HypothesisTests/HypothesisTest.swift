/// What a test of a hypothesis says.
public struct HypothesisTest: Sendable, Hashable, Codable {
  /// The statistic.
  public let statistic: Double
  /// The degrees of freedom of its χ² distribution under the hypothesis; nil where it has another.
  public let degreesOfFreedom: Double?
  /// The probability of so extreme a statistic, were the hypothesis true; in 0...1.
  public let pValue: Double

  init(statistic: Double, pValue: Double) {
    self.statistic = statistic
    degreesOfFreedom = nil
    self.pValue = min(1, max(0, pValue))
  }

  init(chiSquared statistic: Double, degreesOfFreedom: Double) {
    let size = max(0, statistic)
    self.statistic = size
    self.degreesOfFreedom = degreesOfFreedom
    pValue = ChiSquared(degreesOfFreedom: degreesOfFreedom).upperTail(size)
  }
}

/// The values less their mean, over the largest of them; refuses those not finite, too few, or all equal.
func checkedDeviations(
  _ values: [Double], _ what: String, atLeast needed: Int, purpose: String
) throws(StatisticsError) -> [Double] {
  try checkFinite(values, what)
  guard values.count >= needed else {
    throw .tooFewRows(found: values.count, needed: needed, purpose: purpose)
  }
  let largest = values.reduce(0) { max($0, abs($1)) }
  let scaled = largest > 0 ? values.map { $0 / largest } : values
  guard populationDeviation(scaled) > 0 else {
    throw .outOfRange(what: "the spread of \(what)", found: 0, expected: "a number above 0")
  }
  let centre = mean(scaled)
  return scaled.map { $0 - centre }
}

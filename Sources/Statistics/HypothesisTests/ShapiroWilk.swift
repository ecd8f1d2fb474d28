#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The Shapiro–Wilk test of whether values are normally distributed.
///
/// The statistic W, in 0...1, is the squared correlation of the ordered values with what a normal sample's would be on
/// average (nearly); small W speak against normality. Any location and scale give the same W.
///
/// - Parameter values: 3 to 5,000 numbers, not all equal.
/// - Returns: W and its p value; exact for 3 values, else Royston's approximation, good to some 2 digits of p.
/// - Throws: ``StatisticsError`` where a number is not finite, there are too few or too many, or all are equal.
/// - Complexity: O(n log n).
///
/// W agrees with R's `shapiro.test` to 12 digits, with SciPy's, whose normal quantiles have 7 digits, to 9.
///
/// Source: Royston (1995), "Remark AS R94: a remark on algorithm AS 181"; all constants are his.
public func shapiroWilk(_ values: [Double]) throws(StatisticsError) -> HypothesisTest {
  let sorted = try checkedDeviations(
    values, "the values", atLeast: 3, purpose: "the Shapiro–Wilk test"
  ).sorted()
  guard sorted.count <= 5_000 else {
    throw .outOfRange(
      what: "the number of values of the Shapiro–Wilk test", found: Double(sorted.count),
      expected: "3 to 5000")
  }
  // 1. 1 − W by differences, so that a W near 1 keeps its digits.
  let weights = shapiroWeights(sorted.count)
  let (ssa, ssx) = (sumOfSquares(weights), sumOfSquares(sorted))
  let sax = zip(weights, sorted).reduce(0) { $0 + $1.0 * $1.1 }
  let root = (ssa * ssx).squareRoot()
  let rest = max(0, (root - sax) * (root + sax) / (ssa * ssx))
  return HypothesisTest(statistic: 1 - rest, pValue: shapiroProbability(rest, sorted.count))
}

/// The weights a₁...aₙ, rising, aₙ₊₁₋ᵢ = −aᵢ.
private func shapiroWeights(_ count: Int) -> [Double] {
  guard count > 3 else { return [-0.5.squareRoot(), 0, 0.5.squareRoot()] }
  let n = Double(count)
  // Expected order statistics by Blom's approximation, the lower half.
  let m = (1...(count / 2)).map { normalQuantile((Double($0) - 0.375) / (n + 0.25)) }
  let total = 2 * sumOfSquares(m)
  let u = 1 / n.squareRoot()
  let last = polynomial([0, 0.221157, -0.147981, -2.07119, 4.434685, -2.706056], u)
  let first = last - m[0] / total.squareRoot()
  var half = [first]
  var (left, share) = (total - 2 * m[0] * m[0], 1 - 2 * first * first)
  if count > 5 {
    let nextToLast = polynomial([0, 0.042981, -0.293762, -1.752461, 5.682633, -3.582633], u)
    let second = nextToLast - m[1] / total.squareRoot()
    half.append(second)
    left -= 2 * m[1] * m[1]
    share -= 2 * second * second
  }
  let factor = (left / share).squareRoot()
  half += m.dropFirst(half.count).map { -$0 / factor }
  let middle = count % 2 == 1 ? [0.0] : []
  return half.map { -$0 } + middle + half.reversed()
}

/// The p value of 1 − W.
private func shapiroProbability(_ rest: Double, _ count: Int) -> Double {
  let n = Double(count)
  if count == 3 { return 6 / Double.pi * (asin((1 - rest).squareRoot()) - asin(0.75.squareRoot())) }
  guard rest > 0 else { return 1 }
  let y = stableLog(rest)
  if count <= 11 {
    let gamma = polynomial([-2.273, 0.459], n)
    guard y < gamma else { return 0 }
    return Normal(
      mean: polynomial([0.544, -0.39978, 0.025054, -6.714e-4], n),
      deviation: stableExp(polynomial([1.3822, -0.77857, 0.062767, -0.0020322], n))
    ).upperTail(-stableLog(gamma - y))
  }
  let x = stableLog(n)
  return Normal(
    mean: polynomial([-1.5861, -0.31082, -0.083751, 0.0038915], x),
    deviation: stableExp(polynomial([-0.4803, -0.082676, 0.0030302], x))
  ).upperTail(y)
}

/// A polynomial, its coefficients from the constant upwards.
private func polynomial(_ coefficients: [Double], _ x: Double) -> Double {
  coefficients.reversed().reduce(0) { $0 * x + $1 }
}

private func sumOfSquares(_ values: [Double]) -> Double { values.reduce(0) { $0 + $1 * $1 } }

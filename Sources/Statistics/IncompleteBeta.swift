#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The regularised incomplete beta function and its complement, I + J = 1, each without cancellation.
///
///     I(a, b; x) = 1/B(a, b) ∫₀ˣ tᵃ⁻¹ (1−t)ᵇ⁻¹ dt
///
/// For a, b > 0, 0 ≤ x ≤ 1. The smaller of the two has a relative error below 1e-12 for a, b ≤ 10⁴. NaN outside.
/// - Complexity: O(√max(a, b)) terms.
///
/// Source: DLMF 8.17.22, the continued fraction, by Lentz's method.
public func incompleteBeta(_ a: Double, _ b: Double, _ x: Double) -> (lower: Double, upper: Double)
{
  incompleteBeta(a, b, x, complement: 1 - x)
}

/// The same with 1 − x given on its own, for x so near 1 that the difference would lose bits.
public func incompleteBeta(
  _ a: Double, _ b: Double, _ x: Double, complement y: Double
) -> (lower: Double, upper: Double) {
  guard a > 0, b > 0, a.isFinite, b.isFinite, x >= 0, y >= 0 else { return (.nan, .nan) }
  if x == 0 { return (0, 1) }
  if y == 0 { return (1, 0) }
  let front = exp(logBetaTerm(a, b, x, y))
  // The fraction converges fast below the mean; above it, that of the mirror image does.
  if x * (a + b + 2) < a + 1 {
    let lower = min(1, front * fraction(a, b, x) / a)
    return (lower, 1 - lower)
  }
  let upper = min(1, front * fraction(b, a, y) / b)
  return (1 - upper, upper)
}

/// The continued fraction of DLMF 8.17.22.
private func fraction(_ a: Double, _ b: Double, _ x: Double) -> Double {
  let tiny = 1e-300
  func away(_ value: Double) -> Double { abs(value) < tiny ? tiny : value }
  var c = 1.0
  var d = 1 / away(1 - (a + b) * x / (a + 1))
  var h = d
  var m = 1.0
  while m < 1e7 {
    let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / away(1 + even * d)
    c = away(1 + even / c)
    h *= d * c
    let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / away(1 + odd * d)
    c = away(1 + odd / c)
    let factor = d * c
    h *= factor
    if abs(factor - 1) < 0x1p-52 { break }
    m += 1
  }
  return h
}

/// The x with I(a, b; x) = p; give the smaller tail for full precision.
///
/// - Parameters:
///   - a: The first shape, > 0.
///   - b: The second shape, > 0.
///   - lower: I, or nil where `upper` is given.
///   - upper: 1 − I.
/// - Returns: The quantile to a relative error of some 1e-12; 0 and 1 at the ends; NaN outside.
public func inverseIncompleteBeta(
  _ a: Double, _ b: Double, lower: Double? = nil, upper: Double? = nil
) -> Double {
  1 / (1 + exp(-inverseBetaLogit(a, b, lower: lower, upper: upper)))
}

/// The same as log(x / (1 − x)), which keeps its digits at both ends.
func inverseBetaLogit(_ a: Double, _ b: Double, lower: Double?, upper: Double?) -> Double {
  guard a > 0, b > 0, a.isFinite, b.isFinite, let tails = Tails(lower: lower, upper: upper)
  else { return .nan }
  if tails.lower == 0 { return -.infinity }
  if tails.upper == 0 { return .infinity }
  // Start: the normal limit of the logit, or the first term of the series at either end.
  let logFirst = (log(tails.lower) + log(a) + logBeta(a, b)) / a
  let logLast = (log(tails.upper) + log(b) + logBeta(a, b)) / b
  let start: Double
  if logFirst < -3 {
    start = logFirst
  } else if logLast < -3 {
    start = -logLast
  } else {
    start = log(a / b) + tails.normalScore * (1 / a + 1 / b).squareRoot()
  }
  return tails.solve(from: start, within: -1e6...1e6) { u in
    let (x, y) = (1 / (1 + exp(-u)), 1 / (1 + exp(u)))
    let (p, q) = incompleteBeta(a, b, x, complement: y)
    return (p, q, exp(logBetaTerm(a, b, x, y)))
  }
}

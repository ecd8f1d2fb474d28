#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The two regularised incomplete gamma functions, P(a, x) + Q(a, x) = 1, each without cancellation.
///
///     P(a, x) = 1/Γ(a) ∫₀ˣ tᵃ⁻¹ e⁻ᵗ dt
///
/// For a > 0, x ≥ 0. The smaller of the two has a relative error below 1e-13 for a ≤ 10⁴ (grows like √a·1e-16 beyond); above
/// a = 10¹² both come from the normal limit (Wilson & Hilferty). NaN outside the domain.
/// - Complexity: O(√a) terms near x = a.
///
/// Source: DLMF 8.11.4 (the series, below a + 1) and 8.9.2 (the continued fraction, by Lentz's method, above).
public func incompleteGamma(_ a: Double, _ x: Double) -> (lower: Double, upper: Double) {
  guard a > 0, x >= 0, a.isFinite else { return (.nan, .nan) }
  if x == 0 { return (0, 1) }
  if x == .infinity { return (1, 0) }
  if a > 1e12 {
    let z = (cbrt(x / a) - 1 + 1 / (9 * a)) * 3 * a.squareRoot()
    return (0.5 * erfc(-z * 0.5.squareRoot()), 0.5 * erfc(z * 0.5.squareRoot()))
  }
  let front = exp(logPoissonTerm(a, x))
  if x < a + 1 {
    let lower = min(1, front * series(a, x))
    return (lower, 1 - lower)
  }
  let upper = min(1, front * a * fraction(a, x))
  return (1 - upper, upper)
}

/// Σ xⁿ / ((a+1)…(a+n)), from n = 0.
private func series(_ a: Double, _ x: Double) -> Double {
  var (sum, term, index) = (1.0, 1.0, 1.0)
  while term > sum * 0x1p-54 {
    term *= x / (a + index)
    sum += term
    index += 1
  }
  return sum
}

/// Γ(a, x) / (xᵃ e⁻ˣ).
private func fraction(_ a: Double, _ x: Double) -> Double {
  let tiny = 1e-300
  var b = x + 1 - a
  var c = 1 / tiny
  var d = 1 / (abs(b) < tiny ? tiny : b)
  var h = d
  var index = 1.0
  while index < 1e8 {
    let step = -index * (index - a)
    b += 2
    d = step * d + b
    if abs(d) < tiny { d = tiny }
    c = b + step / c
    if abs(c) < tiny { c = tiny }
    d = 1 / d
    let factor = d * c
    h *= factor
    if abs(factor - 1) < 0x1p-52 { break }
    index += 1
  }
  return h
}

/// The x with P(a, x) = p; give the smaller tail for full precision.
///
/// - Parameters:
///   - a: The shape, > 0.
///   - lower: P, or nil where `upper` is given.
///   - upper: Q = 1 − P, for quantiles far out on the right.
/// - Returns: The quantile to a relative error of some 1e-13 (more where the density is nearly 0); 0 and ∞ at the ends; NaN outside.
public func inverseIncompleteGamma(_ a: Double, lower: Double? = nil, upper: Double? = nil)
  -> Double
{
  let tails = Tails(lower: lower, upper: upper)
  guard a > 0, a.isFinite, let tails else { return .nan }
  if tails.lower == 0 { return 0 }
  if tails.upper == 0 { return .infinity }
  // Start: Wilson & Hilferty's cube, or the first term of the series where that fails.
  let cube = 1 - 1 / (9 * a) + tails.normalScore / (3 * a.squareRoot())
  let small = (log(tails.lower) + logGamma(a + 1)) / a
  let start = cube > 0.2 ? log(a) + 3 * log(cube) : small
  let u = tails.solve(from: start, within: -1e6...1e6) { u in
    let x = exp(u)
    let (p, q) = incompleteGamma(a, x)
    return (p, q, exp(logPoissonTerm(a, x)) * a)
  }
  return exp(u)
}

/// The two tails of a quantile that is looked for; the smaller decides.
struct Tails {
  let lower: Double
  let upper: Double

  /// From either tail; nil outside 0...1.
  init?(lower: Double?, upper: Double?) {
    if let lower, upper == nil, lower >= 0, lower <= 1 {
      (self.lower, self.upper) = (lower, 1 - lower)
    } else if let upper, lower == nil, upper >= 0, upper <= 1 {
      (self.lower, self.upper) = (1 - upper, upper)
    } else {
      return nil
    }
  }

  /// The standard normal score of the same tails.
  var normalScore: Double { lower < upper ? normalQuantile(lower) : -normalQuantile(upper) }

  /// The u where a rising cumulative function has these tails: Newton on the logarithm of the smaller tail, kept in a
  /// bracket that every evaluation narrows.
  ///
  /// - Parameter evaluate: At u: the lower tail, the upper tail and the density dP/du.
  func solve(
    from start: Double, within bounds: ClosedRange<Double>,
    _ evaluate: (Double) -> (Double, Double, Double)
  ) -> Double {
    let isLower = lower <= upper
    let goal = isLower ? lower : upper
    var (low, high) = (bounds.lowerBound, bounds.upperBound)
    var u = min(max(start.isNaN ? 0 : start, low), high)
    for _ in 0..<200 {
      let (p, q, density) = evaluate(u)
      let found = isLower ? p : q
      if found == goal { return u }
      if (found < goal) == isLower { low = u } else { high = u }
      // d log P/du = density / P; for the upper tail the sign turns.
      let logStep = found > 0 ? (log(goal) - log(found)) * found / density : .nan
      let linearStep = (goal - found) / density
      let step = (abs(found - goal) < 0.1 * goal ? linearStep : logStep) * (isLower ? 1 : -1)
      var next = u + step
      if !(next > low && next < high) {
        // Outside the bracket: halve it, or step out boldly while an end is still far.
        next =
          high - low > 64
          ? (low == u ? u + max(1, abs(u)) : u - max(1, abs(u))) : 0.5 * (low + high)
        next = min(max(next, low), high)
      }
      if abs(next - u) <= 0x1p-52 * max(1e-3, abs(u)) { return next }
      u = next
    }
    return u
  }
}

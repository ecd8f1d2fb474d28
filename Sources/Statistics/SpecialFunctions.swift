#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The logarithm of |Γ(x)|.
///
/// The C library's, error below 4 ulp (or 1e-15 absolute next to its zeros 1 and 2); ∞ at 0 and the negative whole numbers.
public func logGamma(_ x: Double) -> Double { lgamma(x).0 }

/// The logarithm of the beta function B(a, b) = Γ(a)Γ(b)/Γ(a+b), for a, b > 0.
///
/// Relative error below 1e-13: for large arguments through Stirling's remainders, so that the three logarithms do not cancel.
public func logBeta(_ a: Double, _ b: Double) -> Double {
  let (small, large) = (min(a, b), max(a, b))
  guard small > 0 else { return small == 0 ? .infinity : .nan }
  if small >= 10 {
    let ratio = small / (small + large)
    return halfLogTwoPi - 0.5 * log(large)
      + (stirlingRemainder(small) + stirlingRemainder(large) - stirlingRemainder(small + large))
      + (small - 0.5) * log(ratio) + large * log1p(-ratio)
  }
  if large >= 10 {
    // log Γ(large) − log Γ(small + large), by Stirling's remainders.
    let difference =
      stirlingRemainder(large) - stirlingRemainder(small + large) + small
      - small * log(small + large) + (large - 0.5) * log1p(-small / (small + large))
    return logGamma(small) + difference
  }
  return logGamma(small) + (logGamma(large) - logGamma(small + large))
}

/// The error function 2/√π ∫₀ˣ exp(−t²) dt; the C library's, error below 1 ulp.
public func errorFunction(_ x: Double) -> Double { erf(x) }

/// 1 − erf(x) without cancellation; the C library's, error below 4 ulp.
public func complementaryErrorFunction(_ x: Double) -> Double { erfc(x) }

/// The quantile of the error function: the x with erf(x) = y, for −1 < y < 1. Relative error below 1e-14.
public func inverseErrorFunction(_ y: Double) -> Double {
  guard abs(y) < 1 else { return abs(y) == 1 ? y * .infinity : .nan }
  if abs(y) > 0.5 {
    let x = -normalQuantile((1 - abs(y)) / 2) * 0.5.squareRoot()
    return y < 0 ? -x : x
  }
  // Near 0 the normal quantile of ½ + y/2 would lose the bits of y: Newton from its own first term.
  var x = y * 0.886226925452758
  for _ in 0..<8 {
    let step = (erf(x) - y) * 0.886226925452758 * exp(x * x)
    x -= step
    if abs(step) <= abs(x) * 0x1p-53 { break }
  }
  return x
}

/// The logarithmic derivative of Γ, for x > 0. Relative error below 1e-13 away from its zero at 1.4616 (absolute there).
///
/// Recurrence to x ≥ 10, then the asymptotic series of Abramowitz & Stegun 6.3.18.
public func digamma(_ x: Double) -> Double {
  guard x > 0 else { return .nan }
  var (argument, sum) = (x, 0.0)
  while argument < 10 {
    sum -= 1 / argument
    argument += 1
  }
  let square = 1 / (argument * argument)
  let series =
    square
    * (1.0 / 12 - square
      * (1.0 / 120 - square
        * (1.0 / 252 - square
          * (1.0 / 240 - square * (1.0 / 132 - square * (691.0 / 32_760 - square / 12))))))
  return sum + log(argument) - 0.5 / argument - series
}

// MARK: - Loader's parts

/// ½ log 2π.
let halfLogTwoPi = 0.918938533204672741780329736406

/// log Γ(n+1) − (n + ½) log n + n − ½ log 2π: what Stirling's formula leaves of the factorial, ≈ 1/(12 n).
///
/// Source: Loader (2000), "Fast and accurate computation of binomial probabilities".
func stirlingRemainder(_ n: Double) -> Double {
  if n < 16 { return logGamma(n + 1) - (n + 0.5) * log(n) + n - halfLogTwoPi }
  let s = 1 / (n * n)
  return
    (1.0 / 12 - s
    * (1.0 / 360 - s * (1.0 / 1260 - s * (1.0 / 1680 - s * (1.0 / 1188 - s * 691.0 / 360_360)))))
    / n
}

/// x·log(x/m) + m − x ≥ 0, without cancellation where x is near m (Loader's `bd0`).
func deviance(_ x: Double, _ m: Double) -> Double {
  let difference = x - m
  if abs(difference) < 0.1 * (x + m) {
    let v = difference / (x + m)
    var sum = difference * v
    var term = 2 * x * v
    for index in 1..<1000 {
      term *= v * v
      let next = sum + term / Double(2 * index + 1)
      if next == sum { break }
      sum = next
    }
    return sum
  }
  return x * log(x / m) + m - x
}

/// The logarithm of xᵃ·e⁻ˣ/Γ(a+1), a > 0, x > 0: a Poisson probability with a whole or broken count.
func logPoissonTerm(_ a: Double, _ x: Double) -> Double {
  if a < 1e-3 { return a * log(x) - x - logGamma(a + 1) }
  return -stirlingRemainder(a) - deviance(a, x) - halfLogTwoPi - 0.5 * log(a)
}

/// The logarithm of xᵃ·yᵇ/B(a, b) with x + y = 1, a, b > 0.
func logBetaTerm(_ a: Double, _ b: Double, _ x: Double, _ y: Double) -> Double {
  if min(a, b) < 2 {
    return a * (x < 0.5 ? log(x) : log1p(-y)) + b * (y < 0.5 ? log(y) : log1p(-x)) - logBeta(a, b)
  }
  let n = a + b
  let remainders = stirlingRemainder(n) - stirlingRemainder(a) - stirlingRemainder(b)
  let spread = deviance(a, n * x) + deviance(b, n * y)
  return remainders - spread - halfLogTwoPi + 0.5 * (log(a) + log(b) - log(n))
}

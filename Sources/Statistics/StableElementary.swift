// The exponential and the logarithm out of additions, multiplications and divisions only, whose results IEEE 754 fixes to
// the last bit: the same draws on every machine. (The C library's own differ between processors and systems.)
//
// Both follow fdlibm (e_log.c and e_exp.c, Sun Microsystems 1993, freely usable with this notice); errors below 1 ulp.

// High and low parts of ln 2: the high one has 33 bits, so that its product with an exponent is exact. fdlibm.
private let logOfTwoHigh = 6.93147180369123816490e-01
private let logOfTwoLow = 1.90821492927058770002e-10

/// The natural logarithm. Error below 1 ulp; −∞ at 0, NaN below.
public func stableLog(_ x: Double) -> Double {
  guard x > 0, x.isFinite else { return x == 0 ? -.infinity : (x > 0 ? x : .nan) }
  // 1. x = 2ᵏ · (1 + f) with √½ < 1 + f < √2.
  var exponent = Double(x.exponent)
  var significand = x.significand
  if significand > 1.4142135623730951 {
    significand *= 0.5
    exponent += 1
  }
  let f = significand - 1
  // 2. log(1 + f) by a polynomial of degree 14 in s = f / (2 + f); coefficients Lg1...Lg7 of fdlibm.
  let s = f / (2 + f)
  let z = s * s
  let w = z * z
  let odd =
    w * (3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01))
  let even =
    z
    * (6.666666666666735130e-01 + w
      * (2.857142874366239149e-01 + w
        * (1.818357216161805012e-01 + w * 1.479819860511658591e-01)))
  let remainder = odd + even
  let half = 0.5 * f * f
  // 3. Put together from the small parts to the large.
  return exponent * logOfTwoHigh
    - ((half - (s * (half + remainder) + exponent * logOfTwoLow)) - f)
}

/// The exponential. Error below 1 ulp where the result is normal; 0 below −745.2, ∞ above 709.8.
public func stableExp(_ x: Double) -> Double {
  guard x.isFinite else { return x.isNaN ? x : (x > 0 ? .infinity : 0) }
  if x > 709.782712893384 { return .infinity }
  if x < -745.1332191019412 { return 0 }
  // 1. x = k·ln 2 + r with |r| ≤ ½ ln 2.
  let k = (x * 1.44269504088896338700).rounded(.toNearestOrEven)
  let high = x - k * logOfTwoHigh
  let low = k * logOfTwoLow
  let r = high - low
  // 2. exp(r) by the Remez polynomial of r·(exp(r)+1)/(exp(r)−1); coefficients P1...P5 of fdlibm.
  let t = r * r
  let c =
    r - t
    * (1.66666666666666019037e-01 + t
      * (-2.77777777770155933842e-03 + t
        * (6.61375632143793436117e-05 + t
          * (-1.65339022054652515390e-06 + t * 4.13813679705723846039e-08))))
  let result = 1 - ((low - (r * c) / (2 - c)) - high)
  // 3. Times 2ᵏ, in two steps so that neither overflows nor loses a subnormal early.
  let half = (k * 0.5).rounded(.down)
  return result * powerOfTwo(half) * powerOfTwo(k - half)
}

/// 2ᵏ for a whole k within ±1022.
private func powerOfTwo(_ k: Double) -> Double {
  Double(sign: .plus, exponent: Int(k), significand: 1)
}

/// The exponential and the logarithm four numbers at a time, for the inner loops of densities.
///
/// The polynomials are those of ``stableExp(_:)`` and ``stableLog(_:)``, without their care at the ends, so results have the
/// same bits on every machine. No function here branches.
///
/// Source: fdlibm, e_exp.c and e_log.c (Sun Microsystems 1993).
public enum VectorElementary {
  /// Four numbers.
  public typealias Lanes = SIMD4<Double>

  /// eˣ for |x| ≤ 700; what lies beyond counts as ±700, NaN stays NaN or becomes e⁷⁰⁰.
  ///
  /// Error below 1.5 ulp.
  @inlinable @inline(__always)
  public static func exp(_ x: Lanes) -> Lanes {
    var x = x
    x.replace(with: 700, where: x .> 700)
    x.replace(with: -700, where: x .< -700)
    // 1. x = k·ln 2 + r with |r| ≤ ½ ln 2; k stands in the last bits of `shifted`.
    let shifted = x * 1.44269504088896338700 + 6_755_399_441_055_744.0
    let k = shifted - 6_755_399_441_055_744.0
    let high = x - k * 6.93147180369123816490e-01
    let low = k * 1.90821492927058770002e-10
    let r = high - low
    // 2. The Remez polynomial of r·(exp(r)+1)/(exp(r)−1); P5...P1 of fdlibm.
    let t = r * r
    var p = t * 4.13813679705723846039e-08 + -1.65339022054652515390e-06
    p = p * t + 6.61375632143793436117e-05
    p = p * t + -2.77777777770155933842e-03
    p = p * t + 1.66666666666666019037e-01
    let c = r - t * p
    let result = 1 - ((low - (r * c) / (2 - c)) - high)
    // 3. Times 2ᵏ, in the exponent's bits.
    let bits =
      unsafeBitCast(result, to: SIMD4<UInt64>.self)
      &+ (unsafeBitCast(shifted, to: SIMD4<UInt64>.self) &<< SIMD4<UInt64>(repeating: 52))
    return unsafeBitCast(bits, to: Lanes.self)
  }

  /// ln x for normal positive numbers, 1e-300 ≤ x ≤ 1e300; anything else has no meaning.
  ///
  /// Error below 1 ulp.
  @inlinable @inline(__always)
  public static func log(_ x: Lanes) -> Lanes {
    // 1. x = 2ᵏ · (1 + f) with √½ < 1 + f < √2, by moving the exponent's bits to where √½ begins.
    let bits = unsafeBitCast(x, to: SIMD4<UInt64>.self)
    let moved = bits &+ SIMD4<UInt64>(repeating: 0x3FF0_0000_0000_0000 - 0x3FE6_A09E_0000_0000)
    let exponent = moved &>> SIMD4<UInt64>(repeating: 52)
    let significand =
      (moved & SIMD4<UInt64>(repeating: 0x000F_FFFF_FFFF_FFFF))
      &+ SIMD4<UInt64>(repeating: 0x3FE6_A09E_0000_0000)
    // A whole number below 2⁵² in the bits of 2⁵² + itself.
    let whole =
      unsafeBitCast(exponent | SIMD4<UInt64>(repeating: 0x4330_0000_0000_0000), to: Lanes.self)
    let k = whole - (4_503_599_627_370_496.0 + 1023)
    let f = unsafeBitCast(significand, to: Lanes.self) - 1
    // 2. Lg1...Lg7 of fdlibm.
    let s = f / (2 + f)
    let z = s * s
    let w = z * z
    var odd = w * 1.531383769920937332e-01 + 2.222219843214978396e-01
    odd = (odd * w + 3.999999999940941908e-01) * w
    var even = w * 1.479819860511658591e-01 + 1.818357216161805012e-01
    even = even * w + 2.857142874366239149e-01
    even = (even * w + 6.666666666666735130e-01) * z
    let remainder = odd + even
    let half = 0.5 * f * f
    return k * 6.93147180369123816490e-01
      - ((half - (s * (half + remainder) + k * 1.90821492927058770002e-10)) - f)
  }

  /// eˣ of one number, as the four have it.
  @inlinable @inline(__always)
  public static func exp(_ x: Double) -> Double { exp(Lanes(repeating: x))[0] }

  /// ln x of one number, as the four have it.
  @inlinable @inline(__always)
  public static func log(_ x: Double) -> Double { log(Lanes(repeating: x))[0] }
}

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The absolute value of a Student's t around 0; of one degree of freedom it is the half-Cauchy.
public struct HalfStudentT: ProbabilityDistribution, Hashable, Codable {
  /// ν > 0.
  public let degreesOfFreedom: Double
  /// The scale, > 0.
  public let scale: Double

  /// A half t.
  public init(degreesOfFreedom: Double, scale: Double) {
    precondition(
      degreesOfFreedom > 0 && scale > 0, "a half t of \(degreesOfFreedom) degrees, scale \(scale)")
    self.degreesOfFreedom = degreesOfFreedom
    self.scale = scale
  }

  private var whole: StudentT { StudentT(degreesOfFreedom: degreesOfFreedom, scale: scale) }

  /// Twice the t density from 0 on.
  public func logDensity(_ x: Double) -> Double {
    guard x >= 0 else { return x.isNaN ? .nan : -.infinity }
    return 0.693147180559945309 + whole.logDensity(x)  // log 2
  }

  /// 1 − 2·P(t > x): near 0 with the absolute error of that difference.
  public func cumulative(_ x: Double) -> Double { x <= 0 ? 0 : 1 - 2 * whole.upperTail(x) }

  /// 2·P(t > x).
  public func upperTail(_ x: Double) -> Double { x <= 0 ? 1 : 2 * whole.upperTail(x) }

  /// The t's quantile at ½ + p/2.
  public func quantile(_ p: Double) -> Double {
    guard p >= 0, p <= 1 else { return .nan }
    return -whole.quantile(0.5 - p / 2)
  }

  /// 2·scale·√(ν/π)·Γ((ν+1)/2) / (Γ(ν/2)·(ν−1)) for ν > 1, else ∞.
  public var mean: Double {
    guard degreesOfFreedom > 1 else { return .infinity }
    // Γ((ν+1)/2) / (√π·Γ(ν/2)) = 1 / B(ν/2, ½).
    return 2 * scale * degreesOfFreedom.squareRoot()
      * exp(-logBeta(degreesOfFreedom / 2, 0.5)) / (degreesOfFreedom - 1)
  }

  /// scale²·ν/(ν−2) − mean² for ν > 2, else ∞.
  public var variance: Double {
    guard degreesOfFreedom > 2 else { return .infinity }
    return scale * scale * degreesOfFreedom / (degreesOfFreedom - 2) - mean * mean
  }

  /// A draw.
  public func draw(from stream: inout RandomStream) -> Double {
    abs(scale * stream.studentT(degreesOfFreedom: degreesOfFreedom))
  }
}

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Student's t, shifted and scaled.
public struct StudentT: ProbabilityDistribution, Hashable, Codable {
  /// ν > 0.
  public let degreesOfFreedom: Double
  /// The centre.
  public let location: Double
  /// The scale, > 0 (not the standard deviation).
  public let scale: Double

  /// Student's t.
  public init(degreesOfFreedom: Double, location: Double = 0, scale: Double = 1) {
    precondition(
      degreesOfFreedom > 0 && scale > 0, "a t of \(degreesOfFreedom) degrees, scale \(scale)")
    self.degreesOfFreedom = degreesOfFreedom
    self.location = location
    self.scale = scale
  }

  /// log Γ((ν+1)/2) − log Γ(ν/2) − ½ log(νπ) − (ν+1)/2 · log(1 + t²/ν) − log scale.
  public func logDensity(_ x: Double) -> Double {
    let t = (x - location) / scale
    let half = degreesOfFreedom / 2
    return -logBeta(half, 0.5) - 0.5 * log(degreesOfFreedom) - log(scale)
      - (half + 0.5) * log1p(t * t / degreesOfFreedom)
  }

  /// Through the incomplete beta function at ν / (ν + t²).
  public func cumulative(_ x: Double) -> Double { tail(-(x - location) / scale) }

  /// P(X > x).
  public func upperTail(_ x: Double) -> Double { tail((x - location) / scale) }

  /// The quantile, through that of the beta distribution.
  public func quantile(_ p: Double) -> Double {
    guard p >= 0, p <= 1 else { return .nan }
    if p == 0.5 { return location }
    // z = ν/(ν+t²) has I(ν/2, ½; z) = 2·min(p, 1−p); t = √(ν(1−z)/z).
    let u = inverseBetaLogit(degreesOfFreedom / 2, 0.5, lower: 2 * min(p, 1 - p), upper: nil)
    let t = (degreesOfFreedom * exp(-u)).squareRoot()
    return location + scale * (p < 0.5 ? -t : t)
  }

  /// The centre, for ν > 1.
  public var mean: Double { degreesOfFreedom > 1 ? location : .nan }

  /// scale²·ν/(ν−2), for ν > 2.
  public var variance: Double {
    if degreesOfFreedom > 2 { return scale * scale * degreesOfFreedom / (degreesOfFreedom - 2) }
    return degreesOfFreedom > 1 ? .infinity : .nan
  }

  /// A draw.
  public func draw(from stream: inout RandomStream) -> Double {
    location + scale * stream.studentT(degreesOfFreedom: degreesOfFreedom)
  }

  /// P(T > t) of the standard one.
  private func tail(_ t: Double) -> Double {
    guard !t.isNaN else { return .nan }
    if t.isInfinite { return t > 0 ? 0 : 1 }
    let square = t * t
    // For t² beyond 10³⁰⁸ both shares degenerate; the far tail is 0 to rounding but for ν below 1.
    let ratio = square / degreesOfFreedom
    let z = 1 / (1 + ratio)
    let complement = ratio.isInfinite ? 1 : ratio / (1 + ratio)
    let half = 0.5 * incompleteBeta(degreesOfFreedom / 2, 0.5, z, complement: complement).lower
    return t > 0 ? half : 1 - half
  }
}

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Laplace's double exponential distribution.
public struct Laplace: ProbabilityDistribution, Hashable, Codable {
  /// The centre.
  public let location: Double
  /// The mean distance from the centre, > 0.
  public let scale: Double

  /// A Laplace distribution.
  public init(location: Double = 0, scale: Double = 1) {
    precondition(scale > 0, "a scale of \(scale)")
    self.location = location
    self.scale = scale
  }

  /// −|x − location| / scale − log(2·scale).
  public func logDensity(_ x: Double) -> Double {
    -abs(x - location) / scale - log(2 * scale)
  }

  /// Half the exponential tail on either side.
  public func cumulative(_ x: Double) -> Double { tail((location - x) / scale) }

  /// P(X > x).
  public func upperTail(_ x: Double) -> Double { tail((x - location) / scale) }

  /// location ± scale·log of twice the smaller tail.
  public func quantile(_ p: Double) -> Double {
    guard p >= 0, p <= 1 else { return .nan }
    return p <= 0.5 ? location + scale * log(2 * p) : location - scale * log(2 * (1 - p))
  }

  /// The centre.
  public var mean: Double { location }

  /// 2·scale².
  public var variance: Double { 2 * scale * scale }

  /// A draw.
  public func draw(from stream: inout RandomStream) -> Double {
    let u = stream.uniform()
    return u <= 0.5
      ? location + scale * stableLog(2 * u) : location - scale * stableLog(2 * (1 - u))
  }

  /// P(X > location + t·scale).
  private func tail(_ t: Double) -> Double { t > 0 ? 0.5 * exp(-t) : 1 - 0.5 * exp(t) }
}

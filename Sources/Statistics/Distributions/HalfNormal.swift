#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The absolute value of a normal of mean 0.
public struct HalfNormal: ProbabilityDistribution, Hashable, Codable {
  /// The standard deviation of the normal, > 0.
  public let scale: Double

  /// A half-normal of the given scale.
  public init(scale: Double) {
    precondition(scale > 0, "a scale of \(scale)")
    self.scale = scale
  }

  /// Twice the normal density from 0 on.
  public func logDensity(_ x: Double) -> Double {
    guard x >= 0 else { return x.isNaN ? .nan : -.infinity }
    let z = x / scale
    return 0.693147180559945309 - 0.5 * z * z - log(scale) - halfLogTwoPi  // log 2
  }

  /// erf(x / (scale·√2)).
  public func cumulative(_ x: Double) -> Double { x <= 0 ? 0 : erf(x / scale * 0.5.squareRoot()) }

  /// erfc(x / (scale·√2)).
  public func upperTail(_ x: Double) -> Double { x <= 0 ? 1 : erfc(x / scale * 0.5.squareRoot()) }

  /// The quantile, through the inverse error function.
  public func quantile(_ p: Double) -> Double {
    guard p >= 0, p <= 1 else { return .nan }
    return scale * 2.0.squareRoot() * inverseErrorFunction(p)
  }

  /// scale·√(2/π).
  public var mean: Double { scale * (2 / Double.pi).squareRoot() }

  /// scale²·(1 − 2/π).
  public var variance: Double { scale * scale * (1 - 2 / Double.pi) }

  /// A draw.
  public func draw(from stream: inout RandomStream) -> Double { stream.halfNormal(scale: scale) }
}

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// One over a gamma draw.
public struct InverseGamma: ProbabilityDistribution, Hashable, Codable {
  /// The shape, > 0: moments of lower order exist.
  public let shape: Double
  /// The scale, > 0: the rate of the gamma that is inverted.
  public let scale: Double

  /// An inverse gamma distribution.
  public init(shape: Double, scale: Double) {
    precondition(shape > 0 && scale > 0, "an inverse gamma of shape \(shape), scale \(scale)")
    self.shape = shape
    self.scale = scale
  }

  /// The gamma's log density at 1/x, less 2·log x.
  public func logDensity(_ x: Double) -> Double {
    guard x > 0, x.isFinite else { return x.isNaN ? .nan : -.infinity }
    return logPoissonTerm(shape, scale / x) + log(shape) - log(x)
  }

  /// Q(shape, scale/x).
  public func cumulative(_ x: Double) -> Double {
    x <= 0 ? 0 : incompleteGamma(shape, scale / x).upper
  }

  /// P(shape, scale/x).
  public func upperTail(_ x: Double) -> Double {
    x <= 0 ? 1 : incompleteGamma(shape, scale / x).lower
  }

  /// The quantile, by inverting the incomplete gamma function.
  public func quantile(_ p: Double) -> Double {
    guard p > 0, p < 1 else { return p == 0 ? 0 : (p == 1 ? .infinity : .nan) }
    return scale / inverseIncompleteGamma(shape, upper: p)
  }

  /// scale / (shape − 1) for a shape above 1, else ∞.
  public var mean: Double { shape > 1 ? scale / (shape - 1) : .infinity }

  /// mean² / (shape − 2) for a shape above 2, else ∞.
  public var variance: Double { shape > 2 ? mean * mean / (shape - 2) : .infinity }

  /// A draw.
  public func draw(from stream: inout RandomStream) -> Double {
    scale / stream.gamma(shape: shape)
  }
}

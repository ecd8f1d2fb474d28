#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The gamma distribution by shape and rate (mean shape / rate).
public struct Gamma: ProbabilityDistribution, Hashable, Codable {
  /// The shape, > 0.
  public let shape: Double
  /// The rate, > 0: one over the scale.
  public let rate: Double

  /// A gamma distribution.
  public init(shape: Double, rate: Double = 1) {
    precondition(shape > 0 && rate > 0, "a gamma of shape \(shape) and rate \(rate)")
    self.shape = shape
    self.rate = rate
  }

  /// The log density; at 0 it depends on the shape (∞ below 1).
  public func logDensity(_ x: Double) -> Double {
    guard x >= 0, x.isFinite else { return x.isNaN ? .nan : -.infinity }
    if x == 0 { return shape < 1 ? .infinity : (shape == 1 ? log(rate) : -.infinity) }
    return logPoissonTerm(shape, rate * x) + log(shape / x)
  }

  /// P(shape, rate·x).
  public func cumulative(_ x: Double) -> Double { incompleteGamma(shape, rate * max(0, x)).lower }

  /// Q(shape, rate·x).
  public func upperTail(_ x: Double) -> Double { incompleteGamma(shape, rate * max(0, x)).upper }

  /// The quantile, by inverting the incomplete gamma function.
  public func quantile(_ p: Double) -> Double { inverseIncompleteGamma(shape, lower: p) / rate }

  /// shape / rate.
  public var mean: Double { shape / rate }

  /// shape / rate².
  public var variance: Double { shape / rate / rate }

  /// A draw.
  public func draw(from stream: inout RandomStream) -> Double {
    stream.gamma(shape: shape, rate: rate)
  }
}

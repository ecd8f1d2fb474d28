#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The exponential distribution.
public struct Exponential: ProbabilityDistribution, Hashable, Codable {
  /// The rate, > 0.
  public let rate: Double

  /// An exponential distribution (mean 1 / rate).
  public init(rate: Double = 1) {
    precondition(rate > 0, "a rate of \(rate)")
    self.rate = rate
  }

  /// log(rate) − rate·x.
  public func logDensity(_ x: Double) -> Double {
    x.isNaN ? .nan : (x < 0 ? -.infinity : log(rate) - rate * x)
  }

  /// 1 − exp(−rate·x).
  public func cumulative(_ x: Double) -> Double { x <= 0 ? 0 : -expm1(-rate * x) }

  /// exp(−rate·x).
  public func upperTail(_ x: Double) -> Double { x <= 0 ? 1 : exp(-rate * x) }

  /// −log(1 − p) / rate.
  public func quantile(_ p: Double) -> Double {
    p >= 0 && p <= 1 ? -log1p(-p) / rate : .nan
  }

  /// 1 / rate.
  public var mean: Double { 1 / rate }

  /// 1 / rate².
  public var variance: Double { 1 / rate / rate }

  /// A draw.
  public func draw(from stream: inout RandomStream) -> Double { stream.exponential(rate: rate) }
}

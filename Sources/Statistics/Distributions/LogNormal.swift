#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A number whose logarithm is normal.
public struct LogNormal: ProbabilityDistribution, Hashable, Codable {
  /// The mean of the logarithm.
  public let logMean: Double
  /// The standard deviation of the logarithm, > 0.
  public let logDeviation: Double

  /// A log-normal distribution.
  public init(logMean: Double, logDeviation: Double) {
    precondition(logDeviation > 0, "a standard deviation of \(logDeviation)")
    self.logMean = logMean
    self.logDeviation = logDeviation
  }

  private var normal: Normal { Normal(mean: logMean, deviation: logDeviation) }

  /// The normal log density of log x, less log x.
  public func logDensity(_ x: Double) -> Double {
    guard x > 0 else { return x.isNaN ? .nan : -.infinity }
    return normal.logDensity(log(x)) - log(x)
  }

  /// Φ of the logarithm.
  public func cumulative(_ x: Double) -> Double { x <= 0 ? 0 : normal.cumulative(log(x)) }

  /// P(X > x).
  public func upperTail(_ x: Double) -> Double { x <= 0 ? 1 : normal.upperTail(log(x)) }

  /// exp of the normal quantile.
  public func quantile(_ p: Double) -> Double { exp(normal.quantile(p)) }

  /// exp(μ + σ²/2).
  public var mean: Double { exp(logMean + logDeviation * logDeviation / 2) }

  /// (exp(σ²) − 1)·mean².
  public var variance: Double { expm1(logDeviation * logDeviation) * mean * mean }

  /// A draw.
  public func draw(from stream: inout RandomStream) -> Double {
    stream.logNormal(logMean: logMean, logDeviation: logDeviation)
  }
}

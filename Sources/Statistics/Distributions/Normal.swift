#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The normal distribution.
public struct Normal: ProbabilityDistribution, Hashable, Codable {
  /// The mean.
  public let mean: Double
  /// The standard deviation, > 0.
  public let deviation: Double

  /// A normal distribution, the standard one by default.
  public init(mean: Double = 0, deviation: Double = 1) {
    precondition(deviation > 0, "a standard deviation of \(deviation)")
    self.mean = mean
    self.deviation = deviation
  }

  /// The standard deviation squared.
  public var variance: Double { deviation * deviation }

  /// −½ z² − log(deviation) − ½ log 2π.
  public func logDensity(_ x: Double) -> Double {
    let z = (x - mean) / deviation
    return -0.5 * z * z - log(deviation) - halfLogTwoPi
  }

  /// Φ(z), through the complementary error function.
  public func cumulative(_ x: Double) -> Double {
    0.5 * erfc(-(x - mean) / deviation * 0.5.squareRoot())
  }

  /// P(X > x).
  public func upperTail(_ x: Double) -> Double {
    0.5 * erfc((x - mean) / deviation * 0.5.squareRoot())
  }

  /// log Φ(z), also where Φ underflows.
  public func logCumulative(_ x: Double) -> Double {
    let z = (x - mean) / deviation
    if z > 0 { return log1p(-upperTail(x)) }
    if z > -35 { return log(cumulative(x)) }
    // Mills' ratio by its asymptotic series, DLMF 7.12.1; the next term is below 1e-12 of the logarithm.
    let s = 1 / (z * z)
    let series = 1 - s * (1 - 3 * s * (1 - 5 * s))
    return -0.5 * z * z - halfLogTwoPi - log(-z) + log(series)
  }

  /// The quantile, by Wichura's AS 241.
  public func quantile(_ p: Double) -> Double { mean + deviation * normalQuantile(p) }

  /// A draw.
  public func draw(from stream: inout RandomStream) -> Double {
    stream.normal(mean: mean, deviation: deviation)
  }
}

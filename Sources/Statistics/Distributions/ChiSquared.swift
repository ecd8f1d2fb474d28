/// The chi-squared distribution: a gamma of shape ν/2 and rate ½.
public struct ChiSquared: ProbabilityDistribution, Hashable, Codable {
  /// ν > 0.
  public let degreesOfFreedom: Double
  private let gamma: Gamma

  /// Chi-squared with the given degrees of freedom.
  public init(degreesOfFreedom: Double) {
    self.degreesOfFreedom = degreesOfFreedom
    gamma = Gamma(shape: degreesOfFreedom / 2, rate: 0.5)
  }

  /// The log density.
  public func logDensity(_ x: Double) -> Double { gamma.logDensity(x) }

  /// P(ν/2, x/2).
  public func cumulative(_ x: Double) -> Double { gamma.cumulative(x) }

  /// Q(ν/2, x/2).
  public func upperTail(_ x: Double) -> Double { gamma.upperTail(x) }

  /// The quantile.
  public func quantile(_ p: Double) -> Double { gamma.quantile(p) }

  /// ν.
  public var mean: Double { degreesOfFreedom }

  /// 2ν.
  public var variance: Double { 2 * degreesOfFreedom }

  /// A draw.
  public func draw(from stream: inout RandomStream) -> Double {
    stream.chiSquared(degreesOfFreedom: degreesOfFreedom)
  }
}

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Fisher's F: the ratio of two mean squares.
public struct FDistribution: ProbabilityDistribution, Hashable, Codable {
  /// Degrees of freedom of the numerator, > 0.
  public let numerator: Double
  /// Degrees of freedom of the denominator, > 0.
  public let denominator: Double

  /// F with the given degrees of freedom.
  public init(_ numerator: Double, _ denominator: Double) {
    precondition(numerator > 0 && denominator > 0, "an F of \(numerator) and \(denominator)")
    self.numerator = numerator
    self.denominator = denominator
  }

  /// The log density; at 0 it depends on the numerator's degrees (∞ below 2).
  public func logDensity(_ x: Double) -> Double {
    guard x >= 0, x.isFinite else { return x.isNaN ? .nan : -.infinity }
    if x == 0 { return numerator < 2 ? .infinity : (numerator == 2 ? 0 : -.infinity) }
    let (z, complement) = shares(x)
    return logBetaTerm(numerator / 2, denominator / 2, z, complement) - log(x)
  }

  /// Through the incomplete beta function at d₁x / (d₁x + d₂).
  public func cumulative(_ x: Double) -> Double { tails(x).lower }

  /// P(X > x).
  public func upperTail(_ x: Double) -> Double { tails(x).upper }

  /// The quantile, through that of the beta distribution.
  public func quantile(_ p: Double) -> Double {
    denominator / numerator
      * exp(inverseBetaLogit(numerator / 2, denominator / 2, lower: p, upper: nil))
  }

  /// d₂/(d₂−2), for d₂ > 2.
  public var mean: Double { denominator > 2 ? denominator / (denominator - 2) : .infinity }

  /// The variance, for d₂ > 4.
  public var variance: Double {
    guard denominator > 4 else { return denominator > 2 ? .infinity : .nan }
    return 2 * mean * mean * (numerator + denominator - 2) / (numerator * (denominator - 4))
  }

  /// A draw.
  public func draw(from stream: inout RandomStream) -> Double {
    stream.chiSquared(degreesOfFreedom: numerator) / numerator
      / (stream.chiSquared(degreesOfFreedom: denominator) / denominator)
  }

  private func shares(_ x: Double) -> (Double, Double) {
    let ratio = numerator * x / denominator
    return ratio.isInfinite ? (1, 0) : (ratio / (1 + ratio), 1 / (1 + ratio))
  }

  private func tails(_ x: Double) -> (lower: Double, upper: Double) {
    guard !x.isNaN else { return (.nan, .nan) }
    if x <= 0 { return (0, 1) }
    let (z, complement) = shares(x)
    return incompleteBeta(numerator / 2, denominator / 2, z, complement: complement)
  }
}

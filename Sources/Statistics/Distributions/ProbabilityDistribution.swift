/// A distribution of one number.
///
/// Parameters outside their domain are a programmer's mistake; arguments outside the support are not: their density is 0.
/// `quantile` is −∞…∞ inside 0...1 and NaN outside. Unless a distribution says otherwise, densities and tails have a
/// relative error below 1e-12 and quantiles below 1e-11.
public protocol ProbabilityDistribution: Sendable {
  /// The logarithm of the density (of the probability, for counts); −∞ outside the support.
  func logDensity(_ x: Double) -> Double
  /// P(X ≤ x).
  func cumulative(_ x: Double) -> Double
  /// P(X > x), without the cancellation of 1 − cumulative.
  func upperTail(_ x: Double) -> Double
  /// The x with cumulative(x) = p (for counts: the least with cumulative(x) ≥ p).
  func quantile(_ p: Double) -> Double
  /// The mean; NaN or ∞ where there is none.
  var mean: Double { get }
  /// The variance; NaN or ∞ where there is none.
  var variance: Double { get }
  /// A draw.
  func draw(from stream: inout RandomStream) -> Double
}

extension ProbabilityDistribution {
  /// The density (of the probability, for counts).
  public func density(_ x: Double) -> Double { stableExp(logDensity(x)) }
}

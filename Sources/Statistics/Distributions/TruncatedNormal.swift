#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A normal that is known to lie between two ends.
///
/// The logarithm of the mass between the ends is right also in the far tails. Mean and variance have an absolute error
/// of about 1e-14 deviations over the mass.
public struct TruncatedNormal: ProbabilityDistribution, Hashable, Codable {
  /// The mean of the normal before it is cut.
  public let location: Double
  /// The standard deviation of the normal before it is cut, > 0.
  public let scale: Double
  /// The lower end; −∞ for none.
  public let lower: Double
  /// The upper end, above the lower; ∞ for none.
  public let upper: Double

  /// A normal between two ends.
  public init(location: Double, scale: Double, lower: Double, upper: Double) {
    precondition(scale > 0, "a scale of \(scale)")
    precondition(lower < upper, "a normal between \(lower) and \(upper)")
    self.location = location
    self.scale = scale
    self.lower = lower
    self.upper = upper
  }

  private var low: Double { (lower - location) / scale }
  private var high: Double { (upper - location) / scale }

  /// The logarithm of the normal's probability of lying between the ends.
  public var logMass: Double {
    // Both ends on the lower side, by symmetry: there logarithms of tails do not cancel.
    let (a, b) = low > 0 ? (-high, -low) : (low, high)
    let normal = Normal()
    if b <= 0 {
      let end = normal.logCumulative(b)
      return a == -.infinity ? end : end + log(-expm1(normal.logCumulative(a) - end))
    }
    return log1p(-(normal.cumulative(a) + normal.upperTail(b)))
  }

  /// The normal log density, less the logarithm of the mass.
  public func logDensity(_ x: Double) -> Double {
    guard x >= lower, x <= upper else { return x.isNaN ? .nan : -.infinity }
    return Normal(mean: location, deviation: scale).logDensity(x) - logMass
  }

  /// The share of the mass below x.
  public func cumulative(_ x: Double) -> Double { share(lower, min(x, upper)) }

  /// The share of the mass above x.
  public func upperTail(_ x: Double) -> Double { share(max(x, lower), upper) }

  /// The normal quantile between the probabilities of the ends, from the side where it keeps its digits.
  public func quantile(_ p: Double) -> Double {
    guard p > 0, p < 1 else { return p == 0 ? lower : (p == 1 ? upper : .nan) }
    let mass = exp(logMass)
    let normal = Normal()
    let below = normal.cumulative(low) + p * mass
    let above = normal.upperTail(high) + (1 - p) * mass
    let z = below < above ? normalQuantile(below) : -normalQuantile(above)
    return min(upper, max(lower, location + scale * z))
  }

  /// location + scale·(φ(a) − φ(b)) / mass.
  public var mean: Double {
    min(upper, max(lower, location + scale * (slope(low) - slope(high))))
  }

  /// scale²·(1 + (a·φ(a) − b·φ(b))/mass − ((φ(a) − φ(b))/mass)²).
  public var variance: Double {
    func moment(_ z: Double) -> Double { z.isInfinite ? 0 : z * slope(z) }
    let shift = slope(low) - slope(high)
    return scale * scale * max(0, 1 + moment(low) - moment(high) - shift * shift)
  }

  /// A draw, by the quantile of one uniform draw.
  public func draw(from stream: inout RandomStream) -> Double { quantile(stream.uniform()) }

  /// φ(z) over the mass.
  private func slope(_ z: Double) -> Double {
    z.isInfinite ? 0 : exp(Normal().logDensity(z) - logMass)
  }

  private func share(_ from: Double, _ to: Double) -> Double {
    if from.isNaN || to.isNaN { return .nan }
    guard from < to else { return 0 }
    if from <= lower, to >= upper { return 1 }
    let part = TruncatedNormal(location: location, scale: scale, lower: from, upper: to)
    return min(1, exp(part.logMass - logMass))
  }
}

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The uniform distribution between two ends.
public struct Uniform: ProbabilityDistribution, Hashable, Codable {
  /// The lower end.
  public let lower: Double
  /// The upper end, above the lower.
  public let upper: Double

  /// A uniform distribution, on 0...1 by default.
  public init(_ lower: Double = 0, _ upper: Double = 1) {
    precondition(
      lower < upper && (upper - lower).isFinite, "a uniform between \(lower) and \(upper)")
    self.lower = lower
    self.upper = upper
  }

  /// −log(upper − lower) between the ends.
  public func logDensity(_ x: Double) -> Double {
    x.isNaN ? .nan : (x >= lower && x <= upper ? -log(upper - lower) : -.infinity)
  }

  /// The share of the way from the lower end.
  public func cumulative(_ x: Double) -> Double { share(x - lower) }

  /// The share of the way to the upper end.
  public func upperTail(_ x: Double) -> Double { share(upper - x) }

  /// lower + p·(upper − lower).
  public func quantile(_ p: Double) -> Double {
    p >= 0 && p <= 1 ? lower + p * (upper - lower) : .nan
  }

  /// The middle.
  public var mean: Double { lower + (upper - lower) / 2 }

  /// (upper − lower)² / 12.
  public var variance: Double { (upper - lower) * (upper - lower) / 12 }

  /// A draw.
  public func draw(from stream: inout RandomStream) -> Double { stream.uniform(lower, upper) }

  private func share(_ length: Double) -> Double { min(1, max(0, length / (upper - lower))) }
}

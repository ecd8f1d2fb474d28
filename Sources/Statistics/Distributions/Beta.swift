#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The beta distribution on 0...1.
public struct Beta: ProbabilityDistribution, Hashable, Codable {
  /// The first shape, > 0: large ones push towards 1.
  public let first: Double
  /// The second shape, > 0: large ones push towards 0.
  public let second: Double

  /// A beta distribution.
  public init(_ first: Double, _ second: Double) {
    precondition(first > 0 && second > 0, "a beta of \(first) and \(second)")
    self.first = first
    self.second = second
  }

  /// (a−1)·log x + (b−1)·log(1−x) − log B(a, b).
  public func logDensity(_ x: Double) -> Double {
    guard x >= 0, x <= 1 else { return x.isNaN ? .nan : -.infinity }
    if x == 0 { return end(first, second) }
    if x == 1 { return end(second, first) }
    return logBetaTerm(first, second, x, 1 - x) - log(x) - log1p(-x)
  }

  /// I(a, b; x).
  public func cumulative(_ x: Double) -> Double {
    incompleteBeta(first, second, min(max(x, 0), 1)).lower
  }

  /// 1 − I(a, b; x).
  public func upperTail(_ x: Double) -> Double {
    incompleteBeta(first, second, min(max(x, 0), 1)).upper
  }

  /// The quantile, by inverting the incomplete beta function.
  public func quantile(_ p: Double) -> Double { inverseIncompleteBeta(first, second, lower: p) }

  /// a / (a + b).
  public var mean: Double { first / (first + second) }

  /// ab / ((a+b)²(a+b+1)).
  public var variance: Double { mean * (1 - mean) / (first + second + 1) }

  /// A draw.
  public func draw(from stream: inout RandomStream) -> Double { stream.beta(first, second) }

  /// The log density at the end where `near` rules.
  private func end(_ near: Double, _ far: Double) -> Double {
    near < 1 ? .infinity : (near == 1 ? log(far) : -.infinity)
  }
}

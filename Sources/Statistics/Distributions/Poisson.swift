#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The Poisson distribution of counts; densities are probabilities, 0 at broken numbers.
public struct Poisson: ProbabilityDistribution, Hashable, Codable {
  /// The mean, > 0, at most 10¹².
  public let mean: Double

  /// A Poisson distribution.
  public init(mean: Double) {
    precondition(mean > 0 && mean <= 1e12, "a Poisson mean of \(mean)")
    self.mean = mean
  }

  /// The mean.
  public var variance: Double { mean }

  /// The log probability of a count.
  public func logDensity(_ x: Double) -> Double {
    guard x >= 0, x == x.rounded(.down), x.isFinite else { return x.isNaN ? .nan : -.infinity }
    return x == 0 ? -mean : logPoissonTerm(x, mean)
  }

  /// Q(⌊x⌋ + 1, mean).
  public func cumulative(_ x: Double) -> Double { tails(x).upper }

  /// P(⌊x⌋ + 1, mean).
  public func upperTail(_ x: Double) -> Double { tails(x).lower }

  /// The least count with cumulative ≥ p, from the normal approximation by doubling and halving.
  public func quantile(_ p: Double) -> Double {
    guard p >= 0, p <= 1 else { return .nan }
    if p == 1 { return .infinity }
    let guess = max(0, (mean + normalQuantile(p) * mean.squareRoot()).rounded(.down))
    var (low, high) = (-1.0, p == 0 ? 0 : guess)
    var step = 1.0
    while cumulative(high) < p, step < 1e15 {
      low = high
      high += step
      step *= 2
    }
    // cumulative(low) < p ≤ cumulative(high)
    while high - low > 1 {
      let middle = ((low + high) / 2).rounded(.down)
      if cumulative(middle) < p { low = middle } else { high = middle }
    }
    return high
  }

  /// A draw.
  public func draw(from stream: inout RandomStream) -> Double { Double(stream.poisson(mean: mean)) }

  private func tails(_ x: Double) -> (lower: Double, upper: Double) {
    guard !x.isNaN else { return (.nan, .nan) }
    if x < 0 { return (1, 0) }
    return x.isInfinite ? (0, 1) : incompleteGamma(x.rounded(.down) + 1, mean)
  }
}

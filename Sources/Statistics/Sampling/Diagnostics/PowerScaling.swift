/// How far prior and likelihood move each quantity: both are raised to powers near 1, by reweighting the draws.
///
/// Source: Kallioinen, Paananen, Bürkner, Vehtari (2023), "Detecting and diagnosing prior and likelihood sensitivity
/// with power-scaling".
public struct PowerScaling: Sendable, Hashable, Codable {
  /// What the two sensitivities say together.
  public enum Diagnosis: String, Sendable, Hashable, Codable {
    /// Neither, or the likelihood alone, moves the quantity.
    case none = "–"
    /// The quantity moves with both: they pull in different directions.
    case conflict = "prior–data conflict"
    /// The quantity moves with the prior alone: the data say little.
    case weakLikelihood = "weak likelihood"
  }

  /// How one quantity moves.
  public struct Sensitivity: Sendable, Hashable, Codable {
    /// The quantity's name.
    public let name: String
    /// The movement with the prior; nil where all draws are the same or one is not finite.
    public let prior: Double?
    /// The movement with the likelihood.
    public let likelihood: Double?
  }

  /// The sensitivity from which a quantity counts as moved.
  public static let threshold = 0.05

  /// One entry a quantity, in the order of the draws.
  public let quantities: [Sensitivity]
  /// The largest Pareto shape k̂ of the weights that scale the prior; nil where their tail could not be fitted.
  public let priorKhat: Double?
  /// That of the weights that scale the likelihood.
  public let likelihoodKhat: Double?
}

extension PowerScaling.Sensitivity {
  /// What the two movements say together.
  public var diagnosis: PowerScaling.Diagnosis {
    guard let prior, prior >= PowerScaling.threshold else { return .none }
    return (likelihood ?? 0) >= PowerScaling.threshold ? .conflict : .weakLikelihood
  }
}

extension PowerScaling {
  /// The powers are 1 divided and multiplied by about as much: what R's priorsense takes.
  private static let powers = (low: 0.99, high: 1.01)

  /// The sensitivities of quantities.
  ///
  /// The draws are reweighted by p(θ)^(α − 1) at α = 0.99 and 1.01 (and likewise by the likelihood), the weights
  /// smoothed, and the distance D of the weighted from the plain distribution taken. As D is 0 at α = 1 and grows to
  /// both sides, its slope there against log₂ α is
  ///
  ///     (D(1.01) + D(0.99)) / (2 log₂ 1.01)
  ///
  /// - Parameters:
  ///   - draws: The quantities.
  ///   - logPrior: The log density of the prior at each draw, chain after chain, without what is not to be
  ///     scaled.
  ///   - logLikelihood: That of the likelihood.
  /// - Throws: ``StatisticsError/notFinite(what:row:column:)`` where a log density is NaN or infinite.
  /// - Complexity: O(quantities × draws).
  public init(
    draws: Draws, logPrior: [Double], logLikelihood: [Double]
  ) throws(StatisticsError) {
    let prior = try ScaledWeights(logPrior, "the log density of the prior", count: draws.count)
    let likelihood = try ScaledWeights(
      logLikelihood, "the log density of the likelihood", count: draws.count)
    var order = RankOrder(count: draws.count)
    quantities = draws.names.indices.map { quantity in
      let values = draws.pooled(quantity)
      guard values.allSatisfy(\.isFinite) else {
        return Sensitivity(name: draws.names[quantity], prior: nil, likelihood: nil)
      }
      values.withUnsafeBufferPointer { order.sort($0) }
      return Sensitivity(
        name: draws.names[quantity], prior: prior.sensitivity(order),
        likelihood: likelihood.sensitivity(order))
    }
    (priorKhat, likelihoodKhat) = (prior.khat, likelihood.khat)
  }

  /// The weights of the draws at the two powers.
  private struct ScaledWeights {
    private let low: [Double]
    private let high: [Double]
    let khat: Double?

    init(_ logs: [Double], _ what: String, count: Int) throws(StatisticsError) {
      precondition(logs.count == count, "\(logs.count) log densities for \(count) draws")
      try checkFinite(logs, what)
      let below = try PSIS(logRatios: logs.map { (PowerScaling.powers.low - 1) * $0 })
      let above = try PSIS(logRatios: logs.map { (PowerScaling.powers.high - 1) * $0 })
      (low, high) = (below.weights, above.weights)
      khat = [below.khat, above.khat].compactMap(\.self).max()
    }

    /// The slope of the distance; nil where all draws are the same.
    func sensitivity(_ order: RankOrder) -> Double? {
      guard let down = cumulativeDistance(order, weights: low),
        let up = cumulativeDistance(order, weights: high)
      else { return nil }
      let step = stableLog(PowerScaling.powers.high) / stableLog(2)
      return (down + up) / (2 * step)
    }
  }
}

/// The cumulative Jensen–Shannon distance between draws and the same draws weighted, 0...1.
///
///     √( Σ w (P log₂(P/M) + Q log₂(Q/M)) / Σ w (P + Q) ),  M = (P + Q)/2
///
/// over the steps of width w of the two distribution functions; the larger of that and of the same for the mirrored
/// draws, whose functions are 1 − P and 1 − Q.
///
/// - Returns: nil where all draws are the same.
///
/// Source: Nguyen, Vreeken (2015), "Non-parametric Jensen–Shannon divergence"; Kallioinen and others (2023).
func cumulativeDistance(_ order: RankOrder, weights: [Double]) -> Double? {
  let (sorted, places) = (order.sorted, order.places)
  guard let first = sorted.first, let last = sorted.last, last > first else { return nil }
  let count = Double(sorted.count)
  var (plain, mirrored) = (JensenShannon(), JensenShannon())
  var q = 0.0
  for index in 0..<(sorted.count - 1) {
    q += weights[Int(places[index])]
    let width = sorted[index + 1] - sorted[index]
    guard width > 0 else { continue }
    let p = Double(index + 1) / count
    plain.add(p, q, width)
    mirrored.add(1 - p, max(0, 1 - q), width)
  }
  return max(plain.distance, mirrored.distance)
}

/// The sums of a Jensen–Shannon divergence of two cumulative functions.
private struct JensenShannon {
  private var divergence = 0.0
  private var bound = 0.0

  /// With p = M(1 + δ) and q = M(1 − δ) a step is M((1 + δ) log(1 + δ) + (1 − δ) log(1 − δ)), whose series in δ has no
  /// cancellation where p and q are near.
  mutating func add(_ p: Double, _ q: Double, _ width: Double) {
    let sum = p + q
    guard sum > 0 else { return }
    bound += width * sum
    let delta = (p - q) / sum
    let square = delta * delta
    let series: Double
    if square < 0.01 {
      // Σ δ²ᵏ / (k (2k − 1)); the first term left out is below 1e-17 of the sum.
      let far = 1 / 45 + square * (1 / 66 + square * (1 / 91 + square / 120))
      let middle = 1 / 15 + square * (1 / 28 + square * far)
      series = square * (1 + square * (1 / 6 + square * middle))
    } else {
      let up = (1 + delta) * stableLog(1 + delta)
      series = up + (delta < 1 ? (1 - delta) * stableLog(1 - delta) : 0)
    }
    divergence += width * sum / 2 * series
  }

  var distance: Double {
    bound > 0 ? (max(0, divergence) / (stableLog(2) * bound)).squareRoot() : 0
  }
}

/// The widely applicable information criterion, on the scale of ``LeaveOneOut/elpd``.
///
///     elpd = Σᵢ (log mean p(yᵢ | θₛ) − var log p(yᵢ | θₛ))
///
/// Source: Watanabe (2010); Vehtari, Gelman, Gabry (2017).
public struct WAIC: Sendable, Hashable, Codable {
  /// The expected log predictive density of new data, summed over the observations.
  public let elpd: Double
  /// Its standard error.
  public let se: Double
  /// The effective number of parameters: the variances of the log densities, summed.
  public let effectiveParameters: Double
  /// Each observation's share in ``elpd``.
  public let pointwise: [Double]
  /// Observations whose log density varies by more than 0.4, where the approximation is doubtful.
  public let doubtful: Int
}

extension WAIC {
  /// The criterion of a model.
  ///
  /// - Parameter logLikelihood: The log density of each observation at each draw: a quantity an observation.
  /// - Throws: ``StatisticsError`` where there is no observation, fewer than two draws, or a log density is not finite.
  public init(logLikelihood: Draws) throws(StatisticsError) {
    let draws = logLikelihood.count
    try checkObservations(logLikelihood)
    guard draws > 1 else {
      throw .tooFewRows(found: draws, needed: 2, purpose: "the variance of log densities")
    }
    var (pointwise, variances): ([Double], [Double]) = ([], [])
    for observation in logLikelihood.names.indices {
      let logs = Array(logLikelihood.pooled(observation))
      let spread = variance(logs)
      variances.append(spread)
      pointwise.append(logSumExp(logs) - stableLog(Double(draws)) - spread)
    }
    let (elpd, se) = sumWithError(pointwise)
    self.init(
      elpd: elpd, se: se, effectiveParameters: variances.reduce(0, +), pointwise: pointwise,
      doubtful: variances.count { $0 > 0.4 })
  }

  /// How much better this model predicts the same observations than another.
  public func difference(from other: WAIC) -> PredictiveDifference {
    PredictiveDifference(pointwise, other.pointwise)
  }
}

/// How much better one model predicts than another.
public struct PredictiveDifference: Sendable, Hashable, Codable {
  /// The difference of the expected log predictive densities.
  public let elpd: Double
  /// Its standard error, from the differences of the observations' shares.
  public let se: Double
}

extension PredictiveDifference {
  init(_ first: [Double], _ second: [Double]) {
    precondition(
      first.count == second.count,
      "scores of \(first.count) and of \(second.count) observations")
    (elpd, se) = sumWithError(zip(first, second).map { $0 - $1 })
  }
}

/// The sum over observations, and √(n · their sample variance); 0 for one observation.
func sumWithError(_ shares: [Double]) -> (sum: Double, se: Double) {
  let n = Double(shares.count)
  return (shares.reduce(0, +), shares.count > 1 ? (n * variance(shares)).squareRoot() : 0)
}

/// log Σ exp, relative to the largest.
func logSumExp(_ logs: [Double]) -> Double {
  guard let largest = logs.max(), largest.isFinite else { return logs.max() ?? -.infinity }
  return largest + stableLog(logs.reduce(0) { $0 + stableExp($1 - largest) })
}

/// Refuses log densities that are not finite.
func checkObservations(_ logLikelihood: Draws) throws(StatisticsError) {
  guard !logLikelihood.names.isEmpty, logLikelihood.count > 0 else {
    throw .tooFewRows(
      found: min(logLikelihood.names.count, logLikelihood.count), needed: 1,
      purpose: "a predictive score")
  }
  for (observation, name) in logLikelihood.names.enumerated() {
    let draws = logLikelihood.pooled(observation)
    if let bad = draws.firstIndex(where: { !$0.isFinite }) {
      throw .notFinite(
        what: "the log density of \(name) over the draws", row: bad - draws.startIndex,
        column: nil)
    }
  }
}

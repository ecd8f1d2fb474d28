/// How well a model predicts each observation from all others, without fitting it again: leave-one-out by smoothed
/// importance sampling.
///
///     elpd = Σᵢ log p(yᵢ | y₋ᵢ),  p(yᵢ | y₋ᵢ) ≈ Σₛ wᵢₛ p(yᵢ | θₛ),  wᵢ = PSIS of 1 / p(yᵢ | θₛ)
///
/// Source: Vehtari, Gelman, Gabry (2017), "Practical Bayesian model evaluation using leave-one-out cross-validation and
/// WAIC".
public struct LeaveOneOut: Sendable, Hashable, Codable {
  /// The expected log predictive density of new data, summed over the observations.
  public let elpd: Double
  /// Its standard error, from how the observations' shares differ.
  public let se: Double
  /// The effective number of parameters: how much better the model knows observations that it was fitted to.
  public let effectiveParameters: Double
  /// Each observation's share in ``elpd``.
  public let pointwise: [Double]
  /// The Pareto shape k̂ of each observation's weights; nil where their tail could not be fitted.
  public let khat: [Double?]
  /// The k̂ above which an observation's share is not to be trusted with so many draws: min(1 − 1/log₁₀ S, 0.7).
  public let khatLimit: Double
}

extension LeaveOneOut {
  /// The scores of a model.
  ///
  /// - Parameters:
  ///   - logLikelihood: The log density of each observation at each draw: a quantity an observation.
  ///   - relativeEfficiency: The effective size of the draws over their number, the same for all observations; nil to
  ///     measure that of each observation's density.
  /// - Throws: ``StatisticsError`` where there is no observation or a log density is not finite.
  /// - Complexity: O(observations × draws); about 0.6 ms an observation of 4,000 draws.
  public init(
    logLikelihood: Draws, relativeEfficiency: Double? = nil
  ) throws(StatisticsError) {
    let draws = logLikelihood.count
    try checkObservations(logLikelihood)
    var smoother = ParetoSmoother(count: draws)
    var densities = DensityEfficiency(chains: logLikelihood.chains, length: logLikelihood.length)
    var (pointwise, khat, gained): ([Double], [Double?], Double) = ([], [], 0)
    for observation in logLikelihood.names.indices {
      let logs = logLikelihood.pooled(observation)
      let efficiency = relativeEfficiency ?? densities.efficiency(logs)
      khat.append(
        try smoother.smooth(logs.map { -$0 }, logLikelihood.names[observation], efficiency))
      let held = logSumExp(zip(smoother.logWeights, logs).map { $0 + $1 })
      pointwise.append(held)
      gained += logSumExp(Array(logs)) - stableLog(Double(draws)) - held
    }
    let (elpd, se) = sumWithError(pointwise)
    self.init(
      elpd: elpd, se: se, effectiveParameters: gained, pointwise: pointwise, khat: khat,
      khatLimit: PSIS.khatLimit(draws: draws))
  }

  /// Observations whose share is not to be trusted: their tail could not be fitted, or k̂ is above the limit.
  ///
  /// They are the ones that the posterior would change without; more draws, or a fit without them, would tell.
  public var unreliable: [Int] { khat.indices.filter { (khat[$0] ?? .infinity) > khatLimit } }

  /// How much better this model predicts the same observations than another.
  public func difference(from other: LeaveOneOut) -> PredictiveDifference {
    PredictiveDifference(pointwise, other.pointwise)
  }
}

/// The relative efficiency of an observation's density.
private struct DensityEfficiency {
  private var analysis: ChainAnalysis
  private let count: Double

  init(chains: Int, length: Int) {
    analysis = ChainAnalysis(chains: chains, length: length)
    count = Double(chains * length)
  }

  /// The effective size of exp(log density) over the number of draws; 1 where it has none.
  mutating func efficiency(_ logs: ArraySlice<Double>) -> Double {
    let largest = logs.max() ?? 0
    analysis.load(logs.map { stableExp($0 - largest) }[...])
    guard analysis.gap == nil, let size = analysis.essMean() else { return 1 }
    return size / count
  }
}

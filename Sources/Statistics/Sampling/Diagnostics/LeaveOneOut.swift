/// How well a model predicts each observation from all others, without fitting it again: leave-one-out by smoothed
/// importance sampling.
///
///     elpd = Σᵢ log p(yᵢ | y₋ᵢ),  p(yᵢ | y₋ᵢ) ≈ Σₛ wᵢₛ p(yᵢ | θₛ),  wᵢ = PSIS of 1 / p(yᵢ | θₛ)
///
/// Source: Vehtari, Gelman, Gabry (2017), "Practical Bayesian model evaluation using leave-one-out cross-validation and
/// WAIC"; the standard error is that of its equation 23.
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

/// The widely applicable information criterion, on the scale of ``LeaveOneOut/elpd``.
///
///     elpd = Σᵢ (log mean p(yᵢ | θₛ) − var log p(yᵢ | θₛ))
///
/// Source: Watanabe (2010); Vehtari, Gelman, Gabry (2017), equations 11 to 13.
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

/// How much better one model predicts than another.
public struct PredictiveDifference: Sendable, Hashable, Codable {
  /// The difference of the expected log predictive densities.
  public let elpd: Double
  /// Its standard error, from the differences of the observations' shares.
  public let se: Double
}

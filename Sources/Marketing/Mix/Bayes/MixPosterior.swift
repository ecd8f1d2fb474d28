public import Statistics

/// What is known of a mix model after the data: draws of everything that is asked of it, and how far they can be trusted.
///
/// A Bayesian fit is a ``MixFit`` whose single numbers are the means of these draws. Every quantity that has a name here has
/// draws on the target's own scale: the parameters, then for each channel `roi.<channel>`, `mroi.<channel>` and
/// `contribution.<channel>`, then `baseline`, then `log_prior` and `log_likelihood`.
///
/// ``prior`` has the same quantities before the data, so that both can stand beside each other.
public struct MixPosterior: Sendable, Hashable, Codable {
  /// What was believed, and how it was sampled.
  public let model: BayesianModel
  /// The parameters: the first names of ``draws``.
  public let parameters: [String]
  /// The channels, in the order of the fit.
  public let channels: [String]
  /// The regions of a regional model; empty for a national one.
  public internal(set) var regions: [String] = []
  /// How near the approximation is that was drawn from; nil where chains sampled the posterior itself.
  public internal(set) var quickLook: QuickLook?
  /// Draws of all quantities.
  public let draws: Draws
  /// One chain of draws from the prior: of all quantities but `log_prior` and `log_likelihood`.
  ///
  /// A parameter without a prior of its own, such as a region's deviation, is drawn from what the model says of it.
  public let prior: Draws
  /// How each chain went; empty where none ran.
  public let chains: [SampledChains.Chain]
  /// Most doublings that a trajectory was allowed.
  public let maximumDepth: Int
  /// Whether sampling was stopped before all draws were made.
  public let isPartial: Bool
  /// Means, quantiles and convergence of all quantities, in the order of ``draws``.
  public let summaries: [QuantitySummary]
  /// Where the target of the fitted rows would lie, were it drawn again.
  public let predictive: Bands
  /// The same by the prior alone.
  public let priorPredictive: Bands
  /// Series of the fitted rows drawn again, at most 50.
  public let replicates: [[Double]]
  /// How replicates compare with what was seen.
  public let checks: [PredictiveCheck]
  /// The expected log density of rows left out, one at a time; nil where there are too few draws.
  public let leaveOneOut: LeaveOneOut?
  /// The same by Watanabe's criterion.
  public let waic: WAIC?
  /// How parameters and returns would move, were prior or likelihood a little stronger.
  ///
  /// Nil where there are too few draws.
  public let sensitivity: PowerScaling?
  /// What stands between these draws and a decision, the worst first; empty where nothing does.
  public internal(set) var findings: [PosteriorFinding]
  /// What the data said of each channel's return.
  public let evidence: [ChannelEvidence]
  /// Some of the draws as models of their own: what curves, budgets and predictions of other rows are averaged over.
  public let kept: [Kept]

  /// One draw as a model.
  public struct Kept: Sendable, Hashable, Codable {
    /// The place of the draw in ``draws``.
    public let draw: Int
    /// The coefficients of the design, the intercept first.
    public let coefficients: [Double]
    /// How sales answer each channel's spend.
    public let responses: [ChannelResponse.Draw]

    /// A draw as a model.
    public init(draw: Int, coefficients: [Double], responses: [ChannelResponse.Draw]) {
      self.draw = draw
      self.coefficients = coefficients
      self.responses = responses
    }
  }

  /// All that is known; what is derived (``summaries``, ``findings``, ``evidence``…) is given, not computed.
  public init(
    model: BayesianModel, parameters: [String], channels: [String], draws: Draws, prior: Draws,
    chains: [SampledChains.Chain], maximumDepth: Int, isPartial: Bool,
    summaries: [QuantitySummary], predictive: Bands, priorPredictive: Bands,
    replicates: [[Double]], checks: [PredictiveCheck], leaveOneOut: LeaveOneOut?, waic: WAIC?,
    sensitivity: PowerScaling?, findings: [PosteriorFinding], evidence: [ChannelEvidence],
    kept: [Kept]
  ) {
    precondition(
      summaries.count == draws.names.count,
      "\(summaries.count) summaries of \(draws.names.count) quantities")
    self.model = model
    self.parameters = parameters
    self.channels = channels
    self.draws = draws
    self.prior = prior
    self.chains = chains
    self.maximumDepth = maximumDepth
    self.isPartial = isPartial
    self.summaries = summaries
    self.predictive = predictive
    self.priorPredictive = priorPredictive
    self.replicates = replicates
    self.checks = checks
    self.leaveOneOut = leaveOneOut
    self.waic = waic
    self.sensitivity = sensitivity
    self.findings = findings
    self.evidence = evidence
    self.kept = kept
  }

  /// Percentiles, one number a fitted row.
  public struct Bands: Sendable, Hashable, Codable {
    /// The 5th percentile.
    public let low5: [Double]
    /// The 25th.
    public let low25: [Double]
    /// The middle one.
    public let median: [Double]
    /// The 75th.
    public let high75: [Double]
    /// The 95th.
    public let high95: [Double]

    /// Percentiles of equal length.
    public init(
      low5: [Double], low25: [Double], median: [Double], high75: [Double], high95: [Double]
    ) {
      self.low5 = low5
      self.low25 = low25
      self.median = median
      self.high75 = high75
      self.high95 = high95
    }
  }

  /// A number of the series that was seen beside the same of series that the model draws.
  public struct PredictiveCheck: Sendable, Hashable, Codable {
    /// What is compared.
    public enum Statistic: String, Sendable, Hashable, Codable, CaseIterable {
      /// The sum over the rows.
      case total
      /// The standard deviation over the rows.
      case deviation
      /// The largest row.
      case largest
      /// The smallest row.
      case smallest
      /// The correlation of a row's surprise with the next one's.
      case autocorrelation
    }

    /// What is compared.
    public let statistic: Statistic
    /// What was seen.
    public let observed: Double
    /// The 5th percentile of the replicates.
    public let low: Double
    /// Their median.
    public let median: Double
    /// Their 95th percentile.
    public let high: Double
    /// The share of replicates that reach what was seen: near 0 or 1 the model does not draw such series.
    public let p: Double

    /// A comparison.
    public init(
      _ statistic: Statistic, observed: Double, low: Double, median: Double, high: Double,
      p: Double
    ) {
      self.statistic = statistic
      self.observed = observed
      self.low = low
      self.median = median
      self.high = high
      self.p = p
    }
  }

  /// The summary of a quantity; nil where there is none of that name.
  public func summary(of quantity: String) -> QuantitySummary? {
    draws.index(of: quantity).map { summaries[$0] }
  }

  /// Divergent trajectories among the draws of all chains.
  public var divergences: Int { chains.reduce(0) { $0 + $1.isDivergent.count(where: \.self) } }
}

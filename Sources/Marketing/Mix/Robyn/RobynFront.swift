/// What a search as Robyn does it found: every candidate's objectives, the front, its clusters, and what the search assumed.
public struct RobynFront: Sendable, Hashable, Codable {
  /// What was searched.
  public let settings: RobynSearch
  /// The channels, in the order of returns and shares.
  public let channels: [String]
  /// `retention.tv`, `half.tv`, …, `penalty`, and with validation `training_share`: the hyperparameters.
  public let names: [String]
  /// Every candidate in the order of trials and iterations, without those of no decomposition.
  public let evaluations: [Evaluation]
  /// The candidates of the fronts taken, the best error score first.
  public let candidates: [Candidate]
  /// How many fronts were taken to have enough candidates.
  public let fronts: Int
  /// The clusters, from the most to the least candidates.
  public let clusters: [Cluster]
  /// Within-cluster sum of squares for 1, 2, … clusters; empty where nothing was clustered.
  public let withinClusterSquares: [Double]
  /// The name of the candidate that the fit is of.
  public let chosen: String
  /// How each objective moved, trial by trial.
  public let convergence: [Convergence]
  /// Share of the unit box from 0 to (1, 1) that the first front dominates, over NRMSE and RSSD both clipped to 0...1.
  public let hypervolume: Double
  /// What DECOMP.RSSD said before the data did.
  public let prior: RobynPrior
  /// What a reader should know before believing it: no intervals and why, trials cut short, no convergence.
  public let remarks: [Remark]

  /// One candidate's objectives: all that is kept of those off the front.
  public struct Evaluation: Sendable, Hashable, Codable {
    /// The trial, from 1.
    public let trial: Int
    /// The iteration, from 1.
    public let iteration: Int
    /// RMSE over (largest − least) of the target: over the rows trained on, or with validation those that validate.
    public let nrmse: Double
    /// √Σ(effect share − spend share)², worse by the share of channels without effect.
    public let rssd: Double
    /// Mean relative error of lifts; 0 without lift studies.
    public let mapeLift: Double
    /// The hyperparameters, in the order of `names`.
    public let values: [Double]
  }

  /// A candidate of the front.
  public struct Candidate: Sendable, Hashable, Codable {
    /// `2_517`: trial and iteration.
    public let name: String
    /// Its objectives and hyperparameters.
    public let evaluation: Evaluation
    /// NRMSE over the rows trained on, and with validation over those that test.
    public let trainingNRMSE: Double
    /// NRMSE over the last rows; nil without validation.
    public let testNRMSE: Double?
    /// The front that it belongs to, from 1.
    public let front: Int
    /// The number of its cluster, from 1; nil where nothing was clustered.
    public internal(set) var cluster: Int?
    /// √Σ of the squares of the objectives, each stretched to 0...1 over the candidates.
    public let score: Double
    /// The ridge penalty α of ‖y − Xβ‖² + α‖β‖², standardised X.
    public let penalty: Double
    /// 1 − RSS/TSS over the rows trained on.
    public let r2: Double
    /// Return on investment by channel; 0 where nothing was spent.
    public let roi: [Double]
    /// Shares of the paid effect by channel; they add up to 1.
    public let effectShare: [Double]
  }

  /// Candidates that tell about the same story.
  public struct Cluster: Sendable, Hashable, Codable {
    /// Its number, from 1.
    public let number: Int
    /// How many candidates it has.
    public let count: Int
    /// The name of the candidate of least error score.
    public let winner: String
    /// By channel, the 95 % bootstrap interval of the mean return within the cluster as Robyn draws it; nil with fewer than 3
    /// candidates.
    ///
    /// It says how far the search's own survivors agree, and nothing about sampling error.
    public let roi: [MixIntervals.Interval]?
  }

  /// How an objective moved over a trial, by Robyn's rule of twenty cuts.
  public struct Convergence: Sendable, Hashable, Codable {
    /// `nrmse`, `rssd` or `mape_lift`.
    public let objective: String
    /// The trial, from 1.
    public let trial: Int
    /// Medians of the cuts, in order.
    public let medians: [Double]
    /// Standard deviations of the cuts, in order.
    public let deviations: [Double]
    /// Whether the last cut's deviation is below the mean of the first three.
    public let isSteady: Bool
    /// Whether |last median| < |first median − 2 × the mean deviation of the first three|.
    public let hasImproved: Bool
    /// Whether both hold.
    public var hasConverged: Bool { isSteady && hasImproved }
  }

  /// Something to know before believing the front.
  public enum Remark: Sendable, Hashable, Codable {
    /// All fronts together have a single candidate: there is nothing to cluster and no interval.
    case singleCandidate
    /// The first front has one candidate, best in every objective: so many others come from later fronts.
    case firstFrontOfOne(others: Int)
    /// No candidate passed all filters, so that those of NRMSE and RSSD were dropped; that of lifts, where there are any,
    /// was kept.
    case filtersDropped(keptLifts: Bool)
    /// So few different candidates that they were not clustered.
    case tooFewToCluster(candidates: Int)
    /// A cluster of fewer than 3 candidates has no interval.
    case noInterval(cluster: Int, candidates: Int)
    /// An objective did not converge by Robyn's rule in so many of the trials.
    case notConverged(objective: String, trials: Int, of: Int)
    /// A trial ended early, after so many iterations.
    case endedEarly(trial: Int, iterations: Int)
    /// So many candidates gave no channel any effect and were thrown away.
    case withoutDecomposition(candidates: Int)
    /// So many candidates were thrown away for another reason.
    case thrownAway(candidates: Int, why: Loss)
    /// The search was interrupted.
    case interrupted(evaluations: Int)
    /// Fewer candidates than asked for, with all fronts taken.
    case fewCandidates(Int, wanted: Int)
  }

  /// Why a candidate cannot be judged.
  public enum Loss: String, Sendable, Hashable, Codable, CaseIterable {
    /// Its training rows cannot be fitted at all.
    case badRows
    /// Its normal equations have no solution within the bounds.
    case notSolved
    /// No channel has any effect, so that there are no shares.
    case noEffect
    /// The target never changes over the rows that validate, so that NRMSE has no range.
    case constantValidation
    /// A number that is not finite.
    case notFinite
  }
}

/// What DECOMP.RSSD assumes, spelled out: that each channel's share of the effect is its share of the spend, which is the same
/// as one return for all channels.
public struct RobynPrior: Sendable, Hashable, Codable {
  /// One channel.
  public struct Channel: Sendable, Hashable, Codable {
    /// The channel.
    public let name: String
    /// Its share of the spend: the effect share that costs nothing.
    public let spendShare: Double
    /// Its share of the effect in the candidate that fits best, whatever RSSD says.
    public let bestFitShare: Double
    /// Its share of the effect in the candidate chosen.
    public let chosenShare: Double
    /// Its return in the candidate that fits best.
    public let bestFitROI: Double
    /// Its return in the candidate chosen.
    public let chosenROI: Double
    /// The return at which RSSD would be 0: that of all channels together in the candidate chosen.
    public let impliedROI: Double
    /// How far of the way from the best fit's share to the spend share the chosen one went: 0 the data alone, 1 the prior alone;
    /// nil where they are the same to within a thousandth.
    public var pull: Double? {
      let way = spendShare - bestFitShare
      return abs(way) < 0.001 ? nil : (chosenShare - bestFitShare) / way
    }
  }

  /// By channel.
  public let channels: [Channel]
  /// NRMSE of the candidate that fits best, and of the chosen one.
  public let bestFitNRMSE: Double
  /// NRMSE of the candidate chosen.
  public let chosenNRMSE: Double
  /// DECOMP.RSSD of the candidate that fits best.
  public let bestFitRSSD: Double
  /// DECOMP.RSSD of the candidate chosen.
  public let chosenRSSD: Double
  /// The name of the candidate that fits best.
  public let bestFit: String
}

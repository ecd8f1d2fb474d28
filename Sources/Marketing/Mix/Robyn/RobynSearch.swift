public import Tables

/// A search as Meta's Robyn does it: transforms and penalty by an evolutionary search for models that fit well *and* give
/// channels shares of the effect that look like their shares of the spend.
///
/// Each candidate is a ridge regression at its own transforms and penalty. Two objectives, three with lift studies, judge it;
/// what no other candidate beats in all of them is the front; clusters of the front stand for different stories about the
/// same data.
///
///     spec.search = TransformSearch(dimensions, method: .robyn(RobynSearch()))
///
/// Defaults are Robyn's. The second objective is a prior in disguise, which the result spells out; see ``RobynPrior``.
///
/// Source: Robyn 3.12, R/model.R, R/pareto.R, R/clusters.R; Runge, Skokan, Zhou, Pauwels (2024).
public struct RobynSearch: Sendable, Hashable, Codable {
  /// Candidates a trial.
  public var iterations = 2_000
  /// Independent searches, each with a stream of its own; results do not depend on how many run at once.
  public var trials = 5
  /// How candidates are bred.
  public var optimizer = Optimizer.twoPointsDE
  /// How the penalty's range is walked.
  public var penaltyScale = PenaltyScale.linear
  /// The part of the penalty's range that is searched, 0...1 of Robyn's λ.min to λ.max.
  public var penaltyRange: ClosedRange<Double> = 0...1
  /// Whether channels without any effect make DECOMP.RSSD worse, as `rssd_zero_penalty` does.
  public var punishesZeros = true
  /// The share of rows that is trained on, searched too; nil to fit all rows.
  ///
  /// Of the rows after it the first half validates, and its NRMSE is then the first objective; the rest is only reported.
  /// Unlike in Robyn nothing of those rows is seen by trend, season or saturation.
  public var trainingShare: ClosedRange<Double>?
  /// Lift studies; with any of them MAPE.LIFT is the third objective.
  public var lifts: [LiftStudy] = []
  /// Whether a trial ends when its objectives have stopped improving by Robyn's rule of convergence.
  ///
  /// Asked after every twentieth, but not before half of the iterations: cuts of a short start are small, and differential
  /// evolution has not yet replaced its first, random candidates. Progress then ends below its total.
  public var stopsEarly = false
  /// How many candidates the fronts together should have before they are clustered.
  public var fewestCandidates = 100
  /// How many clusters; nil for as many as the elbow of the within-cluster sum of squares says, 3 to 10.
  public var clusters: Int?
  /// Which candidate the fit is of.
  public var choice = Choice.best

  /// How candidates are bred.
  public enum Optimizer: String, Sendable, Hashable, Codable, CaseIterable {
    /// Differential evolution with two-point crossover, Robyn's own choice.
    case twoPointsDE = "de"
    /// NSGA-II: ranks by front and crowding (Deb, Pratap, Agarwal, Meyarivan 2002), in generations of a fiftieth of a
    /// trial's candidates, 20 to 40.
    case nsga2
  }

  /// How the penalty's range is walked.
  public enum PenaltyScale: String, Sendable, Hashable, Codable {
    /// In equal steps, as Robyn does: small penalties are hardly ever tried.
    case linear
    /// In equal ratios.
    case logarithmic = "log"
  }

  /// Which candidate the fit is of.
  public enum Choice: Sendable, Hashable, Codable {
    /// The one of the least error score among the clusters' winners.
    case best
    /// The winner of the cluster of that number, from 1.
    case cluster(Int)
    /// The candidate of that name, `2_517`: trial and iteration.
    case candidate(String)
  }

  /// Robyn's defaults.
  public init() {}
}

/// A measured effect of all of a channel's spend over a stretch of days, as Robyn's `calibration_input` has it.
public struct LiftStudy: Sendable, Hashable, Codable {
  /// The channel.
  public var channel: String
  /// The first day of the study.
  public var first: Day
  /// The last day, itself included.
  public var last: Day
  /// What the channel's spend sold over those days, in the target's unit.
  public var lift: Double
  /// What of the model's decomposition is held against it.
  public var scope = Scope.immediate

  /// What of the model's decomposition is held against a lift.
  public enum Scope: String, Sendable, Hashable, Codable {
    /// The response to spend within the study alone: what earlier spend carries in is taken off.
    case immediate
    /// All of the channel's contribution over the study's days.
    case total
  }

  /// A study.
  public init(
    channel: String, first: Day, last: Day, lift: Double, scope: Scope = .immediate
  ) {
    self.channel = channel
    self.first = first
    self.last = last
    self.lift = lift
    self.scope = scope
  }
}

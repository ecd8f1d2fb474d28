/// One question put to a model by fitting it again to data that were changed on purpose, and what came of it.
///
/// None of them proves a return right. Each can show that returns are not to be relied on.
public struct ModelCheck: Sendable, Hashable, Codable {
  /// What was changed.
  public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
    /// A channel whose spend is another's in random order was added; it should be given nothing.
    case placebo
    /// All channels' weeks were put in random order, the same for all; little should be left to credit.
    case shuffled
    /// Spend was given small errors; returns should hardly move.
    case perturbed
    /// The last rows were taken away and added again, some at a time; returns should hardly move.
    case refresh
  }

  /// What came of it.
  public enum Verdict: Sendable, Hashable, Codable {
    /// The measure is within the line that passes.
    case held
    /// It is between the two lines.
    case doubtful
    /// It is beyond the second line.
    case broken
    /// The model cannot be asked.
    case notPossible(why: String)

    /// 1, 0.5, 0, or nil where the check was not possible.
    public var score: Double? {
      switch self {
      case .held: 1
      case .doubtful: 0.5
      case .broken: 0
      case .notPossible: nil
      }
    }

    /// `held`, `doubtful`, `broken` or `not possible`.
    public var word: String {
      switch self {
      case .held: "held"
      case .doubtful: "doubtful"
      case .broken: "broken"
      case .notPossible: "not possible"
      }
    }
  }

  /// A measure of one channel.
  public struct Channel: Sendable, Hashable, Codable {
    /// The channel; of a placebo the one whose spend was put in random order.
    public let name: String
    /// The mean over the draws.
    public let value: Double
    /// What the check would say of this channel alone.
    public let verdict: Verdict
  }

  /// What was changed.
  public let kind: Kind
  /// What came of it.
  public let verdict: Verdict
  /// What is judged; nil where the check was not possible.
  ///
  /// - Placebo: the median over the draws of the placebo's return, without its sign, over that of all real channels together.
  /// - Shuffled: the median of the contributions of all channels, without their signs, over those of the model itself.
  /// - Perturbed and refresh: of the channel that moves most, the mean of |change of the return| / |return|. Returns below a
  ///   tenth of that of all channels together count as a tenth, so that no division by next to nothing decides.
  public let value: Double?
  /// The 5 % quantile of the measure over the draws; of perturbed and refresh, over draws of the channel that moves most.
  public let low: Double?
  /// The 95 % quantile.
  public let high: Double?
  /// Of a placebo its mean share of the effect of all channels; else nil.
  public let share: Double?
  /// How often the model was fitted to changed data.
  public let draws: Int
  /// The measure by channel; empty where the check was not possible.
  public let channels: [Channel]
  /// What the check says, for a report.
  public let sentence: String

  /// The line up to which the measure passes, and the one beyond which the check is broken.
  public var lines: (passes: Double, fails: Double) { kind.lines }
}

extension ModelCheck.Kind {
  /// The line up to which the measure passes, and the one beyond which the check is broken.
  ///
  /// Perturbed and refresh have mmm-eval's two: what its guide calls good (5 %, 10 %) and what its code lets pass (8 %,
  /// 15 %). Its placebo must return at most half of what it costs; where sales are no money that is no measure, so that here
  /// it is half of what real channels return for their money, and all of it fails. For shuffled weeks it has no line; ours are a
  /// quarter and a half of the model's own effect.
  ///
  /// Source: Mutinex, mmm-eval, user guide "Tests" and threshold_constants.py, 2025.
  public var lines: (passes: Double, fails: Double) {
    switch self {
    case .placebo: (0.5, 1)
    case .shuffled: (0.25, 0.5)
    case .perturbed: (0.05, 0.08)
    case .refresh: (0.1, 0.15)
    }
  }

  /// The verdict on a measure.
  func verdict(_ value: Double) -> ModelCheck.Verdict {
    value <= lines.passes ? .held : value <= lines.fails ? .doubtful : .broken
  }
}

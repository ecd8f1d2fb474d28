import Statistics

/// What the data said of a channel's return: prior beside posterior.
public struct ChannelEvidence: Sendable, Hashable, Codable {
  /// Where a number lies.
  public struct Spread: Sendable, Hashable, Codable {
    /// The mean.
    public let mean: Double
    /// The standard deviation.
    public let deviation: Double
    /// The 5th percentile.
    public let low: Double
    /// The middle.
    public let median: Double
    /// The 95th percentile.
    public let high: Double

    /// A spread.
    public init(mean: Double, deviation: Double, low: Double, median: Double, high: Double) {
      self.mean = mean
      self.deviation = deviation
      self.low = low
      self.median = median
      self.high = high
    }
  }

  /// Draws that explain the data equally well: no more than 2 units of log-likelihood below the best twentieth of all draws.
  ///
  /// The best draw itself is no measure: it gets better with every draw more, and in a model of many parameters hardly any
  /// other comes near it. The 95th percentile stays where it is, so that the set is the same share of any number of draws.
  public struct EquallyGood: Sendable, Hashable, Codable {
    /// One way of remembering and saturating.
    public struct Setting: Sendable, Hashable, Codable {
      /// The range of half-lives, in periods.
      public let halfLife: ClosedRange<Double>
      /// The range of half-points, in money a period; nil where the channel does not saturate.
      public let halfPoint: ClosedRange<Double>?
      /// The share of the draws.
      public let share: Double
      /// Their returns.
      public let roi: ClosedRange<Double>
    }

    /// How many such draws were looked at, at least 100.
    public let count: Int
    /// Where nine in ten of their returns lie.
    public let roi: ClosedRange<Double>
    /// The same by half-life and half-point, the most frequent first; at most nine.
    public let settings: [Setting]
  }

  /// The channel.
  public let channel: String
  /// The return before the data; nil where the prior's draws say nothing of it.
  public let prior: Spread?
  /// The return after the data.
  public let posterior: Spread
  /// 1 − variance after / variance before: 0 where the data said nothing, 1 where they said all; below 0 where the return is less
  /// certain than before.
  ///
  /// Of the return's logarithm where all draws before and after are above 0: there a return that the data raise scatters more
  /// for being larger, not for being less known. Nil where the prior has no variance.
  public let contraction: Double?
  /// By how many of the prior's standard deviations the mean has moved; of the logarithm where ``contraction`` is.
  public let shift: Double?
  /// How far the return follows a stronger prior: the sensitivity of Kallioinen et al.; above 0.05 it does.
  public let priorSensitivity: Double?
  /// How far it follows a stronger likelihood.
  public let likelihoodSensitivity: Double?
  /// Returns of draws that explain the data equally well; nil where there are fewer than 100.
  public let equallyGood: EquallyGood?
  /// What the data said, in words.
  public let sentence: String

  /// What the data said.
  public init(
    channel: String, prior: Spread?, posterior: Spread, contraction: Double?, shift: Double?,
    priorSensitivity: Double?, likelihoodSensitivity: Double?, equallyGood: EquallyGood?,
    sentence: String
  ) {
    self.channel = channel
    self.prior = prior
    self.posterior = posterior
    self.contraction = contraction
    self.shift = shift
    self.priorSensitivity = priorSensitivity
    self.likelihoodSensitivity = likelihoodSensitivity
    self.equallyGood = equallyGood
    self.sentence = sentence
  }
}

extension ChannelEvidence {
  /// Whether the data left the return where the prior had it and as wide: what is shown is what was believed.
  ///
  /// A contraction below a tenth alone does not say so: a return may have moved far and be as uncertain as before.
  public var isSilent: Bool {
    guard let contraction else { return false }
    return contraction < 0.1 && abs(shift ?? 0) < 0.5
      && (likelihoodSensitivity ?? 0) < PowerScaling.threshold
  }
}

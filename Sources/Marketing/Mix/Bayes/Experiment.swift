public import Tables

/// A test of one channel: its spend was changed for a while, and the difference in the target was measured.
///
/// The measured lift counts what the change sold from the first day through `outcomeEnd`: what is carried over beyond that is
/// no part of it.
public struct Experiment: Sendable, Hashable, Codable {
  /// The test's name in reports.
  public var name: String
  /// The channel.
  public var channel: String
  /// The first day of changed spend.
  public var first: Day
  /// The last day of changed spend.
  public var last: Day
  /// The last day whose sales were counted; nil for ``last``.
  public var outcomeEnd: Day?
  /// Money added each period of the test; below 0 for a hold-out, in which it was taken away.
  ///
  /// Spend never falls below 0. Over several regions it is their sum, each having a part in proportion to its usual spend,
  /// which is the mean over periods with any.
  public var extraSpend: Double
  /// What was measured: the difference in the target over the whole window, in its unit.
  public var lift: Double
  /// Its standard error.
  public var standardError: Double
  /// The regions it ran in; empty for all.
  public var regions: [String] = []
  /// All the money added over the test, below 0 where it was taken away; nil for ``extraSpend`` in every period.
  ///
  /// A hold-out of uneven spend takes away less than `extraSpend` in most periods, as spend never falls below 0.
  public var spendChange: Double?

  /// A test of one channel.
  public init(
    name: String, channel: String, first: Day, last: Day, outcomeEnd: Day? = nil,
    extraSpend: Double, lift: Double, standardError: Double, regions: [String] = [],
    spendChange: Double? = nil
  ) {
    self.name = name
    self.channel = channel
    self.first = first
    self.last = last
    self.outcomeEnd = outcomeEnd
    self.extraSpend = extraSpend
    self.lift = lift
    self.standardError = standardError
    self.regions = regions
    self.spendChange = spendChange
  }
}

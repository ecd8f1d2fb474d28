/// What a posterior says of a plan: its gain over today's spend, draw by draw.
///
/// Both are judged by the same draw, so that what is uncertain of both cancels.
public struct PlanJudgement: Sendable, Hashable, Codable {
  /// The gain of each draw: sales of the plan less those of today's spend, over the plan's span.
  public let gains: [Double]
  /// Their mean.
  public let expectedGain: Double
  /// Their 5th percentile.
  public let low: Double
  /// Their 95th percentile.
  public let high: Double
  /// The share of draws by which the plan beats today's.
  public let probabilityBetter: Double
  /// The mean of the worst tenth of gains: what is to be expected when things go badly.
  public let cvar: Double
  /// What is lost on average against the plan that would have been best, had the draw been known; nil where it was not
  /// computed.
  public let regret: Double?
}

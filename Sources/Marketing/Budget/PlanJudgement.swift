import Statistics

/// What a posterior says of a plan: its gain over today's spend, draw by draw.
///
/// Both are judged by the same draw, so that what is uncertain of both cancels. Gains are sales: where a plan spends more than
/// today, the money is not taken off.
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

  /// The share of draws that count as bad.
  public static let worstShare = 0.1

  /// The judgement of gains, at least one.
  public init(gains: [Double]) {
    precondition(!gains.isEmpty, "no gains to judge")
    let sorted = gains.sorted()
    let worst = max(1, Int((Self.worstShare * Double(sorted.count)).rounded()))
    self.gains = gains
    expectedGain = mean(gains)
    low = quantile(sorted: sorted, 0.05)
    high = quantile(sorted: sorted, 0.95)
    probabilityBetter = Double(gains.count { $0 > 0 }) / Double(gains.count)
    cvar = mean(Array(sorted.prefix(worst)))
  }

  /// The judgement under its field names: `expected_gain gain_low gain_high p_better cvar`.
  public var scalarFields: [ScalarField] {
    [
      ScalarField("expected_gain", expectedGain), ScalarField("gain_low", low),
      ScalarField("gain_high", high), ScalarField("p_better", probabilityBetter),
      ScalarField("cvar", cvar),
    ]
  }
}

extension PlanJudgement {
  /// Judges a plan by the draws of its curves; nil where they have none.
  init?(_ curves: [SpanCurve], plan: [Double], today: [Double]) {
    let drawn = curves.compactMap(\.drawn)
    guard drawn.count == curves.count, let count = drawn.first?.count, count > 0 else {
      return nil
    }
    var gains = [Double](repeating: 0, count: count)
    for (place, curve) in drawn.enumerated() {
      let (after, before) = (curve.sales(plan[place]), curve.sales(today[place]))
      for draw in 0..<count { gains[draw] += after[draw] - before[draw] }
    }
    self.init(gains: gains)
  }
}

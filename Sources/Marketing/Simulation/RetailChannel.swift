import Statistics

/// The law by which a channel of the simulated retailer sells: carryover, then saturation.
///
///     a_t = (1 − θ) x_t + θ a_{t−1}        carried-over spend, money a week
///     effect_t = E · a_tˢ / (a_tˢ + kˢ)     sales caused in week t
///
/// The weights of the carryover sum to one, so `halfPoint` is in money a week of steady spend.
public struct RetailChannel: Sendable, Hashable, Codable {
  /// The column's name.
  public let name: String
  /// θ, the share of the carried-over spend that is still at work a week later; 0 ≤ θ < 1.
  public let retention: Double
  /// k, the steady weekly spend that has half of the largest effect.
  public let halfPoint: Double
  /// s, the shape: above 1 the curve is S-shaped.
  public let slope: Double
  /// E, the weekly sales that no spend, however large, could exceed.
  public let largestEffect: Double

  /// The weeks after which half of an effect has worn off, ln ½ / ln θ.
  public var halfLife: Double { stableLog(0.5) / stableLog(retention) }

  /// Weekly spend after carryover; nothing is carried into the first week.
  ///
  /// `Adstock.recursive` times 1 − θ, but with the factor inside the recursion: outside it the last bits of every series that
  /// this simulator has ever made would change.
  func carriedOver(_ spend: [Double]) -> [Double] {
    var stock = 0.0
    return spend.map { spent in
      stock = (1 - retention) * spent + retention * stock
      return stock
    }
  }

  /// The share of the largest effect reached at a carried-over spend; the same bits on every machine.
  func saturation(_ carried: Double) -> Double {
    Saturation.hill(half: halfPoint, slope: slope).value(at: carried)
  }

  /// a · dh/da = s · h (1 − h): what a proportional rise of all spend adds to the saturation.
  func saturationResponse(_ carried: Double) -> Double {
    let reached = saturation(carried)
    return slope * reached * (1 - reached)
  }
}

extension RetailChannel {
  /// The five channels of the simulated retailer.
  ///
  /// The numbers are ours, tuned together with `RetailSimulator`: true returns between 0.5 and 4, a television whose effect
  /// lasts, a digital channel whose effect mostly doesn't.
  static let all = [
    RetailChannel(
      name: "tv", retention: 0.55, halfPoint: 110_000, slope: 1.1, largestEffect: 340_000),
    RetailChannel(
      name: "digital", retention: 0.2, halfPoint: 32_000, slope: 1, largestEffect: 105_000),
    RetailChannel(
      name: "radio", retention: 0.35, halfPoint: 20_000, slope: 1.2, largestEffect: 50_000),
    RetailChannel(
      name: "print", retention: 0.2, halfPoint: 16_000, slope: 1, largestEffect: 24_000),
    RetailChannel(
      name: "social", retention: 0.25, halfPoint: 17_000, slope: 1, largestEffect: 42_000),
  ]
}

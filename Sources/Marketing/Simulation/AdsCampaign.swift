import Statistics

/// A simulated campaign: by what law it sells, and how its platform delivers it.
///
///     a_t = (1 − θ) x_t + θ a_{t−1}        carried-over spend, euros a day
///     effect_t = E · a_tˢ / (a_tˢ + kˢ)     revenue caused on day t, euros
///
/// The weights of the carryover sum to one, so `halfPoint` is in euros a day of steady spend. All slopes are below 1: the
/// first euro sells most, as in the curve ln(1 + a), to which such a curve is near over a wide range.
public struct AdsCampaign: Sendable, Hashable, Codable {
  /// The name in the platform's account.
  public let name: String
  /// θ, the share of the carried-over spend that is still at work a day later; 0 ≤ θ < 1.
  public let retention: Double
  /// k, the steady spend in euros a day that has half of the largest effect.
  public let halfPoint: Double
  /// s, the shape; 0 < s ≤ 1.
  public let slope: Double
  /// E, the revenue in euros a day that no spend, however large, could exceed.
  public let largestEffect: Double
  /// The part of orders that no ad caused and the platform books to this campaign nevertheless, beside those of the others.
  public let claim: Double
  /// Euros for a thousand impressions on an ordinary day.
  public let costPerThousand: Double
  /// Clicks an impression.
  public let clickRate: Double
  /// Euros an order.
  public let orderValue: Double

  /// The name as a part of fields and columns, `brand_awareness`.
  public var fieldName: String { FieldName.part(name) }

  /// Daily spend after carryover; nothing is carried into the first day.
  func carriedOver(_ spend: [Double]) -> [Double] {
    Adstock.recursive(retention: retention).applied(to: spend).map { (1 - retention) * $0 }
  }

  /// Revenue caused by day, euros.
  func effects(of spend: [Double]) -> [Double] {
    carriedOver(spend).map { largestEffect * saturation($0) }
  }

  /// The share of the largest effect reached at a carried-over spend; the same bits on every machine.
  func saturation(_ carried: Double) -> Double {
    Saturation.hill(half: halfPoint, slope: slope).value(at: carried)
  }
}

extension AdsCampaign {
  /// The four campaigns of the simulated shop.
  ///
  /// The retentions are those that daily pipelines assume for such campaigns; the rest is ours, tuned together with
  /// `AdsSimulator`: true returns between 1 and 5, an account in which retargeting looks like the best and is the worst.
  static let all = [
    AdsCampaign(
      name: "Brand Awareness", retention: 0.7, halfPoint: 150, slope: 0.6, largestEffect: 2_500,
      claim: 0.12, costPerThousand: 6, clickRate: 0.008, orderValue: 60),
    AdsCampaign(
      name: "Product Launch", retention: 0.5, halfPoint: 150, slope: 0.6, largestEffect: 4_200,
      claim: 0.18, costPerThousand: 9, clickRate: 0.013, orderValue: 70),
    AdsCampaign(
      name: "Retargeting", retention: 0.3, halfPoint: 60, slope: 0.6, largestEffect: 1_000,
      claim: 0.42, costPerThousand: 14, clickRate: 0.024, orderValue: 65),
    AdsCampaign(
      name: "Lead Gen", retention: 0.4, halfPoint: 200, slope: 0.7, largestEffect: 4_200,
      claim: 0.28, costPerThousand: 11, clickRate: 0.018, orderValue: 75),
  ]
}

import Statistics
import Tables

/// What the platform reports: impressions, clicks, conversions, and the revenue that it books to each campaign.
///
/// The platform books every order of the shop to a campaign, those that no ad caused as well: a visitor who would have
/// bought anyway has seen an ad of retargeting or of lead generation before. So campaigns' revenues add up to the shop's, and
/// a campaign's booked revenue over its spend is no return on investment.
struct AdsPlatform {
  /// Impressions by campaign and day.
  private(set) var impressions: [[Double]] = []
  /// Clicks by campaign and day, at most the impressions.
  private(set) var clicks: [[Double]] = []
  /// Conversions by campaign and day, at most the clicks.
  private(set) var conversions: [[Double]] = []
  /// Revenue booked by campaign and day, cents.
  private(set) var cents: [[Int]] = []

  /// What the platform reports of the shop's days.
  ///
  /// - Parameters:
  ///   - calendar: The days.
  ///   - spend: Euros by campaign and day.
  ///   - caused: Revenue that each campaign caused by day, cents.
  ///   - sold: Revenue of the day, cents; at least what was caused.
  ///   - seed: Chooses prices, clicks and claims.
  init(_ calendar: AdsCalendar, spend: [[Double]], caused: [[Int]], sold: [Int], seed: UInt64) {
    cents = Self.booked(spend: spend, caused: caused, sold: sold, seed: seed)
    for (index, campaign) in AdsCampaign.all.enumerated() {
      func stream(_ name: String) -> RandomStream {
        RandomStream(seed: seed, named: "ads.\(campaign.fieldName).\(name)")
      }
      var (price, rate, order) = (stream("price"), stream("rate"), stream("order"))
      var counts = stream("clicks")
      var (shown, clicked, bought): ([Double], [Double], [Double]) = ([], [], [])
      for day in calendar.days.indices {
        // Everyone bids for December's and the days of shopping's eyes.
        let auction =
          (calendar.days[day].month == 12 ? 1.2 : 1) * (calendar.isShopping[day] ? 1.25 : 1)
        let costPerThousand = campaign.costPerThousand * auction * stableExp(0.1 * price.normal())
        let seen = max(1, (1_000 * spend[index][day] / costPerThousand).rounded())
        let clickRate = campaign.clickRate * stableExp(0.12 * rate.normal())
        let revenue = Double(cents[index][day]) / 100
        let orderValue = campaign.orderValue * stableExp(0.08 * order.normal())
        // Who orders has clicked, and who clicks has seen: no count is below the next one's.
        let clicks = min(seen, max(1, Double(counts.poisson(mean: seen * clickRate))))
        let orders = revenue > 0 ? max(1, (revenue / orderValue).rounded()) : 0
        shown.append(seen)
        clicked.append(clicks)
        bought.append(min(clicks, orders))
      }
      impressions.append(shown)
      clicks.append(clicked)
      conversions.append(bought)
    }
  }

  /// Revenue by campaign and day, cents: what it caused, and its part of what no campaign did.
  ///
  /// The parts follow the campaign's claim and the root of its spend, as who shows more ads meets more buyers.
  private static func booked(
    spend: [[Double]], caused: [[Int]], sold: [Int], seed: UInt64
  ) -> [[Int]] {
    var chance = AdsCampaign.all.map {
      RandomStream(seed: seed, named: "ads.\($0.fieldName).claim")
    }
    var booked = caused
    for day in sold.indices {
      var left = sold[day] - caused.reduce(0) { $0 + $1[day] }
      var weights: [Double] = []
      for (index, campaign) in AdsCampaign.all.enumerated() {
        let reach = spend[index][day].squareRoot()
        weights.append(campaign.claim * reach * stableExp(0.15 * chance[index].normal()))
      }
      var whole = weights.reduce(0, +)
      // Each takes its part of what is left, the last one all of it: nothing is lost to rounding.
      for index in booked.indices {
        let isLast = index == booked.count - 1
        let part = isLast ? left : Int((Double(left) * weights[index] / whole).rounded())
        booked[index][day] += part
        left -= part
        whole -= weights[index]
      }
    }
    return booked
  }
}

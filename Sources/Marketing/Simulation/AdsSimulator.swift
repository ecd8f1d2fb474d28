import Statistics
public import Tables

/// A shop's daily advertising on one platform, as the platform exports it, with the truth behind it.
///
///     let (table, truth) = try AdsSimulator(days: 90).simulated(seed: 42)
///
/// Four campaigns with profiles of their own sell with carryover and diminishing returns. Orders follow the weekday, days of
/// shopping, December and the end of the month, and grow; retargeting follows the visitors who come anyway. The platform
/// books every order to a campaign, so that its return on ad spend is far above what the campaigns cause, and most so where
/// they cause least. Last, a real export's mistakes are planted: cells without a value, wrong units, wrong signs, rows twice
/// and rows that are missing.
///
/// Every ingredient draws from a stream of its own, named after it: the first 90 of 180 days are the same as 90 days but for
/// the planted problems, and a change to one ingredient leaves the draws of the others alone.
public struct AdsSimulator: Sendable, Hashable, Codable {
  /// Days, 14...5,000.
  public var days: Int
  /// The first day, within `starts`.
  public var start: Day
  /// Whether problems are planted into the table.
  public var hasProblems: Bool

  /// 2024-10-01: 90 days from here hold Black Friday and Christmas, and the first four fifths of them some of December.
  public static let usualStart = Day(daysSinceEpoch: 19_997)

  /// First days that are allowed: from the first whole year of the Gregorian calendar, to the end of 9900.
  public static let starts = Day(daysSinceEpoch: -141_349)...Day(daysSinceEpoch: 2_896_737)

  /// A simulator; the defaults are the daily pipeline's data set.
  public init(
    days: Int = 90, start: Day = AdsSimulator.usualStart, hasProblems: Bool = true
  ) {
    self.days = days
    self.start = start
    self.hasProblems = hasProblems
  }

  /// The table `date campaign_name spend impressions clicks conversions revenue`, one row a campaign and day, and what
  /// generated it.
  ///
  /// Money is in euros to the cent. Before problems, every count is at most the one before it, and the rows of a day add up
  /// to its revenue.
  ///
  /// - Throws: `MixError.badOption` for an option outside its range.
  public func simulated(seed: UInt64 = 42) throws -> (table: Table, truth: AdsTruth) {
    try requireOptions()
    let calendar = AdsCalendar(days: days, start: start)
    let plan = AdsPlan(calendar, seed: seed)
    let effects = zip(AdsCampaign.all, plan.spend).map { $0.effects(of: $1) }

    let deviation = 380.0
    var chance = RandomStream(seed: seed, named: "ads.noise")
    let trend = calendar.years.map { 2_000 * $0 }
    let demand = plan.demand.map { 280 * $0 }
    let base = 8_000.0
    let caused = effects.map { $0.map { Int((100 * $0).rounded()) } }
    var sold: [Int] = []
    var noise: [Double] = []
    for day in 0..<days {
      let parts = trend[day] + calendar.weekday[day] + calendar.holiday[day]
      let organic = base + parts + calendar.monthEnd[day] + demand[day]
      let expected = organic + effects.reduce(0) { $0 + $1[day] }
      let cents = Int((100 * (expected + deviation * chance.normal())).rounded())
      // Chance takes no more than the orders that no ad caused.
      sold.append(max(cents, caused.reduce(0) { $0 + $1[day] }))
      // What rounding adds counts as chance, so that the parts add up to revenue.
      noise.append(Double(sold[day]) / 100 - expected)
    }
    let platform = AdsPlatform(
      calendar, spend: plan.spend, caused: caused, sold: sold, seed: seed)
    let booked = platform.cents.map { $0.map { Double($0) / 100 } }

    let clean = AdsRows(
      days: calendar.days, campaigns: AdsCampaign.all.map(\.name),
      measures: [
        plan.spend, platform.impressions, platform.clicks, platform.conversions, booked,
      ])
    let damaged = hasProblems ? AdsProblems(in: clean, seed: seed) : nil
    let campaigns = AdsCampaign.all.enumerated().map { index, law in
      AdsTruth.Campaign(law: law, spend: plan.spend[index], claimed: booked[index])
    }
    let truth = AdsTruth(
      seed: seed, noiseDeviation: deviation, days: calendar.days, base: base, trend: trend,
      weekday: calendar.weekday, holiday: calendar.holiday, monthEnd: calendar.monthEnd,
      demand: demand, noise: noise, revenue: sold.map { Double($0) / 100 }, campaigns: campaigns,
      problems: damaged?.problems ?? [], clean: clean.table)
    return (damaged?.table ?? truth.clean, truth)
  }

  private func requireOptions() throws(MixError) {
    guard (14...5_000).contains(days) else {
      throw .badOption("days", value: Double(days), allowed: "14 to 5,000")
    }
    guard Self.starts.contains(start) else {
      throw .badOption(
        "start", value: Double(start.year),
        allowed: "a date from \(Self.starts.lowerBound) through \(Self.starts.upperBound)")
    }
  }
}

public import Marketing
import Statistics
public import Tables

/// Daily campaign rows made up at random, and all that a daily pipeline makes of them.
public struct CampaignTrial: Sendable {
  /// One row a campaign and day, or as many as asked: the standard columns and the derived ones.
  public let rows: Table
  /// One row a day: `date revenue`, then spend by campaign.
  public let daily: Table
  /// A ridge of the daily series.
  public let fit: MixFit
  /// The best plan for today's budget.
  public let plan: BudgetPlan
  /// The best plans for 90 to 150 % of it.
  public let scenarios: BudgetScenarios
  /// The campaign of each channel.
  public static let names = [
    "brand_awareness": "Brand Awareness", "product_launch": "Product Launch",
    "retargeting": "Retargeting", "lead_gen": "Lead Gen",
  ]

  /// The channels, their retention and their mean spend, in the order of the series.
  private static let channels: [(name: String, retention: Double, spend: Double)] = [
    ("brand_awareness", 0.7, 900), ("product_launch", 0.5, 700), ("retargeting", 0.3, 400),
    ("lead_gen", 0.4, 500),
  ]

  /// Makes rows from 1 November 2023 on, fits them and plans.
  ///
  /// - Parameters:
  ///   - days: How many days.
  ///   - parts: How many rows a campaign's day is divided into.
  ///   - seed: Of all that is random.
  ///   - holdout: The days kept for the test.
  ///   - regulariser: How coefficients are kept in check.
  /// - Throws: What the fit and the plan throw.
  public init(
    days: Int = 90, parts: Int = 1, seed: UInt64 = 1, holdout: MixSpec.Holdout = .share(0.2),
    regulariser: MixSpec.Regulariser? = nil
  ) throws {
    (rows, daily) = Self.tables(days: days, parts: parts, seed: seed)
    var spec = MixSpec(
      target: "revenue", channels: Self.channels.map(\.name), trend: .linear, season: .weekdays,
      holdout: holdout,
      regulariser: regulariser
        ?? .ridge(.crossValidated(penalties: [0.001, 0.01, 0.1, 1, 10, 100, 1_000])))
    spec.seasons.append(.months)
    spec.holidays = "retail"
    spec.unit = .money
    for channel in Self.channels {
      spec.transforms[channel.name] = ChannelTransform(
        adstock: .recursive(retention: channel.retention), saturation: .logarithmic(scale: 1))
    }
    fit = try spec.fitted(to: MixData(daily, for: spec))
    let problem = BudgetProblem(
      responses: fit.responses, lower: .share(0.05), upper: .share(0.6))
    plan = try problem.solved()
    scenarios = try problem.scenarios()
  }

  /// The results of it all.
  public func results() throws -> CampaignResults { try results(rows: rows) }

  /// The results with rows that say the same in other columns.
  public func results(rows: Table) throws -> CampaignResults {
    try CampaignResults(
      rows: rows, fit: fit, plan: plan, scenarios: scenarios, names: Self.names)
  }

  // MARK: - Rows

  private static func tables(days: Int, parts: Int, seed: UInt64) -> (rows: Table, daily: Table) {
    var stream = RandomStream(seed: seed, stream: 9)
    var made = Rows()
    var spendByDay = channels.map { _ in [Double]() }
    var revenueByDay: [Double] = []
    var carried = channels.map { _ in 0.0 }
    for index in 0..<days {
      let day = Day(daysSinceEpoch: 19_662 + index)
      var whole = 0.0
      for (place, channel) in channels.enumerated() {
        // Some campaigns rest on some days.
        guard stream.uniform() > 0.03 else {
          spendByDay[place].append(0)
          carried[place] *= channel.retention
          continue
        }
        var spend = 0.0
        for _ in 0..<parts {
          spend += made.append(
            day, names[channel.name] ?? "", mean: channel.spend / Double(parts), &stream)
        }
        spendByDay[place].append(spend)
        carried[place] = spend + channel.retention * carried[place]
        let wave = day.weekday > 5 ? 250.0 : 0
        let revenue =
          500 + wave + 400 * Double(place + 1) * (1 + carried[place] / 1_000).squareRoot()
          + 150 * stream.normal()
        for part in 0..<parts {
          made.revenue[made.revenue.count - 1 - part] = revenue / Double(parts)
        }
        whole += made.revenue.suffix(parts).reduce(0, +)
      }
      revenueByDay.append(whole)
    }
    let dates = (0..<days).map { Day(daysSinceEpoch: 19_662 + $0) }
    let daily = Table(
      [Column("date", days: dates), Column("revenue", numbers: revenueByDay)]
        + zip(channels, spendByDay).map { Column($0.name, numbers: $1) })
    return (made.table, daily)
  }

  /// Rows that grow.
  private struct Rows {
    var days: [Day] = []
    var campaigns: [String] = []
    var spend: [Double] = []
    var impressions: [Double] = []
    var clicks: [Double] = []
    var conversions: [Double] = []
    var revenue: [Double] = []

    /// Appends a row whose revenue is not known yet; returns its spend.
    mutating func append(
      _ day: Day, _ campaign: String, mean: Double, _ stream: inout RandomStream
    ) -> Double {
      days.append(day)
      campaigns.append(campaign)
      spend.append((mean * stream.uniform(0.4, 1.8) * 100).rounded() / 100)
      impressions.append((spend[spend.count - 1] * stream.uniform(60, 120)).rounded())
      clicks.append((impressions[impressions.count - 1] * stream.uniform(0.005, 0.03)).rounded())
      conversions.append((clicks[clicks.count - 1] * stream.uniform(0, 0.1)).rounded())
      revenue.append(0)
      return spend[spend.count - 1]
    }

    var table: Table {
      func ratio(_ name: String, _ over: [Double], _ under: [Double], _ factor: Double = 1)
        -> Column
      {
        Column(name, numbers: zip(over, under).map { $1 == 0 ? .nan : factor * $0 / $1 })
      }
      let weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
      return Table([
        Column("date", days: days), Column("campaign_name", texts: campaigns),
        Column("spend", numbers: spend), Column("impressions", numbers: impressions),
        Column("clicks", numbers: clicks), Column("conversions", numbers: conversions),
        Column("revenue", numbers: revenue), ratio("ctr", clicks, impressions),
        ratio("cvr", conversions, clicks), ratio("cpc", spend, clicks),
        ratio("cpm", spend, impressions, 1_000), ratio("cpa", spend, conversions),
        ratio("roas", revenue, spend),
        Column("day_of_week", texts: days.map { weekdays[$0.weekday - 1] }),
        Column("is_weekend", numbers: days.map { $0.weekday > 5 ? 1 : 0 }),
        Column(
          "is_holiday",
          numbers: HolidayCalendar(country: "retail")?.holidayColumn(days: days, stepInDays: 1)
            ?? []),
        Column("campaign_type", texts: campaigns.map { $0 == "Retargeting" ? "lower" : "upper" }),
        Column(
          "time_period",
          texts: days.map { $0.day <= 10 ? "early" : $0.day <= 20 ? "mid" : "late" }),
      ])
    }
  }
}

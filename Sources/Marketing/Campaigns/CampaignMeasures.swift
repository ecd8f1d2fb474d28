public import Tables

/// What is calculated from a campaign row: rates, costs, and the day's place in the calendar.
public enum CampaignMeasures {
  /// The columns' names, in their order.
  public static let names = [
    "ctr", "cvr", "cpc", "cpm", "cpa", "roas", "day_of_week", "is_weekend", "is_holiday",
    "campaign_type", "time_period",
  ]

  /// The names of the days of the week, Monday first.
  public static let weekdays = [
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
  ]

  /// The rows with the calculated columns behind all others.
  ///
  /// ctr = clicks / impressions, cvr = conversions / clicks, cpc = spend / clicks, cpm = 1000 · spend / impressions, cpa =
  /// spend / conversions, roas = revenue / spend; missing where the divisor is 0 or missing. `is_holiday` counts the days of
  /// the calendar that fall into the row's period as 1 or 0, `time_period` is the third of the month: early (1–10), mid
  /// (11–20), late.
  ///
  /// - Parameters:
  ///   - table: Standard columns with readable cells, as cleaning gives them.
  ///   - calendar: Which holidays count.
  /// - Returns: The table with eleven more columns.
  /// - Throws: `TableError` where a standard column is missing or of another kind.
  public static func derived(
    _ table: Table, calendar: HolidayCalendar?
  ) throws(TableError) -> Table {
    let days = try table.days(CampaignColumn.date.rawValue)
    let names = try table.texts(CampaignColumn.campaign.rawValue)
    func numbers(_ column: CampaignColumn) throws(TableError) -> [Double] {
      try table.numbers(column.rawValue)
    }
    let spend = try numbers(.spend)
    let impressions = try numbers(.impressions)
    let clicks = try numbers(.clicks)
    let conversions = try numbers(.conversions)
    let revenue = try numbers(.revenue)
    func ratio(_ above: [Double], _ below: [Double], times factor: Double = 1) -> [Double] {
      zip(above, below).map { $1 > 0 ? factor * $0 / $1 : .nan }
    }
    let step = CampaignCalendar.step(of: days.compactMap { $0 }) ?? 1
    let known = days.map { $0 ?? Day(daysSinceEpoch: 0) }
    let holidays = calendar?.holidayColumn(days: known, stepInDays: step)
    func dated(_ value: (Day) -> String) -> [String?] { days.map { $0.map(value) } }
    var kinds: [String: CampaignKind] = [:]
    for name in Set(names.compactMap { $0 }) { kinds[name] = CampaignKind(named: name) }
    let columns = [
      Column("ctr", numbers: ratio(clicks, impressions)),
      Column("cvr", numbers: ratio(conversions, clicks)),
      Column("cpc", numbers: ratio(spend, clicks)),
      Column("cpm", numbers: ratio(spend, impressions, times: 1000)),
      Column("cpa", numbers: ratio(spend, conversions)),
      Column("roas", numbers: ratio(revenue, spend)),
      // A week has no day of the week.
      Column(
        "day_of_week",
        texts: step == 1 ? dated { weekdays[$0.weekday - 1] } : days.map { _ in nil }),
      Column(
        "is_weekend",
        numbers: days.map { day in step == 1 ? day.map { $0.isWeekend ? 1 : 0 } ?? .nan : .nan }),
      Column(
        "is_holiday",
        numbers: days.indices.map { row in
          days[row] == nil ? .nan : min(1, holidays?[row] ?? 0)
        }),
      Column("campaign_type", texts: names.map { $0.flatMap { kinds[$0]?.rawValue } }),
      Column(
        "time_period", texts: dated { $0.day <= 10 ? "early" : $0.day <= 20 ? "mid" : "late" }),
    ]
    return Table(
      table.columns.filter { column in !columns.contains { $0.name == column.name } } + columns)
  }
}

/// What a campaign is for, told by its name, and how long such campaigns usually work.
public enum CampaignKind: String, Sendable, Hashable, Codable, CaseIterable {
  /// Makes a name known.
  case awareness = "Awareness"
  /// Brings something new to market.
  case launch = "Launch"
  /// Follows people who came before.
  case retargeting = "Retargeting"
  /// Collects people who may buy.
  case leads = "Lead generation"
  /// None of these can be told from the name.
  case other = "Other"

  /// The kind that a campaign's name speaks of.
  public init(named name: String) {
    let words = name.lowercased().split { !$0.isLetter }
    func speaks(of wanted: Substring...) -> Bool { words.contains { wanted.contains($0) } }
    if speaks(of: "retargeting", "retarget", "remarketing", "remarket") {
      self = .retargeting
    } else if speaks(of: "brand", "branding", "awareness") {
      self = .awareness
    } else if speaks(of: "lead", "leads", "leadgen") {
      self = .leads
    } else if speaks(of: "launch", "launches") {
      self = .launch
    } else {
      self = .other
    }
  }

  /// The share of the effect that is still at work a day later, where nobody knows better.
  ///
  /// Rules of thumb, no estimates: awareness 0.7, launches 0.5, lead generation 0.4, retargeting 0.3; others as launches.
  public var retention: Double {
    switch self {
    case .awareness: 0.7
    case .launch, .other: 0.5
    case .leads: 0.4
    case .retargeting: 0.3
    }
  }
}

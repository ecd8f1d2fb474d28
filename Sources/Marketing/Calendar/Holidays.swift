public import Tables

/// The holidays of a country, or the days of a season of shopping, computed from rules and not looked up in a table of years.
///
///     HolidayCalendar(country: "us")?.holidays(in: 2024).map(\.name)   // New Year's Day, Martin Luther King Jr. Day, …
///
/// National public holidays, with the working day given instead where one falls on a weekend and the law gives one; both
/// count, as both change what people buy. Regional holidays are left out, and so are days proclaimed for one year: elections,
/// jubilees, funerals. Rules with a first or last year since 2000 know it; years before 2000 get the rules of 2000.
///
/// The dates of 2005 to 2030 agree with those of the Python package `holidays` but for what its rows in the tests say.
public struct HolidayCalendar: Sendable, Hashable {
  /// `us`, `uk`, …, or `retail`.
  public let country: String
  /// The country's name in English.
  public let name: String
  private let rules: [HolidayRule]

  /// A holiday of a year.
  public struct Holiday: Sendable, Hashable {
    /// Its name in English.
    public let name: String
    /// Its date.
    public let day: Day
  }

  /// All calendars: countries by their code, then the days of shopping.
  public static let countries: [(code: String, name: String)] = all.map { ($0.country, $0.name) }

  /// The calendar of a code among `countries`; nil for another.
  public init?(country: String) {
    guard let found = HolidayCalendar.all.first(where: { $0.country == country }) else {
      return nil
    }
    self = found
  }

  private init(_ country: String, _ name: String, _ rules: [HolidayRule]) {
    self.country = country
    self.name = name
    self.rules = rules
  }

  private static let all = [
    HolidayCalendar("br", "Brazil", HolidayRule.brazil),
    HolidayCalendar("ca", "Canada", HolidayRule.canada),
    HolidayCalendar("de", "Germany", HolidayRule.germany),
    HolidayCalendar("es", "Spain", HolidayRule.spain),
    HolidayCalendar("fr", "France", HolidayRule.france),
    HolidayCalendar("it", "Italy", HolidayRule.italy),
    HolidayCalendar("kr", "South Korea", HolidayRule.korea),
    HolidayCalendar("nl", "Netherlands", HolidayRule.netherlands),
    HolidayCalendar("uk", "England and Wales", HolidayRule.englandAndWales),
    HolidayCalendar("us", "United States", HolidayRule.unitedStates),
    HolidayCalendar("retail", "Days of shopping", HolidayRule.shopping),
    HolidayCalendar("christmas_season", "1 to 24 December", HolidayRule.christmasSeason),
  ]

  /// The holidays of a year, in the order of their dates; a date that has two has two rows.
  ///
  /// - Parameter year: 1583...9999, and 1900...2100 for South Korea, beyond which its lunar holidays are left out.
  /// - Returns: Names and dates.
  public func holidays(in year: Int) -> [Holiday] {
    // A New Year's Day on a Saturday gives the Friday before, in the old year.
    (HolidayRule.holidays(rules, in: year) + HolidayRule.holidays(rules, in: year + 1))
      .filter { $0.day.year == year }
      .sorted { ($0.day, $0.name) < ($1.day, $1.name) }
  }

  /// The holidays from one date through another, in the order of their dates; none where the second is earlier.
  public func holidays(from first: Day, through last: Day) -> [Holiday] {
    guard first <= last else { return [] }
    return (first.year...last.year).flatMap { holidays(in: $0) }
      .filter { $0.day >= first && $0.day <= last }
  }

  /// The number of days with a holiday in the period that each row stands for: from its date until before the date
  /// `stepInDays` later, so 7 for weeks that are named by their first day.
  ///
  /// A date with two holidays counts once. A row's period may reach beyond the last date.
  public func holidayColumn(days: [Day], stepInDays: Int) -> [Double] {
    precondition(stepInDays >= 1, "a period of \(stepInDays) days")
    return counts(inPeriods: days.map { ($0, $0.advanced(by: stepInDays)) })
  }

  /// The number of days with a holiday in each period, its end not included.
  public func counts(inPeriods periods: [(start: Day, end: Day)]) -> [Double] {
    guard let first = periods.map(\.start).min(), let end = periods.map(\.end).max() else {
      return []
    }
    let dates = Array(Set(holidays(from: first, through: end).map(\.day))).sorted()
    /// The number of dates before a day, by halving.
    func count(before day: Day) -> Int {
      var (low, high) = (0, dates.count)
      while low < high {
        let middle = (low + high) / 2
        if dates[middle] < day { low = middle + 1 } else { high = middle }
      }
      return low
    }
    return periods.map { Double(max(0, count(before: $0.end) - count(before: $0.start))) }
  }
}

import Tables

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The weeks of the simulated retailer: Mondays from 2022-01-03, their season and their holidays.
struct RetailCalendar {
  /// The Mondays.
  let weeks: [Day]
  /// Years since the first Monday.
  let years: [Double]
  /// 1 in the weeks of Easter, Black Friday, Christmas and the one before it, else 0.
  let holidays: [Double]
  /// Two waves a year, highest in December; −1...1 and a little beyond.
  let season: [Double]

  init(weeks count: Int) {
    let start = Day(daysSinceEpoch: 18_995)  // Monday 2022-01-03
    weeks = (0..<count).map { start.advanced(by: 7 * $0) }
    years = (0..<count).map { Double($0) * 7 / 365.25 }
    holidays = weeks.map { monday in
      (0..<7).contains { Self.isHoliday(monday.advanced(by: $0)) } ? 1 : 0
    }
    season = years.map { years in
      cos(2 * .pi * (years - 0.93)) + 0.28 * cos(4 * .pi * (years - 0.95))
    }
  }

  private static func isHoliday(_ day: Day) -> Bool {
    let (year, month, dayOfMonth) = day.civil
    switch month {
    case 12: return dayOfMonth == 18 || dayOfMonth == 25
    // The Friday after the fourth Thursday.
    case 11: return day.weekday == 5 && (23...29).contains(dayOfMonth)
    case 3, 4: return day == HolidayRule.easter(year)
    default: return false
    }
  }
}

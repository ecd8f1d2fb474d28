import Tables

/// When a holiday is, year by year.
struct HolidayRule: Sendable, Hashable {
  let name: String
  let date: Occurrence
  var years = 0...9_999
  var substitute = Substitute.none

  /// The date in a year.
  enum Occurrence: Sendable, Hashable {
    /// A date of the calendar.
    case on(month: Int, day: Int)
    /// The so-manieth weekday (Monday is 1) of a month; −1 is the last. Some days later, where one is tied to it.
    case weekday(_ weekday: Int, _ ordinal: Int, month: Int, plus: Int = 0)
    /// The last such weekday before a date.
    case lastWeekday(_ weekday: Int, beforeMonth: Int, day: Int)
    /// Days after Easter Sunday.
    case easter(Int)
    /// A date of the lunisolar calendar of Korea, and days after it.
    case lunar(month: Int, day: Int, plus: Int = 0)
    /// A date that is the day before where it falls on a Sunday.
    case dayBeforeSunday(month: Int, day: Int)
    /// A date every so many years.
    case every(_ step: Int, month: Int, day: Int)
  }

  /// What happens where it falls on a weekend.
  enum Substitute: Sendable, Hashable {
    case none
    /// The Friday before a Saturday, the Monday after a Sunday, besides the day itself.
    case nearestWeekday
    /// The next working day that is no holiday, besides the day itself, from a year on.
    case nextFreeDay(since: Int = 0, forSaturdays: Bool = true, forShared: Bool = false)
  }

  /// The date in a year, or nil where there is none.
  func day(in year: Int) -> Day? {
    guard years.contains(year) else { return nil }
    switch date {
    case .on(let month, let day): return Day(year: year, month: month, day: day)
    case .weekday(let weekday, let ordinal, let month, let plus):
      let last = Day.lengthOfMonth(month, year: year)
      guard let edge = Day(year: year, month: month, day: ordinal > 0 ? 1 : last) else {
        return nil
      }
      let ahead = (weekday - edge.weekday + 7) % 7
      return ordinal > 0
        ? edge.advanced(by: ahead + 7 * (ordinal - 1) + plus)
        : edge.advanced(by: (ahead == 0 ? 0 : ahead - 7) + 7 * (ordinal + 1) + plus)
    case .lastWeekday(let weekday, let month, let day):
      return Day(year: year, month: month, day: day).map { edge in
        edge.advanced(by: -((edge.weekday - weekday + 6) % 7 + 1))
      }
    case .easter(let plus): return HolidayRule.easter(year)?.advanced(by: plus)
    case .lunar(let month, let day, let plus):
      return LunisolarYear(year)?.day(month: month, day: day)?.advanced(by: plus)
    case .dayBeforeSunday(let month, let day):
      return Day(year: year, month: month, day: day).map {
        $0.weekday == 7 ? $0.advanced(by: -1) : $0
      }
    case .every(let step, let month, let day):
      return year % step == 0 ? Day(year: year, month: month, day: day) : nil
    }
  }

  /// Easter Sunday of the Gregorian calendar.
  ///
  /// The computus of an anonymous correspondent of Nature (1876), as in Meeus (1998), "Astronomical Algorithms", chapter 8.
  static func easter(_ year: Int) -> Day? {
    let a = year % 19
    let (b, c) = (year / 100, year % 100)
    let (d, e) = (b / 4, b % 4)
    let f = (b + 8) / 25
    let g = (b - f + 1) / 3
    let h = (19 * a + b - d - g + 15) % 30
    let (i, k) = (c / 4, c % 4)
    let l = (32 + 2 * e + 2 * i - h - k) % 7
    let m = (a + 11 * h + 22 * l) / 451
    let n = h + l - 7 * m + 114
    return Day(year: year, month: n / 31, day: n % 31 + 1)
  }

  /// The holidays of a year and the days given instead of those on weekends, which may lie in the year before.
  static func holidays(_ rules: [HolidayRule], in year: Int) -> [HolidayCalendar.Holiday] {
    let dated = rules.compactMap { rule in rule.day(in: year).map { (rule: rule, day: $0) } }
      .sorted { $0.day < $1.day }
    var found = dated.map { HolidayCalendar.Holiday(name: $0.rule.name, day: $0.day) }
    let days = dated.map(\.day)
    var taken = Set(days)
    var served: Set<Day> = []
    for (rule, day) in dated {
      guard let instead = rule.instead(of: day, taken: taken, days: days) else { continue }
      // Two holidays of one date give one day between them; two of a weekend one each.
      if days.count(where: { $0 == day }) > 1, !served.insert(day).inserted { continue }
      taken.insert(instead)
      found.append(HolidayCalendar.Holiday(name: "\(rule.name) (observed)", day: instead))
    }
    return found
  }

  /// The day given instead of a date, or nil.
  private func instead(of day: Day, taken: Set<Day>, days: [Day]) -> Day? {
    switch substitute {
    case .none: return nil
    case .nearestWeekday:
      switch day.weekday {
      case 6: return day.advanced(by: -1)
      case 7: return day.advanced(by: 1)
      default: return nil
      }
    case .nextFreeDay(let since, let forSaturdays, let forShared):
      let isShared = forShared && days.count(where: { $0 == day }) > 1
      guard
        day.year >= since,
        day.weekday == 7 || (forSaturdays && day.weekday == 6) || isShared
      else { return nil }
      var next = day.advanced(by: 1)
      while next.weekday > 5 || taken.contains(next) { next = next.advanced(by: 1) }
      return next
    }
  }
}

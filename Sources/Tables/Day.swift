/// A civil date of the proleptic Gregorian calendar, without time of day and without time zone.
///
/// Marketing data are daily or weekly; a time zone can only do harm to them. Stored as the number of days
/// since 1970-01-01, so that differences and ordering are integer arithmetic.
///
///     let start = Day(year: 2024, month: 1, day: 1)!
///     start.advanced(by: 7)   // 2024-01-08
///
/// Algorithm: Howard Hinnant (2013), "chrono-Compatible Low-Level Date Algorithms", `days_from_civil`
/// and `civil_from_days`; exact for all years in ±5.8 million.
public struct Day: Sendable, Hashable, Comparable, Strideable, Codable {
  /// Days since 1970-01-01; negative before.
  public let daysSinceEpoch: Int32

  /// The date so many days after 1970-01-01.
  public init(daysSinceEpoch: Int) {
    self.daysSinceEpoch = Int32(clamping: daysSinceEpoch)
  }

  /// The date of the calendar, or nil where there is none such (2023-02-29).
  public init?(year: Int, month: Int, day: Int) {
    guard (1...12).contains(month), day >= 1, abs(year) < 1_000_000,
      day <= Day.lengthOfMonth(month, year: year)
    else { return nil }
    let y = month <= 2 ? year - 1 : year
    let era = (y >= 0 ? y : y - 399) / 400
    let yearOfEra = y - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    self.init(daysSinceEpoch: era * 146_097 + dayOfEra - 719_468)
  }

  /// The year, month (1...12) and day of the month (1...31).
  public var civil: (year: Int, month: Int, day: Int) {
    let z = Int(daysSinceEpoch) + 719_468
    let era = (z >= 0 ? z : z - 146_096) / 146_097
    let dayOfEra = z - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * shifted + 2) / 5 + 1)
  }

  /// The calendar year.
  public var year: Int { civil.year }
  /// The month, 1...12.
  public var month: Int { civil.month }
  /// The day of the month, 1...31.
  public var day: Int { civil.day }

  /// The weekday as ISO 8601 counts: Monday is 1, Sunday 7.
  public var weekday: Int { (((Int(daysSinceEpoch) + 3) % 7) + 7) % 7 + 1 }

  /// Whether it is a Saturday or a Sunday.
  public var isWeekend: Bool { weekday >= 6 }

  /// The number of days in a month of a year.
  public static func lengthOfMonth(_ month: Int, year: Int) -> Int {
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    return month == 2 ? (isLeap ? 29 : 28) : ([4, 6, 9, 11].contains(month) ? 30 : 31)
  }

  /// The same as `<` of the day numbers.
  public static func < (left: Day, right: Day) -> Bool {
    left.daysSinceEpoch < right.daysSinceEpoch
  }

  /// The date so many days later.
  public func advanced(by days: Int) -> Day { Day(daysSinceEpoch: Int(daysSinceEpoch) + days) }

  /// Days from this date to another; negative where the other is earlier.
  public func distance(to other: Day) -> Int {
    Int(other.daysSinceEpoch) - Int(daysSinceEpoch)
  }
}

extension Day: CustomStringConvertible, LosslessStringConvertible {
  /// ISO 8601, `2024-01-31`.
  public var description: String {
    let (year, month, day) = civil
    let sign = year < 0 ? "-" : ""
    let digits = String(abs(year))
    let padded = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    return "\(sign)\(padded)-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)"
  }

  /// Reads ISO 8601, `2024-01-31`, and nothing else.
  public init?(_ description: String) {
    let parts = description.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0].utf8.count == 4, parts[1].utf8.count == 2,
      parts[2].utf8.count == 2,
      parts.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } }),
      let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2])
    else { return nil }
    self.init(year: year, month: month, day: day)
  }
}

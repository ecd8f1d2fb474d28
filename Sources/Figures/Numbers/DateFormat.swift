public import Tables

/// How a date is written for people, in English.
public enum DateFormat: String, Sendable, Hashable, Codable, CaseIterable {
  /// 2024-01-31.
  case iso
  /// 31 Jan 2024.
  case dayMonthYear
  /// 31 Jan.
  case dayMonth
  /// Jan 2024.
  case monthYear
  /// Jan.
  case month
  /// 2024.
  case year

  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  /// The date in words.
  public func text(_ day: Day) -> String {
    let (year, number, date) = day.civil
    let month = DateFormat.months[number - 1]
    switch self {
    case .iso: return day.description
    case .dayMonthYear: return "\(date) \(month) \(year)"
    case .dayMonth: return "\(date) \(month)"
    case .monthYear: return "\(month) \(year)"
    case .month: return month
    case .year: return String(year)
    }
  }
}

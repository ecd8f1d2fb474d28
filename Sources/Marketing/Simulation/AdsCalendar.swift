import Tables

/// What the calendar does to the simulated shop's orders and budgets, day by day.
struct AdsCalendar {
  /// The days, one after the other.
  let days: [Day]
  /// Years since the first day.
  let years: [Double]
  /// What the day of the week adds, euros; a week's sum is 0.
  let weekday: [Double]
  /// What days of shopping, the gifts of December and New Year's Day add or take, euros; Christmas Day is when vouchers
  /// are spent.
  let holiday: [Double]
  /// What the last three days of a month add, euros.
  let monthEnd: [Double]
  /// Whether the day is one of the calendar "retail", such as Black Friday.
  let isShopping: [Bool]

  init(days count: Int, start: Day) {
    let days = (0..<count).map { start.advanced(by: $0) }
    let shopping = Self.shopping(from: days[0], through: days[count - 1])
    self.days = days
    years = (0..<count).map { Double($0) / 365.25 }
    weekday = days.map { Self.byWeekday[$0.weekday - 1] }
    holiday = days.map { day in
      let (_, month, dayOfMonth) = day.civil
      var added = shopping[day] ?? 0
      if month == 12 { added += 700 }
      if month == 1, dayOfMonth == 1 { added -= 1_000 }
      return added
    }
    monthEnd = days.map { $0.day > Day.lengthOfMonth($0.month, year: $0.year) - 3 ? 700 : 0 }
    isShopping = days.map { shopping[$0] != nil }
  }

  /// Euros by weekday, Monday first.
  private static let byWeekday: [Double] = [-50, -350, -400, -250, 50, 450, 550]

  /// Euros by day of shopping; a day that isn't named here adds nothing.
  private static let byName: [String: Double] = [
    "Black Friday": 4_200, "Cyber Monday": 3_400, "Singles' Day": 2_600,
    "Christmas Day": 1_800, "Valentine's Day": 1_500, "Mother's Day": 1_500,
    "Father's Day": 1_000,
  ]

  private static func shopping(from first: Day, through last: Day) -> [Day: Double] {
    let holidays = HolidayCalendar(country: "retail")?.holidays(from: first, through: last) ?? []
    return Dictionary(
      holidays.map { ($0.day, byName[$0.name] ?? 0) }, uniquingKeysWith: { $0 + $1 })
  }
}

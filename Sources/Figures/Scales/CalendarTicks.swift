import Tables

/// Ticks of a time axis: where they stand and what they say.
struct CalendarTicks {
  /// One tick.
  struct Tick: Hashable {
    let day: Day
    let label: String
    /// The year, where it changes; below the label.
    let year: String
  }

  let ticks: [Tick]

  /// Whether any tick says a year below its label.
  var hasYears: Bool { ticks.contains { !$0.year.isEmpty } }

  /// About `count` ticks over the days of the data.
  ///
  /// The interval is the one nearest to span ÷ count on a log scale, of 1, 2 days, 1, 2 weeks, 1, 2, 3, 6 months and
  /// 1, 2, 5 × 10ᵏ years. Month and year ticks stand on the first of the data's own days in that month, so that a tick
  /// of weekly data is always a week.
  init(_ days: [Day], count: Int) {
    var sorted: [Day] = []
    for day in days.sorted() where day != sorted.last { sorted.append(day) }
    guard let first = sorted.first, let last = sorted.last, first < last else {
      ticks = sorted.map {
        Tick(day: $0, label: DateFormat.dayMonth.text($0), year: String($0.year))
      }
      return
    }
    let span = Double(first.distance(to: last))
    let interval = CalendarTicks.interval(span: span, count: max(count, 2))
    switch interval {
    case .days(let step): ticks = CalendarTicks.everyDays(step, sorted)
    case .months(let step): ticks = CalendarTicks.everyMonths(step, sorted)
    }
  }

  private enum Interval {
    case days(Int)
    case months(Int)

    var length: Double {
      switch self {
      case .days(let count): Double(count)
      case .months(let count): Double(count) * 30.44
      }
    }
  }

  private static func interval(span: Double, count: Int) -> Interval {
    var candidates: [Interval] = [.days(1), .days(2), .days(7), .days(14)]
    candidates += [1, 2, 3, 6].map { .months($0) }
    candidates += [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000].map { .months(12 * $0) }
    let target = span / Double(count)
    return candidates.min {
      max($0.length / target, target / $0.length) < max($1.length / target, target / $1.length)
    } ?? .months(12)
  }

  /// Ticks so many days apart, counted from the first day of the data.
  private static func everyDays(_ step: Int, _ days: [Day]) -> [Tick] {
    var ticks: [Tick] = []
    var year: Int?
    guard let first = days.first, let last = days.last else { return [] }
    for offset in stride(from: 0, through: min(first.distance(to: last), step * 400), by: step) {
      let day = first.advanced(by: offset)
      ticks.append(
        Tick(
          day: day, label: DateFormat.dayMonth.text(day),
          year: day.year == year ? "" : String(day.year)))
      year = day.year
    }
    return ticks
  }

  /// The first of the data's days in every `step`-th month, counted from January of year 0.
  private static func everyMonths(_ step: Int, _ days: [Day]) -> [Tick] {
    var ticks: [Tick] = []
    var period: Int?
    var year: Int?
    for day in days {
      let (own, month, date) = day.civil
      let months = own * 12 + month - 1
      let current = months >= 0 ? months / step : (months - step + 1) / step
      guard current != period else { continue }
      // The data's first period began earlier: a tick there would not be at the turn of the month.
      let isTurn = period != nil || (months == current * step && date <= 7)
      period = current
      guard isTurn else { continue }
      let isYears = step >= 12
      ticks.append(
        Tick(
          day: day, label: isYears ? String(own) : DateFormat.month.text(day),
          year: isYears || own == year ? "" : String(own)))
      year = own
    }
    return ticks
  }
}

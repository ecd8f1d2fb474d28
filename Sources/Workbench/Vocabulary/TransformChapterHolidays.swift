import Marketing
import Notebooks
import Tables

extension Vocabulary {
  static let holidays = Command(
    "holidays", in: transformChapter,
    "Adds a column that counts the holidays in each row's period; computed, for any year.",
    operands: [
      Parameter("table", .value(["table"]), "The table; a row's date is the first of its period.")
    ],
    options: [
      Parameter(
        "country", .word(HolidayCalendar.countries.map(\.code)),
        "The public holidays of a whole country, with the days given instead of weekends; or days of shopping."
      ),
      Parameter(
        "into", .newColumn, .standard("holiday"), "The column's name."),
      dateOption,
      Parameter(
        "days", .integer(1...366), .optional,
        "Days that a row stands for; where left out, by the distance of the dates."),
    ],
    gives: "table", example: "calendar = holidays retail country=us into=holiday",
    infer: { inference throws(CommandError) in
      guard let columns = inference.columns() else { return inference.table(nil) }
      let name = inference.arguments.text("into")
      guard inference.arguments.optionalText("date") != name else {
        throw CommandError("\"\(name)\" is the column of dates", parameter: "into")
      }
      return inference.table(
        columns.filter { $0.name != name } + [ColumnShape(name, .numbers)])
    },
    run: { invocation in
      let value = try invocation.tableValue()
      guard let date = try invocation.dateColumn(of: value.table) else {
        throw CommandError("the table has no column of dates", parameter: "table")
      }
      guard let calendar = HolidayCalendar(country: invocation.arguments.text("country")) else {
        throw CommandError("no such calendar", parameter: "country")
      }
      let found = try value.table.days(date)
      if let row = found.firstIndex(of: nil) {
        throw CommandError(
          "\"\(date)\" has no date in row \(row + 1)",
          parameter: invocation.arguments.isGiven("date") ? "date" : "table")
      }
      let days = found.compactMap { $0 }
      let far = days.first { !(1_583...9_998).contains($0.year) }
      if let far {
        throw CommandError(
          "\(far) lies outside the Gregorian calendar's years 1583 to 9998", parameter: "table")
      }
      let periods = RowPeriods(days, length: invocation.arguments.optionalInteger("days"))
      let name = invocation.arguments.text("into")
      let counts = calendar.counts(inPeriods: days.map { ($0, periods.end(of: $0)) })
      var made = try invocation.table(value, adding: name, counts)
      let total = counted(Int(counts.reduce(0, +)), "day")
      made.notes.append(
        "\(name): \(calendar.name), \(total) in all, each row's period \(periods.described).")
      return Outcome(value: made)
    })
}

/// How long the period of a row is that a date names by its first day.
private struct RowPeriods {
  private enum Length {
    case days(Int)
    case months(Int)
  }

  private let length: Length

  /// The length given, or the commonest distance of the dates, read as months where it is as long as one.
  init(_ days: [Day], length given: Int?) {
    let sorted = Set(days).sorted()
    let steps = Dictionary(
      zip(sorted, sorted.dropFirst()).map { ($0.distance(to: $1), 1) }, uniquingKeysWith: +)
    let usual = steps.max { ($0.value, -$0.key) < ($1.value, -$1.key) }?.key
    length =
      switch (given, usual) {
      case (let given?, _): .days(given)
      case (nil, (28...31)?): .months(1)
      case (nil, (89...92)?): .months(3)
      case (nil, (365...366)?): .months(12)
      case (nil, let usual): .days(usual ?? 1)
      }
  }

  /// The first date behind the period.
  func end(of day: Day) -> Day {
    switch length {
    case .days(let count): return day.advanced(by: count)
    case .months(let count):
      let months = day.year * 12 + day.month - 1 + count
      let (year, month) = (months / 12, months % 12 + 1)
      let last = min(day.day, Day.lengthOfMonth(month, year: year))
      return Day(year: year, month: month, day: last) ?? day
    }
  }

  var described: String {
    switch length {
    case .days(let count): counted(count, "day")
    case .months(let count): counted(count, "month")
    }
  }
}

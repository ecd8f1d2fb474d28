import Figures
import Notebooks
import Statistics
import Tables

extension Vocabulary {
  static let decompose = Command(
    "decompose", in: lookingChapter,
    "Takes a series apart into trend, season and remainder, which add up to it.",
    operands: [tableOperand], options: [seriesOption, periodOption, dateOption],
    gives: "table", example: "parts = decompose retail column=sales period=52",
    infer: { inference throws(CommandError) in
      guard let columns = inference.columns() else { return inference.table(nil) }
      let hasDate = columns.contains { $0.holds == .dates }
      if !hasDate, columns.contains(where: { $0.holds == .unknown }) {
        return inference.table(nil)
      }
      let parts = ["observed", "trend", "season", "remainder"]
      return inference.table(
        [hasDate ? ColumnShape("date", .dates) : ColumnShape("row", .numbers)]
          + parts.map { ColumnShape($0, .numbers) })
    },
    run: { invocation in
      let series = try DecomposedSeries(invocation)
      return Outcome(value: TableValue(series.table, notes: series.notes))
    })

  static let seriesOption = Parameter(
    "column", .column(of: "table", .numbers), "The column of numbers.")
  static let periodOption = Parameter(
    "period", .integer(2...100_000), .standard("52"),
    "Rows in a season: 52 for weeks, 12 for months in a year, 7 for days in a week.")
  static let dateOption = Parameter(
    "date", .column(of: "table", .dates), .optional, "The column of dates; the first by default.")
}

/// A series taken apart: what `decompose` and its plot show.
struct DecomposedSeries {
  let name: String
  let days: [Day]?
  let observed: [Double]
  let parts: SeasonalDecomposition

  /// What the parameters `table`, `column`, `period` and `date` ask for.
  init(_ invocation: Invocation) throws {
    let table = try invocation.filledTable(for: "a decomposition")
    name = invocation.arguments.text("column")
    let period = invocation.arguments.integer("period")
    let date = try invocation.dateColumn(of: table)
    let sorted = try date.map { try table.sorted(by: [SortKey($0)]) } ?? table
    do throws(TableError) {
      observed = try sorted.numbers(name)
    } catch {
      throw CommandError.of(error, parameter: "column")
    }
    if let date {
      let found = try sorted.days(date).compactMap { $0 }
      guard found.count == observed.count else {
        throw CommandError(
          "\(counted(observed.count - found.count, "date")) missing in \"\(date)\"; drop those rows",
          parameter: invocation.arguments.isGiven("date") ? "date" : "table")
      }
      if let double = zip(found, found.dropFirst()).first(where: { $0 == $1 }) {
        throw CommandError(
          "\(double.0) is there twice; aggregate to one row a date first",
          parameter: invocation.arguments.isGiven("date") ? "date" : "table")
      }
      days = found
    } else {
      days = nil
    }
    if let row = observed.firstIndex(where: { !$0.isFinite }) {
      let place = days.map { "on \($0[row])" } ?? "in row \(row + 1)"
      throw CommandError(
        "\"\(name)\" has no value \(place); a season needs every one", parameter: "column")
    }
    guard observed.count / 2 >= period else {
      throw CommandError(
        "\(counted(observed.count, "row")), where a season of \(period) needs two of them: "
          + "\(2 * period)",
        parameter: invocation.arguments.isGiven("period") ? "period" : "table")
    }
    parts = try SeasonalDecomposition(observed, period: period)
  }

  /// Columns date (or row), observed, trend, season, remainder.
  var table: Table {
    let first =
      days.map { Column("date", days: $0.map { Optional($0) }) }
      ?? Column("row", numbers: observed.indices.map { Double($0 + 1) })
    return Table([
      first, Column("observed", numbers: observed),
      Column("trend", numbers: parts.trend.map { $0 ?? .nan }),
      Column("season", numbers: parts.season),
      Column("remainder", numbers: parts.remainder.map { $0 ?? .nan }),
    ])
  }

  /// With two seasons there is one value at each place of the season, which takes up all that the trend leaves.
  var hasRemainder: Bool { observed.count >= 3 * parts.period }

  /// What a reader of the parts should know.
  var notes: [String] {
    let ends = "The first and last half season have no trend and no remainder."
    let short =
      "Fewer than three seasons: the season takes up what is left of the trend, so the remainder says nothing."
    return hasRemainder ? [ends] : [ends, short]
  }
}

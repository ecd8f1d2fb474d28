import Figures
import Notebooks
import Tables

extension Vocabulary {
  /// Charts of tables.
  static let dataPlots: [Command] = [
    plotLine, plotBar, plotScatter, plotHistogram, plotBox, plotCorrelation, plotDecomposition,
    plotSpend,
  ]

  static let plotChapter = "Charts of data"

  /// What every chart takes: the options of its own, then title and subtitle.
  static func plotOptions(_ own: Parameter...) -> [Parameter] {
    own + [
      Parameter("title", .text, .optional, "The finding; a plain one where left out."),
      Parameter("subtitle", .text, .optional, "Measure, unit and period."),
    ]
  }

  static let unitOption = Parameter(
    "unit", .text, .optional, "The unit of the values: € and $ stand before, others at the top.")

  /// The most points that a chart shows one by one.
  static let pointLimit = 20_000
}

extension Invocation {
  /// A chart under the author's title and subtitle, where given.
  func shown(_ chart: Chart) -> Outcome {
    var chart = chart
    if let title = arguments.optionalText("title") { chart.title = title }
    if let subtitle = arguments.optionalText("subtitle") { chart.subtitle = subtitle }
    return Outcome(showing: [.chart(chart)])
  }

  /// Refuses more points than anyone could see.
  func requireFewPoints(_ count: Int) throws {
    guard count <= Vocabulary.pointLimit else {
      throw CommandError(
        "\(count) points are more than a chart can show; filter or aggregate the table first",
        parameter: "table")
    }
  }

  /// The axis of some values: its unit and how its ticks are written.
  func valueAxis(_ values: [Double], label: String = "", includesZero: Bool? = nil) -> Axis {
    let unit = arguments.optionalText("unit") ?? ""
    let format = PlotWords.format(values, unit: unit)
    return Axis(
      label, unit: PlotWords.isCurrency(unit) ? "" : unit, format: format,
      includesZero: includesZero)
  }
}

/// The words of charts: sizes, periods, months.
enum PlotWords {
  /// Whether a unit is a sign that stands before the amount.
  static func isCurrency(_ unit: String) -> Bool {
    ["€", "$", "£", "¥", "₩", "CHF"].contains(unit)
  }

  /// Thousands and more in the short form; money with its sign.
  static func format(_ values: [Double], unit: String = "") -> NumberFormat {
    if isCurrency(unit) { return .money(symbol: unit, decimals: nil) }
    let largest = values.reduce(0) { $1.isFinite ? max($0, abs($1)) : $0 }
    return largest >= 10_000 ? .short : .automatic
  }

  /// "834 k".
  static func amount(_ value: Double, unit: String = "") -> String {
    if isCurrency(unit) { return NumberFormat.money(symbol: unit, decimals: nil).text(value) }
    let number = (abs(value) >= 10_000 ? NumberFormat.short : .significant(3)).text(value)
    return unit.isEmpty ? number : "\(number) \(unit)"
  }

  /// "Jan 2022 to Dec 2023"; with the days where it is within three months; "" of no dates.
  static func period(_ days: [Day]) -> String {
    guard let first = days.min(), let last = days.max() else { return "" }
    let format: DateFormat = first.distance(to: last) < 93 ? .dayMonthYear : .monthYear
    let (from, to) = (format.text(first), format.text(last))
    return from == to ? from : "\(from) to \(to)"
  }

  /// "a day", "a week", "a month" by the commonest distance of the dates; "" for another.
  static func rhythm(_ days: [Day]) -> String {
    let sorted = Set(days).sorted()
    let steps = zip(sorted, sorted.dropFirst()).map { $0.distance(to: $1) }
    let counts = Dictionary(steps.map { ($0, 1) }, uniquingKeysWith: +)
    switch counts.max(by: { ($0.value, -$0.key) < ($1.value, -$1.key) })?.key {
    case 1?: return "a day"
    case 7?: return "a week"
    case (28...31)?: return "a month"
    case (89...92)?: return "a quarter"
    case (365...366)?: return "a year"
    default: return ""
    }
  }

  /// When a date of such a rhythm is, in a title.
  static func moment(_ day: Day, in days: [Day]) -> String {
    switch rhythm(days) {
    case "a month": "in \(DateFormat.monthYear.text(day))"
    case "a week": "in the week of \(DateFormat.dayMonthYear.text(day))"
    case "a year": "in \(DateFormat.year.text(day))"
    default: "on \(DateFormat.dayMonthYear.text(day))"
    }
  }

  /// "sales, tv and radio", and no more than four names.
  static func names(_ names: [String]) -> String {
    names.count <= 4
      ? enumerated(names) : enumerated(Array(names.prefix(3)) + ["\(names.count - 3) more"])
  }

  /// The parts of a subtitle that say something.
  static func subtitle(_ parts: String...) -> String {
    parts.filter { !$0.isEmpty }.joined(separator: ", ")
  }

  /// "sales in € a week".
  static func measure(_ name: String, unit: String?, days: [Day]) -> String {
    let rhythm = rhythm(days)
    return name + (unit.map { " in \($0)" } ?? "") + (rhythm.isEmpty ? "" : " \(rhythm)")
  }
}

/// The horizontal axis of a chart of a table: positions, and the rows that have one, in their order.
struct PlotPositions {
  let positions: Positions
  let rows: [Int]
  /// The dates, where the axis is a calendar.
  let days: [Day]
  let name: String

  /// The column in a parameter, else the first column of dates, else the rows' numbers; dates and numbers ascend.
  init(_ invocation: Invocation, of table: Table, _ parameter: String = "x") throws {
    let given = invocation.arguments.optionalText(parameter)
    let name = given ?? table.columns.first { $0.kind == .dates }?.name
    guard let name else {
      self.name = "row"
      rows = Array(0..<table.rowCount)
      positions = .numbers(rows.map { Double($0 + 1) })
      days = []
      return
    }
    let column: Column
    do throws(TableError) {
      column = try table.column(name)
    } catch {
      throw CommandError.of(error, parameter: parameter)
    }
    self.name = name
    let present = (0..<column.count).filter { column[$0] != .missing }
    guard !present.isEmpty else {
      throw CommandError(
        "column \"\(name)\" holds no value to stand at",
        parameter: given == nil ? "table" : parameter)
    }
    switch column.values {
    case .days(let all):
      rows = present.sorted { (column[$0], $0) < (column[$1], $1) }
      days = rows.compactMap { all[$0] }
      positions = .days(days)
    case .numbers(let all):
      rows = present.sorted { (column[$0], $0) < (column[$1], $1) }
      positions = .numbers(rows.map { all[$0] })
      days = []
    case .texts(let all):
      rows = present
      positions = .categories(rows.compactMap { all[$0] })
      days = []
    }
  }
}

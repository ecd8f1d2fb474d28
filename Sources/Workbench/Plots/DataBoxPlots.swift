import Figures
import Notebooks
import Statistics
import Tables

extension Vocabulary {
  static let plotBox = Command(
    "plot box", in: plotChapter,
    "Medians, quartiles and outliers of a column, by season of the date or by group.",
    operands: [tableOperand],
    options: plotOptions(
      Parameter("y", .column(of: "table", .numbers), "The column of numbers."),
      Parameter(
        "by", .anyOf([.word(BoxGroups.calendar), .text]),
        "month, quarter, weekday or year of the date, or a column whose values make the groups."),
      dateOption, unitOption),
    example: "plot box retail y=sales by=month",
    infer: { inference throws(CommandError) in
      if let columns = inference.columns(), let by = inference.arguments.optionalText("by") {
        try BoxGroups.requireGroups(by, among: columns)
      }
      return Shape(kind: nil)
    },
    run: { invocation in
      let table = try invocation.filledTable(for: "a chart")
      let name = invocation.arguments.text("y")
      let by = invocation.arguments.text("by")
      try BoxGroups.requireGroups(by, among: ColumnShape.columns(of: table))
      let groups = try BoxGroups(name, by, of: table, invocation)
      guard !groups.names.isEmpty else {
        throw CommandError("there is no row with both \"\(name)\" and \(by)", parameter: "table")
      }
      guard groups.names.count <= 60 else {
        throw CommandError(
          "\(groups.names.count) groups are more than a chart can show", parameter: "by")
      }
      let unit = invocation.arguments.optionalText("unit")
      let medians = groups.values.map(median)
      let best = medians.indices.max { medians[$0] < medians[$1] } ?? 0
      let amount = PlotWords.amount(medians[best], unit: unit ?? "")
      let isCalendar = !groups.days.isEmpty
      var chart = Chart(
        "The highest median of \(name), \(amount), is "
          + (isCalendar ? "in \(groups.names[best])" : "where \(by) is \(groups.names[best])"),
        subtitle: PlotWords.subtitle(
          PlotWords.measure(name, unit: unit, days: groups.days) + " by \(by)",
          PlotWords.period(groups.days), "whiskers to 1.5 interquartile ranges"),
        y: invocation.valueAxis(groups.values.flatMap { $0 }),
        marks: [
          .box(
            Mark.Box(
              name, x: .categories(groups.names), summaries: groups.values.map(summary(of:))))
        ])
      chart.legend = .none
      return invocation.shown(chart)
    })

  /// Quartiles, and whiskers to the last value within 1.5 interquartile ranges (Tukey 1977).
  private static func summary(of values: [Double]) -> Mark.Box.Summary {
    let sorted = values.sorted()
    let (q1, q3) = (quantile(sorted: sorted, 0.25), quantile(sorted: sorted, 0.75))
    let reach = 1.5 * (q3 - q1)
    let inside = sorted.filter { $0 >= q1 - reach && $0 <= q3 + reach }
    return Mark.Box.Summary(
      low: min(q1, inside.first ?? q1), lowerQuartile: q1, median: quantile(sorted: sorted, 0.5),
      upperQuartile: q3, high: max(q3, inside.last ?? q3),
      outliers: sorted.filter { $0 < q1 - reach || $0 > q3 + reach })
  }
}

/// The values of a column by season or group, in the order of the calendar or of first mention.
private struct BoxGroups {
  private(set) var names: [String] = []
  private(set) var values: [[Double]] = []
  private(set) var days: [Day] = []

  /// The words for parts of the calendar.
  static let calendar = ["month", "quarter", "weekday", "year"]

  /// Refuses what is neither part of the calendar nor a column, and a calendar without dates.
  static func requireGroups(
    _ by: String, among columns: [ColumnShape]
  ) throws(CommandError) {
    if columns.contains(where: { $0.name == by && $0.holds != .dates }) { return }
    guard calendar.contains(by) else {
      let known = columns.map(\.name) + calendar
      let near = NearestName.suggestion(for: by, among: known)
      throw CommandError(
        "\"\(by)\" is neither a column to group by nor one of \(calendar.joined(separator: ", "))",
        parameter: "by", word: by, suggestion: near)
    }
    guard columns.contains(where: { $0.holds == .dates || $0.holds == .unknown }) else {
      throw CommandError(
        "a \(by) needs a column of dates, and the table has none", parameter: "by")
    }
  }

  init(_ name: String, _ by: String, of table: Table, _ invocation: Invocation) throws {
    let numbers = try table.numbers(name)
    var groups: [Int: [Double]] = [:]
    var labels: [Int: String] = [:]
    if let column = table.columns.first(where: { $0.name == by && $0.kind != .dates }) {
      var slots: [Cell: Int] = [:]
      for row in numbers.indices where numbers[row].isFinite && column[row] != .missing {
        let slot = slots[column[row]] ?? slots.count
        slots[column[row]] = slot
        labels[slot] = "\(column[row])"
        groups[slot, default: []].append(numbers[row])
      }
    } else {
      guard let date = try invocation.dateColumn(of: table) else {
        throw CommandError(
          "a \(by) needs a column of dates, and the table has none", parameter: "by")
      }
      let dates = try table.days(date)
      for row in numbers.indices where numbers[row].isFinite {
        guard let day = dates[row] else { continue }
        let (slot, label) = BoxGroups.slot(of: day, by)
        labels[slot] = label
        groups[slot, default: []].append(numbers[row])
        days.append(day)
      }
    }
    for slot in groups.keys.sorted() {
      names.append(labels[slot] ?? "")
      values.append(groups[slot] ?? [])
    }
  }

  private static func slot(of day: Day, _ by: String) -> (Int, String) {
    switch by {
    case "quarter":
      let quarter = (day.month - 1) / 3 + 1
      return (quarter, "Q\(quarter)")
    case "weekday":
      let names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
      return (day.weekday, names[day.weekday - 1])
    case "year": return (day.year, "\(day.year)")
    default: return (day.month, DateFormat.month.text(day))
    }
  }

  private typealias Cell = Tables.Cell
}

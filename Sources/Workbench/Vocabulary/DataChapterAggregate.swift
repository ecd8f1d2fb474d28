import Notebooks
import Tables

extension Vocabulary {
  static let aggregate = Command(
    "aggregate", in: shapingChapter,
    "One row a group or period: sums, means and the like of the columns.",
    operands: [tableOperand],
    options: [
      Parameter(
        "by", .list(.anyOf([.word(Period.allCases.map(\.rawValue)), .text])),
        "A period of the date column, columns whose values make the groups, or both."),
      Parameter(
        "date", .column(of: "table", .dates), .optional,
        "The column of dates; the first by default."),
      aggregated("sum", "Columns to sum; all columns of numbers where nothing else is asked for."),
      aggregated("mean", "Columns to average."),
      aggregated("min", "Columns whose smallest value counts."),
      aggregated("max", "Columns whose largest value counts."),
      aggregated("first", "Columns whose first value counts."),
      aggregated("last", "Columns whose last value counts."),
      Parameter("count", .newColumn, .optional, "A new column for the number of rows."),
    ],
    gives: "table", example: "monthly = aggregate retail by=month sum=sales, tv mean=radio",
    infer: { inference throws(CommandError) in
      guard let columns = inference.columns() else { return inference.table(nil) }
      let plan = try Aggregate(inference.arguments, columns)
      return inference.table(plan.shape(columns))
    },
    run: { invocation in
      let value = try invocation.tableValue()
      let plan = try Aggregate(invocation.arguments, ColumnShape.columns(of: value.table))
      return Outcome(value: TableValue(try plan.applied(to: value.table)))
    })

  private static func aggregated(_ name: String, _ summary: String) -> Parameter {
    Parameter(name, .list(.column(of: "table", .unknown)), .optional, summary)
  }
}

/// What `aggregate` was asked for, settled by the columns that are there.
private struct Aggregate {
  var keys: [String] = []
  var period: Period?
  var date: String?
  var results: [Aggregation] = []
  var count: String?

  init(_ arguments: Arguments, _ columns: [ColumnShape]) throws(CommandError) {
    count = arguments.optionalText("count")
    let dates = columns.filter { $0.holds == .dates }.map(\.name)
    date = arguments.optionalText("date") ?? dates.first
    for word in arguments.texts("by") { try addKey(word, columns, arguments) }
    let made = keys + (period == nil ? [] : [date ?? ""])
    if let double = Vocabulary.firstDouble(made) {
      throw CommandError("\"\(double)\" is grouped by twice", parameter: "by", word: double)
    }
    try addResults(arguments, columns, made)
    let names = made + results.map(\.name) + (count.map { [$0] } ?? [])
    if let double = Vocabulary.firstDouble(names) {
      throw CommandError(
        "the result would have two columns \"\(double)\"; leave one of them out", word: double)
    }
  }

  /// A column's name wins over a period's, unless the column holds dates: then both mean the same.
  private mutating func addKey(
    _ word: String, _ columns: [ColumnShape], _ arguments: Arguments
  ) throws(CommandError) {
    let column = columns.first { $0.name == word }
    let period = Period(rawValue: word)
    switch (column, period) {
    case (let column?, let period?) where column.holds == .dates && self.period == nil:
      if !arguments.isGiven("date") { date = word }
      self.period = period
    case (.some, _): keys.append(word)
    case (nil, let period?):
      guard self.period == nil else {
        throw CommandError("one period is enough", parameter: "by", word: word)
      }
      guard date != nil else {
        throw CommandError(
          "a period needs a column of dates, and the table has none", parameter: "by", word: word)
      }
      self.period = period
    case (nil, nil):
      let known = columns.map(\.name) + Period.allCases.map(\.rawValue)
      let near = NearestName.suggestion(for: word, among: known)
      let listed = known.prefix(16).joined(separator: ", ")
      throw CommandError(
        "\"\(word)\" is neither a column nor a period"
          + (near == nil ? "; there are \(listed)" : ""),
        parameter: "by", word: word, suggestion: near)
    }
  }

  private mutating func addResults(
    _ arguments: Arguments, _ columns: [ColumnShape], _ made: [String]
  ) throws(CommandError) {
    var asked: [(Aggregation.Function, String)] = []
    for function in Aggregation.Function.allCases where function != .count {
      for name in arguments.texts(function.rawValue) {
        guard let column = columns.first(where: { $0.name == name }) else {
          throw .noColumn(name, among: columns.map(\.name), parameter: function.rawValue)
        }
        let needsNumbers = function == .sum || function == .mean
        if needsNumbers, column.holds == .dates || column.holds == .texts {
          throw CommandError(
            "column \"\(name)\" holds \(column.holds.rawValue), which have no \(function.rawValue)",
            parameter: function.rawValue, word: name)
        }
        asked.append((function, name))
      }
    }
    if asked.isEmpty, count == nil {
      asked = columns.filter { $0.holds == .numbers && !made.contains($0.name) }.map {
        (.sum, $0.name)
      }
    }
    // A column that is asked for once keeps its name; twice, the function is added.
    let times = Dictionary(asked.map { ($0.1, 1) }, uniquingKeysWith: +)
    results = asked.map { function, column in
      let isTaken = (times[column] ?? 0) > 1 || made.contains(column)
      return Aggregation(function, column, as: isTaken ? "\(column)_\(function.rawValue)" : nil)
    }
  }

  func shape(_ columns: [ColumnShape]) -> [ColumnShape] {
    func holds(_ name: String) -> ColumnShape.Holds {
      columns.first { $0.name == name }?.holds ?? .unknown
    }
    let first = period == nil ? [] : [ColumnShape(date ?? "", .dates)]
    let values = results.map { ColumnShape($0.name, holds($0.column)) }
    return first + keys.map { ColumnShape($0, holds($0)) } + values
      + (count.map { [ColumnShape($0, .numbers)] } ?? [])
  }

  func applied(to table: Table) throws -> Table {
    guard let count else {
      return try table.aggregate(by: keys, results, over: period, of: date)
    }
    // The name of the column of ones that is summed; free in the table, whatever its columns are called.
    var ones = "rows"
    while table.names.contains(ones) { ones += "_" }
    let counting = table.replacing(
      Column(ones, numbers: [Double](repeating: 1, count: table.rowCount)))
    return try counting.aggregate(
      by: keys, results + [Aggregation(.sum, ones, as: count)], over: period, of: date)
  }
}

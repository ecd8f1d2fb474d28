import Figures
import Notebooks
import Statistics
import Tables

extension Vocabulary {
  /// Looking at data before modelling them.
  static let looking: [Command] = [
    describe, audit, correlate, collinearity, decompose, diagram,
  ]

  static let lookingChapter = "Looking at data"

  private static let describe = Command(
    "describe", in: lookingChapter,
    "One row a column: kind, count, missing, distinct, mean, deviation, quartiles, dates.",
    operands: [tableOperand], gives: "table", example: "describe retail",
    infer: { inference throws(CommandError) in
      let numbers = [
        "count", "missing", "distinct", "mean", "sd", "min", "q25", "median", "q75", "max",
      ]
      let columns =
        [ColumnShape("column", .texts), ColumnShape("kind", .texts)]
        + numbers.map { ColumnShape($0, .numbers) }
      return inference.table(columns + [ColumnShape("from", .dates), ColumnShape("to", .dates)])
    },
    run: { invocation in
      let numbers = ["mean", "sd", "min", "q25", "median", "q75", "max"]
      return Outcome(
        value: TableValue(
          try invocation.table().describe(),
          formats: Dictionary(numbers.map { ($0, .significant(4)) }) { first, _ in first }))
    })

  private static let audit = Command(
    "audit", in: lookingChapter,
    "Looks for what is wrong: gaps, doubles, missing cells, outliers, columns that say nothing.",
    operands: [tableOperand],
    options: [
      Parameter(
        "date", .column(of: "table", .dates), .optional,
        "The column of dates; the first by default."),
      Parameter(
        "keys", .list(.column(of: "table", .unknown)), .optional,
        "Columns that together with the date make a row unique, such as a region."),
      Parameter(
        "outliers", .number(1...100), .standard("3.5"),
        "How many robust deviations from the median are an outlier."),
    ],
    gives: "table", example: "audit retail",
    infer: { inference throws(CommandError) in
      let texts = ["column", "severity", "check"].map { ColumnShape($0, .texts) }
      return inference.table(
        texts + [
          ColumnShape("row", .numbers), ColumnShape("date", .dates),
          ColumnShape("finding", .texts),
        ])
    },
    run: { invocation in
      let table = try invocation.table()
      let rules = AuditRules(
        dateColumn: try invocation.dateColumn(of: table), keys: invocation.arguments.texts("keys"),
        outlierLimit: invocation.arguments.number("outliers"))
      let findings = try rules.audit(table)
      let looked = "\(counted(table.rowCount, "row")) and \(counted(table.columns.count, "column"))"
      let note =
        findings.rowCount == 0
        ? "Nothing wrong found in \(looked)."
        : "\(counted(findings.rowCount, "finding")) in \(looked)."
      return Outcome(
        value: TableValue(findings, notes: [note], formats: ["row": .decimals(0)]))
    })

  private static let correlate = Command(
    "correlate", in: lookingChapter,
    "Correlations of every two columns, over the rows where both have a value.",
    operands: [tableOperand],
    options: [
      columnsOption,
      Parameter(
        "method", .word(["pearson", "rank"]), .standard("pearson"),
        "Pearson's, of straight lines, or Spearman's, of ranks."),
    ],
    gives: "table", example: "moves = correlate retail columns=tv, digital, sales",
    infer: { inference throws(CommandError) in
      let given = inference.arguments.texts("columns")
      if let double = firstDouble(given) {
        throw CommandError(
          "column \"\(double)\" is named twice", parameter: "columns", word: double)
      }
      let known = inference.columns()?.filter { $0.holds == .numbers }.map(\.name)
      guard let names = given.isEmpty ? known : given else { return inference.table(nil) }
      return inference.table(
        [ColumnShape("column", .texts)] + names.map { ColumnShape($0, .numbers) })
    },
    run: { invocation in
      let correlations = try Correlations(invocation)
      return Outcome(
        value: TableValue(
          correlations.table, notes: correlations.notes,
          formats: Dictionary(correlations.names.map { ($0, .decimals(2)) }) { first, _ in first }))
    })

  static let columnsOption = Parameter(
    "columns", .list(.column(of: "table", .numbers)), .optional,
    "The columns; all columns of numbers where left out.")

  private static let collinearity = Command(
    "collinearity", in: lookingChapter,
    "How far each column is a mixture of the others: variance inflation, above 10 is harmful.",
    operands: [tableOperand], options: [columnsOption],
    gives: "table", example: "collinearity retail columns=tv, digital, radio, print, social",
    infer: { inference throws(CommandError) in
      inference.table([
        ColumnShape("column", .texts), ColumnShape("vif", .numbers),
        ColumnShape("tolerance", .numbers),
      ])
    },
    run: { invocation in
      let table = try invocation.filledTable(for: "collinearity")
      let names = try invocation.numberColumns("columns", of: table, atLeast: 2)
      let complete = try completeColumns(names, of: table)
      let rows = complete.columns.first?.count ?? 0
      guard rows > names.count else {
        throw CommandError(
          "\(counted(rows, "row")) without a missing cell, where \(names.count) columns need more",
          parameter: "table")
      }
      let factors = try varianceInflation(Matrix(columns: complete.columns, rows: rows))
      return Outcome(
        value: TableValue(
          Table([
            Column("column", texts: names.map { Optional($0) }), Column("vif", numbers: factors),
            Column("tolerance", numbers: factors.map { 1 / $0 }),
          ]), notes: complete.notes,
          formats: ["vif": .decimals(2), "tolerance": .decimals(3)]))
    })

  /// The rows in which no column has a missing or infinite number, and a note on those left out.
  static func completeColumns(
    _ names: [String], of table: Table
  ) throws(TableError) -> (columns: [[Double]], notes: [String]) {
    var columns: [[Double]] = []
    for name in names { columns.append(try table.numbers(name)) }
    let rows = (0..<table.rowCount).filter { row in columns.allSatisfy { $0[row].isFinite } }
    let lost = table.rowCount - rows.count
    let notes = lost > 0 ? ["\(counted(lost, "row")) with missing cells left out."] : []
    return (columns.map { column in rows.map { column[$0] } }, notes)
  }
}

/// The correlations of every two columns of a table.
struct Correlations {
  let names: [String]
  /// Row by row.
  let values: [Double]
  let notes: [String]

  /// What `correlate` and its plot were asked for: parameters `table`, `columns`, `method`.
  init(_ invocation: Invocation) throws {
    let table = try invocation.filledTable(for: "a correlation")
    names = try invocation.numberColumns("columns", of: table, atLeast: 2)
    guard names.count <= 60 else {
      throw CommandError(
        "\(names.count) columns of numbers are too many; name at most 60 with columns=",
        parameter: "table")
    }
    let isRank = invocation.arguments.optionalText("method") == "rank"
    let columns = try names.map { try table.numbers($0) }
    var values: [Double] = []
    for first in columns {
      for second in columns {
        let rows = first.indices.filter { first[$0].isFinite && second[$0].isFinite }
        let (a, b) = (rows.map { first[$0] }, rows.map { second[$0] })
        values.append(isRank ? rankCorrelation(a, b) : correlation(a, b))
      }
    }
    self.values = values
    notes =
      columns.contains { $0.contains { !$0.isFinite } }
      ? ["Missing cells are left out pair by pair."] : []
  }

  /// One row a column, its name first.
  var table: Table {
    // A table may have a column "column" of its own, and names are unique.
    let title = names.contains("column") ? "column_name" : "column"
    let count = names.count
    return Table(
      [Column(title, texts: names.map { Optional($0) })]
        + names.indices.map { column in
          Column(names[column], numbers: (0..<count).map { values[$0 * count + column] })
        })
  }

  /// The two different columns that move together, or against each other, most.
  var strongest: (first: String, second: String, value: Double)? {
    var best: (first: String, second: String, value: Double)?
    for row in names.indices {
      for column in 0..<row {
        let value = values[row * names.count + column]
        if !value.isNaN, abs(value) > abs(best?.value ?? 0) {
          best = (names[column], names[row], value)
        }
      }
    }
    return best
  }
}

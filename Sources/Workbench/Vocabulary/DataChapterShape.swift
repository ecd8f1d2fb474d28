import Notebooks
import Tables

extension Vocabulary {
  /// Tables from tables.
  static let shaping: [Command] = [
    clean, select, rename, filter, derive, aggregate, join, stack, sort, split, head, tail,
  ]

  static let shapingChapter = "Tables"

  private static let select = Command(
    "select", in: shapingChapter, "Keeps some columns, in the order named.",
    operands: [
      tableOperand,
      Parameter(
        "columns", .list(.column(of: "table", .unknown)), .optional, "The columns to keep."),
    ],
    options: [
      Parameter(
        "without", .list(.column(of: "table", .unknown)), .optional,
        "The columns to leave out, where the others are kept.")
    ],
    gives: "table", example: "spend = select retail week, tv, digital",
    infer: { inference throws(CommandError) in
      let (kept, dropped) = try selection(inference.arguments)
      guard let columns = inference.columns() else { return inference.table(nil) }
      return inference.table(
        kept.isEmpty
          ? columns.filter { !dropped.contains($0.name) }
          : kept.compactMap { name in columns.first { $0.name == name } })
    },
    run: { invocation in
      let (kept, dropped) = try selection(invocation.arguments)
      let value = try invocation.tableValue()
      let table = value.table
      return Outcome(
        value: TableValue(
          kept.isEmpty ? try table.dropping(dropped) : try table.select(kept),
          formats: value.formats))
    })

  private static func selection(
    _ arguments: Arguments
  ) throws(CommandError) -> (kept: [String], dropped: [String]) {
    let kept = arguments.texts("columns")
    let dropped = arguments.texts("without")
    guard kept.isEmpty != dropped.isEmpty else {
      throw CommandError(
        kept.isEmpty
          ? "name the columns to keep, or those to leave out with without="
          : "either the columns to keep or those to leave out, not both",
        parameter: kept.isEmpty ? nil : "without")
    }
    if let double = firstDouble(kept) {
      throw CommandError(
        "column \"\(double)\" is named twice", parameter: "columns", word: double)
    }
    return (kept, dropped)
  }

  private static let rename = Command(
    "rename", in: shapingChapter, "Gives columns other names.",
    operands: [tableOperand],
    openOptions: Command.OpenOptions(
      keyName: "new name", type: .column(of: "table", .unknown),
      summary: "The column that gets this name."),
    gives: "table", example: "sales = rename raw week=Date tv=\"TV spend\"",
    infer: { inference throws(CommandError) in
      let names = try newNames(inference.arguments)
      guard let columns = inference.columns() else { return inference.table(nil) }
      let renamed = columns.map { ColumnShape(names[$0.name] ?? $0.name, $0.holds) }
      if let double = firstDouble(renamed.map(\.name)) {
        throw CommandError(
          "two columns would be named \"\(double)\"", word: double)
      }
      return inference.table(renamed)
    },
    run: { invocation in
      Outcome(
        value: TableValue(
          try invocation.table().renamed(try newNames(invocation.arguments))))
    })

  /// Old names to new ones.
  private static func newNames(_ arguments: Arguments) throws(CommandError) -> [String: String] {
    var names: [String: String] = [:]
    for open in arguments.open {
      guard case .column(let old) = open.bound.value else { continue }
      if names.updateValue(open.key, forKey: old) != nil {
        throw CommandError("column \"\(old)\" is renamed twice", place: open.bound.span)
      }
    }
    guard !names.isEmpty else {
      throw CommandError("say which column gets which name: NEW=OLD")
    }
    return names
  }

  private static let join = Command(
    "join", in: shapingChapter,
    "Adds the columns of a second table to the rows of the first that share a key with it.",
    operands: [
      Parameter("left", .value(["table"]), "The table whose rows are kept in their order."),
      Parameter("right", .value(["table"]), "The table whose columns are added; one row a key."),
    ],
    options: [
      Parameter(
        "on", .list(.column(of: "left", .unknown)),
        "The columns that both have and share values of."
      ),
      Parameter(
        "keep", .word(["matches", "all"]), .standard("matches"),
        "Rows of the first without a partner: left out, or kept with missing cells."),
    ],
    gives: "table", example: "both = join sales weather on=week keep=all",
    infer: { inference throws(CommandError) in try joinedShape(inference) },
    run: { invocation in
      let (left, right) = (try invocation.table("left"), try invocation.table("right"))
      let keys = invocation.arguments.texts("on")
      for key in keys where !right.names.contains(key) {
        throw CommandError.noColumn(
          key, in: invocation.arguments.text("right"), among: right.names, parameter: "on")
      }
      let kind: JoinKind = invocation.arguments.text("keep") == "all" ? .left : .inner
      do throws(TableError) {
        let joined = try left.join(right, on: keys, kind: kind)
        let lost = left.rowCount - joined.rowCount
        let notes =
          lost > 0
          ? ["\(counted(lost, "row")) without a partner left out (keep=all keeps them)."] : []
        return Outcome(value: TableValue(joined, notes: notes))
      } catch {
        if case .duplicateColumn(let name) = error {
          throw CommandError(
            "both tables have a column \"\(name)\"; rename or leave out one of them",
            parameter: "right")
        }
        throw CommandError.of(error, parameter: "on")
      }
    })

  private static func joinedShape(_ inference: Inference) throws(CommandError) -> Shape {
    let keys = inference.arguments.texts("on")
    guard let right = inference.columns("right") else { return inference.table(nil) }
    for key in keys where !right.contains(where: { $0.name == key }) {
      throw .noColumn(
        key, in: inference.arguments.optionalText("right"), among: right.map(\.name),
        parameter: "on")
    }
    guard let left = inference.columns("left") else { return inference.table(nil) }
    let added = right.filter { !keys.contains($0.name) }
    if let double = added.first(where: { column in left.contains { $0.name == column.name } }) {
      throw CommandError(
        "both tables have a column \"\(double.name)\"; rename or leave out one of them",
        parameter: "right")
    }
    return inference.table(left + added)
  }
}

// MARK: - Rows

extension Vocabulary {
  private static let sort = Command(
    "sort", in: shapingChapter, "Puts the rows in order; missing cells come last.",
    operands: [tableOperand],
    options: [
      Parameter(
        "by", .list(.column(of: "table", .unknown)), "The columns to sort by, the first first."),
      Parameter("descending", .flag, .standard("no"), "Whether the largest comes first."),
    ],
    gives: "table", example: "best = sort retail by=sales descending=yes",
    infer: { inference throws(CommandError) in inference.table(inference.columns()) },
    run: { invocation in
      let isDescending = invocation.arguments.flag("descending")
      let keys = invocation.arguments.texts("by").map { SortKey($0, descending: isDescending) }
      let value = try invocation.tableValue()
      return Outcome(
        value: TableValue(try value.table.sorted(by: keys), formats: value.formats))
    })

  private static let head = Command(
    "head", in: shapingChapter, "The first rows.",
    operands: [tableOperand], options: [rowsOption], gives: "table",
    example: "head retail rows=5",
    infer: { inference throws(CommandError) in inference.table(inference.columns()) },
    run: { invocation in
      let value = try invocation.tableValue()
      let rows = invocation.arguments.integer("rows")
      return Outcome(value: TableValue(value.table.head(rows), formats: value.formats))
    })

  private static let tail = Command(
    "tail", in: shapingChapter, "The last rows.",
    operands: [tableOperand], options: [rowsOption], gives: "table",
    example: "tail retail rows=5",
    infer: { inference throws(CommandError) in inference.table(inference.columns()) },
    run: { invocation in
      let value = try invocation.tableValue()
      let rows = invocation.arguments.integer("rows")
      return Outcome(value: TableValue(value.table.tail(rows), formats: value.formats))
    })

  private static let rowsOption = Parameter(
    "rows", .integer(0...1_000_000_000), .standard("10"), "How many rows.")

  private static let split = Command(
    "split", in: shapingChapter,
    "One part of a table cut in time: the earlier rows to learn from, or the later ones to test on.",
    operands: [tableOperand],
    options: [
      Parameter("part", .word(["train", "test"]), .standard("train"), "Earlier or later rows."),
      Parameter(
        "share", .share, .optional, "The share of the rows that is the test part; 20% by default."),
      Parameter(
        "rows", .integer(0...1_000_000_000), .optional, "The number of rows of the test part."),
      Parameter("at", .day, .optional, "The first date of the test part."),
      Parameter(
        "date", .column(of: "table", .dates), .optional,
        "The column of dates; the first by default. Without one the rows are cut as they stand."),
    ],
    gives: "table", example: "train = split retail part=train share=20%",
    infer: { inference throws(CommandError) in
      try requireOneCut(inference.arguments)
      return inference.table(inference.columns())
    },
    run: { invocation in
      try requireOneCut(invocation.arguments)
      let table = try invocation.table()
      let cut = try parts(of: table, invocation)
      let isTrain = invocation.arguments.text("part") == "train"
      return Outcome(value: TableValue(isTrain ? cut.before : cut.after))
    })

  private static func requireOneCut(_ arguments: Arguments) throws(CommandError) {
    let given = ["share", "rows", "at"].filter { arguments.isGiven($0) }
    guard given.count <= 1 else {
      throw CommandError(
        "one of share=, rows= and at= says where to cut, not \(enumerated(given))",
        parameter: given.last)
    }
  }

  private static func parts(
    of table: Table, _ invocation: Invocation
  ) throws -> (before: Table, after: Table) {
    let arguments = invocation.arguments
    let date = try invocation.dateColumn(of: table)
    if let day = arguments.optionalDay("at") {
      guard let date else {
        throw CommandError("a date to cut at needs a column of dates", parameter: "at")
      }
      return try table.split(at: day, column: date)
    }
    var share = 1 - (arguments.optionalNumber("share") ?? 0.2)
    if let rows = arguments.optionalInteger("rows") {
      guard rows <= table.rowCount else {
        throw CommandError(
          "the table has \(counted(table.rowCount, "row")), fewer than the \(rows) asked for",
          parameter: "rows")
      }
      share = table.rowCount == 0 ? 1 : 1 - Double(rows) / Double(table.rowCount)
    }
    return try table.split(share: share, column: date)
  }
}

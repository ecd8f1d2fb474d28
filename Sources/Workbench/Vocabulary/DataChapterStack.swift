import Marketing
import Notebooks
import Tables

extension Vocabulary {
  static let stack = Command(
    "stack", in: shapingChapter,
    "Puts the rows of several tables with the same columns one below the other.",
    operands: [
      Parameter(
        "tables", .list(.value(["table"])), "The tables; columns come in the order of the first.")
    ],
    options: [
      Parameter(
        "source", .newColumn, .optional, "A new first column for the name of each row's table.")
    ],
    gives: "table", example: "both = stack spring, autumn",
    infer: { inference throws(CommandError) in
      try requireSeveral(inference.arguments)
      let all = inference.shapes("tables").map(\.columns)
      guard let first = all.first ?? nil else { return inference.table(nil) }
      let names = inference.arguments.texts("tables")
      for (name, columns) in zip(names, all).dropFirst() {
        guard let columns else { continue }
        try requireSame(first.map(\.name), columns.map(\.name), name, names[0])
      }
      guard let source = inference.arguments.optionalText("source") else {
        return inference.table(first)
      }
      try requireNew(source, first.map(\.name))
      return inference.table([ColumnShape(source, .texts)] + first)
    },
    run: { invocation in
      try requireSeveral(invocation.arguments)
      var tables: [(name: String, value: TableValue)] = []
      for (name, value) in try invocation.anyValues("tables") {
        guard let table = value as? TableValue else {
          throw CommandError("\"\(name)\" is not a table", parameter: "tables", word: name)
        }
        tables.append((name, table))
      }
      let first = tables[0]
      for (name, value) in tables.dropFirst() {
        try requireSame(first.value.table.names, value.table.names, name, first.name)
      }
      var stacked: Table
      do throws(TableError) {
        stacked = try Table.stacked(tables.map(\.value.table))
      } catch {
        guard case .unlikeKeys(let column, let left, let right) = error else {
          throw CommandError.of(error, parameter: "tables")
        }
        throw CommandError(
          "column \"\(column)\" holds \(left) in one table and \(right) in another",
          parameter: "tables")
      }
      if let source = invocation.arguments.optionalText("source") {
        try requireNew(source, stacked.names)
        let names = tables.flatMap {
          [String?](repeating: $0.name, count: $0.value.table.rowCount)
        }
        stacked = Table([Column(source, texts: names)] + stacked.columns)
      }
      return Outcome(
        value: TableValue(
          stacked, truth: Truth(tests: tables.map(\.value.truth)), formats: first.value.formats))
    })

  private static func requireSeveral(_ arguments: Arguments) throws(CommandError) {
    guard arguments.texts("tables").count >= 2 else {
      throw CommandError("two tables or more are stacked; here is 1", parameter: "tables")
    }
  }

  private static func requireSame(
    _ wanted: [String], _ found: [String], _ name: String, _ first: String
  ) throws(CommandError) {
    if let lacking = wanted.first(where: { !found.contains($0) }) {
      throw CommandError(
        "\"\(name)\" has no column \"\(lacking)\", which \"\(first)\" has; stacked tables have the same columns",
        parameter: "tables", word: name, suggestion: nil)
    }
    if let added = found.first(where: { !wanted.contains($0) }) {
      throw CommandError(
        "\"\(name)\" has a column \"\(added)\", which \"\(first)\" has not; select the columns that both have",
        parameter: "tables", word: name)
    }
  }

  private static func requireNew(_ source: String, _ names: [String]) throws(CommandError) {
    guard !names.contains(source) else {
      throw CommandError(
        "the tables have a column \"\(source)\" already; call the new one otherwise",
        parameter: "source")
    }
  }
}

extension Truth {
  /// The truth of tests that were stacked; nil where one of them has another truth or none.
  fileprivate init?(tests truths: [Truth?]) {
    var all: [TestTruth] = []
    for truth in truths {
      guard case .tests(let tests)? = truth else { return nil }
      all += tests
    }
    self = .tests(all)
  }
}

import Notebooks
import Tables

extension Vocabulary {
  static let clean = Command(
    "clean", in: shapingChapter,
    "Mends what an audit finds: missing cells, repeated rows, rows out of order; notes each change.",
    operands: [tableOperand],
    options: [
      Parameter(
        "missing", .word(MissingCells.allCases.map(\.rawValue)), .standard("keep"),
        "Missing numbers: kept, their rows dropped, set to zero or the mean, or interpolated "
          + "between the rows above and below."),
      columnsOption,
      Parameter("repeated", .word(["drop", "keep"]), .standard("drop"), "Rows that repeat one."),
      Parameter("sort", .flag, .standard("yes"), "Whether rows are put in the order of the dates."),
      dateOption,
    ],
    gives: "table", example: "tidy = clean raw missing=interpolate columns=tv, radio",
    infer: { inference throws(CommandError) in inference.table(inference.columns()) },
    run: { invocation in
      let value = try invocation.tableValue()
      var table = value.table
      var notes: [String] = []
      if invocation.arguments.text("repeated") == "drop" { dropRepeated(&table, &notes) }
      if invocation.arguments.flag("sort"), let date = try invocation.dateColumn(of: table) {
        let sorted = try table.sorted(by: [SortKey(date)])
        if sorted != table { notes.append("Rows put in the order of \(date).") }
        table = sorted
      }
      if let way = MissingCells(rawValue: invocation.arguments.text("missing")), way != .keep {
        let columns = try invocation.numberColumns("columns", of: table, atLeast: 1)
        try way.mend(columns, of: &table, &notes)
      }
      if notes.isEmpty { notes = ["Nothing needed a change."] }
      return Outcome(value: TableValue(table, notes: notes, formats: value.formats))
    })

  private static func dropRepeated(_ table: inout Table, _ notes: inout [String]) {
    var seen: Set<[Tables.Cell]> = []
    let kept = (0..<table.rowCount).filter { row in
      seen.insert(table.columns.map { $0[row] }).inserted
    }
    let lost = table.rowCount - kept.count
    guard lost > 0 else { return }
    notes.append("\(counted(lost, "repeated row")) dropped.")
    table = table.rows(kept)
  }
}

/// What `clean` does with missing numbers.
private enum MissingCells: String, CaseIterable {
  case keep
  case drop
  case zero
  case mean
  case interpolate

  func mend(_ names: [String], of table: inout Table, _ notes: inout [String]) throws {
    if self == .drop {
      let columns = try names.map { try table.numbers($0) }
      let kept = (0..<table.rowCount).filter { row in columns.allSatisfy { !$0[row].isNaN } }
      let lost = table.rowCount - kept.count
      if lost > 0 { notes.append("\(counted(lost, "row")) with missing numbers dropped.") }
      table = table.rows(kept)
      return
    }
    for name in names {
      let numbers = try table.numbers(name)
      let holes = numbers.count { $0.isNaN }
      guard holes > 0 else { continue }
      guard holes < numbers.count else {
        throw CommandError(
          "column \"\(name)\" has no number to go by; leave it out", parameter: "table")
      }
      table = table.replacing(Column(name, numbers: filled(numbers)))
      notes.append("\(name): \(counted(holes, "cell")) \(done).")
    }
  }

  private var done: String {
    switch self {
    case .zero: "set to zero"
    case .mean: "set to the mean"
    default: "interpolated"
    }
  }

  /// The numbers without holes; at least one is there.
  private func filled(_ numbers: [Double]) -> [Double] {
    let present = numbers.indices.filter { !numbers[$0].isNaN }
    switch self {
    case .keep, .drop: return numbers
    case .zero: return numbers.map { $0.isNaN ? 0 : $0 }
    case .mean:
      let mean = present.reduce(0) { $0 + numbers[$1] } / Double(max(1, present.count))
      return numbers.map { $0.isNaN ? mean : $0 }
    case .interpolate:
      var filled = numbers
      // Before the first and behind the last number there is nothing to go between: the nearest stands in.
      if let first = present.first { for row in 0..<first { filled[row] = numbers[first] } }
      if let last = present.last {
        for row in (last + 1)..<max(last + 1, numbers.count) { filled[row] = numbers[last] }
      }
      for (above, below) in zip(present, present.dropFirst()) where below - above > 1 {
        let step = (numbers[below] - numbers[above]) / Double(below - above)
        for row in (above + 1)..<below {
          filled[row] = numbers[above] + step * Double(row - above)
        }
      }
      return filled
    }
  }
}

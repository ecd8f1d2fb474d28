import Notebooks
import Tables

/// The columns that a table named in an option must have, and what they hold.
struct DueColumns {
  /// One column.
  struct Column {
    let name: String
    let holds: ColumnShape.Holds
    var isOptional = false
  }

  let columns: [Column]
  /// What the rows are, for messages: `lifts`.
  let what: String
  /// The option that names the table.
  let parameter: String

  /// What is wrong with a table's columns; nil where nothing is.
  func problem(of shapes: [ColumnShape], in table: String) -> CommandError? {
    let names = shapes.map(\.name)
    for due in columns {
      guard let column = shapes.first(where: { $0.name == due.name }) else {
        guard !due.isOptional else { continue }
        return CommandError(
          "no column \"\(due.name)\" in \"\(table)\"; \(what) have \(listed(isOptional: false)) and "
            + "may have \(listed(isOptional: true))", parameter: parameter, word: table,
          suggestion: NearestName.suggestion(for: due.name, among: names).map {
            "rename \(table) \(due.name)=\($0)"
          })
      }
      // An optional column without any value may have been read as any kind.
      if !due.isOptional, column.holds != .unknown, column.holds != due.holds {
        return CommandError(
          "column \"\(due.name)\" of \"\(table)\" holds \(column.holds.rawValue), where \(what) "
            + "have \(due.holds.rawValue)", parameter: parameter, word: table)
      }
    }
    return nil
  }

  private func listed(isOptional: Bool) -> String {
    columns.filter { $0.isOptional == isOptional }.map(\.name).joined(separator: ", ")
  }
}

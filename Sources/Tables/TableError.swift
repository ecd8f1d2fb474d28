/// What the world can do wrong to a table.
public enum TableError: Error, Sendable, Hashable {
  /// A column was asked for that is not there.
  case noColumn(String, among: [String])
  /// A column holds another kind of values than the operation needs.
  case wrongKind(column: String, found: String, expected: String)
  /// A name that would be used twice.
  case duplicateColumn(String)
  /// Rows (from 1) that share a key which must be unique.
  case duplicateKey(columns: [String], key: String, rows: [Int])
  /// Key columns of two tables that hold different kinds.
  case unlikeKeys(column: String, left: String, right: String)
  /// A condition that compares a column with a constant of another kind.
  case unlikeConstant(column: String, holds: String, constant: String)
  /// An argument outside of its range.
  case badArgument(String, found: String, expected: String)
  /// Rows are needed, and there are none.
  case noRows(String)
  /// An expression that cannot be read; the position counts characters from 0.
  case badExpression(String, position: Int, reason: String)
}

extension TableError: CustomStringConvertible {
  /// What was found, what was expected and what to do.
  public var description: String {
    switch self {
    case .noColumn(let name, let names):
      let near = NearestName.suggestion(for: name, among: names).map { "; did you mean \"\($0)\"?" }
      return "no column \"\(name)\"" + (near ?? "; the columns are \(TableError.listed(names))")
    case .wrongKind(let column, let found, let expected):
      return "column \"\(column)\" holds \(found), where \(expected) are due"
    case .duplicateColumn(let name):
      return "the name \"\(name)\" would be used twice; rename one of the columns"
    case .duplicateKey(let columns, let key, let rows):
      return "rows \(TableError.listed(rows.map(String.init))) share the key \(key) in "
        + "\(columns.joined(separator: ", ")), which must be unique"
    case .unlikeKeys(let column, let left, let right):
      return "column \"\(column)\" holds \(left) on the left and \(right) on the right"
    case .unlikeConstant(let column, let holds, let constant):
      return "column \"\(column)\" holds \(holds), which \(constant) cannot be compared with"
    case .badArgument(let name, let found, let expected):
      return "\(name) is \(found), where \(expected) is due"
    case .noRows(let purpose):
      return "the table has no rows; \(purpose) needs some"
    case .badExpression(let text, let position, let reason):
      return "\(reason) at character \(position + 1) of \"\(text)\""
    }
  }

  /// The first twelve, so that a message stays one.
  private static func listed(_ words: [String]) -> String {
    let shown = words.prefix(12).joined(separator: ", ")
    return words.count > 12 ? "\(shown) and \(words.count - 12) more" : shown
  }
}

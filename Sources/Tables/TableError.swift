/// What the world can do wrong to a table.
public enum TableError: Error, Sendable, Hashable {
  /// A column was asked for that is not there.
  case noColumn(String, among: [String])
  /// A column holds another kind of values than the operation needs.
  case wrongKind(column: String, found: String, expected: String)
}

extension TableError: CustomStringConvertible {
  /// What was found, what was expected and what to do.
  public var description: String {
    switch self {
    case .noColumn(let name, let names):
      let near = NearestName.suggestion(for: name, among: names).map { "; did you mean \"\($0)\"?" }
      return "no column \"\(name)\""
        + (near ?? "; the columns are \(names.joined(separator: ", "))")
    case .wrongKind(let column, let found, let expected):
      return "column \"\(column)\" holds \(found), where \(expected) are due"
    }
  }
}

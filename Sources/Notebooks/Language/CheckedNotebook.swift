/// A notebook whose every statement has been understood: a graph of calls, ready to run.
public struct CheckedNotebook: Sendable {
  /// The notebook.
  public let notebook: Notebook
  /// The calls of each cell, in order; empty for hints and for exercises' own text.
  public let cells: [[Call]]
  /// The inline values' expressions and formats.
  public let inlineValues: [CheckedInlineValue]
  /// The parameters with the values they have in this run.
  public let parameters: [String: Scalar]
  /// What is known of each name before it runs.
  public let shapes: [String: Shape]
  /// The messages of cells that must fail and do so before they run, by cell.
  public let expectedFailures: [Int: Diagnostic]
  /// Everything that is wrong or worth a look.
  public let diagnostics: [Diagnostic]

  /// Whether it can run.
  public var canRun: Bool { !diagnostics.contains { $0.severity == .error } }

  /// The notebooks that it imports from, each once, in order of mention.
  public var imports: [String] {
    var seen: [String] = []
    for call in cells.joined() {
      guard case .importing = call.command.action, let from = call.arguments.optionalText("from"),
        !seen.contains(from)
      else { continue }
      seen.append(from)
    }
    return seen
  }

  /// The cell and the call that bind a name.
  func binding(of name: String) -> (cell: Int, call: Int)? {
    for (cell, calls) in cells.enumerated()
    where notebook.cells[cell].role == .code && notebook.cells[cell].fails == nil {
      for (index, call) in calls.enumerated() where call.statement.name?.text == name {
        return (cell, index)
      }
    }
    return nil
  }
}

/// An inline value after checking.
public struct CheckedInlineValue: Sendable, Hashable {
  /// The calculation, or nil where it is wrong.
  public let expression: Expression?
  /// How to write the result.
  public let format: ScalarFormat
}

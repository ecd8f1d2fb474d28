/// The state of a notebook that is being run or stepped through: a pure value that says what to do next.
///
/// Names are bound once, statements run in order, and what happened is told by `apply`; the caller carries out the actions
/// (running, caching, printing). The same machine serves `run`, `step` and whatever comes later.
///
///     var session = Session(checked)
///     var action = session.apply(.proceed)
///     while case .evaluate(let address) = action {
///       action = session.apply(try await evaluate(address))   // .finished or .failed
///     }
public struct Session: Sendable {
  /// What happened.
  public enum Event: Sendable {
    /// The reader wants the next statement.
    case proceed
    /// A statement ran.
    case finished(StatementResult, isFromCache: Bool)
    /// A statement failed.
    case failed(Diagnostic)
    /// The cell is not wanted: on to the next one.
    case skipCell
    /// Back to before a cell: its results and those after it are forgotten.
    case rewind(toCell: Int)
  }

  /// What to do.
  public enum Action: Sendable, Hashable {
    /// Evaluate a statement of a cell, then tell.
    case evaluate(cell: Int, call: Int)
    /// Nothing: every statement has run.
    case done
    /// Nothing: a statement failed.
    case stopped
  }

  /// The notebook.
  public let checked: CheckedNotebook
  /// What came of each cell so far.
  public private(set) var cells: [CellResult]
  /// The first statement that failed, or nil.
  public private(set) var failure: Diagnostic?
  /// The cell that failed, or nil.
  public private(set) var failedCell: Int?
  /// The cell that comes next; the number of cells where all have run.
  public private(set) var cell = 0
  private var call = 0

  /// A notebook of which nothing has run.
  public init(_ checked: CheckedNotebook) {
    self.checked = checked
    cells = checked.notebook.cells.map { _ in CellResult() }
  }

  /// Takes in what happened and says what to do.
  public mutating func apply(_ event: Event) -> Action {
    switch event {
    case .proceed: break
    case .finished(let result, let isFromCache): finish(result, isFromCache)
    case .failed(let diagnostic): fail(diagnostic)
    case .skipCell: leaveCell()
    case .rewind(let target): rewind(to: target)
    }
    return nextAction()
  }

  private mutating func finish(_ result: StatementResult, _ isFromCache: Bool) {
    guard cell < cells.count else { return }
    cells[cell].isFromCache =
      isFromCache && (cells[cell].statements.isEmpty || cells[cell].isFromCache)
    cells[cell].statements.append(result)
    call += 1
  }

  private mutating func fail(_ diagnostic: Diagnostic) {
    guard cell < cells.count else { return }
    if let part = checked.notebook.cells[cell].fails, diagnostic.sentence.contains(part) {
      cells[cell].state = .failedAsExpected(diagnostic)
      leaveCell()
      return
    }
    stop(diagnostic)
  }

  private mutating func stop(_ diagnostic: Diagnostic) {
    cells[cell].state = .failed(diagnostic)
    failure = diagnostic
    failedCell = cell
  }

  private mutating func rewind(to target: Int) {
    guard target >= 0 else { return }
    for index in target..<max(target, cells.count) { cells[index] = CellResult() }
    cell = min(target, cells.count)
    call = 0
    failure = nil
    failedCell = nil
  }

  private mutating func leaveCell() {
    cell += 1
    call = 0
  }

  private mutating func nextAction() -> Action {
    while failure == nil, cell < cells.count {
      if let expected = checked.expectedFailures[cell] {
        fail(expected)
        continue
      }
      switch checked.notebook.cells[cell].role {
      case .hint, .exercise:
        leaveCell()
        continue
      case .code, .solution, .check: break
      }
      if call < checked.cells[cell].count { return .evaluate(cell: cell, call: call) }
      if let part = checked.notebook.cells[cell].fails {
        // Not `fail`: the message quotes the part that was expected.
        stop(
          Diagnostic(
            "this cell was to fail with \"\(part)\", but it ran",
            at: checked.notebook.cells[cell].info))
        continue
      }
      cells[cell].state = .done
      leaveCell()
    }
    return failure == nil ? .done : .stopped
  }
}

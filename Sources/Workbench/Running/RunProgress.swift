import Dispatch
import Notebooks
import Statistics
import Synchronization

/// Shows how far a run has come: one line per notebook on a terminal, drawn over; plain log lines elsewhere.
///
/// It draws from a thread of its own, so that computations which take all of the others do not stop it.
final class RunProgress: Sendable {
  private let isInteractive: Bool
  private let board: Mutex<ProgressBoard>

  init(_ terminal: Terminal, _ notebooks: [String], isQuiet: Bool, isVerbose: Bool) {
    isInteractive = terminal.isInteractive && !isQuiet
    board = Mutex(ProgressBoard(terminal, notebooks, isQuiet: isQuiet, isVerbose: isVerbose))
  }

  /// Runs and shows; the results with the summary lines already printed.
  func follow(
    _ run: (@escaping @Sendable (Runner.Event) -> Void) async -> [NotebookResult]
  ) async -> [NotebookResult] {
    let clock = isInteractive ? startedClock() : nil
    let results = await run { [self] event in board.withLock { $0.take(event) } }
    clock?.cancel()
    board.withLock { $0.end(results) }
    return results
  }

  private func startedClock() -> any DispatchSourceTimer {
    let clock = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "progress"))
    clock.schedule(deadline: .now() + .milliseconds(100), repeating: .milliseconds(100))
    clock.setEventHandler { [self] in board.withLock { $0.draw() } }
    clock.resume()
    return clock
  }

  /// Computes a statement, and hears from it how far it has come, where somebody looks.
  func listening(
    to notebook: String, during work: () async throws -> Outcome
  ) async throws -> Outcome {
    guard isInteractive else { return try await work() }
    board.withLock { $0.begin(in: notebook) }
    return try await WorkProgress.following(
      { [self] state in board.withLock { $0.take(state, in: notebook) } }, during: work)
  }
}

/// What is known of each notebook under way.
private struct ProgressBoard: Sendable {
  private let terminal: Terminal
  private let isQuiet: Bool
  private let isVerbose: Bool
  private let clock = ContinuousClock()
  private var lines: [Line]
  private var drawnLines = 0
  private let nameWidth: Int

  private struct Line: Sendable {
    let name: String
    var started: ContinuousClock.Instant?
    var ended: ContinuousClock.Instant?
    var cells = 0
    var cell = 0
    var label = ""
    /// When the statement under way, or a new kind of work in it, began.
    var begun: ContinuousClock.Instant?
    var work: WorkProgress.State?
  }

  init(_ terminal: Terminal, _ notebooks: [String], isQuiet: Bool, isVerbose: Bool) {
    self.terminal = terminal
    self.isQuiet = isQuiet
    self.isVerbose = isVerbose
    lines = notebooks.map { Line(name: $0) }
    nameWidth = notebooks.map(\.count).max() ?? 0
  }

  mutating func take(_ event: Runner.Event) {
    let now = clock.now
    switch event {
    case .started(let name, let cells):
      update(name) {
        $0.started = now
        $0.cells = cells
      }
    case .cell(let name, let label, let number):
      update(name) {
        $0.cell = number
        $0.label = label
        $0.work = nil
      }
      if isVerbose, !terminal.isInteractive {
        terminal.say("\(name)  cell \(number)  \(Terminal.harmless(label))")
      }
    case .ended(let name): update(name) { $0.ended = now }
    }
  }

  /// A statement begins: what the one before told is over.
  mutating func begin(in name: String) {
    let now = clock.now
    update(name) {
      $0.begun = now
      $0.work = nil
    }
  }

  /// A statement tells how far it has come.
  mutating func take(_ state: WorkProgress.State, in name: String) {
    let now = clock.now
    update(name) { line in
      guard let known = line.work else {
        line.work = state
        return
      }
      // Threads may overtake each other; another total, or a start from the beginning, is other work.
      let isOther =
        known.total != state.total || known.unit != state.unit || 2 * state.done < known.done
      if isOther { line.begun = now }
      if isOther || state.done > known.done { line.work = state }
    }
  }

  private mutating func update(_ name: String, _ change: (inout Line) -> Void) {
    guard let index = lines.firstIndex(where: { $0.name == name }) else { return }
    change(&lines[index])
  }

  /// Draws the notebooks under way over the last drawing.
  mutating func draw() {
    guard terminal.isInteractive, !isQuiet else { return }
    erase()
    let active = lines.filter { $0.started != nil && $0.ended == nil }
    for line in active {
      let text =
        "  \(padded(line.name))  cell \(line.cell) of \(line.cells)  "
        + "\(Terminal.harmless(line.label))  \(seconds(of: line))\(progress(of: line))"
      terminal.put(String(text.prefix(terminal.width - 1)) + "\n")
    }
    drawnLines = active.count
  }

  private mutating func erase() {
    if drawnLines > 0 { terminal.put("\u{1B}[\(drawnLines)A\u{1B}[J") }
    drawnLines = 0
  }

  /// The summary, a line per notebook.
  mutating func end(_ results: [NotebookResult]) {
    erase()
    guard !isQuiet else { return }
    for line in lines {
      guard let result = results.first(where: { $0.notebook.name == line.name }) else {
        terminal.say("\(mark(false)) \(padded(line.name))  not run: see below")
        continue
      }
      let claims = result.claims
      let held = claims.count { $0.holds }
      let done = result.cells.count { $0.state != .notRun && !$0.isFailed }
      let all = result.cells.count { $0.state != .notRun } + result.waiting
      let kept = result.cells.allSatisfy { $0.statements.isEmpty || $0.isFromCache }
      let claimText = claims.isEmpty ? "" : "  \(held) of \(claims.count) claims hold"
      terminal.say(
        "\(mark(!result.hasFailed)) \(padded(line.name))  \(done) of \(all) cells"
          + "\(claimText)  \(seconds(of: line))\(kept ? "  unchanged" : "")")
    }
  }

  private func mark(_ isWell: Bool) -> String {
    isWell ? terminal.styled("✓", .green) : terminal.styled("✗", .red)
  }

  private func padded(_ name: String) -> String {
    name + String(repeating: " ", count: max(0, nameWidth - name.count))
  }

  /// `  34%, 2.1 s left`, where the statement under way tells.
  private func progress(of line: Line) -> String {
    guard let work = line.work, let begun = line.begun else { return "" }
    let estimate = WorkEstimate(
      done: work.done, total: work.total, unit: work.unit, elapsed: begun.duration(to: clock.now))
    return estimate.text.isEmpty ? "" : "  \(estimate.text)"
  }

  private func seconds(of line: Line) -> String {
    guard let started = line.started else { return "" }
    let elapsed = started.duration(to: line.ended ?? clock.now)
    let hundredths = Int(elapsed / .milliseconds(10))
    let rest = hundredths % 100
    return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest) s"
  }
}

extension CellResult {
  fileprivate var isFailed: Bool {
    if case .failed = state { true } else { false }
  }
}

extension NotebookResult {
  /// Cells after the one that failed, which therefore did not run.
  fileprivate var waiting: Int {
    guard let failedCell else { return 0 }
    return zip(notebook.cells, cells).dropFirst(failedCell + 1).count { cell, result in
      result.state == .notRun && cell.role == .code
    }
  }
}

import Notebooks

/// Shows how far a run has come: one line per notebook on a terminal, drawn over; plain log lines elsewhere.
struct RunProgress {
  private let terminal: Terminal
  private let isQuiet: Bool
  private let isVerbose: Bool

  init(_ terminal: Terminal, isQuiet: Bool, isVerbose: Bool) {
    self.terminal = terminal
    self.isQuiet = isQuiet
    self.isVerbose = isVerbose
  }

  private enum Signal: Sendable {
    case event(Runner.Event)
    case tick
  }

  /// Runs and shows; the results with the summary lines already printed.
  func follow(
    _ notebooks: [String],
    _ run: (@escaping @Sendable (Runner.Event) -> Void) async -> [NotebookResult]
  ) async -> [NotebookResult] {
    let (signals, feed) = AsyncStream<Signal>.makeStream()
    let board = ProgressBoard(terminal, notebooks, isQuiet: isQuiet, isVerbose: isVerbose)
    let drawer = Task {
      var board = board
      for await signal in signals {
        switch signal {
        case .event(let event): board.take(event)
        case .tick: board.draw()
        }
      }
      return board
    }
    let clock = Task {
      while !Task.isCancelled, terminal.isInteractive {
        try await Task.sleep(for: .milliseconds(100))
        feed.yield(.tick)
      }
    }
    let results = await run { feed.yield(.event($0)) }
    clock.cancel()
    feed.finish()
    var finished = await drawer.value
    finished.end(results)
    return results
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
      }
      if isVerbose, !terminal.isInteractive {
        terminal.say("\(name)  cell \(number)  \(Terminal.harmless(label))")
      }
    case .ended(let name): update(name) { $0.ended = now }
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
        + "\(Terminal.harmless(line.label))  \(seconds(of: line))"
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

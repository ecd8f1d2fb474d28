public import Notebooks

/// `mixbook check`: everything that can be known of notebooks without running them.
public struct CheckRun {
  private let request: RunRequest
  private let terminal: Terminal

  /// A check of the notebooks that were named, or of the whole course.
  public init(_ request: RunRequest, on terminal: Terminal) {
    self.request = request
    self.terminal = terminal
  }

  /// Checks; true where nothing is an error.
  public func run() async throws(UsageError) -> Bool {
    let project = try request.project()
    let library = try LibraryReader.read(
      request.paths, in: project, with: Engine.registry, overrides: try request.overrides())
    var blocks = library.problems.map(\.rendered)
    var hasErrors = library.hasErrors
    for name in library.wanted {
      guard let notebook = library.checked[name]?.notebook else { continue }
      let formulas = await PageHooks(project: project).formulas(of: notebook)
      hasErrors = hasErrors || formulas.diagnostics.contains { $0.severity == .error }
      blocks += formulas.diagnostics.map { $0.rendered(in: notebook.source) }
    }
    for block in blocks { terminal.complain(terminal.painted(diagnostic: block) + "\n") }
    if !request.isQuiet {
      let count = library.problems.reduce(0) { $0 + $1.diagnostics.count }
      let notebooks =
        library.wanted.count == 1 ? "1 notebook" : "\(library.wanted.count) notebooks"
      terminal.say(
        blocks.isEmpty
          ? "\(notebooks) checked, nothing wrong"
          : "\(notebooks) checked, \(count == 1 ? "1 finding" : "\(max(count, blocks.count)) findings")"
      )
    }
    return !hasErrors
  }
}

/// `mixbook why`: which results would be computed anew, and why.
public struct WhyRun {
  private let request: RunRequest
  private let place: String
  private let terminal: Terminal

  /// A question about a notebook or a cell: `02_baseline_model#fit`.
  public init(_ place: String, _ request: RunRequest, on terminal: Terminal) {
    self.place = place
    self.request = request
    self.terminal = terminal
  }

  /// Answers; true where it could.
  public func run() throws(UsageError) -> Bool {
    let parts = place.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
    var request = request
    request.paths = [String(parts[0])]
    let library = try LibraryReader.read(
      request.paths, in: try request.project(), with: Engine.registry,
      overrides: try request.overrides())
    for problem in library.problems {
      terminal.complain(terminal.painted(diagnostic: problem.rendered) + "\n")
    }
    guard let name = library.wanted.first, library.canRun(name) else { return false }
    let label = parts.count > 1 ? String(parts[1]) : nil
    let labels = library.checked[name]?.notebook.cells.map(\.label) ?? []
    if let label, !labels.contains(label) {
      throw UsageError("\(name) has no cell #\(label); it has \(labels.joined(separator: ", "))")
    }
    for verdict in Freshness(library, with: Engine.registry).verdicts(on: name, cell: label) {
      let mark =
        verdict.isFresh ? terminal.styled("fresh", .green) : terminal.styled("stale", .yellow)
      terminal.say("\(mark)  \(verdict.cell):\(verdict.line)  \(Terminal.harmless(verdict.text))")
      for reason in verdict.reasons { terminal.say("       \(Terminal.harmless(reason))") }
    }
    return true
  }
}

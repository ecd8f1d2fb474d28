import Figures
public import Notebooks

/// `mixbook step`: a notebook on the terminal, a passage at a time; the reader decides when a cell runs.
///
/// Lines are read, not keys: so it works in a pipe and in tmux, and the terminal is never in a state that Ctrl-C could
/// leave behind.
public struct StepRun {
  private let terminal: Terminal
  private let project: Project
  private let path: String
  private let overrides: [String: String]
  private var library: Library
  private var runner: Runner
  private var session: Session
  private var passages: [Passage]
  private var answers: Answers
  private var hintsShown = 0

  /// A reader at a notebook, where the last reading left off.
  public init(
    _ request: RunRequest, fromStart: Bool, on terminal: Terminal
  ) throws(UsageError) {
    guard request.paths.count == 1 else { throw UsageError("step takes one notebook") }
    self.terminal = terminal
    path = request.paths[0]
    overrides = try request.overrides()
    project = try request.project()
    library = try LibraryReader.read(
      [path], in: project, with: Engine.registry, overrides: overrides)
    guard let name = library.wanted.first, let checked = library.checked[name] else {
      throw UsageError(library.problems.map(\.rendered).joined(separator: "\n\n"))
    }
    answers = Answers.kept(for: name, in: project)
    if fromStart { answers.passage = 0 }
    runner = Runner(library, with: Engine.registry)
    session = Session(checked)
    passages = Passage.passages(of: checked.notebook)
    try reload()
  }

  private var notebook: Notebook { session.checked.notebook }
  private var name: String { notebook.name }

  /// Reads the notebook anew, with the learner's answers put in, and forgets what ran.
  private mutating func reload() throws(UsageError) {
    let plain = try LibraryReader.read(
      [path], in: project, with: Engine.registry, overrides: overrides)
    guard let name = plain.wanted.first, let original = plain.checked[name]?.notebook else {
      throw UsageError(plain.problems.map(\.rendered).joined(separator: "\n\n"))
    }
    library = try LibraryReader.read(
      [path], in: project, with: Engine.registry, overrides: overrides,
      texts: [name: answers.text(of: original)])
    guard let checked = library.checked[name] else {
      throw UsageError(library.problems.map(\.rendered).joined(separator: "\n\n"))
    }
    runner = Runner(library, with: Engine.registry)
    session = Session(checked)
    passages = Passage.passages(of: checked.notebook)
  }

  // MARK: - The loop

  /// Reads commands until the reader quits or the input ends; true where nothing failed on the way.
  public mutating func run() async throws(UsageError) -> Bool {
    let matter = notebook.frontMatter
    terminal.say(terminal.styled(Terminal.harmless(matter.title), .bold))
    if let summary = matter.summary { terminal.say(Terminal.harmless(summary)) }
    for problem in library.problems {
      terminal.say("\n" + terminal.painted(diagnostic: problem.rendered))
    }
    guard library.canRun(name) else { return false }
    if answers.passage > 0, answers.passage < passages.count {
      terminal.say("\nBack where you left off. b goes back, --from-start begins anew.")
    }
    answers.passage = min(answers.passage, passages.count - 1)
    await catchUp()
    await showPassage()
    while answers.passage < passages.count {
      terminal.put(prompt)
      guard let line = readLine() else {
        terminal.say("")
        break
      }
      if try await !obey(line) { break }
      answers.keep(for: name, in: project)
    }
    answers.keep(for: name, in: project)
    return session.failure == nil
  }

  private var prompt: String {
    let place = "\(answers.passage + 1)/\(passages.count)"
    let choice =
      switch passages[answers.passage].stop {
      case .cell(let index) where notebook.cells[index].role == .exercise:
        "Enter checks your answer · e edit it · h hint · a answer"
      case .cell: "Enter runs the cell"
      case .quiz: "your choice, or Enter for the answer"
      case .end: "Enter ends"
      }
    return terminal.styled("\n[\(place)] \(choice) · ? help > ", .dim)
  }

  /// False where the reader quits.
  private mutating func obey(_ line: String) async throws(UsageError) -> Bool {
    let words = line.split(separator: " ").map(String.init)
    switch (words.first ?? "", words.count) {
    case ("", 0), ("n", 1): return await next()
    case ("q", 1): return false
    case ("b", 1): await goBack()
    case ("r", 1):
      while await next(), answers.passage < passages.count {
        if session.failure != nil { break }
      }
      return answers.passage < passages.count
    case ("e", 1): try await edit()
    case ("o", 1): await openReport()
    case ("s", 2): await show(words[1])
    case ("s", 1): listNames()
    case ("h", 1): showHint()
    case ("a", 1): showAnswer()
    case ("?", 1): terminal.say(StepRun.help)
    default:
      if case .quiz(let index) = passages[answers.passage].stop, words.count == 1,
        let choice = Int(words[0])
      {
        terminal.say(view.verdict(onChoice: choice, of: notebook.quizzes[index]))
      } else {
        terminal.say("\"\(Terminal.harmless(line))\" is no command here.\n\(StepRun.help)")
      }
    }
    return true
  }

  static let help = """
    Enter  run the cell and go on        b  back to the cell before
    r      run to the end                e  edit the cell in $EDITOR
    s NAME show what a name stands for   s  list the names
    o      write and open the report     h  the next hint     a  the answer
    ?      this help                     q  quit; you come back to this place
    """

  // MARK: - Moving

  /// Runs what is behind the place where the reader left off; nearly always from the cache.
  private mutating func catchUp() async {
    let firstCell = passages[answers.passage].firstCell(after: passages, answers.passage)
    var action = session.apply(.proceed)
    while case .evaluate(let cell, let call) = action, cell < firstCell ?? Int.max {
      action = session.apply(await runner.evaluate(cell: cell, call: call, of: name))
    }
  }

  private mutating func next() async -> Bool {
    switch passages[answers.passage].stop {
    case .end:
      terminal.say("That was \(Terminal.harmless(notebook.frontMatter.title)).")
      answers.passage = 0
      answers.keep(for: name, in: project)
      answers.passage = passages.count
      return false
    case .quiz(let index): terminal.say(view.solution(of: notebook.quizzes[index]))
    case .cell(let index):
      guard await runCell(index) else { return true }
    }
    answers.passage += 1
    hintsShown = 0
    await showPassage()
    return true
  }

  /// Runs a cell, and an exercise's answer with its checks; false where it failed and the reader should look.
  private mutating func runCell(_ index: Int) async -> Bool {
    let last = lastCell(belongingTo: index)
    var action = session.apply(.proceed)
    while case .evaluate(let cell, let call) = action, cell <= last {
      action = session.apply(await runner.evaluate(cell: cell, call: call, of: name))
    }
    for cell in index...last {
      for statement in session.cells[cell].statements {
        for output in statement.outputs { terminal.say(terminal.text(of: output)) }
      }
      if case .failedAsExpected(let diagnostic) = session.cells[cell].state {
        terminal.say(
          "As it should, this fails:\n"
            + terminal.painted(diagnostic: diagnostic.rendered(in: notebook.source)))
      }
    }
    guard let failure = session.failure else { return true }
    terminal.say(terminal.painted(diagnostic: failure.rendered(in: notebook.source)))
    _ = session.apply(.rewind(toCell: index))
    return false
  }

  /// An exercise's solution and checks run with it.
  private func lastCell(belongingTo index: Int) -> Int {
    guard notebook.cells[index].role == .exercise else { return index }
    let label = notebook.cells[index].label
    let companions = notebook.cells.indices.filter { companion in
      switch notebook.cells[companion].role {
      case .solution(let exercise), .check(let exercise): exercise == label
      case .code, .exercise, .hint: false
      }
    }
    return max(index, companions.max() ?? index)
  }

  private mutating func goBack() async {
    guard answers.passage > 0 else {
      terminal.say("This is the beginning.")
      return
    }
    answers.passage -= 1
    hintsShown = 0
    if case .cell(let index) = passages[answers.passage].stop {
      _ = session.apply(.rewind(toCell: index))
    }
    await showPassage()
  }

  // MARK: - Showing

  private var view: StepView {
    StepView(terminal: terminal, notebook: notebook, answers: answers)
  }

  private mutating func showPassage() async {
    guard answers.passage < passages.count else { return }
    let values = await runner.result(of: session)?.inlineValues.map(\.text) ?? []
    terminal.say(view.text(of: passages[answers.passage], values: values))
  }

  private mutating func show(_ asked: String) async {
    do {
      for output in try await runner.shown(asked, in: name) {
        terminal.say(terminal.text(of: output))
      }
    } catch {
      terminal.say("\(Terminal.harmless("\(error)"))")
      listNames()
    }
  }

  private func listNames() {
    let names = session.cells.flatMap(\.statements).compactMap(\.name)
    terminal.say(
      names.isEmpty ? "No name is bound yet." : "Names: \(names.joined(separator: ", "))")
  }

  private mutating func showHint() {
    guard case .cell(let index) = passages[answers.passage].stop else { return }
    let hints = notebook.cells.filter { $0.role == .hint(exercise: notebook.cells[index].label) }
    guard hintsShown < hints.count else {
      terminal.say(hints.isEmpty ? "There is no hint here." : "That was the last hint.")
      return
    }
    terminal.say(view.text(of: hints[hintsShown].hint))
    hintsShown += 1
  }

  private func showAnswer() {
    guard case .cell(let index) = passages[answers.passage].stop,
      let original = try? LibraryReader.read(
        [path], in: project, with: Engine.registry, overrides: overrides
      ).checked[name]?.notebook,
      let solution = original.cells.first(where: {
        $0.role == .solution(exercise: notebook.cells[index].label)
      })
    else {
      terminal.say("There is no answer to show here.")
      return
    }
    terminal.say(view.code(original.source.text(solution.body)))
  }

  // MARK: - Editing and the report

  private mutating func edit() async throws(UsageError) {
    guard case .cell(let index) = passages[answers.passage].stop else {
      terminal.say("There is no cell here to edit.")
      return
    }
    let cell = notebook.cells[index]
    let isExercise = cell.role == .exercise
    let text =
      isExercise
      ? answers.texts[cell.label] ?? notebook.source.text(cell.body)
      : notebook.source.text(cell.body)
    guard let edited = Editor.edited(text, named: "\(name)-\(cell.label)", terminal) else { return }
    if edited == text { return }
    if isExercise {
      answers.texts[cell.label] = edited
    } else if !replace(cell, by: edited) {
      return
    }
    try reload()
    for problem in library.problems {
      terminal.say(terminal.painted(diagnostic: problem.rendered))
    }
    answers.passage = min(answers.passage, passages.count - 1)
    if library.canRun(name) { await catchUp() }
    await showPassage()
  }

  /// Puts the edited text into the notebook's file.
  private func replace(_ cell: Cell, by text: String) -> Bool {
    guard let file = library.paths[name], var bytes = Files.bytes(file),
      let original = NotebookReader.read(bytes, name: name).notebook,
      let place = original.cells.first(where: { $0.label == cell.label })
    else { return false }
    let ended = text.hasSuffix("\n") || text.isEmpty ? text : text + "\n"
    bytes.replaceSubrange(place.body.start..<place.body.end, with: Array(ended.utf8))
    do {
      try Files.write(bytes, to: file)
      return true
    } catch {
      terminal.say("\(error)")
      return false
    }
  }

  private func openReport() async {
    guard let result = await runner.result(of: session) else { return }
    let hooks = await PageHooks(project: project).hooks(for: notebook)
    let page = Report(result, in: CourseContext(of: library), hooks: hooks).html
    let file = "\(project.folder)/.mixbook/steps/\(name).html"
    do {
      try Files.write(Array(page.utf8), to: file)
    } catch {
      terminal.say("\(error)")
      return
    }
    terminal.say("The report so far: \(file)")
    if terminal.isInteractive { Editor.open(file) }
  }
}

extension Passage {
  /// The first cell at or after a passage; nil where none follows.
  func firstCell(after passages: [Passage], _ index: Int) -> Int? {
    for passage in passages[index...] {
      if case .cell(let cell) = passage.stop { return cell }
    }
    return nil
  }
}

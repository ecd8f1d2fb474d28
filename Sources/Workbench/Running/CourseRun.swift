import Figures
public import Notebooks

/// A run as the command line does it: read, check, run, write or compare, and say what came of it.
public struct CourseRun {
  private let request: RunRequest
  private let terminal: Terminal

  /// A run of what was asked.
  public init(_ request: RunRequest, on terminal: Terminal) {
    self.request = request
    self.terminal = terminal
  }

  /// Runs; true where all is well.
  public func run() async throws(UsageError) -> Bool {
    if request.output?.isEmpty ?? false { throw UsageError("--out takes a folder") }
    if request.jobs < 1 { throw UsageError("--jobs takes a number of at least 1") }
    let (paths, onlyCell) = try request.narrowed()
    let project = try request.project()
    let memory = RunMemory(of: request, in: project)
    if !request.isFresh, !request.isCheck, onlyCell == nil, let lines = memory.summaryIfUnchanged()
    {
      repeatSummary(lines, in: project)
      return true
    }
    let library = try LibraryReader.read(
      paths, in: project, with: Engine.registry, overrides: try request.overrides())
    if let onlyCell { try refuseUnknownCell(onlyCell, in: library) }
    var options = Runner.Options()
    options.isFresh = request.isFresh
    options.jobs = request.jobs
    options.onlyCell = onlyCell
    options.isInterrupted = { InterruptSignal.isSet }
    let progress = RunProgress(
      terminal, library.wanted, isQuiet: request.isQuiet || onlyCell != nil,
      isVerbose: request.isVerbose)
    options.compute = { notebook, work in
      try await progress.listening(to: notebook, during: work)
    }
    let runner = Runner(library, with: Engine.registry, options: options)
    let results = await InterruptSignal.whileAsking {
      await progress.follow { tell in await runner.run(tell) }
    }
    if onlyCell != nil {
      let hasSucceeded = show(results, library)
      return !isInterrupted() && hasSucceeded
    }
    let pages = PageHooks(project: project)
    let files = await self.files(of: results, runner, library, pages)
    let isWritten = request.isCheck ? compare(files, library) : write(files, library)
    let hasSucceeded = conclude(results, library, isWritten: isWritten)
    let isWell = !isInterrupted() && hasSucceeded
    if isWell, !request.isCheck, library.problems.isEmpty {
      memory.keep(results, library, written: files.compactMap { try? place(of: $0, library) })
    }
    return isWell
  }

  /// Whether Ctrl-C ended the run; then it says what its results are worth.
  private func isInterrupted() -> Bool {
    guard InterruptSignal.isSet else { return false }
    terminal.complain(
      "interrupted: what was being sampled is partial and is not kept; the next run samples again")
    return true
  }

  /// What a run that had nothing to do says.
  private func repeatSummary(_ lines: [String], in project: Project) {
    guard !request.isQuiet else { return }
    for line in lines { terminal.say("\(terminal.styled("✓", .green)) \(line)") }
  }

  private func refuseUnknownCell(_ label: String, in library: Library) throws(UsageError) {
    let labels = library.wanted.compactMap { library.checked[$0] }
      .flatMap { $0.notebook.cells.map(\.label) }
    if !labels.isEmpty, !labels.contains(label) {
      throw UsageError(
        "there is no cell #\(label); the cells are \(labels.joined(separator: ", "))")
    }
  }

  // MARK: - Files

  private func files(
    of results: [NotebookResult], _ runner: Runner, _ library: Library, _ pages: PageHooks
  ) async -> [OutputFile] {
    let course = CourseContext(of: library)
    var files: [OutputFile] = []
    for result in results {
      let given = await runner.files(of: result)
      files += RunArtifacts.files(
        of: result, given, in: course, hooks: await pages.hooks(for: result.notebook))
    }
    if request.paths.isEmpty, request.only == nil {
      let index = CourseIndex(course.with(results, of: library)).html
      files.append(
        OutputFile(path: "reports/index.html", isArtifact: true, bytes: Array(index.utf8)))
    }
    return files
  }

  private func place(of file: OutputFile, _ library: Library) throws -> String {
    let project = library.project
    guard file.isArtifact else { return try project.writablePath(file.path) }
    return "\(artifactsFolder(library))/\(file.path)"
  }

  private func artifactsFolder(_ library: Library) -> String {
    guard let output = request.output else {
      return "\(library.project.folder)/\(library.manifest.artifacts)"
    }
    return output.hasPrefix("/") ? output : "\(Files.workingFolder)/\(output)"
  }

  private func write(_ files: [OutputFile], _ library: Library) -> Bool {
    var isWell = true
    for file in files {
      do {
        try OutputWriter.write(file.bytes, at: try place(of: file, library))
      } catch {
        terminal.complain("error: \(error)")
        isWell = false
      }
    }
    return isWell
  }

  /// Whether the artifacts that are there are the ones that this run gives.
  private func compare(_ files: [OutputFile], _ library: Library) -> Bool {
    var stale: [String] = []
    for file in files {
      guard let path = try? place(of: file, library), let kept = Files.bytes(path),
        RunRecord.comparable(kept, path: path) == RunRecord.comparable(file.bytes, path: path)
      else {
        stale.append(file.isArtifact ? "\(library.manifest.artifacts)/\(file.path)" : file.path)
        continue
      }
    }
    for path in stale { terminal.complain("stale: \(path)") }
    return stale.isEmpty
  }

  // MARK: - What came of it

  private func conclude(
    _ results: [NotebookResult], _ library: Library, isWritten: Bool
  ) -> Bool {
    var isWell = isWritten && !library.hasErrors && results.count == library.wanted.count
    var troubles = library.problems.map(\.rendered)
    for result in results {
      troubles += result.troubles.map { $0.rendered(in: result.notebook.source) }
      if result.hasFailed { isWell = false }
    }
    if isWell, !request.isQuiet {
      let reports = "\(artifactsFolder(library))/reports"
      let page =
        request.paths.isEmpty && request.only == nil
        ? "index" : results.first?.notebook.name ?? "index"
      terminal.say(
        request.isCheck
          ? "All artifacts are up to date." : "Open \(relative("\(reports)/\(page).html"))")
    }
    for trouble in troubles { terminal.complain("\n" + terminal.painted(diagnostic: trouble)) }
    return isWell
  }

  private func relative(_ path: String) -> String {
    let folder = Files.workingFolder + "/"
    return path.hasPrefix(folder) ? String(path.dropFirst(folder.count)) : path
  }

  /// For a single cell: its outputs on the terminal.
  private func show(_ results: [NotebookResult], _ library: Library) -> Bool {
    for problem in library.problems {
      terminal.complain(terminal.painted(diagnostic: problem.rendered))
    }
    for result in results {
      for statement in result.cells.flatMap(\.statements) {
        for output in statement.outputs { terminal.say(terminal.text(of: output)) }
      }
      for trouble in result.troubles {
        terminal.complain(
          terminal.painted(diagnostic: trouble.rendered(in: result.notebook.source)))
      }
    }
    return !library.hasErrors && results.count == library.wanted.count
      && !results.contains(where: \.hasFailed)
  }
}

extension NotebookResult {
  /// The failure and the claims that do not hold, each at its place.
  public var troubles: [Diagnostic] {
    var found: [Diagnostic] = []
    for statement in cells.flatMap(\.statements) {
      for case .claim(let verdict) in statement.outputs where !verdict.holds {
        let why = verdict.explanation.map { "; \($0)" } ?? ""
        found.append(
          Diagnostic(
            "this claim does not hold: \(verdict.actual)\(why)", at: statement.span))
      }
    }
    return found + (failure.map { [$0] } ?? [])
  }

  /// Whether a statement failed or a claim does not hold.
  public var hasFailed: Bool { failure != nil || claims.contains { !$0.holds } }
}

extension CourseContext {
  /// The course of a library, before anything has run.
  public init(of library: Library) {
    let lessons = library.lessons.compactMap { lesson -> CourseContext.Lesson? in
      guard let matter = library.frontMatter(of: lesson) else { return nil }
      return CourseContext.Lesson(
        name: lesson.name, title: matter.title, summary: matter.summary, minutes: matter.minutes,
        part: lesson.part, status: .ran)
    }
    self.init(
      title: library.manifest.title,
      summary: library.manifest.summary.isEmpty ? nil : library.manifest.summary,
      lessons: lessons, theme: ChartTheme(manifest: library.manifest), assets: ReportAssets.page)
  }

  /// The course with what came of each lesson.
  func with(_ results: [NotebookResult], of library: Library) -> CourseContext {
    var course = self
    course.lessons = lessons.map { lesson in
      guard let result = results.first(where: { $0.notebook.name == lesson.name }) else {
        var missing = lesson
        missing.status = .notRun
        return missing
      }
      return CourseContext.Lesson(result, part: lesson.part)
    }
    return course
  }
}

extension ChartTheme {
  /// The colours that the manifest gives to channels.
  init(manifest: Manifest) {
    var colours: [String: ChartTheme.Colour] = [:]
    for (channel, colour) in manifest.colours {
      switch colour {
      case .slot(let slot): colours[channel] = .slot(slot - 1)
      case .pair(let light, let dark): colours[channel] = .pair(light: light, dark: dark)
      }
    }
    self.init(colours: colours)
  }
}

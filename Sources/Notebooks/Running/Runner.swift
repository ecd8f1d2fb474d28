import Figures
import Tables

/// Runs notebooks: in parallel over the cores, each statement once, results from the cache where nothing changed.
///
/// What is written and printed is up to the caller: `run` gives results, `RunArtifacts` turns them into files.
public struct Runner: Sendable {
  /// How a run is done.
  public struct Options: Sendable {
    /// Whether results in the cache are ignored.
    public var isFresh = false
    /// Whether results are kept for the next run, and taken from earlier ones.
    public var usesCache = true
    /// How many notebooks run at a time; at least 1.
    public var jobs = 1
    /// Only this cell, and what it needs.
    public var onlyCell: String?
    /// Whether whoever waits has asked the run to end; asked between statements.
    public var isInterrupted: @Sendable () -> Bool = { false }
    /// Computes a statement of the notebook of that name: whoever shows progress listens around it.
    public var compute: Computing = { _, work in try await work() }

    /// A statement's computation, and what is done around it.
    public typealias Computing =
      @Sendable (
        _ notebook: String, _ work: @Sendable () async throws -> Outcome
      ) async throws -> Outcome

    /// Everything as usual.
    public init() {}
  }

  /// What happens during a run, for whoever shows progress.
  public enum Event: Sendable {
    /// A notebook begins.
    case started(notebook: String, cells: Int)
    /// A cell begins.
    case cell(notebook: String, label: String, number: Int)
    /// A notebook has ended.
    case ended(notebook: String)
  }

  private let library: Library
  private let options: Options
  private let registry: CommandRegistry
  private let evaluator: Evaluator

  /// A run of the notebooks of a library that can run.
  public init(_ library: Library, with registry: CommandRegistry, options: Options = Options()) {
    self.library = library
    self.options = options
    self.registry = registry
    let plans = Runner.plans(library, engine: registry.engineVersion)
    evaluator = Evaluator(
      registry: registry, project: library.project,
      cache: options.usesCache ? Cache(of: library.project) : nil,
      isFresh: options.isFresh, work: SharedWork(), notebooks: plans,
      isInterrupted: options.isInterrupted, surrounding: options.compute)
  }

  /// The content keys of every notebook of a library.
  static func plans(_ library: Library, engine: String) -> [String: Evaluator.Planned] {
    let build = EngineBuild.identity(version: engine)
    var plans: [String: Evaluator.Planned] = [:]
    var digests: [String: Digest?] = [:]
    func plan(_ name: String) {
      guard plans[name] == nil, let checked = library.checked[name], library.canRun(name) else {
        return
      }
      for imported in checked.imports { plan(imported) }
      let planner = Planner(
        engine: build, project: library.project,
        digestOfFile: { path in
          if let known = digests[path] { return known }
          let digest = Digest(ofFile: path)
          digests[path] = digest
          return digest
        },
        importedDigest: { plans[$0]?.plan.digests[$1] })
      plans[name] = Evaluator.Planned(checked: checked, plan: planner.plan(checked))
    }
    for name in library.wanted { plan(name) }
    return plans
  }

  /// Runs the notebooks asked for that can run; results in the order asked.
  public func run(
    _ tell: @escaping @Sendable (Event) -> Void = { _ in }
  ) async -> [NotebookResult] {
    let names = library.wanted.filter { evaluator.notebooks[$0] != nil }
    var results: [NotebookResult?] = names.map { _ in nil }
    await withTaskGroup(of: (Int, NotebookResult?).self) { group in
      var next = 0
      func add() {
        guard next < names.count else { return }
        let index = next
        next += 1
        group.addTask { (index, await run(names[index], tell)) }
      }
      for _ in 0..<max(1, options.jobs) { add() }
      for await (index, result) in group {
        results[index] = result
        add()
      }
    }
    rememberKeys()
    return results.compactMap { $0 }
  }

  // MARK: - One notebook

  private func run(
    _ name: String, _ tell: @escaping @Sendable (Event) -> Void
  ) async -> NotebookResult? {
    guard let planned = evaluator.notebooks[name] else { return nil }
    tell(.started(notebook: name, cells: planned.checked.cells.count))
    defer { tell(.ended(notebook: name)) }
    var session = Session(planned.checked)
    var action = session.apply(.proceed)
    var lastCell = -1
    while case .evaluate(let cell, let call) = action {
      if let only = options.onlyCell, planned.checked.notebook.cells[cell].label != only {
        action = session.apply(.skipCell)
        continue
      }
      if cell != lastCell {
        lastCell = cell
        let label = planned.checked.notebook.cells[cell].label
        tell(.cell(notebook: name, label: label, number: cell + 1))
      }
      let address = Plan.Address(cell: cell, call: call)
      guard !options.isInterrupted() else {
        action = session.apply(.failed(interruption(before: address, in: planned)))
        continue
      }
      action = session.apply(await evaluate(address, of: name))
    }
    return await result(of: session, planned, name)
  }

  /// What stands where a run was asked to end.
  private func interruption(
    before address: Plan.Address, in planned: Evaluator.Planned
  ) -> Diagnostic {
    Diagnostic(
      "the run was interrupted before this statement; what stands above it was computed, and what was being sampled "
        + "holds the draws there were",
      at: planned.checked.cells[address.cell][address.call].statement.span)
  }

  /// What came of one statement of a notebook, as the session takes it.
  public func evaluate(cell: Int, call: Int, of name: String) async -> Session.Event {
    await evaluate(Plan.Address(cell: cell, call: call), of: name)
  }

  /// What came of a notebook that is being stepped through.
  public func result(of session: Session) async -> NotebookResult? {
    let name = session.checked.notebook.name
    guard let planned = evaluator.notebooks[name] else { return nil }
    return await result(of: session, planned, name)
  }

  /// What a name of a notebook shows.
  public func shown(_ name: String, in notebook: String) async throws -> [Output] {
    try await evaluator.value(of: name, in: notebook).shown
  }

  private func evaluate(_ address: Plan.Address, of name: String) async -> Session.Event {
    guard let call = evaluator.notebooks[name]?.checked.cells[address.cell][address.call] else {
      return .failed(Diagnostic("this statement is not there any more", at: SourceSpan(0, 0)))
    }
    do {
      let record = try await evaluator.record(address, of: name)
      for file in record.files where !file.isArtifact {
        _ = try evaluator.project.writablePath(file.path)
      }
      // What was cut short is shown even where it has a name: the statement that would show it does not run any more.
      let shown =
        call.statement.name == nil || record.isPartial
        ? try record.shown(in: registry, of: name) : []
      return .finished(
        StatementResult(
          span: call.statement.span, name: call.statement.name?.text, outputs: shown),
        isFromCache: record.isFromCache)
    } catch {
      return .failed(call.diagnostic(for: error))
    }
  }

  private func result(
    of session: Session, _ planned: Evaluator.Planned, _ name: String
  ) async -> NotebookResult {
    let checked = planned.checked
    var names: [NamedResult] = []
    for (cell, result) in session.cells.enumerated() where result.bindsNames(in: checked, cell) {
      for (index, statement) in result.statements.enumerated() {
        guard let bound = statement.name,
          let record = try? await evaluator.record(
            Plan.Address(cell: cell, call: index), of: name)
        else { continue }
        names.append(
          NamedResult(
            name: bound, kind: record.kind ?? "value",
            fields: record.fields.map { ($0.path, $0.value) }))
      }
    }
    let seeds = checked.cells.joined().compactMap { $0.arguments.optionalInteger("seed") }
    return NotebookResult(
      notebook: checked.notebook, cells: session.cells,
      inlineValues: inlineValues(of: checked, names),
      names: names, failure: session.failure ?? inlineFailure(of: checked, names, session),
      failedCell: session.failedCell,
      provenance: Provenance(
        engineVersion: registry.engineVersion,
        sourceDigest: Digest(of: checked.notebook.source.bytes).description,
        data: planned.plan.files,
        seeds: seeds.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }))
  }

  /// The files that the statements of a result give, beside its report.
  public func files(of result: NotebookResult) async -> [OutputFile] {
    var files: [OutputFile] = []
    for (cell, outcome) in result.cells.enumerated() {
      for index in outcome.statements.indices {
        let record = try? await evaluator.record(
          Plan.Address(cell: cell, call: index), of: result.notebook.name)
        files += (record?.files ?? []).map { $0.of(result.notebook.name) }
      }
    }
    return files
  }

  // MARK: - Inline values

  private func inlineValues(
    of checked: CheckedNotebook, _ names: [NamedResult]
  ) -> [InlineResult] {
    zip(checked.inlineValues, checked.notebook.inlineValues).map { value, place in
      guard let expression = value.expression,
        let scalar = try? evaluation(checked, names).value(expression),
        let text = try? value.format.text(scalar, at: expression.span)
      else { return InlineResult(text: nil, origin: "not computed") }
      let written = checked.notebook.source.text(place.expression)
        .split(whereSeparator: \.isWhitespace).joined(separator: " ")
      return InlineResult(
        text: text, origin: "\(written) = \(Canonical.text(scalar))\(origin(expression, checked))")
    }
  }

  private func inlineFailure(
    of checked: CheckedNotebook, _ names: [NamedResult], _ session: Session
  ) -> Diagnostic? {
    guard options.onlyCell == nil, session.failure == nil else { return nil }
    for value in checked.inlineValues {
      guard let expression = value.expression else { continue }
      do {
        let scalar = try evaluation(checked, names).value(expression)
        _ = try value.format.text(scalar, at: expression.span)
      } catch let diagnostic as Diagnostic {
        return diagnostic
      } catch {
        return Diagnostic("\(error)", at: expression.span)
      }
    }
    return nil
  }

  private func evaluation(
    _ checked: CheckedNotebook, _ names: [NamedResult]
  ) -> ScalarExpression {
    ScalarExpression { name, path in
      if path == nil, let scalar = checked.parameters[name] { return scalar }
      guard let named = names.first(where: { $0.name == name }) else {
        throw CommandError("no name \"\(name)\" is bound", word: name)
      }
      guard let field = named.fields.first(where: { $0.name == path ?? PlainValue.fieldName })
      else {
        throw CommandError(
          "\"\(name)\" has no field \"\(path ?? "value")\"", word: name,
          suggestion: path.flatMap {
            NearestName.suggestion(for: $0, among: named.fields.map(\.name))
          })
      }
      return field.value
    }
  }

  private func origin(_ expression: Expression, _ checked: CheckedNotebook) -> String {
    guard case .bare(let word, _) = expression,
      let place = checked.binding(of: FieldPath.split(word).root)
    else { return "" }
    return ", cell \(place.cell + 1)"
  }

  // MARK: - What the next run may ask

  /// Keeps the keys of this run, so that `mixbook why` can say what has changed since.
  private func rememberKeys() {
    guard options.onlyCell == nil else { return }
    for name in library.wanted {
      guard let planned = evaluator.notebooks[name] else { continue }
      evaluator.cache?.keep(planned.plan.keys, named: "keys/\(name)")
    }
  }
}

extension CellResult {
  /// Whether its names belong to the notebook and not to an exercise's branch or to a cell that must fail.
  fileprivate func bindsNames(in checked: CheckedNotebook, _ index: Int) -> Bool {
    checked.notebook.cells[index].role == .code && checked.notebook.cells[index].fails == nil
  }
}

extension Cache {
  /// The cache of a project.
  public init(of project: Project) { self.init(folder: "\(project.folder)/.mixbook/cache") }
}

extension Call {
  /// Any error as a diagnostic at the best place of the statement.
  func diagnostic(for error: any Error) -> Diagnostic {
    switch error {
    case let diagnostic as Diagnostic: return diagnostic
    case let complaint as CommandError: return complaint.diagnostic(in: self)
    case let located as any WordNamingError:
      return CommandError("\(error)", word: located.word).diagnostic(in: self)
    default: return CommandError("\(error)").diagnostic(in: self)
    }
  }
}

/// An error that knows which word of the statement it is about: a column, a path.
public protocol WordNamingError: Error {
  /// The word, as the author wrote it.
  var word: String? { get }
}

/// The files of a run, as values.
public struct RunArtifacts: Sendable {
  /// The notebook's page, figures, tables and record, and the files that its statements give.
  public static func files(
    of result: NotebookResult, _ given: [OutputFile], in course: CourseContext,
    hooks: ReportHooks
  ) -> [OutputFile] {
    Artifacts(result, in: course, hooks: hooks).files.map {
      OutputFile(path: $0.path, isArtifact: true, bytes: $0.bytes)
    } + given
  }
}

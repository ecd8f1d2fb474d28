import Tables

/// The notebooks of a run, read and checked: those asked for and those they import from.
public struct Library: Sendable {
  /// The project.
  public let project: Project
  /// The manifest, or one that says nothing.
  public let manifest: Manifest
  /// The notebooks asked for, by name, in the order of the course.
  public let wanted: [String]
  /// Every notebook that was read and checked, by name.
  public let checked: [String: CheckedNotebook]
  /// What is wrong: for each file its text and the diagnostics, in the order of the course.
  public let problems: [Problems]
  /// The lessons of the course in order, each with its part, as the manifest lists them.
  public let lessons: [Lesson]
  /// Where each notebook that was found lies, by name.
  public let paths: [String: String]

  /// What is wrong with a file.
  public struct Problems: Sendable {
    /// The file.
    public let source: SourceText
    /// What is wrong with it, in source order.
    public let diagnostics: [Diagnostic]
    /// The notebook's name, or nil for the manifest.
    public let notebook: String?

    /// Every diagnostic with its place and carets, a blank line between.
    public var rendered: String {
      diagnostics.map { $0.rendered(in: source) }.joined(separator: "\n\n")
    }
  }

  /// A lesson as the manifest lists it.
  public struct Lesson: Sendable, Hashable {
    /// The notebook's name.
    public let name: String
    /// The part's title.
    public let part: String
    /// The path.
    public let path: String
  }

  /// Whether a notebook can run: neither it nor what it imports from has an error.
  public func canRun(_ name: String) -> Bool {
    guard let notebook = checked[name], notebook.canRun else { return false }
    return notebook.imports.allSatisfy { canRun($0) }
  }

  /// Whether anything is an error.
  public var hasErrors: Bool {
    problems.contains { $0.diagnostics.contains { $0.severity == .error } }
  }
}

/// What is wrong with a request, before any notebook is looked at: wrong usage.
public struct UsageError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What was found and what to do.
  public let description: String

  /// A wrong usage.
  public init(_ description: String) { self.description = description }
}

/// Reads and checks notebooks for a run.
public struct LibraryReader {
  /// Notebooks longer than this are refused.
  public static let maximumBytes = 4 << 20

  private let registry: CommandRegistry
  private let project: Project
  private let overrides: [String: String]
  private var texts: [String: [UInt8]] = [:]
  private var manifest = Manifest()
  private var lessons: [Library.Lesson] = []
  private var problems: [Library.Problems] = []
  private var read: [String: Notebook] = [:]
  private var checked: [String: CheckedNotebook] = [:]
  private var underWay: [String] = []
  /// Every name with the path where the project has a notebook of that name.
  private var paths: [String: String] = [:]

  /// Reads the notebooks at some paths, or the whole course where none is named.
  ///
  /// - Parameters:
  ///   - paths: Files as the user named them; a bare lesson name of the course will do.
  ///   - overrides: `--set name=value`.
  ///   - texts: Notebooks whose text is not the file's, by name: a learner's answers put in.
  public static func read(
    _ paths: [String], in project: Project, with registry: CommandRegistry,
    overrides: [String: String] = [:], texts: [String: [UInt8]] = [:]
  ) throws(UsageError) -> Library {
    var reader = LibraryReader(registry: registry, project: project, overrides: overrides)
    reader.texts = texts
    return try reader.run(paths)
  }

  private init(registry: CommandRegistry, project: Project, overrides: [String: String]) {
    self.registry = registry
    self.project = project
    self.overrides = overrides
  }

  private mutating func run(_ asked: [String]) throws(UsageError) -> Library {
    readManifest()
    var wanted: [String] = []
    if asked.isEmpty {
      guard !lessons.isEmpty else {
        throw UsageError(
          "no notebook named, and no \(Manifest.fileName) with parts in \(project.folder)")
      }
      wanted = lessons.map(\.name)
    }
    for path in asked {
      let name = try locate(path)
      if !wanted.contains(name) { wanted.append(name) }
    }
    for name in wanted { _ = check(name) }
    try refuseUnknownOverrides(wanted)
    return Library(
      project: project, manifest: manifest, wanted: wanted, checked: checked, problems: problems,
      lessons: lessons, paths: paths)
  }

  /// The name of a notebook that was named by path or by lesson.
  private mutating func locate(_ asked: String) throws(UsageError) -> String {
    let hasExtension = asked.hasSuffix(".md")
    if hasExtension, let resolved = Files.resolved(asked), !Files.isFolder(resolved) {
      let name = LibraryReader.name(ofPath: resolved)
      if let other = paths[name], other != resolved {
        // Reports and records are named after the notebook, so two of one name would overwrite each other.
        if lessons.contains(where: { $0.name == name }) {
          throw UsageError("\(asked) has the same name as the course's \(project.shown(other))")
        }
      }
      paths[name] = resolved
      return name
    }
    let name = LibraryReader.name(ofPath: asked)
    if paths[name] != nil { return name }
    let near = NearestName.suggestion(for: name, among: paths.keys.sorted())
    throw UsageError(
      "there is no notebook \(asked)" + (near.map { "; did you mean \"\($0)\"?" } ?? ""))
  }

  static func name(ofPath path: String) -> String {
    let file = path.split(separator: "/").last.map(String.init) ?? path
    return file.hasSuffix(".md") ? String(file.dropLast(3)) : file
  }

  private mutating func readManifest() {
    let path = "\(project.folder)/\(Manifest.fileName)"
    if let bytes = Files.bytes(path, atMost: 1 << 20) {
      let source = SourceText(
        name: Manifest.fileName, bytes: Array(String(decoding: bytes, as: UTF8.self).utf8))
      let (manifest, found) = Manifest.read(source)
      self.manifest = manifest
      if !found.isEmpty {
        problems.append(Library.Problems(source: source, diagnostics: found, notebook: nil))
      }
    }
    for part in manifest.parts {
      for entry in part.notebooks {
        let name = LibraryReader.name(ofPath: entry)
        let path = "\(project.folder)/\(manifest.notebooks)/\(entry).md"
        lessons.append(Library.Lesson(name: name, part: part.title, path: path))
        paths[name] = path
      }
    }
    // Notebooks that are no lessons can be imported from, and run by name, all the same.
    for folder in [project.folder, "\(project.folder)/\(manifest.notebooks)"] {
      addNotebooks(in: folder, depth: folder == project.folder ? 0 : 2)
    }
  }

  private mutating func addNotebooks(in folder: String, depth: Int) {
    for entry in Files.names(in: folder) {
      let path = "\(folder)/\(entry)"
      if entry.hasSuffix(".md") {
        let name = LibraryReader.name(ofPath: entry)
        if paths[name] == nil { paths[name] = path }
      } else if depth > 0, !entry.hasPrefix("."), Files.isFolder(path) {
        addNotebooks(in: path, depth: depth - 1)
      }
    }
  }

  private mutating func check(_ name: String) -> CheckedNotebook? {
    if let done = checked[name] { return done }
    guard let path = paths[name], !underWay.contains(name) else { return nil }
    underWay.append(name)
    defer { underWay.removeLast() }
    let shown = project.shown(Files.resolved(path) ?? path)
    guard
      let bytes = texts[name] ?? Files.bytes(path, atMost: LibraryReader.maximumBytes + 1)
    else {
      report(LibraryReader.unreadable(path, shown), name)
      return nil
    }
    let (notebook, found) = NotebookReader.read(bytes, name: shown)
    guard let notebook else {
      report(LibraryReader.problems(found, bytes, shown), name)
      return nil
    }
    read[name] = notebook
    // What is imported is checked first; a ring of imports is cut where it closes, and said so there.
    var cycle: [Diagnostic] = []
    for statement in LibraryReader.imports(of: notebook) {
      if let start = underWay.firstIndex(of: statement.from.text) {
        let ring = (underWay[start...] + [statement.from.text]).joined(separator: " → ")
        cycle.append(
          Diagnostic("notebooks import from each other: \(ring)", at: statement.from.span))
      } else {
        _ = check(statement.from.text)
      }
    }
    let known = checked
    let project = project
    let registry = registry
    let result = NotebookChecker.check(
      notebook, with: registry, overrides: overrides, imported: { known[$0] },
      peek: { path in
        guard let resolved = try? project.readablePath(path) else { return nil }
        return registry.peek(resolved)
      })
    let all = (found + (cycle.isEmpty ? result.diagnostics : cycle)).sorted {
      $0.span.start < $1.span.start
    }
    checked[name] = result.withDiagnostics(all)
    if !all.isEmpty {
      problems.append(
        Library.Problems(source: notebook.source, diagnostics: all, notebook: name))
    }
    return checked[name]
  }

  private mutating func report(_ problem: (SourceText, [Diagnostic]), _ name: String) {
    problems.append(
      Library.Problems(source: problem.0, diagnostics: problem.1, notebook: name))
  }

  private static func unreadable(_ path: String, _ shown: String) -> (SourceText, [Diagnostic]) {
    let source = SourceText(name: shown, text: "")
    let size = Files.size(path)
    let message =
      size.map { $0 > maximumBytes } ?? false
      ? "a notebook has at most \(maximumBytes >> 20) MB; this has \((size ?? 0) >> 20) MB"
      : "this notebook can't be read"
    return (source, [Diagnostic(message, at: SourceSpan(0, 0))])
  }

  private static func problems(
    _ found: [Diagnostic], _ bytes: [UInt8], _ shown: String
  ) -> (SourceText, [Diagnostic]) {
    (SourceText(name: shown, bytes: bytes), found)
  }

  /// The notebooks that the import statements name, found before anything is checked.
  private static func imports(of notebook: Notebook) -> [(from: Word, statement: Statement)] {
    notebook.cells.flatMap { cell -> [(Word, Statement)] in
      if case .hint = cell.role { return [] }
      if cell.role == .exercise { return [] }
      return StatementParser.statements(of: cell.body, in: notebook.source).statements.compactMap {
        statement in
        guard case .bare("import", _)? = statement.operands.first,
          let from = statement.arguments.first(where: { $0.key.text == "from" })?.value
        else { return nil }
        switch from {
        case .bare(let text, let span), .text(let text, let span):
          return (Word(text: text, span: span), statement)
        default: return nil
        }
      }
    }
  }

  private func refuseUnknownOverrides(_ wanted: [String]) throws(UsageError) {
    let known = Set(read.values.flatMap { $0.frontMatter.parameters.map(\.name) })
    for name in overrides.keys.sorted() where !known.contains(name) {
      let near = NearestName.suggestion(for: name, among: known.sorted())
      throw UsageError(
        "no notebook of this run has a parameter \"\(name)\""
          + (near.map { "; did you mean \"\($0)\"?" } ?? ""))
    }
  }
}

extension CheckedNotebook {
  func withDiagnostics(_ diagnostics: [Diagnostic]) -> CheckedNotebook {
    CheckedNotebook(
      notebook: notebook, cells: cells, inlineValues: inlineValues, parameters: parameters,
      shapes: shapes, expectedFailures: expectedFailures, diagnostics: diagnostics)
  }
}

extension Library {
  /// The front matter of a lesson, whether or not it belongs to this run; nil where it can't be read.
  public func frontMatter(of lesson: Lesson) -> FrontMatter? {
    if let notebook = checked[lesson.name]?.notebook { return notebook.frontMatter }
    guard let bytes = Files.bytes(lesson.path, atMost: LibraryReader.maximumBytes) else {
      return nil
    }
    return NotebookReader.read(bytes, name: lesson.name).0?.frontMatter
  }
}

import Notebooks
import TestSupport
import Workbench

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A notebook of one cell in a folder of its own, with data files beside it: checked, and run where a test wants so.
struct ModelNotebook {
  let folder: String
  let library: Library
  let registry: CommandRegistry

  /// Writes and checks the notebook.
  init(
    _ cell: String, files: [String: String] = [:], registry: CommandRegistry = Engine.registry
  ) throws {
    var template = Array("/tmp/mixbook-models-XXXXXX".utf8CString)
    let folder = template.withUnsafeMutableBufferPointer { buffer in
      buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) } ?? "/tmp"
    }
    try self.init(cell, in: folder, files: files, registry: registry)
  }

  /// Writes and checks the notebook in the folder of another, beside its files and its cache.
  init(_ cell: String, beside other: ModelNotebook, files: [String: String] = [:]) throws {
    try self.init(cell, in: other.folder, files: files, registry: other.registry)
  }

  private init(
    _ cell: String, in folder: String, files: [String: String], registry: CommandRegistry
  ) throws {
    self.folder = folder
    self.registry = registry
    for (name, text) in files { _ = writeFile("\(folder)/\(name)", Array(text.utf8)) }
    let page = "---\ntitle: Models\n---\n\n```mix\n\(cell)\n```\n"
    _ = writeFile("\(folder)/models.md", Array(page.utf8))
    library = try LibraryReader.read(
      ["\(folder)/models.md"], in: Project.around(notebook: "\(folder)/models.md"),
      with: registry)
  }

  /// What the check knows.
  var checked: CheckedNotebook? { library.checked["models"] }

  /// What the check complains of: each sentence with the words it points at.
  var complaints: [Complaint] {
    library.problems.flatMap { problems in
      problems.diagnostics.map { Complaint($0, in: problems.source) }
    }
  }

  /// Runs it.
  func result() async throws -> NotebookResult? {
    await Runner(library, with: registry).run().first
  }

  /// What the run stopped at.
  func failure() async throws -> Complaint? {
    guard let checked else { return nil }
    return try await result()?.failure.map { Complaint($0, in: checked.notebook.source) }
  }

  /// Runs a cell that is all right, and gives the fields of its names.
  func fields() async throws -> [String: [String: Double]] {
    guard let result = try await result() else { return [:] }
    var all: [String: [String: Double]] = [:]
    for named in result.names {
      for (path, value) in named.fields {
        if case .number(let number) = value { all[named.name, default: [:]][path] = number }
      }
    }
    return all
  }

  /// Runs a cell that is all right, and gives what it shows.
  func outputs() async throws -> [Output] {
    guard let result = try await result(), result.failure == nil else { return [] }
    return result.cells.flatMap { $0.statements.flatMap(\.outputs) }
  }
}

/// A complaint and the words it points at.
struct Complaint: Equatable {
  let sentence: String
  let place: String

  init(_ diagnostic: Diagnostic, in source: SourceText) {
    sentence = diagnostic.sentence
    place = source.text(diagnostic.span)
  }
}

import Notebooks
import Workbench

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A notebook of one cell in a folder of its own, run by the engine as a reader would run it.
struct DataTrial {
  /// The folder of the project; gone after the trial.
  private let folder: String
  private let cell: String

  /// What came of a trial.
  struct Result {
    /// Everything that was wrong: found by the check, or by the run.
    var problems: [Diagnostic]
    /// The problems as the terminal prints them.
    var rendered: String
    /// Whether the check alone found them.
    var isFoundByCheck: Bool
    /// The fields of every bound name: `name.path`.
    var fields: [String: Scalar]
    /// What the statements showed.
    var outputs: [Output]
    /// The files that they gave.
    var files: [OutputFile]
    /// Whether every claim holds.
    var claimsHold: Bool
  }

  /// A cell with the given lines, beside files with the given texts.
  init(_ cell: String, files: [String: String] = [:]) throws {
    var template = Array("/tmp/mixbook-trial-XXXXXX".utf8CString)
    self.folder = mkdtemp(&template).map { String(cString: $0) } ?? "/tmp"
    self.cell = cell
    for (path, text) in files { try Files.write(Array(text.utf8), to: "\(folder)/project/\(path)") }
  }

  /// Checks the notebook, and runs it where nothing was found.
  func run() async throws -> Result {
    defer { remove(tree: folder) }
    let path = "\(folder)/project/trial.md"
    try Files.write(Array("---\ntitle: Trial\n---\n\n```mix\n\(cell)\n```\n".utf8), to: path)
    let library = try LibraryReader.read(
      [path], in: Project.around(notebook: path), with: Engine.registry)
    var result = Result(
      problems: library.problems.flatMap(\.diagnostics),
      rendered: library.problems.map(\.rendered).joined(), isFoundByCheck: library.hasErrors,
      fields: [:], outputs: [], files: [], claimsHold: true)
    let runner = Runner(library, with: Engine.registry)
    guard !library.hasErrors, let ran = await runner.run().first else { return result }
    if let failure = ran.failure {
      result.problems.append(failure)
      result.rendered += failure.rendered(in: ran.notebook.source)
    }
    for name in ran.names {
      for field in name.fields { result.fields["\(name.name).\(field.name)"] = field.value }
    }
    result.outputs = ran.cells.flatMap(\.statements).flatMap(\.outputs)
    result.claimsHold = ran.claims.allSatisfy(\.holds)
    result.files = await runner.files(of: ran)
    return result
  }

  private func remove(tree path: String) {
    if Files.isFolder(path) {
      for name in Files.names(in: path) { remove(tree: "\(path)/\(name)") }
      rmdir(path)
    } else {
      unlink(path)
    }
  }
}

extension DataTrial.Result {
  /// The words under the carets of the first problem, as the source has them.
  func marked(in cell: String) -> String {
    guard let span = problems.first?.span else { return "" }
    let source = Array("---\ntitle: Trial\n---\n\n```mix\n\(cell)\n```\n".utf8)
    guard span.end <= source.count else { return "" }
    return String(decoding: source[span.start..<span.end], as: UTF8.self)
  }

  /// The first problem's sentence.
  var sentence: String { problems.first?.sentence ?? "" }

  /// The number of a field, or NaN.
  func number(_ path: String) -> Double {
    if case .number(let number)? = fields[path] { number } else { .nan }
  }
}

import Notebooks

/// What an earlier run of the same request read and wrote, so that a run with nothing to do can see so at once.
///
/// Kept only by a run in which all was well and every cell came from the cache. The next one compares the digests of
/// everything that was read and of everything that was written; if one differs, it runs as ever.
struct RunMemory {
  private let cache: Cache
  private let name: String

  /// The memory of a request in a project.
  init(of request: RunRequest, in project: Project) {
    cache = Cache(of: project)
    let parts =
      [EngineBuild.identity(version: Engine.version), MathRenderer.installedProgram() ?? ""]
      + [request.output ?? "", request.only ?? "", project.folder, Files.workingFolder]
      + ["paths"] + request.paths + ["settings"] + request.settings
      + ["read"] + project.readable + ["write"] + project.writable
    name = "runs/\(Digest(of: parts.map { "\($0.utf8.count):\($0)" }.joined()))"
  }

  /// What a run found.
  struct Note: Codable {
    /// Every file that was read, with its digest.
    let read: [File]
    /// Every file that was written, with its digest.
    let written: [File]
    /// The summary, a line per notebook.
    let lines: [String]

    /// A file and what it held.
    struct File: Codable {
      let path: String
      let digest: Digest

      init?(_ path: String) {
        guard let digest = Digest(ofFile: path) else { return nil }
        self.path = path
        self.digest = digest
      }

      var isUnchanged: Bool { Digest(ofFile: path) == digest }
    }
  }

  /// The summary of a run that would do nothing, or nil where there may be something to do.
  func summaryIfUnchanged() -> [String]? {
    guard let note = cache.note(name, as: Note.self),
      (note.read + note.written).allSatisfy(\.isUnchanged)
    else { return nil }
    return note.lines
  }

  /// Keeps what a run read and wrote, where that is all there is to know.
  func keep(_ results: [NotebookResult], _ library: Library, written: [String]) {
    let isSettled = results.allSatisfy { result in
      result.cells.allSatisfy { $0.statements.isEmpty || $0.isFromCache }
        && result.notebook.cells.allSatisfy(\.isCached)
    }
    let sources = library.checked.values.map(\.notebook.source)
    // A picture's file is not among what we know to have been read.
    guard isSettled,
      !sources.contains(where: { $0.text(SourceSpan(0, $0.bytes.count)).contains("![") })
    else { return }
    let folder = library.project.folder
    var paths = ["\(folder)/\(Manifest.fileName)"] + library.lessons.map(\.path)
    paths += library.checked.keys.compactMap { library.paths[$0] }
    paths += results.flatMap(\.provenance.data).map { "\(folder)/\($0.path)" }
    let read = Set(paths).sorted().compactMap(Note.File.init)
    let kept = written.compactMap(Note.File.init)
    // A file that is not where we look for it, such as data outside the project, can't be watched.
    guard read.count == Set(paths).count, kept.count == written.count else { return }
    cache.keep(
      Note(read: read, written: kept, lines: results.map(RunMemory.line)), named: name)
  }

  private static func line(of result: NotebookResult) -> String {
    let cells = result.cells.count { $0.state != .notRun }
    let claims = result.claims.count
    return "\(result.notebook.name)  \(cells) cells"
      + (claims == 0 ? "" : "  \(claims) of \(claims) claims hold") + "  unchanged"
  }
}

/// The folder that a run works in: where paths start, what may be read and written, where the cache and artifacts lie.
public struct Project: Sendable {
  /// The folder that holds `mixbook.yml`, else the notebook's own; resolved.
  public let folder: String
  /// Further folders that may be read; resolved.
  public var readable: [String] = []
  /// Further folders that may be written; resolved.
  public var writable: [String] = []

  /// A project at a folder.
  public init(folder: String) { self.folder = folder }

  /// The project that a notebook belongs to: the nearest folder above it with a `mixbook.yml`, else its own folder.
  public static func around(notebook path: String) -> Project {
    let whole = Files.resolved(path) ?? path
    var folder = Project.parent(of: whole)
    let own = folder
    while true {
      if Files.size("\(folder)/\(Manifest.fileName)") != nil { return Project(folder: folder) }
      if folder == "/" || folder == "." || folder.isEmpty { return Project(folder: own) }
      folder = Project.parent(of: folder)
    }
  }

  static func parent(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// The path that messages and reports show: relative to the project folder, or the file's name alone outside it.
  public func shown(_ path: String) -> String {
    if path.hasPrefix(folder + "/") { return String(path.dropFirst(folder.utf8.count + 1)) }
    return path.split(separator: "/").last.map(String.init) ?? path
  }

  /// Where a file lies that a notebook wants to read; refused outside the project and the folders allowed.
  public func readablePath(_ written: String) throws(CommandError) -> String {
    let whole = absolute(written)
    guard let resolved = Files.resolved(whole) else {
      // Nothing outside may be learnt, not even whether a file exists.
      if !isInside(lexical(whole), readable) { throw refused(written, "read", "--allow-read") }
      throw CommandError(
        "there is no file \"\(written)\"; paths start at the project folder", word: written)
    }
    if !isInside(resolved, readable) { throw refused(written, "read", "--allow-read") }
    if Files.isFolder(resolved) {
      throw CommandError("\"\(written)\" is a folder, where a file is due", word: written)
    }
    // A pipe or a device could be waited for without end.
    if Files.size(resolved) == nil {
      throw CommandError("\"\(written)\" is not an ordinary file", word: written)
    }
    return resolved
  }

  /// Where a file lies that a notebook wants to write; refused outside the project and the folders allowed.
  public func writablePath(_ written: String) throws(CommandError) -> String {
    let whole = lexical(absolute(written))
    // The nearest folder that exists decides: a symbolic link must not lead outside.
    var existing = Project.parent(of: whole)
    while Files.resolved(existing) == nil, existing != "/" {
      existing = Project.parent(of: existing)
    }
    let resolvedFile = Files.resolved(whole) ?? whole
    guard let resolved = Files.resolved(existing), isInside(resolved + "/", writable),
      isInside(resolvedFile, writable)
    else { throw refused(written, "write", "--allow-write") }
    return whole
  }

  private func refused(_ written: String, _ verb: String, _ option: String) -> CommandError {
    CommandError(
      "\"\(written)\" lies outside the project folder; to \(verb) it, allow its folder with "
        + "\(option) FOLDER", word: written)
  }

  private func absolute(_ path: String) -> String {
    path.hasPrefix("/") ? path : "\(folder)/\(path)"
  }

  /// The path without `.` and `..`, without asking the disk.
  private func lexical(_ path: String) -> String {
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    return "/" + parts.joined(separator: "/")
  }

  private func isInside(_ path: String, _ further: [String]) -> Bool {
    ([folder] + further).contains { path == $0 || path.hasPrefix($0 == "/" ? "/" : $0 + "/") }
  }
}

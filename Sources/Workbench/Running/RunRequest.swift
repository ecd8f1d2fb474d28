public import Notebooks

/// What the user asks of `mixbook run`, and how to do it.
public struct RunRequest: Sendable {
  /// Notebooks by path or lesson name; none means the whole course.
  public var paths: [String] = []
  /// Whether results in the cache are ignored.
  public var isFresh = false
  /// A notebook, or a cell of one: `02_baseline_model`, `02_baseline_model#fit`, `#fit`.
  public var only: String?
  /// Parameters: `name=value`.
  public var settings: [String] = []
  /// Whether to compare with the artifacts that are there instead of writing.
  public var isCheck = false
  /// Where the artifacts go, if not where the manifest says.
  public var output: String?
  /// Further folders that may be read.
  public var readable: [String] = []
  /// Further folders that may be written.
  public var writable: [String] = []
  /// How many notebooks run at a time.
  public var jobs = 1
  /// Whether to print only what went wrong.
  public var isQuiet = false
  /// Whether to print every cell.
  public var isVerbose = false

  /// The whole course, as usual.
  public init() {}

  /// The parameters by name.
  func overrides() throws(UsageError) -> [String: String] {
    var overrides: [String: String] = [:]
    for setting in settings {
      guard let equals = setting.firstIndex(of: "="), equals != setting.startIndex else {
        throw UsageError("--set takes name=value, not \"\(setting)\"")
      }
      let name = String(setting[..<equals])
      if overrides[name] != nil { throw UsageError("--set \(name) is given twice") }
      overrides[name] = String(setting[setting.index(after: equals)...])
    }
    return overrides
  }

  /// The notebooks and the cell that `--only` names.
  func narrowed() throws(UsageError) -> (paths: [String], cell: String?) {
    guard let only else { return (paths, nil) }
    let parts = only.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
    let notebook = String(parts[0])
    let cell = parts.count > 1 ? String(parts[1]) : nil
    if cell?.isEmpty ?? false { throw UsageError("--only \(only): a cell's label is missing") }
    if notebook.isEmpty {
      guard paths.count == 1 else {
        throw UsageError("--only \(only): name one notebook, or write NOTEBOOK#\(cell ?? "cell")")
      }
      return (paths, cell)
    }
    return ([notebook], cell)
  }

  /// The project of the notebooks, with the folders that the user has opened.
  public func project() throws(UsageError) -> Project {
    let first = paths.first { $0.hasSuffix(".md") && Files.size($0) != nil }
    var project =
      first.map(Project.around(notebook:))
      ?? Project.around(notebook: "\(Files.workingFolder)/\(Manifest.fileName)")
    project.readable = try RunRequest.folders(readable, "--allow-read")
    project.writable = try RunRequest.folders(writable, "--allow-write")
    return project
  }

  private static func folders(
    _ paths: [String], _ option: String
  ) throws(UsageError) -> [String] {
    var folders: [String] = []
    for path in paths {
      guard let resolved = Files.resolved(path), Files.isFolder(resolved) else {
        throw UsageError("\(option) \(path): there is no such folder")
      }
      folders.append(resolved)
    }
    return folders
  }
}

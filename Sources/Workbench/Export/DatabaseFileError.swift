#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What keeps a database from being made or put in its place; the file that was there is then as it was.
public enum DatabaseFileError: Error, Sendable, Hashable {
  /// The campaign rows have more columns than SQLite can hold.
  case tooManyColumns(Int, most: Int)
  /// SQLite refused.
  case refused(String)
  /// The folder that the file should lie in is not there, or is none.
  case noFolder(path: String, folder: String)
  /// There is a folder where the file should be.
  case isFolder(path: String)
  /// Another program has begun to change the old database: what it left or holds.
  case inUse(path: String, evidence: Evidence)
  /// The system refused: what was tried, and its reason.
  case system(path: String, action: String, code: Int32)

  /// How it shows that another program changes a database.
  public enum Evidence: Sendable, Hashable {
    /// A journal beside the database, with changes in it.
    case journal(String)
    /// A lock of a running program.
    case lock
  }
}

extension DatabaseFileError: CustomStringConvertible {
  /// What was found, what was expected and what to do.
  public var description: String {
    switch self {
    case .tooManyColumns(let count, let most):
      "the campaign rows have \(count) columns; a database table holds at most \(most): "
        + "leave out columns that no report needs"
    case .refused(let reason):
      "SQLite can't make the database: \(reason)"
    case .noFolder(let path, let folder):
      "can't write \(path): \(folder) is no folder; make it first or give another path"
    case .isFolder(let path):
      "can't write \(path): it is a folder; give the path of a file in it"
    case .inUse(let path, .journal(let journal)):
      "can't replace \(path): \(journal) holds changes of another program, which would be applied to the new "
        + "file and destroy it; close that program, or open the old database with it once more and close it"
    case .inUse(let path, .lock):
      "can't replace \(path): another program is writing to it; let it finish or close it, then run again"
    case .system(let path, let action, let code):
      "can't \(action) \(path): \(String(cString: strerror(code)))"
    }
  }
}

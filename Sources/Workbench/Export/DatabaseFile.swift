import Notebooks

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Puts the bytes of a database in the place of an older one, whole or not at all, whenever the process is killed.
///
/// The bytes go to a hidden file in the same folder, are forced to the disk, and are given the name by `rename`.
/// Programs that read the old database keep reading it until they open it anew.
struct DatabaseFile {
  /// The file as the caller named it, for messages.
  let path: String
  /// The file that is replaced: where a symbolic link leads.
  private let target: String
  private let folder: String

  init(_ path: String) {
    self.path = path
    let target = Files.resolved(path) ?? path
    self.target = target
    let parent = target.lastIndex(of: "/").map { String(target[..<$0]) } ?? "."
    folder = parent.isEmpty ? "/" : parent
  }

  /// Writes the file.
  func write(_ bytes: [UInt8]) throws(DatabaseFileError) {
    guard Files.isFolder(folder) else { throw .noFolder(path: path, folder: folder) }
    guard !Files.isFolder(target), !target.isEmpty, !target.hasSuffix("/") else {
      throw .isFolder(path: path)
    }
    try requireUnused()
    removeStale()
    let temporary = try makeTemporary()
    // The lock goes with the descriptor: until the end of this function nobody takes the file for a dead run's.
    defer { close(temporary.file) }
    do throws(DatabaseFileError) {
      try fill(temporary, with: bytes)
      try requireUnused()
      guard rename(temporary.path, target) == 0 else { throw failure("write") }
    } catch {
      unlink(temporary.path)
      throw error
    }
    try syncFolder()
  }

  private func fill(_ temporary: Temporary, with bytes: [UInt8]) throws(DatabaseFileError) {
    var status = stat()
    let isThere = stat(target, &status) == 0
    // A database that its owner hid or shared stays so.
    if isThere { _ = fchmod(temporary.file, status.st_mode & 0o777) }
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        buffer.baseAddress.map {
          systemWrite(temporary.file, $0 + done, buffer.count - done)
        } ?? 0
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw failure("write") }
      done += count
    }
    guard fsync(temporary.file) == 0 else { throw failure("save") }
  }

  /// Makes sure of the new name: after a loss of power there is the old file or the new one.
  private func syncFolder() throws(DatabaseFileError) {
    let file = open(folder, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return }
    defer { close(file) }
    // Some file systems have nothing to force of a folder, and say so.
    guard fsync(file) == 0 || errno == EINVAL || errno == ENOTSUP else {
      throw failure("save the folder of")
    }
  }

  private func failure(_ action: String) -> DatabaseFileError {
    .system(path: path, action: action, code: errno)
  }
}

// MARK: - The temporary file

extension DatabaseFile {
  /// A temporary file and its open, locked descriptor.
  private struct Temporary {
    let path: String
    let file: Int32
  }

  private static let prefix = ".mixbook-database-"
  private static let suffix = ".tmp"

  /// A new, empty, locked file that no other run has or will take.
  private func makeTemporary() throws(DatabaseFileError) -> Temporary {
    for _ in 0..<1_000 {
      let unique = String(UInt64.random(in: 0...UInt64.max), radix: 36)
      let name = "\(folder)/\(DatabaseFile.prefix)\(getpid())-\(unique)\(DatabaseFile.suffix)"
      let file = open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
      guard file >= 0 else {
        if errno == EEXIST { continue }
        throw failure("write")
      }
      // Between making and locking it another run can have taken it for a dead one's, and removed it.
      var (opened, named) = (stat(), stat())
      if flock(file, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK,
        fstat(file, &opened) == 0, stat(name, &named) == 0, opened.st_ino == named.st_ino
      {
        return Temporary(path: name, file: file)
      }
      close(file)
    }
    throw .system(path: path, action: "make a temporary file for", code: EAGAIN)
  }

  /// Removes what killed runs left in the folder; a living one holds a lock on its own.
  private func removeStale() {
    for name in Files.names(in: folder)
    where name.hasPrefix(DatabaseFile.prefix) && name.hasSuffix(DatabaseFile.suffix) {
      let file = open("\(folder)/\(name)", O_RDWR | O_CLOEXEC | O_NOFOLLOW)
      guard file >= 0 else { continue }
      if flock(file, LOCK_EX | LOCK_NB) == 0 { unlink("\(folder)/\(name)") }
      close(file)
    }
  }
}

// MARK: - Other programs

extension DatabaseFile {
  /// Refuses where another program has begun to change the old database.
  ///
  /// Its journal would be played into the new file, with whose pages it has nothing to do.
  private func requireUnused() throws(DatabaseFileError) {
    for ending in ["-wal", "-journal"] where (Files.size(target + ending) ?? 0) > 0 {
      throw .inUse(path: path, evidence: .journal(path + ending))
    }
    if isLocked { throw .inUse(path: path, evidence: .lock) }
  }

  /// Whether another process holds one of SQLite's locks of a writer, which it has before there is a journal.
  ///
  /// SQLite file format, "Locking": the pending byte at 0x40000000, the reserved byte, then 510 bytes of readers. With
  /// a write-ahead log (bytes 18 and 19 are 2) whoever has the database open holds a reader's.
  private var isLocked: Bool {
    let file = open(target, O_RDWR | O_CLOEXEC)
    guard file >= 0 else { return false }
    defer { close(file) }
    var head = [UInt8](repeating: 0, count: 20)
    guard pread(file, &head, head.count, 0) == head.count else { return false }
    var lock = flock()
    lock.l_type = Int16(F_WRLCK)
    lock.l_whence = Int16(SEEK_SET)
    lock.l_start = 0x4000_0000
    lock.l_len = head[18] == 2 ? 512 : 2
    return fcntl(file, F_GETLK, &lock) == 0 && lock.l_type != Int16(F_UNLCK)
  }
}

/// `write` of the system, beside a method of that name.
private func systemWrite(_ file: Int32, _ start: UnsafeRawPointer, _ count: Int) -> Int {
  write(file, start, count)
}

import GRDB
import Notebooks
import Statistics
import TestSupport
import Testing
import Workbench

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The program beside the test bundle that writes databases until it is killed.
private enum Writer {
  static let path: String = {
    var folder = CommandLine.arguments[0].split(separator: "/").dropLast().map(String.init)
    while !folder.isEmpty {
      let candidate = "/" + folder.joined(separator: "/") + "/database-writer"
      if access(candidate, X_OK) == 0 { return candidate }
      folder.removeLast()
    }
    return ""
  }()

  /// Starts it.
  static func start(_ task: String, _ path: String) throws -> pid_t {
    let texts: [String] = [Writer.path, task, path]
    var words: [UnsafeMutablePointer<CChar>?] = texts.map { strdup($0) } + [nil]
    var environment: [UnsafeMutablePointer<CChar>?] = [strdup("OPENBLAS_NUM_THREADS=1"), nil]
    defer { for word in words + environment { free(word) } }
    var child: pid_t = 0
    try #require(posix_spawn(&child, Writer.path, nil, nil, &words, &environment) == 0)
    return child
  }

  /// Kills it, which it cannot prevent, and waits for its end.
  static func end(_ child: pid_t) {
    kill(child, SIGKILL)
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0, errno == EINTR {}
  }

  /// Waits until something is so; false after ten seconds.
  static func wait(until isSo: () throws -> Bool) rethrows -> Bool {
    for _ in 0..<5_000 {
      if try isSo() { return true }
      usleep(2_000)
    }
    return false
  }
}

@Suite("Replacing a database", .serialized)
struct DatabaseFileTests {
  private let folder = ScratchFolder()
  private var path: String { "\(folder.path)/marketing.db" }
  private let database: MarketingDatabase

  init() throws { database = try MarketingDatabase(CampaignTrial().results()) }

  /// Why the database could not be written; nil where it was.
  private func refusal(_ path: String) -> DatabaseFileError? {
    do throws(DatabaseFileError) {
      try database.write(to: path)
      return nil
    } catch {
      return error
    }
  }

  @Test(
    "Whenever the writer is killed, the file is one of its databases, whole, and little is left over",
    .enabled(if: !Writer.path.isEmpty, "database-writer is not built"))
  func killed() throws {
    let versions = try [1, 2].map { seed in
      try MarketingDatabase(CampaignTrial(parts: 10, seed: seed).results()).bytes()
    }
    var stream = RandomStream(seed: 5)
    var leftovers = 0
    for trial in 0..<40 {
      let before = Files.names(in: folder.path).contains("marketing.db") ? inode(path) : 0
      let child = try Writer.start("write", path)
      #expect(Writer.wait { inode(path) != before }, "trial \(trial): nothing was written")
      usleep(UInt32(stream.uniform(0, 120_000)))
      Writer.end(child)
      let bytes = try #require(readFile(path))
      #expect(versions.contains(bytes), "trial \(trial): \(bytes.count) bytes of neither version")
      let hidden = folder.names.filter { $0.hasPrefix(".") }
      #expect(hidden.count <= 1 && folder.names.count == 1 + hidden.count, "\(folder.names)")
      leftovers += hidden.count
      var configuration = Configuration()
      configuration.readonly = true
      let queue = try DatabaseQueue(path: path, configuration: configuration)
      let check = try queue.read { try String.fetchAll($0, sql: "PRAGMA integrity_check") }
      #expect(check == ["ok"])
    }
    #expect(refusal(path) == nil)
    #expect(folder.names == ["marketing.db"], "\(leftovers) files were left over in all")
  }

  private func inode(_ path: String) -> UInt64 {
    var status = stat()
    return stat(path, &status) == 0 ? UInt64(status.st_ino) : 0
  }

  @Test("What a dead run left is removed, what a living one writes is not")
  func leftovers() throws {
    let (dead, living) = (
      "\(folder.path)/.mixbook-database-1-dead.tmp", "\(folder.path)/.mixbook-database-1-alive.tmp"
    )
    let other = "\(folder.path)/.mixbook-database-notes.txt"
    for file in [dead, living, other] { try #require(writeFile(file, [1, 2, 3])) }
    let lock = open(living, O_RDWR)
    try #require(flock(lock, LOCK_EX) == 0)
    #expect(refusal(path) == nil)
    let expected = [living, other, path].map { String($0.dropFirst(folder.path.count + 1)) }
    #expect(folder.names == expected.sorted())
    close(lock)
    #expect(refusal(path) == nil)
    #expect(folder.names.count == 2)
  }

  @Test("Changes of another program that are not in the database yet are not destroyed")
  func journals() throws {
    #expect(refusal(path) == nil)
    let before = readFile(path)
    let newer = try MarketingDatabase(CampaignTrial(seed: 3).results())
    for ending in ["-wal", "-journal"] {
      try #require(writeFile(path + ending, [1]))
      #expect(throws: DatabaseFileError.inUse(path: path, evidence: .journal(path + ending))) {
        try newer.write(to: path)
      }
      #expect(readFile(path) == before)
      #expect(folder.names.count == 2, "no temporary file is left: \(folder.names)")
      try #require(writeFile(path + ending, []))
      #expect(refusal(path) == nil, "an empty journal holds nothing")
      unlink(path + ending)
    }
    let message = DatabaseFileError.inUse(path: "a.db", evidence: .journal("a.db-wal")).description
    #expect(message.hasPrefix("can't replace a.db: a.db-wal holds changes of another program"))
  }

  @Test(
    "A program that has begun to write keeps its database",
    .enabled(if: !Writer.path.isEmpty, "database-writer is not built"))
  func locked() throws {
    #expect(refusal(path) == nil)
    let child = try Writer.start("hold", path)
    defer { Writer.end(child) }
    #expect(Writer.wait { inode("\(path).held") != 0 })
    #expect(refusal(path) == .inUse(path: path, evidence: .lock))
    #expect(refusal("\(folder.path)/other.db") == nil)
  }

  @Test("A reader keeps the database that it opened")
  func reader() throws {
    #expect(refusal(path) == nil)
    let queue = try DatabaseQueue(path: path)
    func spend() throws -> Double? {
      try queue.read { try Double.fetchOne($0, sql: "SELECT SUM(spend) FROM facebook_ads") }
    }
    let before = try spend()
    try MarketingDatabase(CampaignTrial(seed: 3).results()).write(to: path)
    #expect(try spend() == before)
    let after = try DatabaseQueue(path: path).read {
      try Double.fetchOne($0, sql: "SELECT SUM(spend) FROM facebook_ads")
    }
    #expect(after != before)
  }

  @Test("A hidden database stays hidden, and a link a link")
  func attributes() throws {
    #expect(refusal(path) == nil)
    try #require(chmod(path, 0o600) == 0)
    let link = "\(folder.path)/link.db"
    try #require(symlink(path, link) == 0)
    let old = inode(path)
    #expect(refusal(link) == nil)
    var status = stat()
    #expect(lstat(link, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK)
    #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == 0o600)
    #expect(inode(path) != old)
  }

  @Test("What cannot be written is refused in words")
  func refusals() throws {
    #expect(
      refusal("\(folder.path)/none/a.db")?.description
        == "can't write \(folder.path)/none/a.db: \(folder.path)/none is no folder; make it first or give another path"
    )
    try #require(mkdir("\(folder.path)/sub", 0o755) == 0)
    #expect(
      refusal("\(folder.path)/sub")?.description
        == "can't write \(folder.path)/sub: it is a folder; give the path of a file in it")
    #expect(refusal("/dev/null/a.db") == .noFolder(path: "/dev/null/a.db", folder: "/dev/null"))
    let long = "\(folder.path)/\(String(repeating: "a", count: 300)).db"
    #expect(refusal(long) == .system(path: long, action: "write", code: ENAMETOOLONG))
    #expect(folder.names == ["sub"])
    if getuid() != 0 {
      try #require(chmod("\(folder.path)/sub", 0o555) == 0)
      let inside = "\(folder.path)/sub/a.db"
      #expect(refusal(inside) == .system(path: inside, action: "write", code: EACCES))
    } else if Files.isFolder("/proc/self") {
      // The superuser may write wherever a file can be; here none can.
      #expect(refusal("/proc/a.db") == .system(path: "/proc/a.db", action: "write", code: ENOENT))
    }
  }
}

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The few things we do with files; every write is complete or not there at all.
public enum Files {
  /// The bytes of a file, or nil where it cannot be read or is longer than the bound.
  public static func bytes(_ path: String, atMost bound: Int = 1 << 31) -> [UInt8]? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size <= bound
    else { return nil }
    let size = Int(status.st_size)
    var failed = false
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      while count < size, let start = buffer.baseAddress {
        let got = read(file, start + count, size - count)
        if got <= 0 {
          failed = got < 0
          break
        }
        count += got
      }
    }
    return failed ? nil : bytes
  }

  /// The size of a file, or nil where there is none.
  public static func size(_ path: String) -> Int? {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    return Int(status.st_size)
  }

  /// Whether there is a folder of that path.
  public static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// The path without `.`, `..` and symbolic links, or nil where there is nothing.
  public static func resolved(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// The folder that the process works in.
  public static var workingFolder: String { resolved(".") ?? "." }

  /// Writes a file by writing beside it and renaming; makes the folders on the way.
  ///
  /// The name of the temporary file holds the process number and a counter, so that two runs never share one.
  public static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
    let folder =
      path.contains("/") ? String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]) : "."
    try makeFolder(folder.isEmpty ? "/" : folder)
    let temporary = "\(path).\(getpid())-\(UInt64.random(in: 0...UInt64.max)).tmp"
    let file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw FileError(path: path, code: errno) }
    let code = writeAll(bytes, to: file)
    let closed = close(file)
    guard code == 0, closed == 0, rename(temporary, path) == 0 else {
      let problem = code == 0 ? errno : code
      unlink(temporary)
      throw FileError(path: path, code: problem)
    }
  }

  /// Writes a file only where its bytes differ; says whether it wrote.
  @discardableResult
  public static func update(_ bytes: [UInt8], at path: String) throws(FileError) -> Bool {
    if size(path) == bytes.count, self.bytes(path) == bytes { return false }
    try write(bytes, to: path)
    return true
  }

  /// Makes a folder and those above it.
  public static func makeFolder(_ path: String) throws(FileError) {
    if isFolder(path) { return }
    if let slash = path.lastIndex(of: "/"), slash != path.startIndex {
      try makeFolder(String(path[..<slash]))
    }
    if mkdir(path, 0o755) != 0, errno != EEXIST { throw FileError(path: path, code: errno) }
  }

  /// The names in a folder, in alphabetical order; empty where there is none.
  public static func names(in folder: String) -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  private static func writeAll(_ bytes: [UInt8], to file: Int32) -> Int32 {
    bytes.withUnsafeBytes { buffer in
      var done = 0
      while done < buffer.count, let start = buffer.baseAddress {
        #if canImport(Glibc)
          let count = Glibc.write(file, start + done, buffer.count - done)
        #else
          let count = Darwin.write(file, start + done, buffer.count - done)
        #endif
        if count <= 0 { return errno }
        done += count
      }
      return 0
    }
  }
}

/// A file that could not be written.
public struct FileError: Error, Sendable, Hashable, CustomStringConvertible {
  /// Which.
  public let path: String
  /// The system's reason.
  public let code: Int32

  /// The path and the system's reason.
  public var description: String { "can't write \(path): \(String(cString: strerror(code)))" }
}

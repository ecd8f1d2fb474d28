import Notebooks
import Tables

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Looks at the beginning of a data file, so that columns can be checked before anything runs.
enum FilePeek {
  /// How much of a file is read.
  static let limit = 256 << 10

  /// The columns of a CSV file as `load` would read them without options; nil where the file can't tell.
  ///
  /// Of a longer file only the names, and the columns that hold texts already, are certain: a later cell may turn numbers
  /// into texts.
  @Sendable static func columns(_ path: String) -> [ColumnShape]? {
    guard let size = Files.size(path), var bytes = beginning(of: path) else { return nil }
    let isWhole = size <= bytes.count
    if !isWhole {
      guard let cut = lastRecordEnd(bytes) else { return nil }
      bytes.removeSubrange(cut...)
    }
    guard let reading = try? CSV(problemLimit: 1).read(bytes) else { return nil }
    let columns = ColumnShape.columns(of: reading.table)
    return isWhole
      ? columns : columns.map { $0.holds == .texts ? $0 : ColumnShape($0.name, .unknown) }
  }

  /// The first bytes of a file; nil where it cannot be opened.
  static func beginning(of path: String, atMost limit: Int = FilePeek.limit) -> [UInt8]? {
    guard let file = fopen(path, "rb") else { return nil }
    defer { fclose(file) }
    return [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
      count = fread(buffer.baseAddress, 1, limit, file)
    }
  }

  /// The byte behind the last line end that is not inside quotes.
  private static func lastRecordEnd(_ bytes: [UInt8]) -> Int? {
    var isQuoted = false
    var end: Int?
    for (offset, byte) in bytes.enumerated() {
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      if byte == UInt8(ascii: "\n"), !isQuoted { end = offset + 1 }
    }
    return end
  }
}

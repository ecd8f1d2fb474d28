import Notebooks

/// Puts the files of a run into place.
enum OutputWriter {
  /// Writes a file where its bytes differ from what is there: complete or not at all.
  ///
  /// Databases are replaced with the care that programs which have them open need; see ``DatabaseFile``.
  static func write(_ bytes: [UInt8], at path: String) throws {
    guard path.hasSuffix(".db") else {
      try Files.update(bytes, at: path)
      return
    }
    guard Files.size(path) != bytes.count || Files.bytes(path) != bytes else { return }
    if let slash = path.lastIndex(of: "/"), slash != path.startIndex {
      try Files.makeFolder(String(path[..<slash]))
    }
    try DatabaseFile(path).write(bytes)
  }
}

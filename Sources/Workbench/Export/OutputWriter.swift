import Notebooks

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

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

  /// Removes the temporary files of runs that were killed while they wrote files of these names.
  ///
  /// They are called `data_summary.txt.1234-5678.tmp`, the first number the process; those of a living one stay.
  static func removeLeftovers(of names: [String], in folder: String) {
    for file in Files.names(in: folder) where file.hasSuffix(".tmp") {
      guard let name = names.first(where: { file.hasPrefix("\($0).") }),
        let process = file.dropFirst(name.utf8.count + 1).split(separator: "-").first,
        let number = Int32(process), kill(number, 0) != 0, errno == ESRCH
      else { continue }
      unlink("\(folder)/\(file)")
    }
  }
}

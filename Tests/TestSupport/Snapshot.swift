/// Compares a text with the one kept in `Snapshots/<name>` beside the test file.
///
/// A snapshot that is not there is recorded, and the test fails once so that somebody looks at it. A text that differs is
/// saved as `<name>.changed` for the eye; accept it by renaming.
public enum Snapshot {
  /// Nil where the text is the kept one, else what to do.
  public static func difference(
    _ text: String, named name: String, testFile: String = #filePath
  ) -> String? {
    let folder = testFile.split(separator: "/").dropLast().joined(separator: "/")
    let path = "/\(folder)/Snapshots/\(name)"
    guard let kept = readFile(path) else {
      writeFile(path, Array(text.utf8))
      return "no snapshot \(name) yet: recorded, look at it and run again"
    }
    if kept == Array(text.utf8) { return nil }
    writeFile("\(path).changed", Array(text.utf8))
    let keptLines = String(decoding: kept, as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let first = zip(keptLines, lines).enumerated().first { $0.element.0 != $0.element.1 }
    let place = first.map {
      "line \($0.offset + 1): kept \"\($0.element.0)\", now \"\($0.element.1)\""
    }
    return "\(name) changed (\(place ?? "one ends earlier")); see \(name).changed"
  }
}

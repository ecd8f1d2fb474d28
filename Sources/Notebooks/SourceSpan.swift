/// A stretch of a source file: the bytes from `start` up to, not including, `end`.
public struct SourceSpan: Sendable, Hashable, Codable {
  /// Offset of the first byte from the beginning of the file.
  public var start: Int
  /// Offset of the byte after the last.
  public var end: Int

  /// The bytes from `start` up to, not including, `end`.
  public init(_ start: Int, _ end: Int) {
    precondition(start >= 0 && start <= end, "a span from \(start) to \(end)")
    self.start = start
    self.end = end
  }

  /// The smallest span that holds both.
  public func joined(with other: SourceSpan) -> SourceSpan {
    SourceSpan(min(start, other.start), max(end, other.end))
  }
}

/// A source file: its name as messages show it, its bytes, and where its lines begin.
public struct SourceText: Sendable, Hashable {
  /// The path as the reader knows it, relative to the project folder.
  public let name: String
  /// The bytes, valid UTF-8.
  public let bytes: [UInt8]
  /// Offset of the first byte of each line.
  public let lineStarts: [Int]

  /// A file of the given bytes, which must be valid UTF-8 (`Notebook` checks it).
  public init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
    var starts = [0]
    for (offset, byte) in bytes.enumerated() where byte == 0x0A { starts.append(offset + 1) }
    lineStarts = starts
  }

  /// A file of the given text.
  public init(name: String, text: String) {
    self.init(name: name, bytes: Array(text.utf8))
  }

  /// The text of a span.
  public func text(_ span: SourceSpan) -> String {
    String(decoding: bytes[span.start..<min(span.end, bytes.count)], as: UTF8.self)
  }

  /// The line (from 1) and the column (from 1, in characters as a reader counts them) of an offset.
  public func position(of offset: Int) -> (line: Int, column: Int) {
    let line = lineIndex(of: offset)
    let before = bytes[lineStarts[line]..<min(offset, bytes.count)]
    return (line + 1, String(decoding: before, as: UTF8.self).count + 1)
  }

  /// The number of the line (from 0) that holds an offset.
  public func lineIndex(of offset: Int) -> Int {
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    return low
  }

  /// The span of a line (from 0) without its line end (`\n` or `\r\n`).
  public func lineSpan(_ index: Int) -> SourceSpan {
    let start = lineStarts[index]
    var end = index + 1 < lineStarts.count ? lineStarts[index + 1] - 1 : bytes.count
    if end > start, bytes[end - 1] == 0x0D { end -= 1 }
    return SourceSpan(start, max(start, end))
  }
}

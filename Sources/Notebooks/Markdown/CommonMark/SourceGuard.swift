import Tables

/// What a file must be before anything reads it: of sane size, UTF-8, without NUL, and not built to be slow.
enum SourceGuard {
  /// The largest file, in bytes.
  static let sizeLimit = 4 << 20
  /// The most quotes and lists within each other.
  static let nestingLimit = 100
  /// The most opening brackets in one paragraph: libcmark 0.30 takes time in their square.
  static let bracketLimit = 2_000

  /// The first thing that makes a file unreadable, or nil; offsets are of the file.
  static func problem(in bytes: [UInt8]) -> Diagnostic? {
    if bytes.count > sizeLimit {
      return Diagnostic(
        .error, "the file has \(bytes.count) bytes; a notebook has at most \(sizeLimit) (4 MB)",
        at: SourceSpan(0, 0))
    }
    if let offset = firstInvalidOffset(in: bytes) {
      return Diagnostic(
        .error, "the byte 0x\(hexadecimal(bytes[offset])) is not UTF-8; save the file as UTF-8",
        at: SourceSpan(offset, offset + 1))
    }
    if let offset = bytes.firstIndex(of: 0) {
      return Diagnostic(
        .error, "a NUL byte cannot stand in a text", at: SourceSpan(offset, offset + 1))
    }
    return nil
  }

  /// The first place that libcmark would answer with minutes of work, or nil.
  ///
  /// - Complexity: O(bytes).
  static func slowness(in source: SourceText, from firstLine: Int) -> Diagnostic? {
    var brackets = 0
    var fence: (mark: UInt8, length: Int)?
    for index in firstLine..<max(firstLine, source.lineStarts.count) {
      let span = source.lineSpan(index)
      let line = source.bytes[span.start..<span.end]
      if let mark = Fence.opening(line) {
        if let open = fence {
          if Fence.closes(line, mark: open.mark, length: open.length) { fence = nil }
        } else {
          fence = (mark.mark, mark.length)
        }
        continue
      }
      if fence != nil { continue }
      if nesting(of: line) > nestingLimit {
        return Diagnostic(
          .error, "quotes and lists are nested more than \(nestingLimit) deep", at: span)
      }
      brackets = isBlank(line) ? 0 : brackets + line.count { $0 == 0x5B }
      if brackets > bracketLimit {
        return Diagnostic(
          .error, "a paragraph has more than \(bracketLimit) opening brackets; divide it", at: span)
      }
    }
    return nil
  }

  /// The containers that a line's beginning may open: its `>` and list marks, and half its indentation.
  private static func nesting(of line: ArraySlice<UInt8>) -> Int {
    var marks = 0
    var columns = 0
    for byte in line {
      switch byte {
      case 0x20: columns += 1
      case 0x09: columns += 4
      case 0x3E, 0x2D, 0x2B, 0x2A: marks += 1
      case 0x30...0x39, 0x2E, 0x29: columns += 1
      default: return marks > 0 || columns > 0 ? depth(marks: marks, columns: columns) : 0
      }
    }
    // A line of marks alone is as good as a thematic break, unless it is made of quotes.
    let isRule = !line.contains(0x3E) && !line.contains(0x20) && !line.contains(0x09)
    return isRule || marks == 0 ? 0 : depth(marks: marks, columns: columns)
  }

  private static func depth(marks: Int, columns: Int) -> Int {
    marks == 0 ? 0 : max(marks, columns / 2)
  }

  private static func isBlank(_ line: ArraySlice<UInt8>) -> Bool {
    line.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
  }

  private static func hexadecimal(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16, uppercase: true)
    return digits.count == 1 ? "0" + digits : digits
  }

  /// The offset of the first byte that is not part of a well-formed UTF-8 sequence, or nil.
  private static func firstInvalidOffset(in bytes: [UInt8]) -> Int? {
    if String(validating: bytes, as: UTF8.self) != nil { return nil }
    var decoder = Unicode.UTF8.ForwardParser()
    var iterator = bytes.makeIterator()
    var offset = 0
    while true {
      switch decoder.parseScalar(from: &iterator) {
      case .valid(let encoded): offset += encoded.count
      case .error: return min(offset, bytes.count - 1)
      case .emptyInput: return nil
      }
    }
  }
}

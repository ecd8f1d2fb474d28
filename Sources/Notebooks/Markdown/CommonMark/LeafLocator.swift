/// Where the code spans, marks and tags of a paragraph, heading or table cell stand in the file.
///
/// libcmark 0.30 counts the columns of inlines wrongly in several cases, so the bytes are scanned here by CommonMark's
/// rule for code spans (the leftmost run of backticks that has an equal partner), and the results are matched with the
/// tree's nodes in their order.
struct LeafLocator {
  private let bytes: [UInt8]
  private let spans: [(content: SourceSpan, outer: SourceSpan)]
  private var nextSpan = 0
  private var nextOffset: Int
  /// The leaf.
  let range: SourceSpan

  /// Scans a leaf of the (masked) file.
  init(_ bytes: [UInt8], range: SourceSpan) {
    self.bytes = bytes
    self.range = range
    spans = LeafLocator.codeSpans(in: bytes, range: range)
    nextOffset = range.start
  }

  /// The place of the next code span with that content: between its backticks, and with them.
  mutating func code(_ literal: String) -> (content: SourceSpan, outer: SourceSpan)? {
    let wanted = literal.utf8.filter { !LeafLocator.isIgnored($0) }
    var index = nextSpan
    while index < spans.count {
      let content = spans[index].content
      if bytes[content.start..<content.end].lazy.filter({ !LeafLocator.isIgnored($0) })
        .elementsEqual(wanted)
      {
        nextSpan = index + 1
        return spans[index]
      }
      index += 1
    }
    return nil
  }

  /// The place of the next occurrence of some bytes outside code spans.
  mutating func literal(_ text: String) -> SourceSpan? {
    let wanted = Array(text.utf8)
    guard let first = wanted.first else { return nil }
    var offset = nextOffset
    while offset + wanted.count <= range.end {
      if bytes[offset] == first, bytes[offset..<offset + wanted.count].elementsEqual(wanted),
        !isCode(offset)
      {
        nextOffset = offset + wanted.count
        return SourceSpan(offset, nextOffset)
      }
      offset += 1
    }
    nextOffset = range.end
    return nil
  }

  private func isCode(_ offset: Int) -> Bool {
    var low = 0
    var high = spans.count
    while low < high {
      let middle = (low + high) / 2
      if spans[middle].outer.end <= offset { low = middle + 1 } else { high = middle }
    }
    return low < spans.count && spans[low].outer.start <= offset
  }

  /// Line ends, blanks and quote marks, which the tree's literal holds otherwise than the file.
  private static func isIgnored(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 || byte == 0x3E
  }

  /// Every code span from left to right.
  static func codeSpans(
    in bytes: [UInt8], range: SourceSpan
  ) -> [(content: SourceSpan, outer: SourceSpan)] {
    var runs: [(start: Int, length: Int)] = []
    var offset = range.start
    while offset < range.end {
      guard bytes[offset] == 0x60 else {
        offset += 1
        continue
      }
      let start = offset
      while offset < range.end, bytes[offset] == 0x60 { offset += 1 }
      runs.append((start, offset - start))
    }
    guard runs.count > 1 else { return [] }
    var startsByLength: [Int: [Int]] = [:]
    for run in runs { startsByLength[run.length, default: []].append(run.start) }
    var cursors: [Int: Int] = [:]
    var found: [(content: SourceSpan, outer: SourceSpan)] = []
    var freeFrom = range.start
    for run in runs where run.start >= freeFrom {
      let skipped = isEscaped(bytes, at: run.start, from: freeFrom) ? 1 : 0
      let start = run.start + skipped
      let length = run.length - skipped
      guard length > 0, let closers = startsByLength[length] else { continue }
      var cursor = cursors[length] ?? 0
      while cursor < closers.count, closers[cursor] <= run.start { cursor += 1 }
      cursors[length] = cursor
      guard cursor < closers.count else { continue }
      let end = closers[cursor]
      freeFrom = end + length
      found.append((SourceSpan(start + length, end), SourceSpan(start, freeFrom)))
    }
    return found
  }

  private static func isEscaped(_ bytes: [UInt8], at offset: Int, from start: Int) -> Bool {
    var index = offset
    while index > start, bytes[index - 1] == 0x5C { index -= 1 }
    return (offset - index) % 2 == 1
  }
}

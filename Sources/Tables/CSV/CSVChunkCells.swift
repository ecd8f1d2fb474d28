// Where the cells of a chunk are: the same rules as in CSVRows.swift, but without reading what is in them.

extension CSVChunk {
  /// Finds the wanted cells of all records.
  mutating func findCells(separator: UInt8, fieldCount: Int, problemLimit: Int) {
    guard let buffer else { return }
    let first = UnsafePointer(buffer)
    let limit = first + count
    if needsCheck, let bad = UTF8Check.firstProblem(.init(start: first, count: count)) {
      let offset = baseOffset + bad
      note(
        first[bad] == 0
          ? .nulByte(byteOffset: offset) : .invalidUTF8(byteOffset: offset, byte: first[bad]),
        0, first + bad)
      lineCount = Byte.lineEnds(from: first, to: limit)
      return
    }
    if indexCells(separator: separator, fieldCount: fieldCount) { return }
    layOut(.wantedCells)
    var slots = [Int](repeating: -1, count: fieldCount)
    for (slot, field) in fields.enumerated() where field < fieldCount { slots[field] = slot }
    slots.withUnsafeBufferPointer { slots in
      var p = first
      while p < limit, problems.count < problemLimit {
        if Byte.endsLine(p[0]) {
          blankLines += 1
          p = CSVChunk.afterLineEnd(p)
        } else {
          p = findRecord(p, first, limit, separator, slots)
        }
      }
    }
    lineCount =
      hasQuotes || !problems.isEmpty
      ? Byte.lineEnds(from: first, to: limit) : rowCount + blankLines
    // The last line of a file may end without a line feed.
    if lineCount == 0, count > 0 { lineCount = 1 }
  }

  /// Notes the cells of one record; the place behind it.
  @inline(__always)
  private mutating func findRecord(
    _ start: UnsafePointer<UInt8>, _ first: UnsafePointer<UInt8>, _ limit: UnsafePointer<UInt8>,
    _ separator: UInt8, _ slots: UnsafeBufferPointer<Int>
  ) -> UnsafePointer<UInt8> {
    let base = 2 * rowCount * width
    if base + 2 * width > cellRoom { growCells(keeping: base) }
    let (separators, feed) = (Word.pattern(separator), Word.pattern(Byte.lineFeed))
    let carriageReturn = Word.pattern(Byte.carriageReturn)
    let quote = Word.pattern(Byte.quote)
    let hasRare = hasQuotes || hasReturns
    var (p, field) = (start, 0)
    while true {
      var cellStart = p
      var cellEnd: UnsafePointer<UInt8>
      if hasQuotes, p[0] == Byte.quote {
        guard let found = readQuoted(p, field, limit, separator) else {
          return CSVChunk.afterBadLine(p, limit)
        }
        cellStart += 1
        (cellEnd, p) = found
      } else {
        while true {
          let word = Word.load(p)
          // The lowest bit of `zeros` is exact, the others need not be.
          var found = Word.zeros(word ^ separators) | Word.zeros(word ^ feed)
          if hasRare {
            found |= Word.zeros(word ^ carriageReturn)
            if hasQuotes { found |= Word.zeros(word ^ quote) }
          }
          if found != 0 {
            p += Word.first(found)
            break
          }
          p += 8
        }
        cellEnd = p
        if p[0] == Byte.quote {
          note(.strayQuote, field + 1, p)
          return CSVChunk.afterBadLine(p, limit)
        }
      }
      let slot = slots[field]
      if slot >= 0 {
        cells[base &+ 2 &* slot] = UInt32(truncatingIfNeeded: cellStart - first)
        cells[base &+ 2 &* slot &+ 1] = UInt32(truncatingIfNeeded: cellEnd - first)
      }
      field += 1
      guard p[0] == separator else { break }
      guard field < slots.count else {
        note(.tooManyFields(found: field + 1, expected: slots.count), field + 1, p + 1)
        return CSVChunk.afterBadLine(p, limit)
      }
      p += 1
    }
    if field < slots.count {
      note(.tooFewFields(found: field, expected: slots.count), 0, start)
    } else {
      rowCount += 1
    }
    return CSVChunk.afterLineEnd(p)
  }

  /// The end of a quoted cell's text and the place behind the closing quote; nil where a problem was noted.
  ///
  /// Doubled quotes are made single where they stand; what becomes free is filled with quotes, which no number and no
  /// line's count minds.
  private mutating func readQuoted(
    _ start: UnsafePointer<UInt8>, _ field: Int, _ limit: UnsafePointer<UInt8>, _ separator: UInt8
  ) -> (end: UnsafePointer<UInt8>, behind: UnsafePointer<UInt8>)? {
    let quote = Word.pattern(Byte.quote)
    var p = start + 1
    var hasDoubled = false
    while true {
      while p < limit {
        let found = Word.zeros(Word.load(p) ^ quote)
        p += Word.first(found)
        if found != 0 { break }
      }
      guard p < limit else {
        note(.quoteNeverClosed, field + 1, start)
        return nil
      }
      guard p + 1 < limit, p[1] == Byte.quote else { break }
      hasDoubled = true
      p += 2
    }
    guard p[1] == separator || Byte.endsLine(p[1]) || p + 1 == limit else {
      note(.textAfterQuote, field + 1, p + 1)
      return nil
    }
    guard hasDoubled else { return (p, p + 1) }
    var target = UnsafeMutablePointer(mutating: start + 1)
    var isSecond = false
    for source in (start + 1)..<p {
      let byte = source[0]
      isSecond = byte == Byte.quote && !isSecond
      if isSecond { continue }
      target[0] = byte
      target += 1
    }
    let end = UnsafePointer(target)
    target.update(repeating: Byte.quote, count: p - end)
    return (end, p + 1)
  }

  mutating func growCells(keeping count: Int) {
    let room = cellRoom * 2 + 2 * width + 2 * CSVChunk.blockSize
    let larger = UnsafeMutablePointer<UInt32>.allocate(capacity: room)
    larger.update(from: cells, count: count)
    cells.deallocate()
    cells = larger
    cellRoom = room
  }

  private mutating func note(
    _ kind: CSVProblem.Kind, _ field: Int, _ p: UnsafePointer<UInt8>
  ) {
    let (line, column) = place(p)
    problems.append(CSVProblem(kind, line: line, column: column, field: field))
  }

  private static func afterLineEnd(_ p: UnsafePointer<UInt8>) -> UnsafePointer<UInt8> {
    p[0] == Byte.carriageReturn && p[1] == Byte.lineFeed ? p + 2 : p + 1
  }

  /// After a problem: the next line, whatever quotes there are.
  private static func afterBadLine(
    _ start: UnsafePointer<UInt8>, _ limit: UnsafePointer<UInt8>
  ) -> UnsafePointer<UInt8> {
    var p = start
    while p < limit, !Byte.endsLine(p[0]) { p += 1 }
    return p < limit ? afterLineEnd(p) : limit
  }
}

// The parser of records: the inner loop, then the fields that need care.

extension CSVPass {
  /// Parses whole records up to the limit.
  mutating func parseRows(from start: UnsafePointer<UInt8>) {
    let separator = self.separator
    let fieldCount = header.count
    var p = start
    records: while p < limit, !isStopped {
      record = p
      if Byte.endsLine(p[0]) {
        blankLines += 1
        p = afterLineEnd(p)
        line += 1
        continue
      }
      extraLines = 0
      var field = 0
      while true {
        let treatment = treatments[field]
        if treatment == .number {
          let (value, end) = number.scan(p)
          if end != p, end[0] == separator || Byte.endsLine(end[0]) {
            block[slots[field] &* blockRows &+ row] = value
            p = end
          } else if let end = readCell(field, p) {
            p = end
          } else {
            p = afterBadLine(p)
            continue records
          }
          field += 1
        } else if treatment == .skip {
          let count = skipRuns[field]
          guard let (end, left) = skip(count, p, field) else {
            p = afterBadLine(p)
            continue records
          }
          p = end
          field += count - left
        } else {
          guard let end = readCell(field, p) else {
            p = afterBadLine(p)
            continue records
          }
          p = end
          field += 1
        }
        if field == fieldCount { break }
        guard p[0] == separator else {
          note(
            problem: .tooFewFields(found: field, expected: fieldCount), field: field, at: p)
          p = afterBadLine(p)
          continue records
        }
        p += 1
      }
      if p[0] == separator {
        p = noteTooMany(p)
        continue
      }
      p = afterLineEnd(p)
      line += 1 + extraLines
      row += 1
      if row == blockRows { flush() }
    }
  }

  /// Passes over fields: the delimiter behind the last, and how many were not there.
  ///
  /// A word at a time: while it has neither quotes nor line ends, its separators are counted.
  mutating func skip(
    _ count: Int, _ start: UnsafePointer<UInt8>, _ field: Int
  ) -> (UnsafePointer<UInt8>, left: Int)? {
    let separators = Word.pattern(separator)
    let (quote, feed) = (Word.pattern(Byte.quote), Word.pattern(Byte.lineFeed))
    let carriageReturn = Word.pattern(Byte.carriageReturn)
    var left = count
    var p = start
    while true {
      let word = Word.load(p)
      var found = Word.matches(word, separators)
      let special =
        Word.matches(word, quote) | Word.matches(word, feed) | Word.matches(word, carriageReturn)
      if special != 0 { found &= (special & (0 &- special)) &- 1 }
      let here = Word.count(found)
      if here >= left {
        for _ in 1..<left { found &= found &- 1 }
        return (p + Word.first(found), 0)
      }
      left -= here
      if special == 0 {
        p += 8
        continue
      }
      p += Word.first(special)
      guard p[0] == Byte.quote else { return (p, left - 1) }
      let isAtStart = p == start || p[-1] == separator
      guard isAtStart, let cell = readField(field + count - left, p) else {
        if !isAtStart { note(problem: .strayQuote, field: field + count - left + 1, at: p) }
        return nil
      }
      p = cell.end
      if left == 1 { return (p, 0) }
      if p[0] != separator { return (p, left - 1) }
      p += 1
      left -= 1
      if left == 0 { return (p - 1, 0) }
    }
  }

  /// The place behind a line's end, LF, CR LF or CR.
  func afterLineEnd(_ p: UnsafePointer<UInt8>) -> UnsafePointer<UInt8> {
    p[0] == Byte.carriageReturn && p[1] == Byte.lineFeed ? p + 2 : p + 1
  }

  /// After a problem: the next line, whatever quotes there are.
  mutating func afterBadLine(_ start: UnsafePointer<UInt8>) -> UnsafePointer<UInt8> {
    line += Byte.lineEnds(from: record, to: start) + 1
    guard !isStopped else { return limit }
    var p = start
    while p < limit, !Byte.endsLine(p[0]) { p += 1 }
    return p < limit ? afterLineEnd(p) : limit
  }

  private mutating func noteTooMany(_ start: UnsafePointer<UInt8>) -> UnsafePointer<UInt8> {
    var found = header.count
    var p = start
    while p[0] == separator {
      guard let cell = readField(found, p + 1) else { return afterBadLine(start) }
      p = cell.end
      found += 1
    }
    note(
      problem: .tooManyFields(found: found, expected: header.count), field: header.count + 1,
      at: start + 1)
    return afterBadLine(p)
  }

  /// One field as it stands in the buffer, or without its doubled quotes in `spare`.
  struct Field {
    let start: UnsafePointer<UInt8>
    let count: Int
    let isQuoted: Bool
    let end: UnsafePointer<UInt8>
    let isUnescaped: Bool
  }

  /// The field that begins at a place; nil where a problem was noted.
  ///
  /// The number of the field, from 0, is for messages.
  mutating func readField(_ index: Int, _ start: UnsafePointer<UInt8>) -> Field? {
    if start[0] == Byte.quote { return readQuoted(index, start) }
    let (quote, feed) = (Word.pattern(Byte.quote), Word.pattern(Byte.lineFeed))
    let (separators, carriageReturn) = (Word.pattern(separator), Word.pattern(Byte.carriageReturn))
    var p = start
    while true {
      let word = Word.load(p)
      let found =
        Word.matches(word, separators) | Word.matches(word, feed) | Word.matches(word, quote)
        | Word.matches(word, carriageReturn)
      if found != 0 {
        p += Word.first(found)
        break
      }
      p += 8
    }
    guard p[0] != Byte.quote else {
      note(problem: .strayQuote, field: index + 1, at: p)
      return nil
    }
    guard isShortEnough(index, start, p) else { return nil }
    return Field(start: start, count: p - start, isQuoted: false, end: p, isUnescaped: false)
  }

  private mutating func readQuoted(_ index: Int, _ start: UnsafePointer<UInt8>) -> Field? {
    let quote = Word.pattern(Byte.quote)
    var p = start + 1
    var hasDoubled = false
    while true {
      while p < limit {
        let found = Word.matches(Word.load(p), quote)
        p += Word.first(found)
        if found != 0 { break }
      }
      guard p < limit else {
        note(problem: .quoteNeverClosed, field: index + 1, at: start)
        isStopped = true
        return nil
      }
      guard p + 1 < limit, p[1] == Byte.quote else { break }
      hasDoubled = true
      p += 2
    }
    guard p[1] == separator || Byte.endsLine(p[1]) || p + 1 == limit else {
      note(problem: .textAfterQuote, field: index + 1, at: p + 1)
      return nil
    }
    guard isShortEnough(index, start, p) else { return nil }
    extraLines += Byte.lineEnds(from: start, to: p)
    let inner = UnsafeBufferPointer(start: start + 1, count: p - start - 1)
    guard hasDoubled else {
      return Field(
        start: start + 1, count: inner.count, isQuoted: true, end: p + 1, isUnescaped: false)
    }
    spare.removeAll(keepingCapacity: true)
    var isSecond = false
    for byte in inner {
      isSecond = byte == Byte.quote && !isSecond
      if !isSecond { spare.append(byte) }
    }
    let count = spare.count
    spare.append(contentsOf: repeatElement(0, count: 16))  // words may touch them
    return Field(
      start: start + 1, count: count, isQuoted: true, end: p + 1, isUnescaped: true)
  }

  private mutating func isShortEnough(
    _ index: Int, _ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>
  ) -> Bool {
    if end - start <= CSV.fieldLimit { return true }
    note(problem: .fieldTooLong(limit: CSV.fieldLimit), field: index + 1, at: start)
    return false
  }

  /// Notes a problem at a place of the record that is being read.
  mutating func note(problem kind: CSVProblem.Kind, field: Int, at place: UnsafePointer<UInt8>) {
    let before = Byte.lineEnds(from: record, to: place)
    var lineStart = place
    while lineStart > record, !Byte.endsLine(lineStart[-1]) { lineStart -= 1 }
    let scalars = UnsafeBufferPointer(start: lineStart, count: place - lineStart)
      .reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
    problems.append(CSVProblem(kind, line: line + before, column: scalars + 1, field: field))
    if problems.count >= options.problemLimit { isStopped = true }
  }
}

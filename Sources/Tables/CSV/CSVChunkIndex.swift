// Where the cells are in a chunk without quotes and with rows of equal width, as almost all are.

extension CSVChunk {
  /// How many bytes are looked at together: as many as a word has bits.
  ///
  /// All of them may be read behind the text.
  static let blockSize = 64

  /// Notes all separators and line feeds of the chunk in one run without branches that depend on the text, after simdjson
  /// (Langdale and Lemire 2019, "Parsing gigabytes of JSON per second"), and checks that they make rows.
  ///
  /// - Returns: Whether they do; otherwise the chunk is as before, and the rules of CSVChunkCells.swift say what it is.
  mutating func indexCells(separator: UInt8, fieldCount: Int) -> Bool {
    guard let buffer, count > 0, !hasQuotes, !hasReturns, fieldCount > 1, separator < 0x80,
      fields.allSatisfy({ $0 < fieldCount })
    else { return false }
    let first = UnsafePointer(buffer)
    // The cell of the first row begins one behind this.
    cells[0] = .max
    var (found, base) = (1, 0)
    while base < count {
      if found + CSVChunk.blockSize >= cellRoom { growCells(keeping: found) }
      var mask = CSVChunk.delimiters(first + base, separator)
      if count &- base < 64 { mask &= (1 &<< UInt64(count &- base)) &- 1 }
      found &+= CSVChunk.note(mask, UInt32(truncatingIfNeeded: base), cells + found)
      base &+= CSVChunk.blockSize
    }
    // The last line of a file may end without a line feed, which then stands behind it.
    if first[count - 1] != Byte.lineFeed {
      cells[found] = UInt32(count)
      found += 1
    }
    let rows = (found - 1) / fieldCount
    guard rows * fieldCount == found - 1, areRows(rows, separator, fieldCount) else {
      return false
    }
    layOut(.separators(fieldCount))
    (rowCount, lineCount) = (rows, rows)
    return true
  }

  /// Whether every line has its separators and nothing else, which a blank line has not.
  private func areRows(_ rows: Int, _ separator: UInt8, _ fieldCount: Int) -> Bool {
    guard let buffer else { return false }
    var (place, strange): (UnsafePointer<UInt32>, UInt8) = (UnsafePointer(cells) + 1, 0)
    for _ in 0..<rows {
      for field in 0..<(fieldCount &- 1) { strange |= buffer[Int(place[field])] ^ separator }
      strange |= buffer[Int(place[fieldCount &- 1])] ^ Byte.lineFeed
      place += fieldCount
    }
    return strange == 0
  }

  /// A bit for each of 64 bytes: whether it is the separator or a line feed.
  @inline(__always)
  private static func delimiters(_ p: UnsafePointer<UInt8>, _ separator: UInt8) -> UInt64 {
    let (separators, feeds) = (Word.pattern(separator), Word.pattern(Byte.lineFeed))
    var mask: UInt64 = 0
    for word in 0..<8 {
      let found = Word.matches(Word.load(p + 8 &* word), separators, feeds)
      mask |= Word.bits(found) &<< UInt64(8 &* word)
    }
    return mask
  }

  /// Writes the places of the bits, the first eight without asking whether there are so many; how many there are.
  @inline(__always)
  private static func note(
    _ mask: UInt64, _ base: UInt32, _ target: UnsafeMutablePointer<UInt32>
  ) -> Int {
    var (rest, target) = (mask, target)
    for place in 0..<8 {
      target[place] = base &+ UInt32(truncatingIfNeeded: rest.trailingZeroBitCount)
      rest &= rest &- 1
    }
    while rest != 0 {
      target[8] = base &+ UInt32(truncatingIfNeeded: rest.trailingZeroBitCount)
      target += 1
      rest &= rest &- 1
    }
    return mask.nonzeroBitCount
  }
}

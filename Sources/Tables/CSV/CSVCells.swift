// What a cell means: missing, a number, a date or a text; and what a column then is.

extension CSVPass {
  /// Reads a cell that the inner loop does not: the delimiter behind it, or nil where the record is broken.
  mutating func readCell(_ field: Int, _ start: UnsafePointer<UInt8>) -> UnsafePointer<UInt8>? {
    let slot = slots[field]
    let treatment = treatments[field]
    if treatment != .text {
      block[slot * blockRows + row] = .nan
      if start[0] == separator || Byte.endsLine(start[0]) {
        columns[slot].emptyCount += 1
        return start
      }
    }
    guard let cell = readField(field, start) else { return nil }
    if cell.isUnescaped {
      let copy = spare
      copy.withUnsafeBufferPointer {
        take(UnsafeBufferPointer(rebasing: $0.prefix(cell.count)), cell, field, slot, start)
      }
    } else {
      take(UnsafeBufferPointer(start: cell.start, count: cell.count), cell, field, slot, start)
    }
    return cell.end
  }

  private mutating func take(
    _ bytes: UnsafeBufferPointer<UInt8>, _ cell: Field, _ field: Int, _ slot: Int,
    _ place: UnsafePointer<UInt8>
  ) {
    let trimmed = CSVPass.trimmed(bytes)
    if treatments[field] == .text {
      if !cell.isQuoted, countMissing(trimmed, slot) {
        columns[slot].texts.append(nil)
      } else {
        if bytes.isEmpty { columns[slot].quotedEmptyTexts += 1 }
        columns[slot].texts.append(strings.string(bytes))
      }
      return
    }
    if countMissing(trimmed, slot) {
      if cell.isQuoted { columns[slot].hasQuotedMarkers = true }
      return
    }
    switch treatments[field] {
    case .undecided: decide(bytes, trimmed, field, slot, place)
    case .number, .styledNumber:
      if let value = numberValue(trimmed) {
        block[slot * blockRows + row] = value
      } else {
        contradict(trimmed, field, slot, .numbers, place)
      }
    case .date:
      if !takeDate(trimmed, slot, place) { contradict(trimmed, field, slot, .dates, place) }
    case .skip, .text: break
    }
  }

  /// The first cell that is there says what the column holds.
  private mutating func decide(
    _ bytes: UnsafeBufferPointer<UInt8>, _ trimmed: UnsafeBufferPointer<UInt8>, _ field: Int,
    _ slot: Int, _ place: UnsafePointer<UInt8>
  ) {
    if let value = numberValue(trimmed) {
      block[slot * blockRows + row] = value
      treat(field, slot, options.numberStyle == .plain ? .number : .styledNumber)
    } else if takeDate(trimmed, slot, place) {
      treat(field, slot, .date)
    } else if columns[slot].hasQuotedMarkers {
      // The quoted markers above were texts after all: read the column again.
      treat(field, slot, .skip)
    } else {
      treat(field, slot, .text)
      columns[slot].texts = Array(repeating: nil, count: rowsDone + row)
      columns[slot].texts.append(strings.string(bytes))
    }
  }

  private mutating func treat(_ field: Int, _ slot: Int, _ treatment: CSVColumn.Treatment) {
    columns[slot].treatment = treatment
    treatments[field] = treatment
    skipRuns[field] = 1
  }

  private mutating func contradict(
    _ bytes: UnsafeBufferPointer<UInt8>, _ field: Int, _ slot: Int, _ expected: ColumnKind,
    _ place: UnsafePointer<UInt8>
  ) {
    let found = CSVPass.shortened(bytes)
    let column = columns[slot]
    if column.isForced {
      let isLarge = Double(found)?.isInfinite == true && found.utf8.contains { $0 &- 48 <= 9 }
      let kind: CSVProblem.Kind =
        expected == .dates
        ? .notADate(found: found, column: column.name)
        : isLarge
          ? .tooLarge(found: found, column: column.name)
          : .notANumber(found: found, column: column.name)
      note(problem: kind, field: field + 1, at: place)
      return
    }
    columns[slot].contradiction = .init(
      found: found, line: line + Byte.lineEnds(from: record, to: place), expected: expected,
      row: rowsDone + row)
    columns[slot].numbers = []
    treat(field, slot, .skip)
  }

  /// Whether a cell is missing; counts it by its spelling.
  private mutating func countMissing(_ bytes: UnsafeBufferPointer<UInt8>, _ slot: Int) -> Bool {
    guard let first = bytes.first else {
      columns[slot].emptyCount += 1
      return true
    }
    guard markerStarts[Int(first)],
      let marker = markers.first(where: { $0.bytes.elementsEqual(bytes) })
    else { return false }
    columns[slot].markerCounts[marker.text, default: 0] += 1
    return true
  }

  private func numberValue(_ bytes: UnsafeBufferPointer<UInt8>) -> Double? {
    guard let start = bytes.baseAddress, !bytes.isEmpty else { return nil }
    guard options.numberStyle == .plain else { return styledValue(bytes) }
    let (value, end) = number.scan(start)
    return end == start + bytes.count ? value : nil
  }

  /// A number with grouping or a decimal comma: rewritten plainly, where the groups are of three.
  private func styledValue(_ bytes: UnsafeBufferPointer<UInt8>) -> Double? {
    let isComma = options.numberStyle == .decimalComma
    let (group, point) = isComma ? (Byte.point, Byte.comma) : (Byte.comma, Byte.point)
    guard bytes.count <= 400 else { return nil }
    var plain: [UInt8] = []
    var sinceGroup = -1
    var isWhole = true
    for byte in bytes {
      let isDigit = byte &- Byte.zero <= 9
      if byte == group {
        guard isWhole, plain.last.map({ $0 &- Byte.zero <= 9 }) == true,
          sinceGroup == -1 || sinceGroup == 3
        else { return nil }
        sinceGroup = 0
        continue
      }
      if isWhole, !isDigit, sinceGroup >= 0, sinceGroup != 3 { return nil }
      if isWhole, isDigit, sinceGroup >= 0 { sinceGroup += 1 }
      if !isDigit, byte != Byte.minus, byte != Byte.plus { isWhole = false }
      plain.append(byte == point ? Byte.point : byte)
    }
    guard !isWhole || sinceGroup == -1 || sinceGroup == 3 else { return nil }
    let count = plain.count
    plain.append(contentsOf: repeatElement(0, count: 16))
    return plain.withUnsafeBufferPointer { all in
      guard let start = all.baseAddress else { return nil }
      let (value, end) = number.scan(start)
      return end == start + count && count > 0 ? value : nil
    }
  }

  private mutating func takeDate(
    _ bytes: UnsafeBufferPointer<UInt8>, _ slot: Int, _ place: UnsafePointer<UInt8>
  ) -> Bool {
    guard let reading = CSVDate.read(bytes, compact: columns[slot].isForced) else { return false }
    switch reading {
    case .day(let day, let form, let hasTime):
      guard columns[slot].dateForm == nil || columns[slot].dateForm == form else { return false }
      columns[slot].dateForm = form
      if hasTime { columns[slot].hadTimes = true }
      block[slot * blockRows + row] = Double(day.daysSinceEpoch)
      return true
    case .open(let first, let second, let year):
      guard columns[slot].dateForm == nil || columns[slot].dateForm == .numeric else {
        return false
      }
      var order = columns[slot].dateOrder
      if order == .unambiguous, first > 12 { order = .dayFirst }
      if order == .unambiguous, second > 12 { order = .monthFirst }
      let stored = CSVDate.packed(first: first, second: second, year: year)
      guard CSVDate.day(stored, order: order) != nil else { return false }
      columns[slot].dateForm = .numeric
      columns[slot].dateOrder = order
      if columns[slot].firstAmbiguous == nil {
        columns[slot].firstAmbiguous = CSVProblem(
          .ambiguousDate(found: CSVPass.shortened(bytes), column: columns[slot].name),
          line: line + Byte.lineEnds(from: record, to: place), column: 0,
          field: columns[slot].field + 1)
      }
      block[slot * blockRows + row] = stored
      return true
    }
  }

  static func trimmed(_ bytes: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
    var (lower, upper) = (0, bytes.count)
    while lower < upper, bytes[lower] == Byte.space || bytes[lower] == Byte.tab { lower += 1 }
    while upper > lower, bytes[upper - 1] == Byte.space || bytes[upper - 1] == Byte.tab {
      upper -= 1
    }
    return UnsafeBufferPointer(rebasing: bytes[lower..<upper])
  }

  /// A cell for a message: its first 40 characters.
  static func shortened(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
    let text = String(decoding: bytes.prefix(400), as: UTF8.self)
    return text.count > 40 ? text.prefix(40) + "…" : text
  }
}

// The first record, the encoding, and the plan of the fields.

extension CSVPass {
  /// Reads the line of names and plans every field; the place behind it.
  mutating func readHeader(_ start: UnsafePointer<UInt8>) -> UnsafePointer<UInt8> {
    var p = start
    while p < limit, Byte.endsLine(p[0]) {
      blankLines += 1
      line += 1
      p = afterLineEnd(p)
    }
    guard p < limit else { return p }
    record = p
    let first = p
    var names: [String] = []
    var isValues = true
    while true {
      guard names.count < CSV.columnLimit else {
        note(problem: .tooManyColumns(limit: CSV.columnLimit), field: names.count + 1, at: p)
        isStopped = true
        return limit
      }
      guard let cell = readField(names.count, p) else {
        isStopped = true
        return limit
      }
      let bytes =
        cell.isUnescaped
        ? Array(spare.prefix(cell.count))
        : Array(UnsafeBufferPointer(start: cell.start, count: cell.count))
      let (name, isValue) = headerCell(bytes, field: names.count)
      names.append(name)
      isValues = isValues && isValue
      p = cell.end
      if p[0] != separator { break }
      p += 1
    }
    if let given = options.names {
      return plan(given, fieldCount: names.count, at: first) ? first : limit
    }
    if isValues, names.contains(where: { !$0.isEmpty }) {
      note(problem: .noHeader, field: 1, at: first)
      isStopped = true
      return limit
    }
    let lines = 1 + extraLines
    guard plan(names, fieldCount: names.count, at: first) else { return limit }
    line += lines
    return afterLineEnd(p)
  }

  private mutating func headerCell(_ bytes: [UInt8], field: Int) -> (String, isValue: Bool) {
    (bytes + [0]).withUnsafeBufferPointer { padded in
      let cell = CSVPass.trimmed(UnsafeBufferPointer(rebasing: padded.dropLast()))
      let name = String(decoding: cell, as: UTF8.self)
      let isValue =
        cell.isEmpty || (Double(name) != nil && cell[0] < 58)
        || CSVDate.read(cell, compact: false) != nil
      return (name, isValue)
    }
  }

  private mutating func plan(
    _ names: [String], fieldCount: Int, at place: UnsafePointer<UInt8>
  ) -> Bool {
    header = names
    if fieldCount != names.count {
      note(
        problem: fieldCount < names.count
          ? .tooFewFields(found: fieldCount, expected: names.count)
          : .tooManyFields(found: fieldCount, expected: names.count),
        field: 0, at: place)
      isStopped = true
      return false
    }
    nameFirstColumn()
    let wanted = options.columns ?? header
    checkNames(Set(wanted), at: place)
    var fields: [String: Int] = [:]
    for (field, name) in header.enumerated() where fields[name] == nil { fields[name] = field }
    let due = options.kinds.keys.sorted() + (options.dateColumn.map { [$0] } ?? [])
    for name in wanted + due where fields[name] == nil {
      let problem = CSVProblem(
        .noColumn(name, among: header), line: names == options.names ? 0 : 1)
      if !problems.contains(problem) { problems.append(problem) }
    }
    guard problems.isEmpty else {
      isStopped = true
      return false
    }
    treatments = Array(repeating: .skip, count: header.count)
    slots = Array(repeating: 0, count: header.count)
    for name in wanted {
      guard let field = fields[name], treatments[field] == .skip else { continue }
      let column = newColumn(name, field)
      treatments[field] = column.treatment
      slots[field] = columns.count
      columns.append(column)
    }
    planSkips()
    // An odd number of cache lines, so that neighbouring columns don't fall into the same set of the cache.
    blockRows = columns.count <= 1_000 ? 1_016 : 24
    block.deallocate()
    block = .allocate(capacity: blockRows * max(1, columns.count))
    return true
  }

  private func newColumn(_ name: String, _ field: Int) -> CSVColumn {
    let kind = name == options.dateColumn ? .dates : options.kinds[name]
    let treatment: CSVColumn.Treatment =
      switch kind {
      case nil: .undecided
      case .numbers: options.numberStyle == .plain ? .number : .styledNumber
      case .dates: .date
      case .texts: .text
      }
    return CSVColumn(
      name: name, field: field, isForced: kind != nil, treatment: treatment,
      dateOrder: options.dateOrder)
  }

  private mutating func planSkips() {
    skipRuns = Array(repeating: 1, count: header.count)
    for field in header.indices.dropLast().reversed()
    where treatments[field] == .skip && treatments[field + 1] == .skip {
      skipRuns[field] = skipRuns[field + 1] + 1
    }
  }

  /// R and pandas write the row names or the index under an empty name.
  private mutating func nameFirstColumn() {
    guard header.count > 1, header[0].isEmpty, !header.contains("column_1") else { return }
    header[0] = "column_1"
    let wanted = options.columns ?? header
    guard wanted.contains("column_1") else { return }
    notes.append(
      .init(
        column: "column_1", line: 1,
        sentence: "the first column has no name and is called column_1"))
  }

  private mutating func checkNames(_ wanted: Set<String>, at place: UnsafePointer<UInt8>) {
    var firstFields: [String: Int] = [:]
    for (field, name) in header.enumerated() where wanted.contains(name) {
      if problems.count >= options.problemLimit { return }
      let here = CSVProblem.Kind.duplicateName(name, firstField: (firstFields[name] ?? 0) + 1)
      if name.isEmpty {
        note(problem: .emptyName, field: field + 1, at: headerPlace(place, field))
      } else if firstFields[name] != nil {
        note(problem: here, field: field + 1, at: headerPlace(place, field))
      } else {
        firstFields[name] = field
      }
    }
  }

  private mutating func headerPlace(
    _ start: UnsafePointer<UInt8>, _ field: Int
  ) -> UnsafePointer<UInt8> {
    var p = start
    for index in 0..<field {
      guard let cell = readField(index, p), cell.end[0] == separator else { return p }
      p = cell.end + 1
    }
    return p
  }

  /// Refuses bytes that no text has, before anything is parsed.
  mutating func check(_ count: Int) {
    guard hasHighBytes || hasZeroBytes else { return }
    guard let bad = UTF8Check.firstProblem(UnsafeBufferPointer(start: buffer, count: count)) else {
      return
    }
    record = UnsafePointer(buffer)
    let offset = baseOffset + bad
    note(
      problem: buffer[bad] == 0
        ? .nulByte(byteOffset: offset) : .invalidUTF8(byteOffset: offset, byte: buffer[bad]),
      field: 0, at: UnsafePointer(buffer + bad))
    isStopped = true
  }
}

/// Which byte of a text is none of UTF-8 (The Unicode Standard, table 3-7), or is 0.
enum UTF8Check {
  /// The index of the first byte that begins no well-formed sequence, or is 0.
  static func firstProblem(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      if byte < 0x80 {
        if byte == 0 { return index }
        index += 1
        continue
      }
      let (length, second): (Int, ClosedRange<UInt8>)
      switch byte {
      case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
      case 0xE0: (length, second) = (3, 0xA0...0xBF)
      case 0xED: (length, second) = (3, 0x80...0x9F)
      case 0xE1...0xEF: (length, second) = (3, 0x80...0xBF)
      case 0xF0: (length, second) = (4, 0x90...0xBF)
      case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
      case 0xF4: (length, second) = (4, 0x80...0x8F)
      default: return index
      }
      guard index + length <= bytes.count, second.contains(bytes[index + 1]) else { return index }
      for next in 2..<max(2, length) where !(0x80...0xBF).contains(bytes[index + next]) {
        return index
      }
      index += length
    }
    return nil
  }
}

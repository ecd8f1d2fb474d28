/// One pass over a CSV file: the chunks, the header and the state of every wanted column.
///
/// A chunk is cut after its last complete record, so that the parser (in `CSVRows.swift`) never sees a half one; what is
/// left moves to the front of the buffer. Rows go into a block of columns of plain numbers first, which is added to the
/// columns when it is full: that keeps growing arrays out of the inner loop.
struct CSVPass: ~Copyable {
  static let chunkSize = 1 << 20
  static let recordLimit = 64 << 20
  /// Bytes behind the text that words of eight may touch.
  static let padding = 64

  let options: CSV
  let separator: UInt8
  let number = CSVNumber()
  var source: ByteSource

  // The buffer: `filled` bytes, the first at offset `baseOffset` of the file.
  var buffer = UnsafeMutablePointer<UInt8>.allocate(capacity: chunkSize + padding)
  var capacity = chunkSize
  var filled = 0
  var baseOffset = 0
  var handedOut = 0
  var isAtEnd = false
  var hasHighBytes = false
  var hasZeroBytes = false
  var hasQuotes = false
  var hasReturns = false

  // The record being read.
  var line = 1
  var record: UnsafePointer<UInt8>
  var extraLines = 0
  var limit: UnsafePointer<UInt8>
  var spare: [UInt8] = []

  // What each field is: its treatment, its place among the columns, how many fields are skipped from it on.
  var treatments: [CSVColumn.Treatment] = []
  var slots: [Int] = []
  var skipRuns: [Int] = []
  var columns: [CSVColumn] = []
  var header: [String] = []

  // The block of rows.
  var block = UnsafeMutablePointer<Double>.allocate(capacity: 1)
  var blockRows = 1
  var row = 0
  var rowsDone = 0

  var notes: [CSV.Note] = []
  var blankLines = 0
  var problems: [CSVProblem] = []
  var isStopped = false
  let markerStarts: [Bool]
  let markers: [(bytes: [UInt8], text: String)]
  var strings = CSVStrings()

  init(options: CSV, separator: CSV.Separator, origin: ByteSource.Origin) throws(Trouble) {
    self.options = options
    self.separator = separator.rawValue
    markers = options.missing.filter { !$0.isEmpty }.map { (Array($0.utf8), $0) }
    var starts = [Bool](repeating: false, count: 256)
    for marker in markers { starts[Int(marker.bytes[0])] = true }
    markerStarts = starts
    record = UnsafePointer(buffer)
    limit = record
    source = try ByteSource(origin)
  }

  deinit {
    buffer.deallocate()
    block.deallocate()
  }

  /// Reads the file to its end or to the bound on problems.
  mutating func run() throws(Trouble) {
    var needsHeader = true
    while !isStopped {
      try fill()
      guard !isStopped else { return }
      let end = lastRecordEnd()
      if end == 0 {
        if !isAtEnd, filled < CSVPass.recordLimit {
          if filled == capacity { grow() }
          continue
        }
        if filled == 0 { break }
      }
      // Without a complete record the rest is the last line, or too long a one: parsing it finds out why.
      let isOverlong = end == 0 && !isAtEnd
      let regionEnd = end == 0 || isAtEnd ? filled : end
      if regionEnd == filled { buffer[filled] = Byte.lineFeed }
      limit = UnsafePointer(buffer + regionEnd)
      check(regionEnd)
      var p = UnsafePointer(buffer)
      if needsHeader, !isStopped {
        p = readHeader(p)
        needsHeader = header.isEmpty
      }
      if !needsHeader, !isStopped { parseRows(from: p) }
      if isOverlong, problems.isEmpty {
        note(problem: .lineTooLong(limit: CSVPass.recordLimit), field: 0, at: UnsafePointer(buffer))
      }
      if isOverlong { return }
      shift(regionEnd)
      if isAtEnd, filled == 0 { break }
    }
    if needsHeader, problems.isEmpty { problems.append(CSVProblem(.empty)) }
    flush()
  }

  mutating func grow() {
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity * 2 + CSVPass.padding)
    larger.update(from: buffer, count: filled)
    buffer.deallocate()
    buffer = larger
    capacity *= 2
  }

  mutating func shift(_ count: Int) {
    buffer.update(from: buffer + count, count: filled - count)
    filled -= count
    baseOffset += count
  }

  mutating func fill() throws(Trouble) {
    while filled < capacity, !isAtEnd {
      let count = try source.read(into: buffer + filled, count: capacity - filled)
      if count == 0 { isAtEnd = true }
      filled += count
    }
    (buffer + filled).update(repeating: 0, count: CSVPass.padding)
    if baseOffset == 0 { dropByteOrderMark() }
    glance()
  }

  private mutating func dropByteOrderMark() {
    guard filled >= 2 else { return }
    if (buffer[0] == 0xFF && buffer[1] == 0xFE) || (buffer[0] == 0xFE && buffer[1] == 0xFF) {
      problems.append(CSVProblem(.utf16, line: 1, column: 1))
      isStopped = true
    } else if filled >= 3, buffer[0] == 0xEF, buffer[1] == 0xBB, buffer[2] == 0xBF {
      notes.append(.init(column: nil, line: 1, sentence: "a byte order mark was dropped"))
      shift(3)
    }
  }

  /// One look over all bytes: are there quotes, zeros, bytes beyond ASCII? The compiler makes vectors of this loop.
  private mutating func glance() {
    let (quote, carriageReturn) = (Word.pattern(Byte.quote), Word.pattern(Byte.carriageReturn))
    var (all, zeros, quotes, returns): (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    let whole = filled / 8
    let raw = UnsafeRawPointer(buffer)
    for index in 0..<whole {
      let word = raw.loadUnaligned(fromByteOffset: index &* 8, as: UInt64.self)
      all |= word
      zeros |= Word.zeros(word)
      quotes |= Word.zeros(word ^ quote)
      returns |= Word.zeros(word ^ carriageReturn)
    }
    for offset in whole * 8..<filled {
      let word = Word.pattern(buffer[offset])
      all |= word
      zeros |= Word.zeros(word)
      quotes |= Word.zeros(word ^ quote)
      returns |= Word.zeros(word ^ carriageReturn)
    }
    hasHighBytes = all & Word.topBits != 0
    hasZeroBytes = zeros != 0
    hasQuotes = quotes != 0
    hasReturns = returns != 0
  }

  /// Where the last complete record ends: after the last line feed outside quotes.
  ///
  /// A file without any line feed may end
  /// its lines with carriage returns; one at the very end may be half a CR LF.
  func lastRecordEnd() -> Int {
    if hasQuotes { return lastRecordEndOutsideQuotes() }
    var index = filled
    while index > 0, buffer[index - 1] != Byte.lineFeed { index -= 1 }
    if index > 0 { return index }
    index = filled - 1
    while index > 0, buffer[index - 1] != Byte.carriageReturn { index -= 1 }
    return max(0, index)
  }

  private func lastRecordEndOutsideQuotes() -> Int {
    let (quote, feed) = (Word.pattern(Byte.quote), Word.pattern(Byte.lineFeed))
    var (isInside, lastFeed, lastReturn, offset) = (false, 0, 0, 0)
    while offset < filled {
      let word = Word.load(buffer + offset)
      let quotes = Word.matches(word, quote)
      if quotes == 0, lastFeed > 0 || Word.matches(word, Word.pattern(Byte.carriageReturn)) == 0 {
        let feeds = Word.matches(word, feed)
        if !isInside, feeds != 0 { lastFeed = offset + 8 - feeds.leadingZeroBitCount / 8 }
      } else {
        for index in offset..<min(offset + 8, filled) {
          let byte = buffer[index]
          if byte == Byte.quote { isInside.toggle() }
          if !isInside, byte == Byte.lineFeed { lastFeed = index + 1 }
          if !isInside, byte == Byte.carriageReturn, index + 1 < filled { lastReturn = index + 1 }
        }
      }
      offset += 8
    }
    return lastFeed > 0 ? min(lastFeed, filled) : lastReturn
  }

  /// Adds the block of rows to the columns.
  mutating func flush() {
    guard row > 0 else { return }
    let total = rowsDone + row
    for slot in columns.indices {
      switch columns[slot].treatment {
      case .number, .styledNumber, .date:
        let missing = rowsDone - columns[slot].numbers.count
        if rowsDone == 0, source.expectedSize > CSVPass.chunkSize { reserve(slot) }
        if missing > 0 {
          columns[slot].numbers.append(contentsOf: repeatElement(.nan, count: missing))
        }
        let part = UnsafeBufferPointer(start: block + slot * blockRows, count: row)
        columns[slot].numbers.append(contentsOf: part)
      case .text:
        if rowsDone == 0, source.expectedSize > CSVPass.chunkSize { reserve(slot) }
      case .skip, .undecided: break
      }
    }
    rowsDone = total
    row = 0
    if rowsDone > options.cellLimit / max(1, columns.count) {
      problems.append(CSVProblem(.tooManyCells(limit: options.cellLimit), line: line))
      isStopped = true
    }
  }

  /// Room for all rows, judged by the length of the first ones; too little is only slower.
  private mutating func reserve(_ slot: Int) {
    let bytes = max(1, record - UnsafePointer(buffer))
    let rows = Double(source.expectedSize) / Double(bytes) * Double(row) * 1.03
    let count = Int(min(rows, Double(options.cellLimit / columns.count)))
    if columns[slot].treatment == .text {
      columns[slot].texts.reserveCapacity(count)
    } else {
      columns[slot].numbers.reserveCapacity(count)
    }
  }
}

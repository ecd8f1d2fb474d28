/// Some records of a CSV file and where their wanted cells are; filled by ``CSVChunks/next(_:)``.
///
/// One worker fills the same chunk again and again; what ``cell(_:_:)`` gives is good until then.
public struct CSVChunk: ~Copyable {
  /// Which fields are wanted, counted from 0.
  public let fields: [Int]
  /// The place among the chunks of the file, from 0.
  public internal(set) var number = -1
  /// How many records there are.
  public internal(set) var rowCount = 0
  /// How many lines the records take up, blank ones and those in quotes counted.
  public internal(set) var lineCount = 0
  /// Blank lines, which are no records.
  public internal(set) var blankLines = 0
  /// What is wrong with records that therefore are not among the rows; lines are counted from the chunk's first.
  public internal(set) var problems: [CSVProblem] = []

  @usableFromInline var buffer: UnsafeMutablePointer<UInt8>?
  var capacity = 0
  var count = 0
  var baseOffset = 0
  var hasQuotes = false
  var hasReturns = false
  var needsCheck = false
  /// Places in the buffer, see ``layOut(_:)``.
  @usableFromInline var cells: UnsafeMutablePointer<UInt32>
  var cellRoom = 1 << 10
  /// How many places a row has.
  @usableFromInline var stride = 0
  /// For each wanted field where in a row its two places are: what is before or at the cell's begin, and its end.
  @usableFromInline let starts: UnsafeMutablePointer<Int>
  /// How far the cell begins behind the first of its places: 1 where that is the place of a separator.
  @usableFromInline var lead: UInt32 = 0
  private let reader = CSVNumber()
  let width: Int

  /// An empty chunk for the wanted fields, counted from 0.
  public init(fields: [Int]) {
    self.fields = fields
    width = fields.count
    cells = .allocate(capacity: cellRoom)
    starts = .allocate(capacity: max(1, width))
    starts.initialize(repeating: 0, count: max(1, width))
  }

  deinit {
    buffer?.deallocate()
    cells.deallocate()
    starts.deallocate()
  }

  /// What the places are.
  enum Layout {
    /// The begin and the end of each wanted cell.
    case wantedCells
    /// All separators and line feeds, one before the first byte included, in rows of so many fields.
    case separators(Int)
  }

  mutating func layOut(_ layout: Layout) {
    switch layout {
    case .wantedCells:
      (stride, lead) = (2 * width, 0)
      for field in 0..<width { starts[field] = 2 * field }
    case .separators(let fieldCount):
      (stride, lead) = (fieldCount, 1)
      for field in 0..<width { starts[field] = fields[field] }
    }
  }

  /// One cell without its quotes, blanks kept; at least 32 bytes behind it can be read.
  ///
  /// - Parameters:
  ///   - row: The record, from 0.
  ///   - field: The place in ``fields``, from 0.
  /// - Returns: The bytes, until the chunk is filled again.
  @inlinable
  public func cell(_ row: Int, _ field: Int) -> UnsafeBufferPointer<UInt8> {
    let place = row &* stride &+ starts[field]
    let (start, end) = (Int(cells[place] &+ lead), Int(cells[place &+ 1]))
    return UnsafeBufferPointer(start: buffer.map { $0 + start }, count: end &- start)
  }

  /// The cells of one wanted field, for loops over many rows; good until the chunk is filled again.
  @inlinable
  public func column(_ field: Int) -> CSVChunkColumn? {
    guard let buffer else { return nil }
    return CSVChunkColumn(
      buffer: UnsafePointer(buffer), places: UnsafePointer(cells) + starts[field], stride: stride,
      lead: lead)
  }

  /// The number in a cell, exactly rounded, blanks around it allowed; nil where there is something else or nothing.
  public func number(_ row: Int, _ field: Int) -> Double? {
    let bytes = CSVPass.trimmed(cell(row, field))
    guard let start = bytes.baseAddress, !bytes.isEmpty else { return nil }
    let (value, end) = reader.scan(start)
    return end == start + bytes.count ? value : nil
  }

  /// A cell for a message: its first 40 characters.
  public func excerpt(_ row: Int, _ field: Int) -> String { CSVPass.shortened(cell(row, field)) }

  /// The line of a cell, from 1 at the chunk's first, and its first character in that line, from 1.
  public func place(_ row: Int, _ field: Int) -> (line: Int, column: Int) {
    guard let start = cell(row, field).baseAddress else { return (1, 1) }
    return place(start)
  }

  func place(_ p: UnsafePointer<UInt8>) -> (line: Int, column: Int) {
    guard let buffer else { return (1, 1) }
    let first = UnsafePointer(buffer)
    var lineStart = p
    while lineStart > first, !Byte.endsLine(lineStart[-1]) { lineStart -= 1 }
    let scalars = UnsafeBufferPointer(start: lineStart, count: p - lineStart)
      .reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
    return (1 + Byte.lineEnds(from: first, to: p), scalars + 1)
  }

  /// Gives the buffer back.
  mutating func returned() -> ChunkBuffer {
    guard let old = buffer else { return ChunkBuffer() }
    buffer = nil
    return ChunkBuffer(old, capacity)
  }

  mutating func take(_ load: ChunkLoad) {
    buffer = load.buffer.start
    capacity = load.buffer.capacity
    count = load.count
    number = load.number
    baseOffset = load.baseOffset
    hasQuotes = load.hasQuotes
    hasReturns = load.hasReturns
    needsCheck = load.needsCheck
  }

  mutating func forget() {
    number = -1
    rowCount = 0
    lineCount = 0
    blankLines = 0
    count = 0
    problems.removeAll()
  }
}

/// The cells of one field of a ``CSVChunk``, by row.
@frozen
public struct CSVChunkColumn {
  @usableFromInline let buffer: UnsafePointer<UInt8>
  @usableFromInline let places: UnsafePointer<UInt32>
  @usableFromInline let stride: Int
  @usableFromInline let lead: UInt32

  @inlinable
  init(
    buffer: UnsafePointer<UInt8>, places: UnsafePointer<UInt32>, stride: Int, lead: UInt32
  ) {
    self.buffer = buffer
    self.places = places
    self.stride = stride
    self.lead = lead
  }

  /// Like ``CSVChunk/cell(_:_:)``.
  @inlinable
  public subscript(row: Int) -> (start: UnsafePointer<UInt8>, count: Int) {
    let place = places + row &* stride
    let start = Int(place[0] &+ lead)
    return (buffer + start, Int(place[1]) &- start)
  }
}

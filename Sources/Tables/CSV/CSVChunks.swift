import Synchronization

/// A CSV file (RFC 4180, plain or gzip) handed out in chunks of whole records, so that several workers read one file at once.
///
///     let file = try CSVChunks(path: "journeys.csv.gz")
///     // in every worker:
///     var chunk = CSVChunk(fields: [1, 2])
///     while try file.next(&chunk) {
///       for row in 0..<chunk.rowCount { count(chunk.cell(row, 0), chunk.number(row, 1)) }
///     }
///
/// For files that are read once into something small, where ``CSV`` would hold whole columns. Reading and unpacking happen
/// under a lock, finding the cells outside it. Chunks are numbered in the order of the file, so that a worker can say
/// where a row was; which worker gets which chunk is left to chance.
public final class CSVChunks: Sendable {
  /// The file as the caller named it; for errors.
  public let file: String
  /// The names in the first line, blanks around them dropped.
  public let names: [String]
  private let separator: UInt8
  private let problemLimit: Int
  private let chunkSize: Int
  private let state: Mutex<State>

  private struct State: ~Copyable {
    var pass: CSVPass
    var lineCounts: [Int] = []
    var firstLine: Int
  }

  /// How many bytes a chunk has where nothing else is said: small enough for the cache next to a core.
  public static let defaultChunkSize = 1 << 18

  /// Opens a file and reads its line of names.
  public convenience init(
    path: String, separator: CSV.Separator? = nil, problemLimit: Int = 20,
    chunkSize: Int = CSVChunks.defaultChunkSize
  ) throws(CSVError) {
    try self.init(.file(path), path, separator, problemLimit, chunkSize)
  }

  /// Reads bytes that are in memory; the name is for errors.
  public convenience init(
    _ bytes: [UInt8], name: String, separator: CSV.Separator? = nil, problemLimit: Int = 20,
    chunkSize: Int = CSVChunks.defaultChunkSize
  ) throws(CSVError) {
    try self.init(.memory(bytes), name, separator, problemLimit, chunkSize)
  }

  private init(
    _ origin: ByteSource.Origin, _ file: String, _ separator: CSV.Separator?, _ problemLimit: Int,
    _ chunkSize: Int
  ) throws(CSVError) {
    let options = CSV(columns: [], problemLimit: problemLimit)
    self.file = file
    self.problemLimit = max(1, problemLimit)
    self.chunkSize = max(64, chunkSize)
    do throws(Trouble) {
      let found: CSV.Separator
      if let separator {
        found = separator
      } else {
        found = try CSVReading(options: options, file: file, origin: origin).sniffedSeparator()
      }
      var pass = try CSVPass(options: options, separator: found, origin: origin)
      try pass.readNames(chunkSize: self.chunkSize)
      self.separator = found.rawValue
      names = pass.header
      let line = pass.line
      state = Mutex(State(pass: pass, firstLine: line))
    } catch {
      throw CSVError(file: file, problems: error.problems, stoppedEarly: error.stoppedEarly)
    }
  }

  /// Fills a chunk with the next records; false at the end of the file.
  ///
  /// Problems with single records are in ``CSVChunk/problems``; trouble with the file as a whole is thrown.
  public func next(_ chunk: inout CSVChunk) throws(CSVError) -> Bool {
    chunk.forget()
    let old = chunk.returned()
    do throws(Trouble) {
      let load = try state.withLock { (state) throws(Trouble) -> ChunkLoad? in
        guard let load = try state.pass.handOut(into: old) else { return nil }
        state.lineCounts.append(0)
        return load
      }
      guard let load else { return false }
      chunk.take(load)
    } catch {
      throw CSVError(file: file, problems: error.problems, stoppedEarly: error.stoppedEarly)
    }
    chunk.findCells(separator: separator, fieldCount: names.count, problemLimit: problemLimit)
    let (number, lines) = (chunk.number, chunk.lineCount)
    state.withLock { $0.lineCounts[number] = lines }
    return true
  }

  /// How many lines stand before a chunk; known once every chunk before it was filled.
  public func lines(before number: Int) -> Int {
    state.withLock { $0.firstLine - 1 + $0.lineCounts.prefix(number).reduce(0, +) }
  }
}

/// A buffer on its way from one owner to another, as a number, since pointers do not cross a lock.
struct ChunkBuffer: Sendable {
  private(set) var capacity: Int
  private var address: UInt

  /// Nothing.
  init() { (capacity, address) = (0, 0) }

  init(_ start: UnsafeMutablePointer<UInt8>, _ capacity: Int) {
    self.capacity = capacity
    address = UInt(bitPattern: start)
  }

  init(capacity: Int) {
    self.init(.allocate(capacity: capacity + CSVPass.padding), capacity)
  }

  var start: UnsafeMutablePointer<UInt8>? { UnsafeMutablePointer(bitPattern: address) }

  mutating func free() {
    start?.deallocate()
    self = ChunkBuffer()
  }
}

/// What a chunk is filled with.
struct ChunkLoad: Sendable {
  let buffer: ChunkBuffer
  let count: Int
  let number: Int
  let baseOffset: Int
  let hasQuotes: Bool
  let hasReturns: Bool
  let needsCheck: Bool
}

extension CSVPass {
  /// Reads up to and with the line of names.
  mutating func readNames(chunkSize: Int) throws(Trouble) {
    exchangeBuffer(
      UnsafeMutablePointer<UInt8>.allocate(capacity: chunkSize + CSVPass.padding), chunkSize
    )
    .deallocate()
    while header.isEmpty, !isStopped {
      guard let end = try nextRegion() else {
        if problems.isEmpty { problems.append(CSVProblem(.empty)) }
        break
      }
      limit = UnsafePointer(buffer + end)
      check(end)
      if isStopped { break }
      let behind = readHeader(UnsafePointer(buffer))
      let used = header.isEmpty ? end : behind - UnsafePointer(buffer)
      shift(min(used, filled))
    }
    if !problems.isEmpty { throw Trouble(problems, stoppedEarly: false) }
  }

  /// Gives the buffer with the next whole records away and goes on with an old one, which is freed at the end.
  mutating func handOut(into old: ChunkBuffer) throws(Trouble) -> ChunkLoad? {
    var next = old
    do throws(Trouble) {
      guard let end = try nextRegion() else {
        next.free()
        return nil
      }
      let rest = filled - end
      if next.capacity < max(capacity, rest) {
        next.free()
        next = ChunkBuffer(capacity: max(capacity, rest))
      }
      let load = ChunkLoad(
        buffer: ChunkBuffer(buffer, capacity), count: end, number: handedOut,
        baseOffset: baseOffset, hasQuotes: hasQuotes, hasReturns: hasReturns,
        needsCheck: hasHighBytes || hasZeroBytes)
      next.start?.update(from: buffer + end, count: rest)
      if let start = next.start { _ = exchangeBuffer(start, next.capacity) }
      filled = rest
      baseOffset += end
      handedOut += 1
      return load
    } catch {
      next.free()
      throw error
    }
  }

  /// Fills the buffer until it holds whole records; where they end, or nil at the end of the file.
  private mutating func nextRegion() throws(Trouble) -> Int? {
    while true {
      try fill()
      if isStopped { throw Trouble(problems, stoppedEarly: false) }
      let end = lastRecordEnd()
      if end == 0, !isAtEnd {
        guard filled < CSVPass.recordLimit else {
          throw Trouble(.lineTooLong(limit: CSVPass.recordLimit))
        }
        if filled == capacity { grow() }
        continue
      }
      if filled == 0 { return nil }
      let region = isAtEnd ? filled : end
      if region == filled { buffer[filled] = Byte.lineFeed }
      return region
    }
  }

  private mutating func exchangeBuffer(
    _ next: UnsafeMutablePointer<UInt8>, _ size: Int
  ) -> UnsafeMutablePointer<UInt8> {
    let old = buffer
    buffer = next
    capacity = size
    record = UnsafePointer(next)
    limit = record
    return old
  }
}

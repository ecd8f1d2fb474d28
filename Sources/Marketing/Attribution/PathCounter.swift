import Tables

/// One worker that counts the paths of a CSV file.
///
/// Most rows repeat a path that was spelt the same a moment ago: ``PathMemo`` knows it by its bytes, and only the others
/// are taken apart into channels.
struct PathCounter: JourneyWorker {
  /// Where what is among the wanted fields.
  struct Plan: Sendable {
    let names: [String]
    let separator: [UInt8]
    let value: Int?
    let nulls: Int?
  }

  private static let blockSize = 64

  private let plan: Plan
  private var hashes = [UInt64](repeating: 0, count: blockSize)
  private var places = [Int](repeating: 0, count: blockSize)
  /// Keeps the first loop's reading of slots from being left out as useless.
  private var touched: UInt64 = 0
  private var memo = PathMemo()
  private var channels = ChannelBytes()
  private var paths = CountedPaths()
  private var steps: [UInt16] = []
  private(set) var valuesWithoutConversion = 0
  private(set) var hasCounts = false
  private(set) var hasZeros = false

  init(_ plan: Plan) { self.plan = plan }

  /// Three loops over a block of rows, since each waits for memory: rows do not wait for one another within a loop.
  mutating func take(_ chunk: borrowing CSVChunk, _ problems: inout ChunkProblems) {
    let order = UInt64(chunk.number) << 32
    var start = 0
    while start < chunk.rowCount {
      let count = min(PathCounter.blockSize, chunk.rowCount - start)
      // 1. The hash of every path; asking for its slot of the memo brings it near.
      for offset in 0..<count {
        let hash = PathMemo.hash(chunk.cell(start + offset, 0))
        hashes[offset] = hash
        touched &+= memo.hashKept(for: hash)
      }
      // 2. Its place; −1 where a problem was noted.
      for offset in 0..<count {
        let (row, hash) = (start + offset, hashes[offset])
        let cell = chunk.cell(row, 0)
        places[offset] =
          memo.find(cell, hash) ?? takeApart(cell, hash, chunk, row, order, &problems) ?? -1
      }
      // 3. Its numbers.
      for offset in 0..<count where places[offset] >= 0 {
        self.count(chunk, start + offset, places[offset], &problems)
      }
      if problems.isFull { return }
      start += count
    }
  }

  @inline(never)
  private mutating func takeApart(
    _ cell: UnsafeBufferPointer<UInt8>, _ hash: UInt64, _ chunk: borrowing CSVChunk, _ row: Int,
    _ order: UInt64, _ problems: inout ChunkProblems
  ) -> Int? {
    steps.removeAll(keepingCapacity: true)
    if let flaw = channels.split(cell, plan.separator, into: &steps) {
      problems.note(flaw, chunk, row, 0)
      return nil
    }
    let place = paths.place(of: steps, first: order | UInt64(row))
    memo.keep(cell, hash, place)
    return place
  }

  /// Adds the row's numbers, unless there is a problem with one.
  @inline(__always)
  private mutating func count(
    _ chunk: borrowing CSVChunk, _ row: Int, _ place: Int, _ problems: inout ChunkProblems
  ) {
    guard let conversions = number(chunk, row, 1, &problems) else { return }
    var value = 0.0
    if let field = plan.value {
      guard let found = number(chunk, row, field, &problems) else { return }
      value = found
    }
    var nulls = conversions == 0 ? 1.0 : 0.0
    if let field = plan.nulls {
      guard let found = number(chunk, row, field, &problems) else { return }
      nulls = found
    }
    if conversions > 0 {
      if conversions > 1 { hasCounts = true }
      paths.sums[place].conversions.add(conversions)
    } else {
      hasZeros = true
    }
    if value > 0 {
      if conversions == 0 { valuesWithoutConversion += 1 }
      paths.sums[place].value.add(value)
    }
    if nulls > 0 { paths.sums[place].nulls.add(nulls) }
  }

  /// Most cells are a single digit; a method that does not change the counter would copy it here, hence `mutating`.
  @inline(__always)
  private mutating func number(
    _ chunk: borrowing CSVChunk, _ row: Int, _ field: Int, _ problems: inout ChunkProblems
  ) -> Double? {
    singleDigit(chunk.cell(row, field))
      ?? amount(chunk, row, field, plan.names[field], &problems)
  }

  /// All workers' paths as one sketch, in the order of the file.
  static func sketch(
    _ workers: [PathCounter], _ tallies: JourneyTallies, file: String
  ) throws(JourneyError) -> JourneySketch {
    try CountedPaths.sketch(
      workers.map { ($0.paths, $0.channels.names) }, .ofPaths, tallies, file: file)
  }
}

/// The number in a cell of one digit.
@inline(__always)
func singleDigit(_ cell: UnsafeBufferPointer<UInt8>) -> Double? {
  cell.count == 1 && cell[0] &- 48 <= 9 ? Double(cell[0] &- 48) : nil
}

/// A number from 0 to the bound of exact sums; nil where a problem was noted.
func amount(
  _ chunk: borrowing CSVChunk, _ row: Int, _ field: Int, _ name: String,
  _ problems: inout ChunkProblems
) -> Double? {
  guard let number = chunk.number(row, field) else {
    problems.note(
      .csv(.notANumber(found: chunk.excerpt(row, field), column: name)), chunk, row, field)
    return nil
  }
  guard number >= 0 else {
    problems.note(.negative(found: chunk.excerpt(row, field), column: name), chunk, row, field)
    return nil
  }
  guard number < ExactSum.limit else {
    problems.note(.tooLarge(found: chunk.excerpt(row, field), column: name), chunk, row, field)
    return nil
  }
  return number
}

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

  private let plan: Plan
  private var memo = PathMemo()
  private var channels = ChannelBytes()
  private var paths = CountedPaths()
  private var steps: [UInt16] = []
  private(set) var valuesWithoutConversion = 0
  private(set) var hasCounts = false
  private(set) var hasZeros = false

  init(_ plan: Plan) { self.plan = plan }

  mutating func take(_ chunk: borrowing CSVChunk, _ problems: inout ChunkProblems) {
    let order = UInt64(chunk.number) << 32
    for row in 0..<chunk.rowCount {
      guard let place = place(chunk, row, order, &problems) else {
        if problems.isFull { return }
        continue
      }
      if !count(chunk, row, place, &problems), problems.isFull { return }
    }
  }

  /// The place of the row's path among this worker's; nil where a problem was noted.
  @inline(__always)
  private mutating func place(
    _ chunk: borrowing CSVChunk, _ row: Int, _ order: UInt64, _ problems: inout ChunkProblems
  ) -> Int? {
    let cell = chunk.cell(row, 0)
    let hash = PathMemo.hash(cell)
    if let place = memo.find(cell, hash) { return place }
    return takeApart(cell, hash, chunk, row, order, &problems)
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

  /// Adds the row's numbers; false where a problem was noted.
  @inline(__always)
  private mutating func count(
    _ chunk: borrowing CSVChunk, _ row: Int, _ place: Int, _ problems: inout ChunkProblems
  ) -> Bool {
    guard let conversions = number(chunk, row, 1, &problems) else { return false }
    var value = 0.0
    if let field = plan.value {
      guard let found = number(chunk, row, field, &problems) else { return false }
      value = found
    }
    var nulls = conversions == 0 ? 1.0 : 0.0
    if let field = plan.nulls {
      guard let found = number(chunk, row, field, &problems) else { return false }
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
    return true
  }

  @inline(__always)
  private func number(
    _ chunk: borrowing CSVChunk, _ row: Int, _ field: Int, _ problems: inout ChunkProblems
  ) -> Double? {
    let cell = chunk.cell(row, field)
    if cell.count == 1, cell[0] &- 48 <= 9 { return Double(cell[0] &- 48) }
    return longNumber(chunk, row, field, &problems)
  }

  @inline(never)
  private func longNumber(
    _ chunk: borrowing CSVChunk, _ row: Int, _ field: Int, _ problems: inout ChunkProblems
  ) -> Double? {
    amount(chunk, row, field, plan.names[field], &problems)
  }

  /// All workers' paths as one table, in the order of the file; nil where a sum is too large.
  static func merged(_ workers: [PathCounter]) -> JourneyTable? {
    CountedPaths.merged(workers.map { ($0.paths, $0.channels.names) })
  }
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

import Tables

/// One worker that counts the paths of a CSV file.
///
/// Most rows repeat a path that was spelt the same before, with a plain 0 or 1 for its conversions: ``PathMemo`` knows it
/// by its bytes and counts. Only the others are taken apart into channels and read as numbers.
struct PathCounter: JourneyWorker {
  /// Where what is among the wanted fields.
  struct Plan: Sendable {
    let names: [String]
    let separator: [UInt8]
    let value: Int?
    let nulls: Int?
    /// How many journeys the row stands for.
    var count: Int?
    /// Whether conversions are a part of that number; otherwise they are 0 or 1 and say whether all of them converted.
    var areCounts = false
  }

  private let plan: Plan
  private var memo = PathMemo()
  private var rest: [PathMemo.Rest] = []
  private var rowsInMemo = 0
  private var channels = ChannelBytes()
  private var paths = CountedPaths()
  private var steps: [UInt16] = []
  private(set) var valuesWithoutConversion = 0
  private(set) var hasCounts = false
  private(set) var hasZeros = false

  init(_ plan: Plan) { self.plan = plan }

  mutating func take(_ chunk: borrowing CSVChunk, _ problems: inout ChunkProblems) {
    guard let path = chunk.column(0), let conversions = chunk.column(1) else { return }
    let columns = PathMemo.Columns(
      path: path, conversions: conversions, value: plan.value.flatMap { chunk.column($0) },
      areWhole: plan.nulls == nil && plan.count == nil)
    let order = UInt64(chunk.number) << 32
    // What the memo counts is far from the end of its 32 bits.
    rowsInMemo += chunk.rowCount
    if rowsInMemo > 1 << 31 { takeCounts() }
    var start = 0
    while start < chunk.rowCount, !problems.isFull {
      let end = min(start + PathMemo.rowsAtOnce, chunk.rowCount)
      rest.removeAll(keepingCapacity: true)
      memo.count(columns, start..<end, &rest)
      for index in rest.indices {
        let (row, place) = (rest[index].row, rest[index].place)
        if place >= 0 {
          count(chunk, row, place, &problems)
        } else if let place = takeApart(chunk, row, rest[index].hash, order, &problems) {
          count(chunk, row, place, &problems)
        }
      }
      start = end
    }
  }

  mutating func finish() {
    takeCounts()
    memo = PathMemo()
  }

  private mutating func takeCounts() {
    rowsInMemo = 0
    memo.takeCounts { place, conversions, nulls in
      paths.sums[place].conversions.add(whole: conversions)
      paths.sums[place].nulls.add(whole: nulls)
      if nulls > 0 { hasZeros = true }
    }
  }

  @inline(never)
  private mutating func takeApart(
    _ chunk: borrowing CSVChunk, _ row: Int, _ hash: UInt64, _ order: UInt64,
    _ problems: inout ChunkProblems
  ) -> Int? {
    let cell = chunk.cell(row, 0)
    steps.removeAll(keepingCapacity: true)
    if let flaw = channels.split(cell, plan.separator, into: &steps) {
      problems.note(flaw, chunk, row, 0)
      return nil
    }
    let place = paths.place(of: steps, first: order | UInt64(row))
    // A path that is spelt in ever new ways takes no more memory than some of it.
    if memo.count < 4 * paths.sums.count + 1 << 12 { memo.keep(cell, hash, place) }
    return place
  }

  /// Adds the row's numbers, unless there is a problem with one.
  @inline(__always)
  private mutating func count(
    _ chunk: borrowing CSVChunk, _ row: Int, _ place: Int, _ problems: inout ChunkProblems
  ) {
    guard var conversions = number(chunk, row, 1, &problems) else { return }
    var value = 0.0
    // Who sold nothing often leaves the value empty.
    if let field = plan.value, !chunk.cell(row, field).isEmpty {
      guard let found = number(chunk, row, field, &problems) else { return }
      value = found
    }
    var nulls = conversions == 0 ? 1.0 : 0.0
    if let field = plan.nulls {
      guard let found = number(chunk, row, field, &problems) else { return }
      nulls = found
    }
    if conversions > 1 { hasCounts = true }
    if let field = plan.count {
      guard let journeys = number(chunk, row, field, &problems) else { return }
      if !plan.areCounts { conversions *= journeys }
      nulls = journeys - conversions
      guard nulls >= 0 else {
        if plan.areCounts {
          problems.note(
            .tooFewJourneys(found: chunk.excerpt(row, field), conversions: conversions), chunk, row,
            field)
        }
        return
      }
    }
    if conversions > 0 {
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

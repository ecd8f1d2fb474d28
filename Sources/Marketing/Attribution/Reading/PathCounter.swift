import Tables

/// One worker that counts the paths of a CSV file.
///
/// Most rows repeat a path that came before, with a plain 0 or 1 for its conversions. A path of up to eight touches is
/// its own key, see ``PathKeys``; where too many are longer, ``PathMemo`` knows whole spellings by their bytes. Only the
/// others are taken apart into channels and read as numbers.
struct PathCounter: JourneyWorker {
  /// Where what is among the wanted fields.
  struct Plan: Sendable {
    let names: [String]
    let separator: [UInt8]
    let value: Int?
    let nulls: Int?
    /// How many journeys the row stands for.
    let journeys: Int?
    /// Whether conversions are 0 or 1 and say of all those journeys; otherwise they are a part of them.
    let isAllOrNone: Bool
  }

  private let plan: Plan
  private var keys: PathKeys
  /// By place, conversions in the upper half and nulls in the lower, of rows that were known by their key.
  private var plainCounts: [UInt64] = []
  /// Whether so few rows of late had no key that keys are worth their while.
  private var usesKeys = false
  /// Keeps what is read only to bring it near from being left out as useless.
  private var touched: UInt64 = 0
  private var memo = PathMemo()
  private var rest: [PathMemo.Rest] = []
  private var rowsInMemo = 0
  private var channels = ChannelBytes()
  private var paths = CountedPaths()
  private var steps: [UInt16] = []
  private(set) var valuesWithoutConversion = 0
  private(set) var hasCounts = false
  private(set) var hasZeros = false

  init(_ plan: Plan) {
    self.plan = plan
    keys = PathKeys(separator: plan.separator[0])
  }

  mutating func take(_ chunk: borrowing CSVChunk, _ problems: inout ChunkProblems) {
    guard let path = chunk.column(0), let conversions = chunk.column(1) else { return }
    let columns = PathMemo.Columns(
      path: path, conversions: conversions, value: plan.value.flatMap { chunk.column($0) },
      areWhole: plan.nulls == nil && plan.journeys == nil)
    let order = UInt64(chunk.number) << 32
    // What is counted in 32 bits stays far from their end.
    rowsInMemo += chunk.rowCount
    if rowsInMemo > 1 << 31 { takeCounts() }
    usesKeys = plan.separator.count == 1
    var start = 0
    while start < chunk.rowCount, !problems.isFull {
      let end = min(start + PathMemo.rowsAtOnce, chunk.rowCount)
      rest.removeAll(keepingCapacity: true)
      let (isByKey, names) = (usesKeys, channels.names.count)
      if isByKey {
        usesKeys = countByKey(columns, start..<end)
      } else {
        memo.count(columns, start..<end, &rest)
      }
      for index in rest.indices where rest[index].place >= 0 {
        touched &+= paths.sums[rest[index].place].first
      }
      for index in rest.indices {
        let row = rest[index].row
        let known = rest[index].place
        guard
          let place = known >= 0
            ? known : takeApart(chunk, row, rest[index].hash, isByKey, order, &problems)
        else { continue }
        count(chunk, row, place, &problems)
      }
      // New names say nothing of how many rows will have a key.
      if channels.names.count > names { usesKeys = keys.learn(channels) && isByKey }
      start = end
    }
  }

  mutating func finish() {
    takeCounts()
    memo = PathMemo()
    plainCounts = []
  }

  /// Counts rows whose path is known by its key, with a conversion of 0 or 1 and no value; leaves the others in `rest`.
  ///
  /// False where so many rows have no key that another way is better.
  private mutating func countByKey(_ columns: PathMemo.Columns, _ rows: Range<Int>) -> Bool {
    var without = 0
    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: PathMemo.rowsAtOnce) { found in
      withUnsafeTemporaryAllocation(of: Int.self, capacity: PathMemo.rowsAtOnce) { places in
        guard let found = found.baseAddress, let places = places.baseAddress else { return }
        without = keys.write(columns.path, rows, to: found)
        touched &+= paths.index.find(found, rows.count, places)
        plainCounts.withUnsafeMutableBufferPointer { counts in
          for row in rows {
            let place = places[row &- rows.lowerBound]
            guard place >= 0, let digit = columns.plainConversions(row) else {
              let key = found[row &- rows.lowerBound]
              rest.append(PathMemo.Rest(row: row, hash: key, place: place))
              continue
            }
            counts[place] &+= 1 &<< (digit &<< 5)
          }
        }
      }
    }
    return without * 8 <= rows.count
  }

  private mutating func takeCounts() {
    rowsInMemo = 0
    memo.takeCounts { place, conversions, nulls in
      paths.sums[place].conversions.add(whole: conversions)
      paths.sums[place].nulls.add(whole: nulls)
      if nulls > 0 { hasZeros = true }
    }
    for place in plainCounts.indices where plainCounts[place] != 0 {
      let nulls = plainCounts[place] & 0xFFFF_FFFF
      paths.sums[place].conversions.add(whole: plainCounts[place] >> 32)
      paths.sums[place].nulls.add(whole: nulls)
      if nulls > 0 { hasZeros = true }
      plainCounts[place] = 0
    }
  }

  /// The place of a row's path, by the key if it has one; nil where a problem was noted.
  @inline(never)
  private mutating func takeApart(
    _ chunk: borrowing CSVChunk, _ row: Int, _ hash: UInt64, _ isKey: Bool, _ order: UInt64,
    _ problems: inout ChunkProblems
  ) -> Int? {
    let cell = chunk.cell(row, 0)
    steps.removeAll(keepingCapacity: true)
    if isKey, hash != 0 {
      PathKeys.unpack(hash, to: &steps)
    } else if let flaw = channels.split(cell, plan.separator, into: &steps) {
      problems.note(flaw, chunk, row, 0)
      return nil
    }
    let place = paths.place(of: steps, first: order | UInt64(row))
    if place == plainCounts.count { plainCounts.append(0) }
    // A path that is spelt in ever new ways takes no more memory than some of it.
    if !isKey, memo.count < 4 * paths.sums.count + 1 << 12 { memo.keep(cell, hash, place) }
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
    if let field = plan.value, conversions > 0 || !chunk.cell(row, field).isEmpty {
      guard let found = number(chunk, row, field, &problems) else { return }
      value = found
    }
    var nulls = conversions == 0 ? 1.0 : 0.0
    if let field = plan.nulls {
      guard let found = number(chunk, row, field, &problems) else { return }
      nulls = found
    }
    if conversions > 1 { hasCounts = true }
    if let field = plan.journeys {
      guard let journeys = number(chunk, row, field, &problems) else { return }
      if plan.isAllOrNone {
        guard conversions == 0 || conversions == 1 else {
          problems.note(
            .notAllOrNone(found: chunk.excerpt(row, 1), column: plan.names[1]), chunk, row, 1)
          return
        }
        conversions *= journeys
      }
      nulls = journeys - conversions
      guard nulls >= 0 else {
        problems.note(
          .tooFewJourneys(found: chunk.excerpt(row, field), conversions: conversions), chunk, row,
          field)
        return
      }
    }
    if conversions > 0 {
      paths.sums[place].conversions.add(conversions)
      if value > 0 { paths.sums[place].value.add(value) }
    } else {
      hasZeros = true
      // As in a log: what nothing was sold for is worth nothing, and said to be left out.
      if value > 0 { valuesWithoutConversion += 1 }
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

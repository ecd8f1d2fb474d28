import Tables

/// One row of an event log: a touch, a conversion or both.
struct LoggedEvent: Sendable {
  /// Who: up to 15 bytes of the identifier as they are, of a longer one 120 bits of hash.
  let customer: CustomerKey
  /// Microseconds since 1970.
  let time: Int64
  /// The chunk of the file and the row in it.
  let order: UInt64
  /// The place among the worker's conversions, plus one; 0 for a mere touch.
  let sale: UInt32
  /// The worker's number of the channel, or `noChannel`.
  let channel: UInt16

  static let noChannel = UInt16.max
}

/// A customer's identifier in 16 bytes.
///
/// Short ones are themselves; of long ones two would have to agree in 120 bits, which among 10⁹ customers happens with a
/// chance below 10⁻¹⁸.
struct CustomerKey: Sendable, Hashable {
  let low: UInt64
  let high: UInt64

  /// The key of a cell with eight readable bytes behind it.
  @inline(__always)
  init(_ cell: UnsafeBufferPointer<UInt8>) {
    guard let start = cell.baseAddress, cell.count > 0 else {
      (low, high) = (0, 0)
      return
    }
    let raw = UnsafeRawPointer(start)
    if cell.count <= 15 {
      low = PathMemo.word(raw, 0, cell.count)
      let rest = cell.count > 8 ? PathMemo.word(raw, 8, cell.count) : 0
      high = rest | UInt64(cell.count) << 56
      return
    }
    var (one, other): (UInt64, UInt64) = (0x2D35_8DCC_AA6C_78A5, UInt64(cell.count))
    var offset = 0
    while offset < cell.count {
      let word = PathMemo.word(raw, offset, cell.count)
      let left = (one ^ word).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
      let right = (other ^ word).multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
      // The other half's state goes in too, so that no single product of 0 forgets what came before.
      one = (left.high ^ left.low) &+ (other << 1 | other >> 63)
      other = (right.high ^ right.low) &+ word
      offset += 8
    }
    low = one
    high = other | 0xFF << 56
  }

  /// A number that spreads customers evenly.
  @inline(__always)
  var spread: UInt64 {
    let mixed = (low ^ (high &* 0x9E37_79B9_7F4A_7C15)) &* 0xD6E8_FEB8_6659_FD93
    return mixed ^ (mixed >> 32)
  }
}

/// One worker that reads the rows of an event log and lays them apart by customer.
struct TouchGatherer: JourneyWorker {
  /// Where what is among the wanted fields: customer, time, channel and conversion come first.
  struct Plan: Sendable {
    let names: [String]
    let value: Int?
  }

  /// So many heaps of customers: small enough to group each within the cache.
  static let heapCount = 64
  /// Events of a block, or a few more.
  private static let blockSize = 512

  private let plan: Plan
  private var times = EventTime()
  private(set) var channels = ChannelBytes()
  /// By heap, the blocks that are full, and the one that is being filled: growing arrays would move all events again and
  /// again.
  private var fullBlocks = [[[LoggedEvent]]](repeating: [], count: heapCount)
  private var openBlocks = [[LoggedEvent]](repeating: [], count: heapCount)
  private(set) var sales: [(conversions: Double, value: Double)] = []
  private(set) var valuesWithoutConversion = 0

  init(_ plan: Plan) { self.plan = plan }

  /// The events of a heap, in the order in which they were read.
  func blocks(of heap: Int) -> [[LoggedEvent]] { fullBlocks[heap] + [openBlocks[heap]] }

  /// How many events a heap has.
  func count(of heap: Int) -> Int {
    fullBlocks[heap].reduce(openBlocks[heap].count) { $0 + $1.count }
  }

  mutating func take(_ chunk: borrowing CSVChunk, _ problems: inout ChunkProblems) {
    let order = UInt64(chunk.number) << 32
    for row in 0..<chunk.rowCount {
      if !take(chunk, row, order | UInt64(row), &problems), problems.isFull { return }
    }
  }

  /// Nothing is left to do.
  mutating func finish() {}

  @inline(__always)
  private mutating func take(
    _ chunk: borrowing CSVChunk, _ row: Int, _ order: UInt64, _ problems: inout ChunkProblems
  ) -> Bool {
    let who = TouchGatherer.trimmed(chunk.cell(row, 0))
    guard !who.isEmpty else {
      problems.note(.emptyCustomer, chunk, row, 0)
      return false
    }
    guard let time = times.read(TouchGatherer.trimmed(chunk.cell(row, 1))) else {
      problems.note(
        .badTime(found: chunk.excerpt(row, 1), column: plan.names[1]), chunk, row, 1)
      return false
    }
    guard let conversions = number(chunk, row, 3, &problems) else { return false }
    var value = 0.0
    if let field = plan.value {
      guard let found = number(chunk, row, field, &problems) else { return false }
      value = found
    }
    let name = TouchGatherer.trimmed(chunk.cell(row, 2))
    var channel = LoggedEvent.noChannel
    if !name.isEmpty {
      guard let number = channels.number(of: name) else {
        problems.note(.tooManyChannels(limit: JourneyTable.channelLimit), chunk, row, 2)
        return false
      }
      channel = number
    } else if conversions == 0 {
      problems.note(.emptyChannel, chunk, row, 2)
      return false
    }
    if conversions > 0 {
      sales.append((conversions, value))
    } else if value > 0 {
      valuesWithoutConversion += 1
    }
    let customer = CustomerKey(who)
    let heap = Int(customer.spread >> 58)
    if openBlocks[heap].count == openBlocks[heap].capacity { open(heap) }
    openBlocks[heap].append(
      LoggedEvent(
        customer: customer, time: time, order: order,
        sale: conversions > 0 ? UInt32(truncatingIfNeeded: sales.count) : 0, channel: channel))
    return true
  }

  /// Makes room for the next event of a heap.
  @inline(never)
  private mutating func open(_ heap: Int) {
    if openBlocks[heap].count >= TouchGatherer.blockSize {
      fullBlocks[heap].append(openBlocks[heap])
      openBlocks[heap] = []
    }
    openBlocks[heap].reserveCapacity(TouchGatherer.blockSize)
  }

  @inline(__always)
  private static func trimmed(_ cell: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
    guard let first = cell.first, let last = cell.last, first <= 32 || last <= 32 else {
      return cell
    }
    return ChannelBytes.trimmed(cell, 0, cell.count)
  }

  /// A method that does not change the gatherer would copy it here, hence `mutating`.
  @inline(__always)
  private mutating func number(
    _ chunk: borrowing CSVChunk, _ row: Int, _ field: Int, _ problems: inout ChunkProblems
  ) -> Double? {
    singleDigit(chunk.cell(row, field)) ?? longNumber(chunk, row, field, &problems)
  }

  /// In a log an empty cell is 0, and a conversion may be true or false.
  @inline(never)
  private mutating func longNumber(
    _ chunk: borrowing CSVChunk, _ row: Int, _ field: Int, _ problems: inout ChunkProblems
  ) -> Double? {
    let cell = TouchGatherer.trimmed(chunk.cell(row, field))
    if cell.isEmpty { return 0 }
    if field == 3, cell[0] > 57 {
      switch String(decoding: cell, as: UTF8.self).lowercased() {
      case "true", "yes": return 1
      case "false", "no": return 0
      default: break
      }
    }
    return amount(chunk, row, field, plan.names[field], &problems)
  }
}

import Tables

/// The paths of spellings that were seen, by their bytes: each with its place and how often it came with a plain 0 or 1.
///
/// A table of hashes with open addressing; what it finds is compared byte by byte. Whoever spells one path in many ways
/// or makes hashes meet finds some spellings not kept, which only costs time.
struct PathMemo: Sendable {
  /// What is known of one spelling: half a line of the cache, so that a row mostly costs one fetch.
  struct Slot {
    /// 0 where the slot is free.
    var hash: UInt64 = 0
    /// Where the bytes begin among the kept words, and how many bytes they are.
    var start: UInt32 = 0
    var length: UInt32 = 0
    /// The place of the path.
    var place: UInt32 = 0
    /// How many rows had no conversion, and how many had one, without any value.
    var nulls: UInt32 = 0
    var conversions: UInt32 = 0
  }

  /// Longer spellings are not kept.
  static let longest = 512
  /// Neighbouring slots that are looked at.
  private static let reach = 32
  /// The words of a block, which is hashed and compared without branches.
  private static let blockWords = 4
  private static let blockSize = 8 * blockWords

  private(set) var slots = [Slot](repeating: Slot(), count: 1 << 10)
  /// The bytes of the spellings, each with zeros behind it up to a whole block.
  private(set) var words: [UInt64] = [0]
  private(set) var count = 0
  /// Keeps what is read only to bring it near from being left out as useless.
  private var touched: UInt64 = 0
  /// Loaded at a place 0...32 bytes from the begin: as many bytes kept as are left.
  private let masks: [UInt64] = [.max, .max, .max, .max, 0, 0, 0, 0]

  /// Keeps the place of a spelling, unless there is no room near its slot.
  mutating func keep(_ cell: UnsafeBufferPointer<UInt8>, _ hash: UInt64, _ place: Int) {
    guard let base = cell.baseAddress, cell.count <= PathMemo.longest, place < UInt32.max,
      words.count < Int(UInt32.max) - PathMemo.longest
    else { return }
    if (count + 1) * 3 > slots.count * 2 { grow() }
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    var looked = 0
    while slots[slot].hash != 0 {
      looked += 1
      if slots[slot].hash == hash || looked == PathMemo.reach { return }
      slot = (slot + 1) & mask
    }
    slots[slot] = Slot(
      hash: hash, start: UInt32(words.count), length: UInt32(cell.count), place: UInt32(place))
    count += 1
    for offset in stride(from: 0, to: max(1, cell.count), by: PathMemo.blockSize) {
      masks.withUnsafeBytes { masks in
        guard let masks = masks.baseAddress else { return }
        let block = Block(base + offset, cell.count - offset, masks)
        words.append(contentsOf: [block.a, block.b, block.c, block.d])
      }
    }
  }

  private mutating func grow() {
    let mask = slots.count * 2 - 1
    var larger = [Slot](repeating: Slot(), count: mask + 1)
    for entry in slots where entry.hash != 0 {
      var slot = Int(truncatingIfNeeded: entry.hash) & mask
      while larger[slot].hash != 0 { slot = (slot + 1) & mask }
      larger[slot] = entry
    }
    slots = larger
  }

  /// Gives what was counted of each path and counts from 0 again.
  mutating func takeCounts(_ take: (_ place: Int, _ conversions: UInt64, _ nulls: UInt64) -> Void) {
    for slot in slots.indices where slots[slot].nulls | slots[slot].conversions != 0 {
      take(Int(slots[slot].place), UInt64(slots[slot].conversions), UInt64(slots[slot].nulls))
      (slots[slot].nulls, slots[slot].conversions) = (0, 0)
    }
  }
}

// MARK: - Rows in blocks

extension PathMemo {
  /// How many rows wait for memory together.
  static let rowsAtOnce = 64

  /// What is left to do for a row.
  struct Rest {
    let row: Int
    let hash: UInt64
    /// Of the path, or −1 where its spelling is not known.
    let place: Int
  }

  /// Where the cells of a row are: the path, conversions, and the value where the file has one.
  struct Columns {
    let path: CSVChunkColumn
    let conversions: CSVChunkColumn
    let value: CSVChunkColumn?
    /// Whether a row without a conversion is one journey: not where there is a column of nulls.
    let areWhole: Bool

    /// 0 or 1 of a row that has one plain digit for its conversions and no value; nil of another.
    @inline(__always)
    func plainConversions(_ row: Int) -> UInt64? {
      let cell = conversions[row]
      let digit = cell.start[0] &- 48
      var isPlain = areWhole && cell.count == 1 && digit <= 1
      if let value {
        let cell = value[row]
        isPlain = isPlain && cell.count == 1 && cell.start[0] == 48
      }
      return isPlain ? UInt64(digit) : nil
    }
  }

  /// Counts rows with a known path, a conversion of 0 or 1 and no value; gives the others.
  ///
  /// Short loops over some rows, since rows wait for memory: the shorter a loop, the more of its rows wait together.
  mutating func count(
    _ columns: Columns, _ rows: Range<Int>, _ rest: inout [Rest]
  ) {
    let mask = slots.count - 1
    var sum: UInt64 = 0
    masks.withUnsafeBytes { masks in
      words.withUnsafeBufferPointer { words in
        slots.withUnsafeMutableBufferPointer { slots in
          withUnsafeTemporaryAllocation(of: Found.self, capacity: PathMemo.rowsAtOnce) { found in
            guard let masks = masks.baseAddress, let slots = slots.baseAddress,
              let found = found.baseAddress
            else { return }
            for row in rows {
              let cell = columns.path[row]
              found[row &- rows.lowerBound].hash = PathMemo.hash(cell.start, cell.count, masks)
            }
            sum = PathMemo.find(rows.count, slots, mask, words, found)
            PathMemo.count(columns, rows, masks, slots, words, found, &rest)
          }
        }
      }
    }
    touched &+= sum
  }

  /// The hash of a row's path, its slot or −1, and where its bytes are kept.
  private struct Found {
    var hash: UInt64
    var slot: Int
    var start: Int
  }

  /// Finds the slots with the hashes, and touches what will be looked at, so that it comes near.
  @inline(__always)
  private static func find(
    _ count: Int, _ slots: UnsafeMutablePointer<Slot>, _ mask: Int,
    _ words: UnsafeBufferPointer<UInt64>, _ found: UnsafeMutablePointer<Found>
  ) -> UInt64 {
    var touched: UInt64 = 0
    for row in 0..<count {
      touched &+= slots[Int(truncatingIfNeeded: found[row].hash) & mask].hash
    }
    for row in 0..<count {
      let hash = found[row].hash
      var slot = Int(truncatingIfNeeded: hash) & mask
      var looked = 0
      while slots[slot].hash != hash {
        looked &+= 1
        if slots[slot].hash == 0 || looked == reach {
          slot = -1
          break
        }
        slot = (slot &+ 1) & mask
      }
      found[row].slot = slot
      found[row].start = slot < 0 ? 0 : Int(slots[slot].start)
    }
    for row in 0..<count { touched &+= words[found[row].start] }
    return touched
  }

  @inline(__always)
  private static func count(
    _ columns: Columns, _ rows: Range<Int>, _ masks: UnsafeRawPointer,
    _ slots: UnsafeMutablePointer<Slot>, _ words: UnsafeBufferPointer<UInt64>,
    _ found: UnsafeMutablePointer<Found>, _ rest: inout [Rest]
  ) {
    for row in rows {
      let (hash, slot) = (found[row &- rows.lowerBound].hash, found[row &- rows.lowerBound].slot)
      let cell = columns.path[row]
      guard slot >= 0, isSame(slots[slot], cell.start, cell.count, masks, words) else {
        rest.append(Rest(row: row, hash: hash, place: -1))
        continue
      }
      guard let digit = columns.plainConversions(row) else {
        rest.append(Rest(row: row, hash: hash, place: Int(slots[slot].place)))
        continue
      }
      slots[slot].conversions &+= UInt32(digit)
      slots[slot].nulls &+= UInt32(1 &- digit)
    }
  }

  /// Four words of a cell, bytes behind its end as 0.
  private struct Block {
    let a: UInt64
    let b: UInt64
    let c: UInt64
    let d: UInt64

    /// The bytes from a place on, of which so many belong to the cell; the others must be readable.
    @inline(__always)
    init(_ start: UnsafePointer<UInt8>, _ left: Int, _ masks: UnsafeRawPointer) {
      let raw = UnsafeRawPointer(start)
      let mask = masks + (PathMemo.blockSize &- min(left, PathMemo.blockSize))
      a = PathMemo.word(raw, 0) & PathMemo.word(mask, 0)
      b = PathMemo.word(raw, 8) & PathMemo.word(mask, 8)
      c = PathMemo.word(raw, 16) & PathMemo.word(mask, 16)
      d = PathMemo.word(raw, 24) & PathMemo.word(mask, 24)
    }
  }

  @inline(__always)
  private static func word(_ raw: UnsafeRawPointer, _ offset: Int) -> UInt64 {
    UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }

  /// The hash of a spelling, never 0: full products folded (as in Wang Yi's wyhash), two of a block at once.
  @inline(__always)
  private static func hash(
    _ start: UnsafePointer<UInt8>, _ count: Int, _ masks: UnsafeRawPointer
  ) -> UInt64 {
    var hash = UInt64(truncatingIfNeeded: count) &* 0x9E37_79B9_7F4A_7C15
    var offset = 0
    repeat {
      let block = Block(start + offset, count &- offset, masks)
      let left = (block.a ^ 0xA076_1D64_78BD_642F ^ hash)
        .multipliedFullWidth(by: block.b ^ 0xE703_7ED1_A0B4_28DB)
      let right = (block.c ^ 0x8EBC_6AF0_9C88_C6E3)
        .multipliedFullWidth(by: block.d ^ 0x5899_65CC_7537_4CC3 ^ hash)
      hash = (left.low ^ left.high) &+ (right.low ^ right.high) &* 0x9E37_79B9_7F4A_7C15
      hash ^= hash >> 32
      offset &+= blockSize
    } while offset < count
    return max(1, hash)
  }

  @inline(__always)
  private static func isSame(
    _ slot: Slot, _ start: UnsafePointer<UInt8>, _ count: Int, _ masks: UnsafeRawPointer,
    _ words: UnsafeBufferPointer<UInt64>
  ) -> Bool {
    guard Int(slot.length) == count else { return false }
    var (offset, kept) = (0, Int(slot.start))
    repeat {
      let block = Block(start + offset, count &- offset, masks)
      let one = (block.a ^ words[kept]) | (block.b ^ words[kept &+ 1])
      let other = (block.c ^ words[kept &+ 2]) | (block.d ^ words[kept &+ 3])
      if one | other != 0 { return false }
      offset &+= blockSize
      kept &+= blockWords
    } while offset < count
    return true
  }
}

// MARK: - Words of cells

extension PathMemo {
  /// The hash of a name; never 0.
  @inline(__always)
  static func hash(_ cell: UnsafeBufferPointer<UInt8>) -> UInt64 {
    var hash = UInt64(truncatingIfNeeded: cell.count) | 1 << 63
    guard let start = cell.baseAddress else { return hash }
    let raw = UnsafeRawPointer(start)
    var offset = 0
    while offset < cell.count {
      let word = PathMemo.word(raw, offset, cell.count)
      hash = (hash ^ word) &* 0x9E37_79B9_7F4A_7C15
      hash ^= hash >> 29
      offset += 8
    }
    return hash | 1
  }

  /// Eight bytes of a cell, those behind its end as 0.
  @inline(__always)
  static func word(_ raw: UnsafeRawPointer, _ offset: Int, _ count: Int) -> UInt64 {
    let word = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    let left = count &- offset
    return left >= 8 ? word : word & ((1 &<< UInt64(truncatingIfNeeded: left &* 8)) &- 1)
  }
}

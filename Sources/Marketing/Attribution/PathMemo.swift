import Tables

/// The paths of spellings that were seen: each with its place and how often it came with a plain 0 or 1.
///
/// A table with open addressing whose keys stand for the bytes, see ``Key``. Whoever spells one path in many ways finds
/// some spellings not kept, which only costs time.
struct PathMemo: Sendable {
  /// What stands for a spelling: its length and 128 bits of hash.
  ///
  /// NH (Black, Halevi, Krawczyk, Krovetz, Rogaway 1999, "UMAC: fast and secure message authentication"): two texts of one
  /// length agree with a chance of at most 2⁻⁶⁴ over the keys, whatever the texts are. Keys are new in every process and
  /// never leave it, so that no file can be made to fit them; among 10⁶ spellings the chance of any pair is below
  /// 3 × 10⁻⁸ for the worst choice of them, and no result depends on the keys otherwise.
  struct Key: Sendable {
    let low: UInt64
    let high: UInt64
    /// In bytes; −1 of a spelling that is not kept.
    let length: Int

    /// Where to look first; the upper bits of a product depend on all bits.
    @inline(__always)
    var spread: Int {
      Int(truncatingIfNeeded: ((low ^ high) &* 0x9E37_79B9_7F4A_7C15) >> 32)
    }
  }

  /// What is known of one spelling: half a line of the cache, so that a row mostly costs one fetch.
  struct Slot {
    var low: UInt64 = 0
    var high: UInt64 = 0
    /// 0 where the slot is free.
    var length: UInt32 = 0
    /// The place of the path.
    var place: UInt32 = 0
    /// How many rows had no conversion, and how many had one, without any value.
    var nulls: UInt32 = 0
    var conversions: UInt32 = 0

    @inline(__always)
    func isOf(_ key: Key) -> Bool {
      (low ^ key.low) | (high ^ key.high) == 0 && Int(length) == key.length
    }
  }

  /// Longer spellings are not kept.
  static let longest = 512
  /// Neighbouring slots that are looked at.
  private static let reach = 32
  /// Bytes that are hashed without branches.
  private static let blockSize = 32

  private var slots = [Slot](repeating: Slot(), count: 1 << 10)
  private(set) var count = 0
  /// Keeps what is read only to bring it near from being left out as useless.
  private var touched: UInt64 = 0
  /// Loaded at a place 0...32 bytes from the begin: as many bytes kept as are left; then the keys of the hash.
  private let masks: [UInt64] = [.max, .max, .max, .max, 0, 0, 0, 0] + PathMemo.keys

  /// The standard library's hashes have a key that is new in every process.
  private static let keys = (0..<longest / 8).map { UInt64(bitPattern: Int64($0.hashValue)) }

  /// Keeps the place of a spelling, unless there is no room near its slot.
  mutating func keep(_ key: Key, _ place: Int) {
    guard key.length > 0, place < UInt32.max else { return }
    if (count + 1) * 3 > slots.count * 2 { grow() }
    let mask = slots.count - 1
    var slot = key.spread & mask
    var looked = 0
    while slots[slot].length != 0 {
      looked += 1
      if slots[slot].isOf(key) || looked == PathMemo.reach { return }
      slot = (slot + 1) & mask
    }
    slots[slot] = Slot(
      low: key.low, high: key.high, length: UInt32(key.length), place: UInt32(place))
    count += 1
  }

  private mutating func grow() {
    let mask = slots.count * 2 - 1
    var larger = [Slot](repeating: Slot(), count: mask + 1)
    for entry in slots where entry.length != 0 {
      var slot = Key(low: entry.low, high: entry.high, length: 1).spread & mask
      while larger[slot].length != 0 { slot = (slot + 1) & mask }
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
    let key: Key
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
  }

  /// Counts rows with a known path, a conversion of 0 or 1 and no value; gives the others.
  ///
  /// Short loops over some rows, since rows wait for memory: the shorter a loop, the more of its rows wait together.
  mutating func count(_ columns: Columns, _ rows: Range<Int>, _ rest: inout [Rest]) {
    let mask = slots.count - 1
    var sum: UInt64 = 0
    masks.withUnsafeBytes { masks in
      slots.withUnsafeMutableBufferPointer { slots in
        withUnsafeTemporaryAllocation(of: Key.self, capacity: PathMemo.rowsAtOnce) { keys in
          guard let masks = masks.baseAddress, let slots = slots.baseAddress,
            let keys = keys.baseAddress
          else { return }
          for row in rows {
            let cell = columns.path[row]
            keys[row &- rows.lowerBound] = PathMemo.key(cell.start, cell.count, masks)
          }
          for row in 0..<rows.count { sum &+= slots[keys[row].spread & mask].low }
          PathMemo.count(columns, rows, slots, mask, keys, &rest)
        }
      }
    }
    touched &+= sum
  }

  @inline(__always)
  private static func count(
    _ columns: Columns, _ rows: Range<Int>, _ slots: UnsafeMutablePointer<Slot>, _ mask: Int,
    _ keys: UnsafeMutablePointer<Key>, _ rest: inout [Rest]
  ) {
    for row in rows {
      let key = keys[row &- rows.lowerBound]
      let slot = find(key, slots, mask)
      guard slot >= 0 else {
        rest.append(Rest(row: row, key: key, place: -1))
        continue
      }
      let conversions = columns.conversions[row]
      let digit = conversions.start[0] &- 48
      var isPlain = columns.areWhole && conversions.count == 1 && digit <= 1
      if let value = columns.value {
        let cell = value[row]
        isPlain = isPlain && cell.count == 1 && cell.start[0] == 48
      }
      guard isPlain else {
        rest.append(Rest(row: row, key: key, place: Int(slots[slot].place)))
        continue
      }
      slots[slot].conversions &+= UInt32(digit)
      slots[slot].nulls &+= UInt32(1 &- digit)
    }
  }

  /// The slot of a key, or −1.
  @inline(__always)
  private static func find(_ key: Key, _ slots: UnsafeMutablePointer<Slot>, _ mask: Int) -> Int {
    var slot = key.spread & mask
    var looked = 0
    while !slots[slot].isOf(key) {
      looked &+= 1
      if slots[slot].length == 0 || looked == reach { return -1 }
      slot = (slot &+ 1) & mask
    }
    return slot
  }

  /// The key of a spelling: of each pair of words the full product of their sums with the keys, all added up.
  @inline(__always)
  private static func key(
    _ start: UnsafePointer<UInt8>, _ count: Int, _ masks: UnsafeRawPointer
  ) -> Key {
    guard count > 0, count <= longest else { return Key(low: 0, high: 0, length: -1) }
    var (low, high, offset): (UInt64, UInt64, Int) = (0, 0, 0)
    repeat {
      let raw = UnsafeRawPointer(start) + offset
      let mask = masks + (blockSize &- min(count &- offset, blockSize))
      let keys = masks + (2 &* blockSize &+ offset)
      for pair in 0..<2 {
        let place = 16 &* pair
        let one = (word(raw, place) & word(mask, place)) &+ word(keys, place)
        let other = (word(raw, place &+ 8) & word(mask, place &+ 8)) &+ word(keys, place &+ 8)
        let product = one.multipliedFullWidth(by: other)
        let (sum, isOver) = low.addingReportingOverflow(product.low)
        low = sum
        high = high &+ product.high &+ (isOver ? 1 : 0)
      }
      offset &+= blockSize
    } while offset < count
    return Key(low: low, high: high, length: count)
  }

  @inline(__always)
  private static func word(_ raw: UnsafeRawPointer, _ offset: Int) -> UInt64 {
    UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
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

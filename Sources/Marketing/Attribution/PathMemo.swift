/// The places of paths that were seen lately, by the bytes of their spelling.
///
/// One slot a hash, the later path wins: a cache that may forget, beside a table that may not. Paths of up to
/// 112 bytes are kept.
struct PathMemo: Sendable {
  /// 8,192 slots of 128 bytes: a megabyte, as much as a core has near it.
  private static let slotBits = 13
  private static let wordsPerSlot = 16
  private static let longest = (wordsPerSlot - 2) * 8
  /// Slots of words: the hash, the place and the length, the bytes with zeros behind them.
  private var slots = [UInt64](repeating: 0, count: wordsPerSlot << slotBits)

  /// The hash of a spelling; never 0.
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

  /// The hash of what is kept in the slot of a hash.
  @inline(__always)
  func hashKept(for hash: UInt64) -> UInt64 { slots[PathMemo.slot(hash)] }

  @inline(__always)
  private static func slot(_ hash: UInt64) -> Int {
    Int(truncatingIfNeeded: hash >> UInt64(64 - slotBits)) &* wordsPerSlot
  }

  /// The place kept for a spelling.
  @inline(__always)
  func find(_ cell: UnsafeBufferPointer<UInt8>, _ hash: UInt64) -> Int? {
    guard let start = cell.baseAddress, cell.count <= PathMemo.longest else { return nil }
    let raw = UnsafeRawPointer(start)
    return slots.withUnsafeBufferPointer { slots -> Int? in
      let slot = PathMemo.slot(hash)
      guard slots[slot] == hash, slots[slot &+ 1] & 0xFF == UInt64(cell.count) else { return nil }
      var (offset, kept) = (0, slot &+ 2)
      while offset < cell.count {
        guard slots[kept] == PathMemo.word(raw, offset, cell.count) else { return nil }
        offset &+= 8
        kept &+= 1
      }
      return Int(slots[slot &+ 1] >> 8)
    }
  }

  /// Keeps the place of a spelling.
  mutating func keep(_ cell: UnsafeBufferPointer<UInt8>, _ hash: UInt64, _ place: Int) {
    guard let start = cell.baseAddress, cell.count <= PathMemo.longest else { return }
    let raw = UnsafeRawPointer(start)
    let slot = PathMemo.slot(hash)
    slots[slot] = hash
    slots[slot + 1] = UInt64(place) << 8 | UInt64(cell.count)
    var (offset, kept) = (0, slot + 2)
    while offset < cell.count {
      slots[kept] = PathMemo.word(raw, offset, cell.count)
      offset += 8
      kept += 1
    }
  }
}

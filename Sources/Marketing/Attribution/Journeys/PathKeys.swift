import Tables

/// Packs the text of a short path into a key, the one that ``PathIndex`` has for the same channels.
///
/// Names of up to 24 bytes that were seen before are known by all of these, so that a key is the
/// path itself: nothing has to be verified behind it. Separators are found eight bytes at a time without branches.
struct PathKeys: Sendable {
  /// What is known of a name: its bytes, from the begin and from the end, overlapping where it is short.
  private struct Name {
    var head: UInt64 = 0
    var tail: UInt64 = 0
    /// The word between these; 0 of a name that has at most 16 bytes.
    var middle: UInt64 = 0
    var count: UInt32 = 0
    /// The channel's number plus one; 0 where free.
    var code: UInt32 = 0
  }

  /// Longer names are not known.
  private static let longestName = 24
  /// More touches are not packed.
  private static let mostTouches = 8
  private static let slotCount = 1 << 9

  private let mark: UInt8
  private var slots = [Name](repeating: Name(), count: slotCount)
  private var learned = 0

  /// Keys of paths that have this byte between channels.
  init(separator mark: UInt8) { self.mark = mark }

  /// Takes in channels that were numbered since; whether there were any.
  mutating func learn(_ channels: ChannelBytes) -> Bool {
    let before = learned
    while learned < min(channels.names.count, 254) {
      let spelling = channels.spelling(learned)
      learned += 1
      guard !spelling.isEmpty, spelling.count <= PathKeys.longestName else { continue }
      let padded = spelling + [UInt8](repeating: 0, count: 8)
      padded.withUnsafeBytes { bytes in
        guard let start = bytes.baseAddress else { return }
        var name = PathKeys.name(start, spelling.count)
        name.code = UInt32(learned)
        var slot = PathKeys.slot(name)
        while slots[slot].code != 0 { slot = (slot + 1) & (PathKeys.slotCount - 1) }
        slots[slot] = name
      }
    }
    return learned > before
  }

  /// Writes the keys of rows' paths, 0 for a path that has none; gives how many have none.
  func write(
    _ column: CSVChunkColumn, _ rows: Range<Int>, to keys: UnsafeMutablePointer<UInt64>
  ) -> Int {
    var without = 0
    slots.withUnsafeBufferPointer { slots in
      guard let slots = slots.baseAddress else { return }
      for row in rows {
        let cell = column[row]
        let key = PathKeys.key(UnsafeRawPointer(cell.start), cell.count, mark, slots)
        keys[row &- rows.lowerBound] = key
        without &+= key == 0 ? 1 : 0
      }
    }
    return without
  }

  /// Appends the channels of a key.
  static func unpack(_ key: UInt64, to steps: inout [UInt16]) {
    var rest = key.byteSwapped
    rest >>= UInt64(truncatingIfNeeded: rest.trailingZeroBitCount & ~7)
    while rest != 0 {
      steps.append(UInt16(rest & 0xFF) - 1)
      rest >>= 8
    }
  }

  @inline(__always)
  private static func key(
    _ start: UnsafeRawPointer, _ count: Int, _ mark: UInt8, _ slots: UnsafePointer<Name>
  ) -> UInt64 {
    if count == 0 { return 0 }
    var (key, touches, begin, base): (UInt64, Int, Int, Int) = (0, 1, 0, 0)
    repeat {
      var marks = PathKeys.marks(start + base, count &- base, mark)
      while marks != 0 {
        let end = base &+ marks.trailingZeroBitCount
        let code = code(start, begin, end, slots)
        if code == 0 { return 0 }
        key = key &<< 8 | code
        touches &+= 1
        begin = end &+ 1
        marks &= marks &- 1
      }
      base &+= 64
    } while base < count
    let code = code(start, begin, count, slots)
    if code == 0 || touches > mostTouches { return 0 }
    return key &<< 8 | code
  }

  /// The code of the name between two places, a blank at either end not counted; 0 of one that is not known.
  @inline(__always)
  private static func code(
    _ start: UnsafeRawPointer, _ begin: Int, _ end: Int, _ slots: UnsafePointer<Name>
  ) -> UInt64 {
    if begin >= end { return 0 }
    let first = start.load(fromByteOffset: begin, as: UInt8.self)
    let last = start.load(fromByteOffset: end &- 1, as: UInt8.self)
    let lower = begin &+ (first == 32 ? 1 : 0)
    let count = end &- (last == 32 ? 1 : 0) &- lower
    if count <= 0 || count > longestName { return 0 }
    let name = name(start + lower, count)
    var slot = slot(name)
    while true {
      let known = slots + slot
      let difference =
        (known.pointee.head ^ name.head) | (known.pointee.tail ^ name.tail)
        | (known.pointee.middle ^ name.middle) | UInt64(known.pointee.count ^ name.count)
      if difference == 0 { return UInt64(known.pointee.code) }
      if known.pointee.code == 0 { return 0 }
      slot = (slot &+ 1) & (slotCount &- 1)
    }
  }

  /// The words of a name of 1 to 24 bytes, with eight readable bytes behind its begin.
  @inline(__always)
  private static func name(_ start: UnsafeRawPointer, _ count: Int) -> Name {
    var name = Name()
    let shift = UInt64(truncatingIfNeeded: max(0, 64 &- 8 &* count))
    name.head = PathKeys.word(start, 0) & (UInt64.max &>> shift)
    name.tail = PathKeys.word(start, max(0, count &- 8)) & (UInt64.max &>> shift)
    name.count = UInt32(truncatingIfNeeded: count)
    if count > 16 { name.middle = PathKeys.word(start, 8) }
    return name
  }

  @inline(__always)
  private static func slot(_ name: Name) -> Int {
    let mixed = (name.head ^ name.tail &* 0xD6E8_FEB8_6659_FD93) &* 0x9E37_79B9_7F4A_7C15
    return Int(truncatingIfNeeded: mixed >> 55)
  }

  @inline(__always)
  private static func word(_ start: UnsafeRawPointer, _ offset: Int) -> UInt64 {
    UInt64(littleEndian: start.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }

  /// A bit for each of up to 64 bytes that is the separator; 32 of them are always readable, and those of a longer cell.
  @inline(__always)
  private static func marks(_ start: UnsafeRawPointer, _ count: Int, _ mark: UInt8) -> UInt64 {
    let pattern = UInt64(mark) &* 0x0101_0101_0101_0101
    var marks: UInt64 = 0
    for word in 0..<4 { marks |= matches(start, word, pattern) &<< UInt64(8 &* word) }
    if count > 32 {
      for word in 4..<8 { marks |= matches(start, word, pattern) &<< UInt64(8 &* word) }
    }
    return count < 64 ? marks & ((1 &<< UInt64(count)) &- 1) : marks
  }

  /// A bit for each of eight bytes that is the pattern's.
  @inline(__always)
  private static func matches(
    _ start: UnsafeRawPointer, _ word: Int, _ pattern: UInt64
  ) -> UInt64 {
    let low: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
    let difference = PathKeys.word(start, 8 &* word) ^ pattern
    let found = ~(((difference & low) &+ low) | difference | low)
    return ((found >> 7) &* 0x0102_0408_1020_4080) >> 56
  }
}

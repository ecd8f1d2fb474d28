/// The bytes that mean something in a CSV file.
enum Byte {
  static let tab: UInt8 = 9
  static let lineFeed: UInt8 = 10
  static let carriageReturn: UInt8 = 13
  static let space: UInt8 = 32
  static let quote: UInt8 = 34
  static let plus: UInt8 = 43
  static let comma: UInt8 = 44
  static let minus: UInt8 = 45
  static let point: UInt8 = 46
  static let slash: UInt8 = 47
  static let zero: UInt8 = 48
  static let smallE: UInt8 = 101

  /// Whether a byte ends a line.
  @inline(__always)
  static func endsLine(_ byte: UInt8) -> Bool { byte == lineFeed || byte == carriageReturn }
}

/// Eight bytes at once in one register. The wide vectors of the language have no way to a bit mask that compiles well
/// for the plain x86-64 target; a word needs none.
enum Word {
  private static let lowSeven: UInt64 = 0x7F7F_7F7F_7F7F_7F7F

  /// Eight bytes, the first in the lowest bits.
  @inline(__always)
  static func load(_ p: UnsafePointer<UInt8>) -> UInt64 {
    UInt64(littleEndian: UnsafeRawPointer(p).loadUnaligned(as: UInt64.self))
  }

  /// The same byte eight times.
  @inline(__always)
  static func pattern(_ byte: UInt8) -> UInt64 { UInt64(byte) &* 0x0101_0101_0101_0101 }

  /// The top bit of each byte that is equal to the pattern's; exact, no false positives.
  @inline(__always)
  static func matches(_ word: UInt64, _ pattern: UInt64) -> UInt64 {
    let difference = word ^ pattern
    return ~(((difference & lowSeven) &+ lowSeven) | difference | lowSeven)
  }

  /// How many bytes matched.
  @inline(__always)
  static func count(_ matches: UInt64) -> Int {
    Int(((matches >> 7) &* 0x0101_0101_0101_0101) >> 56)
  }

  /// The index of the first byte that matched; 8 where none did.
  @inline(__always)
  static func first(_ matches: UInt64) -> Int { matches.trailingZeroBitCount >> 3 }

  /// Whether all eight are decimal digits (as in Lemire's simdjson).
  @inline(__always)
  static func isEightDigits(_ word: UInt64) -> Bool {
    let top: UInt64 = 0xF0F0_F0F0_F0F0_F0F0
    return (word & top) | (((word &+ 0x0606_0606_0606_0606) & top) >> 4) == 0x3333_3333_3333_3333
  }

  /// The number that eight digits write, in three multiplications.
  @inline(__always)
  static func eightDigits(_ word: UInt64) -> UInt64 {
    let mask: UInt64 = 0x0000_00FF_0000_00FF
    var value = word &- 0x3030_3030_3030_3030
    value = (value &* 10) &+ (value >> 8)
    let upper = (value & mask) &* 0x000F_4240_0000_0064
    let lower = ((value >> 16) & mask) &* 0x0000_2710_0000_0001
    return (upper &+ lower) >> 32
  }
}

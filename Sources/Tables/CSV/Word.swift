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

/// Eight bytes at once in one register.
///
/// The wide vectors of the language have no way to a bit mask that compiles well
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

  /// The top bit of each byte that is equal to one of the patterns', which are below 0x80; exact.
  @inline(__always)
  static func matches(_ word: UInt64, _ one: UInt64, _ other: UInt64) -> UInt64 {
    let low = word & lowSeven
    return ~((((low ^ one) &+ lowSeven) & ((low ^ other) &+ lowSeven)) | word) & topBits
  }

  /// The top bits of eight bytes as eight bits, the first byte's lowest.
  @inline(__always)
  static func bits(_ matches: UInt64) -> UInt64 {
    ((matches >> 7) &* 0x0102_0408_1020_4080) >> 56
  }

  /// The top bit of every byte.
  static let topBits: UInt64 = 0x8080_8080_8080_8080

  /// Not 0 where some byte is 0; cheaper than `matches`, but says only whether (Mycroft 1987).
  @inline(__always)
  static func zeros(_ word: UInt64) -> UInt64 {
    (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
  }

  /// How many bytes matched.
  @inline(__always)
  static func count(_ matches: UInt64) -> Int {
    Int(((matches >> 7) &* 0x0101_0101_0101_0101) >> 56)
  }

  /// The index of the first byte that matched; 8 where none did.
  @inline(__always)
  static func first(_ matches: UInt64) -> Int { matches.trailingZeroBitCount >> 3 }

  /// The top bit of each byte above 9.
  @inline(__always)
  static func beyondNine(_ word: UInt64) -> UInt64 {
    (((word & lowSeven) &+ 0x7676_7676_7676_7676) | word) & topBits
  }

  /// The number that eight bytes 0...9 write, the first the highest digit, in three multiplications (Lemire, simdjson).
  @inline(__always)
  static func eightDigits(_ digits: UInt64) -> UInt64 {
    let mask: UInt64 = 0x0000_00FF_0000_00FF
    let pairs = (digits &* 10) &+ (digits >> 8)
    let upper = (pairs & mask) &* 0x000F_4240_0000_0064
    let lower = ((pairs >> 16) & mask) &* 0x0000_2710_0000_0001
    return (upper &+ lower) >> 32
  }
}

extension Byte {
  /// How many lines end between two places.
  static func lineEnds(from start: UnsafePointer<UInt8>, to end: UnsafePointer<UInt8>) -> Int {
    let (feed, carriageReturn) = (Word.pattern(Byte.lineFeed), Word.pattern(Byte.carriageReturn))
    var (p, count) = (start, 0)
    while p < end {
      let word = Word.load(p)
      if Word.matches(word, feed) | Word.matches(word, carriageReturn) == 0 {
        p += 8
        continue
      }
      for q in p..<min(p + 8, end)
      where q[0] == Byte.lineFeed || (q[0] == Byte.carriageReturn && q[1] != Byte.lineFeed) {
        count += 1
      }
      p += 8
    }
    return count
  }
}

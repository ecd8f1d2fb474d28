/// Writes the numbers of a sketch: whole ones in seven bits a byte, the last byte below 128.
struct SketchWriter {
  private(set) var bytes: [UInt8] = []

  mutating func put(raw: [UInt8]) { bytes.append(contentsOf: raw) }

  mutating func put(_ number: some FixedWidthInteger & UnsignedInteger) {
    var rest = number
    while rest >= 128 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 128)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }

  mutating func put(_ count: Int) { put(UInt64(bitPattern: Int64(count))) }

  mutating func put(_ flag: Bool) { bytes.append(flag ? 1 : 0) }

  mutating func put(_ text: String) {
    let utf8 = Array(text.utf8)
    put(utf8.count)
    put(raw: utf8)
  }

  mutating func put(word: UInt64) {
    for shift in stride(from: UInt64(0), to: 64, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: word >> shift))
    }
  }

  /// A number of days or nothing.
  mutating func put(days: Double?) {
    put(days != nil)
    if let days { put(word: days.bitPattern) }
  }

  /// A whole number as its double; else an odd number that says how many zeros end the bits, and the bits before these.
  mutating func put(_ sum: ExactSum) {
    if UInt64(truncatingIfNeeded: sum.bits) == 0 {
      put(sum.bits >> 63)
    } else {
      let zeros = sum.bits.trailingZeroBitCount
      put(zeros * 2 + 1)
      put(sum.bits >> UInt128(zeros))
    }
  }

  mutating func put(_ column: ExactColumn) {
    for place in 0..<column.count { put(column[place]) }
  }
}

/// What is wrong with the bytes of a sketch.
struct SketchDamage: Error {
  let what: String
}

/// Reads what a ``SketchWriter`` wrote and believes nothing: no count is taken for more than the bytes that are left.
struct SketchReader {
  private let bytes: ArraySlice<UInt8>
  private var place: Int

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    place = bytes.startIndex
  }

  /// How many bytes are left.
  var left: Int { bytes.endIndex - place }

  mutating func byte() throws(SketchDamage) -> UInt8 {
    guard place < bytes.endIndex else { throw SketchDamage(what: "it ends too early") }
    place += 1
    return bytes[place - 1]
  }

  /// A whole number of up to 128 bits.
  mutating func number() throws(SketchDamage) -> UInt128 {
    var (number, shift): (UInt128, UInt128) = (0, 0)
    while true {
      let next = try byte()
      let part = UInt128(next & 127)
      guard shift < 126 || (shift == 126 && part < 4) else {
        throw SketchDamage(what: "a number of more than 128 bits")
      }
      number |= part << shift
      if next < 128 { return number }
      shift += 7
    }
  }

  /// A whole number up to a bound.
  mutating func number(atMost bound: Int, _ what: String) throws(SketchDamage) -> Int {
    let number = try number()
    guard number <= UInt128(bound) else {
      throw SketchDamage(what: "\(number) \(what), where at most \(bound) can be")
    }
    return Int(number)
  }

  /// A count of things that take a byte or more each.
  mutating func count(_ what: String, atMost bound: Int = .max) throws(SketchDamage) -> Int {
    try number(atMost: min(left, bound), what)
  }

  /// A signed number that was written as its bits.
  mutating func signed() throws(SketchDamage) -> Int64 {
    let number = try number()
    guard number <= UInt128(UInt64.max) else { throw SketchDamage(what: "a number is too large") }
    return Int64(bitPattern: UInt64(number))
  }

  mutating func flag() throws(SketchDamage) -> Bool {
    let byte = try byte()
    guard byte < 2 else { throw SketchDamage(what: "\(byte), where yes or no is due") }
    return byte == 1
  }

  mutating func text() throws(SketchDamage) -> String {
    let count = try count("bytes of a name")
    defer { place += count }
    guard let text = String(validating: bytes[place..<(place + count)], as: UTF8.self) else {
      throw SketchDamage(what: "a name that is not UTF-8")
    }
    return text
  }

  mutating func word() throws(SketchDamage) -> UInt64 {
    var word: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 64, by: 8) { word |= UInt64(try byte()) << shift }
    return word
  }

  /// A number of days in range, or nothing.
  mutating func days(_ what: String) throws(SketchDamage) -> Double? {
    guard try flag() else { return nil }
    let days = Double(bitPattern: try word())
    guard days > 0, days <= JourneyRules.longestInDays else {
      throw SketchDamage(what: "\(what) of \(days) days")
    }
    return days
  }

  mutating func sum() throws(SketchDamage) -> ExactSum {
    let head = try number()
    var bits = head << 63
    if head & 1 == 1 {
      let zeros = head >> 1
      let rest = try number()
      guard zeros < 64, rest != 0, rest.leadingZeroBitCount >= Int(zeros) else {
        throw SketchDamage(what: "a sum that no sketch holds")
      }
      bits = rest << zeros
    } else if head >> 65 != 0 {
      throw SketchDamage(what: "a sum that no sketch holds")
    }
    let sum = ExactSum(bits: bits)
    guard !sum.isTooLarge else { throw SketchDamage(what: "a sum that is too large") }
    return sum
  }

  mutating func column(_ count: Int) throws(SketchDamage) -> ExactColumn {
    guard count <= left else { throw SketchDamage(what: "it ends too early") }
    var sums: [ExactSum] = []
    sums.reserveCapacity(count)
    for _ in 0..<count { sums.append(try sum()) }
    return ExactColumn(sums)
  }
}

/// The 64-bit check of a sketch's bytes: each byte changes it for good, whatever comes behind.
///
/// Source: Fowler, Noll, Vo, "The FNV Non-Cryptographic Hash Algorithm" (FNV-1a, RFC 9923). It finds accidents, not
/// forgers; a forged sketch is read with as much care as any.
func sketchDigest(_ bytes: ArraySlice<UInt8>) -> UInt64 {
  bytes.withUnsafeBufferPointer { bytes in
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    return hash
  }
}

/// Decimal text to the nearest `Double`, exactly rounded.
///
/// Three ways, fastest first:
/// 1. up to seven characters, as most cells are: one word, the point cut out of it, and one exact division by a power of
///    ten (Clinger 1990, "How to read floating point numbers accurately"); and whole numbers up to 2^53, which are exact;
/// 2. up to 19 digits and a power of ten in ±54: a 128-bit product with a truncated power of five (Lemire 2021, "Number
///    parsing at a gigabyte per second", algorithm 1; Mushtak and Lemire 2023 show that it needs no fallback);
/// 3. all else: the standard library's `Double(_:)`.
///
/// The table of powers is short on purpose: in ±54 no result is subnormal or infinite, so those cases aren't coded.
struct CSVNumber: ~Copyable {
  private static let range = 54
  private let fives: UnsafeMutablePointer<UInt64>
  private let wholeTens: UnsafeMutablePointer<UInt64>
  private let tens: UnsafeMutablePointer<Double>

  init() {
    let entries = 2 * CSVNumber.range + 1
    fives = .allocate(capacity: 2 * entries)
    for index in 0..<entries {
      let five = CSVNumber.powersOfFive[index]
      fives[2 * index] = UInt64(truncatingIfNeeded: five >> 64)
      fives[2 * index + 1] = UInt64(truncatingIfNeeded: five)
    }
    wholeTens = .allocate(capacity: 8)
    tens = .allocate(capacity: 8)
    for index in 0..<8 {
      wholeTens[index] = (0..<index).reduce(1) { power, _ in power * 10 }
      tens[index] = Double(wholeTens[index])
    }
  }

  deinit {
    fives.deallocate()
    wholeTens.deallocate()
    tens.deallocate()
  }

  /// The top 128 bits of 5^q for q in −54...54: exact or truncated, but rounded up for −27...−1, as the proof asks.
  private static let powersOfFive: [UInt128] = (-range...range).map { q in
    var power: UInt128 = 1
    for _ in 0..<abs(q) { power *= 5 }
    if q >= 0 { return power << UInt128(power.leadingZeroBitCount) }
    // Long division of 2^(z + 127) by 5^−q, where z is the bit length of 5^−q.
    var remainder: UInt128 = 1 << UInt128(127 - power.leadingZeroBitCount)
    var quotient: UInt128 = 0
    for _ in 0..<128 {
      remainder <<= 1
      quotient <<= 1
      if remainder >= power {
        remainder -= power
        quotient |= 1
      }
    }
    return q >= -27 ? quotient + 1 : quotient
  }

  /// Reads the longest number at a place: `[+-] digits [. digits] [e [+-] digits]`, with a digit on at least one side of
  /// the point.
  ///
  /// The end is the start where there is none, or one too large for a `Double`.
  ///
  /// The bytes must end with one that is no digit, and eight bytes after that must be readable.
  @inline(__always)
  func scan(_ start: UnsafePointer<UInt8>) -> (value: Double, end: UnsafePointer<UInt8>) {
    var p = start
    let isNegative = p[0] == Byte.minus
    if isNegative || p[0] == Byte.plus { p += 1 }
    if let (value, count) = scanShort(p) { return (isNegative ? -value : value, p + count) }
    let firstDigit = p
    var mantissa: UInt64 = 0
    scanDigits(&p, &mantissa)
    var digitCount = p - firstDigit
    var exponent = 0
    if p[0] == Byte.point {
      p += 1
      let fraction = p
      scanDigits(&p, &mantissa)
      exponent = fraction - p
      digitCount += p - fraction
    }
    if digitCount == 0 { return (.nan, start) }
    if p[0] | 0x20 == Byte.smallE { (exponent, p) = scanExponent(p, exponent) }
    if digitCount <= 19 {
      if exponent == 0, mantissa <= 1 << 53 {
        let value = Double(Int64(bitPattern: mantissa))
        return (isNegative ? -value : value, p)
      }
      if let value = product(mantissa, exponent) { return (isNegative ? -value : value, p) }
    }
    return scanLong(start, p, exponent)
  }

  /// Digits, perhaps with a point among or behind them, that end within eight bytes; nil for all else.
  @inline(__always)
  private func scanShort(_ p: UnsafePointer<UInt8>) -> (value: Double, count: Int)? {
    let digits = Word.load(p) ^ 0x3030_3030_3030_3030
    let others = Word.beyondNine(digits)
    let whole = others.trailingZeroBitCount >> 3
    guard whole &- 1 < 7, whole > 0 else { return nil }
    let next = p[whole]
    if next == Byte.point {
      let behind = others & (others &- 1)
      guard behind != 0 else { return nil }
      let end = behind.trailingZeroBitCount >> 3
      guard p[end] | 0x20 != Byte.smallE else { return nil }
      let low: UInt64 = (1 &<< UInt64(8 &* whole)) &- 1
      let closed = (digits & low) | ((digits &>> 8) & ~low)
      let mantissa = Word.eightDigits(closed &<< UInt64(72 &- 8 &* end))
      return (Double(Int64(bitPattern: mantissa)) / tens[end &- 1 &- whole], end)
    }
    guard next | 0x20 != Byte.smallE else { return nil }
    let mantissa = Word.eightDigits(digits &<< UInt64(64 &- 8 &* whole))
    return (Double(Int64(bitPattern: mantissa)), whole)
  }

  /// Appends the digits at a place to a number (modulo 2^64), eight at a time and the last ones by a shift: no branch
  /// depends on how many there are, so that none is mispredicted.
  @inline(__always)
  private func scanDigits(_ p: inout UnsafePointer<UInt8>, _ mantissa: inout UInt64) {
    while true {
      let digits = Word.load(p) ^ 0x3030_3030_3030_3030
      let others = Word.beyondNine(digits)
      if others == 0 {
        mantissa = mantissa &* 100_000_000 &+ Word.eightDigits(digits)
        p += 8
        continue
      }
      let count = others.trailingZeroBitCount >> 3
      let last = (digits &<< UInt64(56 &- 8 &* count)) &<< 8
      mantissa = mantissa &* wholeTens[count] &+ Word.eightDigits(last)
      p += count
      return
    }
  }

  /// The exponent after an `e`; the place of the `e` where no digit follows.
  @inline(never)
  private func scanExponent(
    _ start: UnsafePointer<UInt8>, _ exponent: Int
  ) -> (Int, UnsafePointer<UInt8>) {
    var p = start + 1
    let isNegative = p[0] == Byte.minus
    if isNegative || p[0] == Byte.plus { p += 1 }
    let firstDigit = p
    var written = 0
    while true {
      let digit = p[0] &- Byte.zero
      if digit > 9 { break }
      if written < 1_000_000 { written = written * 10 + Int(digit) }
      p += 1
    }
    if p == firstDigit { return (exponent, start) }
    return (exponent + (isNegative ? -written : written), p)
  }

  /// More than 19 digits, or a power of ten beyond the table.
  @inline(never)
  private func scanLong(
    _ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, _ exponent: Int
  ) -> (value: Double, end: UnsafePointer<UInt8>) {
    // Keep 19 significant digits; if they and their successor round alike, the rest doesn't matter.
    var p = start
    let isNegative = p[0] == Byte.minus
    var mantissa: UInt64 = 0
    var significant = 0
    var dropped = 0
    while p < end, p[0] | 0x20 != Byte.smallE {
      let digit = p[0] &- Byte.zero
      p += 1
      if digit > 9 || (digit == 0 && significant == 0) { continue }
      significant += 1
      if significant <= 19 {
        mantissa = mantissa &* 10 &+ UInt64(digit)
      } else {
        dropped += 1
      }
    }
    if significant == 0 { return (isNegative ? -0.0 : 0, end) }
    if mantissa < .max, let low = product(mantissa, exponent + dropped),
      dropped == 0 || low == product(mantissa + 1, exponent + dropped)
    {
      return (isNegative ? -low : low, end)
    }
    let text = String(
      decoding: UnsafeBufferPointer(start: start, count: end - start), as: UTF8.self)
    guard let value = Double(text), value.isFinite else { return (.nan, start) }
    return (value, end)
  }

  /// mantissa × 10^exponent, exactly rounded; nil beyond the table.
  @inline(__always)
  private func product(_ mantissa: UInt64, _ exponent: Int) -> Double? {
    if mantissa == 0 { return 0 }
    guard exponent >= -CSVNumber.range, exponent <= CSVNumber.range else { return nil }
    let shift = mantissa.leadingZeroBitCount
    let w = mantissa << UInt64(shift)
    let entry = fives + 2 * (exponent + CSVNumber.range)
    var (high, low) = w.multipliedFullWidth(by: entry[0])
    if high & 0x1FF == 0x1FF {
      let second = w.multipliedFullWidth(by: entry[1]).high
      low = low &+ second
      if second > low { high += 1 }
    }
    let upperBit = high >> 63
    let cut = upperBit + 9
    var bits = high >> cut
    // 217706 / 65536 approximates log2(10) well enough for the whole range of exponents (Lemire 2021, section 5).
    var power = ((217_706 * exponent) >> 16) + 63 + Int(upperBit) - shift + 1023
    // A tie can only arise where 5^q divides or is a 64-bit word; it goes to the even neighbour.
    if low <= 1, exponent >= -4, exponent <= 23, bits & 3 == 1, bits << cut == high { bits &= ~1 }
    bits = (bits + (bits & 1)) >> 1
    if bits >= 2 << 52 {
      bits = 1 << 52
      power += 1
    }
    return Double(bitPattern: (bits & ~(1 << 52)) | UInt64(power) << 52)
  }
}

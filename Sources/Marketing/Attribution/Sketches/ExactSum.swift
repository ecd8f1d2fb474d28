/// A sum of numbers from 0 on that does not depend on their order: 64 bits before the binary point and 64 behind it.
///
/// Every addend from 2⁻¹² (0.00024) to 10¹⁵ is added without any error, smaller ones with less than 2⁻⁶⁴; only the
/// result is rounded. So a file gives the same sums to the last bit whatever worker read which part.
struct ExactSum: Sendable, Hashable {
  /// Addends must be smaller.
  static let limit = 1e15
  private static let one: UInt128 = 1 << 64

  private(set) var bits: UInt128 = 0
  /// Whether a sum went beyond 2⁶³, so that two more such sums can still be added.
  var isTooLarge: Bool { bits >> 127 != 0 }

  /// Nothing.
  init() {}

  /// A sum of its bits, 64 of them behind the binary point.
  init(bits: UInt128) { self.bits = bits }

  /// One number from 0 to ``limit``.
  init(_ number: Double) { add(number) }

  /// The sum, rounded once.
  var value: Double {
    // The standard library's way from 128 bits is general and slow. The first 64 bits and whether anything follows
    // them round as all 128 do.
    let shift = bits.leadingZeroBitCount
    if shift == 128 { return 0 }
    let normal = bits &<< UInt128(truncatingIfNeeded: shift)
    let head = UInt64(truncatingIfNeeded: normal &>> 64)
    let rest: UInt64 = UInt64(truncatingIfNeeded: normal) == 0 ? 0 : 1
    return Double(sign: .plus, exponent: -shift, significand: Double(head | rest))
  }

  /// The sum, rounded once, and whether a column may hold it as that number.
  var rounded: (value: Double, isExact: Bool) {
    // Below 2^32 a count is a plain number.
    if UInt64(truncatingIfNeeded: bits) == 0, bits >> 96 == 0 {
      return (Double(UInt32(truncatingIfNeeded: bits >> 64)), true)
    }
    let value = value
    return (value, !isTooLarge && ExactSum(value) == self)
  }

  /// Adds a whole number.
  @inline(__always)
  mutating func add(whole number: UInt64) { add(bits: UInt128(truncatingIfNeeded: number) &<< 64) }

  /// Adds a number from 0 to ``limit``.
  @inline(__always)
  mutating func add(_ number: Double) {
    // value = significand × 2^(exponent − 1075); subnormal numbers are far below the last place.
    let exponent = Int(number.exponentBitPattern)
    if exponent == 0 { return }
    let significand = UInt128(truncatingIfNeeded: number.significandBitPattern | 1 &<< 52)
    let shift = exponent &- 1_075 &+ 64
    add(
      bits: shift >= 0
        ? significand &<< UInt128(truncatingIfNeeded: shift)
        : significand &>> UInt128(truncatingIfNeeded: min(127, -shift)))
  }

  /// Adds another sum.
  @inline(__always)
  mutating func add(_ other: ExactSum) { add(bits: other.bits) }

  @inline(__always)
  private mutating func add(bits more: UInt128) {
    let (sum, isOver) = bits.addingReportingOverflow(more)
    bits = isOver ? .max : sum
  }

  /// So many of 2⁴⁰ parts of the sum, rounded down to the last place.
  @inline(__always)
  func part(_ weight: UInt64) -> ExactSum {
    if bits == ExactSum.one { return ExactSum(bits: UInt128(truncatingIfNeeded: weight) &<< 24) }
    let product = bits.multipliedFullWidth(by: UInt128(truncatingIfNeeded: weight))
    return ExactSum(bits: product.high &<< 88 | product.low &>> 40)
  }

  /// What is left after a part was taken away; never below 0.
  @inline(__always)
  mutating func take(away part: ExactSum) { bits = part.bits > bits ? 0 : bits &- part.bits }
}

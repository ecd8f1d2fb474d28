/// A number as decimal digits, for rounding as people do it.
///
/// The digits are the shortest that read back as the same number, so that 2.675 counts as two and a bit and exactly
/// 675 thousandths although its binary value is a hair less. Rounding is half to even *on these digits*.
struct DecimalDigits {
  var isNegative: Bool
  /// 0...9, first not 0; empty for zero.
  var digits: [UInt8]
  /// The value is 0.d₁d₂d₃… × 10^point.
  var point: Int

  /// The digits of a finite number.
  init(_ x: Double) {
    isNegative = x < 0
    digits = []
    var exponent = 0
    var pointAt: Int?
    let parts = abs(x).description.utf8.split(separator: UInt8(ascii: "e"))
    for byte in parts[0] {
      if byte == UInt8(ascii: ".") { pointAt = digits.count } else { digits.append(byte &- 48) }
    }
    if parts.count > 1 { exponent = Int(String(decoding: parts[1], as: UTF8.self)) ?? 0 }
    point = (pointAt ?? digits.count) + exponent
    let zeros = digits.prefix { $0 == 0 }.count
    digits.removeFirst(zeros)
    point -= zeros
    while digits.last == 0 { digits.removeLast() }
    if digits.isEmpty { point = 0 }
  }

  /// The digits after the point that the number has.
  var decimals: Int { max(0, digits.count - point) }

  /// Rounds to so many digits after the point, half to even; a rounded zero has no sign.
  mutating func round(decimals: Int) {
    let keep = point + decimals
    guard keep < digits.count else { return }
    guard keep >= 0 else {
      digits = []
      isNegative = false
      return
    }
    let next = digits[keep]
    let isTie = next == 5 && keep + 1 == digits.count
    let isOdd = keep > 0 && digits[keep - 1] % 2 == 1
    digits.removeSubrange(keep...)
    if next > 5 || (next == 5 && (!isTie || isOdd)) {
      var index = keep - 1
      while index >= 0, digits[index] == 9 { index -= 1 }
      if index < 0 {
        digits = [1]
        point += 1
      } else {
        digits[index] += 1
        digits.removeSubrange((index + 1)...)
      }
    }
    while digits.last == 0 { digits.removeLast() }
    if digits.isEmpty { isNegative = false }
  }

  /// Rounds to so many significant digits.
  mutating func round(significant: Int) { round(decimals: significant - point) }

  /// The number with so many digits after the point (already rounded), groups parted by `separator`.
  func text(decimals: Int, separator: String, minus: String) -> String {
    var output = isNegative && !digits.isEmpty ? minus : ""
    let whole = max(point, 1)
    for index in 0..<whole {
      if index > 0, (whole - index) % 3 == 0 { output += separator }
      output += String(digit(at: point > 0 ? index : -1))
    }
    guard decimals > 0 else { return output }
    output += "."
    for index in 0..<decimals { output += String(digit(at: point + index)) }
    return output
  }

  private func digit(at index: Int) -> UInt8 { digits.indices.contains(index) ? digits[index] : 0 }
}

/// How a number is written for people.
///
/// Groups of three are parted by a narrow no-break space (U+202F); the point is the decimal sign; the minus is U+2212
/// and never stands before a zero; a missing number is an en dash. Rounding is half to even on the shortest decimal
/// digits of the number (see `DecimalDigits`), so it is the same on every machine and in every locale.
///
///     NumberFormat.decimals(2).text(-1234.567)   // "−1 234.57"
///     NumberFormat.money(symbol: "€", decimals: nil).text(1_234_567)   // "€1.2 M"
public enum NumberFormat: Sendable, Hashable, Codable {
  /// That many digits after the point, groups of three.
  case decimals(Int)
  /// A hundredth as one per cent, that many digits after the point.
  case percent(Int)
  /// Money: the currency sign before, that many digits after the point; nil writes the short form.
  case money(symbol: String, decimals: Int?)
  /// 1.2 M: two or three significant digits with k, M, bn, tn.
  case short
  /// So many significant digits.
  case significant(Int)
  /// What suits the number: whole numbers as they are, others with four significant digits.
  case automatic
  /// A probability: that many digits after the point, and "< 0.001" instead of zeros only.
  case probability(Int)
}

extension NumberFormat {
  /// What stands for a missing number.
  static let missing = "–"
  static let minus = "\u{2212}"
  static let groupSpace = "\u{202F}"
  /// The sizes of the short form.
  static let sizes: [(factor: Double, sign: String)] = [
    (1, ""), (1e3, "k"), (1e6, "M"), (1e9, "bn"), (1e12, "tn"),
  ]

  /// The number in words.
  public func text(_ x: Double) -> String {
    guard !x.isNaN else { return NumberFormat.missing }
    guard x.isFinite else { return x > 0 ? "∞" : NumberFormat.minus + "∞" }
    switch self {
    case .decimals(let count): return NumberFormat.fixed(x, count)
    case .percent(let count): return NumberFormat.fixed(x, count, shift: 2) + "%"
    case .money(let symbol, let count):
      let amount = count.map { NumberFormat.fixed(x, $0) } ?? NumberFormat.shortText(x)
      return NumberFormat.signed(amount, symbol: symbol)
    case .short: return NumberFormat.shortText(x)
    case .significant(let count): return NumberFormat.significantText(x, count)
    case .automatic:
      let isWhole = x == x.rounded() && abs(x) < 1e15
      return isWhole ? NumberFormat.fixed(x, 0) : NumberFormat.significantText(x, 4)
    case .probability(let count): return NumberFormat.probabilityText(x, count)
    }
  }

  private static func probabilityText(_ x: Double, _ decimals: Int) -> String {
    let text = fixed(x, decimals)
    // A probability of exactly 0 is one too small for a number.
    guard x >= 0, decimals > 0, !text.contains(where: { ("1"..."9").contains($0) }) else {
      return text
    }
    return "< 0." + String(repeating: "0", count: min(decimals, 17) - 1) + "1"
  }

  /// The number with so many digits after the point; `shift` moves the point to the right first.
  static func fixed(_ x: Double, _ decimals: Int, shift: Int = 0) -> String {
    let count = min(max(decimals, 0), 17)
    guard abs(x) < 1e21 else { return scientific(x, 4) }
    var digits = DecimalDigits(x)
    digits.point += digits.digits.isEmpty ? 0 : shift
    digits.round(decimals: count)
    return digits.text(decimals: count, separator: groupSpace, minus: minus)
  }

  /// So many significant digits, zeros at the end kept off; powers of ten where it would get long.
  static func significantText(_ x: Double, _ count: Int) -> String {
    guard x != 0 else { return "0" }
    guard abs(x) < 1e15, abs(x) >= 1e-5 else { return scientific(x, count) }
    var digits = DecimalDigits(x)
    digits.round(significant: min(max(count, 1), 17))
    return digits.text(decimals: digits.decimals, separator: groupSpace, minus: minus)
  }

  /// 1.2 × 10⁻⁷.
  private static func scientific(_ x: Double, _ count: Int) -> String {
    var digits = DecimalDigits(x)
    digits.round(significant: min(max(count, 1), 17))
    let exponent = digits.point - 1
    digits.point = 1
    let mantissa = digits.text(decimals: digits.decimals, separator: groupSpace, minus: minus)
    let raised: [Character] = ["⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"]
    let power = String(abs(exponent)).compactMap { $0.wholeNumberValue.map { raised[$0] } }
    return "\(mantissa)\(groupSpace)×\(groupSpace)10\(exponent < 0 ? "⁻" : "")\(String(power))"
  }

  /// 1.2 M; below a thousand as `significant(3)`.
  private static func shortText(_ x: Double) -> String {
    guard abs(x) < 1e17 else { return scientific(x, 2) }
    var index = sizes.lastIndex { abs(x) >= $0.factor } ?? 0
    // 999 960 is 1 M, not 1 000 k.
    if index + 1 < sizes.count, abs(x) / sizes[index].factor >= 999.5 { index += 1 }
    let scaled = x / sizes[index].factor
    guard index > 0 else { return significantText(scaled, 3) }
    var digits = DecimalDigits(scaled)
    digits.round(decimals: abs(scaled) < 99.95 ? 1 : 0)
    let number = digits.text(decimals: digits.decimals, separator: groupSpace, minus: minus)
    return number + groupSpace + sizes[index].sign
  }

  /// The sign, the currency sign, the amount.
  static func signed(_ amount: String, symbol: String) -> String {
    amount.hasPrefix(minus) ? minus + symbol + amount.dropFirst() : symbol + amount
  }
}

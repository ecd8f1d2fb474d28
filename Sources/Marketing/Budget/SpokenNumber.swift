/// Numbers as sentences about money say them.
enum SpokenNumber {
  /// 1,234,567 · 1,234.50 where cents matter · 12.34.
  static func money(_ amount: Double) -> String {
    let size = abs(amount)
    let isWhole = size == size.rounded()
    return text(amount, decimals: isWhole || size >= 10_000 ? 0 : 2)
  }

  /// Sales for each unit of money: 2.41 · 0.024 · 0.0000024 · almost 0.
  static func ratio(_ value: Double) -> String {
    let size = abs(value)
    guard size < 0.0995, size > 0 else { return text(value, decimals: 2) }
    // Three digits that say something, where sales are few and money is much.
    var decimals = 2
    var bound = 0.0995
    while size < bound, decimals < 8 {
      bound /= 10
      decimals += 1
    }
    return size < bound ? "almost 0" : text(value, decimals: decimals)
  }

  /// 12 % or 0.4 %.
  static func percent(_ share: Double) -> String {
    text(100 * share, decimals: abs(share) < 0.0995 ? 1 : 0) + "%"
  }

  /// In full, not in exponents of three: readers compare amounts with their own books.
  static func text(_ value: Double, decimals: Int) -> String {
    guard value.isFinite, abs(value) < 1e15 else { return "\(value)" }
    let factor = (0..<decimals).reduce(1.0) { power, _ in 10 * power }
    guard abs(value) * factor < 9e18 else { return "\(value)" }
    let units = Int((abs(value) * factor).rounded())
    let whole = units / Int(factor)
    var digits = String(whole)
    var place = digits.count - 3
    while place > 0 {
      digits.insert(",", at: digits.index(digits.startIndex, offsetBy: place))
      place -= 3
    }
    if decimals > 0 {
      let rest = String(units % Int(factor))
      digits += "." + String(repeating: "0", count: decimals - rest.count) + rest
    }
    return (value < 0 && units > 0 ? "−" : "") + digits
  }
}

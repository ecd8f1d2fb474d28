/// Numbers that stand together (on an axis, in a column) written with one precision.
struct AxisNumbers {
  /// The numbers without the currency sign; suffixes and per cent included.
  let texts: [String]
  /// The currency sign, for the top tick.
  let symbol: String

  /// Writes the ticks of an axis.
  ///
  /// With `.automatic`, `.short` and short money all ticks share one size (k, M) and as many digits after the point as
  /// the ticks differ by.
  /// On a log axis each tick has its own size: 3 k, 100 k, 1 M.
  init(_ values: [Double], format: NumberFormat, isLog: Bool = false) {
    var symbol = ""
    if case .money(let sign, _) = format { symbol = sign }
    self.symbol = symbol
    if isLog {
      switch format {
      case .significant, .automatic, .short, .money(_, nil):
        texts = values.map { NumberFormat.short.text($0) }
        return
      default: break
      }
    }
    switch format {
    case .decimals(let count), .probability(let count):
      texts = values.map { NumberFormat.fixed($0, count) }
    case .money(_, let count?): texts = values.map { NumberFormat.fixed($0, count) }
    case .percent(let count):
      // The ticks may need more digits than asked for: 2.5 % steps never read 2 %, 5 %, 8 %.
      let needed = AxisNumbers.decimals(values, scale: 0.01)
      texts = values.map { NumberFormat.fixed($0, max(count, needed), shift: 2) + "%" }
    case .significant, .automatic, .short, .money:
      texts = AxisNumbers.shared(values, from: format == .automatic ? 1e5 : 1e4)
    }
  }

  private static func shared(_ values: [Double], from least: Double) -> [String] {
    let largest = values.filter(\.isFinite).map { abs($0) }.max() ?? 0
    let size =
      largest < least
      ? NumberFormat.sizes[0]
      : NumberFormat.sizes.last { largest >= $0.factor } ?? NumberFormat.sizes[0]
    let count = decimals(values, scale: size.factor)
    return values.map { value in
      guard value.isFinite else { return NumberFormat.missing }
      guard !size.sign.isEmpty else { return NumberFormat.fixed(value / size.factor, count) }
      let text = NumberFormat.fixed(value / size.factor, count)
      return value == 0 ? "0" : text + NumberFormat.groupSpace + size.sign
    }
  }

  /// The digits after the point that tell the values apart, at most 6.
  static func decimals(_ values: [Double], scale: Double) -> Int {
    values.filter(\.isFinite).map { value in
      var digits = DecimalDigits(value / scale)
      digits.round(significant: 10)
      return min(6, digits.decimals)
    }.max() ?? 0
  }

  /// One precision for a column of a table: enough for three significant digits of a typical value, none for whole
  /// numbers.
  static func columnFormat(_ values: [Double]) -> NumberFormat {
    let sizes = values.filter(\.isFinite).map { abs($0) }
    if sizes.allSatisfy({ $0 == $0.rounded() && $0 < 1e15 }) { return .decimals(0) }
    let sorted = sizes.filter { $0 > 0 }.sorted()
    guard let largest = sorted.last else { return .decimals(0) }
    let typical = sorted[sorted.count / 2]
    if largest >= 1e15 || typical < 1e-6 { return .significant(4) }
    let needed = sizes.map { DecimalDigits($0).decimals }.max() ?? 0
    let wanted =
      switch typical {
      case 1000...: 0
      case 100..<1000: 1
      case 1..<100: 2
      case 0.1..<1: 3
      default: 3 - DecimalDigits(typical).point
      }
    return .decimals(min(needed, wanted, 8))
  }
}

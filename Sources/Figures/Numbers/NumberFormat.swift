/// How a number is written for people.
///
/// Groups of three are parted by a narrow no-break space (U+202F) from 10 000 on, as ISO 80000-1 asks; the point is the
/// decimal sign; the minus is U+2212 and never stands before a zero; a missing number is an en dash.
///
///     NumberFormat.decimals(2).text(-1234.567)   // "−1234.57"
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
}

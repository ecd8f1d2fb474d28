/// How a number is written for people. (First sketch: the Figures work completes it.)
public enum NumberFormat: Sendable, Hashable, Codable {
  /// That many digits after the point, groups of three.
  case decimals(Int)
  /// A hundredth as one per cent, that many digits after the point.
  case percent(Int)
  /// Money: the currency sign before, as `decimals`.
  case money(decimals: Int)
  /// 1.2 M.
  case short
  /// What suits the number.
  case automatic
}

public import Tables

/// One plain value of the cell language: what a field holds, what a parameter is, what an inline value prints.
public enum Scalar: Sendable, Hashable, Codable {
  /// A number; a percentage is its hundredth.
  case number(Double)
  /// A civil date.
  case day(Day)
  /// Text.
  case text(String)
  /// Yes or no.
  case flag(Bool)
}

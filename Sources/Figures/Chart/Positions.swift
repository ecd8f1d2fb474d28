public import Tables

/// Where the points of a series stand along one axis.
public enum Positions: Sendable, Hashable, Codable {
  /// On a scale of numbers; NaN is missing.
  case numbers([Double])
  /// On a calendar.
  case days([Day])
  /// Beside each other, in the order of first mention.
  case categories([String])

  /// The number of positions.
  public var count: Int {
    switch self {
    case .numbers(let numbers): numbers.count
    case .days(let days): days.count
    case .categories(let names): names.count
    }
  }
}

/// The three kinds of values that a column can hold.
public enum ColumnKind: String, Sendable, Hashable, Codable, CaseIterable {
  /// Numbers; NaN is missing.
  case numbers
  /// Civil dates.
  case dates
  /// Texts.
  case texts
}

extension Column {
  /// The kind of its values.
  public var kind: ColumnKind {
    switch values {
    case .numbers: .numbers
    case .days: .dates
    case .texts: .texts
    }
  }
}

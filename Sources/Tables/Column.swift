/// One named column of a table: numbers, dates or texts, with missing values.
///
/// A missing number is NaN, a missing date or text is nil. There is no fourth kind: yes and no are the numbers 1
/// and 0, so that sums and means of them are counts and shares.
public struct Column: Sendable, Hashable, Codable {
  /// The name as the file or the analyst wrote it.
  public var name: String
  /// The values, top to bottom.
  public var values: Values

  /// What a column holds.
  public enum Values: Sendable, Hashable, Codable {
    /// Numbers; NaN is missing.
    case numbers([Double])
    /// Civil dates; nil is missing.
    case days([Day?])
    /// Texts; nil is missing.
    case texts([String?])
  }

  /// A column of any kind.
  public init(_ name: String, _ values: Values) {
    self.name = name
    self.values = values
  }

  /// A column of numbers; NaN is missing.
  public init(_ name: String, numbers: [Double]) { self.init(name, .numbers(numbers)) }
  /// A column of dates.
  public init(_ name: String, days: [Day?]) { self.init(name, .days(days)) }
  /// A column of texts.
  public init(_ name: String, texts: [String?]) { self.init(name, .texts(texts)) }

  /// The number of rows.
  public var count: Int {
    switch values {
    case .numbers(let numbers): numbers.count
    case .days(let days): days.count
    case .texts(let texts): texts.count
    }
  }

  /// "numbers", "dates" or "texts", as messages say it.
  public var kindName: String {
    switch values {
    case .numbers: "numbers"
    case .days: "dates"
    case .texts: "texts"
    }
  }
}

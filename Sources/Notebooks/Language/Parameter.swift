/// One parameter of a command: its name, its type, its default, its meaning.
public struct Parameter: Sendable {
  /// How a parameter is filled where the author says nothing.
  public enum Presence: Sendable, Hashable {
    /// It must be given.
    case required
    /// It may be left out, and the command then does without.
    case optional
    /// It may be left out, and then stands for this, written as in a cell.
    case standard(String)
  }

  /// The key of an option; for an operand what messages call it.
  public let name: String
  /// What it takes.
  public let type: ParameterType
  /// What happens where it is left out.
  public let presence: Presence
  /// One sentence, with the unit.
  public let summary: String

  /// A required parameter.
  public init(_ name: String, _ type: ParameterType, _ summary: String) {
    self.init(name, type, .required, summary)
  }

  /// A parameter.
  public init(_ name: String, _ type: ParameterType, _ presence: Presence, _ summary: String) {
    self.name = name
    self.type = type
    self.presence = presence
    self.summary = summary
  }

  /// The seed that every command with randomness takes.
  public static let seed = Parameter(
    "seed", .integer(0...Int(Int32.max)), .standard("42"), "The seed of all randomness.")
}

/// What a parameter takes.
public indirect enum ParameterType: Sendable, Hashable {
  /// A number within bounds.
  case number(ClosedRange<Double>)
  /// A whole number within bounds.
  case integer(ClosedRange<Int>)
  /// `yes` or `no`.
  case flag
  /// A text, in quotes where it has blanks or signs.
  case text
  /// One of the verb's own words.
  case word([String])
  /// A date.
  case day
  /// A length of time.
  case duration
  /// A file, relative to the project folder; a parameter of the front matter may stand for it.
  case path(FileUse)
  /// A bound name of one of these kinds; none listed means any.
  case value([String])
  /// A column of the value in the named operand, of a kind (`unknown` means any).
  case column(of: String, ColumnShape.Holds)
  /// The name of a column that the command makes.
  case newColumn
  /// Comparisons over the columns of the value in the named operand.
  case condition(of: String)
  /// A calculation with numbers and fields.
  case expression
  /// A comparison of calculations with numbers and fields.
  case claim
  /// `low..high`.
  case range
  /// A date, or `first..last` with both days included.
  case dayRange
  /// A share within bounds that must be written as a percentage: `5%`, told apart from a plain 0.05.
  case percent(ClosedRange<Double>)
  /// One or more, with commas.
  case list(ParameterType)
  /// The first type that fits.
  case anyOf([ParameterType])
  /// A word with arguments: `fourier(3)`, `geometric(tv: 0.7)`.
  case call([CallSignature])
  /// Values by key, `tv: positive, price: negative`; see `KeyedType`.
  case keyed(KeyedType)
  /// A notebook, by name.
  case notebook
  /// A name of the notebook that another parameter names.
  case importedName

  /// What a command does with a file.
  public enum FileUse: Sendable, Hashable {
    /// It reads the file; the file's digest is part of the statement's key.
    case read
    /// It writes the file.
    case write
  }

  /// Any finite number.
  public static let anyNumber = ParameterType.number(
    -Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude)
  /// A share: 0.2 or 20%.
  public static let share = ParameterType.number(0...1)

  /// What messages and the reference call it.
  public var described: String {
    switch self {
    case .number(let bounds): "a number\(ParameterType.described(bounds))"
    case .integer(let bounds): "a whole number\(ParameterType.described(bounds))"
    case .flag: "yes or no"
    case .text: "a text"
    case .word(let words): words.count == 1 ? words[0] : "one of " + words.joined(separator: ", ")
    case .day: "a date such as 2024-01-31"
    case .duration: "a duration such as 8 weeks"
    case .path: "a path"
    case .value(let kinds):
      kinds.isEmpty ? "a name" : "a name of " + Wording.noun(kinds)
    case .column(_, let holds):
      holds == .unknown ? "a column" : "a column of \(holds.rawValue)"
    case .newColumn: "a name for a new column"
    case .condition: "a condition such as sales > 100"
    case .expression: "a calculation such as fit.r2 - 0.5"
    case .claim: "a comparison such as fit.r2 > 0.5"
    case .range: "a range such as 0.1..0.9"
    case .dayRange: "dates such as 2024-11-29..2024-12-02"
    case .percent(let bounds):
      "a percentage\(ParameterType.described(percent: bounds))"
    case .list(let type): "a list: \(type.described), with commas"
    case .anyOf(let types): types.map(\.described).joined(separator: ", or ")
    case .call(let signatures): ParameterType.described(signatures)
    case .keyed(let keyed): keyed.described
    case .notebook: "the name of a notebook"
    case .importedName: "a name of that notebook"
    }
  }

  private static func described(_ bounds: ClosedRange<Double>) -> String {
    let low = bounds.lowerBound > -Double.greatestFiniteMagnitude
    let high = bounds.upperBound < Double.greatestFiniteMagnitude
    switch (low, high) {
    case (true, true):
      return
        " from \(Canonical.text(bounds.lowerBound)) to \(Canonical.text(bounds.upperBound))"
    case (true, false): return " of at least \(Canonical.text(bounds.lowerBound))"
    case (false, true): return " of at most \(Canonical.text(bounds.upperBound))"
    case (false, false): return ""
    }
  }

  private static func described(_ signatures: [CallSignature]) -> String {
    var text = signatures.map(\.described).joined(separator: " or ")
    if let keyed = signatures.first(where: { $0.keys != nil }), let keys = keyed.keys {
      text += "; its first number also by \(keys.described), \(keyed.word)(key: number, …)"
    }
    let isSearchable = signatures.contains { $0.numbers.contains(where: \.isSearchable) }
    return isSearchable ? text + "; a range for a number means search" : text
  }

  private static func described(percent bounds: ClosedRange<Double>) -> String {
    let (low, high) = (
      Canonical.text(bounds.lowerBound * 100), Canonical.text(bounds.upperBound * 100)
    )
    return bounds.upperBound < Double.greatestFiniteMagnitude
      ? " from \(low)% to \(high)%" : " of at least \(low)%"
  }

  private static func described(_ bounds: ClosedRange<Int>) -> String {
    switch (bounds.lowerBound > Int.min, bounds.upperBound < Int.max) {
    case (true, true): " from \(bounds.lowerBound) to \(bounds.upperBound)"
    case (true, false): " of at least \(bounds.lowerBound)"
    case (false, true): " of at most \(bounds.upperBound)"
    case (false, false): ""
    }
  }
}

public import Tables

/// A value of the cell language as it was written, before any parameter has said what it should be.
///
/// A `bare` word may turn out to be a verb's own word (`ridge`), a bound name with fields (`fit.roi.tv`), a column or a
/// path: the type of the parameter that it stands for decides.
public indirect enum Expression: Sendable, Hashable {
  /// `0.7`, `1e6`
  case number(Double, SourceSpan)
  /// `5%`, as 0.05
  case percent(Double, SourceSpan)
  /// `2024-01-31`
  case day(Day, SourceSpan)
  /// `8 weeks`
  case duration(Duration, SourceSpan)
  /// `"in quotes"`
  case text(String, SourceSpan)
  /// `ridge`, `fit.roi.tv`, `data/raw/sales.csv`
  case bare(String, SourceSpan)
  /// `tv, radio, print`
  case list([Expression], SourceSpan)
  /// `tv: geometric(0.7)`, an element of a list
  case keyed(Word, Expression)
  /// `0.1..0.9`, `5%..60%`
  case range(Double, Double, SourceSpan)
  /// `2024-11-29..2024-12-02`, both days included
  case dayRange(Day, Day, SourceSpan)
  /// `geometric(tv: 0.7, radio: 0.3)`
  case call(Word, [CallArgument], SourceSpan)
  /// `a + b`
  case arithmetic(Arithmetic, Expression, Expression)
  /// `a > b`
  case comparison(Comparison, Expression, Expression)
  /// `a > b and c < d`
  case both(Expression, Expression)
  /// `a > b or c < d`
  case either(Expression, Expression)

  /// One argument of a call.
  public struct CallArgument: Sendable, Hashable {
    /// The key before the colon, or nil.
    public let key: Word?
    /// The value.
    public let value: Expression
  }

  /// The four operations.
  public enum Arithmetic: String, Sendable, Hashable {
    /// Sum.
    case plus = "+"
    /// Difference.
    case minus = "-"
    /// Product.
    case times = "*"
    /// Quotient.
    case over = "/"
  }

  /// How two values are compared.
  public enum Comparison: String, Sendable, Hashable, CaseIterable {
    /// Less.
    case less = "<"
    /// Less or equal.
    case atMost = "<="
    /// Greater.
    case greater = ">"
    /// Greater or equal.
    case atLeast = ">="
    /// Equal.
    case equal = "=="
    /// Not equal.
    case notEqual = "!="
    /// Equal within a tolerance.
    case near = "~"
  }

  /// A length of time in calendar units.
  public struct Duration: Sendable, Hashable, Codable {
    /// How many; any sign.
    public let count: Int
    /// Of what.
    public let unit: Unit

    /// The units.
    public enum Unit: String, Sendable, Hashable, Codable, CaseIterable {
      /// A day.
      case days
      /// Seven days.
      case weeks
      /// A calendar month.
      case months
      /// A calendar year.
      case years
    }
  }

  /// Where it stands.
  public var span: SourceSpan {
    switch self {
    case .number(_, let span), .percent(_, let span), .day(_, let span), .duration(_, let span),
      .text(_, let span), .bare(_, let span), .list(_, let span), .range(_, _, let span),
      .dayRange(_, _, let span), .call(_, _, let span):
      span
    case .keyed(let key, let value):
      key.span.joined(with: value.span)
    case .arithmetic(_, let left, let right), .comparison(_, let left, let right),
      .both(let left, let right), .either(let left, let right):
      left.span.joined(with: right.span)
    }
  }

  /// What a message calls it: `the number 5`, `"text"`, `the word ridge`.
  public var described: String {
    switch self {
    case .number(let number, _): "the number \(Canonical.text(number))"
    case .percent(let share, _): "the percentage \(Canonical.text(share * 100))%"
    case .day(let day, _): "the date \(day)"
    case .duration(let length, _): "the duration \(length.count) \(length.unit.rawValue)"
    case .text(let text, _): "the text \"\(text.prefix(40))\""
    case .bare(let word, _): "the word \"\(word.prefix(40))\""
    case .list(let items, _): "a list of \(items.count)"
    case .keyed(let key, _): "a value for \"\(key.text.prefix(40))\""
    case .range: "a range"
    case .dayRange: "a range of dates"
    case .call(let word, _, _): "\(word.text)(…)"
    case .arithmetic: "a calculation"
    case .comparison, .both, .either: "a comparison"
    }
  }
}

/// A word of a cell with its place.
public struct Word: Sendable, Hashable {
  /// As written.
  public let text: String
  /// Where.
  public let span: SourceSpan
}

/// One statement of a cell: `name = verb words operands key=value …`.
public struct Statement: Sendable, Hashable {
  /// The name that it binds, or nil.
  public let name: Word?
  /// The verb, its further words and the operands, as written; the first is the verb.
  public let operands: [Expression]
  /// The `key=value` arguments, as written.
  public let arguments: [Argument]
  /// From the first to the last character.
  public let span: SourceSpan

  /// One `key=value`.
  public struct Argument: Sendable, Hashable {
    /// The key.
    public let key: Word
    /// The value.
    public let value: Expression
  }
}

extension Expression {
  /// Whether it compares with `~` anywhere.
  public var usesNear: Bool {
    switch self {
    case .comparison(let comparison, _, _): comparison == .near
    case .both(let left, let right), .either(let left, let right):
      left.usesNear || right.usesNear
    default: false
    }
  }

  /// The expression in its usual spelling: `carried.r2 > baseline.r2`.
  public var written: String {
    switch self {
    case .number(let number, _): return Canonical.text(number)
    case .percent(let share, _): return "\(Canonical.text(share * 100))%"
    case .day(let day, _): return String(describing: day)
    case .duration(let length, _): return "\(length.count) \(length.unit.rawValue)"
    case .text(let text, _): return Canonical.quoted(text)
    case .bare(let word, _): return word
    case .list(let items, _): return items.map(\.written).joined(separator: ", ")
    case .keyed(let key, let value): return "\(key.text): \(value.written)"
    case .range(let low, let high, _): return "\(Canonical.text(low))..\(Canonical.text(high))"
    case .dayRange(let first, let last, _): return "\(first)..\(last)"
    case .call(let word, let arguments, _):
      let listed = arguments.map { ($0.key.map { "\($0.text): " } ?? "") + $0.value.written }
      return "\(word.text)(\(listed.joined(separator: ", ")))"
    case .arithmetic(let operation, let left, let right):
      // A sum needs parentheses within a product, and on the right of a difference or a sum.
      let isSum = operation == .plus || operation == .minus
      return "\(isSum ? left.written : left.inner) \(operation.rawValue) \(right.inner)"
    case .comparison(let comparison, let left, let right):
      return "\(left.written) \(comparison.rawValue) \(right.written)"
    case .both(let left, let right): return "\(left.written) and \(right.written)"
    case .either(let left, let right): return "\(left.written) or \(right.written)"
    }
  }

  /// As a part of a calculation: sums and differences in parentheses.
  private var inner: String {
    if case .arithmetic(let operation, _, _) = self, operation == .plus || operation == .minus {
      return "(\(written))"
    }
    return written
  }
}

public import Tables

/// A statement after its command and its parameters' types have been found: ready to run once its inputs are there.
public struct Call: Sendable {
  /// The statement as parsed.
  public let statement: Statement
  /// The command that it calls.
  public let command: Command
  /// What its parameters stand for, defaults included.
  public let arguments: Arguments
  /// The names that it mentions, each once, in order of mention: the edges of the dependency graph.
  public let inputs: [String]
}

/// What the parameters of a call stand for.
public struct Arguments: Sendable, Hashable {
  /// One parameter's value and where it was written.
  public struct Bound: Sendable, Hashable {
    /// What it stands for.
    public let value: BoundValue
    /// Where it was written; the verb for a default.
    public let span: SourceSpan
    /// Whether the author wrote it.
    public let isGiven: Bool
  }

  /// By parameter name; optional ones that were left out are not there.
  public var named: [String: Bound] = [:]
  /// The keys of the author's choice, in order.
  public var open: [OpenArgument] = []

  /// A key of the author's choice and its value.
  public struct OpenArgument: Sendable, Hashable {
    /// The key.
    public let key: String
    /// Its value.
    public let bound: Bound
  }
}

/// A value of the cell language after its parameter's type has decided what it is.
public indirect enum BoundValue: Sendable, Hashable {
  /// A number; a percentage is its hundredth.
  case number(Double)
  /// Yes or no.
  case flag(Bool)
  /// A text.
  case text(String)
  /// One of the verb's own words.
  case word(String)
  /// A date.
  case day(Day)
  /// A length of time.
  case duration(Expression.Duration)
  /// A file, as written.
  case path(String, ParameterType.FileUse)
  /// A bound name.
  case name(String)
  /// A column of an operand.
  case column(String)
  /// Comparisons over columns.
  case condition(Expression)
  /// A calculation or a comparison with fields, to be done when the inputs are there.
  case expression(Expression)
  /// A range.
  case range(Double, Double)
  /// Several.
  case list([BoundValue])
  /// A share that was written as a percentage, where that makes a difference.
  case percent(Double)
  /// A stretch of days, both included.
  case days(Day, Day)
  /// A word with numbers.
  case call(CallValue)
  /// Values by key, in the order written.
  case keyed([KeyedValue])
}

extension Arguments {
  /// The number of a parameter that is required or has a default, and is not an expression any more.
  public func number(_ name: String) -> Double {
    guard let number = optionalNumber(name) else {
      preconditionFailure("the command declares no number \"\(name)\"")
    }
    return number
  }

  /// The number of a parameter, nil where it was left out or is another type.
  public func optionalNumber(_ name: String) -> Double? {
    if case .number(let number)? = named[name]?.value { number } else { nil }
  }

  /// The whole number of a parameter.
  public func integer(_ name: String) -> Int {
    // The binder has refused everything that is not whole and within bounds.
    Int(exactly: number(name)) ?? 0
  }

  /// The whole number of a parameter, nil where it was left out.
  public func optionalInteger(_ name: String) -> Int? {
    optionalNumber(name).flatMap { Int(exactly: $0) }
  }

  /// The text, path or word of a parameter, nil where it was left out.
  public func optionalText(_ name: String) -> String? {
    switch named[name]?.value {
    case .text(let text), .word(let text), .path(let text, _), .column(let text), .name(let text):
      text
    default: nil
    }
  }

  /// The text, path or word of a parameter that is required or has a default.
  public func text(_ name: String) -> String {
    guard let text = optionalText(name) else {
      preconditionFailure("the command declares no text \"\(name)\"")
    }
    return text
  }

  /// Whether a flag is yes.
  public func flag(_ name: String) -> Bool {
    if case .flag(true)? = named[name]?.value { true } else { false }
  }

  /// The texts, words, columns or names of a list (or of a single one); empty where it was left out.
  public func texts(_ name: String) -> [String] {
    guard let value = named[name]?.value else { return [] }
    guard case .list(let items) = value else { return optionalText(name).map { [$0] } ?? [] }
    return items.compactMap { item in
      switch item {
      case .text(let text), .word(let text), .column(let text), .name(let text),
        .path(let text, _):
        text
      default: nil
      }
    }
  }

  /// The numbers of a list (or of a single one); empty where it was left out.
  public func numbers(_ name: String) -> [Double] {
    switch named[name]?.value {
    case .number(let number)?: [number]
    case .list(let items)?:
      items.compactMap { if case .number(let number) = $0 { number } else { nil } }
    default: []
    }
  }

  /// The date of a parameter, nil where it was left out.
  public func optionalDay(_ name: String) -> Day? {
    if case .day(let day)? = named[name]?.value { day } else { nil }
  }

  /// The length of time of a parameter, nil where it was left out.
  public func optionalDuration(_ name: String) -> Expression.Duration? {
    if case .duration(let duration)? = named[name]?.value { duration } else { nil }
  }

  /// The bounds of a range, nil where it was left out.
  public func optionalRange(_ name: String) -> ClosedRange<Double>? {
    if case .range(let low, let high)? = named[name]?.value { low...high } else { nil }
  }

  /// The comparison or calculation of a parameter, nil where it was left out.
  public func optionalExpression(_ name: String) -> Expression? {
    switch named[name]?.value {
    case .condition(let expression)?, .expression(let expression)?: expression
    default: nil
    }
  }

  /// The word and the fixed numbers of a call, nil where it was left out or is another type.
  ///
  /// Ranges are not among the numbers, nor, before a run, what is yet to be calculated.
  public func optionalCall(_ name: String) -> (word: String, numbers: [String: Double])? {
    guard case .call(let call)? = named[name]?.value else { return nil }
    return (call.word, call.fixedNumbers)
  }

  /// Whether the author wrote the parameter.
  public func isGiven(_ name: String) -> Bool { named[name]?.isGiven ?? false }
}

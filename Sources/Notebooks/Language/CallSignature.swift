/// What a word with parentheses takes: `fourier(3)`, `hill(slope: 2, half: 0.3..2)`, `geometric(tv: 0.7, radio: 0.1..0.5)`.
public struct CallSignature: Sendable, Hashable {
  /// The word before the parenthesis.
  public let word: String
  /// The numbers it takes by position or by key, with bounds.
  public let numbers: [Number]
  /// What else may be a key, the number then being the first of `numbers` for that key; nil where nothing may.
  public let keys: KeySpace?

  /// A number of a call.
  public struct Number: Sendable, Hashable {
    /// Its key.
    public let name: String
    /// Its bounds.
    public let bounds: ClosedRange<Double>
    /// Its default, or nil where it must be given.
    public let standard: Double?
    /// Whether a range may stand for it: search there.
    public let isSearchable: Bool
    /// Whether it must be a whole number.
    public let isWhole: Bool

    /// A number of a call.
    public init(
      _ name: String, _ bounds: ClosedRange<Double>, standard: Double? = nil,
      isSearchable: Bool = false, isWhole: Bool = false
    ) {
      self.name = name
      self.bounds = bounds
      self.standard = standard
      self.isSearchable = isSearchable
      self.isWhole = isWhole
    }
  }

  /// What a word with parentheses takes.
  public init(_ word: String, _ numbers: [Number] = [], keys: KeySpace? = nil) {
    precondition(keys == nil || !numbers.isEmpty, "keys need a number to stand for")
    self.word = word
    self.numbers = numbers
    self.keys = keys
  }

  /// The same with all its numbers to be searched but those named, and with keys.
  public func searchable(but fixed: Set<String> = [], keys: KeySpace? = nil) -> CallSignature {
    let numbers = numbers.map {
      Number(
        $0.name, $0.bounds, standard: $0.standard, isSearchable: !fixed.contains($0.name),
        isWhole: $0.isWhole)
    }
    return CallSignature(word, numbers, keys: numbers.isEmpty ? nil : keys)
  }

  /// The same without keys: within a keyed value, whose key says already whom the call is for.
  var withoutKeys: CallSignature { CallSignature(word, numbers) }

  /// `fourier(pairs)`, `geometric(retention, window: 13)`.
  public var described: String {
    guard !numbers.isEmpty else { return word }
    let listed = numbers.map { number in
      number.standard.map { "\(number.name): \(Canonical.text($0))" } ?? number.name
    }
    return "\(word)(\(listed.joined(separator: ", ")))"
  }
}

/// A word with numbers, as a command gets it.
public struct CallValue: Sendable, Hashable {
  /// The word.
  public let word: String
  /// The numbers by name, defaults included.
  public let numbers: [String: Quantity]
  /// The call's first number, by key of the author's choice: by channel.
  public let keyed: [String: Quantity]

  /// A word with numbers.
  public init(_ word: String, numbers: [String: Quantity] = [:], keyed: [String: Quantity] = [:]) {
    self.word = word
    self.numbers = numbers
    self.keyed = keyed
  }

  /// The number of that name where it is one and not a range.
  public func number(_ name: String) -> Double? {
    if case .number(let number)? = numbers[name] { number } else { nil }
  }

  /// The numbers that are known and no ranges, by name.
  public var fixedNumbers: [String: Double] {
    numbers.compactMapValues { if case .number(let number) = $0 { number } else { nil } }
  }

  /// Whether a range stands anywhere in it.
  public var hasRange: Bool {
    numbers.values.contains(where: \.isRange) || keyed.values.contains(where: \.isRange)
  }

  /// `geometric("radio": 0.1..0.5, retention: 0.7)`: the one spelling, keys in alphabetical order.
  func canonical(inputs: [String]) -> String {
    let byKey = keyed.sorted { $0.key < $1.key }
      .map { "\(Canonical.quoted($0.key)): \($0.value.canonical(inputs: inputs))" }
    let byName = numbers.sorted { $0.key < $1.key }
      .map { "\($0.key): \($0.value.canonical(inputs: inputs))" }
    return "\(word)(\((byKey + byName).joined(separator: ", ")))"
  }
}

/// A number, a range to search, or a number that is known when the statement runs.
public enum Quantity: Sendable, Hashable {
  /// Fixed.
  case number(Double)
  /// To be searched, ends included.
  case range(ClosedRange<Double>)
  /// To be calculated from other values; a command that runs never meets it, `infer` may.
  case calculation(CallCalculation)

  /// Whether it is to be searched.
  public var isRange: Bool { if case .range = self { true } else { false } }

  /// Whether it is yet to be calculated.
  public var isCalculation: Bool { if case .calculation = self { true } else { false } }

  /// The one spelling; names are written as their place among the inputs.
  func canonical(inputs: [String]) -> String {
    switch self {
    case .number(let number): Canonical.text(number)
    case .range(let range):
      "\(Canonical.text(range.lowerBound))..\(Canonical.text(range.upperBound))"
    case .calculation(let calculation): calculation.expression.canonical(inputs: inputs)
    }
  }
}

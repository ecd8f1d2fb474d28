/// What a parameter with a value for each key takes: `tv: geometric(0.7), radio: delayed(0.5, peak: 1)`.
///
/// A key stands once. Where a value without a key is allowed it stands for every key that is not named: alone, or as the
/// first element, `geometric(0.6), tv: delayed(0.7, peak: 1)`.
public struct KeyedType: Sendable, Hashable {
  /// What the keys are.
  public let keys: KeySpace
  /// What each value is.
  public let value: ParameterType
  /// Whether a value may stand without a key.
  public let allowsPlain: Bool

  /// A value for each key.
  public init(_ keys: KeySpace, _ value: ParameterType, allowsPlain: Bool = true) {
    self.keys = keys
    self.value = value
    self.allowsPlain = allowsPlain
  }

  /// `one of positive, negative; one for all, or key: value by element of channels`.
  public var described: String {
    let byKey = "key: value by \(keys.described)"
    return "\(value.described); " + (allowsPlain ? "one for all, or \(byKey)" : byKey)
  }
}

/// What the keys of a keyed value, or of a call, stand for.
public indirect enum KeySpace: Sendable, Hashable {
  /// Elements of other parameters of the statement, or their keys: `["channels", "events"]`.
  case elements(of: [String])
  /// Columns of the value in an operand.
  case columns(of: String)
  /// Words of the author's choice; the text says what they are: `event`.
  case free(String)
  /// One of the words, or one of them, a dot and an element of other parameters: `intercept`, `adstock.tv`.
  case paths([String], elementsOf: [String])

  /// `element of channels`: what one key is.
  public var described: String {
    switch self {
    case .elements(let parameters): "element of \(parameters.joined(separator: " or "))"
    case .columns(let operand): "column of \(operand)"
    case .free(let what): what
    case .paths(let heads, let parameters):
      "\(heads.joined(separator: ", ")), alone or as \(heads[0]).x with x of "
        + parameters.joined(separator: " or ")
    }
  }
}

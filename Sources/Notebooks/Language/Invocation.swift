import Tables

/// A call with its inputs: what a command's action gets.
public struct Invocation: Sendable {
  /// The call as checked, calculations already done.
  public let call: Call
  /// What its parameters stand for.
  public let arguments: Arguments
  /// The values of the names that it mentions.
  let values: [String: any NotebookValue]
  /// Files that it may read, by the path written.
  let files: [String: FileAccess]

  /// A file that may be read.
  public struct FileAccess: Sendable, Hashable {
    /// Where it lies on this machine; never shown in a report.
    public let path: String
    /// How messages and reports name it.
    public let shownAs: String
  }

  /// The value in a parameter.
  public func value<Value: NotebookValue>(
    _ parameter: String, as type: Value.Type = Value.self
  ) throws -> Value {
    let name = arguments.text(parameter)
    guard let value = values[name] as? Value else {
      throw CommandError(
        "\"\(name)\" is not a \(Value.kind.name)", parameter: parameter, word: name)
    }
    return value
  }

  /// The value in a parameter, of any kind.
  public func anyValue(_ parameter: String) throws -> any NotebookValue {
    let name = arguments.text(parameter)
    guard let value = values[name] else {
      throw CommandError("\"\(name)\" has no value", parameter: parameter, word: name)
    }
    return value
  }

  /// The values of a list of names, each with its name.
  public func anyValues(_ parameter: String) throws -> [(name: String, value: any NotebookValue)] {
    try arguments.texts(parameter).map { name in
      guard let value = values[name] else {
        throw CommandError("\"\(name)\" has no value", parameter: parameter, word: name)
      }
      return (name, value)
    }
  }

  /// The file in a parameter, which the caller has been allowed to read.
  public func file(_ parameter: String) throws -> FileAccess {
    let written = arguments.text(parameter)
    guard let file = files[written] else {
      throw CommandError(
        "the file \"\(written)\" can't be read", parameter: parameter, word: written)
    }
    return file
  }

  /// The value of a calculation with fields of the inputs.
  public func scalar(_ expression: Expression) throws -> Scalar {
    try evaluator.value(expression)
  }

  /// Whether a comparison of fields holds, and its sides as text.
  public func verdict(
    _ expression: Expression, within tolerance: Double
  ) throws -> (holds: Bool, actual: String, value: Double?) {
    try evaluator.verdict(expression, within: tolerance)
  }

  private var evaluator: ScalarExpression {
    ScalarExpression { name, path in try Invocation.field(path, of: name, in: values) }
  }

  static func field(
    _ path: String?, of name: String, in values: [String: any NotebookValue]
  ) throws -> Scalar {
    guard let value = values[name] else {
      throw CommandError("no name \"\(name)\" is bound before this", word: name)
    }
    if let found = value.field(path ?? PlainValue.fieldName) { return found }
    let paths = value.fields.map(\.path)
    let near = path.flatMap { NearestName.suggestion(for: $0, among: paths) }
    let listed = paths.prefix(10).joined(separator: ", ")
    throw CommandError(
      path.map { "\"\(name)\" has no field \"\($0)\"" + (near == nil ? "; it has \(listed)" : "") }
        ?? "\"\(name)\" is \(Wording.noun(type(of: value).kind.name)); take one of its fields: \(listed)",
      word: name, suggestion: near)
  }

  /// A call with its inputs; calculations in numeric parameters are done here.
  init(
    _ call: Call, values: [String: any NotebookValue], files: [String: FileAccess]
  ) throws {
    self.call = call
    self.values = values
    self.files = files
    var arguments = call.arguments
    let evaluator = ScalarExpression { name, path in
      try Invocation.field(path, of: name, in: values)
    }
    // In the order of the text: of two mistakes the first is told.
    for (name, bound) in call.arguments.named.sorted(by: {
      $0.value.span.start < $1.value.span.start
    }) {
      guard let type = call.command.parameter(name)?.type else { continue }
      arguments.named[name] = Arguments.Bound(
        value: try Invocation.resolved(bound.value, as: type, of: name, with: evaluator),
        span: bound.span, isGiven: bound.isGiven)
    }
    self.arguments = arguments
  }

  /// The value with its calculations done, those of its elements too.
  private static func resolved(
    _ value: BoundValue, as type: ParameterType, of name: String, with evaluator: ScalarExpression
  ) throws -> BoundValue {
    switch value {
    case .expression(let expression):
      return try resolved(expression, as: type, of: name, with: evaluator)
    case .list(let items):
      let element = type.elementTypes
      return .list(
        try items.map { try resolved($0, as: element, of: name, with: evaluator) })
    case .keyed(let items):
      let element = type.elementTypes
      return .keyed(
        try items.map {
          let value = try resolved($0.value, as: element, of: name, with: evaluator)
          return BoundValue.KeyedValue(key: $0.key, value: value)
        })
    case .call(let call):
      return .call(try call.calculated(with: evaluator))
    default: return value
    }
  }

  private static func resolved(
    _ expression: Expression, as type: ParameterType, of name: String,
    with evaluator: ScalarExpression
  ) throws -> BoundValue {
    switch type {
    case .claim, .expression: return .expression(expression)
    case .anyOf(let types):
      for type in types {
        if let value = try? resolved(expression, as: type, of: name, with: evaluator) {
          return value
        }
      }
    default: break
    }
    let scalar = try evaluator.value(expression)
    switch (type, scalar) {
    case (.number(let bounds), .number(let number)) where bounds.contains(number):
      return .number(number)
    case (.integer(let bounds), .number(let number))
    where Int(exactly: number).map(bounds.contains) ?? false:
      return .number(number)
    case (.day, .day(let day)): return .day(day)
    case (.path(let use), .text(let text)): return .path(text, use)
    default:
      throw Diagnostic(
        "\(name) is \(type.described), not \(Canonical.text(scalar))", at: expression.span)
    }
  }
}

extension ParameterType {
  /// What the elements of a list or of a keyed value may be.
  fileprivate var elementTypes: ParameterType {
    switch self {
    case .list(let type): type
    case .keyed(let keyed): keyed.value
    case .anyOf(let types): .anyOf(types.map(\.elementTypes))
    default: self
    }
  }
}

/// What a command can know before it runs.
public struct Inference {
  /// What the parameters stand for; calculations are not done yet.
  public let arguments: Arguments
  let scope: Scope
  let peek: (String) -> [ColumnShape]?

  /// What is known of the value in a parameter.
  public func shape(_ parameter: String) -> Shape {
    arguments.optionalText(parameter).flatMap { scope[$0] } ?? Shape(kind: nil)
  }

  /// What is known of the values of a list of names.
  public func shapes(_ parameter: String) -> [Shape] {
    arguments.texts(parameter).map { scope[$0] ?? Shape(kind: nil) }
  }

  /// The columns of a file, where it can be looked at now.
  public func columnsOfFile(_ parameter: String) -> [ColumnShape]? {
    guard case .path(let path, .read)? = arguments.named[parameter]?.value else { return nil }
    return peek(path)
  }
}

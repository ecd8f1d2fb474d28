import Tables

extension CallSignature {
  /// The numbers of a call, defaults included, and the words in it that are keys.
  ///
  /// What the keys stand for is not known here. What is wrong with the number of one comes with it: where the key itself
  /// is wrong, that is what the author must know.
  ///
  /// The names that calculations mention are appended to `roots`.
  func bind(
    _ given: [Expression.CallArgument], at span: SourceSpan, in scope: Scope,
    roots: inout [String]
  ) throws(Diagnostic) -> (value: CallValue, keys: [(word: Word, problem: Diagnostic?)]) {
    var named: [String: Quantity] = [:]
    var keyed: [String: Quantity] = [:]
    var keys: [(word: Word, problem: Diagnostic?)] = []
    for (index, argument) in given.enumerated() {
      let place = argument.key?.span ?? argument.value.span
      if let number = try declared(argument, index) {
        let quantity = try quantity(argument.value, for: number, in: scope, &roots)
        guard named.updateValue(quantity, forKey: number.name) == nil else {
          throw Diagnostic("\"\(number.name)\" is given twice", at: place)
        }
      } else if let key = argument.key {
        guard keyed[key.text] == nil else {
          throw Diagnostic("\"\(key.text)\" is given twice", at: place)
        }
        do throws(Diagnostic) {
          keyed[key.text] = try quantity(argument.value, for: numbers[0], in: scope, &roots)
          keys.append((key, nil))
        } catch {
          keyed[key.text] = .number(numbers[0].bounds.lowerBound)
          keys.append((key, error))
        }
      }
    }
    for (index, number) in numbers.enumerated() where named[number.name] == nil {
      // With a number for each key, those that are not named go without.
      if index == 0, !keyed.isEmpty { continue }
      guard let standard = number.standard else {
        throw Diagnostic("\(word) needs its \(number.name): \(described)", at: span)
      }
      named[number.name] = .number(standard)
    }
    return (CallValue(word, numbers: named, keyed: keyed), keys)
  }

  /// The number that an argument is about; nil where its key may be one of `keys`.
  private func declared(
    _ argument: Expression.CallArgument, _ index: Int
  ) throws(Diagnostic) -> Number? {
    guard let key = argument.key else {
      if index < numbers.count { return numbers[index] }
      throw Diagnostic(
        numbers.isEmpty
          ? "\(word) takes no numbers" : "\(word) takes \(numbers.count) numbers: \(described)",
        at: argument.value.span)
    }
    if let number = numbers.first(where: { $0.name == key.text }) { return number }
    if keys != nil { return nil }
    throw Diagnostic(
      "\(word) has no \"\(key.text)\"; it is \(described)", at: key.span,
      suggestion: NearestName.suggestion(for: key.text, among: numbers.map(\.name)))
  }

  private func quantity(
    _ value: Expression, for number: Number, in scope: Scope, _ roots: inout [String]
  ) throws(Diagnostic) -> Quantity {
    switch value {
    case .number(let given, _), .percent(let given, _):
      return .number(try number.allowed(given, written: value.written, at: value.span))
    case .range(let low, let high, let span):
      guard number.isSearchable else {
        throw Diagnostic("\(number.name) of \(word) is one number, not a range", at: span)
      }
      for end in [low, high] { _ = try number.allowed(end, written: value.written, at: span) }
      return .range(low...high)
    case .bare(let word, let span) where word.contains(".."):
      throw Diagnostic(
        "the ends of a range are written as numbers, not as in \"\(word.prefix(40))\"", at: span)
    case .bare, .arithmetic, .call:
      return try calculated(value, for: number, in: scope, &roots)
    default:
      throw Diagnostic("\(word) takes numbers, not \(value.described)", at: value.span)
    }
  }

  /// A calculation whose names and fields are there; done at once where it mentions none.
  private func calculated(
    _ value: Expression, for number: Number, in scope: Scope, _ roots: inout [String]
  ) throws(Diagnostic) -> Quantity {
    var mentioned: [String] = []
    let problems = FieldCheck.problems(
      in: value, scope: scope, expected: "\(number.name) is \(number.described)",
      roots: &mentioned)
    if let first = problems.first { throw first }
    let calculation = CallCalculation(expression: value, number: number)
    roots += mentioned
    guard mentioned.isEmpty else { return .calculation(calculation) }
    return .number(try calculation.value(with: .withoutNames))
  }
}

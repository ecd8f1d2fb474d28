import Tables

extension CallSignature {
  /// The numbers of a call, defaults included, and the words in it that are keys.
  ///
  /// What the keys stand for is not known here. What is wrong with the number of one comes with it: where the key itself
  /// is wrong, that is what the author must know.
  func bind(
    _ given: [Expression.CallArgument], at span: SourceSpan
  ) throws(Diagnostic) -> (value: CallValue, keys: [(word: Word, problem: Diagnostic?)]) {
    var named: [String: Quantity] = [:]
    var keyed: [String: Quantity] = [:]
    var keys: [(word: Word, problem: Diagnostic?)] = []
    for (index, argument) in given.enumerated() {
      let place = argument.key?.span ?? argument.value.span
      if let number = try declared(argument, index) {
        let quantity = try quantity(argument.value, for: number)
        guard named.updateValue(quantity, forKey: number.name) == nil else {
          throw Diagnostic("\"\(number.name)\" is given twice", at: place)
        }
      } else if let key = argument.key {
        guard keyed[key.text] == nil else {
          throw Diagnostic("\"\(key.text)\" is given twice", at: place)
        }
        do throws(Diagnostic) {
          keyed[key.text] = try quantity(argument.value, for: numbers[0])
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
    _ value: Expression, for number: Number
  ) throws(Diagnostic) -> Quantity {
    let quantity: Quantity
    let ends: ClosedRange<Double>
    switch value {
    case .number(let given, _), .percent(let given, _):
      (quantity, ends) = (.number(given), given...given)
    case .range(let low, let high, let span):
      guard number.isSearchable else {
        throw Diagnostic("\(number.name) of \(word) is one number, not a range", at: span)
      }
      (quantity, ends) = (.range(low...high), low...high)
    default:
      throw Diagnostic("\(word) takes numbers, not \(value.described)", at: value.span)
    }
    let isWhole = Int(exactly: ends.lowerBound) != nil && Int(exactly: ends.upperBound) != nil
    guard number.bounds.contains(ends.lowerBound), number.bounds.contains(ends.upperBound),
      isWhole || !number.isWhole
    else {
      throw Diagnostic(
        "\(number.name) is \(number.described), not \(value.written)", at: value.span)
    }
    return quantity
  }
}

extension CallSignature.Number {
  /// What it may be.
  fileprivate var described: String {
    let text = ParameterType.number(bounds).described
    return isWhole ? "a whole number" + text.dropFirst("a number".count) : text
  }
}

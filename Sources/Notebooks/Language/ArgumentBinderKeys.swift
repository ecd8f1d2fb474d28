import Tables

/// Values by key: which key has which value while a statement is read, and whether the keys are known once it is.
extension ArgumentBinder {
  /// A key that was written, to be looked up when all parameters are known: options come in any order.
  struct WrittenKey {
    let word: Word
    let keys: KeySpace
    /// Further words that could have been meant: the numbers of a call.
    let others: [String]
    /// What is wrong with its value, to be told where the key is right.
    let problem: Diagnostic?
  }

  mutating func boundKeyed(
    _ expression: Expression, _ type: KeyedType, _ parameter: String
  ) -> BoundValue? {
    guard expression.isKeyed else {
      guard type.allowsPlain else { return refuse(expression, .keyed(type), parameter) }
      return bound(expression, as: type.value, of: parameter).map {
        .keyed([BoundValue.KeyedValue(key: nil, value: $0)])
      }
    }
    var values: [BoundValue.KeyedValue] = []
    var seen: Set<String> = []
    let before = diagnostics.count
    for (index, item) in expression.elements.enumerated() {
      guard case .keyed(let key, let written) = item else {
        if index == 0, type.allowsPlain {
          let value = bound(item, as: type.value, of: parameter)
          values += value.map { [BoundValue.KeyedValue(key: nil, value: $0)] } ?? []
        } else {
          report(
            "\(item.described) stands without a key; write whom it is for, key: value",
            at: item.span)
        }
        continue
      }
      guard seen.insert(key.text).inserted else {
        report("\"\(key.text)\" is given twice in \(parameter)", at: key.span)
        continue
      }
      writtenKeys.append(WrittenKey(word: key, keys: type.keys, others: [], problem: nil))
      let value = bound(written, as: type.value.withoutKeys, of: "\(parameter) of \(key.text)")
      values += value.map { [BoundValue.KeyedValue(key: key.text, value: $0)] } ?? []
    }
    return diagnostics.count == before ? .keyed(values) : nil
  }

  mutating func boundCall(
    _ word: Word, _ given: [Expression.CallArgument], at span: SourceSpan,
    _ signatures: [CallSignature], _ parameter: String
  ) -> BoundValue? {
    guard let signature = signatures.first(where: { $0.word == word.text }) else {
      report(
        "\(parameter) is \(ParameterType.call(signatures).described), not \"\(word.text)\"",
        at: word.span,
        suggestion: NearestName.suggestion(for: word.text, among: signatures.map(\.word)))
      return nil
    }
    do throws(Diagnostic) {
      var roots: [String] = []
      let (value, keys) = try signature.bind(given, at: span, in: scope, roots: &roots)
      for root in roots { mention(root) }
      if let space = signature.keys {
        writtenKeys += keys.map {
          WrittenKey(
            word: $0.word, keys: space, others: signature.numbers.map(\.name), problem: $0.problem)
        }
      }
      return .call(value)
    } catch {
      report(error)
      return nil
    }
  }

  /// Looks up every key that was written.
  mutating func checkKeys() {
    for key in writtenKeys {
      let before = diagnostics.count
      defer { if diagnostics.count == before, let problem = key.problem { report(problem) } }
      switch key.keys {
      case .columns(let operand):
        checkColumn(key.word.text, at: key.word.span, of: operand, holds: .unknown)
      case .elements(let parameters):
        checkElement(key.word.text, at: key.word.span, of: parameters, or: key.others)
      case .free(let what):
        if key.word.text.isEmpty { report("the name of this \(what) is empty", at: key.word.span) }
      case .paths(let heads, let parameters):
        checkPath(key.word, heads, parameters)
      }
    }
  }

  private mutating func checkElement(
    _ text: String, at span: SourceSpan, of parameters: [String], or others: [String]
  ) {
    // What could not be bound has its own complaint; nothing can be said of its elements.
    let known = parameters.allSatisfy { name in
      arguments.named[name] != nil || !statement.arguments.contains { $0.key.text == name }
    }
    let elements = parameters.flatMap { name in
      arguments.texts(name) + arguments.keyed(name).compactMap(\.key)
    }
    guard known, !elements.contains(text) else { return }
    let near = NearestName.suggestion(for: text, among: elements + others)
    let listed = elements.prefix(12).joined(separator: ", ") + (elements.count > 12 ? ", …" : "")
    let numbers = others.isEmpty ? "" : ", nor of the numbers \(others.joined(separator: ", "))"
    report(
      "\"\(text)\" is none of the \(parameters.joined(separator: " or "))"
        + (near == nil ? ": \(listed)" + numbers : ""), at: span, suggestion: near)
  }

  private mutating func checkPath(_ key: Word, _ heads: [String], _ parameters: [String]) {
    let (head, element) = FieldPath.split(key.text)
    guard heads.contains(head) else {
      // A quoted key begins with its quotation mark.
      let isBare = key.span.end - key.span.start == key.text.utf8.count
      let end = isBare ? key.span.start + head.utf8.count : key.span.end
      report(
        "\"\(head)\" is none of \(heads.joined(separator: ", "))",
        at: SourceSpan(key.span.start, end),
        suggestion: NearestName.suggestion(for: head, among: heads))
      return
    }
    guard let element else { return }
    let start = max(key.span.start, key.span.end - element.utf8.count)
    checkElement(element, at: SourceSpan(start, key.span.end), of: parameters, or: [])
  }
}

extension Expression {
  /// The elements of a list, or the value itself.
  var elements: [Expression] { if case .list(let items, _) = self { items } else { [self] } }

  /// Whether an element has a key.
  var isKeyed: Bool { elements.contains { if case .keyed = $0 { true } else { false } } }
}

extension ParameterType {
  /// The same, its calls without keys.
  var withoutKeys: ParameterType {
    switch self {
    case .call(let signatures): .call(signatures.map(\.withoutKeys))
    case .anyOf(let types): .anyOf(types.map(\.withoutKeys))
    case .list(let type): .list(type.withoutKeys)
    default: self
    }
  }

  /// Whether a value of that look is what the type is about, so that its complaint helps most.
  func resembles(_ expression: Expression) -> Bool {
    switch self {
    case .keyed(let type):
      expression.isKeyed || type.value.resembles(expression)
    case .list(let type):
      if case .list(let items, _) = expression {
        !items.contains(where: \.isKeyed)
      } else {
        type.resembles(expression)
      }
    case .call: if case .call = expression { true } else { false }
    case .percent: if case .percent = expression { true } else { false }
    case .anyOf(let types): types.contains { $0.resembles(expression) }
    default: false
    }
  }

  /// The words that may stand for a value: a verb's own, and those of calls.
  var words: [String] {
    switch self {
    case .word(let words): words
    case .call(let signatures): signatures.map(\.word)
    case .anyOf(let types): types.flatMap(\.words)
    case .list(let type): type.words
    case .keyed(let type): type.value.words
    default: []
    }
  }
}

extension ParameterType {
  fileprivate var isPercent: Bool { if case .percent = self { true } else { false } }

  /// Whether it takes plain numbers, and calculations for them.
  var isNumber: Bool {
    switch self {
    case .number, .integer: true
    default: false
    }
  }
}

extension [ParameterType] {
  /// Whether a percentage is something else than a number here: 120% is too much and not the amount 1.2.
  func tellShares(_ expression: Expression) -> Bool {
    if case .percent = expression { contains(where: \.isPercent) } else { false }
  }
}

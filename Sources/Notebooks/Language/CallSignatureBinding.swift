import Tables

extension CallSignature {
  /// The numbers of a call by key, defaults included.
  func bind(
    _ given: [Expression.CallArgument], at span: SourceSpan
  ) throws(Diagnostic) -> [BoundValue.NamedNumber] {
    var bound: [BoundValue.NamedNumber] = []
    for (index, argument) in given.enumerated() {
      let number: Double
      switch argument.value {
      case .number(let value, _), .percent(let value, _): number = value
      default:
        throw Diagnostic(
          "\(word) takes numbers, not \(argument.value.described)", at: argument.value.span)
      }
      let known = numbers.first { $0.name == argument.key?.text }
      let byPosition = argument.key == nil && index < numbers.count ? numbers[index] : nil
      guard let declared = known ?? byPosition ?? (takesKeys ? numbers.first : nil) else {
        throw Diagnostic(
          argument.key.map { "\(word) has no \"\($0.text)\"; it is \(described)" }
            ?? "\(word) takes \(numbers.count) numbers: \(described)",
          at: argument.key?.span ?? argument.value.span,
          suggestion: argument.key.flatMap {
            NearestName.suggestion(for: $0.text, among: numbers.map(\.name))
          })
      }
      guard declared.bounds.contains(number) else {
        throw Diagnostic(
          "\(declared.name) lies between \(Canonical.text(declared.bounds.lowerBound)) and "
            + "\(Canonical.text(declared.bounds.upperBound))", at: argument.value.span)
      }
      let key =
        known == nil && byPosition == nil ? argument.key?.text ?? declared.name : declared.name
      if bound.contains(where: { $0.key == key }) {
        throw Diagnostic("\"\(key)\" is given twice", at: argument.value.span)
      }
      bound.append(BoundValue.NamedNumber(key: key, number: number))
    }
    for number in numbers where !bound.contains(where: { $0.key == number.name }) {
      if let standard = number.standard {
        bound.append(BoundValue.NamedNumber(key: number.name, number: standard))
      } else if !takesKeys || given.isEmpty {
        throw Diagnostic("\(word) needs its \(number.name): \(described)", at: span)
      }
    }
    return bound
  }
}

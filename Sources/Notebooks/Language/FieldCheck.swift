import Tables

/// Checks that a calculation mentions only names that are bound and fields that can be there.
enum FieldCheck {
  /// What is wrong; the roots of the names it mentions are appended to `roots`.
  static func problems(
    in expression: Expression, scope: Scope, expected: String, roots: inout [String]
  ) -> [Diagnostic] {
    switch expression {
    case .bare(let word, let span):
      return problems(word, at: span, scope, expected, &roots)
    case .arithmetic(_, let left, let right), .comparison(_, let left, let right),
      .both(let left, let right), .either(let left, let right):
      let first = problems(in: left, scope: scope, expected: expected, roots: &roots)
      return first + problems(in: right, scope: scope, expected: expected, roots: &roots)
    case .call(let word, let arguments, _):
      guard ScalarFunction(rawValue: word.text) != nil else {
        let known = ScalarFunction.allCases.map(\.rawValue)
        return [
          Diagnostic(
            "no function \"\(word.text)\"; there are \(known.joined(separator: ", "))",
            at: word.span, suggestion: NearestName.suggestion(for: word.text, among: known))
        ]
      }
      var found: [Diagnostic] = []
      for argument in arguments {
        found += problems(in: argument.value, scope: scope, expected: expected, roots: &roots)
      }
      return found
    case .number, .percent, .day, .text, .duration:
      return []
    case .list, .keyed, .range, .dayRange:
      return [Diagnostic("\(expected), not \(expression.described)", at: expression.span)]
    }
  }

  private static func problems(
    _ word: String, at span: SourceSpan, _ scope: Scope, _ expected: String,
    _ roots: inout [String]
  ) -> [Diagnostic] {
    let (root, path) = FieldPath.split(word)
    guard let shape = scope[root] else {
      let near = NearestName.suggestion(for: root, among: scope.names())
      return [
        Diagnostic(
          "no name \"\(root)\" is bound; \(expected)",
          at: SourceSpan(span.start, span.start + root.utf8.count), suggestion: near)
      ]
    }
    roots.append(root)
    guard shape.kind != nil else { return [] }
    let wanted = path ?? PlainValue.fieldName
    let patterns = shape.kind.flatMap { scope.kinds[$0] }
    if shape.mayHave(wanted) ?? patterns?.mayHave(wanted) ?? true { return [] }
    let fields = shape.fields ?? patterns?.fields.map(\.pattern) ?? []
    let near = path.flatMap { NearestName.suggestion(for: $0, among: fields) }
    let listed = fields.prefix(10).joined(separator: ", ") + (fields.count > 10 ? ", …" : "")
    let message =
      path == nil
      ? "\"\(root)\" is \(Wording.noun(shape.kind ?? "value")), where a number is due; take one of its fields: "
        + listed
      : "\"\(root)\" has no field \"\(wanted)\"" + (near == nil ? "; it has \(listed)" : "")
    return [Diagnostic(message, at: span, suggestion: near)]
  }
}

/// `fit.roi.tv`: a name and the path of a field.
enum FieldPath {
  /// The name before the first dot and the path after it.
  static func split(_ word: String) -> (root: String, path: String?) {
    guard let dot = word.firstIndex(of: ".") else { return (word, nil) }
    return (String(word[..<dot]), String(word[word.index(after: dot)...]))
  }
}

import Tables

/// Decides what each value of a statement is, by the types of the command's parameters.
///
/// Everything that can be known without running is checked here, and all of it is reported, not only the first.
struct ArgumentBinder {
  let command: Command
  let statement: Statement
  /// What is known of the names bound so far.
  let scope: Scope

  private(set) var diagnostics: [Diagnostic] = []
  private(set) var arguments = Arguments()
  /// The keys written so far, in calls and in keyed values.
  var writtenKeys: [WrittenKey] = []
  private var inputs: [String] = []

  init(command: Command, statement: Statement, scope: Scope) {
    self.command = command
    self.statement = statement
    self.scope = scope
  }

  /// The place of the verb and its words.
  private var verbSpan: SourceSpan {
    statement.operands[0].span.joined(
      with: statement.operands[min(command.words.count, statement.operands.count) - 1].span)
  }

  /// The call, or nil where something is wrong with it; `diagnostics` then says what.
  mutating func bind() -> Call? {
    bindOperands(Array(statement.operands.dropFirst(command.words.count)))
    bindOptions()
    addDefaults()
    checkKeys()
    guard diagnostics.isEmpty else { return nil }
    return Call(statement: statement, command: command, arguments: arguments, inputs: inputs)
  }

  // MARK: - Which value goes where

  private mutating func bindOperands(_ operands: [Expression]) {
    var rest = operands[...]
    for (index, parameter) in command.operands.enumerated() {
      let isLast = index == command.operands.count - 1
      guard let first = rest.first else {
        if parameter.presence == .required,
          !statement.arguments.contains(where: { $0.key.text == parameter.name })
        {
          report(
            "\"\(command.title)\" needs \(parameter.type.described) for its \(parameter.name); "
              + "for example: \(command.example)", at: verbSpan)
        }
        continue
      }
      // The last operand of a list type takes blanks for commas: `compare a b c`.
      if isLast, case .list = parameter.type, rest.count > 1, let last = rest.last {
        let items = rest.flatMap { expression -> [Expression] in
          if case .list(let items, _) = expression { items } else { [expression] }
        }
        store(parameter, .list(items, first.span.joined(with: last.span)))
        rest = []
        continue
      }
      store(parameter, first)
      rest = rest.dropFirst()
    }
    for extra in rest {
      let hint = command.operands.isEmpty ? "takes no operand" : "takes no further operand"
      report("\"\(command.title)\" \(hint); \(extra.described) is one too many", at: extra.span)
    }
  }

  private mutating func bindOptions() {
    var seen: Set<String> = []
    for argument in statement.arguments {
      let key = argument.key
      if !seen.insert(key.text).inserted {
        report("the option \"\(key.text)\" is given twice", at: key.span)
        continue
      }
      if let parameter = command.parameter(key.text) {
        if arguments.named[key.text] != nil {
          report("\"\(key.text)\" is given as an operand already", at: key.span)
        } else {
          store(parameter, argument.value)
        }
      } else if command.openOptions != nil {
        storeOpen(key, argument.value)
      } else {
        let known = command.options.map(\.name) + command.operands.map(\.name)
        let listed = command.options.map(\.name).joined(separator: ", ")
        let near = NearestName.suggestion(for: key.text, among: known)
        let options = listed.isEmpty ? "it takes none" : "it takes \(listed)"
        report(
          "\"\(command.title)\" has no option \"\(key.text)\""
            + (near == nil ? "; \(options)" : ""), at: key.span, suggestion: near)
      }
    }
  }

  private mutating func storeOpen(_ key: Word, _ value: Expression) {
    guard let open = command.openOptions else { return }
    if let operand = open.columnsOf {
      checkColumn(key.text, at: key.span, of: operand, holds: .unknown)
    }
    guard let bound = bound(value, as: open.type, of: key.text) else { return }
    arguments.open.append(
      Arguments.OpenArgument(
        key: key.text,
        bound: Arguments.Bound(
          value: bound, span: key.span.joined(with: value.span), isGiven: true)))
  }

  private mutating func store(_ parameter: Parameter, _ expression: Expression) {
    guard let value = bound(expression, as: parameter.type, of: parameter.name) else { return }
    arguments.named[parameter.name] = Arguments.Bound(
      value: value, span: expression.span, isGiven: true)
  }

  private mutating func addDefaults() {
    for parameter in command.operands + command.options
    where arguments.named[parameter.name] == nil {
      switch parameter.presence {
      case .optional: continue
      case .required:
        if command.options.contains(where: { $0.name == parameter.name }),
          !statement.arguments.contains(where: { $0.key.text == parameter.name })
        {
          report(
            "\"\(command.title)\" needs \(parameter.name)=, \(parameter.type.described); "
              + "for example: \(command.example)", at: verbSpan)
        }
      case .standard(let text):
        // A default that does not parse is a mistake in the command's declaration; a test binds them all.
        let source = SourceText(name: "default", text: text)
        let (expression, _) = StatementParser.expression(
          of: SourceSpan(0, source.bytes.count), in: source, listed: true)
        guard let expression,
          let value = bound(expression, as: parameter.type, of: parameter.name)
        else { continue }
        arguments.named[parameter.name] = Arguments.Bound(
          value: value, span: verbSpan, isGiven: false)
      }
    }
  }

  // MARK: - What a value is

  mutating func bound(
    _ expression: Expression, as type: ParameterType, of parameter: String
  ) -> BoundValue? {
    switch (type, expression) {
    case (.number(let bounds), .number(let number, _)),
      (.number(let bounds), .percent(let number, _)):
      return within(bounds, number, type, expression, parameter)
    case (.integer(let bounds), .number(let number, _)):
      guard let whole = Int(exactly: number), bounds.contains(whole) else {
        return refuse(expression, type, parameter)
      }
      return .number(number)
    case (.number, .bare), (.number, .arithmetic), (.number, .call), (.integer, .bare),
      (.integer, .arithmetic), (.expression, .bare), (.expression, .arithmetic),
      (.expression, .call), (.expression, .number), (.expression, .percent), (.expression, .text),
      (.expression, .day), (.day, .bare):
      return boundExpression(expression, type, parameter)
    case (.flag, .bare(let word, _)):
      guard let flag = ["yes": true, "no": false, "true": true, "false": false][word] else {
        return refuse(expression, type, parameter)
      }
      return .flag(flag)
    case (.text, .text(let text, _)), (.text, .bare(let text, _)):
      return .text(text)
    case (.word(let words), .bare(let word, let span)):
      if words.contains(word) { return .word(word) }
      report(
        "\(parameter) is \(type.described), not \"\(word)\"", at: span,
        suggestion: NearestName.suggestion(for: word, among: words))
      return nil
    case (.day, .day(let day, _)): return .day(day)
    case (.duration, .duration(let duration, _)): return .duration(duration)
    case (.range, .range(let low, let high, _)): return .range(low, high)
    case (.path(let use), .text(let path, _)): return .path(path, use)
    case (.path(let use), .bare(let path, _)): return boundPath(path, use)
    case (.value(let kinds), .bare(let name, let span)):
      return boundName(name, kinds, at: span, parameter)
    case (.column(let operand, let holds), .bare(let name, let span)),
      (.column(let operand, let holds), .text(let name, let span)):
      checkColumn(name, at: span, of: operand, holds: holds)
      return .column(name)
    case (.newColumn, .bare(let name, _)), (.newColumn, .text(let name, _)),
      (.importedName, .bare(let name, _)), (.notebook, .bare(let name, _)),
      (.notebook, .text(let name, _)):
      return .text(name)
    case (.condition(let operand), .comparison), (.condition(let operand), .both),
      (.condition(let operand), .either):
      checkCondition(expression, of: operand)
      return .condition(expression)
    case (.claim, .comparison), (.claim, .both), (.claim, .either):
      return boundExpression(expression, type, parameter)
    case (.list(let item), .list(let items, _)):
      let values = items.compactMap { bound($0, as: item, of: parameter) }
      return values.count == items.count ? .list(values) : nil
    case (.list(let item), _):
      return bound(expression, as: item, of: parameter).map { .list([$0]) }
    case (.call(let signatures), .call(let word, let given, let span)):
      return boundCall(word, given, at: span, signatures, parameter)
    case (.call(let signatures), .bare(let word, let span)):
      return boundCall(Word(text: word, span: span), [], at: span, signatures, parameter)
    case (.percent(let bounds), .percent(let share, _)):
      return bounds.contains(share) ? .percent(share) : refuse(expression, type, parameter)
    case (.dayRange, .day(let day, _)): return .days(day, day)
    case (.dayRange, .dayRange(let first, let last, _)): return .days(first, last)
    case (.keyed(let keyed), _): return boundKeyed(expression, keyed, parameter)
    case (.anyOf(let types), _):
      return boundAny(expression, types, parameter)
    default:
      return refuse(expression, type, parameter)
    }
  }

  /// The first type that fits without complaint; else the complaint of the one that came furthest.
  private mutating func boundAny(
    _ expression: Expression, _ types: [ParameterType], _ parameter: String
  ) -> BoundValue? {
    for type in types where !(type.isNumber && types.tellShares(expression)) {
      var attempt = self
      if let value = attempt.bound(expression, as: type, of: parameter) {
        self = attempt
        return value
      }
    }
    // A calculation is told what is wrong with its names and fields.
    if types.contains(where: \.isNumber), isCalculation(expression) {
      return boundExpression(expression, .anyOf(types), parameter)
    }
    // A word among words deserves the suggestion; everything else the whole list.
    if case .bare(let word, let span) = expression {
      let words = types.flatMap(\.words)
      report(
        "\(parameter) is \(ParameterType.anyOf(types).described), not \"\(word)\"", at: span,
        suggestion: NearestName.suggestion(for: word, among: words))
      return nil
    }
    if let type = types.first(where: { $0.resembles(expression) }) {
      return bound(expression, as: type, of: parameter)
    }
    return refuse(expression, .anyOf(types), parameter)
  }

  /// Whether it can only be meant as a calculation: signs, a field, or a name that is bound.
  private func isCalculation(_ expression: Expression) -> Bool {
    switch expression {
    case .arithmetic: return true
    case .bare(let word, _):
      let (root, path) = FieldPath.split(word)
      return scope[root] != nil || (path != nil && root.first?.isLetter ?? false)
    default: return false
    }
  }

  private mutating func within(
    _ bounds: ClosedRange<Double>, _ number: Double, _ type: ParameterType,
    _ expression: Expression, _ parameter: String
  ) -> BoundValue? {
    bounds.contains(number) ? .number(number) : refuse(expression, type, parameter)
  }

  private mutating func boundPath(_ path: String, _ use: ParameterType.FileUse) -> BoundValue? {
    // A parameter of the front matter may stand for the path; it wins over a file of the same name.
    if scope[path]?.kind == PlainValue.kind.name {
      mention(path)
      return .expression(.bare(path, statement.span))
    }
    return .path(path, use)
  }

  private mutating func boundName(
    _ name: String, _ kinds: [String], at span: SourceSpan, _ parameter: String
  ) -> BoundValue? {
    guard let shape = scope[name] else {
      let near = NearestName.suggestion(for: name, among: scope.names(of: kinds))
      let kind = kinds.isEmpty ? "" : "; \(parameter) is \(Wording.noun(kinds))"
      report("no name \"\(name)\" is bound before this\(kind)", at: span, suggestion: near)
      return nil
    }
    if let kind = shape.kind, !kinds.isEmpty, !kinds.contains(kind) {
      report(
        "\"\(name)\" is \(Wording.noun(kind)), where \(parameter) must be \(Wording.noun(kinds))",
        at: span)
      return nil
    }
    mention(name)
    return .name(name)
  }

  private mutating func boundExpression(
    _ expression: Expression, _ type: ParameterType, _ parameter: String
  ) -> BoundValue? {
    let before = diagnostics.count
    var roots: [String] = []
    diagnostics += FieldCheck.problems(
      in: expression, scope: scope, expected: "\(parameter) is \(type.described)", roots: &roots)
    guard diagnostics.count == before else { return nil }
    for root in roots { mention(root) }
    return .expression(expression)
  }

  // MARK: - Columns

  private mutating func checkCondition(_ expression: Expression, of operand: String) {
    switch expression {
    case .comparison(_, let left, let right):
      // The left side is a column; so is a bare word on the right where the table has it.
      if case .bare(let name, let span) = left {
        checkColumn(name, at: span, of: operand, holds: .unknown)
      } else {
        report("a condition compares a column with a value; a column is due here", at: left.span)
      }
      if case .bare(let word, _) = right, let root = word.split(separator: ".").first,
        word.contains("."), scope[String(root)] != nil
      {
        var roots: [String] = []
        diagnostics += FieldCheck.problems(
          in: right, scope: scope, expected: "a value is due here", roots: &roots)
        for root in roots { mention(root) }
      }
    case .both(let left, let right), .either(let left, let right):
      checkCondition(left, of: operand)
      checkCondition(right, of: operand)
    default:
      report("a comparison is due here, such as sales > 100", at: expression.span)
    }
  }

  mutating func checkColumn(
    _ name: String, at span: SourceSpan, of operand: String, holds: ColumnShape.Holds
  ) {
    guard case .name(let table)? = arguments.named[operand]?.value,
      let columns = scope[table]?.columns
    else { return }
    guard let column = columns.first(where: { $0.name == name }) else {
      let names = columns.map(\.name)
      let near = NearestName.suggestion(for: name, among: names)
      let listed = names.prefix(12).joined(separator: ", ") + (names.count > 12 ? ", …" : "")
      report(
        "no column \"\(name)\" in \"\(table)\"" + (near == nil ? "; it has \(listed)" : ""),
        at: span, suggestion: near)
      return
    }
    if holds != .unknown, column.holds != .unknown, column.holds != holds {
      report(
        "column \"\(name)\" holds \(column.holds.rawValue), where \(holds.rawValue) are due",
        at: span)
    }
  }

  // MARK: - Reporting

  mutating func mention(_ name: String) {
    if !inputs.contains(name) { inputs.append(name) }
  }

  mutating func refuse(
    _ expression: Expression, _ type: ParameterType, _ parameter: String
  ) -> BoundValue? {
    report("\(parameter) is \(type.described), not \(expression.described)", at: expression.span)
    return nil
  }

  mutating func report(_ diagnostic: Diagnostic) { diagnostics.append(diagnostic) }

  mutating func report(
    _ message: String, at span: SourceSpan, suggestion: String? = nil
  ) {
    diagnostics.append(Diagnostic(message, at: span, suggestion: suggestion))
  }
}

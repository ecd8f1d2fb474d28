import Tables

/// Checks a notebook without running it: verbs, options, types, names, columns, fields, in every cell and inline value.
public struct NotebookChecker {
  private let registry: CommandRegistry
  private let notebook: Notebook
  private let other: (String) -> CheckedNotebook?
  private let peek: (String) -> [ColumnShape]?
  private let overrides: [String: String]

  private var scope: Scope
  private var boundAt: [String: SourceSpan] = [:]
  private var parameters: [String: Scalar] = [:]
  private var diagnostics: [Diagnostic] = []
  private var expectedFailures: [Int: Diagnostic] = [:]
  private var cells: [[Call]] = []
  /// The scope before each exercise, so that its solution and check see what the learner sees.
  private var exerciseScopes: [String: (scope: Scope, bound: [String: SourceSpan])] = [:]

  /// Checks one notebook.
  ///
  /// - Parameters:
  ///   - notebook: The notebook as read.
  ///   - registry: The language.
  ///   - overrides: Values from the command line for parameters of the front matter, as written there.
  ///   - imported: The checked form of another notebook, or nil where there is none.
  ///   - peek: The columns of a data file that may be looked at now, or nil.
  /// - Returns: The notebook with its calls and everything that is wrong with it.
  public static func check(
    _ notebook: Notebook, with registry: CommandRegistry, overrides: [String: String] = [:],
    imported: (String) -> CheckedNotebook? = { _ in nil },
    peek: ((String) -> [ColumnShape]?)? = nil
  ) -> CheckedNotebook {
    withoutActuallyEscaping(imported) { imported in
      var checker = NotebookChecker(
        registry: registry, notebook: notebook, overrides: overrides, other: imported,
        peek: peek ?? registry.peek)
      return checker.run()
    }
  }

  private init(
    registry: CommandRegistry, notebook: Notebook, overrides: [String: String],
    other: @escaping (String) -> CheckedNotebook?, peek: @escaping (String) -> [ColumnShape]?
  ) {
    self.registry = registry
    self.notebook = notebook
    self.overrides = overrides
    self.other = other
    self.peek = peek
    scope = Scope(kinds: registry.kinds)
  }

  private mutating func run() -> CheckedNotebook {
    bindParameters()
    for (index, cell) in notebook.cells.enumerated() { cells.append(check(cell, index)) }
    let values = notebook.inlineValues.map { check($0) }
    return CheckedNotebook(
      notebook: notebook, cells: cells, inlineValues: values, parameters: parameters,
      shapes: scope.shapes, expectedFailures: expectedFailures,
      diagnostics: diagnostics.sorted { $0.span.start < $1.span.start })
  }

  // MARK: - Parameters

  private mutating func bindParameters() {
    for parameter in notebook.frontMatter.parameters {
      var value = parameter.value
      if let text = overrides[parameter.name] {
        if let typed = Scalar(text, like: parameter.value) {
          value = typed
        } else {
          diagnostics.append(
            Diagnostic(
              "\(parameter.name) is \(parameter.value.typeName) such as "
                + "\(Canonical.text(parameter.value)), not \"\(text.prefix(40))\" as it was set",
              at: parameter.span))
        }
      }
      parameters[parameter.name] = value
      boundAt[parameter.name] = parameter.span
      scope[parameter.name] = Shape(of: PlainValue(value))
    }
  }

  // MARK: - Cells

  private mutating func check(_ cell: Cell, _ index: Int) -> [Call] {
    switch cell.role {
    case .hint: return []
    case .exercise:
      exerciseScopes[cell.label] = (scope, boundAt)
      // The starter text may be incomplete on purpose, so it is parsed by nobody but the learner.
      return []
    case .code: return calls(of: cell, index)
    case .solution(let label), .check(let label):
      // A branch: what the learner binds is seen by the check, and by nothing after it.
      let outer = (scope, boundAt)
      if let branch = exerciseScopes[label] { (scope, boundAt) = branch }
      let calls = calls(of: cell, index)
      exerciseScopes[label] = (scope, boundAt)
      (scope, boundAt) = outer
      return calls
    }
  }

  private mutating func calls(of cell: Cell, _ index: Int) -> [Call] {
    let (statements, problems) = StatementParser.statements(of: cell.body, in: notebook.source)
    let before = (scope, boundAt)
    var found = problems
    let calls = statements.compactMap { call(of: $0, problems: &found) }
    guard let part = cell.fails else {
      diagnostics += found
      return calls
    }
    // A cell that teaches an error binds nothing, and may err already before it runs.
    (scope, boundAt) = before
    if let error = found.first(where: { $0.severity == .error }) {
      if error.sentence.contains(part) {
        expectedFailures[index] = error
      } else {
        diagnostics += found
      }
    }
    return calls
  }

  private mutating func call(of statement: Statement, problems: inout [Diagnostic]) -> Call? {
    var shape = Shape(kind: nil)
    defer { bind(statement.name, to: shape, problems: &problems) }
    let command: Command
    do throws(Diagnostic) {
      command = try registry.command(for: statement)
    } catch {
      problems.append(error)
      return nil
    }
    var binder = ArgumentBinder(command: command, statement: statement, scope: scope)
    let bound = binder.bind()
    problems += binder.diagnostics
    if statement.name != nil, command.gives == nil {
      problems.append(
        Diagnostic(
          "\"\(command.title)\" only shows; it gives no value to name",
          at: statement.name?.span ?? statement.span))
    }
    shape.kind = command.gives
    guard let bound else { return nil }
    if case .importing = command.action {
      shape = importedShape(bound, problems: &problems)
      return bound
    }
    do throws(CommandError) {
      shape = try command.infer(
        Inference(arguments: bound.arguments, scope: scope, peek: peek))
    } catch {
      problems.append(error.diagnostic(in: bound))
    }
    return bound
  }

  private mutating func bind(
    _ name: Word?, to shape: Shape, problems: inout [Diagnostic]
  ) {
    guard let name else { return }
    if let first = boundAt[name.text] {
      let line = notebook.source.position(of: first.start).line
      problems.append(
        Diagnostic(
          "the name \"\(name.text)\" is bound already, in line \(line); a name is bound once",
          at: name.span))
      return
    }
    boundAt[name.text] = name.span
    scope[name.text] = shape
  }

  private func importedShape(_ call: Call, problems: inout [Diagnostic]) -> Shape {
    guard let from = call.arguments.named["from"], let name = call.arguments.named["name"],
      let source = call.arguments.optionalText("from"),
      let wanted = call.arguments.optionalText("name")
    else { return Shape(kind: nil) }
    guard let imported = other(source) else {
      problems.append(Diagnostic("there is no notebook \"\(source)\" here", at: from.span))
      return Shape(kind: nil)
    }
    if let shape = imported.shapes[wanted], imported.binding(of: wanted) != nil { return shape }
    let names = imported.shapes.keys.filter { imported.binding(of: $0) != nil }.sorted()
    problems.append(
      Diagnostic(
        "the notebook \"\(source)\" binds no name \"\(wanted)\"", at: name.span,
        suggestion: NearestName.suggestion(for: wanted, among: names)))
    return Shape(kind: nil)
  }

  // MARK: - Inline values

  private mutating func check(_ value: InlineValue) -> CheckedInlineValue {
    let (expression, problems) = StatementParser.expression(
      of: value.expression, in: notebook.source)
    diagnostics += problems
    var format = ScalarFormat.automatic
    if let span = value.format {
      do throws(Diagnostic) {
        format = try ScalarFormat(trimmed(notebook.source.text(span)), at: span)
      } catch {
        diagnostics.append(error)
      }
    }
    guard let expression else { return CheckedInlineValue(expression: nil, format: format) }
    var roots: [String] = []
    let found = FieldCheck.problems(
      in: expression, scope: scope, expected: "an inline value is a calculation with fields",
      roots: &roots)
    diagnostics += found
    return CheckedInlineValue(expression: found.isEmpty ? expression : nil, format: format)
  }

  private func trimmed(_ text: String) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}

extension CommandError {
  /// The complaint at the place of its parameter, or of its word, or of the whole statement.
  func diagnostic(in call: Call) -> Diagnostic {
    let words = call.statement.words
    let parameterSpan = parameter.flatMap { call.arguments.named[$0]?.span }
    let wordSpan = word.flatMap { word in
      words.first { candidate in
        candidate.text == word
          && (parameterSpan.map { $0.start <= candidate.span.start && candidate.span.end <= $0.end }
            ?? true)
      }?.span
    }
    let place = place ?? wordSpan ?? parameterSpan ?? call.statement.operands[0].span
    return Diagnostic(message, at: place, suggestion: suggestion)
  }
}

extension Statement {
  /// Every bare word and text of the statement with its place, in source order.
  var words: [Word] {
    var found: [Word] = []
    func collect(_ expression: Expression) {
      switch expression {
      case .bare(let text, let span), .text(let text, let span):
        found.append(Word(text: text, span: span))
      case .list(let items, _):
        for item in items { collect(item) }
      case .call(let word, let arguments, _):
        found.append(word)
        for argument in arguments {
          if let key = argument.key { found.append(key) }
          collect(argument.value)
        }
      case .arithmetic(_, let left, let right), .comparison(_, let left, let right),
        .both(let left, let right), .either(let left, let right):
        collect(left)
        collect(right)
      case .keyed(let key, let value):
        found.append(key)
        collect(value)
      case .number, .percent, .day, .duration, .range, .dayRange: break
      }
    }
    for operand in operands.dropFirst() { collect(operand) }
    for argument in arguments {
      found.append(argument.key)
      collect(argument.value)
    }
    return found
  }
}

extension Scalar {
  /// Reads what the command line gives for a parameter, typed by its default.
  init?(_ text: String, like standard: Scalar) {
    switch standard {
    case .text: self = .text(text)
    case .number:
      if text.hasSuffix("%"), let share = StatementParser.number(String(text.dropLast())) {
        self = .number(share / 100)
      } else if let number = StatementParser.number(text) {
        self = .number(number)
      } else {
        return nil
      }
    case .day:
      guard let day = Day(text) else { return nil }
      self = .day(day)
    case .flag:
      guard let flag = ["yes": true, "no": false, "true": true, "false": false][text] else {
        return nil
      }
      self = .flag(flag)
    }
  }

  /// What messages call its type.
  var typeName: String {
    switch self {
    case .number: "a number"
    case .text: "a text"
    case .day: "a date"
    case .flag: "yes or no"
    }
  }
}

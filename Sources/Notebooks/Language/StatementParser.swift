import Tables

/// From the text of a cell to its statements; see rule 7 of `docs/notebook-format.md`.
///
///     statement = [ name "=" ] verb { operand } { key "=" value }
///     operand   = value,  value = element { "," element },  element = [ key ":" ] disjunction
///     disjunction = conjunction { "or" conjunction },  conjunction = comparison { "and" comparison }
///     comparison = sum [ ("<"|"<="|">"|">="|"=="|"!="|"~") sum ]
///     sum = product { ("+"|"-") product },  product = factor { ("*"|"/") factor }
///     factor = number | percent | date | duration | "text" | word | range | call | "(" disjunction ")"
///
/// An operator is a sign of its own between blanks: `a - b` is a difference, `a-b` a word.
public struct StatementParser {
  /// Parentheses and calls may not nest deeper.
  public static let maximumDepth = 64
  /// A statement may not have more operators: the tree they build is walked recursively.
  public static let maximumOperators = 500
  /// The lists and calls of a statement may not have more elements in all.
  public static let maximumElements = 10_000

  private var tokens: [StatementLexer.Token]
  private var position = 0
  private var depth = 0
  private var operators = 0
  private var elements = 0
  private var statementStart = 0
  private var end: SourceSpan
  private var statements: [Statement] = []
  private var diagnostics: [Diagnostic] = []

  /// The statements of a cell and everything that is wrong with them; a statement that could not be read is left out.
  public static func statements(
    of body: SourceSpan, in source: SourceText
  ) -> (statements: [Statement], diagnostics: [Diagnostic]) {
    let (tokens, problems) = StatementLexer.tokens(of: body, in: source)
    var parser = StatementParser(tokens: tokens, end: SourceSpan(body.end, body.end))
    parser.diagnostics = problems
    parser.readStatements()
    return (parser.statements, parser.diagnostics)
  }

  /// A lone expression, as in an inline value: `fit.r2 - base.r2`; `listed` allows commas.
  public static func expression(
    of span: SourceSpan, in source: SourceText, listed: Bool = false
  ) -> (expression: Expression?, diagnostics: [Diagnostic]) {
    let (tokens, problems) = StatementLexer.tokens(of: span, in: source)
    var parser = StatementParser(tokens: tokens, end: span)
    parser.diagnostics = problems
    if tokens.isEmpty {
      return (nil, problems + [Diagnostic("an expression is missing here", at: span)])
    }
    do throws(Diagnostic) {
      let expression = listed ? try parser.readValue() : try parser.readDisjunction()
      if let extra = parser.peek {
        throw Diagnostic("nothing is expected after the expression", at: extra.span)
      }
      return (expression, parser.diagnostics)
    } catch {
      return (nil, parser.diagnostics + [error])
    }
  }

  private init(tokens: [StatementLexer.Token], end: SourceSpan) {
    self.tokens = tokens
    self.end = end
  }

  // MARK: - Statements

  private mutating func readStatements() {
    while position < tokens.count {
      let start = position
      if !tokens[position].beginsStatement, statements.isEmpty, start == 0 {
        diagnostics.append(
          Diagnostic(
            "a statement begins in column one; this indented line continues nothing",
            at: tokens[position].span))
        skipStatement()
        continue
      }
      do throws(Diagnostic) {
        let statement = try readStatement()
        statements.append(statement)
      } catch {
        diagnostics.append(error)
        position = max(position, start + 1)
        skipStatement()
      }
    }
  }

  private mutating func skipStatement() {
    while position < tokens.count, !tokens[position].beginsStatement { position += 1 }
  }

  private mutating func readStatement() throws(Diagnostic) -> Statement {
    let first = tokens[position].span
    operators = 0
    elements = 0
    statementStart = position
    var name: Word?
    if case .bare(let text) = tokens[position].kind, isSign("=", at: position + 1) {
      name = Word(text: text, span: first)
      try StatementParser.checkName(text, at: first)
      position += 2
      if isAtEnd {
        throw Diagnostic("a verb is missing after \"\(text) =\"", at: tokens[position - 1].span)
      }
    }
    guard case .bare = tokens[position].kind else {
      throw Diagnostic(
        "a statement begins with a verb or with \"name =\"", at: tokens[position].span)
    }
    var operands: [Expression] = []
    var arguments: [Statement.Argument] = []
    while !isAtEnd {
      if case .bare(let key) = tokens[position].kind, isSign("=", at: position + 1) {
        arguments.append(try readArgument(key))
        continue
      }
      if let last = arguments.last {
        throw Diagnostic(
          "operands come before options; \"\(last.key.text)=\" stands before this",
          at: tokens[position].span)
      }
      // The verb is one word: `claim (a + b) > c` must not read as a call.
      operands.append(operands.isEmpty ? readVerb() : try readValue())
    }
    let last = tokens[position - 1].span
    return Statement(
      name: name, operands: operands, arguments: arguments, span: first.joined(with: last))
  }

  private mutating func readVerb() -> Expression {
    let token = tokens[position]
    position += 1
    guard case .bare(let text) = token.kind else { return .bare("", token.span) }
    return .bare(text, token.span)
  }

  private mutating func readArgument(_ key: String) throws(Diagnostic) -> Statement.Argument {
    let word = Word(text: key, span: tokens[position].span)
    position += 2
    if isAtEnd {
      throw Diagnostic("a value is missing after \"\(key)=\"", at: tokens[position - 1].span)
    }
    return Statement.Argument(key: word, value: try readValue())
  }

  // MARK: - Values

  private mutating func readValue() throws(Diagnostic) -> Expression {
    var items = [try readElement()]
    while isSign(",", at: position), !isAtEnd {
      position += 1
      if isAtEnd {
        throw Diagnostic("a value is missing after this comma", at: tokens[position - 1].span)
      }
      items.append(try readElement())
    }
    guard let first = items.first, let last = items.last, items.count > 1 else { return items[0] }
    return .list(items, first.span.joined(with: last.span))
  }

  /// An element of a list: a value, with its key before a colon or without.
  private mutating func readElement() throws(Diagnostic) -> Expression {
    try countElement()
    guard let key = readKey() else { return try readDisjunction() }
    if isAtEnd {
      throw Diagnostic(
        "a value is missing after \"\(key.text.prefix(40)):\"", at: tokens[position - 1].span)
    }
    return .keyed(key, try readDisjunction())
  }

  /// A word or a quoted text before a colon; nil, and nothing is read, where there is none.
  private mutating func readKey() -> Word? {
    guard !isAtEnd, isSign(":", at: position + 1) else { return nil }
    let token = tokens[position]
    switch token.kind {
    case .bare(let text), .text(let text):
      position += 2
      return Word(text: text, span: token.span)
    case .sign: return nil
    }
  }

  private mutating func countElement() throws(Diagnostic) {
    elements += 1
    if elements > StatementParser.maximumElements, position < tokens.count {
      throw Diagnostic(
        "more than \(StatementParser.maximumElements) elements in a statement",
        at: tokens[position].span)
    }
  }

  private mutating func readDisjunction() throws(Diagnostic) -> Expression {
    var left = try readConjunction()
    while left.isTruth, isBare("or", at: position) {
      try countOperator()
      left = .either(left, try readConjunction())
    }
    return left
  }

  private mutating func readConjunction() throws(Diagnostic) -> Expression {
    var left = try readComparison()
    while left.isTruth, isBare("and", at: position) {
      try countOperator()
      left = .both(left, try readComparison())
    }
    return left
  }

  private mutating func readComparison() throws(Diagnostic) -> Expression {
    let left = try readSum()
    guard !isAtEnd, case .sign(let sign) = tokens[position].kind,
      let comparison = Expression.Comparison(rawValue: sign)
    else { return left }
    position += 1
    return .comparison(comparison, left, try readSum())
  }

  private mutating func readSum() throws(Diagnostic) -> Expression {
    var left = try readProduct()
    while let operation = arithmetic(["+", "-"]) {
      try countOperator()
      left = .arithmetic(operation, left, try readProduct())
    }
    return left
  }

  private mutating func readProduct() throws(Diagnostic) -> Expression {
    var left = try readFactor()
    while let operation = arithmetic(["*", "/"]) {
      try countOperator()
      left = .arithmetic(operation, left, try readFactor())
    }
    return left
  }

  private mutating func readFactor() throws(Diagnostic) -> Expression {
    guard !isAtEnd else {
      let place = position > 0 ? tokens[position - 1].span : end
      throw Diagnostic("a value is missing here", at: place)
    }
    let token = tokens[position]
    position += 1
    switch token.kind {
    case .text(let text):
      return .text(text, token.span)
    case .sign("("):
      try enter(at: token.span)
      defer { depth -= 1 }
      let inner = try readDisjunction()
      try expect(")", after: token.span)
      return inner
    case .sign(let sign):
      throw Diagnostic("a value is expected here, not \"\(sign)\"", at: token.span)
    case .bare(let text):
      if isSign("(", at: position), tokens[position].span.start == token.span.end {
        return try readCall(Word(text: text, span: token.span))
      }
      return try plain(text, at: token.span)
    }
  }

  private mutating func readCall(_ word: Word) throws(Diagnostic) -> Expression {
    let opening = tokens[position].span
    try enter(at: opening)
    defer { depth -= 1 }
    position += 1
    var arguments: [Expression.CallArgument] = []
    while !isSign(")", at: position) || isAtEnd {
      try countElement()
      let key = readKey()
      arguments.append(Expression.CallArgument(key: key, value: try readDisjunction()))
      guard isSign(",", at: position), !isAtEnd else {
        break
      }
      position += 1
    }
    try expect(")", after: opening)
    return .call(word, arguments, word.span.joined(with: tokens[position - 1].span))
  }

  /// What a bare run says by its form alone: number, percentage, date, range, duration, else a word.
  private mutating func plain(_ text: String, at span: SourceSpan) throws(Diagnostic) -> Expression
  {
    if let day = Day(text) { return .day(day, span) }
    if let number = StatementParser.number(text) {
      if !isAtEnd, case .bare(let unit) = tokens[position].kind, !isSign("=", at: position + 1),
        let named = StatementParser.unit(unit), let count = Int(exactly: number)
      {
        let whole = span.joined(with: tokens[position].span)
        position += 1
        return .duration(Expression.Duration(count: count, unit: named), whole)
      }
      return .number(number, span)
    }
    if text.hasSuffix("%"), let share = StatementParser.number(String(text.dropLast())) {
      return .percent(share / 100, span)
    }
    return try StatementParser.range(text, at: span) ?? .bare(text, span)
  }

  // MARK: - Looking ahead

  private var isAtEnd: Bool {
    position >= tokens.count || (position > statementStart && tokens[position].beginsStatement)
  }

  private var peek: StatementLexer.Token? { position < tokens.count ? tokens[position] : nil }

  private func isSign(_ sign: String, at index: Int) -> Bool {
    index < tokens.count && tokens[index].kind == .sign(sign) && !tokens[index].beginsStatement
  }

  private func isBare(_ word: String, at index: Int) -> Bool {
    index < tokens.count && tokens[index].kind == .bare(word) && !tokens[index].beginsStatement
  }

  private func arithmetic(_ signs: Set<String>) -> Expression.Arithmetic? {
    guard !isAtEnd, case .bare(let text) = tokens[position].kind, signs.contains(text) else {
      return nil
    }
    return Expression.Arithmetic(rawValue: text)
  }

  private mutating func enter(at span: SourceSpan) throws(Diagnostic) {
    depth += 1
    if depth > StatementParser.maximumDepth {
      throw Diagnostic("parentheses nest deeper than \(StatementParser.maximumDepth)", at: span)
    }
  }

  private mutating func countOperator() throws(Diagnostic) {
    operators += 1
    if operators > StatementParser.maximumOperators {
      throw Diagnostic(
        "more than \(StatementParser.maximumOperators) operators in a statement",
        at: tokens[position].span)
    }
    position += 1
  }

  private mutating func expect(_ sign: String, after opening: SourceSpan) throws(Diagnostic) {
    guard isSign(sign, at: position) else {
      throw Diagnostic("this parenthesis is not closed; \"\(sign)\" is missing", at: opening)
    }
    position += 1
  }
}

extension Expression {
  /// Whether it says yes or no.
  var isTruth: Bool {
    switch self {
    case .comparison, .both, .either: true
    default: false
    }
  }
}

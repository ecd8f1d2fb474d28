extension ColumnExpression {
  /// Reads an expression as an analyst types it.
  ///
  /// Numbers, columns by name (in double quotes where a name has spaces or signs in it), `+ - * / ^`, parentheses, and
  /// `log log1p exp sqrt abs round`, `lag(x, 1)`, `diff(x)`, `cumsum(x)`, `rolling(x, 4)`, `sum mean sd min max` of a column, and
  /// `year month day weekday` of a date column. `^` binds tightest and to the right, a sign before a term after that.
  ///
  ///     try ColumnExpression(parsing: "log(sales) - lag(log(sales), 1)")
  ///
  /// - Throws: `badExpression` with the place. At most 256 parts, nested at most 32 deep.
  public init(parsing text: String) throws(TableError) {
    var parser = ExpressionParser(text)
    self = try parser.whole()
  }
}

private struct ExpressionParser {
  private let text: String
  private let characters: [Character]
  private var position = 0
  private var depth = 0
  private var parts = 0

  init(_ text: String) {
    self.text = text
    characters = Array(text.prefix(10_000))
  }

  mutating func whole() throws(TableError) -> ColumnExpression {
    let expression = try sum()
    guard peek() == nil else { throw error("unexpected \"\(characters[position])\"") }
    return expression
  }

  private func error(_ reason: String, at place: Int? = nil) -> TableError {
    .badExpression(text, position: place ?? position, reason: reason)
  }

  /// The next character that is no space.
  private mutating func peek() -> Character? {
    while position < characters.count, characters[position].isWhitespace { position += 1 }
    return position < characters.count ? characters[position] : nil
  }

  private mutating func take(_ character: Character) -> Bool {
    guard peek() == character else { return false }
    position += 1
    return true
  }

  private mutating func expect(_ character: Character) throws(TableError) {
    guard take(character) else {
      throw error("\"\(character)\" expected")
    }
  }

  private mutating func count() throws(TableError) {
    parts += 1
    if parts > 256 { throw error("more than 256 parts") }
  }

  private mutating func sum() throws(TableError) -> ColumnExpression {
    depth += 1
    defer { depth -= 1 }
    if depth > 32 { throw error("nested more than 32 deep") }
    var left = try product()
    while let next = peek(), next == "+" || next == "-" || next == "−" {
      position += 1
      try count()
      left = .arithmetic(next == "+" ? .plus : .minus, left, try product())
    }
    return left
  }

  private mutating func product() throws(TableError) -> ColumnExpression {
    var left = try signed()
    while let next = peek(), "*×/÷".contains(next) {
      position += 1
      try count()
      left = .arithmetic("*×".contains(next) ? .times : .over, left, try signed())
    }
    return left
  }

  private mutating func signed() throws(TableError) -> ColumnExpression {
    var isNegative = false
    while let next = peek(), next == "-" || next == "−" || next == "+" {
      position += 1
      if next != "+" { isNegative.toggle() }
    }
    let base = try power()
    return isNegative ? .negative(base) : base
  }

  private mutating func power() throws(TableError) -> ColumnExpression {
    let base = try term()
    guard take("^") else { return base }
    try count()
    depth += 1
    defer { depth -= 1 }
    if depth > 32 { throw error("nested more than 32 deep") }
    return .arithmetic(.power, base, try signed())
  }

  private mutating func term() throws(TableError) -> ColumnExpression {
    try count()
    guard let next = peek() else { throw error("a number, column or \"(\" expected") }
    if take("(") {
      let inner = try sum()
      try expect(")")
      return inner
    }
    if next == "\"" { return .column(try quotedName()) }
    if next.isNumber || next == "." { return .constant(try number()) }
    let start = position
    let name = word()
    guard !name.isEmpty else { throw error("unexpected \"\(next)\"") }
    return peek() == "(" ? try call(name, at: start) : .column(name)
  }

  private mutating func quotedName() throws(TableError) -> String {
    let start = position
    position += 1
    guard let end = characters[position...].firstIndex(of: "\"") else {
      throw error("this quote is never closed", at: start)
    }
    defer { position = end + 1 }
    return String(characters[position..<end])
  }

  private mutating func word() -> String {
    let start = position
    while position < characters.count,
      characters[position].isLetter || characters[position].isNumber || characters[position] == "_"
        || characters[position] == "."
    {
      position += 1
    }
    return String(characters[start..<position])
  }

  private mutating func number() throws(TableError) -> Double {
    let start = position
    var spelt = word()
    // 1e-3: the sign belongs to the number.
    if let last = spelt.last, last == "e" || last == "E", position < characters.count,
      characters[position] == "-" || characters[position] == "+"
    {
      spelt.append(characters[position])
      position += 1
      spelt += word()
    }
    guard let value = Double(spelt), value.isFinite, !spelt.contains("x") else {
      throw error("\"\(spelt)\" is no number", at: start)
    }
    return value
  }

  private mutating func call(_ name: String, at start: Int) throws(TableError) -> ColumnExpression {
    try expect("(")
    if let part = ColumnExpression.DatePart(rawValue: name) {
      guard case .column(let column) = try sum() else {
        throw error("\(name) takes a date column", at: start)
      }
      try expect(")")
      return .datePart(part, column: column)
    }
    let operand = try sum()
    let result: ColumnExpression
    switch name {
    case "lag": result = .lag(operand, by: try secondArgument(0...1_000_000, orElse: 1))
    case "rolling": result = .rollingMean(operand, rows: try secondArgument(1...1_000_000))
    case "cumsum": result = .cumulative(operand)
    case "diff": result = .arithmetic(.minus, operand, .lag(operand, by: 1))
    default:
      if let function = ColumnExpression.Function(rawValue: name) {
        result = .function(function, operand)
      } else if let whole = ColumnExpression.Whole(rawValue: name) {
        result = .whole(whole, operand)
      } else {
        throw unknownFunction(name, at: start)
      }
    }
    try expect(")")
    return result
  }

  private func unknownFunction(_ name: String, at start: Int) -> TableError {
    let known =
      ColumnExpression.Function.allCases.map(\.rawValue)
      + ColumnExpression.Whole.allCases.map(\.rawValue)
      + ColumnExpression.DatePart.allCases.map(\.rawValue) + ["lag", "diff", "cumsum", "rolling"]
    let near = NearestName.suggestion(for: name, among: known).map { "; did you mean \"\($0)\"?" }
    return error("no function \"\(name)\"\(near ?? "")", at: start)
  }

  private mutating func secondArgument(
    _ range: ClosedRange<Int>, orElse standard: Int? = nil
  ) throws(TableError) -> Int {
    guard take(",") else {
      if let standard { return standard }
      throw error("\", number of rows\" expected")
    }
    _ = peek()
    let start = position
    let spelt = word()
    guard let rows = Int(spelt), range.contains(rows) else {
      throw error("a whole number of rows from \(range.lowerBound) on expected", at: start)
    }
    return rows
  }
}

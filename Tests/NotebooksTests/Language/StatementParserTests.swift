import Notebooks
import Tables
import Testing

@Suite("The statement parser")
struct StatementParserTests {
  private func parse(_ text: String) -> (statements: [Statement], diagnostics: [Diagnostic]) {
    let source = SourceText(name: "cell", text: text)
    return StatementParser.statements(of: SourceSpan(0, source.bytes.count), in: source)
  }

  @Test("A statement goes on over indented lines, blank lines and comments")
  func continues() {
    let (statements, problems) = parse(
      "fit = ridge x\n  target = sales\n\n# why\n  channels=tv, radio # because\nshow fit\n")
    #expect(problems.isEmpty)
    #expect(statements.count == 2)
    #expect(statements.first?.name?.text == "fit")
    #expect(statements.first?.arguments.map(\.key.text) == ["target", "channels"])
    #expect(statements.last?.operands.count == 2)
  }

  private static let values: [(String, String)] = [
    ("0.7", "the number 0.7"), ("-3", "the number -3"), ("1e6", "the number 1000000"),
    (".5", "the number 0.5"), ("5%", "the percentage 5%"), ("2024-01-31", "the date 2024-01-31"),
    ("8 weeks", "the duration 8 weeks"), ("1 week", "the duration 1 weeks"),
    ("\"a \\\"b\\\" c\"", "the text \"a \"b\" c\""), ("fit.roi.tv", "the word \"fit.roi.tv\""),
    ("data/raw/a.csv", "the word \"data/raw/a.csv\""), ("tv, radio", "a list of 2"),
    ("0.1..0.9", "a range"), ("geometric(tv: 0.7, radio: 0.3)", "geometric(…)"),
    ("hill(2)", "hill(…)"), ("(a + b) * 2", "a calculation"), ("a-b", "the word \"a-b\""),
    ("5%..60%", "a range"), ("2024-11-29..2024-12-02", "a range of dates"),
    ("tv: 3", "a value for \"tv\""), ("\"Black Friday\": 3, x.y: 2", "a list of 2"),
    ("nan", "the word \"nan\""), ("0x1F", "the word \"0x1F\""),
    ("2024-02-30", "the word \"2024-02-30\""),
    ("02_baseline_model", "the word \"02_baseline_model\""),
  ]

  @Test("Each form of value is told by its look alone", arguments: values)
  func value(text: String, described: String) {
    let (statements, problems) = parse("verb key=\(text)\n")
    #expect(problems.isEmpty)
    #expect(statements.first?.arguments.first?.value.described == described)
  }

  @Test("Comparisons bind looser than sums, sums looser than products, and looser than or")
  func precedence() {
    let source = SourceText(name: "cell", text: "a.x + 2 * b > 3 and c < 1 or d ~ 2")
    let (expression, problems) = StatementParser.expression(
      of: SourceSpan(0, source.bytes.count), in: source)
    #expect(problems.isEmpty)
    #expect(expression?.written == "a.x + 2 * b > 3 and c < 1 or d ~ 2")
    guard case .either(.both(.comparison(.greater, let left, _), _), _)? = expression else {
      Issue.record("or is not on top: \(String(describing: expression))")
      return
    }
    #expect(left.written == "a.x + 2 * b")
  }

  private static let mistakes: [(String, Int, Int, String)] = [
    ("  show x\n", 1, 3, "column one"),
    ("fit =\n", 1, 5, "a verb is missing"),
    ("show x = \n", 1, 8, "a value is missing after \"x=\""),
    ("verb a=1, \n", 1, 9, "a value is missing after this comma"),
    ("verb a=\"open\n", 1, 8, "not closed"),
    ("verb a=(1 + 2\n", 1, 8, "not closed"),
    ("verb a=f(1, 2\n", 1, 9, "not closed"),
    ("verb a=1 b\n", 1, 10, "operands come before options"),
    ("1x = verb\n", 1, 1, "can't be a name"),
    (", x\n", 1, 1, "begins with a verb"),
    ("ok x\nverb a=9..1\n", 2, 8, "smaller number to the larger"),
    ("verb a=b:\n", 1, 9, "a value is missing after \"b:\""),
    ("verb a=b: c: 1\n", 1, 12, "operands come before options"),
    ("verb a=2024-03-02..2024-03-01\n", 1, 8, "the earlier date"),
    ("verb a=)\n", 1, 8, "a value is expected"),
  ]

  @Test("Each mistake is reported at its place", arguments: mistakes)
  func mistake(text: String, line: Int, column: Int, part: String) throws {
    let source = SourceText(name: "cell", text: text)
    let (_, problems) = parse(text)
    let problem = try #require(problems.first)
    #expect(problem.message.contains(part))
    let place = source.position(of: problem.span.start)
    #expect(place.line == line)
    #expect(place.column == column)
  }

  @Test("All mistakes of a cell are reported, and the good statements kept")
  func allMistakes() {
    let (statements, problems) = parse("a =\nshow x\nverb b=(\nclaim y > 1\n")
    #expect(problems.count == 2)
    #expect(statements.count == 2)
  }

  @Test("Deep nesting and endless sums are refused, not followed")
  func bounds() {
    let deep = parse("verb a=" + String(repeating: "(", count: 100_000) + "\n")
    #expect(deep.diagnostics.first?.message.contains("nest deeper") == true)
    let long = parse("verb a=1" + String(repeating: " + 1", count: 100_000) + "\n")
    #expect(long.diagnostics.first?.message.contains("operators") == true)
  }
}

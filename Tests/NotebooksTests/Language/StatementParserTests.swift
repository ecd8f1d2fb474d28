import Notebooks
import Testing

@Suite("The statement parser")
struct StatementParserTests {
  private func parse(_ text: String) -> (statements: [Statement], diagnostics: [Diagnostic]) {
    let source = SourceText(name: "cell", text: text)
    return StatementParser.statements(of: SourceSpan(0, source.bytes.count), in: source)
  }

  @Test("A statement goes on over indented lines")
  func continues() {
    let (statements, problems) = parse(
      "fit = ridge x\n  target = sales\n\n  channels=tv, radio # why\nshow fit\n")
    #expect(problems.isEmpty)
    #expect(statements.count == 2)
    #expect(statements[0].name?.text == "fit")
    #expect(statements[0].arguments.map(\.key.text) == ["target", "channels"])
  }
}

import Notebooks
import Testing

@Suite("Prose for the terminal")
struct TerminalProseTests {
  private func text(_ markdown: String, styled: Bool = false) -> String {
    guard let notebook = read(markdown).notebook else { return "" }
    return TerminalProse(notebook, width: 24, isStyled: styled).text(notebook.blocks)
  }

  @Test(
    "Each construct has its lines",
    arguments: [
      ("one two three four five six", "one two three four five\nsix"),
      ("> [!TIP]\n> a", "┃ TIP\n┃ a"), ("- a\n- [x] b", "• a\n• [x] b"),
      ("2. a\n3. b", "2. a\n3. b"),
      ("| a | b |\n|--|-:|\n| 한국 | 10 |", "a      b\n────────\n한국  10"),
      ("광고는 계속 일합니다 오래", "광고는 계속 일합니다\n오래"), ("[a](https://b.c)", "a <https://b.c>"),
      ("a\u{1B}[31mb", "a\u{FFFD}[31mb"), ("`x`", "`x`"),
    ])
  func construct(markdown: String, expected: String) {
    #expect(text(markdown) == expected)
  }

  @Test("Styles are there when wanted")
  func styles() {
    #expect(text("**a**", styled: true) == "\u{1B}[1ma\u{1B}[0m")
  }
}

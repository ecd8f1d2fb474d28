import Figures
import Notebooks
import Testing

@Suite("CellHighlighter") struct CellHighlighterTests {
  private func kinds(_ text: String) -> [CellHighlighter.Kind: [String]] {
    Dictionary(grouping: CellHighlighter.tokens(text), by: \.kind).mapValues { $0.map(\.text) }
  }

  @Test("A statement's words have their kinds")
  func statement() {
    let found = kinds(
      """
      # two years
      carried = fit ridge retail  # fast
        target  = sales
        adstock = geometric(tv: 0.7)
        from=2024-01-31 share=5% span=0.1..0.9 title="a \\"b\\" = 1 # c"
      claim carried.r2 == 0.5
      """)
    #expect(found[.name] == ["carried"])
    #expect(found[.verb] == ["fit", "claim"])
    #expect(found[.option] == ["target", "adstock", "tv", "from", "share", "span", "title"])
    #expect(found[.call] == ["geometric"])
    #expect(found[.number] == ["0.7", "2024-01-31", "5%", "0.1", "0.9", "0.5"])
    #expect(found[.string] == ["\"a \\\"b\\\" = 1 # c\""])
    #expect(found[.comment] == ["# two years", "# fast"])
  }

  @Test(
    "No character is added or lost, however wrong the statements are",
    arguments: [
      "", "\n\n", "\"never closed\nnext = 1", "(((", "a==", "\\", "\"\\", "🙂 = fit\r\n\tx", "5%%.-",
      "=", "a =", "1..", "# only", "한국어 = fit 텔레비전",
    ])
  func lossless(text: String) {
    #expect(CellHighlighter.tokens(text).map(\.text).joined() == text)
  }

  @Test("A claim's expression has no verb")
  func expression() {
    let tokens = CellHighlighter.tokens("fit.r2 ~ 2.4 within=0.3", isExpression: true)
    #expect(tokens.first?.kind == .plain)
    #expect(tokens.map(\.kind).contains(.option))
  }

  @Test("Keys of elements are options, within parentheses or not")
  func keys() {
    let found = kinds("fit x adstock=tv: geometric(radio: 0.7)")
    #expect(found[.option] == ["adstock", "tv", "radio"])
  }

  @Test("Markup in statements is text")
  func escaped() {
    let html = CellHighlighter.markup("show \"<script>alert(1)</script>\" # </code>").html
    #expect(!html.contains("<script>"))
    #expect(!html.contains("</code>"))
    #expect(html.contains("&lt;script&gt;"))
  }
}

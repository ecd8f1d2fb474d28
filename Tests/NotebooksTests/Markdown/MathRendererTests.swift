import Figures
import Notebooks
import Testing

@Suite("Maths", .enabled(if: MathRenderer.installedProgram() != nil, "blahtexml is not installed"))
struct MathRendererTests {
  private func rendering(_ tex: String) -> (html: String, diagnostic: Diagnostic?) {
    let source = SourceText(name: "n.md", text: tex)
    let formula = MathRenderer.Formula(
      tex: tex, isDisplay: true, span: SourceSpan(0, source.bytes.count))
    let result = MathRenderer().render(formula, in: source)
    return (result.markup.html, result.diagnostic)
  }

  @Test(
    "TeX becomes MathML Core",
    arguments: [
      ("\\mathbb{E}", "<mi>𝔼</mi>"), ("\\mathcal{N}", "<mi>𝒩</mi>"), ("\\mathbf{x}", "<mi>𝐱</mi>"),
      ("\\bm{\\beta}", "<mi>𝜷</mi>"), ("\\underbrace{a}_{b}", "⏟"), ("\\overbrace{a}^{b}", "⏞"),
      ("\\begin{align}a&=b\\end{align}", "<mtd class=\"math-right\">"),
      ("\\text{if $x$ is 매출}", "매출"), ("\\argmax_x f", "max"), ("α ≤ 1 % note", "≤"),
      ("a < b", "&lt;"), ("x^2", "<annotation encoding=\"application/x-tex\">x^2</annotation>"),
      ("\\dfrac{a}{b}", "<mfrac>"), ("\\operatorname*{arg}", "arg"), ("\\R", "ℝ"),
    ])
  func formula(tex: String, expected: String) {
    let result = rendering(tex)
    #expect(result.diagnostic == nil)
    #expect(result.html.contains(expected), "\(result.html)")
    #expect(!result.html.contains("mstyle") && !result.html.contains("columnalign"))
  }

  @Test("An unknown command is told at its place, and its source is shown")
  func unknown() {
    let result = rendering("a + \\nonsense{x}")
    #expect(result.diagnostic?.span == SourceSpan(4, 13))
    #expect(result.html.contains("class=\"tex\""))
  }

  @Test("Without the program there is one warning")
  func missing() async {
    guard let notebook = read("$`a`$ and $`b`$").notebook else { return }
    let result = await MathRenderer(program: nil).renderAll(in: notebook)
    #expect(result.diagnostics.map(\.severity) == [.warning])
    let rendered = await MathRenderer().renderAll(in: notebook)
    #expect(rendered.markup("a", false).html.hasPrefix("<math alttext=\"a\">"))
  }
}

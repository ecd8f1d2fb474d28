import Figures

/// The text between the cells. (Stand-in until the prose renderer is here.)
extension ReportRenderer {
  func prose(_ blocks: [Block]) -> Markup { .fragment(blocks.map(block)) }

  private func block(_ block: Block) -> Markup {
    switch block {
    case .heading(let level, let identifier, let content, _):
      return .element("h\(level)", ["id": identifier], [prose(content)])
    case .paragraph(let content, _): return .element("p", [:], [prose(content)])
    case .quote(let blocks): return .element("blockquote", [:], [prose(blocks)])
    case .alert(let alert, let blocks):
      return .element(
        "aside", ["class": "alert alert-\(alert.rawValue)"],
        [.element("p", ["class": "alert-title"], text: alert.rawValue), prose(blocks)])
    case .list(let items, let start, _):
      return .element(
        start == nil ? "ul" : "ol", [:], items.map { .element("li", [:], [prose($0.blocks)]) })
    case .code(_, let text): return .element("pre", [:], [.element("code", [:], text: text)])
    case .math(let tex, _): return .element("div", ["class": "math"], text: tex)
    case .table, .figure: return .fragment([])
    case .rule: return .element("hr")
    case .cell(let index): return cell(index)
    case .quiz(let index): return quiz(index)
    case .passage(let language, let blocks):
      return .element(
        "div", ["class": "passage", "lang": LanguageSwitch.code(language)], [prose(blocks)])
    }
  }

  func prose(_ content: [Inline]) -> Markup { .fragment(content.map(inline)) }

  private func inline(_ inline: Inline) -> Markup {
    switch inline {
    case .text(let text): return .text(text)
    case .emphasis(let content): return .element("em", [:], [prose(content)])
    case .strong(let content): return .element("strong", [:], [prose(content)])
    case .code(let text): return .element("code", [:], text: text)
    case .link(let destination, _, let content):
      let text = content.isEmpty ? Markup.text(reference(destination) ?? destination) : prose(content)
      return .element("a", ["href": destination], [text])
    case .image: return .fragment([])
    case .softBreak: return .text("\n")
    case .lineBreak: return .element("br")
    case .math(let tex, _): return .element("code", [:], text: tex)
    case .value(let index): return value(index)
    case .footnote(let number, _): return .element("sup", [:], text: "\(number)")
    }
  }
}

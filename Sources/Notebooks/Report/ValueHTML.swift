import Figures

/// Inline values and references to figures.
extension ReportRenderer {
  /// A number in the text: a dotted underline, and on hovering or focusing where it comes from.
  func value(_ index: Int) -> Markup {
    guard result.inlineValues.indices.contains(index) else {
      return .element("span", ["class": "value missing"], text: "?")
    }
    let value = result.inlineValues[index]
    guard let text = value.text else {
      return .element(
        "span", ["class": "value missing", "title": "not computed: the notebook failed before"],
        text: "?")
    }
    let id = "value.\(index + 1)"
    return .element(
      "span", ["class": "value", "tabindex": "0", "aria-describedby": id],
      [
        .text(text),
        .element("span", ["class": "origin", "role": "tooltip", "id": id], text: value.origin),
      ])
  }

  /// What a link without words says: "Figure 3" for `#label`, a heading's words; nil for what leads elsewhere.
  func reference(_ destination: String) -> String? {
    guard destination.hasPrefix("#") else { return nil }
    let label = String(destination.dropFirst())
    if let name = catalogue.name(ofLabel: label) { return name }
    return outline.entries.first { $0.anchor == label }.map { plainText($0.content) }
  }

  /// A line's words without markup, for the contents.
  func plainText(_ content: [Inline]) -> String {
    content.map { inline in
      switch inline {
      case .text(let text), .code(let text), .math(let text, _): text
      case .emphasis(let content), .strong(let content), .link(_, _, let content):
        plainText(content)
      case .image(let image): image.alternative
      case .softBreak, .lineBreak: " "
      case .value(let index):
        result.inlineValues.indices.contains(index) ? result.inlineValues[index].text ?? "?" : "?"
      case .footnote: ""
      }
    }.joined()
  }
}

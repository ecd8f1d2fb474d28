import Figures

/// The choice between the languages of a notebook: radio buttons and rules of the style sheet, no script needed.
struct LanguageSwitch {
  /// The codes, the main language first.
  let codes: [String]

  /// Nil where the notebook has one language.
  init?(_ notebook: Notebook) {
    let written = Outline.languages(in: notebook.blocks)
    var codes: [String] = []
    for code in notebook.frontMatter.languages + written.sorted() {
      let code = LanguageSwitch.code(code)
      if !codes.contains(code) { codes.append(code) }
    }
    guard codes.count >= 2, !written.isEmpty else { return nil }
    self.codes = codes
  }

  /// A code that can stand in a style sheet: letters, digits and hyphens.
  static func code(_ code: String) -> String {
    let kept = code.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
    return kept.isEmpty ? "en" : kept
  }

  /// Each choice hides the passages of the other languages.
  var rules: String {
    codes.map {
      "body:has(#language\\.\($0):checked) .passage:not([lang=\"\($0)\"]){display:none}\n"
    }.joined()
  }

  var markup: Markup {
    .element(
      "fieldset", ["class": "languages"],
      [.element("legend", [:], text: "Language")]
        + codes.enumerated().map { index, code in
          var attributes = [
            Markup.Attribute("type", "radio"), .init("name", "language"),
            .init("id", "language.\(code)"), .init("value", code),
          ]
          if index == 0 { attributes.append(.init("checked", nil)) }
          return .element(
            "label", ["lang": code],
            [
              .element(name: "input", attributes: attributes, children: []),
              .text(LanguageSwitch.name(code)),
            ])
        })
  }

  /// What a language calls itself.
  private static func name(_ code: String) -> String {
    let names = [
      "en": "English", "ko": "한국어", "de": "Deutsch", "fr": "Français", "es": "Español",
      "it": "Italiano", "pt": "Português", "nl": "Nederlands", "ja": "日本語", "zh": "中文",
    ]
    return names[code] ?? code
  }
}

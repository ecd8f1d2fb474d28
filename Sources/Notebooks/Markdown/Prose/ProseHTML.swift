public import Figures

/// The prose of a notebook as HTML; what the runner knows comes in through closures.
///
///     let prose = ProseHTML(notebook, cell: { index in figure(of: index) })
///     let page = prose.markup(notebook.blocks)
public struct ProseHTML: Sendable {
  /// What stands in a cell's place, by its index in `Notebook.cells`.
  public var cell: @Sendable (Int) -> Markup
  /// What stands in an inline value's place, by its index in `Notebook.inlineValues`.
  public var value: @Sendable (Int) -> Markup
  /// What stands in a quiz's place; nil for the plain list of answers.
  public var quiz: (@Sendable (Int) -> Markup)?
  /// A formula; the flag says whether it stands on its own.
  public var math: @Sendable (_ tex: String, _ isDisplay: Bool, _ span: SourceSpan) -> Markup
  /// A picture of the project by its path, embedded in the page; nil shows the alternative text.
  public var picture: @Sendable (Image) -> Markup?
  private let notebook: Notebook

  /// Prose that shows places of cells and values as they are written, until the closures say more.
  public init(
    _ notebook: Notebook, cell: (@Sendable (Int) -> Markup)? = nil,
    value: (@Sendable (Int) -> Markup)? = nil, quiz: (@Sendable (Int) -> Markup)? = nil,
    math: (@Sendable (String, Bool, SourceSpan) -> Markup)? = nil,
    picture: (@Sendable (Image) -> Markup?)? = nil
  ) {
    self.notebook = notebook
    self.quiz = quiz
    self.cell =
      cell ?? { index in
        guard notebook.cells.indices.contains(index) else { return .fragment([]) }
        let cell = notebook.cells[index]
        return ProseHTML.code(notebook.source.text(cell.body), language: "mix")
      }
    self.value =
      value ?? { index in
        guard notebook.inlineValues.indices.contains(index) else { return .fragment([]) }
        return .element(
          "code", [:], [.text(notebook.source.text(notebook.inlineValues[index].expression))])
      }
    self.math =
      math ?? { tex, isDisplay, _ in
        let code = Markup.element("code", ["class": "tex"], [.text(tex)])
        return isDisplay ? .element("p", ["class": "math"], [code]) : code
      }
    self.picture = picture ?? { _ in nil }
  }

  /// Blocks, one after the other.
  public func markup(_ blocks: [Block]) -> Markup {
    .fragment(blocks.map { markup($0, isTight: false) })
  }

  /// The footnotes with links back to their mentions; nothing where there are none.
  public func footnotes() -> Markup {
    guard !notebook.footnotes.isEmpty else { return .fragment([]) }
    let counts = FootnoteMentions.counts(in: notebook)
    let items = notebook.footnotes.enumerated().map { index, blocks in
      let number = index + 1
      let links = (0..<max(1, counts[number] ?? 1)).map { mention in
        Markup.element(
          "a",
          [
            "class": "footnote-back", "href": "#\(ProseHTML.mentionIdentifier(number, mention))",
            "aria-label": "Back to mention \(mention + 1) of note \(number)",
          ], [.text("↩")])
      }
      return Markup.element(
        "li", ["id": "fn-\(number)"],
        [markup(blocks), .element("p", ["class": "footnote-backs"], links)])
    }
    return .element(
      "section", ["class": "footnotes", "aria-label": "Footnotes"], [.element("ol", [:], items)])
  }

  static func mentionIdentifier(_ number: Int, _ mention: Int) -> String {
    mention == 0 ? "fnref-\(number)" : "fnref-\(number)-\(mention + 1)"
  }

  // MARK: - Blocks

  private func markup(_ block: Block, isTight: Bool) -> Markup {
    switch block {
    case .heading(let level, let identifier, let content, _):
      return heading(level, identifier, content)
    case .paragraph(let content, _):
      let inner = inlines(content)
      return isTight ? inner : .element("p", [:], [inner])
    case .quote(let blocks): return .element("blockquote", [:], [markup(blocks)])
    case .alert(let alert, let blocks): return self.alert(alert, blocks)
    case .list(let items, let start, let isTight): return list(items, start, isTight)
    case .code(let language, let text): return ProseHTML.code(text, language: language)
    case .math(let tex, let span): return math(tex, true, span)
    case .table(let table): return self.table(table)
    case .figure(let image, let caption):
      let caption = caption.isEmpty ? [] : [Markup.element("figcaption", [:], [inlines(caption)])]
      return .element("figure", ["class": "picture"], [self.image(image)] + caption)
    case .rule: return .element("hr")
    case .cell(let index): return cell(index)
    case .quiz(let index): return quiz.map { $0(index) } ?? plainQuiz(index)
    case .passage(let language, let blocks):
      return .element(
        "div", ["class": "passage", "lang": language, "data-language": language], [markup(blocks)])
    }
  }

  private func heading(_ level: Int, _ identifier: String, _ content: [Inline]) -> Markup {
    .element(
      "h\(min(max(level, 1), 6))", ["id": identifier],
      [
        inlines(content), .text(" "),
        .element(
          "a",
          ["class": "anchor", "href": "#\(identifier)", "aria-label": "Link to this section"],
          [.text("#")]),
      ])
  }

  private func alert(_ alert: Block.Alert, _ blocks: [Block]) -> Markup {
    let sign = ["note": "ℹ", "tip": "✓", "important": "★", "warning": "⚠", "caution": "✖"]
    let word = alert.rawValue.prefix(1).uppercased() + alert.rawValue.dropFirst()
    let title = Markup.element(
      "p", ["class": "alert-title"],
      [
        .element(
          "span", ["class": "alert-icon", "aria-hidden": "true"],
          [.text(sign[alert.rawValue] ?? "")]),
        .text(" \(word)"),
      ])
    return .element(
      "aside", ["class": "alert alert-\(alert.rawValue)", "role": "note"], [title, markup(blocks)])
  }

  private func list(_ items: [Block.ListItem], _ start: Int?, _ isTight: Bool) -> Markup {
    let hasTasks = items.contains { $0.isDone != nil }
    let children = items.map { item in
      let content = item.blocks.map { markup($0, isTight: isTight) }
      guard let isDone = item.isDone else { return Markup.element("li", [:], content) }
      let box = Markup.element(
        name: "input",
        attributes: [.init("type", "checkbox"), .init("disabled", nil)]
          + (isDone ? [.init("checked", nil)] : [])
          + [.init("aria-label", isDone ? "Done" : "To do")], children: [])
      return .element("li", ["class": "task"], [box, .text(" ")] + content)
    }
    var attributes: [Markup.Attribute] = []
    if let start, start != 1 { attributes.append(.init("start", "\(start)")) }
    if hasTasks { attributes.append(.init("class", "tasks")) }
    return .element(name: start == nil ? "ul" : "ol", attributes: attributes, children: children)
  }

  /// Code as a box that the keyboard can scroll.
  public static func code(_ text: String, language: String) -> Markup {
    let known = language.unicodeScalars.filter {
      $0.isASCII
        && ($0.properties.isAlphabetic || $0.properties.numericType != nil
          || "+-_#.".unicodeScalars.contains($0))
    }
    let name = String(String.UnicodeScalarView(known))
    let attributes: [Markup.Attribute] = name.isEmpty ? [] : [.init("class", "language-\(name)")]
    return .element(
      "pre", ["tabindex": "0"],
      [.element(name: "code", attributes: attributes, children: [.text(text)])])
  }

  private func table(_ table: Block.PipeTable) -> Markup {
    func row(_ cells: [[Inline]], _ name: String) -> Markup {
      .element(
        "tr", [:],
        zip(cells, table.alignments).map { cell, alignment in
          var attributes: [Markup.Attribute] = []
          if name == "th" { attributes.append(.init("scope", "col")) }
          if alignment != .none { attributes.append(.init("class", "align-\(alignment.rawValue)")) }
          return .element(name: name, attributes: attributes, children: [inlines(cell)])
        })
    }
    return .element(
      "div", ["class": "table-scroll", "tabindex": "0", "role": "region", "aria-label": "Table"],
      [
        .element(
          "table", [:],
          [
            .element("thead", [:], [row(table.header, "th")]),
            .element("tbody", [:], table.rows.map { row($0, "td") }),
          ])
      ])
  }

  private func plainQuiz(_ index: Int) -> Markup {
    guard notebook.quizzes.indices.contains(index) else { return .fragment([]) }
    let quiz = notebook.quizzes[index]
    let answers = quiz.answers.map { Markup.element("li", [:], [inlines($0.text)]) }
    return .element(
      "section", ["class": "quiz"], [markup(quiz.question), .element("ul", [:], answers)])
  }
}

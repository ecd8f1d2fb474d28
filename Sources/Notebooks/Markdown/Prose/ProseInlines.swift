public import Figures

extension ProseHTML {
  /// Inlines, one after the other.
  public func inlines(_ inlines: [Inline]) -> Markup {
    .fragment(inlines.map(markup))
  }

  private func markup(_ inline: Inline) -> Markup {
    switch inline {
    case .text(let text): .text(text)
    case .emphasis(let content): .element("em", [:], [inlines(content)])
    case .strong(let content): .element("strong", [:], [inlines(content)])
    case .code(let text): .element("code", [:], [.text(text)])
    case .link(let destination, let title, let content): link(destination, title, content)
    case .image(let image): self.image(image)
    case .softBreak: .text("\n")
    case .lineBreak: .element("br")
    case .math(let tex, let span): math(tex, false, span)
    case .value(let index): value(index)
    case .footnote(let number, let mention): footnote(number, mention)
    }
  }

  private func link(_ destination: String, _ title: String, _ content: [Inline]) -> Markup {
    let inner = inlines(content)
    guard let address = SafeLink.destination(destination) else { return inner }
    var attributes = [Markup.Attribute("href", address)]
    if !title.isEmpty { attributes.append(.init("title", title)) }
    if SafeLink.isOutside(address) { attributes.append(.init("rel", "noopener noreferrer")) }
    return .element(name: "a", attributes: attributes, children: [inner])
  }

  /// A picture that is in the page already or that the hook embeds; else its alternative text.
  func image(_ image: Image) -> Markup {
    if SafeLink.isEmbeddedPicture(image.source) {
      return .element("img", ["src": image.source, "alt": image.alternative])
    }
    if SafeLink.isProjectPath(image.source), let embedded = picture(image) { return embedded }
    let text = image.alternative.isEmpty ? "picture" : image.alternative
    return .element(
      "span", ["class": "missing-picture", "role": "img", "aria-label": text], [.text(text)])
  }

  private func footnote(_ number: Int, _ mention: Int) -> Markup {
    .element(
      "sup", ["class": "footnote"],
      [
        .element(
          "a",
          [
            "id": ProseHTML.mentionIdentifier(number, mention), "href": "#fn-\(number)",
            "aria-label": "Note \(number)",
          ], [.text("\(number)")])
      ])
  }
}

/// How often each footnote is mentioned.
enum FootnoteMentions {
  /// The mentions by the number of the note.
  static func counts(in notebook: Notebook) -> [Int: Int] {
    var counts: [Int: Int] = [:]
    let all = notebook.blocks + notebook.footnotes.joined() + notebook.cells.flatMap(\.hint)
    for block in all { count(block, &counts) }
    for quiz in notebook.quizzes {
      for block in quiz.question { count(block, &counts) }
      for answer in quiz.answers {
        count(answer.text, &counts)
        for block in answer.justification { count(block, &counts) }
      }
    }
    return counts
  }

  private static func count(_ block: Block, _ counts: inout [Int: Int]) {
    switch block {
    case .heading(_, _, let content, _), .paragraph(let content, _), .figure(_, let content):
      count(content, &counts)
    case .quote(let blocks), .alert(_, let blocks), .passage(_, let blocks):
      for block in blocks { count(block, &counts) }
    case .list(let items, _, _):
      for block in items.flatMap(\.blocks) { count(block, &counts) }
    case .table(let table):
      for cell in table.header { count(cell, &counts) }
      for cell in table.rows.joined() { count(cell, &counts) }
    case .code, .math, .rule, .cell, .quiz: break
    }
  }

  private static func count(_ inlines: [Inline], _ counts: inout [Int: Int]) {
    for inline in inlines {
      switch inline {
      case .footnote(let number, let mention):
        counts[number] = max(counts[number] ?? 0, mention + 1)
      case .emphasis(let content), .strong(let content), .link(_, _, let content):
        count(content, &counts)
      default: break
      }
    }
  }
}

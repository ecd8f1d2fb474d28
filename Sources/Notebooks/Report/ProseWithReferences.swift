import Figures

/// The text between the cells, and what a link without words is called.
extension ReportRenderer {
  func prose(_ blocks: [Block]) -> Markup { writer.markup(blocks.map(named)) }

  func prose(_ content: [Inline]) -> Markup { writer.inlines(named(content)) }

  var footnotes: Markup {
    notebook.footnotes.isEmpty ? .fragment([]) : writer.footnotes()
  }

  private var writer: ProseHTML {
    ProseHTML(
      notebook, cell: { cell($0) }, value: { value($0) }, quiz: { quiz($0) }, math: hooks.math,
      picture: hooks.picture)
  }

  // MARK: - References

  private func named(_ block: Block) -> Block {
    switch block {
    case .heading(let level, let identifier, let content, let span):
      .heading(level: level, identifier: identifier, content: named(content), span: span)
    case .paragraph(let content, let span): .paragraph(named(content), span: span)
    case .quote(let blocks): .quote(blocks.map(named))
    case .alert(let alert, let blocks): .alert(alert, blocks.map(named))
    case .list(let items, let start, let isTight):
      .list(
        items: items.map { .init(isDone: $0.isDone, blocks: $0.blocks.map(named)) },
        start: start, isTight: isTight)
    case .table(let table):
      .table(
        .init(
          alignments: table.alignments, header: table.header.map(named),
          rows: table.rows.map { $0.map(named) }))
    case .figure(let image, let caption): .figure(image: image, caption: named(caption))
    case .passage(let language, let blocks):
      .passage(language: LanguageSwitch.code(language), blocks.map(named))
    case .code, .math, .rule, .cell, .quiz: block
    }
  }

  private func named(_ content: [Inline]) -> [Inline] {
    content.map { inline in
      switch inline {
      case .link(let destination, let title, let content):
        let words = content.isEmpty ? reference(destination).map { [.text($0)] } : named(content)
        return .link(
          destination: destination, title: title, content: words ?? [.text(destination)])
      case .emphasis(let content): return .emphasis(named(content))
      case .strong(let content): return .strong(named(content))
      default: return inline
      }
    }
  }
}

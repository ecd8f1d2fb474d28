/// Every formula of a notebook.
enum FormulaCollector {
  /// In source order, as far as the notebook's parts are.
  static func formulas(in notebook: Notebook) -> [MathRenderer.Formula] {
    var found: [MathRenderer.Formula] = []
    let blocks = notebook.blocks + notebook.footnotes.joined() + notebook.cells.flatMap(\.hint)
    for block in blocks { collect(block, &found) }
    for quiz in notebook.quizzes {
      for block in quiz.question { collect(block, &found) }
      for answer in quiz.answers {
        collect(answer.text, &found)
        for block in answer.justification { collect(block, &found) }
      }
    }
    return found
  }

  private static func collect(_ block: Block, _ found: inout [MathRenderer.Formula]) {
    switch block {
    case .math(let tex, let span):
      found.append(MathRenderer.Formula(tex: tex, isDisplay: true, span: span))
    case .heading(_, _, let content, _), .paragraph(let content, _), .figure(_, let content):
      collect(content, &found)
    case .quote(let blocks), .alert(_, let blocks), .passage(_, let blocks):
      for block in blocks { collect(block, &found) }
    case .list(let items, _, _):
      for block in items.flatMap(\.blocks) { collect(block, &found) }
    case .table(let table):
      for cell in table.header { collect(cell, &found) }
      for cell in table.rows.joined() { collect(cell, &found) }
    case .code, .rule, .cell, .quiz: break
    }
  }

  private static func collect(_ inlines: [Inline], _ found: inout [MathRenderer.Formula]) {
    for inline in inlines {
      switch inline {
      case .math(let tex, let span):
        found.append(MathRenderer.Formula(tex: tex, isDisplay: false, span: span))
      case .emphasis(let content), .strong(let content), .link(_, _, let content):
        collect(content, &found)
      default: break
      }
    }
  }
}

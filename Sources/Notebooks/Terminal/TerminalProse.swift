import Figures

/// The prose of a notebook for a terminal: wrapped to a width, without harmful characters, with or without styles.
///
///     print(TerminalProse(notebook, width: 80, isStyled: isTerminal).text(notebook.blocks))
public struct TerminalProse: Sendable {
  /// Columns of the terminal, at least 20.
  public var width: Int
  /// Whether bold, dim and underline are used.
  public var isStyled: Bool
  /// What an inline value shows, by its index.
  public var value: @Sendable (Int) -> String
  /// What stands in a cell's place, by its index; it comes wrapped.
  public var cell: @Sendable (Int) -> String
  private let notebook: Notebook

  /// Prose of a notebook; cells and values are shown as written until the closures say more.
  public init(
    _ notebook: Notebook, width: Int = 80, isStyled: Bool = false,
    value: (@Sendable (Int) -> String)? = nil, cell: (@Sendable (Int) -> String)? = nil
  ) {
    self.notebook = notebook
    self.width = max(20, width)
    self.isStyled = isStyled
    self.value =
      value ?? { index in
        guard notebook.inlineValues.indices.contains(index) else { return "" }
        return notebook.source.text(notebook.inlineValues[index].expression)
      }
    self.cell =
      cell ?? { index in
        guard notebook.cells.indices.contains(index) else { return "" }
        return TerminalProse.indented(notebook.source.text(notebook.cells[index].body), by: "    ")
      }
  }

  /// Blocks, with an empty line between them; ends without a line end.
  public func text(_ blocks: [Block]) -> String { text(blocks, width: width) }

  private func text(_ blocks: [Block], width: Int) -> String {
    blocks.map { text($0, width: max(10, width)) }.filter { !$0.isEmpty }
      .joined(separator: "\n\n")
  }

  private func text(_ block: Block, width: Int) -> String {
    switch block {
    case .heading(let level, _, let content, _):
      return TerminalWrapping.wrapped(
        styled(plain(content), level < 3 ? "1;4" : "1"), width: width)
    case .paragraph(let content, _):
      return TerminalWrapping.wrapped(plain(content), width: width)
    case .quote(let blocks): return TerminalProse.indented(text(blocks, width: width - 2), by: "│ ")
    case .alert(let alert, let blocks):
      let title = styled(alert.rawValue.uppercased(), "1")
      return TerminalProse.indented("\(title)\n\(text(blocks, width: width - 2))", by: "┃ ")
    case .list(let items, let start, let isTight): return list(items, start, isTight, width)
    case .code(_, let text): return TerminalProse.indented(TerminalProse.clean(text), by: "    ")
    case .math(let tex, _): return TerminalProse.indented(TerminalProse.clean(tex), by: "    ")
    case .table(let table): return self.table(table, width: width)
    case .figure(let image, let caption):
      let words = caption.isEmpty ? image.alternative : plain(caption)
      return TerminalWrapping.wrapped("[\(TerminalProse.clean(words))]", width: width)
    case .rule: return String(repeating: "─", count: width)
    case .cell(let index): return cell(index)
    case .quiz(let index): return quiz(index, width)
    case .passage(_, let blocks): return text(blocks, width: width)
    }
  }

  private func list(_ items: [Block.ListItem], _ start: Int?, _ isTight: Bool, _ width: Int)
    -> String
  {
    let lines = items.enumerated().map { index, item in
      var mark = start.map { "\($0 &+ index). " } ?? "• "
      if let isDone = item.isDone { mark += isDone ? "[x] " : "[ ] " }
      let inner = item.blocks.map { text($0, width: max(10, width - mark.count)) }
        .joined(separator: isTight ? "\n" : "\n\n")
      let blanks = String(repeating: " ", count: mark.count)
      return mark + TerminalProse.indented(inner, by: blanks).dropFirst(mark.count)
    }
    return lines.joined(separator: isTight ? "\n" : "\n\n")
  }

  private func table(_ table: Block.PipeTable, width: Int) -> String {
    let rows = ([table.header] + table.rows).map { $0.map(plain) }
    let columns = table.alignments.indices.map { column in
      min(rows.map { TerminalWrapping.width(of: $0[column]) }.max() ?? 0, width)
    }
    func line(_ row: [String]) -> String {
      let cells = row.indices.map { column in
        let missing = max(0, columns[column] - TerminalWrapping.width(of: row[column]))
        let left =
          switch table.alignments[column] {
          case .right: missing
          case .center: missing / 2
          case .none, .left: 0
          }
        return String(repeating: " ", count: left) + row[column]
          + String(repeating: " ", count: missing - left)
      }
      return cells.joined(separator: "  ")
    }
    let rule = columns.map { String(repeating: "─", count: $0) }.joined(separator: "──")
    return ([line(rows[0]), rule] + rows.dropFirst().map(line)).joined(separator: "\n")
  }

  private func quiz(_ index: Int, _ width: Int) -> String {
    guard notebook.quizzes.indices.contains(index) else { return "" }
    let quiz = notebook.quizzes[index]
    let answers = quiz.answers.enumerated().map { number, answer in
      TerminalWrapping.wrapped("\(number + 1)) \(plain(answer.text))", width: width)
    }
    return ([text(quiz.question, width: width)] + answers).joined(separator: "\n")
  }

  // MARK: - Inlines

  /// Inlines as one text; meant line ends are kept.
  public func plain(_ inlines: [Inline]) -> String {
    inlines.map { inline in
      switch inline {
      case .text(let text): TerminalProse.clean(text)
      case .emphasis(let content): styled(plain(content), "4")
      case .strong(let content): styled(plain(content), "1")
      case .code(let text):
        isStyled ? styled(TerminalProse.clean(text), "2") : "`\(TerminalProse.clean(text))`"
      case .link(let destination, _, let content): link(destination, plain(content))
      case .image(let image): "[\(TerminalProse.clean(image.alternative))]"
      case .softBreak: " "
      case .lineBreak: "\n"
      case .math(let tex, _): TerminalProse.clean(tex)
      case .value(let index): TerminalProse.clean(value(index))
      case .footnote(let number, _): "[\(number)]"
      }
    }.joined()
  }

  private func link(_ destination: String, _ words: String) -> String {
    guard let address = SafeLink.destination(destination), SafeLink.isOutside(address),
      address != words
    else { return words }
    return "\(words) <\(TerminalProse.clean(address))>"
  }

  private func styled(_ text: String, _ code: String) -> String {
    isStyled && !text.isEmpty ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }

  /// Text without the characters that could steer a terminal.
  static func clean(_ text: String) -> String {
    var output = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if scalar == "\r" { continue }
      if scalar == "\t" {
        output.append(contentsOf: "    ".unicodeScalars)
      } else {
        output.append(Escaping.isHarmful(scalar) ? "\u{FFFD}" : scalar)
      }
    }
    return String(output)
  }

  private static func indented(_ text: String, by mark: String) -> String {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    if lines.last == "" { lines.removeLast() }
    return lines.map { mark + $0 }.joined(separator: "\n")
  }
}

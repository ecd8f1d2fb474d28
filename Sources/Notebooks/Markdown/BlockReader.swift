import Tables

/// From CommonMark's tree to the notebook's blocks; each small extension is a file of its own that extends this type.
struct BlockReader {
  /// Where nodes come from: what they may hold depends on it.
  struct Place {
    /// The line (from 0) of the file that is line 1 of the parsed text.
    var lineOffset: Int
    /// Whether the nodes stand at top level of the file (or in a language passage).
    var isTop: Bool
  }

  /// The file.
  let source: SourceText
  /// Its bytes as libcmark sees them: footnote marks hidden, same length.
  let masked: [UInt8]
  var diagnostics: [Diagnostic] = []
  var cells: [Cell] = []
  var inlineValues: [InlineValue] = []
  var quizzes: [Quiz] = []
  var footnotes = FootnoteRegister()
  var identifiers = HeadingIdentifiers()
  /// Each label with the line (from 1) where it was given.
  var labelLines: [String: Int] = [:]
  /// What `checkLinks` still has to look at: a block of an exercise, the label it is for, and where that is said.
  var links: [(cell: Int, label: String, span: SourceSpan)] = []

  /// A reader of a file that `SourceGuard` let pass.
  init(source: SourceText) {
    self.source = source
    masked = FootnoteMask.masked(source.bytes)
    footnotes.known = FootnoteRegister.definitions(in: masked, source)
  }

  /// Reads the text from a line (from 0) on.
  mutating func readText(fromLine line: Int) -> [Block] {
    guard line < source.lineStarts.count else { return [] }
    var start = source.lineStarts[line]
    if start == 0, masked.starts(with: [0xEF, 0xBB, 0xBF]) { start = 3 }
    let blocks = parse(
      SourceSpan(start, masked.count), Place(lineOffset: line, isTop: true), topLevel: true)
    reportUnmentionedFootnotes()
    return blocks
  }

  /// Parses a stretch of whole lines.
  mutating func parse(_ span: SourceSpan, _ place: Place, topLevel: Bool = false) -> [Block] {
    let result = CommonMarkParser.parse(masked[span.start..<span.end])
    if let line = result.tooDeepLine {
      report(
        "the text is nested more than \(CommonMarkParser.depthLimit) deep; "
          + "what lies deeper is left out", at: lineSpan(line, place))
    }
    return topLevel ? passages(result.nodes, place) : blocks(result.nodes, place)
  }

  /// Converts the nodes of one container.
  mutating func blocks(_ nodes: [MarkdownNode], _ place: Place) -> [Block] {
    nodes.flatMap { block($0, place) }
  }

  /// Converts a node: usually to one block, to none for comments and the definitions of footnotes.
  mutating func block(_ node: MarkdownNode, _ place: Place) -> [Block] {
    var inner = place
    inner.isTop = false
    switch node.kind {
    case .quote: return [quote(node, inner)]
    case .list(let start, let isTight):
      let items = node.children.map { item($0, inner) }
      return [.list(items: items, start: start, isTight: isTight)]
    case .item, .document: return blocks(node.children, inner)
    case .codeBlock(let info, let text): return codeBlock(node, info, text, place)
    case .htmlBlock(let text):
      htmlBlock(text, node, place)
      return []
    case .paragraph: return paragraph(node, place)
    case .heading(let level): return [heading(node, level, place)]
    case .rule: return [.rule]
    default: return []
    }
  }

  private mutating func paragraph(_ node: MarkdownNode, _ place: Place) -> [Block] {
    if let table = table(node, place) { return [.table(table)] }
    if let figure = figure(node) { return [figure] }
    var locator = LeafLocator(masked, range: leafRange(node, place))
    var marks = locator
    var output: [Block] = []
    for part in footnoteParts(of: node.children) {
      let inlines = inlines(part.nodes, &locator)
      let paragraph = Block.paragraph(inlines, span: locator.range)
      if let identifier = part.identifier {
        define(identifier, [paragraph], &marks)
      } else if !inlines.isEmpty {
        output.append(paragraph)
      }
    }
    return output
  }

  // MARK: - Places

  /// The span of a line (from 1) of the parsed text.
  func lineSpan(_ line: Int, _ place: Place) -> SourceSpan {
    source.lineSpan(min(max(place.lineOffset + line - 1, 0), source.lineStarts.count - 1))
  }

  /// The bytes of a paragraph or heading, with the marks of containers on lines after the first.
  func leafRange(_ node: MarkdownNode, _ place: Place) -> SourceSpan {
    let first = lineSpan(node.startLine, place)
    let last = lineSpan(max(node.endLine, node.startLine), place)
    let start = min(first.start + max(node.startColumn - 1, 0), first.end)
    return SourceSpan(start, max(start, last.end))
  }

  /// Adds a diagnostic.
  mutating func report(
    _ message: String, at span: SourceSpan, suggestion: String? = nil,
    severity: Diagnostic.Severity = .error
  ) {
    diagnostics.append(Diagnostic(severity, message, at: span, suggestion: suggestion))
  }

  /// Adds a warning.
  mutating func warn(_ message: String, at span: SourceSpan, suggestion: String? = nil) {
    report(message, at: span, suggestion: suggestion, severity: .warning)
  }

  /// The line, from 1, of a place.
  func lineNumber(_ span: SourceSpan) -> Int { source.lineIndex(of: span.start) + 1 }
}

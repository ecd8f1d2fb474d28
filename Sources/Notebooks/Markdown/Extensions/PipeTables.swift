/// Pipe tables: a paragraph whose first line begins with `|` and whose second is a row of dashes.
extension BlockReader {
  private static let columnLimit = 256
  private static let cellLimit = 200_000

  /// The table that a paragraph is, or nil.
  mutating func table(_ node: MarkdownNode, _ place: Place) -> Block.PipeTable? {
    let range = leafRange(node, place)
    guard masked[range.start..<range.end].contains(0x7C) else { return nil }
    let lines = rowSpans(node, range, place)
    if !isHead(lines, 0), let late = lines.indices.first(where: { isHead(lines, $0) }) {
      warn("a table needs a blank line above it", at: lines[late])
    }
    guard isHead(lines, 0), let alignments = alignments(lines[1]) else { return nil }
    let header = cells(of: lines[0])
    guard header.count == alignments.count else {
      warn(
        "this is no table yet: the row of dashes has \(alignments.count) columns, "
          + "the header \(header.count)", at: lines[1])
      return nil
    }
    let rowLimit = BlockReader.cellLimit / alignments.count
    guard alignments.count <= BlockReader.columnLimit, lines.count - 2 <= rowLimit else {
      report(
        "a table has at most \(BlockReader.columnLimit) columns and \(BlockReader.cellLimit) cells",
        at: lines[0])
      return nil
    }
    var rows = [header]
    for line in lines.dropFirst(2) {
      var row = cells(of: line)
      if row.count > header.count {
        let from = row[header.count].start
        warn(
          "this row has \(row.count) cells, the table \(header.count) columns; "
            + "the rest is not shown", at: SourceSpan(from, line.end))
        row.removeLast(row.count - header.count)
      }
      let padding = SourceSpan(line.end, line.end)
      rows.append(row + Array(repeating: padding, count: header.count - row.count))
    }
    let contents = contents(of: rows)
    return Block.PipeTable(
      alignments: alignments, header: contents[0], rows: Array(contents.dropFirst()))
  }

  /// The lines of a paragraph without the marks of containers and the blanks at their sides.
  private func rowSpans(
    _ node: MarkdownNode, _ range: SourceSpan, _ place: Place
  ) -> [SourceSpan] {
    (node.startLine...max(node.startLine, node.endLine)).map { line in
      let span = lineSpan(line, place)
      if line == node.startLine { return trimmed(SourceSpan(range.start, span.end)) }
      var start = span.start
      while start < span.end, [0x20, 0x09, 0x3E].contains(masked[start]) { start += 1 }
      return trimmed(SourceSpan(start, span.end))
    }
  }

  private func isHead(_ lines: [SourceSpan], _ index: Int) -> Bool {
    guard index + 1 < lines.count, lines[index].start < lines[index].end,
      lines[index + 1].start < lines[index + 1].end
    else { return false }
    return masked[lines[index].start] == 0x7C && masked[lines[index + 1].start] == 0x7C
      && alignments(lines[index + 1]) != nil
  }

  private func alignments(_ line: SourceSpan) -> [Block.PipeTable.Alignment]? {
    guard masked[line.start..<line.end].contains(0x2D),
      masked[line.start..<line.end].allSatisfy({
        $0 == 0x7C || $0 == 0x2D || $0 == 0x3A || $0 == 0x20 || $0 == 0x09
      })
    else { return nil }
    var output: [Block.PipeTable.Alignment] = []
    for cell in cells(of: line) {
      let text = source.text(cell)
      let dashes = text.drop { $0 == ":" }.prefix { $0 == "-" }
      let colons = (text.hasPrefix(":"), text.count > 1 && text.hasSuffix(":"))
      let length = dashes.count + (colons.0 ? 1 : 0) + (colons.1 ? 1 : 0)
      guard !dashes.isEmpty, length == text.count else { return nil }
      switch colons {
      case (true, true): output.append(.center)
      case (true, false): output.append(.left)
      case (false, true): output.append(.right)
      case (false, false): output.append(.none)
      }
    }
    return output.isEmpty ? nil : output
  }

  /// The cells of a row: cut at bars that are neither escaped nor in a code span.
  private func cells(of line: SourceSpan) -> [SourceSpan] {
    var start = line.start
    if start < line.end, masked[start] == 0x7C { start += 1 }
    let spans = LeafLocator.codeSpans(in: masked, range: line)
    var nextSpan = 0
    var output: [SourceSpan] = []
    var offset = start
    while offset < line.end {
      if nextSpan < spans.count, offset >= spans[nextSpan].outer.start {
        offset = max(offset, spans[nextSpan].outer.end)
        nextSpan += 1
      } else if masked[offset] == 0x5C {
        offset += 2
      } else {
        if masked[offset] == 0x7C {
          output.append(trimmed(SourceSpan(start, offset)))
          start = offset + 1
        }
        offset += 1
      }
    }
    let last = trimmed(SourceSpan(min(start, line.end), line.end))
    if last.start < last.end { output.append(last) }
    return output
  }

  /// The inlines of each cell.
  ///
  /// All cells are parsed at once, each as a heading of one line, for headings hold inlines only.
  private mutating func contents(of rows: [[SourceSpan]]) -> [[[Inline]]] {
    var buffer: [UInt8] = []
    for cell in rows.joined() where cell.start < cell.end {
      buffer += [0x23, 0x20] + masked[cell.start..<cell.end] + [0x20, 0x23, 0x0A]
    }
    let nodes = CommonMarkParser.parse(buffer[...]).nodes
    var next = 0
    return rows.map { row in
      row.map { cell in
        guard cell.start < cell.end, next < nodes.count else { return [] }
        var locator = LeafLocator(masked, range: cell)
        next += 1
        return inlines(nodes[next - 1].children, &locator, inTable: true)
      }
    }
  }
}

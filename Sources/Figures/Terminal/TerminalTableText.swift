public import Tables

extension TerminalTable {
  /// The table as lines of text, ended by a new line; no line is wider than `width`.
  public func text(_ table: Table) -> String {
    guard !table.columns.isEmpty else { return "(no columns)\n" }
    let shown = min(table.rowCount, max(limit, 0))
    var cells = table.columns.map { column in
      ([column.name] + CellTexts.texts(column, count: shown, format: formats[column.name]))
        .map(TerminalText.clean)
    }
    let widths = fitted(cells.map { column in column.map { TerminalText.width($0) }.max() ?? 0 })
    cells = zip(cells, widths).map { column, width in column.map { TerminalText.cut($0, to: width) }
    }
    let hidden = table.columns.count - widths.count
    var output = ""
    for row in 0...shown {
      let line = widths.indices.map { column in
        TerminalText.padded(
          cells[column][row], to: widths[column], toRight: isNumber(table.columns[column]))
      }.joined(separator: "  ")
      output += TerminalText.trimmed(line) + "\n"
      if row == 0 {
        output += widths.map { String(repeating: "─", count: $0) }.joined(separator: "  ") + "\n"
      }
    }
    var rest: [String] = []
    if shown < table.rowCount { rest.append("\(table.rowCount - shown) more rows") }
    if hidden > 0 { rest.append("\(hidden) more columns") }
    if !rest.isEmpty {
      output += TerminalText.cut("… and " + rest.joined(separator: ", "), to: max(width, 8)) + "\n"
    }
    return output
  }

  private func isNumber(_ column: Column) -> Bool {
    if case .numbers = column.values { return true }
    return false
  }

  /// The widths of the columns that fit: wide ones are cut to 24, then the last ones left out.
  private func fitted(_ wanted: [Int]) -> [Int] {
    let room = max(width, 8)
    var widths = wanted
    if widths.reduce(0, +) + 2 * (widths.count - 1) > room { widths = widths.map { min($0, 24) } }
    while widths.count > 1, widths.reduce(0, +) + 2 * (widths.count - 1) > room {
      widths.removeLast()
    }
    return widths.map { min($0, room) }
  }
}

/// Text in the cells of a terminal.
enum TerminalText {
  /// The number of cells: two for East Asian characters, none for combining marks.
  static func width(_ text: String) -> Int {
    text.unicodeScalars.reduce(0) { sum, scalar in
      sum + (TextMetrics.isZeroWidth(scalar) ? 0 : TextMetrics.isWide(scalar) ? 2 : 1)
    }
  }

  /// Without what could steer the terminal; a new line is a space.
  static func clean(_ text: String) -> String {
    var output = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x09, 0x0A, 0x0D: output.append(" ")
      default: output.append(Escaping.isHarmful(scalar) ? "\u{FFFD}" : scalar)
      }
    }
    return String(output)
  }

  static func cut(_ text: String, to limit: Int) -> String {
    guard width(text) > limit else { return text }
    var kept = ""
    var used = 0
    for character in text {
      let own = width(String(character))
      if used + own > limit - 1 { break }
      kept.append(character)
      used += own
    }
    return kept + "…"
  }

  static func padded(_ text: String, to limit: Int, toRight: Bool) -> String {
    let space = String(repeating: " ", count: max(0, limit - width(text)))
    return toRight ? space + text : text + space
  }

  static func trimmed(_ text: String) -> String {
    var result = text
    while result.last == " " { result.removeLast() }
    return result
  }
}

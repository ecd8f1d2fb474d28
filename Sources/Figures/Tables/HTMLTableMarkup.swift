public import Tables

extension HTMLTable {
  /// The table as HTML inside its scroll box, which the keyboard can reach.
  ///
  /// Numbers of a column have one precision, so that right-aligned decimal points stand under each other.
  public func markup(_ table: Table, id: String) -> Markup {
    let key = Drawing.safeID(id)
    var children: [Markup] = []
    if !caption.isEmpty {
      children.append(.element("caption", ["id": "\(key)-caption"], [.text(caption)]))
    }
    children.append(.element("thead", [:], [.element("tr", [:], table.columns.map(head))]))
    let shown = min(table.rowCount, max(limit, 0))
    let cells = table.columns.map { texts($0, count: shown) }
    let hasSentences = cells.map { $0.contains { $0.utf8.count > HTMLTable.longestLabel } }
    var rows = (0..<shown).map { row in
      Markup.element(
        "tr", emphasised.contains(row) ? ["class": "emphasised"] : [:],
        cells.enumerated().map { column, texts in
          cell(
            texts[row], kind: table.columns[column].kind, isStrong: emphasised.contains(row),
            isSentence: hasSentences[column])
        })
    }
    if shown < table.rowCount {
      let more = table.rowCount - shown
      let words =
        "… and \(NumberFormat.decimals(0).text(Double(more))) more \(more == 1 ? "row" : "rows")"
      rows.append(
        .element(
          "tr", ["class": "more"],
          [.element("td", ["colspan": String(max(table.columns.count, 1))], [.text(words)])]))
    }
    children.append(.element("tbody", [:], rows))
    return .element(
      "div",
      [
        "class": "table-scroll", "role": "region", "tabindex": "0",
        "aria-label": caption.isEmpty ? "Table" : caption, "id": key,
      ], [.element("table", [:], children)])
  }

  /// Bytes up to which a text is a label; a column with longer ones holds sentences, which want room to be read.
  private static let longestLabel = 48

  private func isNumber(_ column: Column) -> Bool {
    if case .numbers = column.values { return true }
    return false
  }

  private func head(_ column: Column) -> Markup {
    var words: [Markup] = [.text(column.name)]
    if let unit = units[column.name], !unit.isEmpty {
      words.append(.element("span", ["class": "unit"], [.text(" \(unit)")]))
    }
    return .element(
      "th", isNumber(column) ? ["scope": "col", "class": "number"] : ["scope": "col"], words)
  }

  private func cell(
    _ text: String, kind: ColumnKind, isStrong: Bool, isSentence: Bool
  ) -> Markup {
    let words: Markup = isStrong ? .element("strong", [:], [.text(text)]) : .text(text)
    switch kind {
    case .numbers: return .element("td", ["class": "number"], [words])
    case .dates: return .element("td", ["class": "date"], [words])
    case .texts: return .element("td", isSentence ? ["class": "sentence"] : [:], [words])
    }
  }

  private func texts(_ column: Column, count: Int) -> [String] {
    CellTexts.texts(column, count: count, format: formats[column.name])
  }
}

/// The cells of a column as words, for pages and terminals.
enum CellTexts {
  static func texts(_ column: Column, count: Int, format: NumberFormat?) -> [String] {
    switch column.values {
    case .numbers(let numbers):
      let shown = Array(numbers.prefix(count))
      let own = format.map { $0 == .automatic ? AxisNumbers.columnFormat(shown) : $0 }
      let chosen = own ?? AxisNumbers.columnFormat(shown)
      return shown.map { chosen.text($0) }
    case .days(let days):
      return days.prefix(count).map { $0?.description ?? NumberFormat.missing }
    case .texts(let texts):
      return texts.prefix(count).map { $0.map(shortened) ?? NumberFormat.missing }
    }
  }

  /// Longer texts are cut where a table is read; its CSV has them whole.
  private static let longest = 400

  private static func shortened(_ text: String) -> String {
    // Counting characters of a text of megabytes would cost more than showing it.
    guard text.utf8.count > longest, text.count > longest else { return text }
    return text.prefix(longest - 1) + "…"
  }
}

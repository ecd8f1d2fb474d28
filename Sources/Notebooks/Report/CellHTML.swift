import Figures

/// Cells: the statements in a quiet box and below them what came of them.
extension ReportRenderer {
  /// A cell, with an exercise's companions in its box; empty for a companion, which stands there already.
  func cell(_ index: Int) -> Markup {
    guard notebook.cells.indices.contains(index) else { return .fragment([]) }
    let cell = notebook.cells[index]
    if let exercise = cell.role.exercise, companions[exercise] != nil { return .fragment([]) }
    if cell.role == .exercise { return self.exercise(index) }
    if case .hint = cell.role { return hint(index, number: 1, of: 1, inner: .fragment([])) }
    return .element(
      "div",
      [
        "class": "cell", "role": "group", "id": cellAnchor(index) ?? "cell",
        "aria-label": "Cell \(cell.label)",
      ], [code(index), self.outcome(ofCell: index)])
  }

  /// The statements.
  func code(_ index: Int) -> Markup {
    let cell = notebook.cells[index]
    guard cell.echo != .hide, !isClaimsOnly(index) else { return .fragment([]) }
    let text = statements(cell)
    let listing = Markup.element(
      "pre", ["tabindex": "0"], [.element("code", [:], [CellHighlighter.markup(text)])])
    let name = Markup.element("span", ["class": "cell-name"], text: name(cell))
    guard cell.echo == .fold else {
      return .element("div", ["class": "code"], [name, listing])
    }
    let count =
      text.isEmpty ? 0 : text.split(separator: "\n", omittingEmptySubsequences: false).count
    return .element(
      "details", ["class": "code"],
      [
        .element(
          "summary", [:], text: "Statements, \(count) \(count == 1 ? "line" : "lines")"),
        name, listing,
      ])
  }

  /// A cell's statements as written, without empty lines at either end.
  func statements(_ cell: Cell) -> String {
    var lines = source.text(cell.body).split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.hasSuffix("\r") ? $0.dropLast() : $0 }
    while lines.last?.isEmpty == true { lines.removeLast() }
    return lines.drop { $0.isEmpty }.joined(separator: "\n")
  }

  private func name(_ cell: Cell) -> String {
    let line = source.position(of: min(cell.body.start, source.bytes.count)).line
    return "\(cell.label) · line \(line)"
  }

  /// Whether the verdicts say all that the statements would: then the page shows only them.
  private func isClaimsOnly(_ index: Int) -> Bool {
    let outcome = outcome(index)
    guard outcome.state == .done, !outcome.statements.isEmpty else { return false }
    guard !statements(notebook.cells[index]).contains("#") else { return false }
    return outcome.statements.allSatisfy { statement in
      guard statement.outputs.count == 1, case .claim = statement.outputs[0] else { return false }
      return true
    }
  }

  /// What came of a cell: outputs, and the error or the note where it has none.
  func outcome(ofCell index: Int) -> Markup {
    let cell = notebook.cells[index]
    let outcome = outcome(index)
    var parts = outputs(index)
    switch outcome.state {
    case .done: break
    case .failed(let diagnostic):
      parts.append(self.diagnostic(diagnostic, isExpected: false))
    case .failedAsExpected(let diagnostic):
      parts.append(self.diagnostic(diagnostic, isExpected: true))
    case .notRun:
      guard cell.role == .code, result.failure != nil else { break }
      parts.append(
        .element("p", ["class": "not-run"], text: "Not run: a statement before it failed."))
    }
    guard !parts.isEmpty else { return .fragment([]) }
    let columns = min(max(cell.layout, 1), 4)
    let layout = columns > 1 ? "outputs columns columns-\(columns)" : "outputs"
    return .element("div", ["class": layout], parts)
  }

  /// An error as a compiler prints it: place, message, line, caret.
  private func diagnostic(_ diagnostic: Diagnostic, isExpected: Bool) -> Markup {
    let excerpt = diagnostic.excerpt(in: source).split(separator: "\n").map(String.init)
    let head = isExpected ? "Error, as this cell means to show" : "Error"
    return .element(
      "div", ["class": isExpected ? "diagnostic expected" : "diagnostic error"],
      [
        .element(
          "p", ["class": "place"],
          [
            Icon.cross, .element("strong", [:], text: head),
            .text(" "), .element("code", [:], text: place(diagnostic)),
          ]),
        .element("p", ["class": "message"], text: diagnostic.sentence),
        .element(
          "pre", ["tabindex": "0"],
          [
            .text((excerpt.first ?? "") + "\n"),
            .element(
              "span", ["class": "carets"], text: excerpt.dropFirst().joined(separator: "\n")),
          ]),
      ])
  }
}

import Figures
import Tables

/// What statements show: figures, tables, sentences, verdicts.
extension ReportRenderer {
  /// The outputs of a cell in order; verdicts that follow each other make one list, and so do files.
  func outputs(_ index: Int) -> [Markup] {
    var parts: [Markup] = []
    var verdicts: [ClaimVerdict] = []
    var files: [String] = []
    func closeList() {
      if !verdicts.isEmpty { parts.append(claims(verdicts)) }
      if !files.isEmpty { parts.append(written(files)) }
      verdicts = []
      files = []
    }
    for (statement, result) in outcome(index).statements.enumerated() {
      for (output, value) in result.outputs.enumerated() {
        switch value {
        case .claim(let verdict):
          if !files.isEmpty { closeList() }
          verdicts.append(verdict)
          continue
        case .file(let path):
          if !verdicts.isEmpty { closeList() }
          files.append(path)
          continue
        default: closeList()
        }
        let place = OutputCatalogue.Place(cell: index, statement: statement, output: output)
        parts.append(markup(value, at: place))
      }
    }
    closeList()
    return parts
  }

  private func markup(_ output: Output, at place: OutputCatalogue.Place) -> Markup {
    switch output {
    case .chart(let chart):
      figure(at: place, data: chart.dataTable) { chart.responsiveSVG(id: $0, theme: course.theme) }
    case .flow(let chart):
      figure(at: place, data: chart.dataTable) { chart.responsiveSVG(id: $0, theme: course.theme) }
    case .poster(let poster): figure(poster, at: place)
    case .diagram(let diagram): figure(diagram, at: place)
    case .table(let table): self.table(table, at: place)
    case .text(let text): .element("p", ["class": "said"], text: text)
    case .claim(let verdict): claims([verdict])
    case .file(let path): written([path])
    }
  }

  private func written(_ files: [String]) -> Markup {
    let names = files.enumerated().flatMap { place, path -> [Markup] in
      (place == 0 ? [] : [.text(", ")]) + [.element("code", [:], text: path)]
    }
    return .element("p", ["class": "said"], [.text("Written: ")] + names)
  }

  // MARK: - Figures

  /// A drawing with its caption and the numbers behind it.
  private func figure(
    at place: OutputCatalogue.Place, data: Table, drawing: (_ id: String) -> Markup
  ) -> Markup {
    guard let entry = catalogue.entry(at: place) else { return .fragment([]) }
    return .element(
      "figure", ["class": "chart", "id": entry.anchor],
      [
        drawing("svg.\(entry.number)"), caption(entry),
        data.columns.isEmpty ? .fragment([]) : disclosure(data, of: entry),
      ])
  }

  private func figure(_ diagram: Diagram, at place: OutputCatalogue.Place) -> Markup {
    guard let entry = catalogue.entry(at: place) else { return .fragment([]) }
    return .element(
      "figure", ["class": "chart", "id": entry.anchor],
      [diagram.svg(id: "svg.\(entry.number)", theme: course.theme), caption(entry)])
  }

  /// Several charts under one head and one caption, the numbers of all behind one disclosure.
  private func figure(_ poster: Poster, at place: OutputCatalogue.Place) -> Markup {
    guard let entry = catalogue.entry(at: place) else { return .fragment([]) }
    let tables = poster.panels.enumerated().flatMap { number, panel -> [Markup] in
      let data = panel.table
      guard data.rowCount > 0 else { return [] }
      return [
        HTMLTable(caption: panel.name, limit: 6).markup(
          data, id: "data.\(entry.number).\(number + 1)")
      ]
    }
    let data = Markup.element(
      "details", ["class": "data"],
      [.element("summary", [:], text: "Data")] + tables
        + [.element("p", ["class": "rows"], [download(poster.dataTable, of: entry)])])
    return .element(
      "figure", ["class": "chart poster", "id": entry.anchor],
      [
        poster.responsiveMarkup(id: "svg.\(entry.number)", theme: course.theme), caption(entry),
        data,
      ])
  }

  private func caption(_ entry: OutputCatalogue.Entry) -> Markup {
    guard let caption = entry.caption, !caption.isEmpty else {
      return .element("figcaption", [:], [.element("b", [:], text: entry.name)])
    }
    return .element(
      "figcaption", [:], [.element("b", [:], text: "\(entry.name)."), .text(" \(caption)")])
  }

  /// The numbers behind a figure.
  private func disclosure(_ data: Table, of entry: OutputCatalogue.Entry) -> Markup {
    let limit = 6
    return .element(
      "details", ["class": "data"],
      [
        .element("summary", [:], text: "Data"),
        HTMLTable(limit: limit).markup(data, id: "data.\(entry.number)"),
        .element("p", ["class": "rows"], [download(data, of: entry)]),
      ])
  }

  // MARK: - Tables

  private func table(_ output: TableOutput, at place: OutputCatalogue.Place) -> Markup {
    guard let entry = catalogue.entry(at: place) else { return .fragment([]) }
    let setting = HTMLTable(
      formats: output.formats, emphasised: Set(output.emphasisedRows),
      limit: max(1, output.shownRows))
    return .element(
      "figure", ["class": "table", "id": entry.anchor],
      [
        caption(entry), setting.markup(output.table, id: "table.\(entry.number)"),
        output.note.map { .element("p", ["class": "note"], text: $0) } ?? .fragment([]),
        .element("p", ["class": "rows"], [download(output.table, of: entry)]),
      ])
  }

  /// The table as a file: within the page where it is small, else beside it.
  private func download(_ table: Table, of entry: OutputCatalogue.Entry) -> Markup {
    let fileName = entry.fileName + ".csv"
    let folder = entry.kind == .figure ? "figures" : "tables"
    let csv = TableText.csv(table)
    let address =
      csv.utf8.count <= ReportRenderer.largestInlineTable
      ? PageAddress.data(csv, mediaType: "text/csv")
      : "../\(folder)/\(PageAddress.escaped(notebook.name))/\(PageAddress.escaped(fileName))"
    return .element(
      "a", ["download": fileName, "href": address, "class": "download"],
      text: "CSV, \(table.rowCount) \(table.rowCount == 1 ? "row" : "rows")")
  }

  /// Bytes of CSV that a page carries itself; larger ones lie beside it.
  static let largestInlineTable = 8_000

  // MARK: - Claims

  /// Verdicts: a tick and the sentence; one that doesn't hold is loud.
  func claims(_ verdicts: [ClaimVerdict]) -> Markup {
    .element("ul", ["class": "claims"], verdicts.map(claim))
  }

  private func claim(_ verdict: ClaimVerdict) -> Markup {
    var sentence: [Markup] = [
      .element(
        "code", ["class": "sentence"], [CellHighlighter.markup(verdict.text, isExpression: true)]),
      .element("span", ["class": "actual"], text: verdict.actual),
    ]
    if !verdict.holds, let explanation = verdict.explanation {
      sentence.append(.element("p", ["class": "explanation"], text: explanation))
    }
    return .element(
      "li", ["class": verdict.holds ? "holds" : "fails"],
      [
        .element(
          "span", ["class": "verdict"],
          [
            verdict.holds ? Icon.tick : Icon.cross,
            .text(verdict.holds ? "Holds" : "Does not hold"),
          ]),
        .element("div", [:], sentence),
      ])
  }
}

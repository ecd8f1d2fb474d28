public import Tables

extension FlowChart {
  /// The chart as inline SVG; `id` prefixes every id in it and is unique in the page.
  public func svg(id: String, theme: ChartTheme = ChartTheme()) -> Markup {
    drawing(theme).inline(id: id)
  }

  /// The chart twice, laid out for wide and for narrow screens; see `Chart.responsiveSVG`.
  public func responsiveSVG(id: String, theme: ChartTheme = ChartTheme()) -> Markup {
    var narrow = self
    narrow.width = min(width, ChartTheme.narrowWidth)
    guard narrow.width < width else { return svg(id: id, theme: theme) }
    return .fragment([
      drawing(theme).inline(id: id, form: "chart-wide"),
      narrow.drawing(theme, hasTitles: false).inline(id: "\(id)-narrow", form: "chart-narrow"),
    ])
  }

  /// The chart as a file of its own, light and dark by the reader's preference.
  public func standaloneSVG(theme: ChartTheme = ChartTheme()) -> String {
    drawing(theme).standalone(theme: theme)
  }

  /// The numbers behind the chart: `from to amount share`, a row a link, the share that of what leaves its node.
  public var dataTable: Table {
    let labels = Dictionary(nodes.map { ($0.key, $0) }) { first, _ in first }
    var leaving: [String: Double] = [:]
    for link in links where link.amount.isFinite { leaving[link.from, default: 0] += link.amount }
    func name(_ key: String) -> String {
      guard let node = labels[key] else { return key }
      let heading = headings.indices.contains(node.column) ? headings[node.column] : ""
      return heading.isEmpty || form == .arrows ? node.label : "\(heading): \(node.label)"
    }
    return Table([
      Column("from", texts: links.map { name($0.from) }),
      Column("to", texts: links.map { name($0.to) }),
      Column(unit.isEmpty ? "amount" : unit, numbers: links.map(\.amount)),
      Column(
        "share",
        numbers: links.map { link in
          let all = leaving[link.from] ?? 0
          return all > 0 ? link.amount / all : .nan
        }),
    ])
  }

  /// What the chart shows, in words: its nodes and the largest of its flows.
  public var generatedDescription: String {
    let graph = FlowGraph(self)
    let count = Set(graph.nodes.map(\.label)).count
    let kind = form == .ribbons ? "Sankey diagram" : "Graph of transitions"
    var words = "\(kind) of \(unit.isEmpty ? "amounts" : unit): \(count) names"
    if form == .ribbons { words += " in \(Set(graph.nodes.map(\.column)).count) columns" }
    words += ", \(graph.links.count) flows."
    let leaving = graph.leaving
    let measures = graph.links.map { form == .ribbons ? $0.amount : $0.amount / leaving[$0.from] }
    let order = graph.links.indices.sorted { (measures[$1], $0) < (measures[$0], $1) }
    let largest = order.prefix(5).map { index in
      let link = graph.links[index]
      let amount =
        form == .ribbons
        ? format.text(link.amount) : NumberFormat.percent(0).text(measures[index])
      return "\(graph.nodes[link.from].label) to \(graph.nodes[link.to].label) (\(amount))"
    }
    if !largest.isEmpty { words += " The largest: \(largest.joined(separator: "; "))." }
    return String(words.map { $0.isNewline ? " " : $0 })
  }

  private func drawing(_ theme: ChartTheme, hasTitles: Bool = true) -> Drawing {
    var canvas = Canvas(hasTitles: hasTitles)
    let size = Double(min(max(width, 240), 2000) / 2 * 2)
    let height: Double
    switch form {
    case .ribbons:
      let painter = RibbonPainter(self, theme: theme, width: size)
      painter.draw(on: &canvas)
      height = painter.height
    case .arrows:
      let painter = ArrowPainter(self, theme: theme, width: size)
      painter.draw(on: &canvas)
      height = painter.height
    }
    return Drawing(
      title: title, description: alternativeText ?? generatedDescription, width: size,
      height: (height / 2).rounded(.up) * 2, nodes: canvas.nodes)
  }
}

/// Title, subtitle and what is said at the foot of a chart of flows.
struct FlowHead {
  let titleLines: [String]
  let subtitleLines: [String]
  let width: Double

  init(_ chart: FlowChart, width: Double) {
    self.width = width
    titleLines = TextMetrics.wrapped(
      chart.title, to: width - 8, size: ChartLayout.titleSize, isBold: true)
    subtitleLines = TextMetrics.wrapped(
      chart.subtitle, to: width - 8, size: ChartLayout.subtitleSize)
  }

  /// Where the drawing begins.
  var bottom: Double {
    let text =
      Double(titleLines.count) * ChartLayout.titleStep
      + Double(subtitleLines.count) * ChartLayout.subtitleStep
    return 4 + text + (text > 0 ? 6 : 0)
  }

  func draw(on canvas: inout Canvas) {
    var y = 4.0
    for line in titleLines {
      y += ChartLayout.titleStep
      canvas.text(
        line, at: Point(0, y - 5), size: ChartLayout.titleSize, fill: Palette.css("ink"),
        isBold: true)
    }
    for line in subtitleLines {
      y += ChartLayout.subtitleStep
      canvas.text(
        line, at: Point(0, y - 4), size: ChartLayout.subtitleSize, fill: Palette.css("quiet"))
    }
  }

  /// The lines of a note at the foot.
  func noteLines(_ note: String) -> [String] {
    TextMetrics.wrapped(note, to: width - 8, size: 11)
  }

  func draw(note: String, at top: Double, on canvas: inout Canvas) {
    for (number, line) in noteLines(note).enumerated() {
      canvas.text(
        line, at: Point(0, top + 12 + 14 * Double(number)), fill: Palette.css("quiet"))
    }
  }
}

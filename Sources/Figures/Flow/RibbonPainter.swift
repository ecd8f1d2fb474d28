/// Draws a Sankey diagram.
///
/// The first column is named at its left, the last at its right, with its amounts; those between at the right of their
/// nodes where all names fit, else by the numbers of a legend.
struct RibbonPainter {
  let height: Double
  private let chart: FlowChart
  private let graph: FlowGraph
  private let layout: RibbonLayout
  private let head: FlowHead
  private let colours: SeriesColours
  private let left: Double
  private let pitch: Double
  private let top: Double
  private let note: String
  /// The labels that stand for their number, in order; empty where names are written.
  private let numbered: [String]
  private let legend: [[LegendEntry]]
  private let headings: [[String]]
  private static let nodeWidth = 10.0
  private var nodeWidth: Double { RibbonPainter.nodeWidth }
  private static let mostRibbons = 110

  init(_ chart: FlowChart, theme: ChartTheme, width: Double) {
    self.chart = chart
    head = FlowHead(chart, width: width)
    var graph = FlowGraph(chart)
    let folded = graph.fold(keeping: width < 480 ? 5 : 7)
    self.graph = graph
    layout = RibbonLayout(graph, least: 300)
    let labels = graph.labels
    let colours = SeriesColours(theme, names: labels)
    self.colours = colours
    let columns = max(layout.columnCount, 1)

    // 1. The margins hold the names of the first and the last column.
    let size = 11.5
    let last = layout.items.filter { !$0.isLane && $0.column == columns - 1 }
    func right(isNumbered: Bool) -> Double {
      let widths = last.map { item in
        isNumbered && RibbonPainter.hasNumber(graph.nodes[item.node])
          ? 16
          : RibbonPainter.endLines(chart, graph, item.node)
            .map { TextMetrics.width($0, size: size) }.max() ?? 0
      }
      return ((widths.max() ?? 0) + 8).rounded(.up)
    }
    let first = layout.items.filter { !$0.isLane && $0.column == 0 }
    let firstNames = first.map { TextMetrics.width(graph.nodes[$0.node].label, size: size) }
    let between = layout.items.filter { !$0.isLane && $0.column > 0 && $0.column < columns - 1 }
    let names = between.map { TextMetrics.width(graph.nodes[$0.node].label, size: size) }
    let leftWanted = ((firstNames.max() ?? 0) + 8).rounded(.up)
    func pitch(_ left: Double, _ right: Double) -> Double {
      (width - left - right - RibbonPainter.nodeWidth) / Double(max(columns - 1, 1))
    }
    // 2. Names where they fit, else numbers.
    let rightWanted = right(isNumbered: false)
    let room = pitch(leftWanted, rightWanted) - RibbonPainter.nodeWidth - 12
    let fits =
      leftWanted <= width * 0.25 && rightWanted <= width * 0.3 && (names.max() ?? 0) <= room
    let rightRoom = min(right(isNumbered: !fits), width * 0.3).rounded(.up)
    let left = fits ? leftWanted : 18
    let own = columns == 1 ? 0 : pitch(left, rightRoom)
    self.left = left
    self.pitch = own
    numbered = fits ? [] : labels + (folded > 0 ? [Folding.other] : [])
    legend = RibbonPainter.legend(numbered, width: width)

    // 3. From the top: head, legend, headings, ribbons, note.
    headings = (0..<columns).map { column in
      let words = chart.headings.indices.contains(column) ? chart.headings[column] : ""
      let isEnd = column == 0 || column == columns - 1
      let room = isEnd ? own / 2 + (column == 0 ? left : rightRoom) : own
      return Array(TextMetrics.wrapped(words, to: max(room - 6, 30), size: 11).prefix(2))
    }
    let headingLines = headings.map(\.count).max() ?? 0
    top =
      head.bottom + Double(legend.count) * ChartLayout.legendStep
      + Double(headingLines) * 13 + 10
    note = RibbonPainter.note(chart, graph, layout, folded: folded)
    height = top + layout.height + 8 + Double(head.noteLines(note).count) * 14 + 6
  }

  /// Whether a node is in the legend where names do not fit.
  private static func hasNumber(_ node: FlowChart.Node) -> Bool {
    node.paint == .named || node.label == Folding.other
  }

  private static func legend(_ labels: [String], width: Double) -> [[LegendEntry]] {
    var rows: [[LegendEntry]] = []
    var used = 0.0
    for (number, label) in labels.enumerated() {
      let name = TextMetrics.shortened("\(number + 1) \(label)", to: width - 40, size: 12)
      let entry = LegendEntry(name: name, paint: .slot(number), swatch: .box(opacity: 1))
      if rows.isEmpty || used + entry.width - 16 > width {
        rows.append([])
        used = 0
      }
      rows[rows.count - 1].append(entry)
      used += entry.width
    }
    return rows
  }

  /// What stands beside a node of the last column: its name, its amount and share.
  private static func endLines(_ chart: FlowChart, _ graph: FlowGraph, _ node: Int) -> [String] {
    let flow = graph.entering
    let last = graph.nodes[node].column
    let all = graph.nodes.indices.reduce(0) { $0 + (graph.nodes[$1].column == last ? flow[$1] : 0) }
    let share = all > 0 ? flow[node] / all : 0
    return [
      graph.nodes[node].label, chart.format.text(flow[node]),
      NumberFormat.percent(share < 0.1 ? 1 : 0).text(share),
    ]
  }

  private static func note(
    _ chart: FlowChart, _ graph: FlowGraph, _ layout: RibbonLayout, folded: Int
  ) -> String {
    var words: [String] = []
    if folded > 0 { words.append("\"\(Folding.other)\" holds \(folded) names.") }
    let hidden = layout.ribbons.count - min(shown(layout).count, layout.ribbons.count)
    if hidden > 0 {
      let all = layout.ribbons.reduce(0) { $0 + $1.amount }
      let drawn = shown(layout).reduce(0) { $0 + layout.ribbons[$1].amount }
      let share = all > 0 ? (all - drawn) / all : 0
      words.append(
        "\(hidden) thin flows, \(NumberFormat.percent(1).text(share)) of all, are not drawn.")
    }
    return words.joined(separator: " ")
  }

  /// The ribbons that are drawn: the widest, and none that nobody would see.
  private static func shown(_ layout: RibbonLayout) -> [Int] {
    let visible = layout.ribbons.indices.filter { layout.ribbons[$0].thickness >= 0.2 }
    guard visible.count > mostRibbons else { return visible }
    return visible.sorted {
      (layout.ribbons[$1].amount, $0) < (layout.ribbons[$0].amount, $1)
    }.prefix(mostRibbons).sorted()
  }

  // MARK: - Drawing

  func draw(on canvas: inout Canvas) {
    head.draw(on: &canvas)
    drawLegend(on: &canvas)
    drawHeadings(on: &canvas)
    drawRibbons(on: &canvas)
    for item in layout.items where !item.isLane { draw(item, on: &canvas) }
    for item in layout.items where !item.isLane { name(item, on: &canvas) }
    head.draw(note: note, at: top + layout.height + 8, on: &canvas)
  }

  private func x(_ column: Int) -> Double { left + Double(column) * pitch }

  private func colour(_ node: Int) -> String {
    colours.css(graph.nodes[node].paint, name: graph.nodes[node].label)
  }

  private func drawLegend(on canvas: inout Canvas) {
    var y = head.bottom
    var number = 0
    for row in legend {
      y += ChartLayout.legendStep
      var x = 0.0
      for entry in row {
        let label = numbered[number]
        let css =
          label == Folding.other ? Palette.css("muted") : colours.css(.named, name: label)
        canvas.append(
          "rect",
          [
            "x": Pixels.text(x + 2), "y": Pixels.text(y - 15), "width": "12", "height": "12",
            "fill": css,
          ])
        canvas.text(
          entry.name, at: Point(x + 20, y - 5), size: 12, fill: Palette.css("ink"))
        x += entry.width
        number += 1
      }
    }
  }

  private func drawHeadings(on canvas: inout Canvas) {
    for (column, lines) in headings.enumerated() {
      let isFirst = column == 0
      let isLast = column == headings.count - 1 && column > 0
      let place = isFirst ? 0 : isLast ? head.width : x(column) + nodeWidth / 2
      for (number, line) in lines.enumerated() {
        let y = top - 10 - 13 * Double(lines.count - 1 - number)
        canvas.text(
          line, at: Point(place, y), fill: Palette.css("quiet"),
          anchor: isFirst ? "start" : isLast ? "end" : "middle")
      }
    }
  }

  private func drawRibbons(on canvas: inout Canvas) {
    // Wide ones first, so that thin ones are seen.
    let shown = RibbonPainter.shown(layout).sorted {
      (layout.ribbons[$1].thickness, $0) < (layout.ribbons[$0].thickness, $1)
    }
    var colours: [String] = []
    for index in shown where !colours.contains(paint(index)) { colours.append(paint(index)) }
    for colour in colours {
      canvas.group(["fill": colour, "stroke": colour, "stroke-width": "0.3", "opacity": "0.45"]) {
        for index in shown where paint(index) == colour { draw(index, on: &$0) }
      }
    }
  }

  /// A ribbon has the colour of where it comes from, a lane that of where it leads.
  private func paint(_ index: Int) -> String {
    colour(layout.items[layout.ribbons[index].from].node)
  }

  private func draw(_ index: Int, on canvas: inout Canvas) {
    let ribbon = layout.ribbons[index]
    let (from, to) = (layout.items[ribbon.from], layout.items[ribbon.to])
    let start = x(from.column) + (from.isLane ? 0 : nodeWidth)
    let end = x(to.column)
    let middle = (start + end) / 2
    let thickness = max(ribbon.thickness, 0.6)
    let (a, b) = (top + ribbon.start, top + ribbon.end)
    var path = PathData()
    path.append("M", start, a)
    path.append("C", middle, a, middle, b, end, b)
    path.append("v", thickness)
    path.append("C", middle, b + thickness, middle, a + thickness, start, a + thickness)
    path.append("Z")
    let names = [from, to].map { item in
      (item.isLane ? "→ " : "") + graph.nodes[item.node].label
    }
    let title =
      "\(names[0]) – \(names[1]): \(chart.format.text(ribbon.amount))"
      + (chart.unit.isEmpty ? "" : " \(chart.unit)")
    canvas.append("path", ["d": path.text], title: ribbon.thickness >= 2 ? title : nil)
  }

  private func draw(_ item: RibbonLayout.Item, on canvas: inout Canvas) {
    let node = graph.nodes[item.node]
    canvas.append(
      "rect",
      [
        "x": Pixels.text(x(item.column)), "y": Pixels.text(top + item.top),
        "width": Pixels.text(nodeWidth), "height": Pixels.text(item.height),
        "fill": colour(item.node),
      ],
      title: "\(node.label): \(chart.format.text(item.flow))"
        + (chart.unit.isEmpty ? "" : " \(chart.unit)"))
  }

  private func name(_ item: RibbonLayout.Item, on canvas: inout Canvas) {
    let node = graph.nodes[item.node]
    let ink = Palette.css("ink")
    let middle = top + item.top + item.height / 2 + 4
    let isNumbered = !numbered.isEmpty && RibbonPainter.hasNumber(node)
    let isLast = item.column == layout.columnCount - 1 && layout.columnCount > 1
    if isLast, !isNumbered {
      var lines = RibbonPainter.endLines(chart, graph, item.node).filter { !$0.isEmpty }
      let isAlone = layout.items.filter { !$0.isLane && $0.column == item.column }.count <= 3
      if !isAlone { lines = Array(lines.prefix(1)) }
      let room = head.width - x(item.column) - nodeWidth - 6
      let lowest = top + layout.height - 14 * Double(lines.count - 1)
      let first = min(max(middle - 7 * Double(lines.count - 1), top + 9), lowest)
      for (number, line) in lines.enumerated() {
        canvas.text(
          TextMetrics.shortened(line, to: room, size: 11.5),
          at: Point(x(item.column) + nodeWidth + 5, first + 14 * Double(number)), size: 11.5,
          fill: number == 0 ? ink : Palette.css("quiet"))
      }
    } else if isNumbered {
      let number = (numbered.firstIndex(of: node.label) ?? 0) + 1
      let isFirst = item.column == 0
      canvas.text(
        String(number),
        at: Point(isFirst ? left - 4 : x(item.column) + nodeWidth + 3, middle), size: 11.5,
        fill: ink, anchor: isFirst ? "end" : "start", hasHalo: !isFirst)
    } else if item.column == 0 {
      canvas.text(
        TextMetrics.shortened(node.label, to: max(left - 6, 12), size: 11.5),
        at: Point(left - 5, middle), size: 11.5, fill: ink, anchor: "end")
    } else {
      canvas.text(
        TextMetrics.shortened(node.label, to: max(pitch - nodeWidth - 8, 12), size: 11.5),
        at: Point(x(item.column) + nodeWidth + 4, middle), size: 11.5, fill: ink, hasHalo: true)
    }
  }
}

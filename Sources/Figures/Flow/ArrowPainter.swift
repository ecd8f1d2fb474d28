/// Draws states and the arrows between them, with the share that takes each.
struct ArrowPainter {
  let height: Double
  private let chart: FlowChart
  private let layout: ArrowLayout
  private let head: FlowHead
  private let colours: SeriesColours
  private let note: String
  private var top: Double { head.bottom + 4 }

  init(_ chart: FlowChart, theme: ChartTheme, width: Double) {
    self.chart = chart
    head = FlowHead(chart, width: width)
    var graph = FlowGraph(chart)
    let folded = graph.fold(keeping: 7)
    colours = SeriesColours(theme, names: graph.labels)
    layout = ArrowLayout(graph, width: width, leastShare: chart.leastShare)
    note = ArrowPainter.note(layout, folded: folded)
    height =
      head.bottom + 4 + layout.height + 4 + Double(head.noteLines(note).count) * 14
      + (note.isEmpty ? 0 : 6)
  }

  private static func note(_ layout: ArrowLayout, folded: Int) -> String {
    var words: [String] = []
    if folded > 0 { words.append("\"\(Folding.other)\" holds \(folded) names.") }
    if layout.hidden > 0 {
      let most = NumberFormat.percent(layout.largestHidden < 0.01 ? 1 : 0)
        .text(layout.largestHidden)
      words.append(
        "\(layout.hidden) of \(layout.graph.links.count) arrows are not drawn: each at most "
          + "\(most) of what leaves its state.")
    }
    return words.joined(separator: " ")
  }

  func draw(on canvas: inout Canvas) {
    head.draw(on: &canvas)
    var inner = Canvas(hasTitles: canvas.hasTitles)
    // Weak ones first, so that the strong ones are on top.
    for arrow in layout.arrows.reversed() { draw(arrow, on: &inner) }
    for index in layout.boxes.indices { drawBox(index, on: &inner) }
    drawShares(on: &inner)
    canvas.append(
      .element(
        "g", ["transform": "translate(0 \(Pixels.text(top)))"], inner.nodes))
    head.draw(note: note, at: top + layout.height, on: &canvas)
  }

  private func colour(_ node: Int) -> String {
    let own = layout.graph.nodes[node]
    return colours.css(own.paint, name: own.label)
  }

  private func thickness(_ share: Double) -> Double { 0.8 + 5.2 * share }

  private func draw(_ arrow: ArrowLayout.Arrow, on canvas: inout Canvas) {
    let link = layout.graph.links[arrow.link]
    let width = thickness(arrow.share)
    let stroke = colour(link.from)
    let isLost = layout.graph.nodes[link.to].paint == .muted
    guard let end = arrow.points.last else { return }
    let before = arrow.points[arrow.points.count - 2]
    let (dx, dy) = (end.x - before.x, end.y - before.y)
    let length = max((dx * dx + dy * dy).squareRoot(), 1e-9)
    let (ux, uy) = (dx / length, dy / length)
    let tip = 5 + 1.3 * width
    let wing = 2.2 + 0.9 * width
    let neck = Point(end.x - ux * tip * 0.9, end.y - uy * tip * 0.9)
    var path = PathData()
    path.append("M", arrow.points[0].x, arrow.points[0].y)
    if arrow.points.count == 3 {
      path.append("Q", before.x, before.y, neck.x, neck.y)
    } else {
      path.append("C", arrow.points[1].x, arrow.points[1].y, before.x, before.y, neck.x, neck.y)
    }
    var triangle = PathData()
    triangle.appendLine([
      end, Point(end.x - ux * tip - uy * wing, end.y - uy * tip + ux * wing),
      Point(end.x - ux * tip + uy * wing, end.y - uy * tip - ux * wing),
    ])
    triangle.append("Z")
    let names = [link.from, link.to].map { layout.graph.nodes[$0].label }
    canvas.append(
      .element(
        name: "g", attributes: [.init("opacity", "0.8")],
        children: [
          .element(
            "title", [:],
            [
              .text(
                "\(names[0]) to \(names[1]): \(NumberFormat.percent(1).text(arrow.share)), "
                  + chart.format.text(link.amount) + (chart.unit.isEmpty ? "" : " \(chart.unit)"))
            ]),
          .element(
            name: "path",
            attributes: [
              .init("d", path.text), .init("fill", "none"), .init("stroke", stroke),
              .init("stroke-width", Canvas.number(width)),
            ] + (isLost ? [.init("stroke-dasharray", "5,3")] : []), children: []),
          .element("path", ["d": triangle.text, "fill": stroke]),
        ]))
  }

  private func drawBox(_ index: Int, on canvas: inout Canvas) {
    let box = layout.boxes[index]
    canvas.append(
      "rect",
      [
        "x": Pixels.text(box.rect.left), "y": Pixels.text(box.rect.top),
        "width": Pixels.text(box.width), "height": Pixels.text(box.height),
        "rx": Pixels.text(min(box.height / 2, 12)), "fill": Palette.css("paper"),
        "stroke": colour(index), "stroke-width": "2",
      ])
    let first = box.centre.y - Double(box.lines.count - 1) * ArrowLayout.lineStep / 2 + 4.2
    for (number, line) in box.lines.enumerated() {
      canvas.text(
        line, at: Point(box.centre.x, first + Double(number) * ArrowLayout.lineStep),
        size: ArrowLayout.fontSize, fill: Palette.css("ink"), anchor: "middle")
    }
  }

  /// The shares on their arrows, the largest first; where one would cover another or a state, its number is left to
  /// the words on hover and to the data.
  private func drawShares(on canvas: inout Canvas) {
    var taken = layout.boxes.map { $0.rect.grown(by: 1) }
    let bounds = Rect(left: 0, top: 0, width: head.width, height: layout.height)
    for arrow in layout.arrows {
      let text = NumberFormat.percent(arrow.share < 0.01 ? 1 : 0).text(arrow.share)
      let width = TextMetrics.width(text, size: 10.5) + 2
      let options = [0.45, 0.55, 0.35, 0.65, 0.28, 0.72, 0.8].map { t in
        let point = Curve.point(arrow.points, at: t)
        return Rect(left: point.x - width / 2, top: point.y - 6.5, width: width, height: 13)
      }
      let free = options.first { option in
        bounds.overhang(of: option) == 0 && taken.allSatisfy { $0.overlap(with: option) == 0 }
      }
      guard let place = free else { continue }
      taken.append(place)
      canvas.text(
        text, at: Point(place.left + width / 2, place.top + 10.3), size: 10.5,
        fill: Palette.css("ink"), anchor: "middle", hasHalo: true)
    }
  }
}

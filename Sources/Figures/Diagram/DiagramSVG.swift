extension Diagram {
  /// The diagram as inline SVG; `id` prefixes every id in it and is unique in the page.
  public func svg(id: String, theme: ChartTheme = ChartTheme()) -> Markup {
    drawing.inline(id: id)
  }

  /// The diagram as a file of its own, light and dark by the reader's preference.
  public func standaloneSVG(theme: ChartTheme = ChartTheme()) -> String {
    drawing.standalone(theme: theme)
  }

  /// What the diagram shows, in words: its boxes and what leads where.
  public var generatedDescription: String {
    let labels = Dictionary(nodes.map { ($0.key, $0.label) }) { first, _ in first }
    let boxes = nodes.map { $0.kind == .unobserved ? "\($0.label) (unobserved)" : $0.label }
    let arrows = edges.prefix(40).compactMap { edge in
      labels[edge.from].flatMap { from in labels[edge.to].map { "\(from) to \($0)" } }
    }
    var words = "Diagram of \(boxes.joined(separator: ", "))."
    if !arrows.isEmpty { words += " Arrows: \(arrows.joined(separator: "; "))." }
    return String(words.map { $0.isNewline ? " " : $0 })
  }

  private var drawing: Drawing {
    let painter = DiagramPainter(self)
    var canvas = Canvas()
    painter.draw(on: &canvas)
    return Drawing(
      title: title, description: generatedDescription, width: painter.width,
      height: (painter.layout.height / 2).rounded(.up) * 2, nodes: canvas.nodes)
  }
}

/// Draws a diagram that is laid out.
struct DiagramPainter {
  let layout: DiagramLayout
  let width: Double
  private let titleLines: [String]
  private let subtitleLines: [String]

  init(_ diagram: Diagram) {
    // The title is wrapped to the drawing, whose width does not depend on it.
    let draft = DiagramLayout(diagram, top: 0)
    width = (max(draft.width, 260) / 2).rounded(.up) * 2
    titleLines = TextMetrics.wrapped(
      diagram.title, to: width - 8, size: ChartLayout.titleSize, isBold: true)
    subtitleLines = TextMetrics.wrapped(
      diagram.subtitle, to: width - 8, size: ChartLayout.subtitleSize)
    let top =
      8 + Double(titleLines.count) * ChartLayout.titleStep
      + Double(subtitleLines.count) * ChartLayout.subtitleStep
    layout = DiagramLayout(diagram, top: top)
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
    for index in layout.routes.indices { drawArrow(index, on: &canvas) }
    for index in layout.boxes.indices { drawBox(index, on: &canvas) }
    for index in layout.routes.indices { drawWords(index, on: &canvas) }
  }

  // MARK: - Boxes

  private func drawBox(_ index: Int, on canvas: inout Canvas) {
    let box = layout.boxes[index]
    let kind = layout.nodes[index].kind
    let role =
      switch kind {
      case .treatment: "positive"
      case .outcome: "fitted"
      case .plain, .unobserved, .step: "axis"
      }
    var attributes = [
      Markup.Attribute("x", Pixels.text(box.centre.x - box.width / 2)),
      .init("y", Pixels.text(box.centre.y - box.height / 2)),
      .init("width", Pixels.text(box.width)), .init("height", Pixels.text(box.height)),
      .init("rx", kind == .step ? "3" : Pixels.text(min(box.height / 2, 18))),
      .init("fill", Palette.css("paper")), .init("stroke", Palette.css(role)),
      .init("stroke-width", kind == .treatment || kind == .outcome ? "2" : "1.5"),
    ]
    if kind == .unobserved { attributes.append(.init("stroke-dasharray", "5,4")) }
    canvas.append(.element(name: "rect", attributes: attributes, children: []))
    let first = box.centre.y - Double(box.lines.count - 1) * DiagramLayout.lineStep / 2 + 5
    for (number, line) in box.lines.enumerated() {
      canvas.text(
        line, at: Point(box.centre.x, first + Double(number) * DiagramLayout.lineStep),
        size: DiagramLayout.fontSize, fill: Palette.css(kind == .unobserved ? "quiet" : "ink"),
        anchor: "middle")
    }
  }

  // MARK: - Arrows

  /// The places where an arrow leaves and meets its boxes, spread over their sides, with those between.
  private func points(_ index: Int) -> [Point] {
    let route = layout.routes[index]
    let (from, to) = (layout.boxes[route.from], layout.boxes[route.to])
    if from.layer == to.layer { return sideways(from, to) }
    let side: Double = from.layer < to.layer ? 1 : -1
    let start = Point(
      from.centre.x + side * from.width / 2, from.centre.y + port(index, atStart: true))
    let end = Point(to.centre.x - side * to.width / 2, to.centre.y + port(index, atStart: false))
    return [start] + route.through + [end]
  }

  private func sideways(_ from: DiagramLayout.Place, _ to: DiagramLayout.Place) -> [Point] {
    let down: Double = from.centre.y < to.centre.y ? 1 : -1
    return [
      Point(from.centre.x, from.centre.y + down * from.height / 2),
      Point(to.centre.x, to.centre.y - down * to.height / 2),
    ]
  }

  /// Arrows on one side of a box stand apart, in the order of their other ends.
  private func port(_ index: Int, atStart: Bool) -> Double {
    let route = layout.routes[index]
    let node = atStart ? route.from : route.to
    func toRight(_ own: Int, _ other: Int) -> Bool {
      layout.boxes[other].layer > layout.boxes[own].layer
    }
    let isRight = toRight(node, atStart ? route.to : route.from)
    var ends: [(Int, Double)] = []
    for (number, other) in layout.routes.enumerated() {
      if other.from == node, toRight(node, other.to) == isRight,
        layout.boxes[other.to].layer != layout.boxes[node].layer
      {
        ends.append((number, other.through.first?.y ?? layout.boxes[other.to].centre.y))
      } else if other.to == node, toRight(node, other.from) == isRight,
        layout.boxes[other.from].layer != layout.boxes[node].layer
      {
        ends.append((number, other.through.last?.y ?? layout.boxes[other.from].centre.y))
      }
    }
    let sorted = ends.sorted { ($0.1, $0.0) < ($1.1, $1.0) }
    let rank = Double(sorted.firstIndex { $0.0 == index } ?? 0)
    let room = layout.boxes[node].height - 14
    let gap = min(12, room / Double(max(sorted.count - 1, 1)))
    return (rank - Double(sorted.count - 1) / 2) * gap
  }

  private func drawArrow(_ index: Int, on canvas: inout Canvas) {
    let edge = layout.routes[index].edge
    let points = self.points(index)
    let isUpright = points.count == 2 && points[0].x == points[1].x
    guard let end = points.last else { return }
    let before = points[points.count - 2]
    let side: Double = end.x >= before.x ? 1 : -1
    let down: Double = end.y >= before.y ? 1 : -1
    let head = 9.0
    let neck =
      isUpright ? Point(end.x, end.y - down * head * 0.8) : Point(end.x - side * head * 0.8, end.y)
    var path = PathData()
    path.append("M", points[0].x, points[0].y)
    for (a, b) in zip(points.dropLast(), points.dropFirst().dropLast() + [neck]) {
      // Level at both ends, so that the parts of a long arrow join smoothly.
      let middle = (a.x + b.x) / 2
      if isUpright {
        path.append("L", b.x, b.y)
      } else {
        path.append("C", middle, a.y, middle, b.y, b.x, b.y)
      }
    }
    let stroke = Palette.css("quiet")
    canvas.stroked(path, stroke: stroke, width: 1.75, dash: edge.isDashed ? .dashed : .solid)
    var tip = PathData()
    let wings =
      isUpright
      ? [Point(end.x - 4.5, end.y - down * head), Point(end.x + 4.5, end.y - down * head)]
      : [Point(end.x - side * head, end.y - 4.5), Point(end.x - side * head, end.y + 4.5)]
    tip.appendLine([end] + wings)
    tip.append("Z")
    canvas.append("path", ["d": tip.text, "fill": stroke])
  }

  private func drawWords(_ index: Int, on canvas: inout Canvas) {
    let points = self.points(index)
    let label = layout.routes[index].edge.label
    guard !label.isEmpty, points.count > 1 else { return }
    let middle = (points.count - 1) / 2
    let (a, b) = (points[middle], points[middle + 1])
    let isUpright = a.x == b.x
    canvas.text(
      label,
      at: Point((a.x + b.x) / 2 + (isUpright ? 8 : 0), (a.y + b.y) / 2 + (isUpright ? 4 : -6)),
      size: 13, fill: Palette.css("quiet"), anchor: isUpright ? "start" : "middle", halo: 7)
  }
}

/// Collects the elements of a drawing.
struct Canvas {
  /// Whether elements carry words for the pointer to rest on; a telephone has none.
  var hasTitles = true
  private(set) var nodes: [Markup] = []

  mutating func append(_ node: Markup) { nodes.append(node) }

  mutating func append(
    _ name: String, _ attributes: KeyValuePairs<String, String>, title: String? = nil
  ) {
    guard let title, hasTitles else {
      nodes.append(.element(name, attributes))
      return
    }
    nodes.append(.element(name, attributes, [.element("title", [:], [.text(title)])]))
  }

  /// A group of what `draw` appends; nothing where it appends nothing.
  mutating func group(
    _ attributes: KeyValuePairs<String, String>, _ draw: (inout Canvas) -> Void
  ) {
    var inner = Canvas(hasTitles: hasTitles)
    draw(&inner)
    if !inner.nodes.isEmpty { nodes.append(.element("g", attributes, inner.nodes)) }
  }

  /// A line of text.
  mutating func text(
    _ text: String, at point: Point, size: Double = 11, fill: String, anchor: String = "start",
    isBold: Bool = false, hasHalo: Bool = false, halo: Double = 0, isSlanted: Bool = false
  ) {
    guard !text.isEmpty, point.isFinite else { return }
    var attributes = [
      Markup.Attribute("x", Pixels.text(point.x)), .init("y", Pixels.text(point.y)),
      .init("font-size", Pixels.text(size)), .init("fill", fill),
    ]
    if anchor != "start" { attributes.append(.init("text-anchor", anchor)) }
    if isBold { attributes.append(.init("font-weight", "600")) }
    if isSlanted {
      let place = "\(Pixels.text(point.x)) \(Pixels.text(point.y))"
      attributes.append(.init("transform", "rotate(-45 \(place))"))
    }
    if hasHalo || halo > 0 {
      attributes += [
        .init("stroke", Palette.css("paper")),
        .init("stroke-width", halo > 0 ? Canvas.number(halo) : "3"),
        .init("stroke-linejoin", "round"), .init("paint-order", "stroke"),
      ]
    }
    nodes.append(.element(name: "text", attributes: attributes, children: [.text(text)]))
  }

  /// A straight line.
  mutating func line(
    _ from: Point, _ to: Point, stroke: String, width: Double = 1, dash: Dash = .solid
  ) {
    guard from.isFinite, to.isFinite else { return }
    var path = PathData()
    path.appendLine([from, to])
    stroked(path, stroke: stroke, width: width, dash: dash)
  }

  /// A path without filling.
  mutating func stroked(
    _ path: PathData, stroke: String, width: Double, dash: Dash = .solid, opacity: Double = 1
  ) {
    guard !path.isEmpty else { return }
    var attributes = [
      Markup.Attribute("d", path.text), .init("fill", "none"), .init("stroke", stroke),
      .init("stroke-width", Canvas.number(width)),
    ]
    switch dash {
    case .solid: break
    case .dashed: attributes.append(.init("stroke-dasharray", "5,4"))
    case .dotted: attributes.append(.init("stroke-dasharray", "1.5,3"))
    }
    if opacity < 1 { attributes.append(.init("stroke-opacity", Canvas.number(opacity))) }
    nodes.append(.element(name: "path", attributes: attributes, children: []))
  }

  /// Two decimals at most, for opacities and stroke widths.
  static func number(_ x: Double) -> String {
    var digits = DecimalDigits(x.isFinite ? x : 0)
    digits.round(decimals: 2)
    return digits.text(decimals: digits.decimals, separator: "", minus: "-")
  }
}

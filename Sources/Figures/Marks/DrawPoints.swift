/// Draws points and words.
struct PointPainter {
  let frame: Frame
  let colours: SeriesColours
  let positionName: (Double) -> String
  let format: NumberFormat

  func draw(_ dot: Mark.Dot, _ layer: Layer, on canvas: inout Canvas) {
    let count = layer.along.count
    let radius = min(max(dot.radius ?? (count > 200 ? 2 : count > 60 ? 3 : 4), 0.5), 40)
    let isPlain =
      dot.sizes == nil && dot.paints == nil && dot.symbol == .circle && dot.paint != .truth
    if count > 90 || dot.isCrowd, isPlain {
      cloud(layer, radius: radius, colour: colours.css(dot.paint, name: layer.name), on: &canvas)
      return
    }
    if dot.isCrowd {
      crowd(dot.symbol, layer, radius, colours.css(dot.paint, name: layer.name), on: &canvas)
      return
    }
    if count > 30, dot.symbol == .cross, dot.sizes == nil, dot.paints == nil, dot.labels == nil {
      let colour = colours.css(dot.paint, name: layer.name)
      crosses(layer, radius: min(radius, dot.radius ?? 3), colour: colour, on: &canvas)
      return
    }
    let largest = dot.sizes?.filter { $0.isFinite && $0 > 0 }.max() ?? 1
    for index in layer.along.indices.prefix(400) {
      let place = frame.point(layer.along[index], layer.value[index])
      guard place.isFinite else { continue }
      var own = radius
      if let sizes = dot.sizes {
        let size = sizes.indices.contains(index) ? sizes[index] : .nan
        guard size.isFinite, size >= 0 else { continue }
        own = max((size / largest).squareRoot() * (dot.radius ?? 18), 2.5)
      }
      let paint = dot.paints.flatMap { $0.indices.contains(index) ? $0[index] : nil } ?? dot.paint
      let word = dot.labels.flatMap { $0.indices.contains(index) ? $0[index] : nil } ?? ""
      let name =
        paint == .named && dot.paints != nil
        ? (word.isEmpty ? positionName(layer.along[index]) : word) : layer.name
      let title =
        "\(word.isEmpty ? layer.name : word)\(word.isEmpty && layer.name.isEmpty ? "" : ", ")\(positionName(layer.along[index])): \(format.text(layer.value[index]))"
      SymbolPainter.draw(
        paint == .truth ? .hollowDiamond : dot.symbol, at: place, radius: own,
        colour: colours.css(paint, name: name), opacity: dot.sizes == nil ? 1 : 0.75,
        title: title, on: &canvas)
    }
  }

  /// Many points as one path: strokes without length and with round ends, one for each pixel.
  private func cloud(_ layer: Layer, radius: Double, colour: String, on canvas: inout Canvas) {
    var path = PathData()
    var seen: Set<Point> = []
    let grid = layer.along.count > 1500 ? 3.0 : 1.0
    for (position, value) in zip(layer.along, layer.value) {
      let place = frame.point(position, value)
      guard place.isFinite else { continue }
      let own = Point((place.x / grid).rounded() * grid, (place.y / grid).rounded() * grid)
      guard seen.count < 1600, seen.insert(own).inserted else { continue }
      path.append("M", own.x, own.y)
      path.append("h", 0)
    }
    guard !path.isEmpty else { return }
    canvas.append(
      "path",
      [
        "d": path.text, "fill": "none", "stroke": colour, "stroke-width": Canvas.number(radius * 2),
        "stroke-linecap": "round", "stroke-opacity": "0.7",
      ])
  }

  /// Alike symbols as one path, one for each pixel.
  private func crowd(
    _ symbol: Symbol, _ layer: Layer, _ radius: Double, _ colour: String, on canvas: inout Canvas
  ) {
    var path = PathData()
    var seen: Set<Point> = []
    for (position, value) in zip(layer.along, layer.value) {
      let place = frame.point(position, value)
      guard place.isFinite, seen.count < 500,
        seen.insert(Point(place.x.rounded(), place.y.rounded())).inserted
      else { continue }
      for stroke in SymbolPainter.strokes(symbol, at: place, radius: radius) {
        path.appendLine(stroke)
        if symbol != .cross { path.append("Z") }
      }
    }
    guard !path.isEmpty else { return }
    let paper = Palette.css("paper")
    let isDrawn = symbol == .cross
    let isHollow = symbol == .hollowDiamond || symbol == .hollowCircle
    canvas.append(
      "path",
      [
        "d": path.text, "fill": isDrawn ? "none" : isHollow ? paper : colour,
        "stroke": isDrawn || isHollow ? colour : paper,
        "stroke-width": isDrawn || isHollow ? "1.5" : "0.5",
      ])
  }

  /// Many crosses as one path.
  private func crosses(_ layer: Layer, radius r: Double, colour: String, on canvas: inout Canvas) {
    var path = PathData()
    var seen: Set<Point> = []
    for (position, value) in zip(layer.along, layer.value) {
      let place = frame.point(position, value)
      guard place.isFinite, seen.count < 500 else { continue }
      let own = Point(place.x.rounded(), place.y.rounded())
      guard seen.insert(own).inserted else { continue }
      path.appendLine([Point(own.x - r, own.y - r), Point(own.x + r, own.y + r)])
      path.appendLine([Point(own.x - r, own.y + r), Point(own.x + r, own.y - r)])
    }
    canvas.stroked(path, stroke: colour, width: 1.5)
  }

  /// The words beside points: right, left, above or below, where they meet least.
  func labels(
    _ dot: Mark.Dot, _ layer: Layer, taken: inout [Rect], within bounds: Rect,
    on canvas: inout Canvas
  ) {
    guard let words = dot.labels else { return }
    let largest = dot.sizes?.filter { $0.isFinite && $0 > 0 }.max() ?? 1
    var places: [(Int, Point, Double)] = []
    for index in layer.along.indices.prefix(120) {
      let place = frame.point(layer.along[index], layer.value[index])
      guard place.isFinite else { continue }
      let size = dot.sizes.flatMap { $0.indices.contains(index) ? $0[index] : nil }
      let radius =
        size.map { max((max($0, 0) / largest).squareRoot() * (dot.radius ?? 18), 2.5) } ?? 4
      places.append((index, place, radius))
      taken.append(
        Rect(left: place.x - radius, top: place.y - radius, width: 2 * radius, height: 2 * radius))
    }
    for (index, place, radius) in places
    where words.indices.contains(index) && !words[index].isEmpty {
      let width = TextMetrics.width(words[index], size: 11)
      let distance = radius + 4
      let options = [
        Rect(left: place.x + distance, top: place.y - 7, width: width, height: 14),
        Rect(left: place.x - distance - width, top: place.y - 7, width: width, height: 14),
        Rect(left: place.x - width / 2, top: place.y - distance - 14, width: width, height: 14),
        Rect(left: place.x - width / 2, top: place.y + distance, width: width, height: 14),
        Rect(
          left: place.x + distance * 0.7, top: place.y - distance * 0.7 - 14, width: width,
          height: 14),
        Rect(
          left: place.x + distance * 0.7, top: place.y + distance * 0.7, width: width, height: 14),
      ]
      let costs = options.map { option in
        taken.reduce(bounds.overhang(of: option) * 20) { $0 + $1.overlap(with: option) }
      }
      let best = costs.indices.min { (costs[$0], $0) < (costs[$1], $1) } ?? 0
      let box = options[best]
      taken.append(box)
      canvas.text(
        words[index], at: Point(box.left, box.top + 11), fill: Palette.css("ink"), hasHalo: true)
    }
  }

  func draw(_ text: Mark.Text, _ layer: Layer, within bounds: Rect, on canvas: inout Canvas) {
    for (index, word) in text.texts.enumerated().prefix(200) {
      guard layer.along.indices.contains(index), layer.value.indices.contains(index) else { break }
      let place = frame.point(layer.along[index], layer.value[index])
      guard place.isFinite else { continue }
      // Words never leave the drawing: they are moved in at the sides.
      let width = TextMetrics.width(word, size: 11)
      let share = text.anchor == .start ? 0.0 : text.anchor == .middle ? 0.5 : 1
      let left = min(
        max(place.x - share * width, bounds.left), max(bounds.right - width, bounds.left))
      canvas.text(
        word, at: Point(left, place.y), fill: colours.words(text.paint, name: ""), hasHalo: true)
    }
  }
}

extension Rect {
  func overlap(with other: Rect) -> Double {
    let width = min(right, other.right) - max(left, other.left)
    let height = min(bottom, other.bottom) - max(top, other.top)
    return width > 0 && height > 0 ? width * height : 0
  }

  /// How far another box reaches out of this one.
  func overhang(of other: Rect) -> Double {
    max(left - other.left, 0) + max(other.right - right, 0) + max(top - other.top, 0)
      + max(other.bottom - bottom, 0)
  }
}

/// Draws one symbol.
enum SymbolPainter {
  /// The strokes of a symbol, all but those of a cross closed; circles as octagons, where they are drawn as one of many.
  static func strokes(_ symbol: Symbol, at place: Point, radius r: Double) -> [[Point]] {
    let (x, y) = (place.x, place.y)
    switch symbol {
    case .circle, .hollowCircle:
      let h = r * 0.414
      return [
        [
          Point(x - h, y - r), Point(x + h, y - r), Point(x + r, y - h), Point(x + r, y + h),
          Point(x + h, y + r), Point(x - h, y + r), Point(x - r, y + h), Point(x - r, y - h),
        ]
      ]
    case .square:
      let h = r * 0.9
      return [
        [Point(x - h, y - h), Point(x + h, y - h), Point(x + h, y + h), Point(x - h, y + h)]
      ]
    case .triangle:
      return [
        [Point(x, y - r * 1.1), Point(x + r, y + r * 0.8), Point(x - r, y + r * 0.8)]
      ]
    case .pointRight, .pointLeft:
      let end = symbol == .pointRight ? r : -r
      return [[Point(x + end, y), Point(x - 0.6 * end, y - r), Point(x - 0.6 * end, y + r)]]
    case .diamond, .hollowDiamond:
      let h = r * 1.3
      return [[Point(x, y - h), Point(x + h, y), Point(x, y + h), Point(x - h, y)]]
    case .cross:
      return [
        [Point(x - r, y - r), Point(x + r, y + r)], [Point(x - r, y + r), Point(x + r, y - r)],
      ]
    }
  }

  static func draw(
    _ symbol: Symbol, at place: Point, radius r: Double, colour: String, opacity: Double = 1,
    title: String? = nil, on canvas: inout Canvas
  ) {
    let (x, y) = (place.x, place.y)
    let paper = Palette.css("paper")
    var path = PathData()
    switch symbol {
    case .circle:
      let attributes: KeyValuePairs = [
        "cx": Pixels.text(x), "cy": Pixels.text(y), "r": Pixels.text(r), "fill": colour,
        "fill-opacity": Canvas.number(opacity), "stroke": paper, "stroke-width": "0.75",
      ]
      canvas.append("circle", attributes, title: title)
      return
    case .hollowCircle:
      canvas.append(
        "circle",
        [
          "cx": Pixels.text(x), "cy": Pixels.text(y), "r": Pixels.text(r), "fill": paper,
          "stroke": colour, "stroke-width": "1.75",
        ], title: title)
      return
    case .square, .triangle, .pointRight, .pointLeft, .diamond, .hollowDiamond:
      for stroke in strokes(symbol, at: place, radius: r) { path.appendLine(stroke) }
    case .cross:
      for stroke in strokes(symbol, at: place, radius: r) { path.appendLine(stroke) }
      canvas.append(
        "path", ["d": path.text, "fill": "none", "stroke": colour, "stroke-width": "1.75"],
        title: title)
      return
    }
    path.append("Z")
    let isHollow = symbol == .hollowDiamond
    canvas.append(
      "path",
      [
        "d": path.text, "fill": isHollow ? paper : colour, "stroke": isHollow ? colour : paper,
        "stroke-width": isHollow ? "1.75" : "0.75",
      ], title: title)
  }
}

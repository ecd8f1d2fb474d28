/// The width of bars in data units.
enum BarWidths {
  /// What the bar says, else the smallest distance of two positions, else 1.
  static func width(of bar: Mark.Bar, at places: [Double]) -> Double {
    if case .categories = bar.x { return 0 }
    if let own = bar.width?.drawable, own > 0 { return own }
    let sorted = places.filter(\.isFinite).sorted()
    let distances = zip(sorted.dropFirst(), sorted).map { $0 - $1 }.filter { $0 > 0 }
    return distances.min() ?? 1
  }
}

/// Draws bars, boxes and intervals.
struct BarPainter {
  let frame: Frame
  let colours: SeriesColours
  /// What a position is called, for the words on hover.
  let positionName: (Double) -> String
  let format: NumberFormat

  /// The two edges of a bar along the axis of positions.
  private func edges(_ place: Double, _ width: Double, share: Double, group: Int, groups: Int) -> (
    Double, Double
  ) {
    let isBand = if case .band = frame.along.kind { true } else { false }
    if !isBand, groups == 1 {
      let a = frame.along.place(place - width / 2)
      let b = frame.along.place(place + width / 2)
      let gap = abs(b - a) > 4 ? 0.5 : 0
      return a < b ? (a + gap, b - gap) : (a - gap, b + gap)
    }
    let whole =
      isBand
      ? frame.along.step * share
      : abs(frame.along.place(place + width / 2) - frame.along.place(place - width / 2)) * share
    let centre = frame.along.place(place)
    let own = whole / Double(groups)
    let start = centre - whole / 2 + Double(group) * own
    let gap = groups > 1 && own > 4 ? 0.5 : 0
    return (start + gap, start + own - gap)
  }

  func draw(_ bar: Mark.Bar, _ layer: Layer, on canvas: inout Canvas) {
    let width = BarWidths.width(of: bar, at: layer.along)
    let isFew = layer.along.count <= 120
    var ends: [(Rect, Double)] = []
    var plain = PathData()
    drawNotes(bar, layer, on: &canvas)
    for index in layer.along.indices {
      let (low, high) = (layer.low[index], layer.high[index])
      guard !layer.along[index].isNaN, !low.isNaN, !high.isNaN else { continue }
      let span = edges(
        layer.along[index], width, share: 0.76, group: layer.group, groups: layer.groups)
      let start = low == 0 ? frame.zero : frame.value.place(low)
      let end = frame.value.place(high)
      guard span.0.isFinite, start.isFinite, end.isFinite else { continue }
      let box = frame.box(along: span, value: (start, end))
      ends.append((box, end))
      guard isFew else {
        plain.append("M", box.left, box.top)
        plain.append("h", box.width)
        plain.append("v", box.height)
        plain.append("h", -box.width)
        plain.append("Z")
        continue
      }
      let paint = bar.paints.flatMap { $0.indices.contains(index) ? $0[index] : nil } ?? bar.paint
      let position = positionName(layer.along[index])
      let name = paint == .named && bar.paints != nil ? position : layer.name
      let amount = format.text(bar.start == nil ? bar.y[index] : high - low)
      canvas.append(
        "rect",
        [
          "x": Pixels.text(box.left), "y": Pixels.text(box.top), "width": Pixels.text(box.width),
          "height": Pixels.text(box.height), "fill": colours.css(paint, name: name),
        ], title: "\(layer.name.isEmpty ? "" : layer.name + ", ")\(position): \(amount)")
      label(bar, index, box: box, isDown: high < low, on: &canvas)
    }
    if !plain.isEmpty {
      canvas.append("path", ["d": plain.text, "fill": colours.css(bar.paint, name: layer.name)])
    }
    if bar.isJoined { join(ends, on: &canvas) }
  }

  private func drawNotes(_ bar: Mark.Bar, _ layer: Layer, on canvas: inout Canvas) {
    guard frame.isTurned, let notes = bar.notes else { return }
    for (place, note) in zip(layer.along, notes) where !place.isNaN {
      canvas.text(
        note, at: Point(frame.plot.right + 12, frame.along.place(place) + 4),
        fill: Palette.css("ink"))
    }
  }

  private func label(
    _ bar: Mark.Bar, _ index: Int, box: Rect, isDown: Bool, on canvas: inout Canvas
  ) {
    guard let labels = bar.labels, labels.indices.contains(index) else { return }
    let ink = Palette.css("ink")
    if frame.isTurned {
      let place = Point(isDown ? box.left - 5 : box.right + 5, box.top + box.height / 2 + 4)
      canvas.text(
        labels[index], at: place, fill: ink, anchor: isDown ? "end" : "start", hasHalo: true)
    } else {
      let place = Point(box.left + box.width / 2, isDown ? box.bottom + 13 : box.top - 4)
      canvas.text(labels[index], at: place, fill: ink, anchor: "middle", hasHalo: true)
    }
  }

  private func join(_ ends: [(Rect, Double)], on canvas: inout Canvas) {
    var path = PathData()
    for (one, next) in zip(ends, ends.dropFirst()) {
      let (a, b) = (one.0, next.0)
      path.appendLine(
        frame.isTurned
          ? [Point(one.1, a.bottom), Point(one.1, b.top)]
          : [Point(a.right, one.1), Point(b.left, one.1)])
    }
    canvas.stroked(path, stroke: Palette.css("axis"), width: 1)
  }

  func draw(_ range: Mark.Range, _ layer: Layer, on canvas: inout Canvas) {
    for index in layer.along.indices {
      let place = layer.along[index]
      let (low, high) = (
        frame.point(place, layer.low[index]), frame.point(place, layer.high[index])
      )
      guard low.isFinite, high.isFinite else { continue }
      let paint =
        range.paints.flatMap { $0.indices.contains(index) ? $0[index] : nil } ?? range.paint
      let name = paint == .named && range.paints != nil ? positionName(place) : layer.name
      let colour = colours.css(paint, name: name)
      canvas.line(low, high, stroke: colour, width: 1.5)
      if let a = range.innerLow, let b = range.innerHigh, a.indices.contains(index),
        b.indices.contains(index)
      {
        canvas.line(
          frame.point(place, a[index].drawable), frame.point(place, b[index].drawable),
          stroke: colour, width: 4)
      }
      let middle = layer.value.indices.contains(index) ? layer.value[index] : .nan
      let dot = frame.point(place, middle)
      if dot.isFinite {
        canvas.append(
          "circle",
          [
            "cx": Pixels.text(dot.x), "cy": Pixels.text(dot.y), "r": "4", "fill": colour,
            "stroke": Palette.css("paper"),
          ],
          title:
            "\(positionName(place)): \(format.text(middle)) (\(format.text(layer.low[index])) to \(format.text(layer.high[index])))"
        )
      }
      guard frame.isTurned, let labels = range.labels, labels.indices.contains(index) else {
        continue
      }
      canvas.text(
        labels[index], at: Point(frame.plot.right + 12, low.y + 4), fill: Palette.css("ink"))
    }
  }

  func draw(_ box: Mark.Box, _ layer: Layer, on canvas: inout Canvas) {
    let colour = colours.css(box.paint, name: layer.name)
    let sorted = layer.along.filter(\.isFinite).sorted()
    let width = zip(sorted.dropFirst(), sorted).map { $0 - $1 }.filter { $0 > 0 }.min() ?? 1
    for (place, summary) in zip(layer.along, box.summaries) {
      let span = edges(place, width, share: 0.5, group: 0, groups: 2)
      let centre = frame.along.place(place)
      let half = min(abs(span.1 - span.0), 24)
      let at = { (value: Double) in frame.value.place(value.drawable) }
      let numbers = [
        summary.low, summary.lowerQuartile, summary.median, summary.upperQuartile, summary.high,
      ]
      guard centre.isFinite, numbers.allSatisfy({ at($0).isFinite }) else { continue }
      canvas.line(
        frame.point(place, summary.low), frame.point(place, summary.lowerQuartile), stroke: colour,
        width: 1.5)
      canvas.line(
        frame.point(place, summary.upperQuartile), frame.point(place, summary.high), stroke: colour,
        width: 1.5)
      let middle = frame.box(
        along: (centre - half, centre + half),
        value: (at(summary.lowerQuartile), at(summary.upperQuartile)))
      canvas.append(
        "rect",
        [
          "x": Pixels.text(middle.left), "y": Pixels.text(middle.top),
          "width": Pixels.text(middle.width), "height": Pixels.text(middle.height),
          "fill": colour, "fill-opacity": "0.3", "stroke": colour, "stroke-width": "1.5",
        ], title: "\(positionName(place)): median \(format.text(summary.median))")
      let median = frame.box(
        along: (centre - half, centre + half), value: (at(summary.median), at(summary.median)))
      canvas.line(
        Point(median.left, median.top), Point(median.right, median.bottom), stroke: colour,
        width: 2.5)
      for outlier in summary.outliers.prefix(60) {
        let dot = frame.point(place, outlier.drawable)
        guard dot.isFinite else { continue }
        canvas.append(
          "circle",
          [
            "cx": Pixels.text(dot.x), "cy": Pixels.text(dot.y), "r": "2", "fill": "none",
            "stroke": colour,
          ])
      }
    }
  }
}

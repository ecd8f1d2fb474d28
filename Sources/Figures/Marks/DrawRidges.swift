/// Draws hills, the first row behind.
struct RidgePainter {
  let frame: Frame
  let colours: SeriesColours
  let positionName: (Double) -> String

  /// The height of the highest hill, in rows.
  static let reach = 1.3
  /// How far below the middle of its row a hill stands, in rows.
  static let foot = 0.42

  func draw(_ ridge: Mark.Ridge, _ layer: Layer, on canvas: inout Canvas) {
    for index in layer.along.indices where ridge.hills.indices.contains(index) {
      let hill = ridge.hills[index]
      let paint = ridge.paints.flatMap { $0.indices.contains(index) ? $0[index] : nil }
      let own = paint ?? ridge.paint
      let name = own == .named && paint != nil ? positionName(layer.along[index]) : layer.name
      draw(
        hill, at: layer.along[index], colour: colours.css(own, name: name),
        isOutline: ridge.isOutline, on: &canvas)
      guard frame.isTurned, let labels = ridge.labels, labels.indices.contains(index) else {
        continue
      }
      canvas.text(
        labels[index], at: Point(frame.plot.right + 12, frame.along.place(layer.along[index]) + 4),
        fill: Palette.css("ink"))
    }
  }

  private func draw(
    _ hill: Mark.Ridge.Hill, at place: Double, colour: String, isOutline: Bool,
    on canvas: inout Canvas
  ) {
    let pairs = zip(hill.values, hill.heights).filter { $0.0.isFinite && $0.1.isFinite }
    guard pairs.count > 1, frame.along.place(place).isFinite else { return }
    let outline = points(pairs.map { ($0.0, $0.1) }, at: place)
    guard outline.allSatisfy(\.isFinite) else { return }
    if isOutline {
      var path = PathData()
      path.appendLine(outline)
      canvas.stroked(path, stroke: colour, width: 1.25, dash: .dashed)
      return
    }
    // Paper first, so that a hill hides what stands behind it.
    fill(pairs.map { ($0.0, $0.1) }, at: place, colour: Palette.css("paper"), 0.8, on: &canvas)
    fill(pairs.map { ($0.0, $0.1) }, at: place, colour: colour, 0.12, on: &canvas)
    for (interval, opacity) in [(hill.outer, 0.25), (hill.inner, 0.35)] {
      guard let interval else { continue }
      fill(clipped(hill, to: interval), at: place, colour: colour, opacity, on: &canvas)
    }
    var path = PathData()
    path.appendLine(outline)
    canvas.stroked(path, stroke: colour, width: 1.5)
    guard let middle = hill.middle else { return }
    let stroke = points([(middle, 0), (middle, height(hill, at: middle))], at: place)
    canvas.line(stroke[0], stroke[1], stroke: colour, width: 2)
  }

  private func fill(
    _ pairs: [(Double, Double)], at place: Double, colour: String, _ opacity: Double,
    on canvas: inout Canvas
  ) {
    guard pairs.count > 1, let first = pairs.first, let last = pairs.last else { return }
    let feet = points([(last.0, 0), (first.0, 0)], at: place)
    let all = points(pairs, at: place) + feet
    guard all.allSatisfy(\.isFinite) else { return }
    var path = PathData()
    path.appendLine(all)
    path.append("Z")
    canvas.append(
      "path", ["d": path.text, "fill": colour, "fill-opacity": Canvas.number(opacity)])
  }

  /// Values and heights as places: upwards from the foot of the row, or to the right where positions run across.
  private func points(_ pairs: [(Double, Double)], at place: Double) -> [Point] {
    let step = frame.along.step
    let foot = frame.along.place(place) + (frame.isTurned ? 1 : -1) * RidgePainter.foot * step
    return pairs.map { value, height in
      let rise = min(max(height, 0), 1) * RidgePainter.reach * step
      let at = frame.value.place(value.drawable)
      return frame.isTurned ? Point(at, foot - rise) : Point(foot + rise, at)
    }
  }

  /// The part of the hill over an interval, with its two ends on the outline.
  private func clipped(_ hill: Mark.Ridge.Hill, to interval: ClosedRange<Double>) -> [(
    Double, Double
  )] {
    let inside = zip(hill.values, hill.heights).filter {
      $0.0 > interval.lowerBound && $0.0 < interval.upperBound && $0.1.isFinite
    }
    let (low, high) = (interval.lowerBound, interval.upperBound)
    return [(low, height(hill, at: low))] + inside.map { ($0.0, $0.1) }
      + [(high, height(hill, at: high))]
  }

  /// The height over a value, straight between the points; 0 beyond them.
  private func height(_ hill: Mark.Ridge.Hill, at value: Double) -> Double {
    let count = min(hill.values.count, hill.heights.count)
    guard count > 1, let next = hill.values.prefix(count).firstIndex(where: { $0 >= value }) else {
      return 0
    }
    guard next > 0 else { return hill.values[0] == value ? hill.heights[0] : 0 }
    let (a, b) = (hill.values[next - 1], hill.values[next])
    let share = b > a ? (value - a) / (b - a) : 0
    return hill.heights[next - 1] + share * (hill.heights[next] - hill.heights[next - 1])
  }
}

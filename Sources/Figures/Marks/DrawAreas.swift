/// Draws lines, areas and bands.
struct AreaPainter {
  let frame: Frame
  /// Points that a line may have.
  let budget: Int

  private func runs(_ count: Int, _ point: (Int) -> Point) -> [[Point]] {
    var runs: [[Point]] = []
    var run: [Point] = []
    for index in 0..<count {
      let place = point(index)
      if place.isFinite {
        run.append(place)
      } else if !run.isEmpty {
        runs.append(run)
        run = []
      }
    }
    if !run.isEmpty { runs.append(run) }
    return runs
  }

  func draw(_ line: Mark.Line, _ layer: Layer, colour: String, on canvas: inout Canvas) {
    let limit = line.dashedBeyond?.drawable ?? .infinity
    let inside = zip(layer.along, layer.value).filter { $0.0 <= limit || $0.0.isNaN }
    let beyond = limit.isFinite ? zip(layer.along, layer.value).filter { $0.0 > limit } : []
    var whole = path(inside.map { ($0.0, $0.1) }, isStepped: line.isStepped)
    let width = min(max(line.width, 0.5), 8)
    canvas.stroked(whole, stroke: colour, width: width, dash: line.dash)
    guard !beyond.isEmpty else { return }
    whole = path((inside.last.map { [$0] } ?? []) + beyond, isStepped: line.isStepped)
    canvas.stroked(whole, stroke: colour, width: width, dash: .dashed)
  }

  private func path(_ pairs: [(Double, Double)], isStepped: Bool) -> PathData {
    var path = PathData()
    for run in runs(pairs.count, { frame.point(pairs[$0].0, pairs[$0].1) }) {
      let points = Simplification.simplified(run, limit: budget)
      guard points.count > 1 else {
        // A point between two gaps: a short stroke, so that it is not lost.
        path.appendLine([
          Point(points[0].x - 1.5, points[0].y), Point(points[0].x + 1.5, points[0].y),
        ])
        continue
      }
      path.appendLine(isStepped ? stepped(points) : points)
    }
    return path
  }

  private func stepped(_ points: [Point]) -> [Point] {
    zip(points, points.dropFirst()).flatMap { [$0, Point($1.x, $0.y)] } + points.suffix(1)
  }

  /// The closed shape between the lower and the upper ends.
  func draw(_ layer: Layer, colour: String, opacity: Double, on canvas: inout Canvas) {
    let count = min(layer.along.count, layer.low.count, layer.high.count)
    var path = PathData()
    let ups = runs(count) { index in
      layer.low[index].isNaN
        ? Point(.nan, .nan) : frame.point(layer.along[index], layer.high[index])
    }
    let downs = runs(count) { index in
      layer.high[index].isNaN
        ? Point(.nan, .nan) : frame.point(layer.along[index], layer.low[index])
    }
    for (up, down) in zip(ups, downs) where up.count > 1 {
      path.appendLine(Simplification.simplified(up, limit: budget))
      let flat = Set(down.map(\.y)).count == 1
      let back =
        flat
        ? [down[down.count - 1], down[0]]
        : Simplification.simplified(down, limit: budget).reversed()
      path.appendLine(back, joined: true)
      path.append("Z")
    }
    guard !path.isEmpty else { return }
    canvas.append(
      "path", ["d": path.text, "fill": colour, "fill-opacity": Canvas.number(opacity)])
  }

  /// Short strokes at the foot of the panel.
  func drawRug(_ layer: Layer, colour: String, on canvas: inout Canvas) {
    var path = PathData()
    var seen: Set<Int> = []
    for place in layer.along.map({ frame.along.place($0) }) where place.isFinite {
      guard seen.insert(Int((place * 2).rounded())).inserted else { continue }
      let foot =
        frame.isTurned ? Point(frame.plot.left, place) : Point(place, frame.plot.bottom)
      let head = frame.isTurned ? Point(foot.x + 6, place) : Point(place, foot.y - 6)
      path.appendLine([foot, head])
    }
    canvas.stroked(path, stroke: colour, width: 1, opacity: 0.7)
  }
}

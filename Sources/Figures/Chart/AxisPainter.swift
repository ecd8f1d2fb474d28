import Tables

/// Draws grid, ticks and axis labels of one panel.
struct AxisPainter {
  let plan: ChartLayout.PanelPlan
  let layout: ChartLayout
  private var plot: Rect { plan.frame.plot }
  private let quiet = Palette.css("quiet")

  init(plan: ChartLayout.PanelPlan, layout: ChartLayout) {
    self.plan = plan
    self.layout = layout
  }

  func draw(on canvas: inout Canvas) {
    let isTurned = plan.frame.isTurned
    let (foot, side) = isTurned ? (plan.value, plan.along) : (plan.along, plan.value)
    drawGrid(foot, side, on: &canvas)
    if isTurned || plan.showsValue, !side.isHidden { drawSide(side, on: &canvas) }
    if isTurned || plan.showsAlong, !foot.isHidden { drawFoot(foot, on: &canvas) }
  }

  private func drawGrid(_ foot: AxisPlan, _ side: AxisPlan, on canvas: inout Canvas) {
    var path = PathData()
    if side.hasGrid, !isBand(side) {
      for tick in side.ticks {
        let y = crisp(side.scale.place(tick.value))
        path.appendLine([Point(plot.left, y), Point(plot.right, y)])
      }
    }
    if foot.hasGrid, !isBand(foot), plan.frame.isTurned || !isBand(side) {
      for tick in foot.ticks {
        let x = crisp(foot.scale.place(tick.value))
        path.appendLine([Point(x, plot.top), Point(x, plot.bottom)])
      }
    }
    canvas.stroked(path, stroke: Palette.css("grid"), width: 1)
    drawZero(on: &canvas)
  }

  /// The line of zero, or the foot of the panel for bars and areas.
  private func drawZero(on canvas: inout Canvas) {
    guard !isBand(plan.value), case .linear = plan.value.scale.kind, plan.value.scale.low <= 0,
      plan.value.scale.high >= 0
    else { return }
    let zero = crisp(plan.value.scale.place(0))
    let ends =
      plan.frame.isTurned
      ? [Point(zero, plot.top), Point(zero, plot.bottom)]
      : [Point(plot.left, zero), Point(plot.right, zero)]
    canvas.line(ends[0], ends[1], stroke: Palette.css("axis"))
  }

  private func isBand(_ axis: AxisPlan) -> Bool {
    if case .band = axis.scale.kind { return true }
    return false
  }

  private func crisp(_ x: Double) -> Double { x.rounded(.down) + 0.5 }

  private func drawSide(_ axis: AxisPlan, on canvas: inout Canvas) {
    let room = plot.left - 10
    let isNames = isBand(axis)
    for (index, tick) in axis.ticks.enumerated() {
      let y = axis.scale.place(tick.value)
      guard y.isFinite, !isNames || keeps(index, axis) else { continue }
      let text = layout.chart.columnCount > 1 && !plan.showsValue ? "" : tick.text
      canvas.text(
        TextMetrics.shortened(text, to: max(room, 20), size: 11), at: Point(plot.left - 7, y + 4),
        fill: isNames ? Palette.css("ink") : quiet, anchor: "end")
    }
    if !axis.unit.isEmpty, let top = axis.ticks.last {
      let y = axis.scale.place(top.value)
      canvas.text(axis.unit, at: Point(plot.left + 1, y - 4), fill: quiet, hasHalo: true)
    }
  }

  /// Whether a category stands far enough from the last one named.
  private func keeps(_ index: Int, _ axis: AxisPlan) -> Bool {
    let every = max(1, Int((13 / max(axis.scale.step, 0.1)).rounded(.up)))
    return index % every == 0
  }

  private func drawFoot(_ axis: AxisPlan, on canvas: inout Canvas) {
    var free = -Double.infinity
    let isTime = axis.hasSecondLine
    for tick in axis.ticks {
      let x = axis.scale.place(tick.value)
      guard x.isFinite else { continue }
      let lines = [tick.text] + tick.below.split(separator: "\n").map(String.init)
      let width = lines.map { TextMetrics.width($0, size: 11) }.max() ?? 0
      // Moved in at the sides, dropped where it would touch its neighbour.
      let centre = min(max(x, width / 2), layout.width - width / 2)
      guard centre - width / 2 >= free + 3 else { continue }
      free = centre + width / 2
      if !isBand(axis), !axis.hasGrid {
        canvas.line(
          Point(crisp(x), plot.bottom), Point(crisp(x), plot.bottom + 4),
          stroke: Palette.css("axis"))
      }
      for (index, line) in lines.enumerated() {
        let isStrong = isTime && index > 0 && !isBand(axis)
        canvas.text(
          line, at: Point(centre, plot.bottom + 17 + 13 * Double(index)),
          fill: isBand(axis) || isStrong ? Palette.css("ink") : quiet, anchor: "middle")
      }
    }
    let depth =
      axis.ticks.map { $0.below.isEmpty ? 0 : $0.below.split(separator: "\n").count }.max() ?? 0
    let offset = (axis.ticks.isEmpty ? 4.0 : 20) + 13 * Double(depth)
    canvas.text(
      layout.footLabel(axis), at: Point(plot.right, plot.bottom + offset + 12), size: 11.5,
      fill: quiet, anchor: "end")
    if plan.frame.isTurned, !axis.unit.isEmpty, axis.label.isEmpty {
      canvas.text(
        axis.unit, at: Point(plot.right, plot.bottom + offset + 12), fill: quiet, anchor: "end")
    }
  }
}

/// Draws reference lines and what they say.
struct RulePainter {
  let plan: ChartLayout.PanelPlan
  let layout: ChartLayout
  let colours: SeriesColours

  func draw(on canvas: inout Canvas) {
    var taken: [Rect] = []
    for layer in plan.layers {
      guard case .rule(let rule) = layer.mark, let ends = ends(rule) else { continue }
      let colour = colours.css(rule.paint, name: "")
      canvas.line(ends.0, ends.1, stroke: colour, width: 1.25, dash: rule.dash)
      label(rule, ends, colour: colour, taken: &taken, on: &canvas)
    }
  }

  private func ends(_ rule: Mark.Rule) -> (Point, Point)? {
    let frame = plan.frame
    let plot = frame.plot
    func across(_ place: Double) -> (Point, Point)? {
      guard place.isFinite else { return nil }
      return frame.isTurned
        ? (Point(plot.left, place), Point(plot.right, place))
        : (Point(place, plot.top), Point(place, plot.bottom))
    }
    switch rule.place {
    case .y(let value):
      let place = frame.value.place(value.drawable)
      guard place.isFinite else { return nil }
      return frame.isTurned
        ? (Point(place, plot.top), Point(place, plot.bottom))
        : (Point(plot.left, place), Point(plot.right, place))
    case .x(let value): return across(frame.along.place(value.drawable))
    case .day(let day): return across(frame.along.place(Double(day.daysSinceEpoch)))
    case .category(let name):
      guard case .band(let names) = frame.along.kind, let index = names.firstIndex(of: name) else {
        return nil
      }
      return across(frame.along.place(Double(index)))
    case .diagonal:
      let low = max(frame.along.low, frame.value.low)
      let high = min(frame.along.high, frame.value.high)
      guard low < high else { return nil }
      return (frame.point(low, low), frame.point(high, high))
    }
  }

  private func label(
    _ rule: Mark.Rule, _ ends: (Point, Point), colour: String, taken: inout [Rect],
    on canvas: inout Canvas
  ) {
    guard !rule.label.isEmpty else { return }
    let plot = plan.frame.plot
    let width = TextMetrics.width(rule.label, size: 11)
    let isUpright = ends.0.x == ends.1.x
    var box: Rect
    if isUpright {
      let left = ends.0.x + 5 + width > layout.width ? ends.0.x - 5 - width : ends.0.x + 5
      box = Rect(left: max(left, 0), top: plot.top, width: width, height: 14)
    } else {
      let y = max(ends.0.x < ends.1.x ? ends.1.y : ends.0.y, plot.top + 2)
      box = Rect(left: max(plot.right - width - 2, 0), top: y - 16, width: width, height: 14)
    }
    while taken.contains(where: { $0.overlap(with: box) > 0 }), box.top < plot.bottom {
      box.top += 15
    }
    taken.append(box)
    canvas.text(rule.label, at: Point(box.left, box.top + 11), fill: colour, hasHalo: true)
  }
}

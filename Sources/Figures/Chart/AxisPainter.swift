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
    // A place left free in a matrix of panels.
    guard !plan.panel.marks.isEmpty || !side.isHidden else { return }
    drawGrid(foot, side, on: &canvas)
    if isTurned || plan.showsValue, !side.isHidden { drawSide(side, on: &canvas) }
    if isTurned || plan.showsAlong, !foot.isHidden { drawFoot(foot, on: &canvas) }
  }

  private func drawGrid(_ foot: AxisPlan, _ side: AxisPlan, on canvas: inout Canvas) {
    var path = PathData()
    if side.hasGrid, !isBand(side) {
      for (index, tick) in side.ticks.enumerated() {
        let y = crisp(side.scale.place(tick.value))
        let isTop = index == side.ticks.count - 1
        let start = isTop && writesUnit(side) ? plot.left + unitRoom(side) : plot.left
        path.appendLine([Point(min(start, plot.right), y), Point(plot.right, y)])
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
    // The unit goes on from the top tick, so that the two read as one: "20 k units".
    if writesUnit(axis), let top = axis.ticks.last {
      canvas.text(
        axis.unit, at: Point(plot.left - 4, axis.scale.place(top.value) + 4), fill: quiet)
    }
  }

  private func writesUnit(_ side: AxisPlan) -> Bool {
    !side.unit.isEmpty && !side.isHidden && !isBand(side) && plan.showsValue
  }

  private func unitRoom(_ side: AxisPlan) -> Double {
    TextMetrics.width(side.unit, size: 11) + 2
  }

  /// Whether a category stands far enough from the last one named.
  private func keeps(_ index: Int, _ axis: AxisPlan) -> Bool {
    let every = max(1, Int((13 / max(axis.scale.step, 0.1)).rounded(.up)))
    return index % every == 0
  }

  private func drawSlanted(_ axis: AxisPlan, on canvas: inout Canvas) {
    for tick in axis.ticks {
      canvas.text(
        tick.text, at: Point(axis.scale.place(tick.value) + 4, plot.bottom + 13),
        fill: Palette.css("ink"), anchor: "end", isSlanted: true)
    }
    canvas.text(
      layout.footLabel(axis), at: Point(plot.right, plot.bottom + axis.widest * 0.71 + 28),
      size: 11.5, fill: quiet, anchor: "end")
  }

  private func drawFoot(_ axis: AxisPlan, on canvas: inout Canvas) {
    if axis.isSlanted {
      drawSlanted(axis, on: &canvas)
      return
    }
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
  }
}

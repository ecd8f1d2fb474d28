import Tables

/// Draws reference lines and what they say.
struct RulePainter {
  let plan: ChartLayout.PanelPlan
  let layout: ChartLayout
  let colours: SeriesColours

  /// Draws them all; returns what words beside points had better not cover.
  func draw(on canvas: inout Canvas) -> [Rect] {
    var taken: [Rect] = []
    let lines = plan.layers.compactMap { layer -> (Mark.Rule, Point, Point)? in
      guard case .rule(let rule) = layer.mark, let (start, end) = ends(rule) else { return nil }
      return (rule, start, end)
    }
    for (rule, start, end) in lines {
      canvas.line(
        start, end, stroke: colours.css(rule.paint, name: ""), width: 1.25, dash: rule.dash)
    }
    // No words across another upright line.
    for (_, start, end) in lines where start.x == end.x {
      taken.append(
        Rect(left: start.x - 1, top: plan.frame.plot.top, width: 2, height: plan.frame.plot.height))
    }
    for (rule, start, end) in lines where !rule.label.isEmpty {
      let words = TextMetrics.shortened(rule.label, to: layout.width - 8, size: 11)
      let width = TextMetrics.width(words, size: 11)
      let box = place(options(rule, start, end, width: width), among: &taken)
      canvas.text(
        words, at: Point(box.left, box.top + 11), fill: colours.words(rule.paint, name: ""),
        hasHalo: true)
    }
    for (_, start, end) in lines where start.x != end.x { taken += pieces(start, end) }
    return taken
  }

  /// A line as small boxes.
  private func pieces(_ start: Point, _ end: Point) -> [Rect] {
    (0..<60).map { step in
      let share = (Double(step) + 0.5) / 60
      let x = start.x + share * (end.x - start.x)
      let y = start.y + share * (end.y - start.y)
      let width = abs(end.x - start.x) / 60
      return Rect(left: x - width / 2, top: y - 1, width: width, height: 2)
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

  /// Where the words of a rule may stand, best first.
  private func options(_ rule: Mark.Rule, _ start: Point, _ end: Point, width: Double) -> [Rect] {
    let plot = plan.frame.plot
    func box(_ left: Double, _ top: Double) -> Rect {
      let most = max(layout.width - width, 0)
      return Rect(left: min(max(left, 0), most), top: top, width: width, height: 14)
    }
    if start.x == end.x {
      if plan.frame.isTurned { return [box(start.x - width / 2, plot.top - 15)] }
      let sides = [start.x + 5, start.x - 5 - width].filter {
        $0 >= 0 && $0 + width <= layout.width
      }
      return (0..<4).flatMap { row in sides.map { box($0, plot.top + 15 * Double(row)) } }
    }
    if rule.place == .diagonal {
      let tops = [end.y + 6, end.y + 21, end.y + 36]
      return tops.map { box(min(end.x + 4, plot.right - width), $0) }
    }
    let y = max(end.y, plot.top + 2)
    let lefts = [plot.right - width - 2, plot.left + 4]
    return lefts.map { box(max($0, 0), y - 16) } + lefts.map { box(max($0, 0), y + 2) }
  }

  /// The first place that is free, else the first below all others.
  private func place(_ options: [Rect], among taken: inout [Rect]) -> Rect {
    func isFree(_ box: Rect) -> Bool { taken.allSatisfy { $0.overlap(with: box) == 0 } }
    let plot = plan.frame.plot
    let corner = Rect(left: 0, top: plot.top, width: options.first?.width ?? 0, height: 14)
    var box = options.first { isFree($0) } ?? options.first ?? corner
    for _ in 0..<20 where !isFree(box) && box.bottom < plot.bottom { box.top += 15 }
    taken.append(box)
    return box
  }
}

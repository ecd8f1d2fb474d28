import Tables

/// Draws a chart that is laid out.
struct ChartPainter {
  let layout: ChartLayout
  let colours: SeriesColours
  private let quiet = Palette.css("quiet")
  private let ink = Palette.css("ink")

  init(_ layout: ChartLayout, colours: SeriesColours) {
    self.layout = layout
    self.colours = colours
  }

  /// All names that may need a colour, in order of first mention.
  static func names(_ prepared: PreparedChart) -> [String] {
    let layers = prepared.panels.flatMap { $0 }
    var names = layers.filter { if case .named = $0.paint { true } else { false } }.map(\.name)
    for layer in layers {
      switch layer.mark {
      case .bar(let bar) where bar.paints?.contains(.named) == true:
        if case .categories(let own) = bar.x { names += own }
      case .range(let range) where range.paints?.contains(.named) == true:
        if case .categories(let own) = range.x { names += own }
      case .ridge(let ridge) where ridge.paints?.contains(.named) == true:
        if case .categories(let own) = ridge.x { names += own }
      case .dot(let dot) where dot.paints?.contains(.named) == true:
        names += dot.labels ?? []
        if case .categories(let own) = dot.x { names += own }
      default: break
      }
    }
    // Names that only colours refer to: a channel's curve that is not named in the panel.
    for layer in layers {
      var paints: [Paint] = [layer.paint]
      switch layer.mark {
      case .bar(let bar): paints += bar.paints ?? []
      case .range(let range): paints += range.paints ?? []
      case .ridge(let ridge): paints += ridge.paints ?? []
      case .dot(let dot): paints += dot.paints ?? []
      default: break
      }
      for case .like(let name) in paints { names.append(name) }
    }
    return names
  }

  func draw(on canvas: inout Canvas) {
    drawHead(on: &canvas)
    for index in layout.panels.indices { drawPanel(index, on: &canvas) }
    drawDirectLabels(on: &canvas)
  }

  private func drawHead(on canvas: inout Canvas) {
    var y = 4.0
    for line in layout.titleLines {
      y += layout.lettering.titleStep
      canvas.text(
        line, at: Point(0, y - 5), size: layout.lettering.titleSize, fill: ink, isBold: true)
    }
    for line in layout.subtitleLines {
      y += layout.lettering.subtitleStep
      canvas.text(line, at: Point(0, y - 4), size: layout.lettering.subtitleSize, fill: quiet)
    }
    if y > 4 { y += 6 }
    for row in layout.legendRows {
      y += ChartLayout.legendStep
      var x = 0.0
      for entry in row {
        drawSwatch(entry, at: Point(x, y - 9), on: &canvas)
        canvas.text(entry.name, at: Point(x + 20, y - 5), size: 12, fill: ink)
        x += entry.width
      }
    }
  }

  private func drawSwatch(_ entry: LegendEntry, at place: Point, on canvas: inout Canvas) {
    let colour = colours.css(entry.paint, name: entry.name)
    switch entry.swatch {
    case .line(let dash):
      canvas.line(place, Point(place.x + 15, place.y), stroke: colour, width: 2, dash: dash)
    case .box(let opacity):
      canvas.append(
        "rect",
        [
          "x": Pixels.text(place.x + 2), "y": Pixels.text(place.y - 6), "width": "12",
          "height": "12", "fill": colour, "fill-opacity": Canvas.number(opacity),
        ])
    case .rug:
      var path = PathData()
      for x in [4.0, 8, 12] {
        path.appendLine([Point(place.x + x, place.y - 3), Point(place.x + x, place.y + 4)])
      }
      canvas.stroked(path, stroke: colour, width: 1)
    case .symbol(let symbol):
      SymbolPainter.draw(
        symbol, at: Point(place.x + 8, place.y), radius: 4, colour: colour, on: &canvas)
    }
  }

  // MARK: - Panels

  private func drawPanel(_ index: Int, on canvas: inout Canvas) {
    let plan = layout.panels[index]
    let plot = plan.frame.plot
    let label = layout.topLabel(index)
    var y = plot.top - 8 - layout.ruleRoom(plan.panel)
    if !label.isEmpty {
      canvas.text(
        label, at: Point(index % layout.chart.columnCount == 0 ? 0 : plot.left, y - 3), size: 11.5,
        fill: quiet)
    }
    // Titles of panels side by side stand level, with or without an axis label below.
    if layout.hasTopLabel(inRowOf: index) { y -= 17 }
    // Beside another panel a title that is too long would run into the next one's; bold is a little wider.
    let columns = layout.chart.columnCount
    let title =
      columns > 1
      ? TextMetrics.shortened(plan.panel.title, to: plot.width, size: 13.25) : plan.panel.title
    canvas.text(title, at: Point(plot.left, y - 2), size: 12.5, fill: ink, isBold: true)
    AxisPainter(plan: plan, layout: layout).draw(on: &canvas)
    drawMarks(plan, on: &canvas)
  }

  /// How a position is called on hover.
  private func positionName(_ place: Double) -> String {
    switch layout.prepared.kind {
    case .categories(let names):
      let index = Int(exactly: place.rounded()) ?? -1
      return names.indices.contains(index) ? names[index] : ""
    case .days: return abs(place) < 3e6 ? Day(daysSinceEpoch: Int(place)).description : ""
    case .numbers: return layout.chart.x.format.text(place)
    }
  }

  private func drawMarks(_ plan: ChartLayout.PanelPlan, on canvas: inout Canvas) {
    let format = (plan.panel.y ?? layout.chart.y).format
    let strokes = layout.prepared.panels.flatMap { $0 }.reduce(0) { sum, layer in
      switch layer.mark {
      case .line: sum + 1
      case .area, .band: sum + 2
      default: sum
      }
    }
    let areas = AreaPainter(frame: plan.frame, budget: max(48, 1700 / max(strokes, 1)))
    let bars = BarPainter(
      frame: plan.frame, colours: colours, positionName: positionName, format: format)
    let points = PointPainter(
      frame: plan.frame, colours: colours, positionName: positionName, format: format)
    let outer = Rect(
      left: 0, top: plan.frame.plot.top - 8, width: layout.width,
      height: plan.frame.plot.height + 16)
    for layer in plan.layers {
      let colour = colours.css(layer.paint, name: layer.name)
      switch layer.mark {
      case .line(let line): areas.draw(line, layer, colour: colour, on: &canvas)
      case .area: areas.draw(layer, colour: colour, opacity: 0.85, on: &canvas)
      case .band(let band):
        areas.draw(layer, colour: colour, opacity: band.isInner ? 0.35 : 0.2, on: &canvas)
      case .rug: areas.drawRug(layer, colour: colour, on: &canvas)
      case .bar(let bar): bars.draw(bar, layer, on: &canvas)
      case .range(let range): bars.draw(range, layer, on: &canvas)
      case .box(let box): bars.draw(box, layer, on: &canvas)
      case .dot(let dot): points.draw(dot, layer, on: &canvas)
      case .ridge(let ridge):
        RidgePainter(frame: plan.frame, colours: colours, positionName: positionName).draw(
          ridge, layer, on: &canvas)
      case .swarm(let swarm):
        SwarmPainter(
          frame: plan.frame, swarm: swarm, layer: layer, keyTop: layout.height - 20
        ).draw(on: &canvas)
      case .cell(let cell):
        guard case .categories(let columns) = layout.prepared.kind else { break }
        CellPainter(
          frame: plan.frame, cell: cell, columns: columns, rows: layout.prepared.rows,
          keyTop: layout.height - 20
        ).draw(on: &canvas)
      case .rule, .text: break
      }
    }
    let rules = RulePainter(plan: plan, layout: layout, colours: colours).draw(on: &canvas)
    var taken = rules + lineBoxes(plan)
    for layer in plan.layers {
      switch layer.mark {
      case .dot(let dot): points.labels(dot, layer, taken: &taken, within: outer, on: &canvas)
      case .text(let text): points.draw(text, layer, within: outer, on: &canvas)
      default: break
      }
    }
  }

  /// Small boxes along the lines, which words beside points had better not cover.
  private func lineBoxes(_ plan: ChartLayout.PanelPlan) -> [Rect] {
    let lines = plan.layers.filter { if case .line = $0.mark { true } else { false } }
    return lines.prefix(8).flatMap { layer in
      let every = max(1, layer.along.count / 100)
      return stride(from: 0, to: min(layer.along.count, layer.value.count), by: every).compactMap {
        let place = plan.frame.point(layer.along[$0], layer.value[$0])
        return place.isFinite
          ? Rect(left: place.x - 3, top: place.y - 1, width: 6, height: 2) : nil
      }
    }
  }

  // MARK: - Names at the line ends

  private func drawDirectLabels(on canvas: inout Canvas) {
    for plan in layout.panels {
      var ends: [(entry: LegendEntry, end: Point)] = []
      for entry in layout.direct {
        let layer = plan.layers.last { $0.name == entry.name && $0.hasDirectName }
        if let end = layer?.end(in: plan.frame) { ends.append((entry, end)) }
      }
      let plot = plan.frame.plot
      let bounds = (plot.top + 4)...max(plot.top + 4, plot.bottom - 4)
      let furthest = ends.map(\.end.x).max() ?? plot.right
      let places = Spreading.places(ends.map(\.end.y), gap: 15, within: bounds)
      for ((entry, end), y) in zip(ends, places) {
        let colour = colours.css(entry.paint, name: entry.name)
        if abs(y - end.y) > 7 {
          canvas.line(
            Point(end.x + 2, end.y), Point(furthest + 8, y), stroke: colour, width: 0.75)
        }
        let room = layout.width - furthest - 10
        canvas.text(
          TextMetrics.shortened(entry.name, to: room, size: 12), at: Point(furthest + 10, y + 4),
          size: 12, fill: colours.words(entry.paint, name: entry.name))
      }
    }
  }
}

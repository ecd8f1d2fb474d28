/// Decides where everything of a chart stands.
struct ChartLayout {
  struct PanelPlan {
    let panel: Chart.Panel
    let layers: [Layer]
    let frame: Frame
    let along: AxisPlan
    let value: AxisPlan
    let showsAlong: Bool
    let showsValue: Bool
  }

  let chart: Chart
  let lettering: Lettering
  let prepared: PreparedChart
  let width: Double
  let isTurned: Bool
  let titleLines: [String]
  let subtitleLines: [String]
  let legendRows: [[LegendEntry]]
  let direct: [LegendEntry]
  private(set) var panels: [PanelPlan] = []
  private(set) var height: Double = 0
  /// Where the first panel's block begins.
  let bodyTop: Double

  static let titleSize = 15.0
  static let titleStep = 20.0
  static let subtitleSize = 12.0
  static let subtitleStep = 16.0
  static let legendStep = 18.0

  init(_ chart: Chart, lettering: Lettering = .figure) {
    self.chart = chart
    self.lettering = lettering
    width = Double(min(max(chart.width, 240), 2000) / 2 * 2)
    prepared = PreparedChart(chart)
    isTurned = ChartLayout.isTurned(chart, prepared, width: width)
    titleLines = TextMetrics.wrapped(
      chart.title, to: width - 8, size: lettering.titleSize, isBold: true)
    subtitleLines = TextMetrics.wrapped(
      chart.subtitle, to: width - 8, size: lettering.subtitleSize)
    let legend = LegendPlan(chart, prepared, isTurned: isTurned, width: width)
    legendRows = legend.rows
    direct = legend.direct
    var top = 4.0
    top += Double(titleLines.count) * lettering.titleStep
    top += Double(subtitleLines.count) * lettering.subtitleStep
    if !titleLines.isEmpty || !subtitleLines.isEmpty { top += 6 }
    top += Double(legendRows.count) * ChartLayout.legendStep + (legendRows.isEmpty ? 0 : 4)
    bodyTop = top
    placePanels()
  }

  private static func isTurned(_ chart: Chart, _ prepared: PreparedChart, width: Double) -> Bool {
    guard case .categories(let names) = prepared.kind, prepared.rows.isEmpty else { return false }
    switch chart.orientation {
    case .vertical: return false
    case .horizontal: return true
    case .automatic: break
    }
    let isWide = chart.panels.flatMap(\.marks).contains { mark in
      switch mark {
      case .bar, .range, .box, .swarm, .ridge: true
      default: false
      }
    }
    let columns = Double(chart.columnCount)
    let step = (width - 70) / columns / Double(max(names.count, 1))
    let widest =
      names.map { name in
        TextMetrics.wrapped(name, to: step - 6, size: 11).count > 2
          ? .infinity
          : name.split(separator: " ").map { TextMetrics.width(String($0), size: 11) }.max() ?? 0
      }.max() ?? 0
    return isWide && widest > step - 6
  }

  // MARK: - Panels

  private var columns: Int { chart.columnCount }

  /// Whether a panel beside others has an upright axis of its own to show.
  private var showsOwnAxes: Bool {
    guard chart.panels.contains(where: { $0.y != nil }) else { return false }
    return columns == 1
      || chart.panels.indices.contains { index in
        index % columns > 0 && !(chart.panels[index].y ?? chart.y).isHidden
      }
  }

  /// Plot height of a panel.
  private func plotHeight(_ panel: Chart.Panel) -> Double {
    if let own = panel.height ?? chart.height { return Double(min(max(own, 40), 2000)) }
    if !prepared.rows.isEmpty { return min(max(Double(prepared.rows.count) * 28, 60), 1200) }
    if isTurned, case .categories(let names) = prepared.kind {
      let bars = prepared.panels.flatMap { $0 }.map { $0.mark.isBar ? $0.groups : 1 }.max() ?? 1
      return min(max(Double(names.count) * (bars > 1 ? 10 + 12 * Double(bars) : 26), 60), 1600)
    }
    let base =
      columns > 1 ? 130.0 : chart.arrangement == .rows && chart.panels.count > 1 ? 160 : 260
    return max(base, Double(direct.count) * 15 + 10)
  }

  private mutating func placePanels() {
    let count = chart.panels.count
    guard count > 0 else {
      height = bodyTop + 20
      return
    }
    let rowsOfPanels = (count + columns - 1) / columns
    let right = rightMargin()
    // First pass with a guess of the width, to measure the ticks; then the places.
    let guess = (width - 60 - right) / Double(columns)
    let drafts = chart.panels.indices.map {
      axes($0, width: guess, height: plotHeight(chart.panels[$0]))
    }
    let left = drafts.map { leftMargin($0, width: width) }.max() ?? 0
    let hasOwn = !chart.sharesY || showsOwnAxes
    let gutter = hasOwn ? left + 14 : 18
    let columnWidth =
      (width - left - right - gutter * Double(columns - 1)) / Double(columns)
    var top = bodyTop
    for row in 0..<rowsOfPanels {
      let indices = row * columns..<min((row + 1) * columns, count)
      let heights = indices.map { plotHeight(chart.panels[$0]) }
      let block = heights.max() ?? 0
      top += blockTop(indices)
      var needsFoot = 0.0
      for index in indices {
        let column = index - indices.lowerBound
        let isLast = index + columns >= count
        let plotLeft = left + Double(column) * (columnWidth + gutter)
        let plot = Rect(left: plotLeft, top: top, width: max(columnWidth, 20), height: block)
        let plan = finished(
          index, plot: plot, showsAlong: isLast || !chart.sharesX,
          showsValue: column == 0 || hasOwn)
        panels.append(plan)
        needsFoot = max(needsFoot, foot(plan))
      }
      top += block + needsFoot + (row + 1 < rowsOfPanels ? 10 : 0)
    }
    if needsKey { top += 24 }
    height = ((top + 4) / 2).rounded(.up) * 2
  }

  /// Whether a heat map needs a key of its colours, because no values are printed in it.
  var needsKey: Bool {
    guard let plan = panels.first else { return false }
    if plan.layers.contains(where: { if case .swarm = $0.mark { true } else { false } }) {
      return true
    }
    for case .cell(let cell) in plan.layers.map(\.mark) {
      guard case .categories(let columns) = prepared.kind else { return false }
      return !CellPainter(frame: plan.frame, cell: cell, columns: columns, rows: prepared.rows)
        .isPrinted
    }
    return false
  }

  /// The room above a row of panels: panel titles and the y label.
  private func blockTop(_ indices: Range<Int>) -> Double {
    let hasTitle = indices.contains { !chart.panels[$0].title.isEmpty }
    let hasLabel = indices.contains { !topLabel($0).isEmpty }
    let rules = indices.map { ruleRoom(chart.panels[$0]) }.max() ?? 0
    return (hasTitle ? 17 : 0) + (hasLabel ? 17 : 0) + 8 + rules
  }

  /// The room above a turned panel for the words of its upright rules.
  func ruleRoom(_ panel: Chart.Panel) -> Double {
    guard isTurned else { return 0 }
    if case .categories(let names) = prepared.kind,
      panel.marks.contains(where: { if case .ridge = $0 { true } else { false } })
    {
      // The first hill reaches out of its row.
      return (RidgePainter.reach - RidgePainter.foot - 0.5) * plotHeight(panel)
        / Double(max(names.count, 1))
    }
    let hasWords = panel.marks.contains { mark in
      guard case .rule(let rule) = mark, case .y = rule.place else { return false }
      return !rule.label.isEmpty
    }
    return hasWords ? 12 : 0
  }

  /// Whether one of the panels side by side with this one has an axis label above.
  func hasTopLabel(inRowOf index: Int) -> Bool {
    let start = index / columns * columns
    return (start..<min(start + columns, chart.panels.count)).contains { !topLabel($0).isEmpty }
  }

  /// What is written at the top left of a panel: the label of the upright axis.
  func topLabel(_ index: Int) -> String {
    let axis = isTurned ? chart.x : (chart.panels[index].y ?? chart.y)
    guard !axis.isHidden, columns == 1 || index == 0 || chart.panels[index].y != nil else {
      return ""
    }
    return axis.label
  }

  /// The room below a panel: ticks, years, label.
  private func foot(_ plan: PanelPlan) -> Double {
    let axis = isTurned ? plan.value : plan.along
    let shows = isTurned || plan.showsAlong
    guard shows, !axis.isHidden else { return 4 }
    var room = axis.ticks.isEmpty ? 4.0 : 20
    if axis.isSlanted { return axis.widest * 0.71 + 18 + (footLabel(axis).isEmpty ? 0 : 17) }
    if axis.hasSecondLine { room += 13 * Double(axis.ticks.map { lines($0.below) }.max() ?? 1) }
    if !footLabel(axis).isEmpty { room += 17 }
    return room
  }

  private func lines(_ text: String) -> Int { text.isEmpty ? 0 : text.split(separator: "\n").count }

  /// The label of the horizontal axis, with its unit.
  func footLabel(_ axis: AxisPlan) -> String {
    if axis.unit.isEmpty { return axis.label }
    return axis.label.isEmpty ? axis.unit : "\(axis.label), \(axis.unit)"
  }

  private func leftMargin(_ axes: (along: AxisPlan, value: AxisPlan), width: Double) -> Double {
    let upright = isTurned ? axes.along : axes.value
    guard !upright.isHidden, !upright.ticks.isEmpty else { return 6 }
    let limit = isTurned || !prepared.rows.isEmpty ? width * 0.36 : width * 0.25
    return min(upright.widest, limit).rounded(.up) + 10
  }

  private func rightMargin() -> Double {
    let labels = direct.map { TextMetrics.width($0.name, size: 12) + 12 }.max() ?? 0
    var column = 0.0
    for layer in prepared.panels.flatMap({ $0 }) {
      let texts: [String]? =
        switch layer.mark {
        case .range(let range): range.labels
        case .ridge(let ridge): ridge.labels
        case .bar(let bar): bar.notes
        default: nil
        }
      guard isTurned, let texts else { continue }
      column = max(column, (texts.map { TextMetrics.width($0, size: 11) }.max() ?? 0) + 14)
    }
    return max(min(max(labels, column), width * 0.36).rounded(.up), 16)
  }

  // MARK: - Axes

  private func extent(_ index: Int) -> [Layer] {
    let shared = chart.sharesY && chart.panels[index].y == nil
    guard shared else { return prepared.panels[index] }
    return zip(chart.panels, prepared.panels).filter { $0.0.y == nil }.flatMap { $0.1 }
  }

  private func axes(_ index: Int, width: Double, height: Double) -> (
    along: AxisPlan, value: AxisPlan
  ) {
    let axis = chart.panels[index].y ?? chart.y
    let (alongLength, valueLength) = isTurned ? (height, width) : (width, height)
    var value: AxisPlan
    if prepared.rows.isEmpty {
      let layers = extent(index)
      value = .values(
        layers.flatMap(\.values), axis: axis, needsZero: layers.contains { $0.mark.needsZero },
        length: valueLength, spacing: isTurned ? 80 : 42,
        padding: labelPadding(layers, length: valueLength))
    } else {
      value = .categories(prepared.rows.reversed(), axis: axis)
    }
    let footAxis = chart.panels[index].x ?? chart.x
    let layers =
      chart.sharesX && chart.panels[index].x == nil
      ? zip(chart.panels, prepared.panels).filter { $0.0.x == nil }.flatMap { $0.1 }
      : prepared.panels[index]
    let places = layers.flatMap { alongExtent($0) }
    let along: AxisPlan
    switch prepared.kind {
    case .categories(let names):
      along = .categories(names, axis: footAxis)
    case .days:
      along = .days(places, axis: footAxis, length: alongLength)
    case .numbers:
      along = .values(
        places, axis: footAxis, needsZero: false, length: alongLength, spacing: 80,
        padding: symbolPadding(layers, places), isWidened: footAxis.ticks == .round)
    }
    return (along, value)
  }

  /// The places that a layer needs on the axis of positions: bars have a width.
  private func alongExtent(_ layer: Layer) -> [Double] {
    if case .rule(let rule) = layer.mark {
      if case .x(let place) = rule.place { return [place.drawable] }
      return []
    }
    guard case .bar(let bar) = layer.mark else { return layer.along }
    let half = BarWidths.width(of: bar, at: layer.along) / 2
    return layer.along.map { $0 - half } + layer.along.map { $0 + half }
  }

  /// Shares of the axis of numbers kept free for points at its ends.
  private func symbolPadding(_ layers: [Layer], _ places: [Double]) -> (Double, Double) {
    let dots = layers.filter { if case .dot = $0.mark { true } else { false } }
    let own = dots.flatMap(\.along).filter(\.isFinite)
    let all = places.filter(\.isFinite)
    guard let low = all.min(), let high = all.max() else { return (0, 0) }
    return (own.contains { $0 <= low } ? 0.04 : 0, own.contains { $0 >= high } ? 0.04 : 0)
  }

  /// Shares of the axis kept free for words at the ends of bars.
  private func labelPadding(_ layers: [Layer], length: Double) -> (Double, Double) {
    var low = 0.0
    var high = 0.0
    for layer in layers {
      switch layer.mark {
      case .bar(let bar):
        for (text, pair) in zip(bar.labels ?? [], zip(layer.low, layer.high)) where !text.isEmpty {
          let room = (isTurned ? TextMetrics.width(text, size: 11) + 8 : 16) / max(length, 1)
          if pair.1 < pair.0 { low = max(low, room) } else { high = max(high, room) }
        }
      case .dot, .range, .box, .swarm: (low, high) = (max(low, 0.03), max(high, 0.03))
      default: break
      }
    }
    return (min(low, 0.4), min(high, 0.4))
  }

  private func finished(_ index: Int, plot: Rect, showsAlong: Bool, showsValue: Bool) -> PanelPlan {
    var (along, value) = axes(index, width: plot.width, height: plot.height)
    if isTurned {
      along.scale = along.scale.moved(from: plot.top, to: plot.bottom)
      value.scale = value.scale.moved(from: plot.left, to: plot.right)
    } else {
      along.scale = along.scale.moved(from: plot.left, to: plot.right)
      value.scale = value.scale.moved(from: plot.bottom, to: plot.top)
      wrapCategories(&along)
    }
    return PanelPlan(
      panel: chart.panels[index], layers: prepared.panels[index],
      frame: Frame(plot: plot, along: along.scale, value: value.scale, isTurned: isTurned),
      along: along, value: value, showsAlong: showsAlong, showsValue: showsValue)
  }

  private func fits(_ text: String, width: Double) -> Bool {
    let lines = TextMetrics.wrapped(text, to: width, size: 11)
    return lines.count < 3 && lines.joined(separator: " ") == text
  }

  /// Names that are too wide for their column of a heat map run up to it at 45°.
  private func slant(_ plan: inout AxisPlan) {
    let every = max(1, Int((14 / max(plan.scale.step, 0.1)).rounded(.up)))
    let room = min((plan.scale.start + plan.scale.step / 2) / 0.71, 130)
    plan.isSlanted = true
    plan.ticks = plan.ticks.enumerated().filter { $0.offset % every == 0 }.map { _, tick in
      AxisPlan.Tick(
        value: tick.value, text: TextMetrics.shortened(tick.text, to: room, size: 11))
    }
  }

  /// Breaks category labels under the axis into two lines, or thins them where that does not do.
  private func wrapCategories(_ plan: inout AxisPlan) {
    guard case .categories = prepared.kind else { return }
    let room = plan.scale.step - 4
    let hasCells = !prepared.rows.isEmpty
    if hasCells, plan.ticks.contains(where: { !fits($0.text, width: room + 3) }) {
      slant(&plan)
      return
    }
    let stride = hasCells || room >= 24 ? 1 : max(1, Int((44 / max(room + 4, 1)).rounded(.up)))
    plan.ticks = plan.ticks.enumerated().filter { $0.offset % stride == 0 }.map { _, tick in
      let width = room * Double(stride) + (hasCells ? 3 : 0)
      let lines = TextMetrics.wrapped(tick.text, to: width, size: 11)
      return AxisPlan.Tick(
        value: tick.value, text: lines.first ?? "",
        below: lines.dropFirst().prefix(2).joined(separator: "\n"))
    }
  }
}

extension Chart {
  /// How many panels stand side by side.
  var columnCount: Int {
    guard case .wrapped(let columns) = arrangement else { return 1 }
    if let columns { return min(max(columns, 1), max(panels.count, 1)) }
    return switch panels.count {
    case 0...1: 1
    case 2, 4: 2
    default: width < 480 ? 2 : 3
    }
  }
}

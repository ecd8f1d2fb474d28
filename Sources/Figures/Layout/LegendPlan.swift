/// One series as the legend shows it.
struct LegendEntry: Hashable {
  enum Swatch: Hashable {
    case line(Dash)
    case box(opacity: Double)
    case symbol(Symbol)
    case rug
  }

  let name: String
  let paint: Paint
  let swatch: Swatch

  /// The width with swatch and the gap to the next.
  var width: Double { 20 + TextMetrics.width(name, size: 12) + 16 }
}

/// Which series are named where.
struct LegendPlan {
  var rows: [[LegendEntry]] = []
  var direct: [LegendEntry] = []

  init(_ chart: Chart, _ prepared: PreparedChart, isTurned: Bool, width: Double) {
    guard chart.legend != .none, prepared.rows.isEmpty else { return }
    var entries: [LegendEntry] = []
    var lines: Set<String> = []
    for (panel, layers) in zip(chart.panels, prepared.panels)
    where chart.legend != .automatic || !LegendPlan.isNamed(panel, layers, of: chart) {
      for layer in layers where !layer.name.isEmpty {
        if layer.hasDirectName { lines.insert(layer.name) }
        guard let swatch = LegendPlan.swatch(layer),
          !entries.contains(where: { $0.name == layer.name })
        else { continue }
        entries.append(LegendEntry(name: layer.name, paint: layer.paint, swatch: swatch))
      }
    }
    guard entries.count > 1 else { return }
    let isPossible = chart.columnCount == 1 && !isTurned && !lines.isEmpty
    let isWanted =
      switch chart.legend {
      case .direct: true
      case .automatic: lines.count <= 7 && LegendPlan.endAtRight(prepared)
      default: false
      }
    if isPossible, isWanted {
      direct = entries.filter { lines.contains($0.name) }
      entries.removeAll { lines.contains($0.name) }
    }
    rows = LegendPlan.rows(entries, width: width)
  }

  /// Whether title or axis of a panel already name its only series.
  private static func isNamed(_ panel: Chart.Panel, _ layers: [Layer], of chart: Chart) -> Bool {
    guard chart.panels.count > 1 else { return false }
    let names = Set(layers.map(\.name).filter { !$0.isEmpty })
    let hasLabel = panel.y.map { !$0.label.isEmpty } ?? false
    return names.count < 2 && (!panel.title.isEmpty || hasLabel)
  }

  private static func rows(_ entries: [LegendEntry], width: Double) -> [[LegendEntry]] {
    var rows: [[LegendEntry]] = []
    var used = 0.0
    for entry in entries {
      if rows.isEmpty || used + entry.width - 16 > width {
        rows.append([entry])
        used = entry.width
      } else {
        rows[rows.count - 1].append(entry)
        used += entry.width
      }
    }
    return rows
  }

  private static func swatch(_ layer: Layer) -> LegendEntry.Swatch? {
    switch layer.mark {
    case .line(let line): .line(line.dash)
    case .area: .box(opacity: 0.85)
    case .band(let band): .box(opacity: band.isInner ? 0.5 : 0.25)
    case .bar(let bar): bar.paints == nil ? .box(opacity: 1) : nil
    case .dot(let dot):
      dot.paints == nil && dot.labels == nil
        ? .symbol(dot.paint == .truth ? .hollowDiamond : dot.symbol)
        : nil
    case .box: .box(opacity: 0.5)
    case .range(let range): range.paints == nil ? .symbol(.circle) : nil
    case .ridge(let ridge):
      ridge.paints != nil ? nil : ridge.isOutline ? .line(.dashed) : .box(opacity: 0.5)
    case .rug: .rug
    case .cell, .rule, .text, .swarm: nil
    }
  }

  /// Whether all lines end in the last tenth of the panel, so that words at the right belong to them.
  private static func endAtRight(_ prepared: PreparedChart) -> Bool {
    let places = prepared.panels.flatMap { $0 }.flatMap(\.along).filter(\.isFinite)
    guard let low = places.min(), let high = places.max() else { return false }
    return prepared.panels.flatMap { $0 }.allSatisfy { layer in
      guard layer.hasDirectName, !layer.name.isEmpty else { return true }
      let values = layer.value.isEmpty ? layer.high : layer.value
      let end = Array(zip(layer.along, values)).last { !$0.0.isNaN && !$0.1.isNaN }?.0
      return (end ?? low) >= high - 0.1 * (high - low)
    }
  }
}

extension Layer {
  /// Whether its name can stand at its right end: lines and areas.
  var hasDirectName: Bool {
    switch mark {
    case .line, .area: true
    default: false
    }
  }

  /// Where its name belongs: the last point of a line, the middle of the last edge of an area.
  func end(in frame: Frame) -> Point? {
    switch mark {
    case .line:
      return zip(along, value).map { frame.point($0, $1) }.last { $0.isFinite }
    case .area:
      let edges = zip(along, zip(low, high)).map { place, ends in
        let (foot, head) = (frame.point(place, ends.0), frame.point(place, ends.1))
        return Point(head.x, (foot.y + head.y) / 2)
      }
      return edges.last { $0.isFinite }
    default: return nil
    }
  }
}

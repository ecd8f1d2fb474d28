extension TerminalChart {
  /// The chart as lines of text, ended by a new line: bars in eighths of a block, intervals in rules, lines and points in
  /// braille, whatever else in a sentence.
  public func text(_ chart: Chart) -> String {
    let columns = min(max(width, 24), 200)
    let prepared = PreparedChart(chart)
    var output = line(chart.title, columns)
    if !chart.subtitle.isEmpty { output += line(chart.subtitle, columns) }
    for (panel, layers) in zip(chart.panels, prepared.panels) {
      if !panel.title.isEmpty { output += line(panel.title, columns) }
      if let bars = bars(layers, prepared.kind, chart, columns) {
        output += bars
      } else if let rows = TerminalIntervals(layers, prepared.kind, columns: columns) {
        let texts = rows.lines(format: (panel.y ?? chart.y).format, limit: max(height * 2, 4))
        output += texts.map { line($0, columns) }.joined()
      } else if let plot = plot(layers, prepared.kind, panel.y ?? chart.y, columns) {
        output += plot
      } else {
        output += summary(chart, columns)
        break
      }
    }
    return output
  }

  /// The diagram as lines of text: an arrow a line.
  public func text(_ diagram: Diagram) -> String {
    let columns = min(max(width, 24), 200)
    let labels = Dictionary(diagram.nodes.map { ($0.key, $0.label) }) { first, _ in first }
    var output = line(diagram.title, columns)
    for edge in diagram.edges {
      guard let from = labels[edge.from], let to = labels[edge.to] else { continue }
      let words = edge.label.isEmpty ? "" : "  (\(edge.label))"
      output += line("  \(from) \(edge.isDashed ? "┄▸" : "─▸") \(to)\(words)", columns)
    }
    return output
  }

  /// The flows as lines of text, the largest first: an arrow a line.
  public func text(_ chart: FlowChart) -> String {
    let columns = min(max(width, 24), 200)
    let graph = FlowGraph(chart)
    let leaving = graph.leaving
    var output = line(chart.title, columns)
    if !chart.subtitle.isEmpty { output += line(chart.subtitle, columns) }
    let order = graph.links.indices.sorted { one, other in
      (graph.links[other].amount, one) < (graph.links[one].amount, other)
    }
    for index in order.prefix(max(height, 4)) {
      let link = graph.links[index]
      let names = "\(graph.nodes[link.from].label) ─▸ \(graph.nodes[link.to].label)"
      let share = NumberFormat.percent(0).text(link.amount / leaving[link.from])
      output += line("  \(chart.format.text(link.amount))  \(share)  \(names)", columns)
    }
    let rest = order.count - min(order.count, max(height, 4))
    return rest > 0 ? output + line("… and \(rest) more", columns) : output
  }

  private func line(_ text: String, _ columns: Int) -> String {
    TerminalText.trimmed(TerminalText.cut(TerminalText.clean(text), to: columns)) + "\n"
  }

  private func summary(_ chart: Chart, _ columns: Int) -> String {
    let words = chart.alternativeText ?? chart.generatedDescription
    var output = ""
    var current = ""
    for word in TerminalText.clean(words).split(separator: " ") {
      if !current.isEmpty, TerminalText.width(current) + TerminalText.width(String(word)) >= columns
      {
        output += line(current, columns)
        current = ""
      }
      current += current.isEmpty ? String(word) : " " + word
    }
    return output + line(current, columns)
  }

  // MARK: - Bars

  private func bars(
    _ layers: [Layer], _ kind: PositionKind, _ chart: Chart, _ columns: Int
  ) -> String? {
    guard case .categories(let names) = kind else { return nil }
    let bars = layers.filter { layer in
      if case .bar(let bar) = layer.mark { return bar.start == nil }
      return false
    }
    guard !bars.isEmpty else { return nil }
    let rows = names.enumerated().flatMap { index, name in
      bars.compactMap { layer -> (String, Double)? in
        guard case .bar(let bar) = layer.mark, let at = layer.along.firstIndex(of: Double(index)),
          bar.y.indices.contains(at)
        else { return nil }
        return (bars.count > 1 ? "\(name), \(layer.name)" : name, bar.y[at].drawable)
      }
    }
    let shown = Array(rows.prefix(max(height * 2, 4)))
    let format =
      chart.y.format == .automatic ? AxisNumbers.columnFormat(shown.map(\.1)) : chart.y.format
    let texts = shown.map { format.text($0.1) }
    let nameWidth = min(shown.map { TerminalText.width($0.0) }.max() ?? 0, columns / 3)
    let textWidth = texts.map { TerminalText.width($0) }.max() ?? 0
    let room = max(columns - nameWidth - textWidth - 3, 4)
    let most = shown.map { $0.1.isNaN ? 0 : abs($0.1) }.max() ?? 0
    var output = ""
    for ((name, value), text) in zip(shown, texts) {
      let share = most > 0 && !value.isNaN ? abs(value) / most : 0
      let eighths = Int((share * Double(room) * 8).rounded())
      let label = TerminalText.padded(
        TerminalText.cut(TerminalText.clean(name), to: nameWidth), to: nameWidth, toRight: true)
      output += line("\(label) \(TerminalChart.bar(eighths)) \(text)", columns)
    }
    if rows.count > shown.count {
      output += line("… and \(rows.count - shown.count) more", columns)
    }
    return output
  }

  private static func bar(_ eighths: Int) -> String {
    let parts: [Character] = [" ", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
    let rest = eighths % 8
    return String(repeating: "█", count: eighths / 8) + (rest > 0 ? String(parts[rest]) : "")
  }

  // MARK: - Lines and points

  private func plot(_ layers: [Layer], _ kind: PositionKind, _ axis: Axis, _ columns: Int)
    -> String?
  {
    let drawn = layers.filter { layer in
      switch layer.mark {
      case .line, .dot: return layer.along.count > 0
      default: return false
      }
    }
    let pairs = drawn.flatMap { zip($0.along, $0.value) }.filter { $0.0.isFinite && $0.1.isFinite }
    guard pairs.count > 1, let left = pairs.map(\.0).min(), let right = pairs.map(\.0).max() else {
      return nil
    }
    let rows = min(max(height, 4), 60)
    let plan = AxisPlan.values(
      pairs.map(\.1), axis: axis, needsZero: false, length: Double(rows) * 12, spacing: 42)
    let gutter = plan.ticks.map { TerminalText.width($0.text) }.max() ?? 0
    let room = max(columns - gutter - 2, 8)
    var grid = BrailleGrid(columns: room, rows: rows)
    let along = Scale.numbers(left, right, isLog: false).moved(from: 0, to: Double(room * 2 - 1))
    let value = plan.scale.moved(from: Double(rows * 4 - 1), to: 0)
    for (number, layer) in drawn.enumerated() {
      let points = zip(layer.along, layer.value).map { Point(along.place($0), value.place($1)) }
      if case .line = layer.mark {
        for (a, b) in zip(points, points.dropFirst()) { grid.line(a, b, series: number) }
      } else {
        for point in points { grid.set(point, series: number) }
      }
    }
    let lines = grid.lines(hasColour: hasColour)
    var labels = [String](repeating: "", count: rows)
    for tick in plan.ticks {
      let place = value.place(tick.value) / 4
      if place.isFinite { labels[min(max(Int(place), 0), rows - 1)] = tick.text }
    }
    var output = ""
    for (label, text) in zip(labels, lines) {
      output +=
        TerminalText.trimmed(
          "\(TerminalText.padded(label, to: gutter, toRight: true)) \(label.isEmpty ? "│" : "┤")\(text)"
        ) + "\n"
    }
    return output + foot(left, right, kind, gutter: gutter, room: room) + key(drawn, columns)
  }

  private func foot(_ left: Double, _ right: Double, _ kind: PositionKind, gutter: Int, room: Int)
    -> String
  {
    let names = ChartDescription.placeNames(left, right, kind)
    let indent = String(repeating: " ", count: gutter + 2)
    let space = room - TerminalText.width(names.0) - TerminalText.width(names.1)
    guard space > 0 else { return line(indent + names.0, gutter + 2 + room) }
    return line(
      indent + names.0 + String(repeating: " ", count: space) + names.1, gutter + 2 + room)
  }

  private func key(_ layers: [Layer], _ columns: Int) -> String {
    let names = layers.map(\.name).filter { !$0.isEmpty }
    guard names.count > 1 else { return "" }
    guard hasColour else { return line("lines: " + names.joined(separator: ", "), columns) }
    let words = names.enumerated().map {
      BrailleGrid.coloured("━ " + TerminalText.clean($1), series: $0)
    }
    return words.joined(separator: "  ") + "\n"
  }
}

/// Dots of 2 × 4 in each cell of a terminal (Unicode braille patterns).
struct BrailleGrid {
  private let columns: Int
  private let rows: Int
  private var bits: [UInt32]
  private var owner: [Int]

  init(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
    bits = Array(repeating: 0, count: columns * rows)
    owner = Array(repeating: 0, count: columns * rows)
  }

  private static let masks: [[UInt32]] = [
    [0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80],
  ]

  mutating func set(_ point: Point, series: Int) {
    guard point.isFinite, point.x > -1, point.y > -1, point.x < 1e6, point.y < 1e6 else { return }
    let (x, y) = (Int(point.x.rounded()), Int(point.y.rounded()))
    guard (0..<columns * 2).contains(x), (0..<rows * 4).contains(y) else { return }
    let cell = (y / 4) * columns + x / 2
    bits[cell] |= BrailleGrid.masks[y % 4][x % 2]
    owner[cell] = series
  }

  mutating func line(_ a: Point, _ b: Point, series: Int) {
    guard a.isFinite, b.isFinite else { return }
    let steps = min(max(Int(max(abs(b.x - a.x), abs(b.y - a.y)).rounded(.up)), 1), 2000)
    for step in 0...steps {
      let share = Double(step) / Double(steps)
      set(Point(a.x + (b.x - a.x) * share, a.y + (b.y - a.y) * share), series: series)
    }
  }

  func lines(hasColour: Bool) -> [String] {
    (0..<rows).map { row in
      var text = ""
      for column in 0..<columns {
        let cell = row * columns + column
        guard bits[cell] > 0, let scalar = Unicode.Scalar(0x2800 + bits[cell]) else {
          text += " "
          continue
        }
        text +=
          hasColour ? BrailleGrid.coloured(String(scalar), series: owner[cell]) : String(scalar)
      }
      return text
    }
  }

  static func coloured(_ text: String, series: Int) -> String {
    let codes = [34, 33, 36, 31, 35, 32]
    return "\u{1B}[\(codes[series % codes.count])m\(text)\u{1B}[0m"
  }
}

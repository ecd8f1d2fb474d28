import Tables

extension Chart {
  /// What the chart shows, in at most three sentences: kind and axes, series, extremes and trend.
  public var generatedDescription: String {
    let prepared = PreparedChart(self)
    let layers = prepared.panels.flatMap { $0 }
    for case .cell(let cell) in layers.map(\.mark) { return ChartDescription.heatMap(cell) }
    return ChartDescription(chart: self, prepared: prepared).text
  }
}

/// Puts a chart into words.
struct ChartDescription {
  let chart: Chart
  let prepared: PreparedChart

  private var layers: [Layer] { prepared.panels.flatMap { $0 } }

  var text: String {
    [axesSentence, seriesSentence, extremesSentence].filter { !$0.isEmpty }.joined(separator: " ")
  }

  private var kind: String {
    let marks = layers.map(\.mark)
    func has(_ test: (Mark) -> Bool) -> Bool { marks.contains(where: test) }
    if has(\.isBar) {
      return has { if case .line = $0 { true } else { false } } ? "Bars and lines" : "Bar chart"
    }
    if has({ if case .area = $0 { true } else { false } }) { return "Stacked area chart" }
    if has({ if case .swarm = $0 { true } else { false } }) { return "Beeswarm" }
    if has({ if case .ridge = $0 { true } else { false } }) { return "Ridges" }
    if has({ if case .range = $0 { true } else { false } }) { return "Intervals" }
    if has({ if case .box = $0 { true } else { false } }) { return "Box plot" }
    if has({ if case .line = $0 { true } else { false } }) { return "Line chart" }
    return "Scatter plot"
  }

  private var axesSentence: String {
    var words = kind
    if chart.panels.count > 1 { words += " in \(chart.panels.count) panels" }
    let places = layers.flatMap(\.along).filter(\.isFinite)
    if let low = places.min(), let high = places.max() {
      switch prepared.kind {
      case .days where abs(low) < 3e6 && abs(high) < 3e6:
        words += " from \(Day(daysSinceEpoch: Int(low))) to \(Day(daysSinceEpoch: Int(high)))"
      case .categories(let names): words += " of \(names.count) categories"
      default:
        let name = chart.x.label.isEmpty ? "x" : chart.x.label
        words += ", \(name) from \(chart.x.format.text(low)) to \(chart.x.format.text(high))"
      }
    }
    let values = layers.flatMap(\.values).filter(\.isFinite)
    if let low = values.min(), let high = values.max() {
      let name = chart.y.label.isEmpty ? "values" : chart.y.label
      words += ", \(name) from \(amount(low)) to \(amount(high))"
    }
    return words + "."
  }

  private func amount(_ value: Double) -> String {
    let text =
      chart.y.format == .automatic
      ? NumberFormat.significant(3).text(value) : chart.y.format.text(value)
    return chart.y.unit.isEmpty ? text : "\(text) \(chart.y.unit)"
  }

  private var names: [String] {
    var known: Set<String> = []
    return layers.map(\.name).filter { !$0.isEmpty && known.insert($0).inserted }
  }

  private var seriesSentence: String {
    let names = self.names
    if names.count < 2 { return "" }
    let shown = names.prefix(8).joined(separator: ", ")
    return
      "\(names.count) series: \(shown)\(names.count > 8 ? " and \(names.count - 8) more" : "")."
  }

  /// Where the first series is highest and lowest, and whether it rises.
  private var extremesSentence: String {
    let first = layers.first { layer in
      switch layer.mark {
      case .line, .bar, .dot, .range: true
      default: false
      }
    }
    guard let first else { return "" }
    let values = first.mark.isBar ? first.high : first.value
    let pairs = zip(first.along, values).filter { $0.0.isFinite && $0.1.isFinite }
    guard pairs.count > 1, let top = pairs.max(by: { $0.1 < $1.1 }),
      let low = pairs.min(by: { $0.1 < $1.1 })
    else { return "" }
    let name = first.name.isEmpty ? "The series" : first.name
    var words =
      "\(name) is highest at \(place(top.0)) (\(amount(top.1))) and lowest at \(place(low.0)) (\(amount(low.1)))"
    if let trend = trend(first, pairs.map { ($0.0, $0.1) }) { words += ", \(trend)" }
    return words + "."
  }

  private func place(_ along: Double) -> String {
    switch prepared.kind {
    case .days: return abs(along) < 3e6 ? Day(daysSinceEpoch: Int(along)).description : "?"
    case .categories(let names):
      let index = Int(exactly: along.rounded()) ?? -1
      return names.indices.contains(index) ? names[index] : "?"
    case .numbers: return chart.x.format.text(along)
    }
  }

  /// The mean of the last quarter against that of the first.
  private func trend(_ layer: Layer, _ pairs: [(Double, Double)]) -> String? {
    guard case .line = layer.mark, pairs.count >= 8 else { return nil }
    let quarter = pairs.count / 4
    let mean = { (part: ArraySlice<(Double, Double)>) in
      part.reduce(0) { $0 + $1.1 } / Double(part.count)
    }
    let (start, end) = (mean(pairs.prefix(quarter)), mean(pairs.suffix(quarter)))
    let values = pairs.map(\.1)
    let span = (values.max() ?? 0) - (values.min() ?? 0)
    guard span > 0 else { return "without change" }
    let change = (end - start) / span
    return change > 0.2
      ? "rising overall" : change < -0.2 ? "falling overall" : "without a clear trend"
  }

  /// The ends of the axis of positions in words.
  static func placeNames(_ left: Double, _ right: Double, _ kind: PositionKind) -> (String, String)
  {
    func name(_ place: Double) -> String {
      switch kind {
      case .days: return abs(place) < 3e6 ? Day(daysSinceEpoch: Int(place)).description : ""
      case .categories(let names):
        let index = Int(exactly: place) ?? -1
        return names.indices.contains(index) ? names[index] : ""
      case .numbers: return NumberFormat.automatic.text(place)
      }
    }
    return (name(left), name(right))
  }

  static func heatMap(_ cell: Mark.Cell) -> String {
    let count = max(cell.columns.count, 1)
    func name(_ index: Int) -> String {
      let row = index / count
      guard cell.rows.indices.contains(row), cell.columns.indices.contains(index % count) else {
        return "?"
      }
      return "\(cell.rows[row]) × \(cell.columns[index % count])"
    }
    let finite = cell.values.enumerated().filter { $0.element.isFinite }
    var words =
      "Heat map of \(cell.name.isEmpty ? "values" : cell.name), \(cell.rows.count) rows by \(cell.columns.count) columns."
    if let low = finite.min(by: { $0.element < $1.element }),
      let high = finite.max(by: { $0.element < $1.element })
    {
      words +=
        " Highest at \(name(high.offset)) (\(cell.format.text(high.element))), lowest at \(name(low.offset)) (\(cell.format.text(low.element)))."
    }
    if let contours = cell.contours {
      let levels = contours.levels.map(contours.format.text).joined(separator: ", ")
      words += " Lines of equal \(contours.name) at \(levels)."
    }
    if let best = cell.marked, cell.rows.indices.contains(best.row),
      cell.columns.indices.contains(best.column)
    {
      words += " Marked: \(cell.rows[best.row]) × \(cell.columns[best.column])."
    }
    return words
  }
}

import Tables

/// A mark with its places as numbers: categories by index, dates by day number, stacks added up.
struct Layer {
  let mark: Mark
  let name: String
  let paint: Paint
  /// Along the axis of positions.
  var along: [Double] = []
  /// The values of points and lines.
  var value: [Double] = []
  /// Lower ends of what has two.
  var low: [Double] = []
  /// Upper ends of what has two.
  var high: [Double] = []
  /// Which of the bars standing beside each other, and of how many.
  var group = 0
  var groups = 1

  /// All numbers that the axis of values must hold.
  var values: [Double] { value + low + high }
}

extension Mark {
  /// The series' name; "" where it has none.
  var name: String {
    switch self {
    case .line(let line): line.name
    case .area(let area): area.name
    case .band(let band): band.name
    case .bar(let bar): bar.name
    case .dot(let dot): dot.name
    case .cell(let cell): cell.name
    case .box(let box): box.name
    case .rug(let rug): rug.name
    case .range(let range): range.name
    case .swarm(let swarm): swarm.name
    case .ridge(let ridge): ridge.name
    case .rule, .text: ""
    }
  }

  var paint: Paint {
    switch self {
    case .line(let line): line.paint
    case .area(let area): area.paint
    case .band(let band): band.paint
    case .bar(let bar): bar.paint
    case .dot(let dot): dot.paint
    case .cell, .swarm: .positive
    case .box(let box): box.paint
    case .rug(let rug): rug.paint
    case .range(let range): range.paint
    case .ridge(let ridge): ridge.paint
    case .rule(let rule): rule.paint
    case .text(let text): text.paint
    }
  }

  /// Where it stands along the axis of positions; nil for rules and heat maps.
  var positions: Positions? {
    switch self {
    case .line(let line): line.x
    case .area(let area): area.x
    case .band(let band): band.x
    case .bar(let bar): bar.x
    case .dot(let dot): dot.x
    case .box(let box): box.x
    case .rug(let rug): rug.x
    case .range(let range): range.x
    case .swarm(let swarm): swarm.x
    case .ridge(let ridge): ridge.x
    case .text(let text): text.x
    case .cell, .rule: nil
    }
  }

  /// How far it stands beside the middle of its category.
  var shift: Double {
    switch self {
    case .dot(let dot): dot.shift
    case .range(let range): range.shift
    default: 0
    }
  }

  var isBar: Bool {
    if case .bar = self { return true }
    return false
  }

  /// Whether zero belongs on the axis of values.
  var needsZero: Bool {
    switch self {
    case .bar, .area: true
    default: false
    }
  }
}

extension Double {
  /// The number, or NaN where no axis could hold it.
  var drawable: Double { isFinite && abs(self) < 1e300 ? self : .nan }
}

/// What the axis of positions holds.
enum PositionKind: Hashable {
  case numbers
  case days
  case categories([String])
}

/// A chart whose positions are numbers.
struct PreparedChart {
  let kind: PositionKind
  /// The rows of a heat map, top to bottom; empty without one.
  let rows: [String]
  /// One array of layers for each panel.
  let panels: [[Layer]]

  init(_ chart: Chart) {
    let panels = chart.panels.map { Folding.folded($0.marks, limit: chart.categoryLimit ?? 60) }
    let marks = panels.flatMap { $0 }
    let kind = PreparedChart.kind(of: marks)
    var rows: [String] = []
    for case .cell(let cell) in marks { rows = PreparedChart.union(rows, cell.rows) }
    self.kind = kind
    self.rows = rows
    let places = Places(kind: kind)
    self.panels = panels.map { PreparedChart.layers($0, places: places) }
  }

  private static func kind(of marks: [Mark]) -> PositionKind {
    var names: [String] = []
    var hasCategories = false
    var hasDays = false
    for mark in marks {
      switch mark.positions {
      case .categories(let own)?:
        names = union(names, own)
        hasCategories = true
      case .days?: hasDays = true
      case .numbers?, nil: break
      }
      guard case .cell(let cell) = mark else { continue }
      names = union(names, cell.columns)
      hasCategories = true
    }
    return hasCategories ? .categories(names) : hasDays ? .days : .numbers
  }

  private static func union(_ names: [String], _ more: [String]) -> [String] {
    var known = Set(names)
    return names + more.filter { known.insert($0).inserted }
  }

  /// Turns positions into numbers.
  private struct Places {
    let kind: PositionKind
    let index: [String: Double]

    init(kind: PositionKind) {
      self.kind = kind
      guard case .categories(let names) = kind else {
        index = [:]
        return
      }
      index = Dictionary(names.enumerated().map { ($1, Double($0)) }) { first, _ in first }
    }

    func numbers(_ positions: Positions) -> [Double] {
      switch (positions, kind) {
      case (.categories(let names), _): names.map { index[$0] ?? .nan }
      case (.days(let days), .categories): days.map { index[$0.description] ?? .nan }
      case (.days(let days), _): days.map { Double($0.daysSinceEpoch) }
      case (.numbers(let numbers), _): numbers.map(\.drawable)
      }
    }
  }

  private static func layers(_ marks: [Mark], places: Places) -> [Layer] {
    var areas = Stack()
    var bars = Stack()
    var groups = 0
    var layers = marks.map { mark in
      var layer = Layer(mark: mark, name: mark.name, paint: mark.paint)
      layer.along = mark.positions.map { places.numbers($0) } ?? []
      if case .categories = places.kind, mark.shift != 0 {
        layer.along = layer.along.map { $0 + min(max(mark.shift, -0.49), 0.49) }
      }
      switch mark {
      case .line(let line): layer.value = line.y.map(\.drawable)
      case .dot(let dot): layer.value = dot.y.map(\.drawable)
      case .swarm(let swarm): layer.value = swarm.y.map(\.drawable)
      case .text(let text): layer.value = text.y.map(\.drawable)
      case .band(let band):
        (layer.low, layer.high) = (band.low.map(\.drawable), band.high.map(\.drawable))
      case .area(let area):
        (layer.low, layer.high) = areas.add(area.y, at: layer.along, isStacked: area.isStacked)
      case .bar(let bar):
        (layer.low, layer.high) = bars.add(bar.y, at: layer.along, isStacked: bar.isStacked)
        if let start = bar.start {
          (layer.low, layer.high) = (start.map(\.drawable), bar.y.map(\.drawable))
        }
        if !bar.isStacked || groups == 0 { groups += 1 }
        layer.group = groups - 1
      case .box(let box):
        layer.low = box.summaries.map { min($0.low, $0.outliers.min() ?? $0.low).drawable }
        layer.high = box.summaries.map { max($0.high, $0.outliers.max() ?? $0.high).drawable }
      case .range(let range):
        layer.low = range.low.map(\.drawable)
        layer.high = range.high.map(\.drawable)
        layer.value = range.middle?.map(\.drawable) ?? []
      case .ridge(let ridge):
        layer.low = ridge.hills.map { ($0.values.first ?? .nan).drawable }
        layer.high = ridge.hills.map { ($0.values.last ?? .nan).drawable }
      case .rule(let rule):
        if case .y(let value) = rule.place { layer.value = [value.drawable] }
      case .cell, .rug: break
      }
      layer.trim()
      return layer
    }
    for index in layers.indices { layers[index].groups = max(groups, 1) }
    return layers
  }
}

extension Layer {
  /// Cuts all arrays to the shortest, so that unequal lengths cannot trap.
  fileprivate mutating func trim() {
    let count =
      switch mark {
      case .line, .dot, .text, .swarm: min(along.count, value.count)
      case .area, .band, .bar, .box, .ridge: min(along.count, low.count, high.count)
      case .range(let range):
        min(along.count, low.count, high.count, range.middle?.count ?? .max)
      case .rug: along.count
      case .cell, .rule: Int.max
      }
    along = Array(along.prefix(count))
    value = Array(value.prefix(count))
    low = Array(low.prefix(count))
    high = Array(high.prefix(count))
  }
}

/// Adds up what stands on each other: positive values upwards from zero, negative ones downwards.
private struct Stack {
  private var up: [Double: Double] = [:]
  private var down: [Double: Double] = [:]

  mutating func add(_ values: [Double], at places: [Double], isStacked: Bool) -> (
    [Double], [Double]
  ) {
    var low: [Double] = []
    var high: [Double] = []
    for (place, value) in zip(places, values.map(\.drawable)) {
      guard isStacked, !value.isNaN, !place.isNaN else {
        low.append(value.isNaN ? .nan : 0)
        high.append(value)
        continue
      }
      let start = (value < 0 ? down[place] : up[place]) ?? 0
      low.append(start)
      high.append((start + value).drawable)
      if value < 0 { down[place] = start + value } else { up[place] = start + value }
    }
    return (low, high)
  }
}

/// Keeps the largest categories of bar charts and sums the rest.
enum Folding {
  static let other = "other"

  /// The marks with all but the `limit` largest categories of bars summed as "other", at the end.
  static func folded(_ marks: [Mark], limit: Int) -> [Mark] {
    var totals: [String: Double] = [:]
    var order: [String] = []
    for case .bar(let bar) in marks {
      guard case .categories(let names) = bar.x, bar.start == nil else { continue }
      for (name, value) in zip(names, bar.y) {
        if totals[name] == nil { order.append(name) }
        totals[name, default: 0] += value.isFinite ? abs(value) : 0
      }
    }
    guard order.count > max(limit, 2) else { return marks }
    let ranked = order.indices.sorted {
      let (a, b) = (totals[order[$0]] ?? 0, totals[order[$1]] ?? 0)
      return a != b ? a > b : $0 < $1
    }
    let kept = Set(ranked.prefix(max(limit, 2) - 1).map { order[$0] })
    return marks.map { mark in
      guard case .bar(let bar) = mark, case .categories(let names) = bar.x, bar.start == nil
      else { return mark }
      return .bar(folded(bar, names: names, kept: kept))
    }
  }

  private static func folded(_ bar: Mark.Bar, names: [String], kept: Set<String>) -> Mark.Bar {
    var result = bar
    let pairs = Array(zip(names, bar.y)).enumerated()
    let stay = pairs.filter { kept.contains($0.element.0) }
    let rest = pairs.filter { !kept.contains($0.element.0) && $0.element.1.isFinite }
    result.x = .categories(stay.map(\.element.0) + [other])
    result.y = stay.map(\.element.1) + [rest.reduce(0) { $0 + $1.element.1 }]
    let picks = stay.map(\.offset)
    result.labels = bar.labels.map { labels in
      picks.map { labels.indices.contains($0) ? labels[$0] : "" } + [""]
    }
    result.notes = bar.notes.map { notes in
      picks.map { notes.indices.contains($0) ? notes[$0] : "" } + [""]
    }
    result.paints = bar.paints.map { paints in
      picks.map { paints.indices.contains($0) ? paints[$0] : bar.paint } + [.muted]
    }
    return result
  }
}

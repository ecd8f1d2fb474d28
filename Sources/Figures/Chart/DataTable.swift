public import Tables

extension Chart {
  /// The numbers behind the chart: one row a position and one column a series; one row a point where a series has
  /// several points at one position.
  public var dataTable: Table {
    let marks = panels.flatMap(\.marks)
    for case .cell(let cell) in marks { return Chart.table(of: cell) }
    var columns: [SeriesColumn] = []
    for panel in panels {
      for mark in panel.marks { columns += SeriesColumn.columns(mark, panel: panel.title) }
    }
    let isUnique = columns.allSatisfy { Set($0.keys).count == $0.keys.count }
    let head = x.label.isEmpty ? DataTable.headName(columns) : x.label
    return isUnique ? DataTable.wide(columns, head: head) : DataTable.long(columns, head: head)
  }

  private static func table(of cell: Mark.Cell) -> Table {
    var names = UniqueNames()
    let count = cell.columns.count
    var columns = [Column(names.unique(""), texts: cell.rows)]
    for (c, name) in cell.columns.enumerated() {
      let values = cell.rows.indices.map { row in
        cell.values.indices.contains(row * count + c) ? cell.values[row * count + c] : .nan
      }
      columns.append(Column(names.unique(name), numbers: values))
    }
    return Table(columns)
  }
}

/// Names that are not used twice.
struct UniqueNames {
  private var used: Set<String> = []

  mutating func unique(_ name: String) -> String {
    var candidate = name
    var count = 2
    while !used.insert(candidate).inserted {
      candidate = "\(name) (\(count))"
      count += 1
    }
    return candidate
  }
}

/// A place along the axis, for joining series.
enum PositionKey: Hashable {
  case number(Double)
  case day(Day)
  case name(String)
}

/// One column of numbers of a mark.
struct SeriesColumn {
  let name: String
  let keys: [PositionKey]
  let values: [Double]

  static func columns(_ mark: Mark, panel: String) -> [SeriesColumn] {
    if case .swarm(let swarm) = mark { return summaries(swarm, panel: panel) }
    guard let positions = mark.positions else { return [] }
    let keys: [PositionKey] =
      switch positions {
      case .numbers(let numbers): numbers.map { .number($0) }
      case .days(let days): days.map { .day($0) }
      case .categories(let names): names.map { .name($0) }
      }
    return parts(mark).map { suffix, values in
      let own = [mark.name, suffix].filter { !$0.isEmpty }.joined(separator: " ")
      let name = [panel, own.isEmpty ? "value" : own].filter { !$0.isEmpty }.joined(separator: ": ")
      let pairs = zip(keys, values).filter { pair in
        if case .number(let x) = pair.0 { return !x.isNaN }
        return true
      }
      return SeriesColumn(name: name, keys: pairs.map(\.0), values: pairs.map(\.1))
    }
  }

  /// How each place's dots lie, not each dot: thousands would make a file many times the page's size.
  private static func summaries(_ swarm: Mark.Swarm, panel: String) -> [SeriesColumn] {
    guard case .categories(let names) = swarm.x else { return [] }
    var order: [String] = []
    var dots: [String: [(value: Double, weight: Double)]] = [:]
    for (index, (name, value)) in zip(names, swarm.y).enumerated() where value.isFinite {
      if dots[name] == nil { order.append(name) }
      let weights = swarm.weights ?? []
      dots[name, default: []].append((value, index < weights.count ? weights[index] : 1))
    }
    let ends: [(name: String, share: Double)] = [
      ("lowest", 0), ("5 %", 0.05), ("25 %", 0.25), ("median", 0.5), ("75 %", 0.75),
      ("95 %", 0.95), ("highest", 1),
    ]
    let sorted = order.map { (dots[$0] ?? []).sorted { $0.value < $1.value } }
    return ends.map { end in
      let values = sorted.map { dots -> Double in
        let due = dots.reduce(0) { $0 + $1.weight } * end.share
        var sum = 0.0
        for dot in dots {
          sum += dot.weight
          if sum >= due { return dot.value }
        }
        return dots.last?.value ?? .nan
      }
      return SeriesColumn(
        name: panel.isEmpty ? end.name : "\(panel): \(end.name)", keys: order.map { .name($0) },
        values: values)
    }
  }

  private static func parts(_ mark: Mark) -> [(String, [Double])] {
    switch mark {
    case .line(let line): [("", line.y)]
    case .area(let area): [("", area.y)]
    case .dot(let dot): [("", dot.y)] + (dot.sizes.map { [("size", $0)] } ?? [])
    case .bar(let bar):
      (bar.start.map { [("from", $0)] } ?? []) + [(bar.start == nil ? "" : "to", bar.y)]
    case .band(let band): [("low", band.low), ("high", band.high)]
    case .range(let range):
      (range.middle.map { [("", $0)] } ?? []) + [("low", range.low), ("high", range.high)]
    case .box(let box):
      [
        ("low", box.summaries.map(\.low)), ("lower quartile", box.summaries.map(\.lowerQuartile)),
        ("median", box.summaries.map(\.median)),
        ("upper quartile", box.summaries.map(\.upperQuartile)), ("high", box.summaries.map(\.high)),
      ]
    case .ridge(let ridge):
      [
        ("median", ridge.hills.map { $0.middle ?? .nan }),
        ("low", ridge.hills.map { $0.outer?.lowerBound ?? .nan }),
        ("high", ridge.hills.map { $0.outer?.upperBound ?? .nan }),
      ]
    case .rug, .rule, .text, .cell, .swarm: []
    }
  }
}

enum DataTable {
  static func headName(_ columns: [SeriesColumn]) -> String {
    switch columns.first?.keys.first {
    case .day?: "date"
    case .number?: "x"
    default: "category"
    }
  }

  private static func head(_ keys: [PositionKey], _ name: String) -> Column {
    let days = keys.map { if case .day(let day) = $0 { day } else { Day?.none } }
    if !keys.isEmpty, days.allSatisfy({ $0 != nil }) { return Column(name, days: days) }
    let numbers = keys.map { if case .number(let number) = $0 { number } else { Double.nan } }
    if !keys.isEmpty, numbers.allSatisfy({ !$0.isNaN }) { return Column(name, numbers: numbers) }
    return Column(
      name,
      texts: keys.map { key in
        switch key {
        case .name(let name): name
        case .day(let day): day.description
        case .number(let number): NumberFormat.automatic.text(number)
        }
      })
  }

  static func wide(_ columns: [SeriesColumn], head name: String) -> Table {
    var order: [PositionKey] = []
    var known: Set<PositionKey> = []
    for column in columns {
      for key in column.keys where known.insert(key).inserted { order.append(key) }
    }
    order = sorted(order)
    var names = UniqueNames()
    var result = [head(order, names.unique(name))]
    for column in columns {
      let own = Dictionary(zip(column.keys, column.values)) { first, _ in first }
      result.append(Column(names.unique(column.name), numbers: order.map { own[$0] ?? .nan }))
    }
    return Table(result)
  }

  /// Dates and numbers in order; categories as they came.
  private static func sorted(_ keys: [PositionKey]) -> [PositionKey] {
    func rank(_ key: PositionKey) -> Double? {
      switch key {
      case .day(let day): Double(day.daysSinceEpoch)
      case .number(let number): number
      case .name: nil
      }
    }
    guard keys.allSatisfy({ rank($0) != nil }) else { return keys }
    return keys.sorted { (rank($0) ?? 0) < (rank($1) ?? 0) }
  }

  static func long(_ columns: [SeriesColumn], head name: String) -> Table {
    var names = UniqueNames()
    let keys = columns.flatMap(\.keys)
    return Table([
      Column(
        names.unique("series"),
        texts: columns.flatMap { column in column.keys.map { _ in column.name } }),
      head(keys, names.unique(name)),
      Column(names.unique("value"), numbers: columns.flatMap(\.values)),
    ])
  }
}

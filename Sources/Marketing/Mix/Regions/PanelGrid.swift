import Tables

/// Which row of a long table is which region's which period.
struct PanelGrid {
  /// The regions, in the order of their first rows.
  let regions: [String]
  /// The periods of each.
  let periods: Int
  /// The periods' dates, or none.
  let days: [Day]
  /// The table's row of each region and period, region by region.
  let rows: [Int]

  /// Finds the place of each row.
  init(_ table: Table, region: String?, date: String?) throws {
    let names = try Self.names(of: table, in: region)
    var numbers: [String: Int] = [:]
    var regions: [String] = []
    let regionOfRow = names.map { name in
      if let number = numbers[name] { return number }
      numbers[name] = regions.count
      regions.append(name)
      return regions.count - 1
    }
    let dateColumn =
      try date.map { try table.column($0) }
      ?? table.columns.first { if case .days = $0.values { true } else { false } }
    guard let dateColumn else {
      (periods, rows) = try Self.inOrder(regionOfRow, regions)
      days = []
      self.regions = regions
      return
    }
    let found = try table.days(dateColumn.name)
    let dates = found.compactMap(\.self)
    if dates.count < found.count {
      throw MixError.missing(
        column: dateColumn.name, row: (found.firstIndex(of: nil) ?? 0) + 1, day: nil,
        count: found.count - dates.count)
    }
    let days = Set(dates).sorted()
    var places: [Day: Int] = [:]
    for (place, day) in days.enumerated() { places[day] = place }
    var rows = [Int](repeating: -1, count: regions.count * days.count)
    for (row, region) in regionOfRow.enumerated() {
      let place = region * days.count + (places[dates[row]] ?? 0)
      guard rows[place] < 0 else {
        throw PanelError.twice(region: regions[region], day: dates[row], row: row + 1)
      }
      rows[place] = row
    }
    for (number, region) in regions.enumerated() {
      let own = rows[(number * days.count)..<((number + 1) * days.count)]
      guard let first = own.firstIndex(of: -1) else { continue }
      throw PanelError.missingRows(
        region: region, first: days[first - number * days.count], count: own.count { $0 < 0 })
    }
    self.regions = regions
    (self.days, self.rows, periods) = (days, rows, days.count)
  }

  /// A column's numbers in the grid's order.
  func series(
    _ name: String, of table: Table, leastIsZero: Bool = false
  ) throws -> MixData.Series {
    let values = try table.numbers(name)
    if let row = values.firstIndex(where: \.isNaN) {
      throw MixError.missing(
        column: name, row: row + 1, day: day(ofRow: row), count: values.count { $0.isNaN })
    }
    let largest = MixData.largestMagnitude
    if let row = values.firstIndex(where: {
      abs($0) > largest || ($0 != 0 && abs($0) < 1 / largest)
    }) {
      throw MixError.infinite(column: name, row: row + 1)
    }
    if leastIsZero, let row = values.firstIndex(where: { $0 < 0 }) {
      throw MixError.negativeSpend(
        channel: name, row: row + 1, day: day(ofRow: row), value: values[row])
    }
    return MixData.Series(name: name, values: rows.map { values[$0] })
  }

  /// One population a region.
  func population(_ name: String, of table: Table) throws -> [Double] {
    let all = try series(name, of: table).values
    return try regions.indices.map { region in
      let first = all[region * periods]
      for t in 1..<max(periods, 1) where all[region * periods + t] != first {
        throw PanelError.populationChanges(
          region: regions[region], from: first, to: all[region * periods + t])
      }
      guard first > 0 else {
        throw PanelError.populationNotPositive(region: regions[region], value: first)
      }
      return first
    }
  }

  private func day(ofRow row: Int) -> Day? {
    guard !days.isEmpty, let place = rows.firstIndex(of: row) else { return nil }
    return days[place % periods]
  }

  /// The region of each row; numbers and dates are named as they are written.
  private static func names(of table: Table, in column: String?) throws -> [String] {
    guard let column else { return [String](repeating: "national", count: table.rowCount) }
    let names: [String?]
    switch try table.column(column).values {
    case .numbers(let numbers):
      names = numbers.map { value in
        if value.isNaN { return nil }
        return value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
      }
    default: names = try table.texts(column)
    }
    return try names.enumerated().map { row, name in
      guard let name, !name.isEmpty else {
        throw PanelError.unnamedRegion(column: column, row: row + 1)
      }
      return name
    }
  }

  /// Without dates a region's rows are its periods, in their order.
  private static func inOrder(
    _ regionOfRow: [Int], _ regions: [String]
  ) throws -> (Int, [Int]) {
    var lists = [[Int]](repeating: [], count: regions.count)
    for (row, region) in regionOfRow.enumerated() { lists[region].append(row) }
    let periods = lists.first?.count ?? 0
    for (region, list) in lists.enumerated() where list.count != periods {
      throw PanelError.unequalRows(
        region: regions[region], rows: list.count, other: regions[0], otherRows: periods)
    }
    return (periods, lists.flatMap(\.self))
  }
}

extension Table {
  /// From wide to long: one row for every cell of the given columns, with the column's name beside its value.
  ///
  /// - Throws: `wrongKind` where the columns hold different kinds.
  public func longer(
    _ gathered: [String], nameColumn: String = "name", valueColumn: String = "value"
  ) throws(TableError) -> Table {
    let parts = try select(gathered).columns
    let kept = columns.filter { !gathered.contains($0.name) }
    for part in parts where part.kind != parts[0].kind {
      throw .wrongKind(column: part.name, found: part.kindName, expected: parts[0].kindName)
    }
    for name in [nameColumn, valueColumn] where kept.contains(where: { $0.name == name }) {
      throw .duplicateColumn(name)
    }
    guard nameColumn != valueColumn else { throw .duplicateColumn(nameColumn) }
    guard let first = parts.first else {
      throw .badArgument("columns", found: "empty", expected: "at least one column")
    }
    let indices = (0..<rowCount).flatMap { Array(repeating: $0, count: parts.count) }
    let labels = (0..<rowCount).flatMap { _ in parts.map { Optional($0.name) } }
    let values = (0..<rowCount).flatMap { row in parts.map { $0[row] } }
    return Table(
      kept.map { $0.rows(indices) }
        + [Column(nameColumn, texts: labels), Column(valueColumn, cells: values, like: first)])
  }

  /// From long to wide: a column for every text in `nameColumn`, holding the values beside it.
  ///
  /// The rows are those that agree in all other columns, in the order of their first appearance; new columns come in the
  /// order of first appearance too. A pair that is not there is a missing cell.
  ///
  /// - Throws: `duplicateKey` where a pair is there twice.
  public func wider(
    nameColumn: String = "name", valueColumn: String = "value"
  ) throws(TableError) -> Table {
    let labels = try texts(nameColumn)
    let values = try column(valueColumn)
    let kept = columns.filter { $0.name != nameColumn && $0.name != valueColumn }
    var rowOf: [[Cell]: Int] = [:]
    var firstRows: [Int] = []
    var places: [String: Int] = [:]
    var newNames: [String] = []
    var sources: [[Int: Int]] = []
    for row in 0..<rowCount {
      guard let label = labels[row] else { continue }
      let key = kept.map { $0[row] }
      let target = rowOf[key] ?? firstRows.count
      if target == firstRows.count {
        rowOf[key] = target
        firstRows.append(row)
      }
      let place = places[label] ?? newNames.count
      if place == newNames.count {
        places[label] = place
        newNames.append(label)
        sources.append([:])
      }
      if let before = sources[place].updateValue(row, forKey: target) {
        let shown = (key.map(\.description) + [label]).joined(separator: ", ")
        throw .duplicateKey(
          columns: kept.map(\.name) + [nameColumn], key: shown, rows: [before + 1, row + 1])
      }
    }
    if let double = newNames.first(where: { name in kept.contains { $0.name == name } }) {
      throw .duplicateColumn(double)
    }
    let spread = newNames.indices.map { place in
      Column(
        newNames[place], values.rows(firstRows.indices.map { sources[place][$0] }).values)
    }
    return Table(kept.map { $0.rows(firstRows) } + spread)
  }
}

extension Column {
  /// A column of cells that all have the kind of another column.
  init(_ name: String, cells: [Cell], like other: Column) {
    switch other.values {
    case .numbers:
      self.init(
        name, numbers: cells.map { if case .number(let number) = $0 { number } else { .nan } })
    case .days:
      self.init(name, days: cells.map { if case .day(let day) = $0 { day } else { nil } })
    case .texts:
      self.init(name, texts: cells.map { if case .text(let text) = $0 { text } else { nil } })
    }
  }
}

extension Table {
  /// The columns of these names, in this order.
  public func select(_ names: [String]) throws(TableError) -> Table {
    var kept: [Column] = []
    for name in names {
      let column = try column(name)
      if kept.contains(where: { $0.name == name }) { throw .duplicateColumn(name) }
      kept.append(column)
    }
    return Table(kept)
  }

  /// All columns but these.
  public func dropping(_ names: [String]) throws(TableError) -> Table {
    for name in names { _ = try column(name) }
    return Table(columns.filter { !names.contains($0.name) })
  }

  /// The same columns, some under other names: old name to new name.
  public func renamed(_ names: [String: String]) throws(TableError) -> Table {
    for old in names.keys.sorted() { _ = try column(old) }
    var seen: Set<String> = []
    var renamed: [Column] = []
    for column in columns {
      let name = names[column.name] ?? column.name
      guard seen.insert(name).inserted else { throw .duplicateColumn(name) }
      renamed.append(Column(name, column.values))
    }
    return Table(renamed)
  }

  /// The table with a column put in the place of the one of the same name, or behind the last.
  ///
  /// A programmer's mistake traps: a column of another length.
  public func replacing(_ column: Column) -> Table {
    var all = columns
    if let index = all.firstIndex(where: { $0.name == column.name }) {
      all[index] = column
    } else {
      all.append(column)
    }
    return Table(all)
  }

  /// The rows of these numbers, from 0, in this order.
  ///
  /// A programmer's mistake traps: a row that is not there.
  public func rows(_ indices: [Int]) -> Table { Table(columns.map { $0.rows(indices) }) }

  /// The first rows.
  public func head(_ count: Int = 10) -> Table { rows(Array(0..<max(0, min(count, rowCount)))) }

  /// The last rows.
  public func tail(_ count: Int = 10) -> Table {
    rows(Array(max(0, rowCount - max(0, count))..<rowCount))
  }
}

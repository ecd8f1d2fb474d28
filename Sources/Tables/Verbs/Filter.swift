/// A test of a row: a column against a constant, and such tests combined.
///
///     .all([.compare("sales", .more, .number(100)), .compare("geo", .equal, .text("north"))])
///
/// A missing cell passes no comparison, not even `.unequal`; ask for it with `.isMissing`.
public indirect enum Condition: Sendable, Hashable, Codable {
  /// A cell of the column against a constant of its kind.
  case compare(String, Comparison, Cell)
  /// The cell of the column is missing.
  case isMissing(String)
  /// Every one holds; true of none.
  case all([Condition])
  /// At least one holds; false of none.
  case any([Condition])
  /// It does not hold.
  case not(Condition)

  /// How a cell is compared.
  public enum Comparison: String, Sendable, Hashable, Codable, CaseIterable {
    /// The same value.
    case equal = "=="
    /// Another value.
    case unequal = "!="
    /// Smaller, or earlier.
    case less = "<"
    /// Smaller or the same.
    case atMost = "<="
    /// Larger, or later.
    case more = ">"
    /// Larger or the same.
    case atLeast = ">="
  }

  /// For every row whether the condition holds.
  public func holds(in table: Table) throws(TableError) -> [Bool] {
    switch self {
    case .isMissing(let name):
      let column = try table.column(name)
      return (0..<table.rowCount).map { column[$0] == .missing }
    case .compare(let name, let comparison, let constant):
      return try compared(table.column(name), comparison, constant)
    case .all(let parts):
      var all = [Bool](repeating: true, count: table.rowCount)
      for part in parts {
        let holds = try part.holds(in: table)
        for row in all.indices where !holds[row] { all[row] = false }
      }
      return all
    case .any(let parts):
      var any = [Bool](repeating: false, count: table.rowCount)
      for part in parts {
        let holds = try part.holds(in: table)
        for row in any.indices where holds[row] { any[row] = true }
      }
      return any
    case .not(let part):
      return try part.holds(in: table).map { !$0 }
    }
  }

  private func compared(
    _ column: Column, _ comparison: Comparison, _ constant: Cell
  ) throws(TableError) -> [Bool] {
    switch (column.values, constant) {
    case (.numbers, .number), (.days, .day), (.texts, .text): break
    default:
      let shown = constant == .missing ? "nothing" : "\"\(constant)\""
      throw .unlikeConstant(column: column.name, holds: column.kindName, constant: shown)
    }
    return (0..<column.count).map { row in
      let cell = column[row]
      guard cell != .missing else { return false }
      return switch comparison {
      case .equal: cell == constant
      case .unequal: cell != constant
      case .less: cell < constant
      case .atMost: cell <= constant
      case .more: cell > constant
      case .atLeast: cell >= constant
      }
    }
  }
}

extension Table {
  /// One row of a table, for predicates.
  public struct Row: Sendable {
    /// The table.
    public let table: Table
    /// Its number, from 0.
    public let index: Int

    /// The cell of a column; missing where there is no such column.
    public subscript(name: String) -> Cell {
      table.columns.first { $0.name == name }?[index] ?? .missing
    }
  }

  /// The rows for which a condition holds.
  public func filter(_ condition: Condition) throws(TableError) -> Table {
    let holds = try condition.holds(in: self)
    return rows(holds.indices.filter { holds[$0] })
  }

  /// The rows that pass a test of the program's own.
  public func filter(where passes: (Row) -> Bool) -> Table {
    rows((0..<rowCount).filter { passes(Row(table: self, index: $0)) })
  }
}

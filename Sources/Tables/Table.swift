/// A data frame as a value: named columns of equal length.
///
/// Column names are unique. Every operation returns a new table; columns that did not change share their storage.
/// It isn't a matrix: rows have no labels, and arithmetic is done on columns taken out of it.
public struct Table: Sendable, Hashable, Codable {
  /// The columns, left to right.
  public private(set) var columns: [Column]

  /// A table of the given columns.
  ///
  /// A programmer's mistake traps: columns of unequal length, a name used twice.
  public init(_ columns: [Column] = []) {
    precondition(
      columns.allSatisfy { $0.count == columns[0].count },
      "columns of unequal length: \(columns.map { "\($0.name) \($0.count)" })")
    precondition(
      Set(columns.map(\.name)).count == columns.count,
      "a column name used twice: \(columns.map(\.name))")
    self.columns = columns
  }

  /// The number of rows; 0 where there is no column.
  public var rowCount: Int { columns.first?.count ?? 0 }
  /// The names, left to right.
  public var names: [String] { columns.map(\.name) }

  /// The column of that name, or an error that lists the near ones.
  public func column(_ name: String) throws(TableError) -> Column {
    guard let column = columns.first(where: { $0.name == name }) else {
      throw .noColumn(name, among: names)
    }
    return column
  }

  /// The numbers of a column; an error where it has another kind.
  public func numbers(_ name: String) throws(TableError) -> [Double] {
    let column = try column(name)
    guard case .numbers(let numbers) = column.values else {
      throw .wrongKind(column: name, found: column.kindName, expected: "numbers")
    }
    return numbers
  }

  /// The dates of a column; an error where it has another kind.
  public func days(_ name: String) throws(TableError) -> [Day?] {
    let column = try column(name)
    guard case .days(let days) = column.values else {
      throw .wrongKind(column: name, found: column.kindName, expected: "dates")
    }
    return days
  }

  /// The texts of a column; an error where it has another kind.
  public func texts(_ name: String) throws(TableError) -> [String?] {
    let column = try column(name)
    guard case .texts(let texts) = column.values else {
      throw .wrongKind(column: name, found: column.kindName, expected: "texts")
    }
    return texts
  }
}

/// A stretch of the calendar that dates fall into.
public enum Period: String, Sendable, Hashable, Codable, CaseIterable {
  /// The date itself.
  case day
  /// From Monday to Sunday.
  case week
  /// A calendar month.
  case month
  /// Three calendar months.
  case quarter
  /// A calendar year.
  case year

  /// The first day of the stretch that a date falls into.
  public func start(of day: Day) -> Day {
    let (year, month, _) = day.civil
    let first: Day? =
      switch self {
      case .day: day
      case .week: day.advanced(by: 1 - day.weekday)
      case .month: Day(year: year, month: month, day: 1)
      case .quarter: Day(year: year, month: (month - 1) / 3 * 3 + 1, day: 1)
      case .year: Day(year: year, month: 1, day: 1)
      }
    return first ?? day
  }
}

/// A number that stands for many: what an aggregation makes of a column.
public struct Aggregation: Sendable, Hashable, Codable {
  /// What is done with the cells that are there.
  public enum Function: String, Sendable, Hashable, Codable, CaseIterable {
    /// Their sum; 0 of none.
    case sum
    /// Their mean; missing of none.
    case mean
    /// The smallest.
    case min
    /// The largest.
    case max
    /// How many there are.
    case count
    /// The first in the order of the rows.
    case first
    /// The last.
    case last
  }

  /// The function.
  public let function: Function
  /// The column it is done with.
  public let column: String
  /// The name of the result.
  public let name: String

  /// An aggregation; the result has the column's name unless another is given.
  public init(_ function: Function, _ column: String, as name: String? = nil) {
    self.function = function
    self.column = column
    self.name = name ?? column
  }
}

extension Table {
  /// One row a group: rows that agree in the key columns, with a date rounded down to its period.
  ///
  /// Missing cells are left out of sums, means and the like; `count` says how many were there. Groups come in ascending
  /// order of their keys, a missing key last.
  ///
  ///     try sales.aggregate(by: ["geo"], [.init(.sum, "sales")], over: .month, of: "date")
  ///
  /// - Complexity: O(rows × (keys + aggregations)), plus the sort of the groups.
  public func aggregate(
    by keys: [String], _ aggregations: [Aggregation], over period: Period? = nil,
    of dateColumn: String? = nil
  ) throws(TableError) -> Table {
    var keyColumns: [Column] = []
    if let period, let dateColumn {
      let starts = try days(dateColumn).map { $0.map(period.start(of:)) }
      keyColumns.append(Column(dateColumn, days: starts))
    }
    for key in keys where key != dateColumn || period == nil { keyColumns.append(try column(key)) }
    var groups: [[Cell]: [Int]] = [:]
    for row in 0..<rowCount { groups[keyColumns.map { $0[row] }, default: []].append(row) }
    let order = groups.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.value)
    let firsts = order.compactMap(\.first)
    var results = keyColumns.map { $0.rows(firsts) }
    for aggregation in aggregations {
      let column = try column(aggregation.column)
      let result = try aggregation.applied(to: column, groups: order)
      if results.contains(where: { $0.name == result.name }) {
        throw .duplicateColumn(result.name)
      }
      results.append(result)
    }
    return Table(results)
  }
}

extension Aggregation {
  fileprivate func applied(to column: Column, groups: [[Int]]) throws(TableError) -> Column {
    let present = groups.map { rows in rows.filter { column[$0] != .missing } }
    switch function {
    case .count: return Column(name, numbers: present.map { Double($0.count) })
    case .first: return renamed(column.rows(present.map(\.first)))
    case .last: return renamed(column.rows(present.map(\.last)))
    case .min:
      return renamed(column.rows(present.map { rows in rows.min { column[$0] < column[$1] } }))
    case .max:
      // Of equal ones the first, as for the smallest.
      return renamed(
        column.rows(present.map { rows in rows.min { column[$1] < column[$0] } }))
    case .sum, .mean:
      guard case .numbers(let numbers) = column.values else {
        throw .wrongKind(column: column.name, found: column.kindName, expected: "numbers")
      }
      return Column(
        name,
        numbers: present.map { rows in
          let sum = exactSum(rows.map { numbers[$0] })
          return function == .sum ? sum : rows.isEmpty ? .nan : sum / Double(rows.count)
        })
    }
  }

  private func renamed(_ column: Column) -> Column { Column(name, column.values) }
}

/// A sum with the rounding error of each step carried along (Neumaier 1974), so that a thousand cents are ten exactly
/// as often as can be; plain where an infinity is in it.
func exactSum(_ numbers: [Double]) -> Double {
  var (sum, lost) = (0.0, 0.0)
  for number in numbers {
    let next = sum + number
    lost += abs(sum) >= abs(number) ? (sum - next) + number : (number - next) + sum
    sum = next
  }
  return sum.isFinite ? sum + lost : sum
}

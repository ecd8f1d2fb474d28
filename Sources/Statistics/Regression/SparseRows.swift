/// Rows of numbers that are mostly 0: only the others are stored, row after row.
///
/// Row `i` has the numbers `values[starts[i]..<starts[i + 1]]` in the columns of the same places, which rise strictly.
/// Known as CSR.
///
///     var rows = SparseRows(columnCount: 3)
///     rows.append(columns: [0, 2], values: [1, 0.5])
public struct SparseRows: Sendable, Hashable, Codable {
  /// How many columns there are.
  public let columnCount: Int
  /// Where each row begins, and where the last ends: one more than there are rows.
  public private(set) var starts = [0]
  /// The column of each number.
  public private(set) var columns: [Int32] = []
  /// The numbers.
  public private(set) var values: [Double] = []

  /// No row yet.
  public init(columnCount: Int) {
    precondition(columnCount >= 0 && columnCount < Int(Int32.max), "\(columnCount) columns")
    self.columnCount = columnCount
  }

  /// The rows of a matrix, without their zeros.
  public init(_ matrix: Matrix) {
    self.init(columnCount: matrix.columns)
    for row in 0..<matrix.rows {
      for column in 0..<matrix.columns where matrix[row, column] != 0 {
        columns.append(Int32(column))
        values.append(matrix[row, column])
      }
      starts.append(values.count)
    }
  }

  /// How many rows there are.
  public var count: Int { starts.count - 1 }

  /// Adds a row; columns rise strictly.
  public mutating func append(columns: [Int], values: [Double]) {
    precondition(columns.count == values.count, "\(columns.count) columns, \(values.count) values")
    var last = -1
    for column in columns {
      precondition(column > last && column < columnCount, "column \(column) after \(last)")
      last = column
      self.columns.append(Int32(column))
    }
    self.values += values
    starts.append(self.values.count)
  }

  /// A row with its zeros.
  public func row(_ index: Int) -> [Double] {
    var row = [Double](repeating: 0, count: columnCount)
    for place in starts[index]..<starts[index + 1] { row[Int(columns[place])] = values[place] }
    return row
  }

  /// The product with a vector, one number a row.
  public func times(_ vector: [Double]) -> [Double] {
    precondition(vector.count == columnCount, "a vector of \(vector.count) for \(columnCount)")
    return (0..<count).map { row in
      var sum = 0.0
      for place in starts[row]..<starts[row + 1] {
        sum += vector[Int(columns[place])] * values[place]
      }
      return sum
    }
  }

  /// The mean and the population standard deviation of each column, rows counted by weights.
  ///
  /// A column is constant exactly where its deviation is 0.
  func moments(_ weights: [Double]) -> (means: [Double], scales: [Double]) {
    let total = weights.reduce(0, +)
    var (means, seen) = (
      [Double](repeating: 0, count: columnCount), [Double](repeating: 0, count: columnCount)
    )
    var first = [Double?](repeating: nil, count: columnCount)
    var isConstant = [Bool](repeating: true, count: columnCount)
    for row in 0..<count where weights[row] > 0 {
      for place in starts[row]..<starts[row + 1] {
        let column = Int(columns[place])
        means[column] += weights[row] * values[place]
        seen[column] += weights[row]
        if first[column] == nil { first[column] = values[place] }
        if first[column] != values[place] { isConstant[column] = false }
      }
    }
    for column in 0..<columnCount {
      means[column] /= total
      // What was not stored is 0, unlike what was; weights added in the same order would agree but for rounding.
      if first[column] != nil, first[column] != 0, seen[column] < total * (1 - 1e-12) {
        isConstant[column] = false
      }
    }
    var squares = means.indices.map { max(0, total - seen[$0]) * means[$0] * means[$0] }
    for row in 0..<count where weights[row] > 0 {
      for place in starts[row]..<starts[row + 1] {
        let column = Int(columns[place])
        let off = values[place] - means[column]
        squares[column] += weights[row] * off * off
      }
    }
    let scales = squares.indices.map { isConstant[$0] ? 0 : (squares[$0] / total).squareRoot() }
    return (means, scales)
  }

  /// Refuses NaN and infinities, naming the first.
  func checkFinite(_ what: String) throws(StatisticsError) {
    for row in 0..<count {
      for place in starts[row]..<starts[row + 1] where !values[place].isFinite {
        throw .notFinite(what: what, row: row, column: Int(columns[place]))
      }
    }
  }
}

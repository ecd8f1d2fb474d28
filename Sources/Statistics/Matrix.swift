/// A dense matrix of `Double`, stored by columns, one after the other, as LAPACK does.
///
/// Rows are mostly observations (weeks), columns variables. Indices count from 0.
///
///     let design = Matrix(columns: [[1, 1, 1], [2, 4, 8]])
///     design[2, 1]  // 8
public struct Matrix: Sendable, Hashable, Codable {
  /// The number of rows.
  public let rows: Int
  /// The number of columns.
  public let columns: Int
  /// Element (row, column) at `column * rows + row`.
  @usableFromInline var elements: [Double]

  /// A matrix with the same number everywhere.
  public init(rows: Int, columns: Int, repeating value: Double = 0) {
    self.init(
      rows: rows, columns: columns,
      elements: [Double](repeating: value, count: Matrix.count(rows, columns)))
  }

  /// A matrix of the given elements, column after column.
  public init(rows: Int, columns: Int, elements: [Double]) {
    precondition(
      elements.count == Matrix.count(rows, columns),
      "\(rows) × \(columns) needs \(rows * columns) elements, not \(elements.count)")
    self.rows = rows
    self.columns = columns
    self.elements = elements
  }

  /// A matrix whose element at (row, column) is what the function says.
  public init(rows: Int, columns: Int, _ element: (_ row: Int, _ column: Int) -> Double) {
    var elements: [Double] = []
    elements.reserveCapacity(Matrix.count(rows, columns))
    for column in 0..<columns {
      for row in 0..<rows { elements.append(element(row, column)) }
    }
    self.init(rows: rows, columns: columns, elements: elements)
  }

  /// A matrix from its columns, all of the same length.
  ///
  /// - Parameters:
  ///   - columns: The columns.
  ///   - rows: The length of each; needed only where there may be no column.
  public init(columns: [[Double]], rows: Int? = nil) {
    let length = rows ?? columns.first?.count ?? 0
    for (index, column) in columns.enumerated() {
      precondition(
        column.count == length,
        "column \(index) has \(column.count) rows, the matrix \(length)")
    }
    self.init(rows: length, columns: columns.count, elements: Array(columns.joined()))
  }

  /// The unit matrix.
  public static func identity(_ order: Int) -> Matrix {
    var matrix = Matrix(rows: order, columns: order)
    for index in 0..<order { matrix[index, index] = 1 }
    return matrix
  }

  /// The element at a row and a column.
  @inlinable public subscript(row: Int, column: Int) -> Double {
    get {
      precondition(row >= 0 && row < rows && column >= 0 && column < columns)
      return elements[column &* rows &+ row]
    }
    set {
      precondition(row >= 0 && row < rows && column >= 0 && column < columns)
      elements[column &* rows &+ row] = newValue
    }
  }

  /// A column.
  public func column(_ index: Int) -> [Double] { Array(slice(index)) }

  /// A row.
  public func row(_ index: Int) -> [Double] { (0..<columns).map { self[index, $0] } }

  /// All columns.
  public var columnArrays: [[Double]] { (0..<columns).map(column) }

  /// The elements, column after column.
  public var columnMajorElements: [Double] { elements }

  /// A column without a copy.
  func slice(_ index: Int) -> ArraySlice<Double> {
    precondition(index >= 0 && index < columns, "column \(index) of \(columns)")
    return elements[(index * rows)..<((index + 1) * rows)]
  }

  /// The number of elements, checked.
  private static func count(_ rows: Int, _ columns: Int) -> Int {
    precondition(rows >= 0 && columns >= 0, "a matrix of \(rows) × \(columns)")
    let (count, overflow) = rows.multipliedReportingOverflow(by: columns)
    precondition(!overflow, "a matrix of \(rows) × \(columns)")
    return count
  }

  /// Refuses NaN and infinities, naming the first.
  func checkFinite(_ what: String) throws(StatisticsError) {
    // A sum is finite only if every term is (or it overflowed, which the search below then acquits).
    if elements.reduce(0, { $0 + ($1 - $1) }) == 0 { return }
    for index in elements.indices where !elements[index].isFinite {
      throw .notFinite(what: what, row: index % rows, column: index / rows)
    }
  }
}

// MARK: - Parts and joins

extension Matrix {
  /// The rows of a range.
  public func rows(_ range: Range<Int>) -> Matrix {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= rows, "rows \(range) of a matrix of \(rows)")
    var part: [Double] = []
    part.reserveCapacity(range.count * columns)
    for column in 0..<columns {
      let start = column * rows
      part.append(contentsOf: elements[(start + range.lowerBound)..<(start + range.upperBound)])
    }
    return Matrix(rows: range.count, columns: columns, elements: part)
  }

  /// The given rows, in the given order; a row may come more than once (bootstrap).
  public func rows(_ indices: [Int]) -> Matrix {
    Matrix(rows: indices.count, columns: columns) { self[indices[$0], $1] }
  }

  /// The given columns, in the given order.
  public func columns(_ indices: [Int]) -> Matrix {
    Matrix(columns: indices.map(column), rows: rows)
  }

  /// This matrix with a column of ones before the first.
  public func withLeadingOnes() -> Matrix {
    Matrix(
      rows: rows, columns: columns + 1,
      elements: [Double](repeating: 1, count: rows) + elements)
  }

  /// Rows and columns exchanged.
  public var transposed: Matrix { Matrix(rows: columns, columns: rows) { self[$1, $0] } }
}

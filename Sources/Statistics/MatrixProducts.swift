import CLAPACKE

extension Matrix {
  /// The product with a vector, X·v, `rows` long.
  ///
  /// Summed by columns in order, without the library: the same bits everywhere.
  /// - Complexity: O(rows · columns).
  public func times(_ vector: [Double]) -> [Double] {
    precondition(
      vector.count == columns, "a vector of \(vector.count) for \(columns) columns")
    var sums = [Double](repeating: 0, count: rows)
    for column in 0..<columns {
      let factor = vector[column]
      let start = column * rows
      for row in 0..<rows { sums[row] += elements[start &+ row] * factor }
    }
    return sums
  }

  /// The product of the transpose with a vector, Xᵀ·v, `columns` long.
  ///
  /// - Complexity: O(rows · columns).
  public func transposeTimes(_ vector: [Double]) -> [Double] {
    precondition(vector.count == rows, "a vector of \(vector.count) for \(rows) rows")
    return (0..<columns).map { column in
      let start = column * rows
      var sum = 0.0
      for row in 0..<rows { sum += elements[start &+ row] * vector[row] }
      return sum
    }
  }

  /// The product with a matrix, X·Y.
  ///
  /// - Complexity: O(rows · columns · other.columns), by OpenBLAS where that is over 10⁴.
  public func times(_ other: Matrix) -> Matrix {
    precondition(
      columns == other.rows,
      "\(rows) × \(columns) times \(other.rows) × \(other.columns)")
    guard isWorthTheLibrary(with: other.columns), LinearAlgebraLibrary.isReady else {
      return Matrix(columns: other.columnArrays.map { times($0) }, rows: rows)
    }
    var product = Matrix(rows: rows, columns: other.columns)
    cblas_dgemm(
      CblasColMajor, CblasNoTrans, CblasNoTrans,
      .init(rows), .init(other.columns), .init(columns),
      1, elements, .init(rows), other.elements, .init(other.rows),
      0, &product.elements, .init(rows))
    return product
  }

  /// The product of the transpose with a matrix, Xᵀ·Y.
  ///
  /// - Complexity: O(rows · columns · other.columns), by OpenBLAS where that is over 10⁴.
  public func transposeTimes(_ other: Matrix) -> Matrix {
    precondition(
      rows == other.rows, "the transpose of \(rows) rows times \(other.rows) rows")
    guard isWorthTheLibrary(with: other.columns), LinearAlgebraLibrary.isReady else {
      return Matrix(columns: other.columnArrays.map { transposeTimes($0) }, rows: columns)
    }
    var product = Matrix(rows: columns, columns: other.columns)
    cblas_dgemm(
      CblasColMajor, CblasTrans, CblasNoTrans,
      .init(columns), .init(other.columns), .init(rows),
      1, elements, .init(rows), other.elements, .init(rows),
      0, &product.elements, .init(columns))
    return product
  }

  /// The products of every two columns, XᵀX: `columns` × `columns`, symmetric to the bit.
  public var gram: Matrix {
    var product = transposeTimes(self)
    for column in 0..<columns {
      for row in 0..<column { product[column, row] = product[row, column] }
    }
    return product
  }

  /// Below some ten thousand multiplications a plain loop is as fast, and has the same bits on every machine.
  private func isWorthTheLibrary(with others: Int) -> Bool {
    rows > 0 && columns > 0 && others > 0
      && rows * columns >= 10_000 / others
      && max(elements.count, rows * others, columns * others) <= Int(Int32.max)
  }
}

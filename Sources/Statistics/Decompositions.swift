import CLAPACKE

/// The Cholesky factor of a symmetric positive definite matrix: A = L·Lᵀ, L lower triangular.
///
/// LAPACK's `dpotrf`; only the lower triangle of the matrix is read.
/// - Complexity: O(order³ / 3).
public struct Cholesky: Sendable {
  /// L; above its diagonal 0.
  public let factor: Matrix

  /// Factors a matrix; refuses one that is not finite or not positive definite.
  public init(_ matrix: Matrix) throws(StatisticsError) {
    precondition(matrix.rows == matrix.columns, "Cholesky of \(matrix.rows) × \(matrix.columns)")
    try LinearAlgebraLibrary.check(matrix)
    var lower = matrix
    let order = LinearAlgebraLibrary.size(matrix.rows)
    if order > 0 {
      let info = LAPACKE_dpotrf(LAPACK_COL_MAJOR, CChar(76), order, &lower.elements, order)
      guard info == 0 else { throw .notPositiveDefinite(order: Int(info)) }
    }
    for column in 0..<matrix.columns {
      for row in 0..<column { lower[row, column] = 0 }
    }
    factor = lower
  }

  /// The solution x of A·x = b.
  public func solve(_ vector: [Double]) -> [Double] {
    Triangular.solveLowerTransposed(factor, Triangular.solveLower(factor, vector))
  }

  /// The logarithm of the determinant of A.
  public var logDeterminant: Double {
    (0..<factor.rows).reduce(0) { $0 + 2 * stableLog(factor[$1, $1]) }
  }
}

/// The thin singular value decomposition X = U·diag(s)·Vᵀ, by LAPACK's `dgesdd`.
///
/// With k = min(rows, columns): U is rows × k, s falls and is ≥ 0, Vᵀ is k × columns. Signs of the vectors are the
/// library's.
/// - Complexity: O(rows · columns · k).
public struct SingularValues: Sendable {
  /// U, one left vector a column.
  public let left: Matrix
  /// s, from the largest to the smallest.
  public let values: [Double]
  /// Vᵀ, one right vector a row.
  public let rightTransposed: Matrix

  /// Decomposes a matrix; refuses one that is not finite.
  public init(_ matrix: Matrix) throws(StatisticsError) {
    try LinearAlgebraLibrary.check(matrix)
    let rank = min(matrix.rows, matrix.columns)
    var (left, values) = (
      Matrix(rows: matrix.rows, columns: rank), [Double](repeating: 0, count: rank)
    )
    var right = Matrix(rows: rank, columns: matrix.columns)
    if rank > 0 {
      let (m, n, k) = (
        LinearAlgebraLibrary.size(matrix.rows), LinearAlgebraLibrary.size(matrix.columns),
        LinearAlgebraLibrary.size(rank)
      )
      var work = matrix.elements
      let info = LAPACKE_dgesdd(
        LAPACK_COL_MAJOR, CChar(83), m, n, &work, m, &values, &left.elements, m,
        &right.elements, k)
      guard info == 0 else { throw .notConverged(algorithm: "the singular value decomposition") }
    }
    self.left = left
    self.values = values
    rightTransposed = right
  }

  /// The largest singular value over the smallest; infinite for a matrix that lost a direction, 1 for an empty one.
  public var conditionNumber: Double {
    guard let largest = values.first, let smallest = values.last else { return 1 }
    return smallest > 0 ? largest / smallest : .infinity
  }
}

/// The eigenvalues and eigenvectors of a symmetric matrix, by LAPACK's `dsyevd`; only the lower triangle is read.
///
/// - Complexity: O(order³).
public struct SymmetricEigenvalues: Sendable {
  /// From the smallest to the largest.
  public let values: [Double]
  /// One eigenvector a column, of length 1, in the order of the values.
  public let vectors: Matrix

  /// Decomposes a matrix; refuses one that is not finite.
  public init(_ matrix: Matrix) throws(StatisticsError) {
    precondition(matrix.rows == matrix.columns, "eigenvalues of \(matrix.rows) × \(matrix.columns)")
    try LinearAlgebraLibrary.check(matrix)
    var work = matrix
    var values = [Double](repeating: 0, count: matrix.rows)
    let order = LinearAlgebraLibrary.size(matrix.rows)
    if order > 0 {
      let info = LAPACKE_dsyevd(
        LAPACK_COL_MAJOR, CChar(86), CChar(76), order, &work.elements, order, &values)
      guard info == 0 else { throw .notConverged(algorithm: "the eigenvalue decomposition") }
    }
    self.values = values
    vectors = work
  }
}

/// Solutions of triangular systems, by substitution.
enum Triangular {
  /// x of L·x = b.
  static func solveLower(_ factor: Matrix, _ vector: [Double]) -> [Double] {
    precondition(vector.count == factor.rows, "a vector of \(vector.count) for \(factor.rows)")
    var x = vector
    for column in 0..<factor.rows {
      x[column] /= factor[column, column]
      for row in (column + 1)..<max(column + 1, factor.rows) {
        x[row] -= factor[row, column] * x[column]
      }
    }
    return x
  }

  /// x of Lᵀ·x = b.
  static func solveLowerTransposed(_ factor: Matrix, _ vector: [Double]) -> [Double] {
    var x = vector
    for row in stride(from: factor.rows - 1, through: 0, by: -1) {
      for below in (row + 1)..<max(row + 1, factor.rows) { x[row] -= factor[below, row] * x[below] }
      x[row] /= factor[row, row]
    }
    return x
  }

  /// x of R·x = b for the leading `order` rows and columns of R.
  static func solveUpper(_ factor: Matrix, order: Int, _ vector: [Double]) -> [Double] {
    var x = Array(vector[..<order])
    for column in stride(from: order - 1, through: 0, by: -1) {
      x[column] /= factor[column, column]
      for row in 0..<column { x[row] -= factor[row, column] * x[column] }
    }
    return x
  }

  /// x of Rᵀ·x = b for the leading `order` rows and columns of R.
  static func solveUpperTransposed(_ factor: Matrix, order: Int, _ vector: [Double]) -> [Double] {
    var x = Array(vector[..<order])
    for row in 0..<order {
      for above in 0..<row { x[row] -= factor[above, row] * x[above] }
      x[row] /= factor[row, row]
    }
    return x
  }
}

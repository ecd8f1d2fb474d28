import CLAPACKE

/// The factors of a square matrix by elimination with row exchanges: P·A = L·U, by LAPACK's `dgetrf`.
///
/// For systems that are not symmetric, such as the equations of a Markov chain.
/// - Complexity: O(2/3 · order³); each solution O(order²).
public struct LU: Sendable {
  /// L below the diagonal (its own is 1), U on and above it.
  private let packed: Matrix
  private let exchanges: [Int32]

  /// Factors a matrix; refuses one that is not finite or that lost a direction.
  public init(_ matrix: Matrix) throws(StatisticsError) {
    precondition(matrix.rows == matrix.columns, "LU of \(matrix.rows) × \(matrix.columns)")
    try LinearAlgebraLibrary.check(matrix)
    var work = matrix
    var order = [Int32](repeating: 0, count: matrix.rows)
    if matrix.rows > 0 {
      let n = LinearAlgebraLibrary.size(matrix.rows)
      let info = LAPACKE_dgetrf(LAPACK_COL_MAJOR, n, n, &work.elements, n, &order)
      guard info == 0 else {
        throw .rankDeficient(
          columns: [Int(info) - 1], rank: max(0, Int(info) - 1), of: matrix.columns)
      }
    }
    packed = work
    exchanges = order
  }

  /// The solution x of A·x = b.
  public func solve(_ vector: [Double]) -> [Double] {
    precondition(vector.count == packed.rows, "\(vector.count) numbers for \(packed.rows) rows")
    guard !vector.isEmpty, LinearAlgebraLibrary.isReady else { return vector }
    let n = LinearAlgebraLibrary.size(packed.rows)
    var solution = vector
    LAPACKE_dgetrs(
      LAPACK_COL_MAJOR, CChar(78), n, 1, packed.elements, n, exchanges, &solution, n)
    return solution
  }

  /// A⁻¹, by `dgetri`.
  public var inverse: Matrix {
    guard packed.rows > 0, LinearAlgebraLibrary.isReady else { return packed }
    let n = LinearAlgebraLibrary.size(packed.rows)
    var inverse = packed
    LAPACKE_dgetri(LAPACK_COL_MAJOR, n, &inverse.elements, n, exchanges)
    return inverse
  }
}

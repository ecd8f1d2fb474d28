import CLAPACKE

/// The QR decomposition with column pivoting, X·P = Q·R, by LAPACK's `dgeqp3`.
///
/// The pivots order the columns so that each next one adds the most to those before it; the first diagonal element of R
/// that is lost in rounding tells the rank, and the columns after it are the dependent ones.
/// - Complexity: O(rows · columns²).
public struct PivotedQR: Sendable {
  /// The rows of X.
  public let rows: Int
  /// The columns of X.
  public let columns: Int
  /// The column of X that stands at each place of R.
  public let pivots: [Int]
  /// The number of diagonal elements of R above the tolerance.
  public let rank: Int
  /// R above and on the diagonal, the Householder vectors below it.
  private let packed: Matrix
  private let reflections: [Double]

  /// Decomposes a matrix; refuses one that is not finite.
  ///
  /// - Parameters:
  ///   - matrix: X. Scale its columns to like length first, or the rank means little.
  ///   - fixed: How many of the first columns stay in front, unpivoted (an intercept).
  ///   - tolerance: A diagonal element of R counts as 0 at or below this share of the longest column. By default
  ///     16 · max(rows, columns) · 2⁻⁵², some ten times what rounding leaves of an exactly dependent column.
  public init(
    _ matrix: Matrix, fixed: Int = 0, tolerance: Double? = nil
  ) throws(StatisticsError) {
    try LinearAlgebraLibrary.check(matrix)
    rows = matrix.rows
    columns = matrix.columns
    let diagonal = min(rows, columns)
    var work = matrix
    var order = (0..<columns).map { $0 < fixed ? Int32(1) : 0 }
    var scalars = [Double](repeating: 0, count: diagonal)
    if diagonal > 0 {
      let (m, n) = (LinearAlgebraLibrary.size(rows), LinearAlgebraLibrary.size(columns))
      let info = LAPACKE_dgeqp3(LAPACK_COL_MAJOR, m, n, &work.elements, m, &order, &scalars)
      guard info == 0 else { throw .notConverged(algorithm: "the QR decomposition") }
      pivots = order.map { Int($0) - 1 }
    } else {
      pivots = Array(0..<columns)
    }
    packed = work
    reflections = scalars
    let longest = (0..<columns).map { norm(matrix.slice($0)) }.max() ?? 0
    let limit = longest * (tolerance ?? 16 * Double(max(rows, columns)) * 0x1p-52)
    rank = (0..<diagonal).first { !(abs(work[$0, $0]) > limit) } ?? diagonal
  }

  /// The columns that the ones before them in the pivoting explain, in rising order.
  public var dependentColumns: [Int] { pivots[rank...].sorted() }

  /// R: min(rows, columns) × columns, 0 below the diagonal.
  public var upper: Matrix {
    Matrix(rows: min(rows, columns), columns: columns) { $0 <= $1 ? packed[$0, $1] : 0 }
  }

  /// Qᵀ·v, `rows` long.
  public func transposedRotation(of vector: [Double]) -> [Double] { rotate(vector, 84) }

  /// Q·v, `rows` long.
  public func rotation(of vector: [Double]) -> [Double] { rotate(vector, 78) }

  /// The first `rank` columns of Q: an orthonormal basis of what the columns of X span.
  public var basis: Matrix {
    Matrix(
      columns: (0..<rank).map { place in
        var unit = [Double](repeating: 0, count: rows)
        unit[place] = 1
        return rotation(of: unit)
      }, rows: rows)
  }

  private func rotate(_ vector: [Double], _ transposition: CChar) -> [Double] {
    precondition(vector.count == rows, "a vector of \(vector.count) for \(rows) rows")
    guard !reflections.isEmpty, LinearAlgebraLibrary.isReady else { return vector }
    let (m, k) = (LinearAlgebraLibrary.size(rows), LinearAlgebraLibrary.size(reflections.count))
    var rotated = vector
    LAPACKE_dormqr(
      LAPACK_COL_MAJOR, CChar(76), transposition, m, 1, k, packed.elements, m, reflections,
      &rotated, m)
    return rotated
  }
}

/// The Euclidean length, free of overflow.
func norm(_ values: some Collection<Double>) -> Double {
  let largest = values.reduce(0) { max($0, abs($1)) }
  guard largest > 0, largest.isFinite else { return largest }
  return largest * values.reduce(0) { $0 + ($1 / largest) * ($1 / largest) }.squareRoot()
}

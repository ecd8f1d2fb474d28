import CLAPACKE

/// Readies OpenBLAS: one thread per call, because whatever is parallel here is so outside of it, and because the order
/// of its sums, and with it the last bits of a result, would otherwise depend on the number of cores.
enum LinearAlgebraLibrary {
  /// Mention this before every call; Swift runs it once.
  static let isReady: Bool = {
    openblas_set_num_threads(1)
    return true
  }()

  /// A size as LAPACK counts it.
  static func size(_ count: Int) -> Int32 { Int32(clamping: count) }

  /// Whether LAPACK can count the elements of such a matrix.
  static func check(_ matrix: Matrix) throws(StatisticsError) {
    guard isReady, matrix.elements.count <= Int(Int32.max) else {
      throw .tooLarge(rows: matrix.rows, columns: matrix.columns)
    }
    try matrix.checkFinite("the matrix")
  }
}

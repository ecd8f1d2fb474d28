import Statistics
import TestSupport
import Testing

private func random(_ rows: Int, _ columns: Int) -> Matrix {
  var stream = RandomStream(seed: 5)
  return Matrix(columns: (0..<columns).map { _ in (0..<rows).map { _ in stream.normal() } })
}

@Suite("Matrices") struct MatrixTests {
  @Test("The library's products are the plain loop's", arguments: [3, 60])
  func products(size: Int) {
    let (a, b) = (random(size, size + 2), random(size + 2, size + 1))
    let product = a.times(b)
    for column in 0..<b.columns {
      #expect(agree(product.column(column), a.times(b.column(column)), .absolute(1e-12)))
    }
    let left = a.transposed.transposeTimes(b)
    #expect(agree(left.columnMajorElements, product.columnMajorElements, .absolute(1e-12)))
    #expect(a.gram == a.gram.transposed)
  }

  @Test("Decompositions give the matrix back")
  func decompositions() throws {
    let matrix = random(9, 4)
    let singular = try SingularValues(matrix)
    var scaled = singular.rightTransposed
    for row in 0..<4 { for column in 0..<4 { scaled[row, column] *= singular.values[row] } }
    let back = singular.left.times(scaled)
    #expect(agree(back.columnMajorElements, matrix.columnMajorElements, .absolute(1e-13)))
    let factor = try Cholesky(matrix.gram).factor
    #expect(
      agree(
        factor.times(factor.transposed).columnMajorElements, matrix.gram.columnMajorElements,
        .absolute(1e-12)))
    let eigen = try SymmetricEigenvalues(matrix.gram)
    #expect(
      agree(eigen.values.reversed(), singular.values.map { $0 * $0 }, .relative(1e-12)))
    let pivoted = try PivotedQR(matrix)
    #expect(
      agree(
        pivoted.basis.times(pivoted.upper).columnMajorElements,
        matrix.columns(pivoted.pivots).columnMajorElements, .absolute(1e-13)))
  }

  @Test("What cannot be decomposed is refused by name")
  func refused() {
    let indefinite = Matrix(columns: [[1, 2], [2, 1]])
    #expect(throws: StatisticsError.notPositiveDefinite(order: 2)) { try Cholesky(indefinite) }
    #expect(throws: StatisticsError.notFinite(what: "the matrix", row: 0, column: 1)) {
      try SingularValues(Matrix(columns: [[1], [.infinity]]))
    }
    #expect(throws: Never.self) { try PivotedQR(Matrix(rows: 3, columns: 0)) }
  }
}

import Statistics

/// The Cholesky factor of a small symmetric matrix without the library's call: a grid solves ten thousand of them.
struct SmallCholesky {
  private let factor: [Double]
  private let order: Int

  /// Nil where the matrix is not positive definite, to rounding.
  init?(_ matrix: Matrix) {
    order = matrix.rows
    var lower = [Double](repeating: 0, count: order * order)
    for column in 0..<order {
      for row in column..<order {
        var sum = matrix[row, column]
        for k in 0..<column { sum -= lower[row * order + k] * lower[column * order + k] }
        if row == column {
          guard sum > 1e-11 * abs(matrix[row, row]) else { return nil }
          lower[row * order + row] = sum.squareRoot()
        } else {
          lower[row * order + column] = sum / lower[column * order + column]
        }
      }
    }
    factor = lower
  }

  /// The solution for a right-hand side.
  func solve(_ right: [Double]) -> [Double] {
    var solution = right
    for row in 0..<order {
      for k in 0..<row { solution[row] -= factor[row * order + k] * solution[k] }
      solution[row] /= factor[row * order + row]
    }
    for row in (0..<order).reversed() {
      for k in (row + 1)..<max(order, row + 1) {
        solution[row] -= factor[k * order + row] * solution[k]
      }
      solution[row] /= factor[row * order + row]
    }
    return solution
  }
}

/// The least of ½βᵀHβ − gᵀβ + Σ λⱼ|βⱼ| within bounds, one coefficient at a time; for small H.
enum BoxedQuadratic {
  static func minimum(
    _ matrix: Matrix, _ moments: [Double], _ absolute: [Double], _ bounds: [ClosedRange<Double>],
    start: [Double]
  ) -> [Double] {
    var solution = zip(start, bounds).map { min(max($0, $1.lowerBound), $1.upperBound) }
    let scale = moments.reduce(0) { max($0, abs($1)) }
    for _ in 0..<20_000 {
      var largest = 0.0
      for j in solution.indices {
        let diagonal = matrix[j, j]
        guard diagonal > 0 else { continue }
        var slope = moments[j] + diagonal * solution[j]
        for k in solution.indices { slope -= matrix[k, j] * solution[k] }
        let shrunk =
          slope > absolute[j] ? slope - absolute[j] : slope < -absolute[j] ? slope + absolute[j] : 0
        let next = min(max(shrunk / diagonal, bounds[j].lowerBound), bounds[j].upperBound)
        largest = max(largest, abs(next - solution[j]) * diagonal)
        solution[j] = next
      }
      if largest <= 1e-10 * scale { break }
    }
    return solution
  }
}

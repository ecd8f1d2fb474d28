/// A normal distribution whose covariance is a diagonal and a few directions: the inverse curvature that
/// limited-memory BFGS has gathered.
///
///     Σ = D^½ (I + Q (M − I) Qᵀ) D^½,   D the diagonal, Q orthonormal, M small
///
/// Source: Zhang et al. (2022), algorithm 4, with the compact form of Byrd, Nocedal & Schnabel (1994), theorem 2.2.
struct LowRankNormal {
  /// The mean: one step of Newton's from the point.
  let centre: [Double]
  /// √D.
  private let roots: [Double]
  /// The columns of Q.
  private let basis: [[Double]]
  /// The Cholesky factor of M, row by row.
  private let factor: [[Double]]
  private let logDeterminant: Double

  /// The approximation around a point; nil where the curvature is not that of a normal.
  init?(around point: ClimbPoint, scales: [Double], history: StepHistory) {
    let (steps, falls) = (history.steps, history.falls)
    let memory = steps.count
    roots = scales.map { $0.squareRoot() }
    // 1. W = D^−½ [D·Z, S], and γ from R, the upper triangle of SᵀZ.
    var wide: [[Double]] = []
    for fall in falls { wide.append(zip(fall, roots).map { $0 * $1 }) }
    for step in steps { wide.append(zip(step, roots).map { $0 / $1 }) }
    let inverse = Self.inverseUpper(
      (0..<memory).map { i in
        (0..<memory).map { j in j >= i ? dot(steps[i], falls[j]) : 0 }
      })
    var middle = (0..<memory).map { i in (0..<memory).map { j in dot(wide[i], wide[j]) } }
    for i in 0..<memory { middle[i][i] += dot(steps[i], falls[i]) }
    var gamma = [[Double]](
      repeating: [Double](repeating: 0, count: 2 * memory), count: 2 * memory)
    for i in 0..<memory {
      for j in 0..<memory {
        gamma[i][memory + j] = -inverse[i][j]
        gamma[memory + i][j] = -inverse[j][i]
        var sum = 0.0
        for k in 0..<memory {
          for l in 0..<memory { sum += inverse[k][i] * middle[k][l] * inverse[l][j] }
        }
        gamma[memory + i][memory + j] = sum
      }
    }
    // 2. An orthonormal basis of W's columns: Gram–Schmidt twice, without what depends on the rest.
    var basis: [[Double]] = []
    for column in wide {
      var rest = column
      for _ in 0..<2 {
        for vector in basis {
          let share = dot(vector, rest)
          for index in rest.indices { rest[index] -= share * vector[index] }
        }
      }
      let size = dot(rest, rest).squareRoot()
      guard size > 1e-10 * dot(column, column).squareRoot() else { continue }
      basis.append(rest.map { $0 / size })
    }
    // 3. M = I + (QᵀW) γ (QᵀW)ᵀ and its Cholesky factor.
    let across = basis.map { vector in wide.map { dot(vector, $0) } }
    let half = across.map { row in
      (0..<(2 * memory)).map { j in row.indices.reduce(0) { $0 + row[$1] * gamma[$1][j] } }
    }
    let order = basis.count
    var factor = [[Double]](repeating: [Double](repeating: 0, count: order), count: order)
    for i in 0..<order {
      for j in 0...i {
        var sum = (i == j ? 1.0 : 0.0) + dot(half[i], across[j])
        for k in 0..<j { sum -= factor[i][k] * factor[j][k] }
        if i == j {
          guard sum > 0, sum.isFinite else { return nil }
          factor[i][i] = sum.squareRoot()
        } else {
          factor[i][j] = sum / factor[j][j]
        }
      }
    }
    logDeterminant =
      2 * roots.reduce(0) { $0 + stableLog($1) }
      + 2 * (0..<order).reduce(0) { $0 + stableLog(factor[$1][$1]) }
    self.basis = basis
    self.factor = factor
    // 4. The mean.
    let scaled = zip(point.gradient, roots).map { $0 * $1 }
    let shares = basis.map { dot($0, scaled) }
    var moved = scaled
    for i in 0..<order {
      // Row i of (M − I) times the shares, M = L·Lᵀ.
      var sum = -shares[i]
      for j in 0..<order {
        for k in 0...min(i, j) { sum += factor[i][k] * factor[j][k] * shares[j] }
      }
      for index in moved.indices { moved[index] += sum * basis[i][index] }
    }
    let roots = roots
    centre = point.position.indices.map { point.position[$0] + roots[$0] * moved[$0] }
    guard centre.allSatisfy(\.isFinite), logDeterminant.isFinite else { return nil }
  }

  /// The standard deviation of each coordinate.
  var deviations: [Double] {
    roots.indices.map { index in
      // 1 + qᵀ(M − I)q for the row q of Q.
      let row = basis.map { $0[index] }
      var sum = 1 - dot(row, row)
      for k in row.indices {
        var part = 0.0
        for i in k..<row.count { part += factor[i][k] * row[i] }
        sum += part * part
      }
      return roots[index] * max(0, sum).squareRoot()
    }
  }

  /// A draw with its log density.
  func draw(_ stream: inout RandomStream) -> (position: [Double], logDensity: Double) {
    let u = roots.map { _ in stream.normal() }
    let shares = basis.map { dot($0, u) }
    var moved = u
    for i in basis.indices {
      var change = -shares[i]
      for k in 0...i { change += factor[i][k] * shares[k] }
      for index in moved.indices { moved[index] += change * basis[i][index] }
    }
    let position = centre.indices.map { centre[$0] + roots[$0] * moved[$0] }
    let count = Double(roots.count)
    return (position, -0.5 * (dot(u, u) + logDeterminant) - count * halfLogTwoPi)
  }

  /// The inverse of an upper triangle.
  private static func inverseUpper(_ matrix: [[Double]]) -> [[Double]] {
    let order = matrix.count
    var inverse = [[Double]](repeating: [Double](repeating: 0, count: order), count: order)
    for column in 0..<order {
      for row in (0...column).reversed() {
        var sum = row == column ? 1.0 : 0.0
        for k in row..<order where k > row && k <= column {
          sum -= matrix[row][k] * inverse[k][column]
        }
        inverse[row][column] = sum / matrix[row][row]
      }
    }
    return inverse
  }
}

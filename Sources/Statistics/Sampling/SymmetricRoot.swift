/// Small symmetric matrices, row by row in plain arrays: what a chain needs to build its metric.
///
/// No linear algebra library is asked: its sums depend on the machine and on the number of threads.
enum SymmetricRoot {
  /// The lower Cholesky factor; nil where the matrix is not positive definite to rounding.
  ///
  /// - Complexity: O(n³ / 3).
  static func cholesky(_ matrix: [Double], _ n: Int) -> [Double]? {
    var factor = [Double](repeating: 0, count: n * n)
    let isPositive = factor.withUnsafeMutableBufferPointer { buffer in
      guard let l = buffer.baseAddress else { return true }
      for row in 0..<n {
        for column in 0...row {
          let left =
            matrix[row * n + column]
            - VectorLoops.dot(l + row * n, l + column * n, column)
          if row == column {
            guard left > 0, left.isFinite else { return false }
            l[row * n + row] = left.squareRoot()
          } else {
            l[row * n + column] = left / l[column * n + column]
          }
        }
      }
      return true
    }
    return isPositive ? factor : nil
  }

  /// The inverse of a lower triangle.
  static func inverse(triangle l: [Double], _ n: Int) -> [Double] {
    var inverse = [Double](repeating: 0, count: n * n)
    for row in 0..<n {
      let scale = 1 / l[row * n + row]
      // Row of the inverse: (eᵣ − Σ lᵣₖ · row k) / lᵣᵣ.
      inverse.withUnsafeMutableBufferPointer { buffer in
        guard let x = buffer.baseAddress else { return }
        for k in 0..<row {
          VectorLoops.add(-l[row * n + k], times: x + k * n, to: x + row * n, k + 1)
        }
        x[row * n + row] = 1
        for column in 0...row { x[row * n + column] *= scale }
      }
    }
    return inverse
  }

  /// The product A Bᵀ of two square matrices.
  static func productWithTransposed(_ a: [Double], _ b: [Double], _ n: Int) -> [Double] {
    var product = [Double](repeating: 0, count: n * n)
    a.withUnsafeBufferPointer { first in
      b.withUnsafeBufferPointer { second in
        guard let x = first.baseAddress, let y = second.baseAddress else { return }
        for row in 0..<n {
          for column in 0..<n {
            product[row * n + column] = VectorLoops.dot(x + row * n, y + column * n, n)
          }
        }
      }
    }
    return product
  }

  /// The transpose.
  static func transpose(_ a: [Double], _ n: Int) -> [Double] {
    var result = a
    for row in 0..<n { for column in 0..<n { result[column * n + row] = a[row * n + column] } }
    return result
  }

  /// The symmetric root of a positive semidefinite matrix: R with R R = A.
  ///
  /// Eigenvalues by Householder's tridiagonal form and implicit QL; those below 0 by rounding count as 0.
  ///
  /// - Returns: nil where an eigenvalue did not settle.
  /// - Complexity: O(10 n³).
  static func squareRoot(_ matrix: [Double], _ n: Int) -> [Double]? {
    guard let (values, vectors) = eigen(matrix, n) else { return nil }
    var scaled = vectors
    for column in 0..<n {
      let root = max(0, values[column]).squareRoot().squareRoot()
      for row in 0..<n { scaled[row * n + column] *= root }
    }
    return productWithTransposed(scaled, scaled, n)
  }

  /// Eigenvalues and, in columns, eigenvectors.
  ///
  /// Source: Bowdler, Martin, Reinsch, Wilkinson (1968), procedures tred2 and tql2, as in EISPACK.
  static func eigen(_ matrix: [Double], _ n: Int) -> (values: [Double], vectors: [Double])? {
    var v = matrix
    var d = [Double](repeating: 0, count: n)
    var e = [Double](repeating: 0, count: n)
    let settled = v.withUnsafeMutableBufferPointer { vectors in
      d.withUnsafeMutableBufferPointer { diagonal in
        e.withUnsafeMutableBufferPointer { side in
          guard let v = vectors.baseAddress, let d = diagonal.baseAddress, let e = side.baseAddress
          else { return true }
          tridiagonalize(v, d, e, n)
          return diagonalize(v, d, e, n)
        }
      }
    }
    return settled ? (d, v) : nil
  }

  private typealias Numbers = UnsafeMutablePointer<Double>

  /// Householder reduction (tred2).
  private static func tridiagonalize(_ v: Numbers, _ d: Numbers, _ e: Numbers, _ n: Int) {
    for j in 0..<n { d[j] = v[(n - 1) * n + j] }
    for i in stride(from: n - 1, to: 0, by: -1) {
      var scale = 0.0
      var h = 0.0
      for k in 0..<i { scale += abs(d[k]) }
      if scale == 0 {
        e[i] = d[i - 1]
        for j in 0..<i {
          d[j] = v[(i - 1) * n + j]
          v[i * n + j] = 0
          v[j * n + i] = 0
        }
      } else {
        for k in 0..<i {
          d[k] /= scale
          h += d[k] * d[k]
        }
        var f = d[i - 1]
        var g = f > 0 ? -h.squareRoot() : h.squareRoot()
        e[i] = scale * g
        h -= f * g
        d[i - 1] = f - g
        for j in 0..<i { e[j] = 0 }
        for j in 0..<i {
          f = d[j]
          v[j * n + i] = f
          g = e[j] + v[j * n + j] * f
          for k in (j + 1)..<max(j + 1, i) {
            g += v[k * n + j] * d[k]
            e[k] += v[k * n + j] * f
          }
          e[j] = g
        }
        f = 0
        for j in 0..<i {
          e[j] /= h
          f += e[j] * d[j]
        }
        let half = f / (h + h)
        for j in 0..<i { e[j] -= half * d[j] }
        for j in 0..<i {
          f = d[j]
          g = e[j]
          for k in j..<i { v[k * n + j] -= f * e[k] + g * d[k] }
          d[j] = v[(i - 1) * n + j]
          v[i * n + j] = 0
        }
      }
      d[i] = h
    }
    accumulate(v, d, n)
    e[0] = 0
  }

  /// The product of the reflections, in v; the diagonal, in d.
  private static func accumulate(_ v: Numbers, _ d: Numbers, _ n: Int) {
    for i in 0..<(n - 1) {
      v[(n - 1) * n + i] = v[i * n + i]
      v[i * n + i] = 1
      let h = d[i + 1]
      if h != 0 {
        for k in 0...i { d[k] = v[k * n + i + 1] / h }
        for j in 0...i {
          var g = 0.0
          for k in 0...i { g += v[k * n + i + 1] * v[k * n + j] }
          for k in 0...i { v[k * n + j] -= g * d[k] }
        }
      }
      for k in 0...i { v[k * n + i + 1] = 0 }
    }
    for j in 0..<n {
      d[j] = v[(n - 1) * n + j]
      v[(n - 1) * n + j] = 0
    }
    v[(n - 1) * n + n - 1] = 1
  }

  /// Implicit QL (tql2); false where an eigenvalue took more than 60 steps.
  private static func diagonalize(_ v: Numbers, _ d: Numbers, _ e: Numbers, _ n: Int) -> Bool {
    for i in 1..<max(1, n) { e[i - 1] = e[i] }
    e[n - 1] = 0
    var shift = 0.0
    var size = 0.0
    for l in 0..<n {
      size = max(size, abs(d[l]) + abs(e[l]))
      var m = l
      while m < n - 1, abs(e[m]) > 0x1p-52 * size { m += 1 }
      var steps = 0
      while m > l, abs(e[l]) > 0x1p-52 * size {
        steps += 1
        if steps > 60 || !size.isFinite { return false }
        let g = d[l]
        var p = (d[l + 1] - g) / (2 * e[l])
        var r = (p * p + 1).squareRoot()
        if p < 0 { r = -r }
        d[l] = e[l] / (p + r)
        d[l + 1] = e[l] * (p + r)
        let next = d[l + 1]
        let h = g - d[l]
        for i in (l + 2)..<max(l + 2, n) { d[i] -= h }
        shift += h
        p = d[m]
        var (c, c2, c3) = (1.0, 1.0, 1.0)
        let side = e[l + 1]
        var (s, s2) = (0.0, 0.0)
        for i in stride(from: m - 1, through: l, by: -1) {
          c3 = c2
          c2 = c
          s2 = s
          let g = c * e[i]
          let h = c * p
          r = (p * p + e[i] * e[i]).squareRoot()
          e[i + 1] = s * r
          s = e[i] / r
          c = p / r
          p = c * d[i] - s * g
          d[i + 1] = h + s * (c * g + s * d[i])
          for k in 0..<n {
            let h = v[k * n + i + 1]
            v[k * n + i + 1] = s * v[k * n + i] + c * h
            v[k * n + i] = c * v[k * n + i] - s * h
          }
        }
        p = -s * s2 * c3 * side * e[l] / next
        e[l] = s * p
        d[l] = c * p
      }
      d[l] += shift
      e[l] = 0
    }
    return true
  }
}

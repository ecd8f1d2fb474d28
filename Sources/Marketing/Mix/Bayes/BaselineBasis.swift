import Statistics

/// The linear part of a Bayesian mix model, Zγ, in coordinates in which nothing is correlated.
///
/// With r = y − Σβh what channels leave, Z = QR, and the columns split into those whose coefficients have normal priors and
/// are integrated out (G) and those that are sampled (S), with G first:
///
///     |r − Zγ|² = |r⊥|² + |Q_Gᵀr − R_GG γ_G − R_GS γ_S|² + |Q_Sᵀr − R_SS γ_S|²
///
/// The prior γ_G ~ N(m, D) makes Q_Gᵀr − R_GS γ_S normal with variance σ²I + R_GG D R_GGᵀ. That matrix's eigenvectors U do not
/// depend on any parameter, so with the basis B = Q_G U the integral is a product of as many normal densities as columns,
/// of variance σ² + λᵢ: no factorisation is left for the sampler's loop.
///
/// Sampled coefficients are γ_S = R_SS⁻¹(Q_Sᵀr + σδ): the coordinates δ are independent of everything else and of
/// variance 1 where the prior is flat, and the map from γ_S to δ has the Jacobian σᵏ / |R_SS|.
struct BaselineBasis: Sendable {
  /// Columns of G and S in the order of the basis, as indices into the model's linear columns.
  let integrated: [Int]
  let sampled: [Int]
  /// Numbers of each basis vector.
  let width: Int
  /// The rows of Bᵀ, then those of Q_Sᵀ, each `width` numbers.
  let basis: [Double]
  /// λᵢ of the integrated directions.
  let variances: [Double]
  /// Uᵀ R_GG m.
  let centre: [Double]
  /// Uᵀ R_GG, row by row.
  let forward: [Double]
  /// Uᵀ R_GS, row by row (`sampled.count` numbers each).
  let coupling: [Double]
  /// R_SS and the inverse of what whitens, upper triangles, row by row.
  let triangle: [Double]
  let inverse: [Double]
  /// Σ log |diagonal of what whitens|.
  let logDeterminant: Double
  /// Means and variances of the integrated coefficients.
  let means: [Double]
  let spreads: [Double]

  var integratedCount: Int { integrated.count }
  var sampledCount: Int { sampled.count }
  var count: Int { integrated.count + sampled.count }

  /// The basis of some columns.
  ///
  /// - Parameters:
  ///   - columns: Each `width` numbers, 0 where there is no row.
  ///   - width: The numbers of a column.
  ///   - integrated: Columns to integrate out, with mean and standard deviation of their normal priors.
  ///   - sampled: Columns whose coefficients are sampled.
  ///   - whitens: Whether sampled coefficients move in δ; otherwise as they are.
  init(
    columns: [[Double]], width: Int, integrated: [(column: Int, mean: Double, deviation: Double)],
    sampled: [Int], whitens: Bool
  ) {
    self.integrated = integrated.map(\.column)
    self.sampled = sampled
    self.width = width
    let order = self.integrated + sampled
    let (g, s, k) = (integrated.count, sampled.count, order.count)
    var (q, r) = Self.factorised(order.map { columns[$0] })
    means = integrated.map(\.mean)
    spreads = integrated.map { $0.deviation * $0.deviation }

    // 1. The integrated part, turned to the axes of R D Rᵀ.
    var scatter = [Double](repeating: 0, count: g * g)
    for i in 0..<g {
      for j in 0..<g {
        var sum = 0.0
        for l in 0..<g { sum += r[i * k + l] * r[j * k + l] * spreads[l] }
        scatter[i * g + j] = sum
      }
    }
    let (eigenvalues, u) = Self.eigen(scatter, g)
    variances = eigenvalues.map { max(0, $0) }
    func turned(_ columns: Range<Int>) -> [Double] {
      (0..<g).flatMap { i in
        columns.map { j in (0..<g).reduce(0.0) { $0 + u[$1 * g + i] * r[$1 * k + j] } }
      }
    }
    forward = turned(0..<g)
    coupling = turned(g..<k)
    let forward = forward
    let means = means
    centre = (0..<g).map { i in (0..<g).reduce(0.0) { $0 + forward[i * g + $1] * means[$1] } }
    var rotated = [[Double]](repeating: [Double](repeating: 0, count: width), count: g)
    for i in 0..<g {
      for l in 0..<g {
        for t in 0..<width { rotated[i][t] += u[l * g + i] * q[l][t] }
      }
    }
    for i in 0..<g { q[i] = rotated[i] }
    basis = q.flatMap(\.self)

    // 2. The sampled part; a column that the others contain whitens by a small number of its own.
    var triangle = [Double](repeating: 0, count: s * s)
    for i in 0..<s { for j in i..<s { triangle[i * s + j] = r[(g + i) * k + g + j] } }
    self.triangle = triangle
    var whitener = triangle
    let largest = (0..<s).reduce(1e-300) { max($0, abs(triangle[$1 * s + $1])) }
    for i in 0..<s where abs(whitener[i * s + i]) < 1e-6 * largest {
      whitener[i * s + i] = 1e-6 * largest
    }
    if !whitens {
      whitener = (0..<(s * s)).map { $0 / max(1, s) == $0 % max(1, s) ? 1 : 0 }
    }
    inverse = Self.inverted(whitener, s)
    logDeterminant = (0..<s).reduce(0) { $0 + stableLog(abs(whitener[$1 * s + $1])) }
  }

  /// Q and R by Gram and Schmidt, twice; a column that those before it contain gets a basis vector of zeros.
  private static func factorised(_ columns: [[Double]]) -> (q: [[Double]], r: [Double]) {
    let k = columns.count
    var q: [[Double]] = []
    var r = [Double](repeating: 0, count: k * k)
    for (j, column) in columns.enumerated() {
      var rest = column
      let size = column.reduce(0) { $0 + $1 * $1 }.squareRoot()
      for _ in 0..<2 {
        for i in 0..<j {
          let share = zip(q[i], rest).reduce(0) { $0 + $1.0 * $1.1 }
          r[i * k + j] += share
          for t in rest.indices { rest[t] -= share * q[i][t] }
        }
      }
      let norm = rest.reduce(0) { $0 + $1 * $1 }.squareRoot()
      if norm > 1e-10 * size {
        r[j * k + j] = norm
        q.append(rest.map { $0 / norm })
      } else {
        q.append([Double](repeating: 0, count: rest.count))
      }
    }
    return (q, r)
  }

  /// The inverse of an upper triangle.
  private static func inverted(_ r: [Double], _ n: Int) -> [Double] {
    var x = [Double](repeating: 0, count: n * n)
    for j in 0..<n {
      for i in stride(from: j, through: 0, by: -1) {
        var sum = i == j ? 1.0 : 0.0
        for l in (i + 1)..<max(i + 1, j + 1) { sum -= r[i * n + l] * x[l * n + j] }
        x[i * n + j] = sum / r[i * n + i]
      }
    }
    return x
  }

  /// Eigenvalues and eigenvectors (columns) of a symmetric matrix by Jacobi's rotations.
  ///
  /// Own loops, whose bits do not depend on a library.
  private static func eigen(_ matrix: [Double], _ n: Int) -> ([Double], [Double]) {
    var a = matrix
    var u = (0..<(n * n)).map { $0 / n == $0 % n ? 1.0 : 0.0 }
    for _ in 0..<60 {
      var off = 0.0
      var size = 0.0
      for i in 0..<n {
        for j in 0..<n {
          if i == j {
            size += a[i * n + j] * a[i * n + j]
          } else {
            off += a[i * n + j] * a[i * n + j]
          }
        }
      }
      if off <= 1e-32 * size { break }
      for p in 0..<n {
        for q in (p + 1)..<max(p + 1, n) where a[p * n + q] != 0 {
          let tau = (a[q * n + q] - a[p * n + p]) / (2 * a[p * n + q])
          let t = (tau >= 0 ? 1.0 : -1.0) / (abs(tau) + (1 + tau * tau).squareRoot())
          let c = 1 / (1 + t * t).squareRoot()
          let s = t * c
          for l in 0..<n {
            let (x, y) = (a[l * n + p], a[l * n + q])
            (a[l * n + p], a[l * n + q]) = (c * x - s * y, s * x + c * y)
          }
          for l in 0..<n {
            let (x, y) = (a[p * n + l], a[q * n + l])
            (a[p * n + l], a[q * n + l]) = (c * x - s * y, s * x + c * y)
            let (v, w) = (u[l * n + p], u[l * n + q])
            (u[l * n + p], u[l * n + q]) = (c * v - s * w, s * v + c * w)
          }
        }
      }
    }
    return ((0..<n).map { a[$0 * n + $0] }, u)
  }
}

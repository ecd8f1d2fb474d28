/// A metric out of positions and gradients that a chain has seen.
///
/// For a normal density gradients are −Σ⁻¹(x − μ), so that the covariances C of positions and G of gradients satisfy
/// Σ G Σ = C *exactly*, whatever d + 1 points they come from: their geometric mean, the positive solution of A G A = C, is
/// Σ after d + 1 draws, where C alone still errs by √(d / n). For other densities A minimises the expected squared
/// distance between the gradients and those of a normal density (the Fisher divergence).
///
/// Both covariances are shrunk towards a diagonal metric, the one of the same principle: varianceᵢ = sd(xᵢ) / sd(gᵢ).
///
/// Source: the principle is that of nutpie's low-rank metric (github.com/pymc-devs/nutpie), here with all directions.
struct MetricEstimate {
  private let dimension: Int
  private let count: Int
  private let positions: ArraySlice<Double>
  private let gradients: ArraySlice<Double>

  /// Positions and gradients, one point after the other.
  init(dimension: Int, positions: ArraySlice<Double>, gradients: ArraySlice<Double>) {
    self.dimension = dimension
    count = dimension > 0 ? positions.count / dimension : 0
    self.positions = positions
    self.gradients = gradients
  }

  /// Puts the estimate into a metric; leaves the metric alone where the points tell nothing.
  func update(_ metric: Metric, dense: Bool) {
    guard count > 2, let scale = diagonal() else { return }
    if dense, let triangle = triangle(scale) {
      metric.set(triangle: triangle, dimension: dimension)
    } else {
      metric.set(diagonal: scale)
    }
  }

  /// A standard deviation for each coordinate; nil where nothing moved.
  private func diagonal() -> [Double]? {
    let spread = deviations(of: positions)
    let slopes = deviations(of: gradients)
    guard spread.contains(where: { $0 > 0 && $0.isFinite }) else { return nil }
    return zip(spread, slopes).map { x, g in
      let scale = (x / g).squareRoot()
      return scale.isFinite && scale > 0 ? min(max(scale, 1e-150), 1e150) : 1
    }
  }

  private func deviations(of points: ArraySlice<Double>) -> [Double] {
    let mean = means(of: points)
    var squares = [Double](repeating: 0, count: dimension)
    points.withUnsafeBufferPointer { values in
      for row in 0..<count {
        for place in 0..<dimension {
          let difference = values[row * dimension + place] - mean[place]
          squares[place] += difference * difference
        }
      }
    }
    return squares.map { ($0 / Double(count)).squareRoot() }
  }

  private func means(of points: ArraySlice<Double>) -> [Double] {
    var mean = [Double](repeating: 0, count: dimension)
    points.withUnsafeBufferPointer { values in
      for row in 0..<count {
        for place in 0..<dimension { mean[place] += values[row * dimension + place] }
      }
    }
    return mean.map { $0 / Double(count) }
  }

  /// The lower factor of the metric's covariance; nil where rounding spoils it.
  private func triangle(_ scale: [Double]) -> [Double]? {
    let n = dimension
    let c = covariance(of: positions, times: scale.map { 1 / $0 })
    let g = covariance(of: gradients, times: scale)
    // A = L⁻ᵀ (Lᵀ C L)^½ L⁻¹ with G = L Lᵀ.
    guard let l = SymmetricRoot.cholesky(g, n) else { return nil }
    let lt = SymmetricRoot.transpose(l, n)
    let cl = SymmetricRoot.productWithTransposed(c, lt, n)
    let inner = SymmetricRoot.productWithTransposed(lt, SymmetricRoot.transpose(cl, n), n)
    guard let root = SymmetricRoot.squareRoot(inner, n) else { return nil }
    let it = SymmetricRoot.transpose(SymmetricRoot.inverse(triangle: l, n), n)
    let half = SymmetricRoot.productWithTransposed(it, root, n)
    let mean = SymmetricRoot.productWithTransposed(half, it, n)
    guard var triangle = SymmetricRoot.cholesky(mean, n) else { return nil }
    for row in 0..<n { for column in 0...row { triangle[row * n + column] *= scale[row] } }
    return triangle.allSatisfy(\.isFinite) ? triangle : nil
  }

  /// The covariance of scaled points, with one point's weight given to the identity.
  private func covariance(of points: ArraySlice<Double>, times scale: [Double]) -> [Double] {
    let n = dimension
    let mean = means(of: points)
    var result = [Double](repeating: 0, count: n * n)
    var centred = [Double](repeating: 0, count: n)
    points.withUnsafeBufferPointer { values in
      result.withUnsafeMutableBufferPointer { sums in
        centred.withUnsafeMutableBufferPointer { row in
          guard let sums = sums.baseAddress, let row = row.baseAddress else { return }
          for point in 0..<count {
            for place in 0..<n {
              row[place] = (values[point * n + place] - mean[place]) * scale[place]
            }
            for place in 0..<n {
              VectorLoops.add(row[place], times: row, to: sums + place * n, place + 1)
            }
          }
        }
      }
    }
    let weight = 1 / (Double(count) + MetricEstimate.shrinkage)
    for row in 0..<n {
      for column in 0...row {
        let identity = row == column ? MetricEstimate.shrinkage : 0
        let value = (result[row * n + column] + identity) * weight
        result[row * n + column] = value
        result[column * n + row] = value
      }
    }
    return result
  }

  /// Points' worth of belief in the diagonal metric.
  private static let shrinkage = 1.0
}

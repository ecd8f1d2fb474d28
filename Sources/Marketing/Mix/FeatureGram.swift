import Statistics

/// Features centred and scaled to standard deviation 1, and their products with each other.
///
/// A column that never changes has scale 0 and becomes zeros.
struct FeatureGram {
  let means: [Double]
  let scales: [Double]
  let standardized: Matrix
  /// Zᵀ·Z, n on the diagonal.
  let products: Matrix

  init(_ columns: [[Double]]) {
    let rows = columns.first?.count ?? 0
    let centres = columns.map { mean($0) }
    let spreads = zip(columns, centres).map { column, centre in
      let spread = (column.reduce(0) { $0 + ($1 - centre) * ($1 - centre) } / Double(max(1, rows)))
        .squareRoot()
      // What rounding leaves of a constant is no spread.
      return spread > 1e-13 * abs(centre) ? spread : 0
    }
    means = centres
    scales = spreads
    standardized = Matrix(
      columns: columns.indices.map { index in
        let (centre, spread) = (centres[index], spreads[index])
        return spread > 0
          ? columns[index].map { ($0 - centre) / spread } : columns[index].map { _ in 0 }
      }, rows: rows)
    products = standardized.transposeTimes(standardized)
  }

  /// Zᵀ·Z with penalties on the diagonal; constant columns get a 1 there, so that their coefficient is 0.
  func normalMatrix(penalties: [Double]) -> Matrix {
    Matrix(rows: products.rows, columns: products.columns) { row, column in
      guard row == column else { return products[row, column] }
      return scales[row] > 0 ? products[row, row] + penalties[row] : 1
    }
  }
}

extension MixSpec.Regulariser {
  /// Whether coefficients are a linear function of the target at a given penalty.
  var isLinear: Bool {
    switch self {
    case .ols, .ridge: true
    case .elasticNet, .priors: false
    }
  }
}

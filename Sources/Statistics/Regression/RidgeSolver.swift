/// One decomposition that answers ridge for every penalty; the steps are those of ``Ridge``.
///
/// Notation: Z the scaled columns, F the free ones (penalty weight 0), M = I − Q·Qᵀ with Q a basis of F.
struct RidgeSolver {
  let means: [Double]
  let scales: [Double]
  let responseMean: Double
  let hasIntercept: Bool
  private let free: [Int]
  private let penalized: [Int]
  private let roots: [Double]
  private let scaled: Matrix
  private let response: [Double]
  private let freeDecomposition: PivotedQR
  private let singular: SingularValues
  private let projections: [Double]

  init(
    _ design: Matrix, _ y: [Double], isStandardized: Bool, hasIntercept: Bool,
    penaltyWeights: [Double]?
  ) throws(StatisticsError) {
    let weights = penaltyWeights ?? [Double](repeating: 1, count: design.columns)
    // 1. Centre and scale. A column whose spread is lost in the rounding of its mean counts as constant.
    let columns = design.columnArrays
    let centres = columns.map { hasIntercept ? mean($0) : 0 }
    let spreads = columns.map { column in
      isStandardized ? populationDeviation(column) : 1
    }
    let centreY = hasIntercept ? mean(y) : 0
    let z = Matrix(rows: design.rows, columns: design.columns) {
      spreads[$1] > 0 ? (design[$0, $1] - centres[$1]) / spreads[$1] : 0
    }
    let centred = y.map { $0 - centreY }
    let free = weights.indices.filter { weights[$0] == 0 }
    let penalized = weights.indices.filter { weights[$0] > 0 }
    let roots = penalized.map { weights[$0].squareRoot() }
    // 2. Project out the free columns: M·Zₚ·q^(−½) and M·y.
    let decomposition = try PivotedQR(z.columns(free))
    let basis = decomposition.basis
    let divided = Matrix(
      columns: zip(penalized, roots).map { column, root in z.column(column).map { $0 / root } },
      rows: z.rows)
    let projected = Matrix(
      columns: divided.columnArrays.map { RidgeSolver.project($0, off: basis) }, rows: z.rows)
    // 3. One singular value decomposition for all penalties.
    let singular = try SingularValues(projected)
    means = centres
    scales = spreads
    responseMean = centreY
    self.hasIntercept = hasIntercept
    self.free = free
    self.penalized = penalized
    self.roots = roots
    scaled = z
    response = centred
    freeDecomposition = decomposition
    self.singular = singular
    projections = singular.left.transposeTimes(RidgeSolver.project(centred, off: basis))
  }

  /// The coefficients of the scaled columns at a penalty, and the effective degrees of freedom: the trace of the hat
  /// matrix, intercept and free columns among it.
  func solve(_ penalty: Double) -> (coefficients: [Double], degreesOfFreedom: Double) {
    let s = singular.values
    let tiny = (s.first ?? 0) * Double(max(scaled.rows, scaled.columns)) * 0x1p-52
    let factors = s.map { $0 > tiny ? $0 / ($0 * $0 + penalty) : 0 }
    let shares = zip(s, factors).map { $0 * $1 }
    let rotated = singular.rightTransposed.transposeTimes(zip(factors, projections).map { $0 * $1 })
    var coefficients = [Double](repeating: 0, count: scaled.columns)
    for (place, column) in penalized.enumerated() {
      coefficients[column] = rotated[place] / roots[place]
    }
    // 4. The free columns take what is left; dependent ones among them get 0.
    if freeDecomposition.rank > 0 {
      let left = zip(response, scaled.times(coefficients)).map { $0 - $1 }
      let x = Triangular.solveUpper(
        freeDecomposition.upper, order: freeDecomposition.rank,
        freeDecomposition.transposedRotation(of: left))
      for (place, value) in x.enumerated() {
        coefficients[free[freeDecomposition.pivots[place]]] = value
      }
    }
    let unpenalized = Double(freeDecomposition.rank) + (hasIntercept ? 1 : 0)
    return (coefficients, unpenalized + shares.reduce(0, +))
  }

  /// Intercept and coefficients for the columns as they were given.
  func onOwnScale(_ standardized: [Double]) -> (intercept: Double, coefficients: [Double]) {
    let slopes = zip(standardized, scales).map { $1 > 0 ? $0 / $1 : 0 }
    return (responseMean - zip(slopes, means).reduce(0) { $0 + $1.0 * $1.1 }, slopes)
  }

  private static func project(_ vector: [Double], off basis: Matrix) -> [Double] {
    guard basis.columns > 0 else { return vector }
    // Twice, so that what rounding leaves of the first is gone too ("twice is enough", Kahan and Parlett).
    var left = vector
    for _ in 0..<2 {
      let shadow = basis.times(basis.transposeTimes(left))
      left = zip(left, shadow).map { $0 - $1 }
    }
    return left
  }
}

/// The population standard deviation (divisor n), 0 where it is but rounding of a constant.
///
/// The threshold is scikit-learn's (`_is_constant_feature`): variance ≤ n·ε·variance + (n·mean·ε)².
func populationDeviation(_ values: [Double]) -> Double {
  let n = Double(values.count)
  guard n > 0 else { return 0 }
  let centre = mean(values)
  let spread = values.reduce(0) { $0 + ($1 - centre) * ($1 - centre) } / n
  let noise = n * centre * 0x1p-52
  return spread <= n * 0x1p-52 * spread + noise * noise ? 0 : spread.squareRoot()
}

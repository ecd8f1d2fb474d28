/// Ordinary and weighted least squares.
///
///     minimise Σᵢ wᵢ (yᵢ − b₀ − Σⱼ xᵢⱼ bⱼ)²
///
/// The columns are scaled by powers of 2 to like length (exactly), decomposed by Householder QR with column pivoting, and the
/// solution is refined to full precision (see ``AugmentedSystem``): the coefficients are those of the numbers given, to
/// ten or more digits, even where columns are collinear to 10 digits. On the NIST StRD sets they have 13 digits or more.
///
///     let fit = try LeastSquares().fit(design, to: sales)
///     fit.coefficients[0]  // the intercept
public struct LeastSquares: Sendable {
  /// Whether a column of ones comes before the first; the first coefficient is then the intercept.
  public var hasIntercept = true

  /// Least squares with or without an intercept.
  public init(hasIntercept: Bool = true) { self.hasIntercept = hasIntercept }

  /// Fits a response by the columns of a design.
  ///
  /// - Parameters:
  ///   - design: One column a variable, without the ones.
  ///   - response: y, one number a row.
  ///   - weights: Weights wᵢ > 0, inversely proportional to the variance of the row; nil for all 1.
  ///   - remainder: What rounding took from each element of the design when it was formed, where that is known (see
  ///     ``PolynomialDesign``); otherwise nil.
  /// - Throws: ``StatisticsError``: a number is not finite; rows not more than parameters; columns that repeat others (a
  ///   diagonal element of R at or below 16 · max(n, p) · 2⁻⁵² of the longest column), by their index in `design`.
  /// - Complexity: O(n p²); O(n p²) again in two-part arithmetic where the columns are nearly collinear.
  public func fit(
    _ design: Matrix, to response: [Double], weights: [Double]? = nil, remainder: Matrix? = nil
  ) throws(StatisticsError) -> LeastSquaresFit {
    try check(design, response, weights)
    let offset = hasIntercept ? 1 : 0
    let (n, p) = (design.rows, design.columns + offset)
    guard n > p else {
      throw .tooFewRows(found: n, needed: p + 1, purpose: "a fit of \(p) parameters")
    }
    let full = hasIntercept ? design.withLeadingOnes() : design
    let weighted = WeightedDesign(
      full, remainder.map { hasIntercept ? $0.withLeadingZeros() : $0 }, response, weights)
    let decomposition = try PivotedQR(weighted.design, fixed: offset)
    guard decomposition.rank == p else {
      throw .rankDeficient(
        columns: decomposition.dependentColumns.map { $0 - offset }.filter { $0 >= 0 },
        rank: decomposition.rank, of: p)
    }
    let system = AugmentedSystem(
      design: weighted.design, remainder: weighted.remainder, decomposition: decomposition)
    let solution = system.solve(
      weighted.response, [Double](repeating: 0, count: p))
    let (inverseGram, condition) = inverseGram(system)
    let unscaled = Matrix(rows: p, columns: p) {
      inverseGram[$0, $1] * weighted.columnScales[$0] * weighted.columnScales[$1]
    }
    let coefficients = zip(solution.coefficients, weighted.columnScales).map {
      $0.value * $1 / weighted.responseScale
    }
    let basis = decomposition.basis
    return LeastSquaresFit(
      hasIntercept: hasIntercept, coefficients: coefficients,
      weightedResiduals: solution.residuals.map { $0.value / weighted.responseScale },
      inverseGram: unscaled,
      leverages: (0..<n).map { row in (0..<p).reduce(0) { $0 + basis[row, $1] * basis[row, $1] } },
      conditionNumber: condition, response: response, weights: weights)
  }

  private func check(
    _ design: Matrix, _ response: [Double], _ weights: [Double]?
  ) throws(StatisticsError) {
    precondition(
      response.count == design.rows,
      "a response of \(response.count) rows for a design of \(design.rows)")
    try design.checkFinite("the design")
    try checkFinite(response, "the response")
    guard let weights else { return }
    precondition(
      weights.count == response.count, "\(weights.count) weights for \(response.count) rows")
    try checkFinite(weights, "the weights")
    for weight in weights where weight <= 0 {
      throw .outOfRange(what: "a weight", found: weight, expected: "a number above 0")
    }
  }

  /// (AᵀA)⁻¹ of the scaled design and the condition of R; refined where the plain inverse has fewer than 11 digits.
  private func inverseGram(_ system: AugmentedSystem) -> (Matrix, Double) {
    let p = system.design.columns
    let pivots = system.decomposition.pivots
    var inverse = Matrix(rows: p, columns: p)
    for column in 0..<p {
      var unit = [Double](repeating: 0, count: p)
      unit[column] = 1
      let x = Triangular.solveUpper(system.upper, order: p, unit)
      for row in 0..<p { inverse[row, column] = x[row] }
    }
    let condition = columnSumNorm(system.upper) * columnSumNorm(inverse)
    var gram = Matrix(rows: p, columns: p)
    if condition < 1e4 {
      for first in 0..<p {
        for second in 0...first {
          let sum = (first..<p).reduce(0) { $0 + inverse[first, $1] * inverse[second, $1] }
          gram[pivots[first], pivots[second]] = sum
          gram[pivots[second], pivots[first]] = sum
        }
      }
    } else {
      let zeros = [TwoPart](repeating: TwoPart(), count: system.design.rows)
      for column in 0..<p {
        var unit = [Double](repeating: 0, count: p)
        unit[column] = -1
        let x = system.solve(zeros, unit).coefficients
        for row in 0...column {
          gram[row, column] = x[row].value
          gram[column, row] = x[row].value
        }
      }
    }
    return (gram, condition)
  }

  private func columnSumNorm(_ matrix: Matrix) -> Double {
    (0..<matrix.columns).map { matrix.slice($0).reduce(0) { $0 + abs($1) } }.max() ?? 0
  }
}

/// The design times the roots of the weights, scaled by powers of 2 to columns of length 1 to 2, with every rounding kept.
private struct WeightedDesign {
  let design: Matrix
  let remainder: Matrix?
  let response: [TwoPart]
  /// What each column was multiplied by; so must its coefficient be.
  let columnScales: [Double]
  let responseScale: Double

  init(_ plain: Matrix, _ plainRemainder: Matrix?, _ y: [Double], _ weights: [Double]?) {
    let roots = weights.map { $0.map { $0.squareRoot() } }
    var elements = plain.columnMajorElements
    var low = plainRemainder?.columnMajorElements
    if low == nil, roots != nil { low = [Double](repeating: 0, count: elements.count) }
    var scales: [Double] = []
    for column in 0..<plain.columns {
      let range = (column * plain.rows)..<((column + 1) * plain.rows)
      let scale = WeightedDesign.scale(elements[range])
      scales.append(scale)
      for (row, index) in range.enumerated() {
        let product = TwoPart(product: elements[index] * scale, roots?[row] ?? 1)
        elements[index] = product.high
        let before = low?[index] ?? 0
        low?[index] = product.low + before * scale * (roots?[row] ?? 1)
      }
    }
    let responseScale = WeightedDesign.scale(y[...])
    design = Matrix(rows: plain.rows, columns: plain.columns, elements: elements)
    remainder = low.map { Matrix(rows: plain.rows, columns: plain.columns, elements: $0) }
    response = y.enumerated().map { TwoPart(product: $1 * responseScale, roots?[$0] ?? 1) }
    columnScales = scales
    self.responseScale = responseScale
  }

  /// The power of 2 that brings a column to a length between 1 and 2; 1 for a column of zeros.
  private static func scale(_ column: ArraySlice<Double>) -> Double {
    let length = norm(column)
    guard length > 0, length.isFinite else { return 1 }
    return Double(
      sign: .plus, exponent: -min(max(Int(length.exponent), -1000), 1000), significand: 1)
  }
}

extension Matrix {
  /// This matrix with a column of zeros before the first.
  func withLeadingZeros() -> Matrix {
    Matrix(
      rows: rows, columns: columns + 1,
      elements: [Double](repeating: 0, count: rows) + elements)
  }
}

/// Refuses NaN and infinities in a list, naming the first.
func checkFinite(_ values: [Double], _ what: String) throws(StatisticsError) {
  for (row, value) in values.enumerated() where !value.isFinite {
    throw .notFinite(what: what, row: row, column: nil)
  }
}

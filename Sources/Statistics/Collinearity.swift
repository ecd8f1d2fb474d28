/// The variance inflation factor of each column: 1 / (1 − R²) of its regression on the others, with an intercept.
///
/// 1 for a column unlike the others; above 10 its coefficient can hardly be told from theirs; ∞ where the others explain it
/// (to rounding) or it is constant.
/// - Complexity: O(columns · rows · columns²).
public func varianceInflation(_ design: Matrix) throws(StatisticsError) -> [Double] {
  try design.checkFinite("the design")
  var factors: [Double] = []
  for column in 0..<design.columns {
    let others = design.columns((0..<design.columns).filter { $0 != column })
    factors.append(try inflation(design.column(column), others))
  }
  return factors
}

private func inflation(_ column: [Double], _ others: Matrix) throws(StatisticsError) -> Double {
  let spread = populationDeviation(column)
  guard spread > 0 else { return .infinity }
  // Centred and scaled to length 1, so that R alone gives the share unexplained.
  let target = standardized(column)
  let rest = Matrix(columns: others.columnArrays.map(standardized), rows: others.rows)
  let decomposition = try PivotedQR(rest)
  let rotated = decomposition.transposedRotation(of: target)
  let unexplained = rotated[decomposition.rank...].reduce(0) { $0 + $1 * $1 }
  // Rounding leaves some n·ε of a column that the others explain.
  let noise = Double(column.count) * 0x1p-52
  return unexplained <= noise * noise ? .infinity : 1 / min(1, unexplained)
}

private func standardized(_ column: [Double]) -> [Double] {
  let centre = mean(column)
  let deviations = column.map { $0 - centre }
  let length = norm(deviations)
  return length > 0 ? deviations.map { $0 / length } : deviations
}

/// The condition number of a matrix: its largest singular value over its smallest.
///
/// - Parameters:
///   - matrix: The matrix.
///   - isScaled: Whether columns are first scaled to length 1 (Belsley, Kuh, Welsch 1980: above 30 is harmful).
/// - Returns: 1 or more; ∞ where a direction is lost.
/// - Throws: ``StatisticsError`` where a number is not finite.
public func conditionNumber(
  _ matrix: Matrix, isScaled: Bool = false
) throws(StatisticsError) -> Double {
  try matrix.checkFinite("the matrix")
  guard isScaled else { return try SingularValues(matrix).conditionNumber }
  let columns = matrix.columnArrays.map { column in
    let length = norm(column)
    return length > 0 ? column.map { $0 / length } : column
  }
  return try SingularValues(Matrix(columns: columns, rows: matrix.rows)).conditionNumber
}

/// Logistic regression with a ridge, by Newton's method: how likely a success is, from the columns of a design.
///
///     p = 1 / (1 + e^−η),   η = b₀ + Σⱼ xⱼ βⱼ
///     minimise −Σᵢ (sᵢ log pᵢ + fᵢ log(1 − pᵢ)) + λ/2 Σⱼ (qⱼ βⱼ)²
///
/// Row i has sᵢ successes and fᵢ failures, so that equal rows are one row; fractions are allowed. The intercept b₀ is
/// not penalised. qⱼ is 1, or column j's standard deviation where ``isStandardized``. scikit-learn's `C` is 1/λ; λ = 0
/// is the maximum of the likelihood.
///
/// A constant column gets the coefficient 0. Without a ridge, columns that repeat others are refused; outcomes that
/// some combination of columns tells apart without error have no best coefficients, and the fit says so
/// (``LogisticFit/separation``).
///
///     let fit = try LogisticRegression(penalty: 1).fit(design, successes: [3, 0], failures: [1, 9])
///     fit.oddsRatios
///
/// Source: McCullagh, Nelder (1989), "Generalized Linear Models", section 4.4; steps are halved until the objective falls.
public struct LogisticRegression: Sendable, Hashable, Codable {
  /// λ ≥ 0.
  public var penalty: Double
  /// Whether the penalty is on the coefficients of columns scaled to standard deviation 1.
  public var isStandardized: Bool
  /// Whether there is an intercept.
  public var hasIntercept: Bool
  /// At most so many steps.
  public var iterationLimit: Int

  /// Newton's method ends after a step that moved no row's η by more than this: the next would move it by its square.
  static let stepTolerance = 1e-7

  /// Logistic regression, without a penalty unless told.
  public init(
    penalty: Double = 0, isStandardized: Bool = false, hasIntercept: Bool = true,
    iterationLimit: Int = 100
  ) {
    self.penalty = penalty
    self.isStandardized = isStandardized
    self.hasIntercept = hasIntercept
    self.iterationLimit = iterationLimit
  }

  /// Fits successes and failures by the columns of a dense design; columns are centred and scaled inside.
  ///
  /// - Parameters:
  ///   - design: One column a variable, on its own scale.
  ///   - successes: sᵢ ≥ 0, one a row.
  ///   - failures: fᵢ ≥ 0, one a row.
  /// - Returns: The fit, on the columns' own scale.
  /// - Throws: ``StatisticsError``: a number is not finite or negative, one outcome only, without a ridge columns that
  ///   repeat others.
  /// - Complexity: O(rows · columns²) a step.
  public func fit(
    _ design: Matrix, successes: [Double], failures: [Double]
  ) throws(StatisticsError) -> LogisticFit {
    precondition(
      successes.count == design.rows && failures.count == design.rows,
      "\(successes.count) successes and \(failures.count) failures for \(design.rows) rows")
    try design.checkFinite("the design")
    try check(successes, failures)
    let (means, scales) = SparseRows(design).moments(zip(successes, failures).map { $0 + $1 })
    // Without an intercept nothing may be taken off.
    let centres = hasIntercept ? means : means.map { _ in 0 }
    let scaled = Matrix(rows: design.rows, columns: design.columns) { row, column in
      scales[column] > 0
        ? (design[row, column] - centres[column]) / scales[column]
        : hasIntercept ? 0 : design[row, column]
    }
    let units = scales.map { $0 > 0 ? $0 : 1 }
    let penalties = units.map { isStandardized ? penalty : penalty / ($0 * $0) }
    let problem = LogisticProblem(
      SparseRows(scaled), successes, failures, penalties: penalties, self)
    return LogisticFit(try problem.solved(start: nil), self, centres: centres, units: units)
  }

  /// Fits successes and failures by sparse rows, which are left on their own scale.
  ///
  /// - Parameters:
  ///   - rows: The design.
  ///   - successes: sᵢ ≥ 0, one a row.
  ///   - failures: fᵢ ≥ 0, one a row.
  ///   - start: A fit to begin at, such as the one without resampling.
  /// - Returns: The fit.
  /// - Throws: As the dense one.
  /// - Complexity: O(Σ (numbers in the row)² + columns³) a step.
  public func fit(
    _ rows: SparseRows, successes: [Double], failures: [Double], start: LogisticFit? = nil
  ) throws(StatisticsError) -> LogisticFit {
    precondition(
      successes.count == rows.count && failures.count == rows.count,
      "\(successes.count) successes and \(failures.count) failures for \(rows.count) rows")
    try rows.checkFinite("the design")
    try check(successes, failures)
    var penalties = [Double](repeating: penalty, count: rows.columnCount)
    if isStandardized {
      let scales = rows.moments(zip(successes, failures).map { $0 + $1 }).scales
      for column in penalties.indices { penalties[column] *= scales[column] * scales[column] }
    }
    let problem = LogisticProblem(rows, successes, failures, penalties: penalties, self)
    let begin = start.map { $0.coefficients + [$0.intercept] }
    return LogisticFit(
      try problem.solved(start: begin), self,
      centres: [Double](repeating: 0, count: rows.columnCount),
      units: [Double](repeating: 1, count: rows.columnCount))
  }

  private func check(
    _ successes: [Double], _ failures: [Double]
  ) throws(StatisticsError) {
    guard penalty >= 0, penalty.isFinite else {
      throw .outOfRange(what: "a ridge penalty", found: penalty, expected: "a number of 0 or more")
    }
    guard iterationLimit >= 1 else {
      throw .outOfRange(
        what: "the limit of steps", found: Double(iterationLimit), expected: "1 or more")
    }
    try checkFinite(successes, "the successes")
    try checkFinite(failures, "the failures")
    for number in successes + failures where number < 0 {
      throw .outOfRange(what: "a count of outcomes", found: number, expected: "0 or more")
    }
    let (all, none) = (successes.reduce(0, +), failures.reduce(0, +))
    guard all > 0, none > 0 else { throw .oneOutcome(successes: all, failures: none) }
  }
}

/// 1 / (1 + e^−η) without overflow.
func logistic(_ margin: Double) -> Double {
  if margin >= 0 { return 1 / (1 + stableExp(-margin)) }
  let odds = stableExp(margin)
  return odds / (1 + odds)
}

/// log(1 + e^η) without overflow; its error is below 2·10⁻¹⁶ where it is below 1.
func softPlus(_ margin: Double) -> Double {
  max(margin, 0) + stableLog(1 + stableExp(-abs(margin)))
}

/// The Breusch–Pagan test of whether the variance of residuals moves with variables.
///
/// The squared residuals are regressed on the variables, with an intercept. Large statistics speak against one variance for
/// all rows. As statsmodels' `het_breuschpagan`.
///
/// Source: Breusch, Pagan (1979), "A simple test for heteroscedasticity and random coefficient variation"; Koenker (1981),
/// "A note on studentizing a test for heteroscedasticity".
public struct BreuschPagan: Sendable, Hashable, Codable {
  /// The Lagrange multiplier test, χ² with one degree of freedom a variable.
  public let multiplier: HypothesisTest
  /// The F statistic of the regression, the same in both forms.
  public let fStatistic: Double
  /// Its p value.
  public let fPValue: Double

  /// Which statistic the Lagrange multiplier test uses.
  public enum Form: String, CaseIterable, Sendable, Hashable, Codable {
    /// Koenker's n·R², right also where errors are not normal.
    case studentized
    /// Breusch and Pagan's own, half the explained sum of squares of e²/σ²; only for normal errors.
    case original
  }

  /// Tests residuals.
  ///
  /// - Parameters:
  ///   - residuals: e, one a row.
  ///   - variables: One column a variable that the variance may move with, without a column of ones; often the design.
  ///   - form: Koenker's or the original statistic.
  /// - Throws: ``StatisticsError``: a number is not finite, fewer rows than variables + 2, variables that repeat each other,
  ///   squared residuals that are all equal.
  /// - Complexity: O(n p²).
  public init(
    residuals: [Double], variables: Matrix, form: Form = .studentized
  ) throws(StatisticsError) {
    precondition(
      residuals.count == variables.rows,
      "\(residuals.count) residuals for \(variables.rows) rows of variables")
    try checkFinite(residuals, "the residuals")
    guard variables.columns > 0 else {
      throw .outOfRange(
        what: "the number of variables of the Breusch–Pagan test", found: 0, expected: "1 or more")
    }
    // Scaled, so that fourth powers neither overflow nor vanish.
    let largest = residuals.reduce(0) { max($0, abs($1)) }
    let squares = residuals.map { largest > 0 ? ($0 / largest) * ($0 / largest) : 0 }
    guard populationDeviation(squares) > 0 else {
      throw .outOfRange(
        what: "the spread of the squared residuals", found: 0, expected: "a number above 0")
    }
    let fit = try LeastSquares().fit(variables, to: squares)
    let n = Double(residuals.count)
    let variance = mean(squares)
    // Explained over mean²: Σ(ê² − σ²)²/σ⁴.
    let explained = fit.fitted.reduce(0) { $0 + ($1 - variance) * ($1 - variance) }
    let statistic =
      form == .studentized ? n * fit.rSquared : explained / (2 * variance * variance)
    multiplier = HypothesisTest(
      chiSquared: statistic, degreesOfFreedom: Double(variables.columns))
    fStatistic = fit.fStatistic ?? 0
    fPValue = fit.fPValue ?? 1
  }
}

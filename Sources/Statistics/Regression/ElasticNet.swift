/// The elastic net, the lasso (`l1Ratio` 1) and ridge (0) with bounds, by coordinate descent along a path of penalties.
///
///     minimise 1/(2n) Σᵢ (yᵢ − b₀ − Σⱼ xᵢⱼ bⱼ)² + λ Σⱼ wⱼ ( α |bⱼsⱼ| + (1 − α)/2 · (bⱼsⱼ)² ),   lⱼ ≤ bⱼ ≤ uⱼ
///
/// with α the `l1Ratio` and sⱼ the population standard deviation (divisor n) of column j, or 1 where columns are not
/// standardised. This is scikit-learn's `ElasticNet` behind a `StandardScaler`. The intercept b₀ is not penalised. glmnet
/// measures its quadratic part on a response of standard deviation 1: for its ridge give λ/sd(y). Against ``Ridge``, whose
/// squares are not divided by n, λ here is λ/n there.
///
/// A fit carries the certificate of its own quality: the duality gap, an upper bound of what any other coefficients could gain
/// (see ``ElasticNetFit/Certificate``). A constant column gets the coefficient 0, or the nearest to it that its bounds allow.
///
///     let path = try ElasticNet(l1Ratio: 0.5).path(design, to: sales)
///     let lasso = try ElasticNet().fit(design, to: sales, penalty: 0.1)
///
/// Source: Friedman, Hastie, Tibshirani (2010), "Regularization paths for generalized linear models via coordinate descent".
public struct ElasticNet: Sendable, Hashable, Codable {
  /// α, the share of the absolute part in the penalty, in 0...1.
  public var l1Ratio = 1.0
  /// The penalty weights wⱼ ≥ 0, one a column, 0 for a column without penalty; nil for all 1.
  ///
  /// They are not rescaled (glmnet rescales to mean 1).
  public var penaltyWeights: [Double]?
  /// The lower bounds lⱼ, one a column, −∞ for none; nil for no bounds below.
  ///
  /// 0 forbids a negative coefficient.
  public var lowerBounds: [Double]?
  /// The upper bounds uⱼ, one a column, ∞ for none; nil for no bounds above.
  public var upperBounds: [Double]?
  /// Whether columns are scaled to standard deviation 1 before they are penalised.
  public var isStandardized = true
  /// Whether there is an intercept; without one neither columns nor response are centred.
  public var hasIntercept = true
  /// A fit has converged when its duality gap is at most this share of ‖y‖²/n, y less its mean where there is an intercept.
  public var tolerance = 1e-10
  /// Sweeps over the columns for one penalty before a fit is given up as not converged.
  public var maximumSweeps = 10_000

  /// An elastic net; by default the lasso.
  public init(
    l1Ratio: Double = 1, penaltyWeights: [Double]? = nil, lowerBounds: [Double]? = nil,
    upperBounds: [Double]? = nil, isStandardized: Bool = true, hasIntercept: Bool = true,
    tolerance: Double = 1e-10, maximumSweeps: Int = 10_000
  ) {
    self.l1Ratio = l1Ratio
    self.penaltyWeights = penaltyWeights
    self.lowerBounds = lowerBounds
    self.upperBounds = upperBounds
    self.isStandardized = isStandardized
    self.hasIntercept = hasIntercept
    self.tolerance = tolerance
    self.maximumSweeps = maximumSweeps
  }

  /// Fits a response by the columns of a design at one penalty.
  ///
  /// - Parameters:
  ///   - design: X, n × p, one column a variable on its own scale.
  ///   - response: y, one number a row.
  ///   - penalty: λ ≥ 0. At 0 it is least squares within the bounds; for that ``BoundedLeastSquares`` is exact.
  /// - Returns: The fit; ``ElasticNetFit/isConverged`` says whether the tolerance was reached.
  /// - Throws: ``StatisticsError``: a number is not finite, fewer than 2 rows, a bound above its opposite, a penalty, a weight
  ///   or a ratio outside its domain.
  /// - Complexity: O(n p²) for the products of the columns, once, where p ≤ max(200, n); then O(p · active columns) a sweep.
  ///   For wider designs O(n · active columns) a sweep.
  public func fit(
    _ design: Matrix, to response: [Double], penalty: Double
  ) throws(StatisticsError) -> ElasticNetFit {
    let fits = try path(design, to: response, penalties: [penalty])
    return fits[0]
  }

  /// The fits at many penalties, each started from the one before; cheaper than as many single fits.
  ///
  /// - Parameters:
  ///   - design: X, one column a variable.
  ///   - response: y, one number a row.
  ///   - penalties: The λ, in any order; nil for 100 in equal ratios from the largest that matters (see
  ///     ``largestPenalty(_:to:)``) down to a thousandth of it.
  /// - Returns: A fit a penalty, in the order of the penalties.
  /// - Throws: As ``fit(_:to:penalty:)``.
  public func path(
    _ design: Matrix, to response: [Double], penalties: [Double]? = nil
  ) throws(StatisticsError) -> [ElasticNetFit] {
    try check(design, response)
    for penalty in penalties ?? [] { try check(penalty) }
    let problem = try ElasticNetProblem(design, response, self)
    return solutions(problem, penalties ?? Self.grid(from: largestPenalty(problem)))
  }

  /// The smallest penalty at which every penalised coefficient is 0 (or as near to it as its bounds allow).
  ///
  ///     maxⱼ |xⱼᵀr| / (n · sⱼ · wⱼ · max(α, 0.001))
  ///
  /// with the residuals r of the unpenalised columns; for columns with sign constraints only the slope that they allow
  /// counts. The floor of α is glmnet's: ridge empties at no penalty.
  public func largestPenalty(
    _ design: Matrix, to response: [Double]
  ) throws(StatisticsError) -> Double {
    try check(design, response)
    return largestPenalty(try ElasticNetProblem(design, response, self))
  }

  // MARK: - Parts

  private func solutions(_ problem: ElasticNetProblem, _ penalties: [Double]) -> [ElasticNetFit] {
    var descent = ElasticNetDescent(problem)
    var fits = [ElasticNetFit?](repeating: nil, count: penalties.count)
    for index in penalties.indices.sorted(by: { penalties[$0] > penalties[$1] }) {
      let terms = ElasticNetTerms(problem, penalty: penalties[index], l1Ratio: l1Ratio)
      let outcome = descent.solve(terms, tolerance: tolerance, maximumSweeps: maximumSweeps)
      fits[index] = ElasticNetFit(
        problem, self, descent, outcome, hasDual: terms.hasDual, penalty: penalties[index])
    }
    return fits.compactMap(\.self)
  }

  private func largestPenalty(_ problem: ElasticNetProblem) -> Double {
    var descent = ElasticNetDescent(problem)
    let terms = ElasticNetTerms(emptying: problem)
    _ = descent.solve(terms, tolerance: 1e-14, maximumSweeps: maximumSweeps)
    var largest = 0.0
    for column in problem.weights.indices where problem.weights[column] > 0 {
      let (slope, beta) = (descent.gradient[column], descent.beta[column])
      // Only where the coefficient may move from 0 in the direction of the slope.
      guard slope > 0 ? problem.upper[column] > beta : problem.lower[column] < beta else {
        continue
      }
      let factor = problem.weights[column] * problem.ratios[column] / problem.responseScale
      if factor > 0 { largest = max(largest, abs(slope) / factor) }
    }
    // A few units in the last place more, so that rounding leaves no trace of a coefficient there.
    return largest / max(l1Ratio, 0.001) * (1 + 0x1p-48)
  }

  private static func grid(from largest: Double) -> [Double] {
    guard largest > 0, largest / 1000 > 0 else { return [0] }
    return Ridge.logGrid(from: largest / 1000, to: largest, count: 100).reversed()
  }

  /// The bounds of a column.
  func bounds(of column: Int) -> (lower: Double, upper: Double) {
    (lowerBounds?[column] ?? -.infinity, upperBounds?[column] ?? .infinity)
  }
}

// MARK: - What is refused

extension ElasticNet {
  func check(_ penalty: Double) throws(StatisticsError) {
    guard penalty >= 0, penalty.isFinite else {
      throw .outOfRange(what: "a penalty", found: penalty, expected: "a number of 0 or more")
    }
  }

  func check(_ design: Matrix, _ response: [Double]) throws(StatisticsError) {
    precondition(
      response.count == design.rows,
      "a response of \(response.count) rows for a design of \(design.rows)")
    precondition(maximumSweeps >= 1, "\(maximumSweeps) sweeps")
    try design.checkFinite("the design")
    try checkFinite(response, "the response")
    guard design.rows >= 2 else {
      throw .tooFewRows(found: design.rows, needed: 2, purpose: "an elastic net")
    }
    guard l1Ratio >= 0, l1Ratio <= 1 else {
      throw .outOfRange(what: "the l1 ratio", found: l1Ratio, expected: "a number of 0 to 1")
    }
    guard tolerance > 0, tolerance.isFinite else {
      throw .outOfRange(what: "the tolerance", found: tolerance, expected: "a number above 0")
    }
    for weight in penaltyWeights ?? [] where !(weight >= 0 && weight.isFinite) {
      throw .outOfRange(what: "a penalty weight", found: weight, expected: "a number of 0 or more")
    }
    precondition(
      penaltyWeights?.count ?? design.columns == design.columns,
      "\(penaltyWeights?.count ?? 0) penalty weights for \(design.columns) columns")
    try checkBounds(lowerBounds, upperBounds, columns: design.columns)
  }
}

/// Refuses bounds that are NaN, that leave nothing between them, or that lie at the wrong infinity.
func checkBounds(
  _ lower: [Double]?, _ upper: [Double]?, columns: Int
) throws(StatisticsError) {
  precondition(lower?.count ?? columns == columns, "\(lower?.count ?? 0) bounds for \(columns)")
  precondition(upper?.count ?? columns == columns, "\(upper?.count ?? 0) bounds for \(columns)")
  for column in 0..<columns {
    let (low, high) = (lower?[column] ?? -.infinity, upper?[column] ?? .infinity)
    guard low < .infinity else {
      throw .outOfRange(
        what: "the lower bound of column \(column)", found: low, expected: "a number or −∞")
    }
    guard high > -.infinity else {
      throw .outOfRange(
        what: "the upper bound of column \(column)", found: high, expected: "a number or ∞")
    }
    guard low <= high else {
      throw .outOfRange(
        what: "the lower bound of column \(column)", found: low,
        expected: "at most its upper bound, \(high),")
    }
  }
}

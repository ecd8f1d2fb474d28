/// Least squares and ridge with a lower and an upper bound for each coefficient, solved exactly by an active set.
///
///     minimise Σᵢ (yᵢ − b₀ − Σⱼ xᵢⱼ bⱼ)² + Σⱼ pⱼ (bⱼsⱼ)²,   lⱼ ≤ bⱼ ≤ uⱼ
///
/// with sⱼ = 1, or the population standard deviation of column j where columns are standardised; then pⱼ = λqⱼ gives
/// ``Ridge`` with bounds. A bound of 0 is a constraint of sign. The intercept b₀ is free and not penalised.
///
/// Coefficients at a bound are held there, the others solved by QR; one that would leave its bounds stops at the first, and
/// one whose release would lower the sum is released, until none would. A column that repeats others, or is constant beside
/// an intercept, stays at the value nearest to 0 that its bounds allow, unless that value matters.
///
///     let fit = try BoundedLeastSquares(lowerBounds: [0, 0, -.infinity]).fit(design, to: sales)
///     fit.positions[0]  // .atLower where the channel wanted to be negative
///
/// Source: Lawson, Hanson (1974), "Solving least squares problems", chapter 23; for two bounds Stark, Parker (1995),
/// "Bounded-variable least-squares: an algorithm and applications".
public struct BoundedLeastSquares: Sendable, Hashable, Codable {
  /// lⱼ, one a column, −∞ for none; nil for no bounds below.
  public var lowerBounds: [Double]?
  /// uⱼ, one a column, ∞ for none; nil for no bounds above.
  public var upperBounds: [Double]?
  /// pⱼ ≥ 0, one a column; nil for none.
  public var penalties: [Double]?
  /// Whether it is the coefficients of columns at standard deviation 1 that are penalised.
  public var isStandardized = false
  /// Whether there is an intercept.
  public var hasIntercept = true

  /// Least squares within bounds.
  public init(
    lowerBounds: [Double]? = nil, upperBounds: [Double]? = nil, penalties: [Double]? = nil,
    isStandardized: Bool = false, hasIntercept: Bool = true
  ) {
    self.lowerBounds = lowerBounds
    self.upperBounds = upperBounds
    self.penalties = penalties
    self.isStandardized = isStandardized
    self.hasIntercept = hasIntercept
  }

  /// Fits a response by the columns of a design.
  ///
  /// - Parameters:
  ///   - design: X, one column a variable on its own scale.
  ///   - response: y, one number a row.
  /// - Returns: The fit with how well the optimality conditions are met.
  /// - Throws: ``StatisticsError``: a number is not finite, no rows, a lower bound above the upper, a penalty below 0.
  /// - Complexity: O(n p²) and O(p³) a change of the active set, mostly about p of them.
  public func fit(
    _ design: Matrix, to response: [Double]
  ) throws(StatisticsError) -> BoundedLeastSquaresFit {
    try check(design, response)
    // 1. Columns less their mean, the roots of the penalties below them, at length 1.
    let p = design.columns
    let centre = hasIntercept ? mean(response) : 0
    let means = design.columnArrays.map { hasIntercept ? mean($0) : 0 }
    let spreads = design.columnArrays.map(populationDeviation)
    let roots = (0..<p).map {
      (penalties?[$0] ?? 0).squareRoot() * (isStandardized ? spreads[$0] : 1)
    }
    let extended = Matrix(
      columns: (0..<p).map { column -> [Double] in
        var tail = [Double](repeating: 0, count: p)
        tail[column] = roots[column]
        let isLost = hasIntercept && spreads[column] == 0
        return design.column(column).map { isLost ? 0 : $0 - means[column] } + tail
      }, rows: design.rows + p)
    let lengths = extended.columnArrays.map { norm($0) }
    let scaled = Matrix(
      columns: (0..<p).map { column in
        extended.column(column).map { lengths[column] > 0 ? $0 / lengths[column] : 0 }
      }, rows: extended.rows)
    let target = response.map { $0 - centre } + [Double](repeating: 0, count: p)
    let size = norm(target)
    // 2. The active set, in coefficients times lengths.
    var search = BoundedSearch(
      lower: (0..<p).map { bound(lowerBounds?[$0] ?? -.infinity, lengths[$0]) },
      upper: (0..<p).map { bound(upperBounds?[$0] ?? .infinity, lengths[$0]) })
    let isConverged = try search.run(scaled, target)
    let residual = search.optimalityResidual(scaled, target)
    // 3. Back to the columns as given; what is at a bound is exactly there.
    let coefficients = (0..<p).map { column -> Double in
      let (low, high) = (lowerBounds?[column] ?? -.infinity, upperBounds?[column] ?? .infinity)
      switch search.positions[column] {
      case .atLower: return low
      case .atUpper: return high
      case .free:
        let value = lengths[column] > 0 ? search.x[column] / lengths[column] : 0
        return min(max(value, low), high)
      }
    }
    let intercept =
      hasIntercept ? centre - zip(coefficients, means).reduce(0) { $0 + $1.0 * $1.1 } : 0
    return BoundedLeastSquaresFit(
      intercept: intercept, coefficients: coefficients, positions: search.positions,
      optimalityResidual: size > 0 ? residual / size : 0, isConverged: isConverged,
      design: design, response: response, centre: centre)
  }

  private func bound(_ value: Double, _ length: Double) -> Double {
    value == 0 || length == 0 ? (value.isInfinite ? value : 0) : value * length
  }

  private func check(_ design: Matrix, _ response: [Double]) throws(StatisticsError) {
    precondition(
      response.count == design.rows,
      "a response of \(response.count) rows for a design of \(design.rows)")
    precondition(
      penalties?.count ?? design.columns == design.columns,
      "\(penalties?.count ?? 0) penalties for \(design.columns) columns")
    try design.checkFinite("the design")
    try checkFinite(response, "the response")
    guard design.rows >= 1 else {
      throw .tooFewRows(found: 0, needed: 1, purpose: "least squares within bounds")
    }
    for penalty in penalties ?? [] where !(penalty >= 0 && penalty.isFinite) {
      throw .outOfRange(what: "a penalty", found: penalty, expected: "a number of 0 or more")
    }
    try checkBounds(lowerBounds, upperBounds, columns: design.columns)
  }
}

/// What least squares within bounds found.
public struct BoundedLeastSquaresFit: Sendable, Hashable, Codable {
  /// The intercept; 0 where there is none.
  public let intercept: Double
  /// The coefficients, each within its bounds.
  public let coefficients: [Double]
  /// Where each coefficient stands.
  public let positions: [Position]
  /// The largest violation of the optimality conditions; rounding leaves some 1e-15.
  ///
  /// It is the product of the residuals with a column of length 1 that could still lower the sum, over the length of y
  /// (less its mean).
  public let optimalityResidual: Double
  /// Whether the search ended by itself; a search is given up after 10 changes a column and 100 more.
  public let isConverged: Bool
  /// The fitted response.
  public let fitted: [Double]
  /// Response − fitted.
  public let residuals: [Double]
  /// The sum of squared residuals, penalties not in it.
  public let residualSumOfSquares: Double
  /// 1 − RSS/TSS; TSS about 0 where there is no intercept; 0 for a response without spread.
  public let rSquared: Double

  /// Where a coefficient stands.
  public enum Position: String, Sendable, Hashable, Codable {
    /// Between its bounds.
    case free
    /// At its lower bound.
    case atLower
    /// At its upper bound.
    case atUpper
  }

  /// The response expected at the rows of a new design.
  public func predict(_ design: Matrix) -> [Double] {
    design.times(coefficients).map { intercept + $0 }
  }

  init(
    intercept: Double, coefficients: [Double], positions: [Position], optimalityResidual: Double,
    isConverged: Bool, design: Matrix, response: [Double], centre: Double
  ) {
    self.intercept = intercept
    self.coefficients = coefficients
    self.positions = positions
    self.optimalityResidual = optimalityResidual
    self.isConverged = isConverged
    let expected = design.times(coefficients).map { intercept + $0 }
    let left = zip(response, expected).map { $0 - $1 }
    let rss = left.reduce(0) { $0 + $1 * $1 }
    let tss = response.reduce(0) { $0 + ($1 - centre) * ($1 - centre) }
    fitted = expected
    residuals = left
    residualSumOfSquares = rss
    rSquared = tss > 0 ? 1 - rss / tss : 0
  }
}

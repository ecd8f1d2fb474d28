/// What a logistic regression found.
public struct LogisticFit: Sendable, Hashable, Codable {
  /// The regression asked for.
  public let regression: LogisticRegression
  /// b₀; 0 where there is none.
  public let intercept: Double
  /// β, for columns on their own scale.
  public let coefficients: [Double]
  /// The standard error of the intercept; 0 where there is none.
  public let interceptError: Double
  /// The standard errors of the coefficients: roots of the diagonal of (XᵀWX + Λ)⁻¹ at the solution; 0 for a constant column.
  ///
  /// With a ridge they are those of a normal prior around 0, and too small for how far the ridge pulled.
  public let standardErrors: [Double]
  /// Σ s log p + f log(1 − p), without penalty and without binomial coefficients.
  public let logLikelihood: Double
  /// The same of the rate alone.
  public let nullLogLikelihood: Double
  /// How many outcomes there are, weights added up.
  public let trials: Double
  /// The share of successes.
  public let rate: Double
  /// Newton steps taken.
  public let iterations: Int
  /// Whether steps became as small as they must; never where outcomes are separated.
  public let isConverged: Bool
  /// The columns that tell outcomes apart without error; nil where there is a best answer.
  ///
  /// Larger coefficients are then always better: those here are where the search stopped, and standard errors mean
  /// nothing. A ridge helps.
  public let separation: Separation?
  /// Columns that are the same number in every row that counts.
  public let constantColumns: [Int]

  /// A direction in which the likelihood rises for ever.
  public struct Separation: Sendable, Hashable, Codable {
    /// The columns of the direction, counted from 0; empty where it is the intercept alone.
    public let columns: [Int]
    /// Whether every outcome is told apart; else some rows lie on the border.
    public let isComplete: Bool
  }

  /// e^β: by how much a step of 1 in the column multiplies the odds.
  public var oddsRatios: [Double] { coefficients.map(stableExp) }
  /// β over its standard error; 0 for a constant column.
  public var zValues: [Double] {
    zip(coefficients, standardErrors).map { $1 > 0 ? $0 / $1 : 0 }
  }
  /// 1 − logLikelihood / nullLogLikelihood (McFadden).
  public var pseudoRSquared: Double {
    nullLogLikelihood == 0 ? 0 : 1 - logLikelihood / nullLogLikelihood
  }

  /// η of the rows of a design.
  public func margins(_ design: Matrix) -> [Double] {
    design.times(coefficients).map { intercept + $0 }
  }

  /// η of sparse rows.
  public func margins(_ rows: SparseRows) -> [Double] {
    rows.times(coefficients).map { intercept + $0 }
  }

  /// How likely a success is at the rows of a design.
  public func probabilities(_ design: Matrix) -> [Double] { margins(design).map(logistic) }

  /// How likely a success is at sparse rows.
  public func probabilities(_ rows: SparseRows) -> [Double] { margins(rows).map(logistic) }

  init(
    _ solution: LogisticProblem.Solution, _ regression: LogisticRegression, centres: [Double],
    units: [Double]
  ) {
    self.regression = regression
    let count = centres.count
    // The intercept stands last in the point and is left out.
    let slopes = zip(solution.point, units).map { $0 / $1 }
    coefficients = slopes
    let shift = zip(slopes, centres).reduce(0) { $0 + $1.0 * $1.1 }
    intercept = regression.hasIntercept ? solution.point[count] - shift : 0
    standardErrors = (0..<count).map {
      max(0, solution.covariance[$0, $0]).squareRoot() / units[$0]
    }
    // The intercept's own scale is a combination of the scaled one and all slopes.
    var toOwn = zip(centres, units).map { -$0 / $1 }
    toOwn.append(1)
    let spread = zip(solution.covariance.times(toOwn), toOwn).reduce(0) { $0 + $1.0 * $1.1 }
    interceptError = regression.hasIntercept ? max(0, spread).squareRoot() : 0
    logLikelihood = solution.logLikelihood
    nullLogLikelihood = solution.nullLogLikelihood
    trials = solution.trials
    rate = solution.rate
    iterations = solution.iterations
    isConverged = solution.isConverged
    separation = solution.separation
    constantColumns = solution.constantColumns
  }
}

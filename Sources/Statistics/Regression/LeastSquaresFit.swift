/// What a least-squares fit found.
///
/// Lists over parameters start with the intercept where there is one. Conventions are those of statsmodels: the likelihood
/// is the normal one at the fitted variance RSS/n; AIC = −2·logLikelihood + 2·p and BIC = −2·logLikelihood + p·log n count
/// the p coefficients but not the variance (R counts it too: its AIC is larger by 2, its BIC by log n).
public struct LeastSquaresFit: Sendable, Hashable, Codable {
  /// Whether the first parameter is an intercept.
  public let hasIntercept: Bool
  /// The coefficients, the intercept first where there is one.
  public let coefficients: [Double]
  /// Their standard errors.
  public let standardErrors: [Double]
  /// Coefficient over standard error.
  public let tStatistics: [Double]
  /// Two-sided p values of the t statistics.
  public let pValues: [Double]
  /// The covariance matrix of the coefficients.
  public let covariance: Matrix
  /// The fitted response.
  public let fitted: [Double]
  /// Response − fitted.
  public let residuals: [Double]
  /// The diagonal of the hat matrix, each in 0...1; adds up to the number of parameters.
  public let leverages: [Double]
  /// n − p.
  public let residualDegreesOfFreedom: Int
  /// The weighted sum of squared residuals.
  public let residualSumOfSquares: Double
  /// √(RSS / (n − p)).
  public let residualStandardError: Double
  /// 1 − RSS/TSS; TSS about the (weighted) mean with an intercept, about 0 without, as NIST does.
  public let rSquared: Double
  /// 1 − (1 − R²)·(n − c)/(n − p), c = 1 with an intercept, else 0.
  public let adjustedRSquared: Double
  /// The F statistic of all slopes being 0; nil where there is no slope.
  public let fStatistic: Double?
  /// Its p value.
  public let fPValue: Double?
  /// The normal log-likelihood at the variance RSS/n.
  public let logLikelihood: Double
  /// −2·logLikelihood + 2·p.
  public let aic: Double
  /// −2·logLikelihood + p·log n.
  public let bic: Double
  /// The condition number of the design (1-norm of R times that of its inverse) after scaling the columns to like length:
  /// above 10³ standard errors are large because columns repeat each other; above 10¹⁰ digits are at stake.
  public let conditionNumber: Double

  /// The number of parameters p, the intercept among them.
  public var parameterCount: Int { coefficients.count }
  /// The number of rows n.
  public var observationCount: Int { residuals.count }
  /// The intercept; 0 where there is none.
  public var intercept: Double { hasIntercept ? coefficients[0] : 0 }
  /// The coefficients of the design's columns.
  public var slopes: [Double] { hasIntercept ? Array(coefficients.dropFirst()) : coefficients }

  /// The fitted response at the rows of a new design, without a column of ones.
  public func predict(_ design: Matrix) -> [Double] {
    design.times(slopes).map { intercept + $0 }
  }

  /// The interval of each coefficient at a level, 0.95 for 95 %; all numbers where it could not be computed.
  public func intervals(level: Double = 0.95) -> [ClosedRange<Double>] {
    precondition(level > 0 && level < 1, "a level of \(level)")
    let t = StudentT(degreesOfFreedom: Double(residualDegreesOfFreedom))
    let width = -t.quantile((1 - level) / 2)
    return zip(coefficients, standardErrors).map { coefficient, error in
      let half = width * error
      guard coefficient.isFinite, half.isFinite else { return -Double.infinity...Double.infinity }
      return coefficient - half...coefficient + half
    }
  }

  init(
    hasIntercept: Bool, coefficients: [Double], weightedResiduals: [Double], inverseGram: Matrix,
    leverages: [Double], conditionNumber: Double, response: [Double], weights: [Double]?
  ) {
    let (n, p) = (response.count, coefficients.count)
    let degrees = n - p
    let rss = weightedResiduals.reduce(0) { $0 + $1 * $1 }
    let variance = rss / Double(degrees)
    let residuals = zip(weightedResiduals, weights ?? []).map { $0 / $1.squareRoot() }
    let plainResiduals = weights == nil ? weightedResiduals : residuals
    let covariance = Matrix(rows: p, columns: p) { variance * inverseGram[$0, $1] }
    let errors = (0..<p).map { covariance[$0, $0].squareRoot() }
    let t = zip(coefficients, errors).map { $1 > 0 ? $0 / $1 : ($0 == 0 ? 0 : $0 * .infinity) }
    let student = StudentT(degreesOfFreedom: Double(degrees))
    let tss = LeastSquaresFit.totalSumOfSquares(response, weights, centred: hasIntercept)
    let slopeCount = hasIntercept ? p - 1 : p
    let free = Double(hasIntercept ? n - 1 : n)
    let share = tss > 0 ? rss / tss : 1

    self.hasIntercept = hasIntercept
    self.coefficients = coefficients
    standardErrors = errors
    tStatistics = t
    pValues = t.map { min(1, 2 * student.upperTail(abs($0))) }
    self.covariance = covariance
    self.residuals = plainResiduals
    fitted = zip(response, plainResiduals).map { $0 - $1 }
    self.leverages = leverages
    residualDegreesOfFreedom = degrees
    residualSumOfSquares = rss
    residualStandardError = variance.squareRoot()
    rSquared = 1 - share
    adjustedRSquared = 1 - share * free / Double(degrees)
    if slopeCount > 0 {
      let f = rss > 0 ? (tss - rss) / Double(slopeCount) / variance : .infinity
      fStatistic = f
      fPValue = FDistribution(Double(slopeCount), Double(degrees)).upperTail(f)
    } else {
      fStatistic = nil
      fPValue = nil
    }
    let logWeights = (weights ?? []).reduce(0) { $0 + 0.5 * stableLog($1) }
    logLikelihood =
      logWeights - Double(n) / 2 * (2 * halfLogTwoPi + stableLog(rss / Double(n)) + 1)
    aic = -2 * logLikelihood + 2 * Double(p)
    bic = -2 * logLikelihood + Double(p) * stableLog(Double(n))
    self.conditionNumber = conditionNumber
  }

  /// Σ w (y − mean)², or Σ w y².
  private static func totalSumOfSquares(
    _ response: [Double], _ weights: [Double]?, centred: Bool
  ) -> Double {
    let weights = weights ?? [Double](repeating: 1, count: response.count)
    var mean = 0.0
    if centred {
      let total = weights.reduce(0, +)
      mean = zip(response, weights).reduce(0) { $0 + $1.0 * $1.1 } / total
      // A second pass takes out the rounding of the first.
      mean += zip(response, weights).reduce(0) { $0 + ($1.0 - mean) * $1.1 } / total
    }
    return zip(response, weights).reduce(0) { $0 + $1.1 * ($1.0 - mean) * ($1.0 - mean) }
  }
}

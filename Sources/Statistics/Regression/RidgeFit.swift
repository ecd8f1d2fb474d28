/// What a ridge regression found.
public struct RidgeFit: Sendable, Hashable, Codable {
  /// The intercept, for columns on their own scale; 0 where there is none.
  public let intercept: Double
  /// The coefficients of the columns on their own scale.
  public let coefficients: [Double]
  /// The coefficients of the standardised columns: what was penalised.
  public let standardizedCoefficients: [Double]
  /// The mean that was taken off each column.
  public let columnMeans: [Double]
  /// The population standard deviation that each column was divided by; 0 for a constant column.
  public let columnScales: [Double]
  /// λ.
  public let penalty: Double
  /// The error at every penalty tried; empty where the penalty was given.
  public let curve: [CurvePoint]
  /// The trace of the hat matrix: intercept, unpenalised columns and Σ s²/(s²+λ).
  public let effectiveDegreesOfFreedom: Double
  /// The fitted response.
  public let fitted: [Double]
  /// Response − fitted.
  public let residuals: [Double]
  /// 1 − RSS/TSS on the rows fitted; TSS about 0 where there is no intercept.
  public let rSquared: Double

  /// The cross-validated error of one penalty.
  public struct CurvePoint: Sendable, Hashable, Codable {
    /// λ.
    public let penalty: Double
    /// The mean over the folds of their mean squared error.
    public let meanError: Double
    /// The standard error of that mean: the folds' standard deviation (n − 1) over the root of their number; 0 for one fold.
    public let standardError: Double
  }

  /// The response expected at the rows of a new design.
  public func predict(_ design: Matrix) -> [Double] {
    design.times(coefficients).map { intercept + $0 }
  }

  init(
    solver: RidgeSolver, standardizedCoefficients: [Double], penalty: Double,
    effectiveDegreesOfFreedom: Double, curve: [CurvePoint], design: Matrix, response: [Double]
  ) {
    let (constant, slopes) = solver.onOwnScale(standardizedCoefficients)
    let expected = design.times(slopes).map { constant + $0 }
    let centre = solver.hasIntercept ? solver.responseMean : 0
    let left = zip(response, expected).map { $0 - $1 }
    let total = response.reduce(0) { $0 + ($1 - centre) * ($1 - centre) }
    intercept = constant
    coefficients = slopes
    self.standardizedCoefficients = standardizedCoefficients
    columnMeans = solver.means
    columnScales = solver.scales
    self.penalty = penalty
    self.curve = curve
    self.effectiveDegreesOfFreedom = effectiveDegreesOfFreedom
    fitted = expected
    residuals = left
    rSquared = total > 0 ? 1 - left.reduce(0) { $0 + $1 * $1 } / total : 0
  }
}

/// What an elastic net found at one penalty.
public struct ElasticNetFit: Sendable, Hashable, Codable {
  /// The intercept, for columns on their own scale; 0 where there is none.
  public let intercept: Double
  /// The coefficients of the columns on their own scale, each within its bounds.
  public let coefficients: [Double]
  /// The mean that was taken off each column; 0 without an intercept.
  public let columnMeans: [Double]
  /// The population standard deviation of each column; 0 for a constant one.
  public let columnScales: [Double]
  /// The columns (from 0) that could get no coefficient because they are constant.
  public let constantColumns: [Int]
  /// λ.
  public let penalty: Double
  /// α.
  public let l1Ratio: Double
  /// How far the coefficients can be from the best.
  public let certificate: Certificate
  /// Whether the certificate is within the tolerance; if not, the coefficients are those of the last sweep.
  public let isConverged: Bool
  /// The sweeps over columns that this penalty took.
  public let sweeps: Int
  /// The sum of squared residuals.
  public let residualSumOfSquares: Double
  /// 1 − RSS/TSS on the rows fitted; TSS about 0 where there is no intercept; 0 for a response without spread.
  public let rSquared: Double
  /// The error at every penalty tried; empty where the penalty was given.
  public private(set) var curve: [CurvePoint] = []

  /// The cross-validated error of one penalty.
  public typealias CurvePoint = RidgeFit.CurvePoint

  /// A proof of how good coefficients are.
  public enum Certificate: Sendable, Hashable, Codable {
    /// The objective less the dual objective: no coefficients are better by more. In the square of the response's unit.
    ///
    /// The dual point is the residuals, scaled down until they are feasible where a column is bounded by its absolute
    /// penalty alone; bounds and weights enter by the conjugates of their penalties. Converged at tolerance · ‖y‖²/n.
    case dualityGap(Double)
    /// The largest slope of the objective in a direction that a standardised coefficient could still take, in the response's
    /// unit. Used where a column has neither penalty nor bounds on both sides, since the dual function is then −∞ next to
    /// the solution. Converged at tolerance · ‖y‖/√n.
    case slope(Double)

    /// The number.
    public var value: Double {
      switch self {
      case .dualityGap(let value), .slope(let value): value
      }
    }
  }

  /// The number of coefficients that are not 0.
  public var activeCount: Int { coefficients.count { $0 != 0 } }

  /// The coefficients of the columns at standard deviation 1.
  public var standardizedCoefficients: [Double] { zip(coefficients, columnScales).map { $0 * $1 } }

  /// The response expected at the rows of a new design.
  public func predict(_ design: Matrix) -> [Double] {
    design.times(coefficients).map { intercept + $0 }
  }

  init(
    _ problem: ElasticNetProblem, _ net: ElasticNet, _ descent: ElasticNetDescent,
    _ outcome: ElasticNetDescent.Outcome, hasDual: Bool, penalty: Double
  ) {
    let sigma = problem.responseScale
    (intercept, coefficients) = problem.onOwnScale(descent.beta, net)
    columnMeans = problem.means
    columnScales = problem.deviations
    constantColumns = problem.lengths.indices.filter { problem.lengths[$0] == 0 }
    self.penalty = penalty
    l1Ratio = net.l1Ratio
    certificate =
      hasDual
      ? .dualityGap(outcome.certificate * sigma * sigma) : .slope(outcome.certificate * sigma)
    isConverged = outcome.isConverged
    sweeps = outcome.sweeps
    let square = descent.residualSquare
    residualSumOfSquares = square * sigma * sigma * Double(problem.rows)
    rSquared = problem.responseSquare > 0 ? 1 - square / problem.responseSquare : 0
  }

  /// This fit with the curve that it was chosen from.
  func with(curve: [CurvePoint]) -> ElasticNetFit {
    var fit = self
    fit.curve = curve
    return fit
  }
}

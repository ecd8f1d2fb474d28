/// How much single rows weigh in a least-squares fit.
///
/// With residuals eᵢ, leverages hᵢ, p parameters and the residual standard error s:
///
///     internally studentised  rᵢ = eᵢ / (s √(1 − hᵢ))
///     externally studentised  tᵢ = rᵢ √((n − p − 1) / (n − p − rᵢ²)), the row left out of s
///     Cook's distance         rᵢ² hᵢ / (p (1 − hᵢ))
///     DFFITS                  tᵢ √(hᵢ / (1 − hᵢ))
///
/// nil in a row that alone decides a parameter (hᵢ = 1 to rounding): it is met exactly whatever its value. As statsmodels'
/// `OLSInfluence`.
///
/// Source: Belsley, Kuh, Welsch (1980), "Regression diagnostics"; Cook (1977), "Detection of influential observation in
/// linear regression".
public struct Influence: Sendable, Hashable, Codable {
  /// hᵢ, the diagonal of the hat matrix, in 0...1; twice their mean p/n is a common alarm.
  public let leverages: [Double]
  /// rᵢ; nil too where all residuals are 0.
  public let internallyStudentized: [Double?]
  /// tᵢ, Student's t with n − p − 1 degrees of freedom for a row like the others; nil too where n − p is 1, infinite where the
  /// other rows are met exactly.
  public let externallyStudentized: [Double?]
  /// How far all fitted values move when the row is left out; above 4/n worth a look, above 1 alarming.
  public let cooksDistances: [Double?]
  /// How many of its standard errors the row's own fitted value moves when the row is left out; nil as `externallyStudentized`.
  public let dffits: [Double?]

  /// The influence of each row of a fit.
  ///
  /// - Parameters:
  ///   - fit: The fit.
  ///   - weights: The weights it was made with, if any.
  /// - Complexity: O(n).
  public init(_ fit: LeastSquaresFit, weights: [Double]? = nil) {
    precondition(
      weights?.count ?? fit.residuals.count == fit.residuals.count,
      "\(weights?.count ?? 0) weights for \(fit.residuals.count) rows")
    let degrees = Double(fit.residualDegreesOfFreedom)
    let p = Double(fit.parameterCount)
    let s = fit.residualStandardError
    var (internally, externally) = ([Double?](), [Double?]())
    var (cooks, moves) = ([Double?](), [Double?]())
    for (row, leverage) in fit.leverages.enumerated() {
      let rest = 1 - leverage
      // n·ε is what rounding leaves of 0 here.
      guard rest > Double(fit.residuals.count) * 0x1p-52, s > 0 else {
        internally.append(nil)
        externally.append(nil)
        cooks.append(nil)
        moves.append(nil)
        continue
      }
      let root = weights.map { $0[row].squareRoot() } ?? 1
      let r = fit.residuals[row] * root / (s * rest.squareRoot())
      internally.append(r)
      cooks.append(r * r * leverage / (p * rest))
      guard degrees > 1 else {
        externally.append(nil)
        moves.append(nil)
        continue
      }
      let left = max(0, degrees - r * r)
      let t =
        r == 0
        ? 0
        : left > 0 ? r * ((degrees - 1) / left).squareRoot() : (r > 0 ? .infinity : -.infinity)
      externally.append(t)
      moves.append(t * (leverage / rest).squareRoot())
    }
    leverages = fit.leverages
    internallyStudentized = internally
    externallyStudentized = externally
    cooksDistances = cooks
    dffits = moves
  }
}

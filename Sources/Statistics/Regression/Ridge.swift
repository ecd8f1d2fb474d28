/// Ridge regression in closed form, its penalty given or chosen by time-series cross-validation.
///
///     minimise Σᵢ (yᵢ − b₀ − Σⱼ zᵢⱼ βⱼ)² + λ Σⱼ qⱼ βⱼ²
///
/// where zⱼ is column j less its mean, over its population standard deviation (divisor n): scikit-learn's `Ridge` behind a
/// `StandardScaler`. The sum of squares is not divided by n, and y is not scaled: glmnet's λ is λ·sd(y)/n in these terms.
/// The intercept b₀ is not penalised. qⱼ are the penalty weights, 1 by default; a column with 0 is fitted freely.
///
/// All penalties share one singular value decomposition of the penalised columns (freed of what the unpenalised ones
/// explain): with Z√q⁻¹ = U·diag(s)·Vᵀ the solution is V·diag(s/(s²+λ))·Uᵀy.
///
/// A column that is constant (in the training rows) gets the coefficient 0. At λ = 0 dependent columns share by least norm.
///
///     let fit = try Ridge().fit(design, to: sales)
///     fit.penalty  // the one with the least mean error
public struct Ridge: Sendable, Hashable, Codable {
  /// Where the penalty comes from.
  public var penalty: Penalty
  /// Whether columns are scaled to standard deviation 1 before they are penalised.
  public var isStandardized = true
  /// Whether there is an intercept; without one columns are not centred either.
  public var hasIntercept = true
  /// qⱼ ≥ 0, one a column; nil for all 1.
  public var penaltyWeights: [Double]?

  /// Where the penalty comes from.
  public enum Penalty: Sendable, Hashable, Codable {
    /// λ itself, ≥ 0.
    case fixed(Double)
    /// The best of a grid.
    case crossValidated(CrossValidation)
  }

  /// How the penalty is chosen: mean squared error over the test rows of each fold, averaged over the folds.
  public struct CrossValidation: Sendable, Hashable, Codable {
    /// The folds.
    public var split = TimeSeriesSplit()
    /// The penalties tried, each ≥ 0.
    public var penalties = Ridge.logGrid(from: 0.001, to: 1000, count: 61)
    /// Which of them is taken.
    public var rule = Rule.leastError

    /// Which penalty of the curve is taken.
    public enum Rule: String, Sendable, Hashable, Codable {
      /// The one with the least mean error; of equals the largest.
      case leastError
      /// The largest whose mean error is within one standard error of the least.
      case oneStandardError
    }

    /// Cross-validation over a grid.
    public init(
      split: TimeSeriesSplit = TimeSeriesSplit(), penalties: [Double]? = nil,
      rule: Rule = .leastError
    ) {
      self.split = split
      if let penalties { self.penalties = penalties }
      self.rule = rule
    }
  }

  /// Ridge regression.
  public init(
    penalty: Penalty = .crossValidated(CrossValidation()), isStandardized: Bool = true,
    hasIntercept: Bool = true, penaltyWeights: [Double]? = nil
  ) {
    self.penalty = penalty
    self.isStandardized = isStandardized
    self.hasIntercept = hasIntercept
    self.penaltyWeights = penaltyWeights
  }

  /// Penalties in equal ratios from one to another, both included.
  public static func logGrid(from lowest: Double, to highest: Double, count: Int) -> [Double] {
    precondition(
      lowest > 0 && highest >= lowest && count >= 1, "a grid \(lowest)...\(highest), \(count)")
    let step = count > 1 ? stableLog(highest / lowest) / Double(count - 1) : 0
    return (0..<count).map { index in
      // The ends exactly as given.
      index == 0
        ? lowest
        : index == count - 1 ? highest : lowest * stableExp(step * Double(index))
    }
  }

  /// Fits a response by the columns of a design.
  ///
  /// - Parameters:
  ///   - design: One column a variable, on its own scale, in order of time.
  ///   - response: y, one number a row.
  /// - Returns: The fit at the given or the chosen penalty, on all rows.
  /// - Throws: ``StatisticsError``: a number is not finite, a penalty or a weight below 0, too few rows for the folds.
  /// - Complexity: O(folds · n p²), whatever the number of penalties.
  public func fit(
    _ design: Matrix, to response: [Double]
  ) throws(StatisticsError) -> RidgeFit {
    try check(design, response)
    switch penalty {
    case .fixed(let value):
      return fit(try solver(design, response), value, [], design, response)
    case .crossValidated(let choice):
      let curve = try errors(design, response, choice)
      let chosen = Ridge.choose(curve, choice.rule)
      return fit(try solver(design, response), chosen, curve, design, response)
    }
  }

  /// The fits at several penalties, for a picture of how coefficients shrink.
  public func path(
    _ design: Matrix, to response: [Double], penalties: [Double]
  ) throws(StatisticsError) -> [RidgeFit] {
    try check(design, response)
    for penalty in penalties { try check(penalty) }
    let solver = try solver(design, response)
    return penalties.map { fit(solver, $0, [], design, response) }
  }

  // MARK: - Parts

  private func solver(
    _ design: Matrix, _ response: [Double]
  ) throws(StatisticsError) -> RidgeSolver {
    try RidgeSolver(
      design, response, isStandardized: isStandardized, hasIntercept: hasIntercept,
      penaltyWeights: penaltyWeights)
  }

  private func fit(
    _ solver: RidgeSolver, _ penalty: Double, _ curve: [RidgeFit.CurvePoint],
    _ design: Matrix, _ response: [Double]
  ) -> RidgeFit {
    let (standardized, degrees) = solver.solve(penalty)
    return RidgeFit(
      solver: solver, standardizedCoefficients: standardized, penalty: penalty,
      effectiveDegreesOfFreedom: degrees, curve: curve, design: design, response: response)
  }

  /// The error of every penalty: scaling and decomposition from the training rows of each fold only.
  private func errors(
    _ design: Matrix, _ response: [Double], _ choice: CrossValidation
  ) throws(StatisticsError) -> [RidgeFit.CurvePoint] {
    for penalty in choice.penalties { try check(penalty) }
    guard !choice.penalties.isEmpty else {
      throw .outOfRange(what: "the number of penalties", found: 0, expected: "1 or more")
    }
    var errors = [[Double]](repeating: [], count: choice.penalties.count)
    for split in try choice.split.splits(rows: design.rows) {
      let solver = try solver(design.rows(split.training), Array(response[split.training]))
      let test = design.rows(split.test)
      let truth = response[split.test]
      for (index, penalty) in choice.penalties.enumerated() {
        let (intercept, slopes) = solver.onOwnScale(solver.solve(penalty).coefficients)
        let squares = zip(test.times(slopes), truth).reduce(0) { sum, pair in
          let error = pair.1 - intercept - pair.0
          return sum + error * error
        }
        errors[index].append(squares / Double(truth.count))
      }
    }
    return zip(choice.penalties, errors).map {
      RidgeFit.CurvePoint(
        penalty: $0, meanError: mean($1),
        standardError: $1.count > 1 ? (variance($1) / Double($1.count)).squareRoot() : 0)
    }
  }

  static func choose(
    _ curve: [RidgeFit.CurvePoint], _ rule: CrossValidation.Rule
  ) -> Double {
    let rising = curve.sorted { $0.penalty < $1.penalty }
    guard let least = rising.min(by: { $0.meanError < $1.meanError }) else { return 0 }
    let limit =
      least.meanError + (rule == .oneStandardError ? least.standardError : 0)
    return rising.last { $0.meanError <= limit }?.penalty ?? least.penalty
  }

  private func check(_ penalty: Double) throws(StatisticsError) {
    guard penalty >= 0, penalty.isFinite else {
      throw .outOfRange(what: "a ridge penalty", found: penalty, expected: "a number of 0 or more")
    }
  }

  private func check(_ design: Matrix, _ response: [Double]) throws(StatisticsError) {
    precondition(
      response.count == design.rows,
      "a response of \(response.count) rows for a design of \(design.rows)")
    try design.checkFinite("the design")
    try checkFinite(response, "the response")
    guard design.rows >= 2 else {
      throw .tooFewRows(found: design.rows, needed: 2, purpose: "ridge regression")
    }
    if case .fixed(let value) = penalty { try check(value) }
    guard let weights = penaltyWeights else { return }
    precondition(
      weights.count == design.columns,
      "\(weights.count) penalty weights for \(design.columns) columns")
    for weight in weights where !(weight >= 0 && weight.isFinite) {
      throw .outOfRange(what: "a penalty weight", found: weight, expected: "a number of 0 or more")
    }
  }
}

import Statistics

/// The coefficients for one design, whatever the target: what fits, searches and resamples have in common.
///
/// Made once for a design; a target costs one solution. A new fitter comes in here and nowhere else.
struct MixSolver {
  let spec: MixSpec
  let names: [String]
  let features: Matrix
  /// Which features the penalty shrinks: 1, or 0 for those it leaves alone.
  let penaltyWeights: [Double]
  /// The least and the largest coefficient allowed.
  let bounds: [ClosedRange<Double>]

  init(_ spec: MixSpec, _ design: MixDesign, columns: [[Double]], rows: Int) throws(MixError) {
    self.spec = spec
    names = design.names
    features = Matrix(columns: columns, rows: rows)
    penaltyWeights = design.terms.map { spec.regulariser.shrinks($0.part) ? 1 : 0 }
    // What no fitted row has may be bounded all the same: in other rows it has a coefficient.
    for name in (Array(spec.signs.keys) + spec.bounds.keys).sorted()
    where !design.names.contains(name) && !design.leftOut.contains(name) {
      throw .unknownFeature(name, known: design.names)
    }
    var ranges: [ClosedRange<Double>] = []
    for name in design.names { ranges.append(try spec.range(ofCoefficient: name)) }
    bounds = ranges
  }

  /// Whether some coefficient is bounded.
  var isBounded: Bool { bounds.contains { $0.lowerBound.isFinite || $0.upperBound.isFinite } }
  /// Whether the model is fitted again where the intercept is below 0.
  var mindsIntercept: Bool { spec.interceptRule == .nonNegative && spec.form == .additive }
  /// Whether coefficients are a linear function of the target at a given penalty.
  var isLinear: Bool { !isBounded && !mindsIntercept && spec.regulariser.isLinear }

  /// What a fitter finds.
  struct Solution {
    /// The intercept, then one number a feature, each on the feature's own scale.
    var coefficients: [Double]
    var precisions: [MixFit.Precision]?
    var penalty = 0.0
    var curve: [MixFit.PenaltyScore] = []
    var summary: MixFit.LeastSquaresSummary?
    var influence: RowInfluence?
    var certificate: Double?
    var warnings: [MixWarning] = []
  }

  /// Fits the target, the penalty chosen as the specification says.
  func solution(for target: [Double]) throws -> Solution {
    let free = try solutionWithIntercept(for: target)
    guard mindsIntercept, free.coefficients[0] < 0 else { return free }
    var solution = try solutionWithoutIntercept(for: target, penalty: free.penalty)
    solution.penalty = free.penalty
    solution.curve = free.curve
    return solution
  }

  private func solutionWithIntercept(for target: [Double]) throws -> Solution {
    switch spec.regulariser {
    case .ols:
      return isBounded ? try bounded(target, penalty: 0) : try leastSquares(target)
    case .ridge(let penalty, _):
      return try ridge(target, penalty)
    case .elasticNet(let mix, let penalty, _):
      return try elasticNet(target, mix: mix, penalty)
    case .priors:
      throw MixError.notForPriors(what: "a solved model", instead: "one that is sampled")
    }
  }

  /// The coefficients for another target at a penalty that is known already.
  func coefficients(for target: [Double], penalty: Double) throws -> [Double] {
    let free = try coefficientsWithIntercept(for: target, penalty: penalty)
    guard mindsIntercept, free[0] < 0 else { return free }
    return try solutionWithoutIntercept(for: target, penalty: penalty).coefficients
  }

  private func coefficientsWithIntercept(
    for target: [Double], penalty: Double
  ) throws -> [Double] {
    switch spec.regulariser {
    case .ols where !isBounded:
      return try leastSquaresFit(target).coefficients
    case .ols, .ridge:
      if isBounded { return try bounded(target, penalty: penalty).coefficients }
      return try ridge(target, .fixed(penalty)).coefficients
    case .elasticNet(let mix, _, _):
      return try elasticNet(target, mix: mix, .fixed(penalty)).coefficients
    case .priors:
      throw MixError.notForPriors(what: "a solved model", instead: "one that is sampled")
    }
  }

  // MARK: - Fitters

  private func leastSquares(_ target: [Double]) throws -> Solution {
    let fit = try leastSquaresFit(target)
    let intervals = fit.intervals()
    let precisions = fit.coefficients.indices.map { index in
      MixFit.Precision(
        standardError: fit.standardErrors[index], t: fit.tStatistics[index],
        p: fit.pValues[index], low: intervals[index].lowerBound,
        high: intervals[index].upperBound)
    }
    var solution = Solution(coefficients: fit.coefficients, precisions: precisions)
    solution.summary = MixFit.LeastSquaresSummary(
      adjustedR2: fit.adjustedRSquared, aic: fit.aic, bic: fit.bic,
      f: fit.fStatistic ?? .nan, fP: fit.fPValue ?? .nan,
      residualStandardError: fit.residualStandardError,
      degreesOfFreedom: fit.residualDegreesOfFreedom)
    solution.influence = RowInfluence(fit)
    return solution
  }

  /// The fit, or an error that calls the dependent feature by its name.
  private func leastSquaresFit(_ target: [Double]) throws -> LeastSquaresFit {
    do {
      return try LeastSquares().fit(features, to: target)
    } catch {
      guard case .rankDeficient(let columns, _, _) = error else { throw error }
      throw MixError.collinear(feature: names[columns.first ?? 0])
    }
  }

  private func ridge(_ target: [Double], _ penalty: MixSpec.Penalty) throws -> Solution {
    var ridge = Ridge(penaltyWeights: penaltyWeights)
    switch penalty {
    case .fixed(let value):
      try require(penalty: value)
      ridge.penalty = .fixed(value)
    case .crossValidated(let folds, let gap, let penalties):
      // Five to the decade, and far enough that daily data of some years stay inside.
      let grid = penalties ?? Ridge.logGrid(from: 0.001, to: 100_000, count: 41)
      ridge.penalty = .crossValidated(
        Ridge.CrossValidation(split: TimeSeriesSplit(folds: folds, gap: gap), penalties: grid))
    }
    let fit = try ridge.fit(features, to: target)
    var solution = Solution(coefficients: [fit.intercept] + fit.coefficients)
    // The penalty is that of the unbounded ridge: bounds shrink already, so that it is if anything too large.
    if isBounded { solution = try bounded(target, penalty: fit.penalty) }
    solution.penalty = fit.penalty
    solution.keep(fit.curve.map { ($0.penalty, $0.meanError) })
    return solution
  }

  /// The fit through the origin, at the penalty that the fit with an intercept had.
  private func solutionWithoutIntercept(
    for target: [Double], penalty: Double
  ) throws -> Solution {
    switch spec.regulariser {
    case .ols, .ridge:
      return try bounded(
        target, penalty: RobynPenalty.withoutIntercept(penalty, target: target),
        hasIntercept: false)
    case .elasticNet(let mix, _, _):
      return solution(
        of: try net(mix: mix, hasIntercept: false).fit(features, to: target, penalty: penalty),
        penalty: penalty)
    case .priors:
      throw MixError.notForPriors(what: "a solved model", instead: "one that is sampled")
    }
  }

  /// Least squares or ridge within bounds.
  private func bounded(
    _ target: [Double], penalty: Double, hasIntercept: Bool = true
  ) throws -> Solution {
    let fit = try BoundedLeastSquares(
      lowerBounds: bounds.map(\.lowerBound), upperBounds: bounds.map(\.upperBound),
      penalties: penaltyWeights.map { $0 * penalty }, isStandardized: true,
      hasIntercept: hasIntercept
    ).fit(features, to: target)
    var solution = Solution(coefficients: [fit.intercept] + fit.coefficients)
    solution.penalty = penalty
    solution.certificate = fit.optimalityResidual
    if !fit.isConverged { solution.warnings.append(.notConverged(gap: fit.optimalityResidual)) }
    return solution
  }

  private func elasticNet(
    _ target: [Double], mix: Double, _ penalty: MixSpec.Penalty
  ) throws -> Solution {
    guard (0...1).contains(mix) else {
      throw MixError.badOption("the mix of penalties", value: mix, allowed: "0 to 1")
    }
    let net = net(mix: mix)
    switch penalty {
    case .fixed(let value):
      try require(penalty: value)
      return solution(of: try net.fit(features, to: target, penalty: value), penalty: value)
    case .crossValidated(let folds, let gap, let penalties):
      let fit = try net.fit(
        features, to: target,
        crossValidatedBy: ElasticNet.CrossValidation(
          split: TimeSeriesSplit(folds: folds, gap: gap), penalties: penalties))
      var solution = solution(of: fit, penalty: fit.penalty)
      solution.keep(fit.curve.map { ($0.penalty, $0.meanError) })
      return solution
    }
  }

  private func net(mix: Double, hasIntercept: Bool = true) -> ElasticNet {
    ElasticNet(
      l1Ratio: mix, penaltyWeights: penaltyWeights,
      lowerBounds: isBounded ? bounds.map(\.lowerBound) : nil,
      upperBounds: isBounded ? bounds.map(\.upperBound) : nil, hasIntercept: hasIntercept)
  }

  private func solution(of fit: ElasticNetFit, penalty: Double) -> Solution {
    var solution = Solution(coefficients: [fit.intercept] + fit.coefficients)
    solution.penalty = penalty
    solution.certificate = fit.certificate.value
    if !fit.isConverged { solution.warnings.append(.notConverged(gap: fit.certificate.value)) }
    return solution
  }

  private func require(penalty value: Double) throws(MixError) {
    guard value.isFinite, value >= 0 else {
      throw .badOption("the penalty", value: value, allowed: "0 or more")
    }
  }
}

extension MixSolver.Solution {
  /// Keeps the curve of a cross-validation, and warns of a choice at its end.
  fileprivate mutating func keep(_ scores: [(penalty: Double, error: Double)]) {
    curve = scores.map { MixFit.PenaltyScore(penalty: $0.penalty, meanSquaredError: $0.error) }
      .sorted { $0.penalty < $1.penalty }
    if let first = curve.first, let last = curve.last,
      [first.penalty, last.penalty].contains(penalty)
    {
      warnings.append(.penaltyAtEdge(penalty))
    }
  }
}

extension MixSpec.Regulariser {
  /// Whether the penalty shrinks features of that part of sales.
  fileprivate func shrinks(_ part: SalesPart) -> Bool {
    switch self {
    case .ols, .priors: false
    case .ridge(_, .everyFeature), .elasticNet(_, _, .everyFeature): true
    case .ridge(_, .channelsOnly), .elasticNet(_, _, .channelsOnly): !part.isBaseline
    }
  }
}

extension MixSpec {
  /// The coefficients allowed to a feature, by its bounds and its sign.
  fileprivate func range(
    ofCoefficient name: String
  ) throws(MixError) -> ClosedRange<Double> {
    let free = -Double.infinity...Double.infinity
    let sign = signs[name]?.range ?? free
    guard let bound = bounds[name] else { return sign }
    let said = "bounds of \(bound.lowerBound) to \(bound.upperBound)"
    guard bound.lowerBound < .infinity, bound.upperBound > -.infinity else {
      throw .contradictoryBounds(
        feature: name, why: "\(said) leave no number; give at least one finite end or neither")
    }
    guard bound.overlaps(sign) else {
      throw .contradictoryBounds(
        feature: name,
        why: "\(said) and a \(signs[name]?.rawValue ?? "free") sign exclude each other; drop one")
    }
    return bound.clamped(to: sign)
  }
}

extension MixSpec.Sign {
  /// The coefficients allowed.
  fileprivate var range: ClosedRange<Double> {
    self == .positive ? 0...Double.infinity : -Double.infinity...0
  }
}

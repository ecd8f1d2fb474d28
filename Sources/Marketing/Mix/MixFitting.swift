import Statistics

extension MixSpec {
  /// Fits the model.
  ///
  /// With a hold-out everything that is estimated (coefficients, scales, penalty) comes from the rows before it.
  ///
  /// - Throws: `MixError` for data that cannot be modelled so: too few rows, a column that never changes, features that are
  ///   combinations of each other.
  public func fitted(to data: MixData) throws -> MixFit {
    let held = try heldOutRows(of: data.rowCount)
    let fittedRows = data.rowCount - held
    let rows = data.rows(0..<fittedRows)
    let design = try MixDesign(self, for: rows)
    let count = design.terms.count
    try requireRows(fittedRows, coefficients: count + 1)
    try rows.requireVariation()

    let columns = try design.columns(of: rows)
    let features = Matrix(columns: columns, rows: fittedRows)
    let solution: Solution
    switch regulariser {
    case .ols:
      solution = try leastSquares(design, features, rows.target.values)
    case .ridge(let penalty, let scope):
      solution = try ridge(design, features, rows.target.values, penalty, scope)
    }
    let training = try FitWindow(
      rows, design: design, intercept: solution.intercept.coefficient,
      coefficients: solution.coefficients.map(\.coefficient))
    let test =
      held == 0
      ? nil
      : try FitWindow(
        data.rows(fittedRows..<data.rowCount), design: design,
        intercept: solution.intercept.coefficient,
        coefficients: solution.coefficients.map(\.coefficient))
    let diagnostics = try MixDiagnostics(
      residuals: training.residuals, names: design.names, columns: columns)
    return MixFit(
      spec: self, design: design, intercept: solution.intercept,
      coefficients: solution.coefficients, training: training, test: test,
      penalty: solution.penalty, penaltyCurve: solution.curve, leastSquares: solution.summary,
      diagnostics: diagnostics,
      warnings: rowWarnings(data, fittedRows: fittedRows, coefficients: count + 1)
        + solution.warnings + effectWarnings(solution.coefficients, diagnostics))
  }

  // MARK: - Fitters

  /// What a fitter finds; a new fitter fills in this and nothing else.
  private struct Solution {
    let intercept: MixFit.Estimate
    let coefficients: [MixFit.Estimate]
    var penalty = 0.0
    var curve: [MixFit.PenaltyScore] = []
    var summary: MixFit.LeastSquaresSummary?
    var warnings: [MixWarning] = []

    /// Estimates of the intercept and, after it, the features.
    init(_ design: MixDesign, _ numbers: [Double], _ precisions: [MixFit.Precision]? = nil) {
      let names = ["intercept"] + design.names
      let parts = [.intercept] + design.terms.map(\.part)
      let estimates = numbers.indices.map { index in
        MixFit.Estimate(
          name: names[index], part: parts[index], coefficient: numbers[index],
          precision: precisions?[index])
      }
      intercept = estimates[0]
      coefficients = Array(estimates.dropFirst())
    }
  }

  private func leastSquares(
    _ design: MixDesign, _ features: Matrix, _ target: [Double]
  ) throws -> Solution {
    let fit = try leastSquaresFit(design, features, target)
    let intervals = fit.intervals()
    let precisions = fit.coefficients.indices.map { index in
      MixFit.Precision(
        standardError: fit.standardErrors[index], t: fit.tStatistics[index],
        p: fit.pValues[index], low: intervals[index].lowerBound,
        high: intervals[index].upperBound)
    }
    var solution = Solution(design, fit.coefficients, precisions)
    solution.summary = MixFit.LeastSquaresSummary(
      adjustedR2: fit.adjustedRSquared, aic: fit.aic, bic: fit.bic,
      f: fit.fStatistic ?? .nan, fP: fit.fPValue ?? .nan,
      residualStandardError: fit.residualStandardError,
      degreesOfFreedom: fit.residualDegreesOfFreedom)
    return solution
  }

  /// The fit, or an error that calls the dependent feature by its name.
  private func leastSquaresFit(
    _ design: MixDesign, _ features: Matrix, _ target: [Double]
  ) throws -> LeastSquaresFit {
    do {
      return try LeastSquares().fit(features, to: target)
    } catch {
      guard case .rankDeficient(let columns, _, _) = error else { throw error }
      throw MixError.collinear(feature: design.names[columns.first ?? 0])
    }
  }

  private func ridge(
    _ design: MixDesign, _ features: Matrix, _ target: [Double], _ penalty: RidgePenalty,
    _ scope: PenaltyScope
  ) throws -> Solution {
    var ridge = Ridge()
    switch penalty {
    case .fixed(let value):
      guard value.isFinite, value >= 0 else {
        throw MixError.badOption("the penalty", value: value, allowed: "0 or more")
      }
      ridge.penalty = .fixed(value)
    case .crossValidated(let folds):
      // Five to the decade, and far enough that daily data of some years stay inside.
      let grid = Ridge.logGrid(from: 0.001, to: 100_000, count: 41)
      ridge.penalty = .crossValidated(
        Ridge.CrossValidation(split: TimeSeriesSplit(folds: folds), penalties: grid))
    }
    if scope == .channelsOnly {
      ridge.penaltyWeights = design.terms.map { $0.part.isBaseline ? 0 : 1 }
    }
    let fit = try ridge.fit(features, to: target)
    var solution = Solution(design, [fit.intercept] + fit.coefficients)
    solution.penalty = fit.penalty
    solution.curve = fit.curve.map {
      MixFit.PenaltyScore(penalty: $0.penalty, meanSquaredError: $0.meanError)
    }
    if let first = fit.curve.first, let last = fit.curve.last,
      [first.penalty, last.penalty].contains(fit.penalty)
    {
      solution.warnings = [.penaltyAtEdge(fit.penalty)]
    }
    return solution
  }

  // MARK: - Checks

  /// How many of so many rows are kept for the test.
  private func heldOutRows(of rows: Int) throws(MixError) -> Int {
    let held: Int
    switch holdout {
    case .absent: return 0
    case .rows(let count): held = count
    case .share(let share):
      guard share > 0, share < 1 else {
        throw .badOption("the share held out", value: share, allowed: "more than 0, less than 1")
      }
      held = max(1, Int((share * Double(rows)).rounded()))
    }
    guard held >= 1, held < rows else { throw .badHoldout(rows: held, of: rows) }
    return held
  }

  private func requireRows(_ rows: Int, coefficients: Int) throws(MixError) {
    // Least squares needs one row more than coefficients to know its own error; ridge needs a variance.
    let needed = regulariser == .ols ? coefficients + 1 : 3
    guard rows >= needed else {
      throw .tooFewRows(rows: rows, needed: needed, coefficients: coefficients)
    }
  }

  private func rowWarnings(_ data: MixData, fittedRows: Int, coefficients: Int) -> [MixWarning] {
    var warnings: [MixWarning] = []
    if let gaps = data.gaps {
      warnings.append(.missingPeriods(count: gaps.count, first: gaps.first))
    }
    if fittedRows < 10 * coefficients {
      warnings.append(.fewRows(rows: fittedRows, coefficients: coefficients))
    }
    return warnings
  }

  private func effectWarnings(
    _ estimates: [MixFit.Estimate], _ diagnostics: MixDiagnostics
  ) -> [MixWarning] {
    let negative = estimates.filter { !$0.part.isBaseline && $0.coefficient < 0 }.map {
      MixWarning.negativeEffect(channel: $0.name, coefficient: $0.coefficient)
    }
    let inflated = diagnostics.varianceInflation.filter { ($0.factor ?? .infinity) > 10 }.map {
      MixWarning.nearlyCollinear(feature: $0.feature, varianceInflation: $0.factor)
    }
    return negative + inflated
  }
}

import Statistics

extension MixSpec {
  /// Fits the model.
  ///
  /// With a hold-out everything that is estimated (coefficients, scales, penalty) comes from the rows before it.
  ///
  /// - Throws: `MixError` for data that cannot be modelled so: too few rows, a column that never changes, features that are
  ///   combinations of each other.
  public func fitted(to data: MixData) throws -> MixFit {
    try fitted(to: data, drawsIntervals: true)
  }

  /// The same, without intervals where nobody will look at them: they cost as much as hundreds of fits.
  func fitted(to data: MixData, drawsIntervals: Bool) throws -> MixFit {
    if case .priors(let bayes) = regulariser {
      return try sampled(bayes, data, isBrief: !drawsIntervals)
    }
    if let search {
      let found = try search.best(of: self, for: data)
      return try found.settled.fitted(
        to: data, asked: self, found: found.record, drawsIntervals: drawsIntervals)
    }
    return try fitted(to: data, asked: self, found: nil, drawsIntervals: drawsIntervals)
  }

  /// The fit of a specification that needs no search, as an answer to the one asked.
  func fitted(
    to data: MixData, asked: MixSpec, found: TransformSearch.Record?, drawsIntervals: Bool
  ) throws -> MixFit {
    let rows = try trainingRows(of: data)
    let (design, leftOut) = try MixDesign(self, for: rows).withoutConstants(of: rows)
    try requireRows(rows.rowCount, coefficients: design.terms.count + 1)
    try rows.requireVariation()
    let columns = try design.columns(of: rows)
    let solver = try MixSolver(self, design, columns: columns, rows: rows.rowCount)
    let response = try response(rows)
    var solution = try solver.solution(for: response)
    if form == .logLog {
      solution.coefficients[0] += smearing(response, columns, solution.coefficients)
    }
    func window(_ data: MixData) throws -> FitWindow {
      try FitWindow(
        data, spec: self, design: design, intercept: solution.coefficients[0],
        coefficients: Array(solution.coefficients.dropFirst()))
    }
    let training = try window(rows)
    let test =
      rows.rowCount == data.rowCount
      ? nil : try window(data.rows(rows.rowCount..<data.rowCount))
    let diagnostics = try MixDiagnostics(
      residuals: training.regressionResiduals(form), names: design.names, columns: columns,
      influence: solution.influence)
    let estimates = estimates(design, solution)
    return MixFit(
      spec: self, asked: asked, design: design, data: data, features: columns,
      intercept: estimates[0],
      coefficients: Array(estimates.dropFirst()), training: training, test: test,
      penalty: solution.penalty, penaltyCurve: solution.curve, certificate: solution.certificate,
      leastSquares: solution.summary, diagnostics: diagnostics, search: found,
      intervals: drawsIntervals
        ? try MixIntervals(
          solver, training, coefficients: solution.coefficients,
          linear: linearPrediction(columns, solution.coefficients),
          response: response, penalty: solution.penalty) : nil,
      warnings: rowWarnings(
        data, fittedRows: rows.rowCount,
        coefficients: design.terms.count + 1,
        searched: asked.search?.dimensions.count ?? 0)
        + leftOut.map { .leftOut(feature: $0) } + design.unseenLevels(in: test?.days ?? [])
        + solution.warnings + asked.searchWarnings(found)
        + effectWarnings(Array(estimates.dropFirst()), diagnostics))
  }

  /// The rows that are fitted: all, or those before the hold-out.
  func trainingRows(of data: MixData) throws(MixError) -> MixData {
    data.rows(0..<(data.rowCount - (try heldOutRows(of: data.rowCount))))
  }

  /// What is regressed on the features: the target, or its logarithm.
  func response(_ rows: MixData) throws(MixError) -> [Double] {
    guard form == .logLog else { return rows.target.values }
    if let row = rows.target.values.firstIndex(where: { $0 <= 0 }) {
      throw .noLogarithm(
        column: target, row: row + 1, day: rows.days.isEmpty ? nil : rows.days[row],
        value: rows.target.values[row])
    }
    return rows.target.values.map(stableLog)
  }

  /// ln of the mean of exp(residual): what makes exp(prediction) a mean instead of a median (Duan 1983).
  private func smearing(
    _ response: [Double], _ columns: [[Double]], _ coefficients: [Double]
  ) -> Double {
    let residuals = zip(response, linearPrediction(columns, coefficients)).map { $0 - $1 }
    return stableLog(residuals.reduce(0) { $0 + stableExp($1) } / Double(residuals.count))
  }

  private func linearPrediction(_ columns: [[Double]], _ coefficients: [Double]) -> [Double] {
    var sum = [Double](repeating: coefficients[0], count: columns.first?.count ?? 0)
    for (column, coefficient) in zip(columns, coefficients.dropFirst()) {
      for row in sum.indices { sum[row] += column[row] * coefficient }
    }
    return sum
  }

  private func estimates(_ design: MixDesign, _ solution: MixSolver.Solution) -> [MixFit.Estimate] {
    let names = ["intercept"] + design.names
    let parts = [.intercept] + design.terms.map(\.part)
    return solution.coefficients.indices.map { index in
      MixFit.Estimate(
        name: names[index], part: parts[index], coefficient: solution.coefficients[index],
        // Smearing moves a log–log intercept away from what its standard error is about.
        precision: form == .logLog && index == 0 ? nil : solution.precisions?[index])
    }
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

  func rowWarnings(
    _ data: MixData, fittedRows: Int, coefficients: Int, searched: Int = 0
  ) -> [MixWarning] {
    var warnings: [MixWarning] = []
    if let gaps = data.gaps {
      warnings.append(.missingPeriods(count: gaps.count, first: gaps.first))
    }
    let target = data.target.values
    if let first = target.firstIndex(of: 0) {
      warnings.append(.zeroTarget(rows: target.count { $0 == 0 }, first: first + 1))
    }
    if let first = target.firstIndex(where: { $0 < 0 }) {
      warnings.append(.negativeTarget(rows: target.count { $0 < 0 }, first: first + 1))
    }
    if fittedRows < 10 * (coefficients + searched) {
      warnings.append(
        .fewRows(rows: fittedRows, coefficients: coefficients, searched: searched))
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
    let without = estimates.filter { !$0.part.isBaseline && $0.coefficient == 0 }.map {
      MixWarning.withoutEffect(channel: $0.name)
    }
    return negative + without + inflated
  }

  /// What a search leaves open.
  private func searchWarnings(_ record: TransformSearch.Record?) -> [MixWarning] {
    guard let record else { return [] }
    return (record.front?.warnings ?? []) + settingWarnings(record)
  }

  private func settingWarnings(_ record: TransformSearch.Record) -> [MixWarning] {
    guard let search else { return [] }
    let best = record.trials[record.best]
    let atEdge = zip(zip(record.names, best.values), search.dimensions).compactMap {
      pair, dimension in
      // 0 is where a parameter ends, not a range.
      pair.1 != 0 && dimension.range.lowerBound < dimension.range.upperBound
        && [dimension.range.lowerBound, dimension.range.upperBound].contains(pair.1)
        ? MixWarning.settingAtEdge(parameter: pair.0, value: pair.1) : nil
    }
    let open = record.equallyGood().returns.filter { spread in
      spread.high - spread.low > 0.5 * abs(spread.best)
    }
    return atEdge
      + open.map { .returnsOpen(channel: $0.channel, low: $0.low, high: $0.high) }
  }
}

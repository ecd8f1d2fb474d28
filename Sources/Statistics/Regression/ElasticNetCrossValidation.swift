extension ElasticNet {
  /// How the penalty is chosen: mean squared error over the test rows of each fold, averaged over the folds.
  public struct CrossValidation: Sendable, Hashable, Codable {
    /// The folds.
    public var split = TimeSeriesSplit()
    /// The penalties tried; nil for the default path of all rows.
    public var penalties: [Double]?
    /// Which of them is taken.
    public var rule = Ridge.CrossValidation.Rule.leastError

    /// Cross-validation along a path.
    public init(
      split: TimeSeriesSplit = TimeSeriesSplit(), penalties: [Double]? = nil,
      rule: Ridge.CrossValidation.Rule = .leastError
    ) {
      self.split = split
      self.penalties = penalties
      self.rule = rule
    }
  }

  /// Fits a response at the penalty that time-series cross-validation chooses.
  ///
  /// Means and scales are those of the training rows of each fold only.
  ///
  /// - Parameters:
  ///   - design: One column a variable, on its own scale, in order of time.
  ///   - response: y, one number a row.
  ///   - choice: The folds, the penalties and the rule.
  /// - Returns: The fit at the chosen penalty on all rows, with the curve of penalties and errors.
  /// - Throws: ``StatisticsError``, as a single fit, and where there are too few rows for the folds.
  /// - Complexity: A path for each fold and one more.
  public func fit(
    _ design: Matrix, to response: [Double], crossValidatedBy choice: CrossValidation
  ) throws(StatisticsError) -> ElasticNetFit {
    let path = try path(design, to: response, penalties: choice.penalties)
    guard !path.isEmpty else {
      throw .outOfRange(what: "the number of penalties", found: 0, expected: "1 or more")
    }
    let penalties = path.map(\.penalty)
    var errors = [[Double]](repeating: [], count: penalties.count)
    for split in try choice.split.splits(rows: design.rows) {
      let fits = try self.path(
        design.rows(split.training), to: Array(response[split.training]), penalties: penalties)
      let test = design.rows(split.test)
      let truth = response[split.test]
      for (index, fit) in fits.enumerated() {
        let squares = zip(fit.predict(test), truth).reduce(0) { sum, pair in
          sum + (pair.1 - pair.0) * (pair.1 - pair.0)
        }
        errors[index].append(squares / Double(truth.count))
      }
    }
    let curve = zip(penalties, errors).map {
      ElasticNetFit.CurvePoint(
        penalty: $0, meanError: mean($1),
        standardError: $1.count > 1 ? (variance($1) / Double($1.count)).squareRoot() : 0)
    }
    let chosen = Ridge.choose(curve, choice.rule)
    guard let fit = path.first(where: { $0.penalty == chosen }) else { return path[0] }
    return fit.with(curve: curve)
  }
}

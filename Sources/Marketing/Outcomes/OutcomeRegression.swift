public import Statistics
public import Tables

/// How the odds of an outcome depend on the numbers of a table: logistic regression of a column of zeros and ones.
///
/// Columns are scaled to standard deviation 1 before the ridge sees them; coefficients come back on the columns' own
/// scale, where e^coefficient is what one more of the column multiplies the odds by. Rows are judged out of sample by
/// folds dealt by chance, or by the last rows of a table in order of time.
///
///     let fit = try OutcomeRegression(target: "bought", features: ["visits", "age"]).fit(customers)
///     fit.coefficientTable
public struct OutcomeRegression: Sendable, Hashable, Codable {
  /// The column of outcomes, 0 or 1.
  public var target: String
  /// The columns of numbers to explain it by.
  public var features: [String]
  /// The ridge λ ≥ 0 on the standardised scale.
  public var ridge: Double
  /// How rows are judged out of sample.
  public var validation: Validation
  /// The seed of folds.
  public var seed: UInt64

  /// How rows are judged out of sample.
  public enum Validation: Sendable, Hashable, Codable {
    /// Not at all.
    case none
    /// Rows dealt by chance into so many parts, each predicted from the others.
    case folds(Int)
    /// So large a share of the rows, the last ones, predicted from those before.
    case lastRows(share: Double)
  }

  /// A regression, with a ridge of 1 and five folds unless told.
  public init(
    target: String, features: [String], ridge: Double = 1, validation: Validation = .folds(5),
    seed: UInt64 = 1
  ) {
    self.target = target
    self.features = features
    self.ridge = ridge
    self.validation = validation
    self.seed = seed
  }

  /// The regression fitted to all rows of a table.
  ///
  /// - Throws: `TableError` for columns that are not there or not numbers; ``StatisticsError`` for outcomes other than 0
  ///   and 1, numbers that are missing, one outcome only, options out of range.
  public func fit(_ table: Table) throws -> OutcomeFit {
    let outcomes = try table.numbers(target)
    var columns: [[Double]] = []
    for name in features { columns.append(try table.numbers(name)) }
    for (name, column) in zip([target] + features, [outcomes] + columns) {
      if let row = column.firstIndex(where: { !$0.isFinite }) {
        throw StatisticsError.notFinite(what: "column \"\(name)\"", row: row, column: nil)
      }
    }
    if let other = outcomes.first(where: { $0 != 0 && $0 != 1 }) {
      throw StatisticsError.outOfRange(
        what: "an outcome in column \"\(target)\"", found: other, expected: "0 or 1")
    }
    let design = Matrix(columns: columns, rows: outcomes.count)
    let fit = try logistic(design, outcomes)
    return OutcomeFit(
      regression: self, logistic: fit,
      inSample: try ClassifierScore(
        probabilities: fit.probabilities(design), successes: outcomes,
        failures: outcomes.map { 1 - $0 }),
      outOfSample: try judged(design, outcomes))
  }

  private func logistic(
    _ design: Matrix, _ outcomes: [Double]
  ) throws(StatisticsError) -> LogisticFit {
    try LogisticRegression(penalty: ridge, isStandardized: true)
      .fit(design, successes: outcomes, failures: outcomes.map { 1 - $0 })
  }

  private func judged(_ design: Matrix, _ outcomes: [Double]) throws -> ClassifierScore? {
    let count = outcomes.count
    var parts: [[Int]]
    switch validation {
    case .none: return nil
    case .folds(let folds):
      guard folds >= 2, folds <= count else {
        throw StatisticsError.outOfRange(
          what: "the number of folds", found: Double(folds), expected: "2 to the number of rows")
      }
      var stream = RandomStream(seed: seed, named: "outcome.folds")
      let order = stream.shuffled(0..<count)
      parts = (0..<folds).map { fold in
        stride(from: fold, to: count, by: folds).map { order[$0] }.sorted()
      }
    case .lastRows(let share):
      guard share > 0, share < 1 else {
        throw StatisticsError.outOfRange(
          what: "the share of rows held out", found: share, expected: "a number between 0 and 1")
      }
      let held = min(count - 1, max(1, Int((share * Double(count)).rounded())))
      parts = [Array((count - held)..<count)]
    }
    var (predicted, seen): ([Double], [Double]) = ([], [])
    for part in parts {
      let isHeld = Set(part)
      let training = (0..<count).filter { !isHeld.contains($0) }
      let learned = try logistic(design.rows(training), training.map { outcomes[$0] })
      predicted += learned.probabilities(design.rows(part))
      seen += part.map { outcomes[$0] }
    }
    return try ClassifierScore(
      probabilities: predicted, successes: seen, failures: seen.map { 1 - $0 })
  }
}

/// What a regression of an outcome found.
public struct OutcomeFit: Sendable, Hashable, Codable {
  /// The regression asked for.
  public let regression: OutcomeRegression
  /// The coefficients, in the order of the features, on their own scale.
  public let logistic: LogisticFit
  /// How well the rows learned from are predicted.
  public let inSample: ClassifierScore
  /// How well others are; nil where none were asked for.
  public let outOfSample: ClassifierScore?

  /// How likely the outcome is at each row of a table that has the features' columns.
  public func probabilities(_ table: Table) throws -> [Double] {
    var columns: [[Double]] = []
    for name in regression.features { columns.append(try table.numbers(name)) }
    return logistic.probabilities(Matrix(columns: columns, rows: table.rowCount))
  }

  /// One row a feature, the intercept first: `feature coefficient error z odds_ratio`.
  public var coefficientTable: Table {
    let errors = [logistic.interceptError] + logistic.standardErrors
    let coefficients = [logistic.intercept] + logistic.coefficients
    return Table([
      Column("feature", texts: ["intercept"] + regression.features),
      Column("coefficient", numbers: coefficients),
      Column("error", numbers: errors),
      Column("z", numbers: zip(coefficients, errors).map { $1 > 0 ? $0 / $1 : 0 }),
      Column("odds_ratio", numbers: coefficients.map(stableExp)),
    ])
  }

  /// `rate`, `auc`, `log_loss`, `brier`, the same with `_out` out of sample, and by feature `coefficient` and
  /// `odds_ratio`.
  public var scalarFields: [ScalarField] {
    var fields = [ScalarField("rate", logistic.rate)]
    for (score, suffix) in [(inSample as ClassifierScore?, ""), (outOfSample, "_out")] {
      guard let score else { continue }
      if let area = score.areaUnderCurve { fields.append(ScalarField("auc\(suffix)", area)) }
      fields.append(ScalarField("log_loss\(suffix)", score.logLoss))
      fields.append(ScalarField("brier\(suffix)", score.brier))
    }
    for (name, coefficient) in zip(regression.features, logistic.coefficients) {
      let part = FieldName.part(name)
      fields.append(ScalarField("coefficient.\(part)", coefficient))
      fields.append(ScalarField("odds_ratio.\(part)", stableExp(coefficient)))
    }
    return fields
  }
}

import Statistics

/// How near predictions come to what was seen.
public struct FitMetrics: Sendable, Hashable, Codable {
  /// 1 − Σ(y − ŷ)² / Σ(y − ȳ)², ȳ the mean of the same rows; negative where the mean would predict better.
  ///
  /// Nil where y is
  /// constant.
  public let r2: Double?
  /// √ of the mean squared error, in the target's unit.
  public let rmse: Double
  /// The mean absolute error, in the target's unit.
  public let mae: Double
  /// The mean of |y − ŷ| / |y| as a share, over the rows where y is not 0; nil where there are none.
  public let mape: Double?
  /// The mean of 2|y − ŷ| / (|y| + |ŷ|), 0...2, over the rows where not both are 0; nil where there are none.
  public let smape: Double?
  /// RMSE / (max y − min y) over the same rows, as Robyn normalises; nil where y is constant.
  public let nrmse: Double?

  /// The metrics of predictions.
  ///
  /// - Parameters:
  ///   - actual: What was seen; not empty.
  ///   - predicted: What was predicted, row by row.
  public init(actual: [Double], predicted: [Double]) {
    let accuracy = Accuracy(observed: actual, predicted: predicted)
    let varies = actual.contains { $0 != actual[0] }
    rmse = accuracy.rootMeanSquaredError
    mae = accuracy.meanAbsoluteError
    r2 = varies ? accuracy.rSquared : nil
    nrmse = varies ? accuracy.rangeNormalizedError : nil
    // Relative errors have a rule of their own for rows of zero: they are left out, not an obstacle.
    let relative = zip(actual, predicted).filter { $0.0 != 0 }.map { abs(($0 - $1) / $0) }
    let symmetric = zip(actual, predicted).compactMap { actual, predicted -> Double? in
      let size = abs(actual) + abs(predicted)
      return size > 0 ? 2 * abs(actual - predicted) / size : nil
    }
    smape = symmetric.isEmpty ? nil : symmetric.reduce(0, +) / Double(symmetric.count)
    mape = relative.isEmpty ? nil : relative.reduce(0, +) / Double(relative.count)
  }

  /// The metrics under their field names.
  public var scalarFields: [ScalarField] {
    let named: [(String, Double?)] = [
      ("r2", r2), ("rmse", rmse), ("mae", mae), ("mape", mape), ("smape", smape),
      ("nrmse", nrmse),
    ]
    return named.compactMap { name, value in value.map { ScalarField(name, $0) } }
  }
}

/// How near predictions come to what was observed.
///
///     let accuracy = Accuracy(observed: sales, predicted: fit.fitted)
///     accuracy.meanAbsolutePercentageError  // 0.08 is 8 %
public struct Accuracy: Sendable, Hashable, Codable {
  /// 1 − Σ(y − ŷ)² / Σ(y − ȳ)²; below 0 where the mean predicts better; NaN where all y are equal.
  public let rSquared: Double
  /// Mean |y − ŷ|.
  public let meanAbsoluteError: Double
  /// √ mean (y − ŷ)².
  public let rootMeanSquaredError: Double
  /// Mean |y − ŷ| / |y|, a share; nil where some y is 0.
  public let meanAbsolutePercentageError: Double?
  /// Mean of 2·|y − ŷ| / (|y| + |ŷ|), a share in 0...2; rows where both are 0 count as 0.
  public let symmetricPercentageError: Double
  /// RMSE / (max y − min y), as Robyn; NaN where all y are equal.
  public let rangeNormalizedError: Double
  /// RMSE / mean y; NaN or ∞ where that is 0.
  public let meanNormalizedError: Double

  /// Compares two lists of the same length, not empty.
  public init(observed: [Double], predicted: [Double]) {
    precondition(
      observed.count == predicted.count && !observed.isEmpty,
      "\(observed.count) observed and \(predicted.count) predicted values")
    let pairs = Array(zip(observed, predicted))
    let n = Double(pairs.count)
    let centre = mean(observed)
    let squares = pairs.reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    let total = observed.reduce(0) { $0 + ($1 - centre) * ($1 - centre) }
    let range = (observed.max() ?? 0) - (observed.min() ?? 0)
    rSquared = total > 0 ? 1 - squares / total : .nan
    meanAbsoluteError = pairs.reduce(0) { $0 + abs($1.0 - $1.1) } / n
    rootMeanSquaredError = (squares / n).squareRoot()
    meanAbsolutePercentageError =
      observed.contains(0)
      ? nil : pairs.reduce(0) { $0 + abs($1.0 - $1.1) / abs($1.0) } / n
    symmetricPercentageError =
      pairs.reduce(0) { sum, pair in
        let size = abs(pair.0) + abs(pair.1)
        return sum + (size > 0 ? 2 * abs(pair.0 - pair.1) / size : 0)
      } / n
    rangeNormalizedError = range > 0 ? rootMeanSquaredError / range : .nan
    meanNormalizedError = rootMeanSquaredError / centre
  }
}

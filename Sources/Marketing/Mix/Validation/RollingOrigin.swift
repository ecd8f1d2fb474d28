import Statistics
public import Tables

/// A model tested the way it is used: fitted on the past, asked for what came next, the past growing from fold to fold.
///
/// Everything that is estimated is estimated again in each fold from its own past: scales, units of money, penalty, and the
/// settings of the transforms where they are searched. A good forecast does not validate returns; how much the returns move
/// from fold to fold says more about them.
public struct RollingOrigin: Sendable, Hashable, Codable {
  /// One fold.
  public struct Fold: Sendable, Hashable, Codable {
    /// Rows fitted.
    public let trainingRows: Int
    /// The rows tested: what was seen and what was predicted.
    public let test: FitWindow
    /// How near the fit came to its own rows.
    public let training: FitMetrics
    /// The root mean squared error of the naive forecast over the tested rows: the value a year before where the past is
    /// long enough, else the last one.
    public let naiveError: Double
    /// Returns on investment over the fold's past, by channel; nil where nothing was spent.
    public let roi: [Double?]
  }

  /// The channels' names.
  public let channels: [String]
  /// The folds, in the order of time.
  public let folds: [Fold]
  /// Rows between a fold's past and its test that neither uses.
  public let gap: Int

  /// One row a fold: `fold rows test_rows r2 test_r2 test_rmse test_mape test_smape naive_rmse`, then `roi_<channel>`.
  public var table: Table {
    func numbers(_ name: String, _ value: (Fold) -> Double?) -> Column {
      Column(name, numbers: folds.map { value($0) ?? .nan })
    }
    return Table(
      [
        Column("fold", numbers: folds.indices.map { Double($0 + 1) }),
        numbers("rows") { Double($0.trainingRows) },
        numbers("test_rows") { Double($0.test.rowCount) },
        numbers("r2", \.training.r2),
        numbers("test_r2", \.test.metrics.r2),
        numbers("test_rmse", \.test.metrics.rmse),
        numbers("test_mape", \.test.metrics.mape),
        numbers("test_smape", \.test.metrics.smape),
        numbers("naive_rmse", \.naiveError),
      ]
        + channels.enumerated().map { index, channel in
          numbers("roi_\(FieldName.part(channel))") { $0.roi[index] }
        })
  }

  /// All tests as one: `test_rmse test_mape naive_rmse skill folds`, and by channel the least and the largest return,
  /// `roi_min.<channel>`, `roi_max.<channel>`.
  ///
  /// `skill` is 1 − (rmse / naive rmse)²: above 0 the model predicts better than repeating the past.
  public var scalarFields: [ScalarField] {
    let rows = folds.reduce(0) { $0 + $1.test.rowCount }
    func pooled(_ error: (Fold) -> Double) -> Double {
      let sum = folds.reduce(0) { $0 + error($1) * error($1) * Double($1.test.rowCount) }
      return (sum / Double(rows)).squareRoot()
    }
    let error = pooled(\.test.metrics.rmse)
    let naive = pooled(\.naiveError)
    var fields = [ScalarField("folds", Double(folds.count)), ScalarField("test_rmse", error)]
    let relative = folds.compactMap(\.test.metrics.mape)
    if !relative.isEmpty { fields.append(ScalarField("test_mape", mean(relative))) }
    fields.append(ScalarField("naive_rmse", naive))
    if naive > 0 { fields.append(ScalarField("skill", 1 - error * error / (naive * naive))) }
    for (index, channel) in channels.enumerated() {
      let known = folds.compactMap { $0.roi[index] }
      guard let least = known.min(), let largest = known.max() else { continue }
      fields.append(ScalarField("roi_min.\(FieldName.part(channel))", least))
      fields.append(ScalarField("roi_max.\(FieldName.part(channel))", largest))
    }
    return fields.filter(\.value.isFinite)
  }
}

extension MixFit {
  /// Fits and tests the model again on a growing past.
  ///
  /// A model with priors is sampled again in each fold, with fewer draws (``BayesianModel/brief``): means need no more.
  ///
  /// - Parameters:
  ///   - count: How many folds.
  ///   - gap: Rows left out between past and test, so that carried-over spend does not leak.
  ///   - start: Rows of the first past; by default as many as a fold tests.
  /// - Returns: The folds, each with its forecast, its naive forecast and its returns.
  /// - Throws: Where the rows are too few, or a fold cannot be fitted (a channel without spend in its past).
  public func rollingOrigin(
    folds count: Int = 5, gap: Int = 0, start: Int? = nil
  ) throws -> RollingOrigin {
    guard posterior?.regions.isEmpty ?? true else {
      throw MixError.notForRegions(
        "validation in the order of time: its baseline is known for the fitted rows alone")
    }
    var question = asked
    question.holdout = .absent
    let splits =
      try start.map { try Self.splits(rows: data.rowCount, folds: count, gap: gap, start: $0) }
      ?? TimeSeriesSplit(folds: count, gap: gap).splits(rows: data.rowCount)
    let season = design.stepInDays.map { Int((365.25 / Double($0)).rounded()) } ?? data.rowCount
    let folds = try splits.enumerated().map { number, split in
      let fit: MixFit
      do {
        fit = try question.fitted(to: data.rows(split.training), drawsIntervals: false)
      } catch {
        throw MixError.fold(number + 1, of: splits.count, why: "\(error)")
      }
      let lag = split.training.count >= season ? season : nil
      let naive = split.test.map { row -> Double in
        let past = lag.map { row - $0 } ?? split.training.upperBound - 1
        // A test longer than a year looks back to the year before the past's end.
        return data.target.values[
          past < split.training.upperBound ? past : split.training.upperBound - 1]
      }
      let test = try fit.prediction(onKnown: data.rows(split.test))
      return RollingOrigin.Fold(
        trainingRows: split.training.count, test: test, training: fit.training.metrics,
        naiveError: FitMetrics(
          actual: Array(data.target.values[split.test]), predicted: naive
        ).rmse,
        roi: fit.training.channelResults.map(\.roi))
    }
    return RollingOrigin(channels: channelNames, folds: folds, gap: gap)
  }

  /// Tests of equal length that fill the rows after a first past.
  private static func splits(
    rows: Int, folds: Int, gap: Int, start: Int
  ) throws(MixError) -> [TimeSeriesSplit.Split] {
    let length = (rows - start - gap) / max(1, folds)
    guard start >= 2, folds >= 1, gap >= 0, length >= 1 else {
      throw .badOption(
        "the first past", value: Double(start),
        allowed: "2 to \(max(2, rows - gap - folds)) of the \(rows) rows, with \(folds) folds")
    }
    return (0..<folds).map { fold in
      // The last test ends with the rows.
      let first = rows - (folds - fold) * length
      return TimeSeriesSplit.Split(training: 0..<(first - gap), test: first..<(first + length))
    }
  }
}

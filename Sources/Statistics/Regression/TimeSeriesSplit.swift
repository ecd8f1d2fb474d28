/// Splits of a series into a past to fit on and the stretch after it to test on, the past growing from fold to fold.
///
/// As scikit-learn's `TimeSeriesSplit`: with n rows and k folds each test has n / (k + 1) rows (rounded down), the last test
/// ends with the series, and each training set is everything before its test, less the gap.
///
///     try TimeSeriesSplit(folds: 3).splits(rows: 8)  // trains 0..<2, 0..<4, 0..<6; tests 2..<4, 4..<6, 6..<8
public struct TimeSeriesSplit: Sendable, Hashable, Codable {
  /// How many splits.
  public var folds = 5
  /// How many rows between training and test are used by neither, so that carried-over spend does not leak.
  public var gap = 0

  /// A fold's two ranges of rows.
  public struct Split: Sendable, Hashable, Codable {
    /// The rows to fit on.
    public let training: Range<Int>
    /// The rows to test on.
    public let test: Range<Int>

    /// A past and what comes after it.
    public init(training: Range<Int>, test: Range<Int>) {
      self.training = training
      self.test = test
    }
  }

  /// A split into folds.
  public init(folds: Int = 5, gap: Int = 0) {
    self.folds = folds
    self.gap = gap
  }

  /// The splits of a series; refuses one too short for at least two training rows in the first fold.
  public func splits(rows: Int) throws(StatisticsError) -> [Split] {
    guard folds >= 1 else {
      throw .outOfRange(what: "the number of folds", found: Double(folds), expected: "1 or more")
    }
    guard gap >= 0, gap <= rows else {
      throw .outOfRange(
        what: "the gap", found: Double(gap), expected: "0 to the number of rows, \(rows),")
    }
    // One fold takes rows/(folds+1); compared so that a huge number of folds cannot overflow.
    let length = folds < rows ? rows / (folds + 1) : 0
    let first = rows - folds.multipliedReportingOverflow(by: length).partialValue
    guard length >= 1, first - gap >= 2 else {
      throw .tooFewRows(
        found: rows, needed: 2 * (min(folds, 1 << 40) + 1) + gap,
        purpose: "cross-validation with \(folds) folds and a gap of \(gap)")
    }
    return (0..<folds).map { fold in
      let start = first + fold * length
      return Split(training: 0..<(start - gap), test: start..<(start + length))
    }
  }
}

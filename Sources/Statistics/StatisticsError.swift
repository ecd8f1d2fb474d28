/// What the world can do wrong to a computation on numbers.
///
/// Columns and rows are counted from 0, as in ``Matrix``; the messages say so.
public enum StatisticsError: Error, Sendable, Hashable {
  /// A number is NaN or infinite; `column` is nil where the numbers are one list.
  case notFinite(what: String, row: Int, column: Int?)
  /// Columns of a design are combinations of the others (to rounding).
  case rankDeficient(columns: [Int], rank: Int, of: Int)
  /// A matrix that must be positive definite has a leading minor of this order that is not.
  case notPositiveDefinite(order: Int)
  /// There are fewer rows than the computation needs.
  case tooFewRows(found: Int, needed: Int, purpose: String)
  /// A number lies outside the domain.
  case outOfRange(what: String, found: Double, expected: String)
  /// An iteration did not settle.
  case notConverged(algorithm: String)
  /// A matrix is larger than the linear algebra library can count.
  case tooLarge(rows: Int, columns: Int)
  /// Outcomes of which all are successes, or all failures.
  case oneOutcome(successes: Double, failures: Double)
  /// A density has no normal distribution near it, for the reason given.
  case noApproximation(reason: String)
  /// A library that is loaded when first needed refused, or is not there.
  case library(name: String, message: String)
}

extension StatisticsError: CustomStringConvertible {
  /// What was found, what was expected and what to do.
  public var description: String {
    switch self {
    case .notFinite(let what, let row, let column):
      let place = column.map { "row \(row), column \($0)" } ?? "row \(row)"
      return "\(what) holds a number that is not finite (\(place), counted from 0); "
        + "fill or drop missing values first"
    case .rankDeficient(let columns, let rank, let count):
      let listed = columns.map(String.init).joined(separator: ", ")
      return "\(count) columns carry only \(rank) independent directions: column "
        + "\(listed) (counted from 0) repeats the others; drop it, or use ridge"
    case .notPositiveDefinite(let order):
      return "the matrix is not positive definite (its leading minor of order \(order) is not); "
        + "check that it is a covariance of independent columns, or add to its diagonal"
    case .tooFewRows(let found, let needed, let purpose):
      return "\(purpose) needs at least \(needed) rows and got \(found); "
        + "give more rows, or fewer columns"
    case .outOfRange(let what, let found, let expected):
      let isWhole = found == found.rounded() && abs(found) < 1e15
      return "\(what) is \(isWhole ? "\(Int(found))" : "\(found)"), where \(expected) is due"
    case .notConverged(let algorithm):
      return "\(algorithm) did not converge; look for columns of wildly different scale"
    case .tooLarge(let rows, let columns):
      return "a matrix of \(rows) × \(columns) is larger than the linear algebra library can hold"
    case .oneOutcome(let successes, let failures):
      return "\(successes) successes and \(failures) failures leave nothing to tell apart; "
        + "give rows of both outcomes, or check which column holds the outcome"
    case .noApproximation(let reason): return "no normal approximation: \(reason)"
    case .library(let name, let message): return "\(name): \(message)"
    }
  }
}

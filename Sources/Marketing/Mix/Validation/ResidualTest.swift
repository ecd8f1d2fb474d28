public import Statistics

/// A test of what a fit leaves unexplained, or why it could not be made.
///
/// Residuals are those of the regression: of logarithms in a log–log model.
public struct ResidualTest: Sendable, Hashable, Codable {
  /// What is tested.
  public enum Kind: String, CaseIterable, Sendable, Hashable, Codable {
    /// Whether residuals are normal, by their order; 3 to 5,000 rows.
    case shapiroWilk = "shapiro_wilk"
    /// Whether residuals are normal, by skewness and kurtosis.
    case jarqueBera = "jarque_bera"
    /// Whether residuals are free of autocorrelation up to a lag.
    case ljungBox = "ljung_box"
    /// Whether the size of residuals moves with the features: Koenker's studentised form, on all of them.
    case breuschPagan = "breusch_pagan"
  }

  /// What is tested.
  public let kind: Kind
  /// The statistic and its p value; nil where the test could not be made.
  public let outcome: HypothesisTest?
  /// Why there is no outcome, as part of a sentence; nil where there is one.
  public let refusal: String?

  /// The lags of the Ljung–Box test for so many rows: a fifth of them, at least 1 and at most 10, as statsmodels' default.
  public static func lags(forRows rows: Int) -> Int { min(10, max(1, rows / 5)) }

  /// The fields `shapiro_wilk` and `shapiro_wilk_p`; none without an outcome.
  public var scalarFields: [ScalarField] {
    guard let outcome else { return [] }
    return [
      ScalarField(kind.rawValue, outcome.statistic),
      ScalarField("\(kind.rawValue)_p", outcome.pValue),
    ]
  }
}

extension ResidualTest {
  /// Tests the residuals of the features' regression.
  init(_ kind: Kind, residuals: [Double], features: Matrix) {
    self.kind = kind
    guard residuals.contains(where: { $0 != 0 }) else {
      outcome = nil
      refusal = "the model meets every row: nothing is left to test"
      return
    }
    var found: HypothesisTest?
    var reason: String?
    do throws(StatisticsError) {
      switch kind {
      case .shapiroWilk: found = try shapiroWilk(residuals)
      case .jarqueBera: found = try jarqueBera(residuals)
      case .ljungBox:
        found = try ljungBox(residuals, lags: Self.lags(forRows: residuals.count))
      case .breuschPagan:
        found = try BreuschPagan(residuals: residuals, variables: features).multiplier
      }
    } catch {
      // Columns have names here, which the general sentence does not know.
      if case .rankDeficient = error {
        reason = "features are exact combinations of each other"
      } else {
        reason = "\(error)"
      }
    }
    outcome = found
    refusal = reason
  }
}

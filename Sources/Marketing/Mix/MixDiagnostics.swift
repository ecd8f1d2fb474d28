import Statistics

/// What residuals and features tell of a model's troubles.
///
/// Residuals are those of the regression: of logarithms in a log–log model.
public struct MixDiagnostics: Sendable, Hashable, Codable {
  /// The variance inflation of a feature.
  public struct Inflation: Sendable, Hashable, Codable {
    /// The feature.
    public let feature: String
    /// 1 / (1 − R²) of the feature explained by the others and an intercept: how many times its coefficient's variance
    /// exceeds that of an unrelated feature.
    ///
    /// Nil where it is an exact combination of the others.
    public let factor: Double?
  }

  /// Variance inflation, feature by feature; a single feature has 1.
  public let varianceInflation: [Inflation]
  /// Σ(eₜ − eₜ₋₁)² / Σ eₜ²: near 2 where residuals don't depend on those before them, towards 0 where they drift.
  ///
  /// Nil where all residuals are 0.
  public let durbinWatson: Double?
  /// Residual autocorrelations at lags 1, 2, … (at most 26 and a fourth of the rows); empty where all residuals are 0.
  public let autocorrelations: [Double]
  /// The largest over the smallest singular value of the design, its columns and the intercept's scaled to length 1; above
  /// 30, some coefficients are poorly determined (Belsley, Kuh and Welsch 1980).
  ///
  /// Nil where the design is singular.
  public let conditionNumber: Double?
  /// The tests of the residuals, one of each kind.
  public let tests: [ResidualTest]
  /// How much single rows decide the fit; nil for fits with a penalty or bounds, and where all residuals are 0.
  public let influence: RowInfluence?

  /// The feature that the others explain best; where they explain several entirely, the first of these.
  public var largestInflation: Inflation? {
    var largest: Inflation?
    for one in varianceInflation
    where one.factor ?? .infinity > (largest.map { $0.factor ?? .infinity } ?? 0) { largest = one }
    return largest
  }

  /// The test of that kind.
  public subscript(kind: ResidualTest.Kind) -> ResidualTest? { tests.first { $0.kind == kind } }

  /// The diagnostics under their field names.
  public var scalarFields: [ScalarField] {
    var fields: [ScalarField] = []
    if let durbinWatson { fields.append(ScalarField("durbin_watson", durbinWatson)) }
    fields += tests.flatMap(\.scalarFields)
    if let conditionNumber { fields.append(ScalarField("condition_number", conditionNumber)) }
    if let largest = largestInflation?.factor { fields.append(ScalarField("vif_max", largest)) }
    fields += influence?.scalarFields ?? []
    for inflation in varianceInflation {
      guard let factor = inflation.factor else { continue }
      fields.append(ScalarField("vif.\(FieldName.part(inflation.feature))", factor))
    }
    return fields
  }
}

extension MixDiagnostics {
  /// The diagnostics of a fit.
  ///
  /// - Parameters:
  ///   - residuals: Those of the regression, 0 in every row where only rounding is left; see ``FitWindow/regressionResiduals(_:)``.
  ///   - names: The features' names.
  ///   - columns: The features over the fitted rows.
  ///   - influence: That of the rows, for least squares.
  /// - Throws: Where a feature is not finite.
  init(
    residuals: [Double], names: [String], columns: [[Double]], influence: RowInfluence?
  ) throws {
    let rows = residuals.count
    let features = Matrix(columns: columns, rows: rows)
    varianceInflation = zip(names, try Statistics.varianceInflation(features)).map {
      // Rounding leaves about 1e-15 of a dependent column, 1e-30 of its square.
      Inflation(feature: $0, factor: $1 < 1e20 ? $1 : nil)
    }
    let isMet = residuals.allSatisfy { $0 == 0 }
    durbinWatson = isMet ? nil : Statistics.durbinWatson(residuals)
    let lags = min(26, rows / 4)
    autocorrelations =
      isMet ? [] : Array(autocorrelation(residuals, maximumLag: lags).dropFirst())
    let condition = try Statistics.conditionNumber(features.withLeadingOnes(), isScaled: true)
    conditionNumber = condition < 1e15 ? condition : nil
    tests = ResidualTest.Kind.allCases.map {
      ResidualTest($0, residuals: residuals, features: features)
    }
    self.influence = isMet ? nil : influence
  }
}

extension FitWindow {
  /// The residuals of the regression: y − ŷ, or ln y − ln ŷ less its mean for a log–log model.
  ///
  /// 0 in every row where they are but rounding: below 10⁻¹² of the largest number regressed.
  public func regressionResiduals(_ form: MixSpec.Form) -> [Double] {
    var left = residuals
    var size = actual.reduce(0) { max($0, abs($1)) }
    if form == .logLog {
      // ŷ is a mean, its logarithm higher than that of the median by the smearing; the mean takes that off.
      let response = actual.map(stableLog)
      left = zip(response, predicted).map { $0 - stableLog($1) }
      let centre = mean(left)
      left = left.map { $0 - centre }
      size = response.reduce(0) { max($0, abs($1)) }
    }
    let isMet = left.allSatisfy { abs($0) <= 1e-12 * size }
    return isMet ? [Double](repeating: 0, count: left.count) : left
  }
}

/// What residuals and features tell of a model's troubles.
public struct MixDiagnostics: Sendable, Hashable, Codable {
  /// The variance inflation of a feature.
  public struct Inflation: Sendable, Hashable, Codable {
    /// The feature.
    public let feature: String
    /// 1 / (1 − R²) of the feature explained by the others and an intercept: how many times its coefficient's variance
    /// exceeds that of an unrelated feature. Nil where it is an exact combination of the others.
    public let factor: Double?
  }

  /// Variance inflation, feature by feature; a single feature has 1.
  public let varianceInflation: [Inflation]
  /// Σ(eₜ − eₜ₋₁)² / Σ eₜ²: near 2 where residuals don't depend on those before them, towards 0 where they drift. Nil where
  /// all residuals are 0.
  public let durbinWatson: Double?
  /// Residual autocorrelations at lags 1, 2, … (at most 26 and a fourth of the rows); empty where all residuals are 0.
  public let autocorrelations: [Double]
  /// The largest over the smallest singular value of the design, its columns and the intercept's scaled to length 1; above
  /// 30, some coefficients are poorly determined (Belsley, Kuh and Welsch 1980). Nil where the design is singular.
  public let conditionNumber: Double?

  /// The diagnostics under their field names.
  public var scalarFields: [ScalarField] {
    var fields: [ScalarField] = []
    if let durbinWatson { fields.append(ScalarField("durbin_watson", durbinWatson)) }
    if let conditionNumber { fields.append(ScalarField("condition_number", conditionNumber)) }
    for inflation in varianceInflation {
      guard let factor = inflation.factor else { continue }
      fields.append(ScalarField("vif.\(FieldName.part(inflation.feature))", factor))
    }
    return fields
  }
}

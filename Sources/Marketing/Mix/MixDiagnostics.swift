import Statistics

/// What residuals and features tell of a model's troubles.
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
  /// Nil where
  /// all residuals are 0.
  public let durbinWatson: Double?
  /// Residual autocorrelations at lags 1, 2, … (at most 26 and a fourth of the rows); empty where all residuals are 0.
  public let autocorrelations: [Double]
  /// The largest over the smallest singular value of the design, its columns and the intercept's scaled to length 1; above
  /// 30, some coefficients are poorly determined (Belsley, Kuh and Welsch 1980).
  ///
  /// Nil where the design is singular.
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

extension MixDiagnostics {
  /// The diagnostics of a fit.
  init(
    residuals: [Double], names: [String], columns: [[Double]]
  ) throws {
    varianceInflation = zip(names, try Self.inflationFactors(columns)).map(Inflation.init)
    let square = residuals.reduce(0) { $0 + $1 * $1 }
    let mean = residuals.reduce(0, +) / Double(max(1, residuals.count))
    let centred = residuals.map { $0 - mean }
    let variance = centred.reduce(0) { $0 + $1 * $1 }
    durbinWatson =
      square > 0
      ? zip(residuals, residuals.dropFirst()).reduce(0) { $0 + ($1.1 - $1.0) * ($1.1 - $1.0) }
        / square : nil
    let lags = min(26, residuals.count / 4)
    autocorrelations =
      variance > 0 && lags > 0
      ? (1...lags).map { lag in
        zip(centred, centred.dropFirst(lag)).reduce(0) { $0 + $1.0 * $1.1 } / variance
      } : []
    let unit = ([[Double](repeating: 1, count: residuals.count)] + columns).map { column in
      let length = column.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return length > 0 ? column.map { $0 / length } : column
    }
    let condition = try SingularValues(Matrix(columns: unit, rows: residuals.count)).conditionNumber
    conditionNumber = condition < 1e15 ? condition : nil
  }

  /// The diagonal of the inverse of the features' correlation matrix, by the singular values of the features centred and
  /// scaled to length 1: Σₖ Vⱼₖ² / sₖ².
  ///
  /// Nil for all where features are dependent, and for one that never changes.
  private static func inflationFactors(_ columns: [[Double]]) throws -> [Double?] {
    let rows = columns.first?.count ?? 0
    let centred = columns.map { column in
      let mean = column.reduce(0, +) / Double(max(1, rows))
      return column.map { $0 - mean }
    }
    let lengths = centred.map { $0.reduce(0) { $0 + $1 * $1 }.squareRoot() }
    let varying = columns.indices.filter { lengths[$0] > 0 }
    let unit = varying.map { index in centred[index].map { $0 / lengths[index] } }
    let parts = try SingularValues(Matrix(columns: unit, rows: rows))
    var factors = [Double?](repeating: nil, count: columns.count)
    // Rounding leaves about 1e-15 of a dependent column.
    guard parts.values.count == varying.count, (parts.values.last ?? 1) > 1e-10 else {
      return factors
    }
    for (place, index) in varying.enumerated() {
      let factor = parts.values.indices.reduce(0) { sum, k in
        let ratio = parts.rightTransposed[k, place] / parts.values[k]
        return sum + ratio * ratio
      }
      factors[index] = max(1, factor)
    }
    return factors
  }
}

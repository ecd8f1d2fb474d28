import Statistics

/// The range of ridge penalties that Robyn searches, and how glmnet's λ becomes the α of this house.
///
///     λ_max = 0.1 · max_j |Σᵢ x̃ᵢⱼ yᵢ| / (0.001 n),   λ_min = 10⁻⁴ λ_max
///     λ(h) = λ_min + (λ_max − λ_min) h      or, in equal ratios, λ_min (λ_max/λ_min)ʰ
///
/// with x̃ the standardised columns (population standard deviation) and y as it is; 0.001 stands in for the lasso's share of a
/// penalty that has none. Robyn takes the columns before carryover and saturation, so that one range serves all candidates.
///
/// glmnet's ridge minimises ‖y − Zβ‖²/2n + λ/(2·sd y)·‖β‖², so that in ‖y − Zβ‖² + α‖β‖²
///
///     α = n λ / sd(y)
///
/// Without an intercept glmnet measures y by √mean(y²) instead of its standard deviation, and leaves columns uncentred but
/// scaled by their standard deviations as before: the same λ is a smaller α.
///
/// Source: Robyn 3.12, `lambda_seq` in R/model.R; glmnet 4.1, whose numbers the formulas give to 10⁻⁶.
public struct RobynPenalty: Sendable, Hashable, Codable {
  /// λ_max, in the target's unit.
  public let largest: Double
  /// The rows of the fit.
  public let rows: Int
  /// The population standard deviation of the target.
  public let deviation: Double

  /// λ_min, a ten-thousandth of λ_max.
  public var smallest: Double { 1e-4 * largest }

  /// The range for columns as they are before carryover and saturation.
  public init(columns: [[Double]], target: [Double]) {
    let overlaps = columns.map { column -> Double in
      let centre = mean(column)
      let spread =
        (column.reduce(0) { $0 + ($1 - centre) * ($1 - centre) } / Double(max(1, column.count)))
        .squareRoot()
      guard spread > 1e-13 * abs(centre) else { return 0 }
      return abs(zip(column, target).reduce(0) { $0 + ($1.0 - centre) / spread * $1.1 })
    }
    rows = target.count
    largest = 0.1 * (overlaps.max() ?? 0) / (0.001 * Double(max(1, target.count)))
    let centre = mean(target)
    deviation =
      (target.reduce(0) { $0 + ($1 - centre) * ($1 - centre) } / Double(max(1, target.count)))
      .squareRoot()
  }

  /// The range for the rows of a fit: spend as it was paid, controls, and what the design has of the baseline.
  public init(_ design: MixDesign, for rows: MixData) throws(MixError) {
    let columns = try design.columns(of: rows)
    let spend = rows.channels.map(\.values)
    self.init(columns: spend + columns.dropFirst(spend.count), target: rows.target.values)
  }

  /// λ at a place of the range.
  ///
  /// - Parameters:
  ///   - place: h, 0...1.
  ///   - scale: Whether the range is walked in equal steps or equal ratios.
  /// - Returns: λ, from λ_min to λ_max.
  public func lambda(at place: Double, _ scale: RobynSearch.PenaltyScale) -> Double {
    switch scale {
    case .linear: smallest + (largest - smallest) * place
    case .logarithmic: smallest * stableExp(place * stableLog(1e4))
    }
  }

  /// The α of a model with an intercept at a place of the range.
  public func penalty(at place: Double, _ scale: RobynSearch.PenaltyScale) -> Double {
    penalty(lambda: lambda(at: place, scale))
  }

  /// The α of a model with an intercept for glmnet's λ; 0 for a target that never changes.
  public func penalty(lambda: Double) -> Double {
    deviation > 0 ? Double(rows) * lambda / deviation : 0
  }

  /// The α that the same λ is where the intercept is left out.
  public static func withoutIntercept(_ penalty: Double, target: [Double]) -> Double {
    let square = target.reduce(0) { $0 + $1 * $1 } / Double(max(1, target.count))
    guard square > 0 else { return penalty }
    let centre = mean(target)
    let variance =
      target.reduce(0) { $0 + ($1 - centre) * ($1 - centre) } / Double(target.count)
    return penalty * (variance / square).squareRoot()
  }
}

/// The bounds that Robyn puts on what its first stage found.
public enum RobynBounds {
  /// Bounds of the coefficients of trend, season and holidays, for ``MixSpec/bounds``: 0 to 1, so that the model may take less
  /// of them than the first stage did and never more.
  ///
  /// Robyn turns the trend's around, −1 to 0, where its sum is negative, since its trend holds the level of sales. Here the
  /// trend adds up to 0 over the fitted rows, and there is nothing to turn around.
  ///
  /// - Parameter design: A design with `baselineStage = .estimatedFirst`; features fitted jointly get no bounds.
  /// - Returns: Bounds by feature.
  public static func bounds(for design: MixDesign) -> [String: ClosedRange<Double>] {
    var bounds: [String: ClosedRange<Double>] = [:]
    for (term, name) in zip(design.terms, design.names) {
      guard case .blend(let part, _) = term, part != .events else { continue }
      bounds[name] = 0...1
    }
    return bounds
  }
}

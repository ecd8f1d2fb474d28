import Statistics

/// How much single rows decide a least-squares fit; see ``Influence`` for the formulas.
///
/// Not given for fits with a penalty or with bounds: Cook's distance supposes that the fit is linear in the target and that
/// its degrees of freedom are whole.
public struct RowInfluence: Sendable, Hashable, Codable {
  /// The weight of each row's target in its own fitted value, in 0...1; they add up to the number of coefficients.
  public let leverages: [Double]
  /// How far all fitted values move when the row is left out; above 4/n worth a look, above 1 alarming.
  ///
  /// Nil in a row that alone decides a coefficient.
  public let cooksDistances: [Double?]

  /// The row with the largest Cook's distance, from 0, the first of several; nil where there is none.
  public var largest: (row: Int, distance: Double)? {
    var found: (row: Int, distance: Double)?
    for (row, distance) in cooksDistances.enumerated() {
      guard let distance, distance > found?.distance ?? -1 else { continue }
      found = (row, distance)
    }
    return found
  }

  /// Above this Cook's distance a row is worth a look: 4/n (Bollen and Jackman 1985).
  public var alarm: Double { 4 / Double(max(1, cooksDistances.count)) }

  /// The fields `cook_max` and `cook_row`, the row from 1.
  public var scalarFields: [ScalarField] {
    guard let largest else { return [] }
    return [
      ScalarField("cook_max", largest.distance), ScalarField("cook_row", Double(largest.row + 1)),
    ]
  }
}

extension RowInfluence {
  /// The influence of the rows of a fit.
  init(_ fit: LeastSquaresFit) {
    let influence = Influence(fit)
    leverages = influence.leverages
    cooksDistances = influence.cooksDistances
  }
}

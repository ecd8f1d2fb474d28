import Statistics

/// From the linear predictor to target units.
struct MixLink {
  /// What the intercept alone predicts.
  let base: Double
  /// In a log–log model the logarithmic mean and the prediction, row by row; nil in an additive one.
  private let multiplicative: (means: [Double], predictions: [Double])?

  init(_ form: MixSpec.Form, intercept: Double, effects: [[Double]], rows: Int) {
    guard form == .logLog else {
      base = intercept
      multiplicative = nil
      return
    }
    let start = stableExp(intercept)
    let sums = effects.reduce([Double](repeating: 0, count: rows)) { sum, effect in
      zip(sum, effect).map { $0 + $1 }
    }
    base = start
    multiplicative = (
      // (e^η − 1)/η → 1 as η → 0; its second term keeps the digits that the quotient would lose.
      sums.map { start * (abs($0) < 1e-5 ? 1 + $0 / 2 : (stableExp($0) - 1) / $0) },
      sums.map { start * stableExp($0) }
    )
  }

  /// The contribution of a part of the linear predictor, row by row.
  func contribution(of effect: [Double]) -> [Double] {
    guard let means = multiplicative?.means else { return effect }
    return zip(means, effect).map { $0 * $1 }
  }

  /// What a small change of the linear predictor in that row changes of the prediction.
  func slope(row: Int) -> Double { multiplicative?.predictions[row] ?? 1 }

  /// What is sold beyond the last row when the linear predictor is `effect` above the last row's other parts.
  func afterwards(_ effect: Double, last: Double) -> Double {
    guard let prediction = multiplicative?.predictions.last else { return effect }
    return prediction * stableExp(-last) * (stableExp(effect) - 1)
  }
}

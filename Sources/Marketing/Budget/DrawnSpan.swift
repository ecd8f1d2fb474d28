/// What each draw of a posterior says that money brings over a plan's span.
///
///     f_d(x) = Σ_pieces c Σ_k w_k [ S(x·g_k + h_k) − S(h_k) ]
///
/// with g the carryover of the flighting pattern, h that of what was spent before (adstock first, w = 1), or g the pattern, h = 0
/// and w the weights that fall into the span (saturation first). Carryover is linear in the money, so that it is worked out once,
/// not for each amount that a solver tries.
struct DrawnSpan: Sendable {
  /// One piece of a draw's response.
  private struct Piece: Sendable {
    let coefficient: Double
    let transform: ChannelTransform
    /// Money in effect for each unit of the plan's, one a term.
    var gains: [Double] = []
    /// Money in effect without the plan.
    var bases: [Double] = []
    /// How often the term counts.
    var weights: [Double] = []
    /// Σ w S(h).
    var before = 0.0
  }

  private let draws: [[Piece]]

  /// The number of draws.
  var count: Int { draws.count }

  /// - Parameters:
  ///   - response: A response with draws.
  ///   - pattern: The share of the money in each period; nil for a steady plan.
  ///   - tail: Periods after the horizon whose sales count.
  ///   - every: One draw in so many is used.
  init(_ response: ChannelResponse, pattern: [Double]?, tail: Int, every: Int) {
    let padded = pattern.map { $0 + [Double](repeating: 0, count: tail) }
    draws = stride(from: 0, to: response.draws.count, by: max(1, every)).map { place in
      response.draws[place].pieces.compactMap { piece in
        piece.coefficient == 0 || piece.spendShare == 0
          ? nil : Self.piece(piece, padded, history: response.history)
      }
    }
  }

  private static func piece(
    _ piece: ChannelResponse.Draw.Piece, _ pattern: [Double]?, history: [Double]
  ) -> Piece {
    let (transform, share) = (piece.transform, piece.spendShare)
    var made = Piece(coefficient: piece.coefficient, transform: transform)
    func add(_ gain: Double, _ base: Double, _ weight: Double) {
      guard gain > 0, weight != 0 else { return }
      made.gains.append(gain)
      made.bases.append(base)
      made.weights.append(weight)
      made.before += weight * transform.saturated(base)
    }
    guard let pattern else {
      switch transform.order {
      case .adstockFirst: add(share * transform.adstock.weightSum, 0, 1)
      case .saturationFirst: add(share, 0, transform.adstock.weightSum)
      }
      return made
    }
    switch transform.order {
    case .adstockFirst:
      let gains = transform.adstock.applied(to: pattern)
      let silence = [Double](repeating: 0, count: pattern.count)
      let bases = transform.adstock.applied(to: silence, after: history)
      for period in pattern.indices { add(share * gains[period], share * bases[period], 1) }
    case .saturationFirst:
      let weights = transform.adstock.weights(count: pattern.count)
      var sums = [0.0]
      for weight in weights { sums.append(sums[sums.count - 1] + weight) }
      for period in pattern.indices {
        add(share * pattern[period], 0, sums[pattern.count - period])
      }
    }
    return made
  }

  /// Sales that the money causes, draw by draw.
  func sales(_ money: Double) -> [Double] {
    draws.map { pieces in
      pieces.reduce(0) { sum, piece in
        var whole = -piece.before
        for term in piece.gains.indices {
          let effect = piece.transform.saturated(money * piece.gains[term] + piece.bases[term])
          whole += piece.weights[term] * effect
        }
        return sum + piece.coefficient * whole
      }
    }
  }

  /// What the next unit of money brings, draw by draw.
  func slopes(_ money: Double) -> [Double] {
    draws.map { pieces in
      pieces.reduce(0) { sum, piece in
        var whole = 0.0
        for term in piece.gains.indices {
          let gain = piece.gains[term]
          whole +=
            piece.weights[term] * gain
            * piece.transform.slope(at: money * gain + piece.bases[term])
        }
        return sum + piece.coefficient * whole
      }
    }
  }
}

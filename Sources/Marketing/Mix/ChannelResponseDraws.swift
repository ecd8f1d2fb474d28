import Statistics

extension ChannelResponse.Draw.Piece {
  /// What the same national spend a period causes when it goes on for ever.
  func steady(_ spend: Double) -> Double { coefficient * transform.steady(spend * spendShare) }

  /// Its derivative by the national spend.
  func steadySlope(_ spend: Double) -> Double {
    // Without an effect an infinite slope of the curve at 0 is none of sales.
    coefficient == 0 ? 0 : coefficient * spendShare * transform.steadySlope(spend * spendShare)
  }

  /// What national spend causes, period by period.
  func weekly(_ spend: [Double], after history: [Double]) -> [Double] {
    transform.applied(to: spend.map { $0 * spendShare }, after: history.map { $0 * spendShare })
      .map { coefficient * $0 }
  }

  /// The change of the sum of sales when all spend rises in proportion, the history staying.
  func proportionalGain(_ spend: [Double], after history: [Double]) -> Double {
    coefficient
      * transform.proportionalResponse(
        of: spend.map { $0 * spendShare }, after: history.map { $0 * spendShare }
      ).reduce(0, +)
  }
}

extension ChannelResponse.Draw {
  /// What the same spend a period causes when it goes on for ever.
  public func steady(_ spend: Double) -> Double { pieces.reduce(0) { $0 + $1.steady(spend) } }

  /// Its derivative.
  public func steadySlope(_ spend: Double) -> Double {
    pieces.reduce(0) { $0 + $1.steadySlope(spend) }
  }

  /// The sales that spend causes, period by period, after earlier spend; what the earlier spend causes is included.
  public func weekly(_ spend: [Double], after history: [Double] = []) -> [Double] {
    var sum = [Double](repeating: 0, count: spend.count)
    for piece in pieces {
      let part = piece.weekly(spend, after: history)
      for period in sum.indices { sum[period] += part[period] }
    }
    return sum
  }

  /// The change of the sum of sales when all spend rises in proportion, the history staying.
  func proportionalGain(_ spend: [Double], after history: [Double]) -> Double {
    pieces.reduce(0) { $0 + $1.proportionalGain(spend, after: history) }
  }
}

extension ChannelResponse {
  /// The steady sales by each draw, in the order of ``draws``; a single number for a fit of single numbers.
  public func steadyByDraw(_ spend: Double) -> [Double] {
    draws.isEmpty ? [steady(spend)] : draws.map { $0.steady(spend) }
  }

  /// The curve of steady sales with the bands in which half and 90 of 100 draws lie; nil for a fit of single numbers.
  ///
  /// - Parameter spend: Money a period, one point of the curve each.
  /// - Returns: Percentiles, one number a point.
  public func steadyBands(at spend: [Double]) -> MixPosterior.Bands? {
    guard !draws.isEmpty else { return nil }
    return MixPosterior.Bands(columns: spend.map(steadyByDraw))
  }
}

extension MixPosterior.Bands {
  /// The percentiles of each column's draws.
  init(columns: [[Double]]) {
    let sorted = columns.map { $0.sorted() }
    func percentile(_ p: Double) -> [Double] {
      sorted.map { $0.isEmpty ? .nan : quantile(sorted: $0, p) }
    }
    self.init(
      low5: percentile(0.05), low25: percentile(0.25), median: percentile(0.5),
      high75: percentile(0.75), high95: percentile(0.95))
  }
}

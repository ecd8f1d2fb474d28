import Statistics

/// How a fitted model says that sales answer a channel's spend: what curves and budgets need.
///
/// In an additive model the answer does not depend on the other channels. In a log–log model it does; they are then held at
/// the average of the fitted rows.
///
/// A posterior answers with its mean over ``draws``, which is no curve of one coefficient and one transform: those stand here
/// for what they are on average, and say no more than their sign and memory.
public struct ChannelResponse: Sendable, Hashable, Codable {
  /// The channel.
  public let channel: String
  /// Target units for each unit of the transformed spend; in a log–log model units of the target's logarithm.
  public let coefficient: Double
  /// Carryover and saturation.
  public let transform: ChannelTransform
  /// Spend of all rows, those of a hold-out included: what "today" and the largest observed spend are taken from.
  public let spend: [Double]
  /// Spend of all periods up to the last row, missing ones as periods without spend: what a calendar plan follows.
  public let history: [Double]
  /// In a log–log model the mean prediction without the channel; nil in an additive one.
  public let multiplies: Double?
  /// What draws of a posterior say, some hundred of them; empty for a fit of single numbers.
  public var draws: [Draw] = []

  /// The response by one draw of a posterior: the sum of its pieces, one for a national model, one a region otherwise.
  public struct Draw: Sendable, Hashable, Codable {
    /// The pieces.
    public var pieces: [Piece]

    /// One region's answer to its share of the spend.
    public struct Piece: Sendable, Hashable, Codable {
      /// Target units for each unit of the transformed spend.
      public var coefficient: Double
      /// Carryover and saturation; its unit is the region's.
      public var transform: ChannelTransform
      /// The region's share of the channel's spend; 1 for a national model.
      public var spendShare: Double

      /// A piece.
      public init(coefficient: Double, transform: ChannelTransform, spendShare: Double = 1) {
        self.coefficient = coefficient
        self.transform = transform
        self.spendShare = spendShare
      }
    }

    /// A response.
    public init(_ pieces: [Piece]) { self.pieces = pieces }
  }

  /// A response; without a history, spend has no gaps.
  public init(
    channel: String, coefficient: Double, transform: ChannelTransform, spend: [Double],
    history: [Double]? = nil, multiplies: Double? = nil
  ) {
    self.channel = channel
    self.coefficient = coefficient
    self.transform = transform
    self.spend = spend
    self.history = history ?? spend
    self.multiplies = multiplies
  }

  /// The sales that spend causes, period by period, after earlier spend; what the earlier spend causes is included.
  public func weekly(_ spend: [Double], after history: [Double] = []) -> [Double] {
    guard draws.isEmpty else {
      var sum = [Double](repeating: 0, count: spend.count)
      for draw in draws {
        let one = draw.weekly(spend, after: history)
        for period in sum.indices { sum[period] += one[period] }
      }
      return sum.map { $0 / Double(draws.count) }
    }
    return transform.applied(to: spend, after: history).map(sales)
  }

  /// The sales a period that the same spend a period causes when it goes on for ever.
  public func steady(_ spend: Double) -> Double {
    guard draws.isEmpty else {
      return draws.reduce(0) { $0 + $1.steady(spend) } / Double(draws.count)
    }
    return sales(transform.steady(spend))
  }

  /// The derivative of ``steady(_:)``: what the next unit of steady spend returns.
  public func steadySlope(_ spend: Double) -> Double {
    guard draws.isEmpty else {
      return draws.reduce(0) { $0 + $1.steadySlope(spend) } / Double(draws.count)
    }
    return slope(transform.steady(spend)) * transform.steadySlope(spend)
  }

  /// The change of the sum of sales over the periods when all spend rises in proportion, the history staying: Σ ∂sales/∂ln m.
  func proportionalGain(_ spend: [Double], after history: [Double]) -> Double {
    guard draws.isEmpty else {
      return draws.reduce(0) { $0 + $1.proportionalGain(spend, after: history) }
        / Double(draws.count)
    }
    let features = transform.applied(to: spend, after: history)
    let changes = transform.proportionalResponse(of: spend, after: history)
    return zip(features, changes).reduce(0) { $0 + slope($1.0) * $1.1 }
  }

  /// How many periods after the last spend its effect is counted.
  var tail: Int {
    guard let first = draws.first else { return transform.tail }
    // Windows are the same in all draws; an endless memory is not.
    guard first.pieces.contains(where: { $0.transform.adstock.reach == nil }) else {
      return first.pieces.map(\.transform.tail).max() ?? 0
    }
    return draws.reduce(0) { max($0, $1.pieces.map(\.transform.tail).max() ?? 0) }
  }

  /// Whether it is a posterior's of a channel that never spent: its draws have no effect, because the data were not asked.
  var isUnknown: Bool {
    !draws.isEmpty && !spend.contains { $0 > 0 } && !history.contains { $0 > 0 }
  }

  /// Whether every unit of steady spend brings the same, however much is spent.
  var isStraight: Bool { multiplies == nil && transform.saturation == .none }

  /// Sales caused by a value of the feature.
  public func sales(_ feature: Double) -> Double {
    guard let multiplies else { return coefficient * feature }
    return multiplies * (stableExp(coefficient * feature) - 1)
  }

  /// The derivative of ``sales(_:)``.
  public func slope(_ feature: Double) -> Double {
    guard let multiplies else { return coefficient }
    return multiplies * coefficient * stableExp(coefficient * feature)
  }
}

extension MixFit {
  /// The channels' responses, in the order of the channels.
  ///
  /// Coefficients are those of the fitted rows; spend and its history are those of all rows, the hold-out's too, so that plans
  /// start after the data's end. Those of a posterior have its draws.
  public var responses: [ChannelResponse] {
    training.spend.indices.map { index in
      let coefficient = coefficients[index].coefficient
      // The mean prediction without the channel: each row's prediction loses its factor exp(βf).
      let without =
        spec.form == .additive
        ? nil
        : zip(training.predicted, features[index]).reduce(0) {
          $0 + $1.0 * stableExp(-coefficient * $1.1)
        } / Double(training.rowCount)
      var response = ChannelResponse(
        channel: training.spend[index].name, coefficient: coefficient,
        transform: design.transform(ofChannel: index), spend: data.channels[index].values,
        history: data.earlierSpend[index] + data.spendOnCalendar(index),
        multiplies: without)
      response.draws = posterior?.kept.map { $0.responses[index] } ?? []
      return response
    }
  }
}

import Statistics

/// How a fitted model says that sales answer a channel's spend: what curves and budgets need.
///
/// In an additive model the answer does not depend on the other channels. In a log–log model it does; they are then held at
/// the average of the fitted rows.
public struct ChannelResponse: Sendable, Hashable, Codable {
  /// The channel.
  public let channel: String
  /// Target units for each unit of the transformed spend; in a log–log model units of the target's logarithm.
  public let coefficient: Double
  /// Carryover and saturation.
  public let transform: ChannelTransform
  /// Spend of the fitted rows.
  public let spend: [Double]
  /// In a log–log model the mean prediction without the channel; nil in an additive one.
  public let multiplies: Double?

  /// A response.
  public init(
    channel: String, coefficient: Double, transform: ChannelTransform, spend: [Double],
    multiplies: Double? = nil
  ) {
    self.channel = channel
    self.coefficient = coefficient
    self.transform = transform
    self.spend = spend
    self.multiplies = multiplies
  }

  /// The sales that spend causes, period by period, after earlier spend; what the earlier spend causes is included.
  public func weekly(_ spend: [Double], after history: [Double] = []) -> [Double] {
    transform.applied(to: spend, after: history).map(sales)
  }

  /// The sales a period that the same spend a period causes when it goes on for ever.
  public func steady(_ spend: Double) -> Double { sales(transform.steady(spend)) }

  /// The derivative of ``steady(_:)``: what the next unit of steady spend returns.
  public func steadySlope(_ spend: Double) -> Double {
    slope(transform.steady(spend)) * transform.steadySlope(spend)
  }

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
      return ChannelResponse(
        channel: training.spend[index].name, coefficient: coefficient,
        transform: design.transform(ofChannel: index), spend: training.spend[index].values,
        multiplies: without)
    }
  }
}

/// How a channel's spend becomes a feature: carryover and saturation, in either order.
///
///     feature = S(A(x) / u)      adstock first, the default
///     feature = A(S(x / u))      saturation first
///
/// with A the adstock, S the saturation, u the money that counts as 1. Without saturation u plays no part, so that
/// coefficients stay in target units for each unit of carried-over money.
public struct ChannelTransform: Sendable, Hashable, Codable {
  /// How long spend works.
  public var adstock: Adstock
  /// How its effect levels off.
  public var saturation: Saturation
  /// Which comes first.
  public var order: Order
  /// The money that counts as 1 for the saturation; a fit sets it from the rows it is fitted on.
  public var unit: Double

  /// Which of the two comes first.
  public enum Order: String, Sendable, Hashable, Codable {
    /// Spend is carried over, then what has gathered saturates: a burst saturates less than its peak alone would.
    case adstockFirst
    /// Each period's spend saturates, then its effect is carried over.
    case saturationFirst
  }

  /// A transform; what is not named leaves spend as it is.
  public init(
    adstock: Adstock = .none, saturation: Saturation = .none, order: Order = .adstockFirst,
    unit: Double = 1
  ) {
    self.adstock = adstock
    self.saturation = saturation
    self.order = order
    self.unit = unit
  }

  /// The feature for spend after `history` (earlier spend, oldest first), one number a period.
  public func applied(to spend: [Double], after history: [Double] = []) -> [Double] {
    switch order {
    case .adstockFirst:
      saturated(adstock.applied(to: spend, after: history))
    case .saturationFirst:
      adstock.applied(to: saturated(spend), after: saturated(history))
    }
  }

  /// The feature under the same spend for ever, a period.
  public func steady(_ spend: Double) -> Double {
    switch order {
    case .adstockFirst: saturated(spend * adstock.weightSum)
    case .saturationFirst: saturated(spend) * adstock.weightSum
    }
  }

  /// The derivative of ``steady(_:)``; at 0 it may be infinite (root, Hill with a slope below 1).
  public func steadySlope(_ spend: Double) -> Double {
    switch order {
    case .adstockFirst: slope(at: spend * adstock.weightSum) * adstock.weightSum
    case .saturationFirst: slope(at: spend) * adstock.weightSum
    }
  }

  /// How the feature changes, period by period, when all spend rises in proportion and the history stays: ∂f/∂ln m at
  /// m·spend, m = 1.
  public func proportionalResponse(of spend: [Double], after history: [Double] = []) -> [Double] {
    switch order {
    case .adstockFirst:
      let own = adstock.applied(to: spend)
      return zip(own, adstock.applied(to: spend, after: history)).map { own, all in
        own > 0 ? own * slope(at: all) : 0
      }
    case .saturationFirst:
      return adstock.applied(to: spend.map { $0 > 0 ? $0 * slope(at: $0) : 0 })
    }
  }

  /// What shares of each period's feature come from the period's own spend and from the history.
  ///
  /// Under saturation the parts of a sum have no effect of their own. The rule here: each has its share in the carried-over
  /// spend, so that saturation hits all alike and no order of counting favours one.
  public func origins(of spend: [Double], after history: [Double] = []) -> Origins {
    let (flow, earlier) =
      order == .adstockFirst ? (spend, history) : (saturated(spend), saturated(history))
    let all = adstock.applied(to: flow, after: earlier)
    let past = adstock.applied(to: [Double](repeating: 0, count: flow.count), after: earlier)
    let first = adstock.weights(count: 1)[0]
    return Origins(
      immediate: zip(flow, all).map { $1 > 0 ? min(1, first * $0 / $1) : 0 },
      carriedIn: zip(past, all).map { $1 > 0 ? min(1, $0 / $1) : 0 })
  }

  /// Shares of each period's feature, 0...1.
  public struct Origins: Sendable, Hashable {
    /// From the period's own spend.
    public let immediate: [Double]
    /// From the history, before the first period.
    public let carriedIn: [Double]
  }

  /// How many periods after the last spend its effect is counted: the window, or where an endless memory has lost all but a
  /// millionth, at most 520.
  public var tail: Int {
    if let reach = adstock.reach { return max(0, reach - 1) }
    let weights = adstock.weights(count: 520)
    return weights.firstIndex { $0 < 1e-6 * (weights.first ?? 1) } ?? 520
  }

  /// The steady spend a period that has half of the largest effect, in money; for a saturation without a limit half of what
  /// `largest` steady spend does.
  ///
  /// Nil where nothing saturates.
  public func halfPoint(upTo largest: Double) -> Double? {
    let scale = order == .adstockFirst ? adstock.weightSum : 1
    return saturation.halfPoint(upTo: largest * scale / unit).map { $0 * unit / scale }
  }

  func saturated(_ money: [Double]) -> [Double] {
    saturation == .none ? money : money.map { saturation.value(at: $0 / unit) }
  }

  func saturated(_ money: Double) -> Double {
    saturation == .none ? money : saturation.value(at: money / unit)
  }

  func slope(at money: Double) -> Double {
    saturation == .none ? 1 : saturation.slope(at: money / unit) / unit
  }
}

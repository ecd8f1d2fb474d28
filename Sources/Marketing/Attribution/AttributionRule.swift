import Statistics

/// Credit by the place of a touch in its journey: the rules of thumb that platforms ship.
///
/// A rule gives touch i of n a weight; weights are scaled to sum to 1, so that every conversion is credited once.
/// Touches of one channel add up, repeated or not; only ``linearDistinct`` and ``last`` and ``first`` do not see
/// repeats.
///
///     let attribution = try AttributionModel.rule(.timeDecay()).attribution(of: journeys)
///
/// Journeys read from a log of events know the ages of touches in days, a table of paths does not, so that decay counts
/// its steps; ``Attribution/notes`` say which it was.
public enum AttributionRule: Sendable, Hashable, Codable {
  /// All to the first touch.
  case first
  /// All to the last touch.
  case last
  /// All to the last touch of another channel than this one; where there is none, to the last touch.
  ///
  /// Known as last non-direct click.
  case lastExcept(channel: String)
  /// The same to every touch.
  case linear
  /// The same to every channel that was touched, however often.
  case linearDistinct
  /// Half as much for every half-life before the last touch: 2^(−age / half-life).
  ///
  /// Ages are those of the journeys where they were read with this half-life; else touches are taken to be `daysPerStep`
  /// apart, or, where that is nil, the rule is refused.
  case timeDecay(halfLifeInDays: Double = 7, daysPerStep: Double? = 1)
  /// Shares of the first touch, of all between together, and of the last: starter, player, closer.
  ///
  /// With two touches the player's share falls away, with one the touch gets all; the rest is scaled up. Where
  /// nothing is left (a player alone and two touches), touches share alike.
  case position(starter: Double, player: Double, closer: Double)
  /// Shares of the first touch, of the touch that made a lead, of the last touch, and of all others together.
  ///
  /// The lead is made at the first touch of the channel named, such as a sign-up; without a name, or in a journey
  /// without it, at the middle touch. A touch with two roles gets both shares.
  case wShaped(
    starter: Double = 0.3, lead: Double = 0.3, closer: Double = 0.3, others: Double = 0.1,
    leadChannel: String? = nil)

  /// 40 % first, 20 % between, 40 % last, also called U-shaped.
  public static let positionBased = AttributionRule.position(starter: 0.4, player: 0.2, closer: 0.4)
  /// 20 % first, 20 % between, 60 % last; of two touches 25 % and 75 %.
  public static let jShaped = AttributionRule.position(starter: 0.2, player: 0.2, closer: 0.6)
  /// 60 % first, 20 % between, 20 % last; of two touches 75 % and 25 %.
  public static let inverseJShaped = AttributionRule.position(
    starter: 0.6, player: 0.2, closer: 0.2)

  /// The rule's name in results.
  public var name: String {
    switch self {
    case .first: "first"
    case .last: "last"
    case .lastExcept(let channel): "last except \(channel)"
    case .linear: "linear"
    case .linearDistinct: "linear distinct"
    case .timeDecay: "time decay"
    case .positionBased: "position based"
    case .jShaped: "j-shaped"
    case .inverseJShaped: "inverse j-shaped"
    case .position(let starter, let player, let closer):
      "position " + [starter, player, closer].map(JourneyRules.written).joined(separator: "/")
    case .wShaped: "w-shaped"
    }
  }

  /// What the rule credits to each channel of the journeys.
  public func attribution(of table: JourneyTable) throws(AttributionError) -> Attribution {
    try AttributionModel.rule(self).attribution(of: table)
  }

  var ignoresRepeats: Bool {
    switch self {
    case .first, .last, .lastExcept, .linearDistinct: true
    case .linear, .timeDecay, .position, .wShaped: false
    }
  }
}

extension AttributionRule {
  /// The division of every path of a table.
  func kernel(for table: JourneyTable) throws(AttributionError) -> any CreditKernel {
    try check()
    var named: UInt16?
    switch self {
    case .lastExcept(let name), .wShaped(_, _, _, _, .some(let name)):
      guard let place = table.channels.firstIndex(of: name) else {
        throw .unknownChannel(name, among: table.channels)
      }
      named = UInt16(place)
    default: break
    }
    if let decay = try ages(in: table) { return AttributionRule.kernel(for: table, by: decay) }
    switch self {
    case .first, .last, .linear, .timeDecay, .position, .wShaped(_, _, _, _, nil):
      return LengthKernel(table) { weights(count: $0) }
    case .lastExcept, .linearDistinct, .wShaped:
      return kernel(for: table, named: named)
    }
  }

  /// The division by the ages of touches; a path that never converted divides nothing.
  private static func kernel(for table: JourneyTable, by decay: JourneyDecay) -> LinearKernel {
    var kernel = LinearKernel(
      channelCount: table.channels.count, paths: table.count, touches: table.steps.count)
    for path in 0..<table.count {
      let steps = table.offsets[path]..<table.offsets[path + 1]
      var (total, totalValue) = (0.0, 0.0)
      for step in steps {
        total += decay.credit[step]
        totalValue += decay.value[step]
      }
      for step in steps where total > 0 {
        let share = decay.credit[step] / total
        // Conversions worth nothing divide the value that a replicate may not have either.
        let ofValue = totalValue > 0 ? decay.value[step] / totalValue : share
        kernel.append(table.steps[step], SIMD2(share, ofValue))
      }
      kernel.close()
    }
    return kernel
  }

  /// The division of paths in which it matters what the channels are.
  private func kernel(for table: JourneyTable, named: UInt16?) -> LinearKernel {
    var kernel = LinearKernel(
      channelCount: table.channels.count, paths: table.count,
      touches: self == .linearDistinct ? table.steps.count : table.count)
    // The path that a channel was seen in last.
    var seen = [Int](repeating: -1, count: table.channels.count)
    for path in 0..<table.count {
      let steps = table.offsets[path]..<table.offsets[path + 1]
      switch self {
      case .linearDistinct:
        // The first touch of each channel stands for all of them.
        var distinct = 0
        for step in steps where seen[Int(table.steps[step])] != path {
          seen[Int(table.steps[step])] = path
          distinct += 1
        }
        for step in steps where seen[Int(table.steps[step])] == path {
          seen[Int(table.steps[step])] = -1
          kernel.append(table.steps[step], 1 / Double(distinct))
        }
      case .lastExcept:
        let place = steps.last { table.steps[$0] != named } ?? steps.upperBound - 1
        kernel.append(table.steps[place], 1)
      default:
        let lead = steps.first { table.steps[$0] == named }.map { $0 - steps.lowerBound }
        for (step, share) in zip(steps, weights(count: steps.count, lead: lead))
        where share != 0 {
          kernel.append(table.steps[step], share)
        }
      }
      kernel.close()
    }
    return kernel
  }

  /// The credits by age that the rule asks for; nil where steps are to be counted.
  private func ages(in table: JourneyTable) throws(AttributionError) -> JourneyDecay? {
    guard case .timeDecay(let halfLife, let step) = self else { return nil }
    if let decay = table.decay(halfLifeInDays: halfLife) { return decay }
    if step == nil {
      throw .noAges(halfLifeInDays: halfLife, known: table.decays.map(\.halfLifeInDays))
    }
    return nil
  }

  /// What a reader of the rule's credits should know.
  func notes(for table: JourneyTable) -> [String] {
    guard case .timeDecay(let halfLife, let step) = self else { return [] }
    let days = JourneyRules.written(halfLife)
    if table.decay(halfLifeInDays: halfLife) != nil {
      return [
        "time decay with a half-life of \(days) days, by the ages of touches in the log of events"
      ]
    }
    return [
      "time decay with a half-life of \(days) days, each step of a path counted as "
        + "\(step ?? 1 == 1 ? "one day" : "\(JourneyRules.written(step ?? 1)) days"), since the journeys hold no "
        + "ages for this half-life"
    ]
  }

  /// Refuses weights that are negative, not finite or all 0.
  private func check() throws(AttributionError) {
    var shares: [Double] = []
    switch self {
    case .timeDecay(let halfLife, let step):
      guard halfLife > 0, halfLife.isFinite else {
        throw .badOption("the half-life", value: halfLife, allowed: "a number of days above 0")
      }
      if let step, !(step >= 0 && step.isFinite) {
        throw .badOption("days per step", value: step, allowed: "a number from 0 on")
      }
      return
    case .position(let starter, let player, let closer): shares = [starter, player, closer]
    case .wShaped(let starter, let lead, let closer, let others, _):
      shares = [starter, lead, closer, others]
    default: return
    }
    for share in shares where !(share >= 0 && share.isFinite) {
      throw .badOption("a share of the position", value: share, allowed: "a number from 0 on")
    }
    let sum = shares.reduce(0, +)
    guard sum > 0 else {
      throw .badOption("the sum of the shares", value: sum, allowed: "a number above 0")
    }
  }

  /// The shares of so many touches, which sum to 1; the lead of a W at the touch given.
  private func weights(count n: Int, lead: Int? = nil) -> [Double] {
    guard n > 1 else { return [1] }
    var weights = [Double](repeating: 0, count: n)
    switch self {
    case .first: weights[0] = 1
    case .last, .lastExcept: weights[n - 1] = 1
    case .linear, .linearDistinct:
      return [Double](repeating: 1 / Double(n), count: n)
    case .timeDecay(let halfLife, let step):
      weights = AttributionRule.decayed(
        count: n, factor: stableExp(-0.6931471805599453 * (step ?? 1) / halfLife))  // log 2
    case .position(let starter, let player, let closer):
      weights = [starter] + [Double](repeating: player / Double(max(1, n - 2)), count: n - 2)
      weights.append(closer)
    case .wShaped(let starter, let middle, let closer, let others, _):
      let place = lead ?? n / 2
      weights[0] += starter
      if n > 2 || lead != nil { weights[place] += middle }
      weights[n - 1] += closer
      let free = (0..<n).filter { $0 != 0 && $0 != place && $0 != n - 1 }
      for touch in free { weights[touch] += others / Double(free.count) }
    }
    let sum = weights.reduce(0, +)
    return sum > 0 ? weights.map { $0 / sum } : weights.map { _ in 1 / Double(n) }
  }

  /// 1 for the last touch, `factor` times less for each before it.
  private static func decayed(count: Int, factor: Double) -> [Double] {
    var weights = [Double](repeating: 1, count: count)
    for place in stride(from: count - 2, through: 0, by: -1) {
      weights[place] = weights[place + 1] * factor
    }
    return weights
  }
}

/// Says what a plan does to a channel, and why.
struct BudgetSentence {
  let channel: BudgetPlan.Channel
  let coefficient: Double
  /// What the next unit of money brings in the channels that it competes with.
  let level: Double
  /// The groups whose bound holds it.
  let groups: [String]
  let budget: Double
  /// Whether no other channel's spend may move.
  let isAlone: Bool
  /// Whether some channels' spend is given.
  let hasFixed: Bool
  /// Whether nothing was ever spent on it, so that a posterior knows no more of it than its prior.
  let isUnknown: Bool

  /// The sentence, to stand beside the channel's name.
  var text: String {
    let what = move
    if isUnknown {
      let why = "nothing was ever spent on it, so that the data say nothing of its return"
      return channel.spend > 0
        ? "\(what), as was asked: \(why)." : "Left out of the plan: \(why). A test would."
    }
    if channel.bound == .fixed { return "\(what): it is fixed\(worth)." }
    if isAlone { return "\(what), \(whole)." }
    guard coefficient > 0 else {
      return "\(what), as little as it may: the model finds no positive effect."
    }
    if channel.bound == .upper, channel.change <= 0, !isUnmoved {
      return "\(what), its upper bound, where another \(step) would gain "
        + "\(brings(channel.boundPrice)) more than elsewhere."
    }
    return "\(what)\(reason)\(end)."
  }

  /// Why a channel gets what it gets that has none to trade with.
  private var whole: String {
    let why = hasFixed ? "all that fixed channels leave" : "the whole budget, as the only channel"
    guard coefficient > 0 else { return "\(why), though the model finds no positive effect" }
    let average = channel.roi.map { " (its average is \(brings($0)))" } ?? ""
    return "\(why): its next \(step) brings \(brings(channel.marginalReturn))\(average)"
  }

  /// Less than this share of today's spend is no move.
  private static let smallestMove = 0.005

  private var isUnmoved: Bool {
    abs(channel.change) <= BudgetSentence.smallestMove * max(channel.currentSpend, 1e-9 * budget)
  }

  private var move: String {
    let now = SpokenNumber.money(channel.spend)
    if isUnmoved { return "Stays at \(now)" }
    let verb = channel.change > 0 ? "Raised" : "Cut"
    guard channel.currentSpend > 0 else { return "\(verb) from nothing to \(now)" }
    let share = SpokenNumber.percent(abs(channel.change) / channel.currentSpend)
    return "\(verb) by \(share) to \(now)"
  }

  /// Where budgets are small numbers, as in data in thousands or millions, one unit is a step; else a thousand.
  private var isInThousands: Bool { budget >= 10_000 }

  /// What is added or taken away.
  private var step: String { isInThousands ? "1,000" : "unit" }

  /// What a step brings.
  private func brings(_ marginal: Double) -> String {
    let amount = isInThousands ? 1_000 * marginal : marginal
    return abs(amount) >= 100 ? SpokenNumber.money(amount.rounded()) : SpokenNumber.ratio(amount)
  }

  private var reason: String {
    let next = channel.currentMarginalReturn
    let average = channel.currentROI.map { " (its average is \(brings($0)))" } ?? ""
    if isUnmoved {
      return ", where its next \(step) brings \(brings(channel.marginalReturn))"
        + " against \(brings(level)) in the channels that are free"
    }
    let says = " its next \(step) brings \(brings(next)) today\(average)"
    if abs(next - level) <= 1e-6 * abs(level),
      abs(channel.marginalReturn - level) <= 1e-6 * abs(level)
    {
      return " because it takes what the bounds of others leave:\(says), and as much at the plan's"
    }
    if channel.change > 0, next > level {
      return " because\(says), against \(brings(level)) where the plan ends"
    }
    if channel.change < 0, next < level {
      return " because\(says), less than the \(brings(level)) to be had \(elsewhere)"
    }
    if channel.change > 0 {
      return channel.bound == .lower
        ? " because its bound asks for it:\(says), less than the \(brings(level)) to be had \(elsewhere)"
        : " because its curve grows steeper beyond today's spend:\(says), "
          + "and \(brings(channel.marginalReturn)) there"
    }
    return groups.isEmpty
      ? " though\(says): other curves are steeper where the plan ends"
      : " though\(says): the group \(groups.joined(separator: " and ")) may not get more"
  }

  private var end: String {
    switch channel.bound {
    case .upper?:
      return
        "; stopped by its upper bound, where another \(step) would gain \(brings(channel.boundPrice)) more than elsewhere"
    case .lower? where channel.change <= 0 || isUnmoved:
      return channel.low > 0
        ? "; kept at its lower bound, where \(isInThousands ? step : "a unit") less would gain \(brings(channel.boundPrice)) elsewhere"
        : ""
    case .lower?, .fixed?, nil: return ""
    }
  }

  /// Where the money would otherwise go.
  private var elsewhere: String {
    groups.isEmpty ? "elsewhere" : "elsewhere in the group \(groups.joined(separator: " and "))"
  }

  private var worth: String {
    guard channel.boundPrice > 0 else { return "" }
    let direction = channel.marginalReturn > level ? "more" : "less"
    return
      "; \(isInThousands ? step : "a unit") \(direction) would gain \(brings(channel.boundPrice))"
  }
}

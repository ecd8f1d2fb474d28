/// Which other budget would keep bounds that contradict the given one.
public enum BudgetRemedy: Sendable, Hashable {
  /// The nearest budget that has a plan.
  case budget(Double)
  /// None: the bounds add up to this share of any budget, and to some money besides.
  case noBudget(share: Double, besides: Double)
  /// None that is known.
  case unknown

  /// As the end of a sentence that says what to do about the bounds.
  fileprivate func described(_ verb: String) -> String {
    switch self {
    case .budget(let budget): return " or \(verb) the budget to \(SpokenNumber.money(budget))"
    case .noBudget(let share, let besides):
      let percent = 100 * share
      let isWhole = abs(percent - percent.rounded()) < 1e-6
      return
        ": they add up to \(SpokenNumber.text(percent, decimals: isWhole ? 0 : 1))% of any budget"
        + (besides > 0 ? " and \(SpokenNumber.money(besides)) besides" : "")
    case .unknown: return ""
    }
  }
}

/// Why a budget has no plan; each message names the numbers that conflict and what would fit.
public enum BudgetError: Error, Sendable, Hashable {
  /// There is nothing to spend on.
  case noChannels
  /// A budget of 0, below 0 or not a number.
  case badBudget(Double)
  /// An amount below 0 or not a number.
  case badAmount(what: String, amount: Double)
  /// A risk aversion outside 0...1, or one without draws to be averse to.
  case badRiskAversion(Double, hasDraws: Bool)
  /// A horizon without periods, or longer than any plan.
  case badHorizon(Int)
  /// A channel that the model does not have.
  case unknownChannel(String, known: [String])
  /// A channel's least is above its most.
  case boundsCross(channel: String, low: Double, high: Double)
  /// A channel's given spend lies outside its bounds.
  case fixedOutside(channel: String, spend: Double, low: Double, high: Double)
  /// Together the least that channels must get is more than the budget.
  case lowsExceed(sum: Double, budget: Double, largest: String, remedy: BudgetRemedy)
  /// Together the most that channels may get is less than the budget.
  case highsBelow(sum: Double, budget: Double, smallest: String, remedy: BudgetRemedy)
  /// A group's least is above its most.
  case groupCross(group: String, low: Double, high: Double)
  /// A group's channels cannot reach its least.
  case groupCannotReach(group: String, low: Double, highs: Double)
  /// A group's channels must get more than its most.
  case groupMustExceed(group: String, high: Double, lows: Double)
  /// Groups and channels together contradict the budget, though each by itself is possible.
  case groupsContradict(least: Double?, most: Double?, budget: Double, remedy: BudgetRemedy)
  /// No channel has a positive effect.
  case noPositiveEffect(channels: [String])
  /// No budget reaches the target.
  case targetNotReached(target: Double, best: Double, budget: Double)
}

extension BudgetError: CustomStringConvertible {
  /// What was found, what was expected and what to do.
  public var description: String {
    switch self {
    case .noChannels: "no channels: a budget needs at least one to be spent on"
    case .badBudget(let budget) where budget > BudgetProblem.largestBudget && budget.isFinite:
      "a budget of \(money(budget)) is too large; "
        + "give at most \(money(BudgetProblem.largestBudget)), whose cents can still be counted"
    case .badBudget(let budget):
      "a budget of \(money(budget)) cannot be spent; give an amount above 0"
    case .badAmount(let what, let amount):
      "\(what) is \(money(amount)); an amount of 0 or more is due"
    case .badRiskAversion(_, hasDraws: false):
      "a risk aversion needs draws to be averse to, and this fit has single numbers; use a fit with priors, or leave it out"
    case .badRiskAversion(let value, hasDraws: true):
      "a risk aversion of \(SpokenNumber.ratio(value)); between 0 (expected sales) and 1 (bad cases alone) are possible"
    case .badHorizon(let periods):
      "a horizon of \(periods) periods; between 1 and \(BudgetProblem.longestHorizon) are possible"
    case .unknownChannel(let name, let known):
      "the model has no channel \"\(name)\"; it has \(known.joined(separator: ", "))"
    case .boundsCross(let channel, let low, let high):
      "\(channel) must get at least \(money(low)) and at most \(money(high)); "
        + "lower the first or raise the second by \(money(low - high))"
    case .fixedOutside(let channel, let spend, let low, let high):
      "\(channel) is fixed at \(money(spend)), outside its bounds of \(money(low)) to \(money(high)); "
        + "change one or the other"
    case .lowsExceed(let sum, let budget, let largest, let remedy):
      "the channels must get at least \(money(sum)) in all, more than the budget of \(money(budget)); "
        + "take \(money(sum - budget)) off the lower bounds (\(largest) has the largest)"
        + remedy.described("raise")
    case .highsBelow(let sum, let budget, let smallest, let remedy):
      "the channels may get at most \(money(sum)) in all, less than the budget of \(money(budget)); "
        + "add \(money(budget - sum)) to the upper bounds (\(smallest) has the smallest)"
        + remedy.described("lower")
    case .groupCross(let group, let low, let high):
      "the group \(group) must get at least \(money(low)) and at most \(money(high)); "
        + "lower the first or raise the second by \(money(low - high))"
    case .groupCannotReach(let group, let low, let highs):
      "the group \(group) must get at least \(money(low)), but its channels may get only "
        + "\(money(highs)); raise their upper bounds by \(money(low - highs)) or lower the group's bound"
    case .groupMustExceed(let group, let high, let lows):
      "the group \(group) may get at most \(money(high)), but its channels must get "
        + "\(money(lows)); take \(money(lows - high)) off their lower bounds or raise the group's bound"
    case .groupsContradict(let least?, _, let budget, let remedy) where least > budget:
      "channels and groups must get at least \(money(least)) in all, more than the budget of "
        + "\(money(budget)); take \(money(least - budget)) off the lower bounds"
        + remedy.described("raise")
    case .groupsContradict(_, let most?, let budget, let remedy) where most < budget:
      "channels and groups may get at most \(money(most)) in all, less than the budget of "
        + "\(money(budget)); add \(money(budget - most)) to the upper bounds"
        + remedy.described("lower")
    case .groupsContradict(_, _, let budget, _):
      "no mix of the budget of \(money(budget)) keeps the bounds of all groups at once; "
        + "groups that share channels contradict each other: drop one"
    case .noPositiveEffect(let channels):
      "the model finds no channel with a positive effect (\(channels.joined(separator: ", "))): "
        + "there is nothing to plan for; look at the fit first"
    case .targetNotReached(let target, let best, let budget):
      "no budget brings \(ratio(target)) for each unit of money: the best found is \(ratio(best)), "
        + "at a budget of \(money(budget)); ask for less"
    }
  }

  private func money(_ amount: Double) -> String { SpokenNumber.money(amount) }
  private func ratio(_ amount: Double) -> String { SpokenNumber.ratio(amount) }
}

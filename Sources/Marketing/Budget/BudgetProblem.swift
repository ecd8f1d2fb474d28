/// A question about money: which channel should get how much of a budget.
///
/// Channels keep the responses that a model was fitted with. All money is counted over the plan's span: one period of a steady
/// plan, the whole horizon of a calendar plan.
///
///     var problem = BudgetProblem(responses: fit.responses, budget: 60_000)
///     problem.upperByChannel["tv"] = .share(0.4)
///     problem.fixed["print"] = .today(1)
///     let plan = try problem.solved()
///
/// The answer is the best of several runs of ``ConstrainedOptimizer`` from different starts, one of them the best mix of a grid,
/// because S-shaped responses have local optima.
public struct BudgetProblem: Sendable, Hashable, Codable {
  /// What is wanted.
  public enum Goal: Sendable, Hashable, Codable {
    /// The most sales that the budget can cause.
    case mostSales
    /// The largest budget whose best plan still brings so many sales for each unit of money in all (not for the last one).
    ///
    /// Budgets from 0.01 to `limit` times the given one are searched; bounds in shares follow the budget that is tried.
    case targetROAS(Double, limit: Double = 3)
  }

  /// What the plan's money is counted over.
  public enum Span: Sendable, Hashable, Codable {
    /// One period of spending the same for ever: all carryover has settled.
    case steady
    /// So many periods after the last observed one, with what earlier spend still does; effects that come after the horizon's
    /// end count as long as the longest memory reaches.
    case calendar(periods: Int, flighting: Flighting = .asObserved)
  }

  /// How a channel's money is spread over the periods of a calendar plan.
  public enum Flighting: String, Sendable, Hashable, Codable {
    /// In proportion to the data's last periods, as many as the horizon has; evenly where those are fewer or empty.
    case asObserved
    /// The same each period.
    case even
  }

  /// The channels' responses.
  public var responses: [ChannelResponse]
  /// The money to spend over the span.
  public var budget: Double
  /// What is wanted.
  public var goal: Goal
  /// How much the worst tenth of a posterior's draws count against all of them: at 0 the plan has the most expected sales, at
  /// 1 the best of bad cases (CVaR); above 0 only with draws.
  ///
  /// Marginal returns of a plan are then those of what is wanted, not of expected sales.
  public var riskAversion = 0.0
  /// What the money is counted over.
  public var span: Span
  /// The least that each channel gets; nil for 5 % of the budget, or what channels can have where that is less.
  public var lower: SpendLimit?
  /// The most that each channel gets; nil for 60 % of the budget, or more where the channels could not hold it otherwise.
  public var upper: SpendLimit?
  /// The least that single channels get.
  public var lowerByChannel: [String: SpendLimit]
  /// The most that single channels get.
  public var upperByChannel: [String: SpendLimit]
  /// Channels whose spend is given.
  public var fixed: [String: SpendLimit]
  /// Groups of channels with bounds of their own.
  public var groups: [BudgetGroup]
  /// What each channel gets a period today, in the order of the responses; by default the mean of its observed spend.
  public var today: [Double]

  /// A question with the default bounds; without a budget, today's spend over the span.
  public init(
    responses: [ChannelResponse], budget: Double? = nil, goal: Goal = .mostSales,
    span: Span = .steady, lower: SpendLimit? = nil, upper: SpendLimit? = nil,
    lowerByChannel: [String: SpendLimit] = [:], upperByChannel: [String: SpendLimit] = [:],
    fixed: [String: SpendLimit] = [:], groups: [BudgetGroup] = []
  ) {
    self.responses = responses
    today = responses.map { response in
      response.spend.isEmpty
        ? 0 : response.spend.reduce(0, +) / Double(response.spend.count)
    }
    self.goal = goal
    self.span = span
    self.budget = budget ?? today.reduce(0, +) * Double(span.periods)
    self.lower = lower
    self.upper = upper
    self.lowerByChannel = lowerByChannel
    self.upperByChannel = upperByChannel
    self.fixed = fixed
    self.groups = groups
  }

  /// The share of the budget that each channel gets at least, where nothing else is said.
  public static let standardLower = 0.05
  /// The share of the budget that each channel gets at most, where nothing else is said.
  public static let standardUpper = 0.6

  /// Today's spend of each channel over the span.
  var todayOverSpan: [Double] { today.map { $0 * Double(span.periods) } }
}

extension BudgetProblem.Span {
  /// The number of periods that the money is counted over.
  public var periods: Int {
    switch self {
    case .steady: 1
    case .calendar(let periods, _): periods
    }
  }
}

/// An amount of money as people give it.
public enum SpendLimit: Sendable, Hashable, Codable {
  /// Money over the plan's span.
  case money(Double)
  /// A share of the plan's budget.
  case share(Double)
  /// A multiple of what the channel, or the group, gets today over a span of that length.
  case today(Double)

  /// The amount in money, and how much it grows for each unit that the budget grows.
  func amount(budget: Double, today: Double) -> (money: Double, rate: Double) {
    switch self {
    case .money(let money): (money, 0)
    case .share(let share): (share * budget, share)
    case .today(let multiple): (multiple * today, 0)
    }
  }

  /// The number as it was given.
  var number: Double {
    switch self {
    case .money(let number), .share(let number), .today(let number): number
    }
  }
}

/// Channels that share a bound, such as all that is digital.
public struct BudgetGroup: Sendable, Hashable, Codable {
  /// What reports call it.
  public var name: String
  /// Its channels.
  public var channels: [String]
  /// The least that they get together; nil for no limit.
  public var lower: SpendLimit?
  /// The most that they get together; nil for no limit.
  public var upper: SpendLimit?

  /// A group with bounds.
  public init(
    name: String, channels: [String], lower: SpendLimit? = nil, upper: SpendLimit? = nil
  ) {
    self.name = name
    self.channels = channels
    self.lower = lower
    self.upper = upper
  }
}

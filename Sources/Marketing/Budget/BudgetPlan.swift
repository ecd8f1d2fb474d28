/// The answer to a ``BudgetProblem``: what each channel gets, what that brings, why, and how sure the solver is.
///
/// All money is counted over the plan's span (see ``BudgetProblem/Span``), all sales are those that channels' spend causes;
/// the baseline is in none of them. Amounts are whole cents and add up to `budget` exactly.
public struct BudgetPlan: Sendable, Hashable, Codable {
  /// What one channel gets.
  public struct Channel: Sendable, Hashable, Codable {
    /// The channel.
    public let name: String
    /// What it gets today.
    public let currentSpend: Double
    /// What it gets in the plan.
    public let spend: Double
    /// The least and the most it could get.
    public let low: Double
    /// The most it could get.
    public let high: Double
    /// What holds its spend; nil where it is free to move.
    public let bound: Bound?
    /// By how much sales would grow for each unit of money that the bound gives way; 0 where none holds.
    public let boundPrice: Double
    /// Sales that today's spend causes.
    public let currentSales: Double
    /// Sales that the plan's spend causes.
    public let sales: Double
    /// What the next unit of money brings at today's spend.
    public let currentMarginalReturn: Double
    /// What the next unit of money brings at the plan's spend.
    public let marginalReturn: Double
    /// The most that it got in one observed period.
    public let largestObserved: Double
    /// The most that it gets in one period of the plan.
    public let largestPlanned: Double
    /// The plan's spend period by period, in whole cents; one number for a steady plan.
    public let path: [Double]
    /// What happens to it and why, as a sentence that stands beside its name.
    public let sentence: String

    /// What holds a channel's spend.
    public enum Bound: String, Sendable, Hashable, Codable {
      /// It would get less.
      case lower
      /// It would get more.
      case upper
      /// It was given.
      case fixed
    }

    /// The plan's spend less today's.
    public var change: Double { spend - currentSpend }
    /// Sales for each unit of money today; nil where nothing is spent.
    public var currentROI: Double? { currentSpend > 0 ? currentSales / currentSpend : nil }
    /// Sales for each unit of money in the plan; nil where nothing is spent.
    public var roi: Double? { spend > 0 ? sales / spend : nil }
    /// Whether a period of the plan gets more than any that the model has seen: its answer there is the curve's shape alone.
    public var isBeyondObserved: Bool { largestPlanned > largestObserved * (1 + 1e-9) }
  }

  /// How nearly the plan fulfils the conditions of an optimum.
  public struct Conditions: Sendable, Hashable, Codable {
    /// What the next unit of money brings in every channel that neither a bound nor a group holds; nil where there is none.
    public let commonMarginalReturn: Double?
    /// The largest distance of a free channel's marginal return from that of its level, as a share of it; nil where none is
    /// free.
    public let largestDeviation: Double?
    /// The free channels by what they share: those that no group holds first, then those of each group.
    public let levels: [Level]
    /// How far the plan misses the conditions of Karush, Kuhn and Tucker, as a share of the largest marginal return.
    public let optimalityError: Double
    /// The sum of the amounts less the budget; 0, to the cent.
    public let sumError: Double
    /// Whether amounts keep all bounds, to the cent.
    public let keepsBounds: Bool
    /// Groups whose bound holds, and by how much sales would grow for each unit that it gives way.
    public let groupPrices: [GroupPrice]

    /// Free channels whose next unit of money brings the same.
    public struct Level: Sendable, Hashable, Codable {
      /// What it brings: the mean of the channels.
      public let marginalReturn: Double
      /// The channels that no bound of their own holds.
      public let channels: [String]
      /// The groups whose bound holds them; empty for the channels that are free altogether.
      public let groups: [String]
    }

    /// What a group's bound costs.
    public struct GroupPrice: Sendable, Hashable, Codable {
      /// The group.
      public let name: String
      /// Whether its upper bound holds, else its lower.
      public let isUpper: Bool
      /// Sales for each unit of money that the bound gives way.
      public let price: Double
    }
  }

  /// What the solver did.
  public struct Solver: Sendable, Hashable, Codable {
    /// Why the best run stopped.
    public let stop: String
    /// Whether it settled.
    public let isSettled: Bool
    /// Evaluations of the best run.
    public let evaluations: Int
    /// Starts that were tried.
    public let starts: Int
    /// Starts that ended at the same sales.
    public let agreeingStarts: Int
  }

  /// The question.
  public let problem: BudgetProblem
  /// The money of the plan; that of the question, unless a target was set.
  public let budget: Double
  /// The channels, in the order of the question.
  public let channels: [Channel]
  /// Sales that the plan causes.
  public let predicted: Double
  /// Sales that today's spend causes over the same span.
  public let current: Double
  /// Sales that today's mix would cause, scaled to the plan's budget, whatever the bounds say.
  public let sameMix: Double
  /// Sales over a calendar's span that spend before it causes, in both cases and counted in neither; 0 for a steady plan.
  public let carriedIn: Double
  /// Periods after a calendar's horizon whose sales count.
  public let tail: Int
  /// By how much the best sales grow with the next unit of budget, bounds in shares moving with it; 0 where all are fixed.
  public let multiplier: Double
  /// How nearly optimal.
  public let conditions: Conditions
  /// What the solver did.
  public let solver: Solver
  /// Reasons for care.
  public let warnings: [BudgetWarning]
  /// What the draws of a posterior say of the plan; nil for a fit of single numbers.
  public let judgement: PlanJudgement?

  /// Sales that the plan brings beyond today's.
  public var uplift: Double { predicted - current }
  /// The part of them that comes from the mix, not from more or less money.
  public var mixGain: Double { predicted - sameMix }
  /// Whether every channel's spend was given: then no unit of money has anywhere to go, and nothing has a price.
  public var isGiven: Bool { channels.allSatisfy { $0.bound == .fixed } }
  /// What all channels get today.
  public var currentBudget: Double { channels.reduce(0) { $0 + $1.currentSpend } }
  /// Sales for each unit of money.
  public var roi: Double { predicted / budget }

  /// The plan's numbers under the names of the notebook format.
  public var scalarFields: [ScalarField] {
    var fields = [
      ScalarField("budget", budget), ScalarField("predicted", predicted),
      ScalarField("current", current), ScalarField("uplift", uplift),
      ScalarField("same_mix", sameMix), ScalarField("mix_gain", mixGain),
      ScalarField("current_budget", currentBudget), ScalarField("roi", roi),
      ScalarField("optimality_error", conditions.optimalityError),
    ]
    fields += judgement?.scalarFields ?? []
    if !isGiven { fields.append(ScalarField("multiplier", multiplier)) }
    if let common = conditions.commonMarginalReturn {
      fields.append(ScalarField("common_mroi", common))
    }
    if current != 0 { fields.append(ScalarField("uplift_share", uplift / current)) }
    if carriedIn != 0 { fields.append(ScalarField("carried_in", carriedIn)) }
    func add(_ measure: String, _ value: (Channel) -> Double?) {
      for channel in channels {
        guard let value = value(channel) else { continue }
        fields.append(ScalarField("\(measure).\(FieldName.part(channel.name))", value))
      }
    }
    add("spend", \.spend)
    add("current_spend", \.currentSpend)
    add("change") { $0.change }
    add("share") { $0.spend / budget }
    add("sales", \.sales)
    add("current_sales", \.currentSales)
    add("roi", \.roi)
    add("mroi", \.marginalReturn)
    add("current_mroi", \.currentMarginalReturn)
    add("low", \.low)
    add("high", \.high)
    if !isGiven { add("bound_price", \.boundPrice) }
    return fields.filter(\.value.isFinite)
  }
}

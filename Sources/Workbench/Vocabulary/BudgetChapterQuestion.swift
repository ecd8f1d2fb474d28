import Marketing
import Notebooks
import Tables

extension Vocabulary {
  static let anyAmount = ParameterType.anyNumber

  static let budgetParameter = Parameter(
    "budget", .anyOf([.percent(0...100), anyAmount]), .optional,
    "The money: a period, or over the whole horizon of a calendar; a percentage is of today's. Without it, today's average."
  )

  private static let limit = ParameterType.anyOf([.percent(0...10), anyAmount])

  private static let limits = ParameterType.keyed(KeyedType(.columns(of: "fit"), limit))

  /// How much bad cases count, for fits with draws.
  static let risk = Parameter(
    "risk", .number(0...1), .standard("0"),
    "How much the worst tenth of the draws counts: 0 plans for the mean, 1 for bad cases alone; above 0 the fit "
      + "must have draws."
  )

  /// What `optimize` and `scenarios` take.
  static let boundParameters = [
    Parameter(
      "lower", limits, .optional,
      "The least a channel gets, a percentage of the budget or an amount; one for all, or by channel (lower=5%, tv: 10%). Without it 5%."
    ),
    Parameter(
      "upper", limits, .optional,
      "The most a channel gets, likewise. Without it 60%, or more where a plan needs it."),
    Parameter(
      "fix", .list(.column(of: "fit", .numbers)), .optional,
      "Channels that stay at today's spend."),
    Parameter(
      "groups", .keyed(KeyedType(.columns(of: "fit"), .text, allowsPlain: false)), .optional,
      "Which group each channel is in: groups=tv: screen, digital: screen."),
    Parameter(
      "group_lower", .keyed(KeyedType(.free("group"), limit, allowsPlain: false)), .optional,
      "The least a group gets in all: group_lower=screen: 20%."),
    Parameter(
      "group_upper", .keyed(KeyedType(.free("group"), limit, allowsPlain: false)), .optional,
      "The most a group gets in all."),
    Parameter(
      "over", .word(["steady", "calendar"]), .standard("steady"),
      "steady: the same spend every period for ever; calendar: the periods after the data, with carryover "
        + "from before and effects after the end."),
    Parameter(
      "horizon", .anyOf([.integer(1...BudgetProblem.longestHorizon), .duration]), .optional,
      "How long a calendar plan is, in periods or as 13 weeks; without it 13 periods."),
    Parameter(
      "flighting", .word(["observed", "even"]), .standard("observed"),
      "How a calendar plan spreads a channel's money: as in the last periods, or evenly."),
  ]
}

/// What a statement about budgets asks of a fit.
struct BudgetQuestion {
  let problem: BudgetProblem
  let target: String
  let period: String
  /// Why the fit is not to be relied on.
  let doubt: String?

  init(_ invocation: Invocation) throws {
    let arguments = invocation.arguments
    let fit: FitValue = try invocation.value("fit")
    target = fit.fit.spec.target
    doubt = fit.fit.posterior.flatMap { posterior in
      guard posterior.verdict == .notToBeUsed else { return nil }
      return
        (["The fit behind this plan is not to be used:"]
        + posterior.findings.prefix(1).map(\.sentence)).joined(separator: " ")
    }
    let days = fit.fit.training.periodInDays
    period = BudgetQuestion.word(days)
    var problem = BudgetProblem(
      responses: fit.fit.responses, span: try BudgetQuestion.span(arguments, days: days))
    let today = problem.budget
    switch arguments.keyedAmounts("budget").first?.amount {
    case .amount(let money)?: problem.budget = money
    case .share(let share)?: problem.budget = share * today
    case nil: break
    }
    for (key, amount) in arguments.keyedAmounts("lower") {
      if let key {
        problem.lowerByChannel[key] = amount.limit
      } else {
        problem.lower = amount.limit
      }
    }
    for (key, amount) in arguments.keyedAmounts("upper") {
      if let key {
        problem.upperByChannel[key] = amount.limit
      } else {
        problem.upper = amount.limit
      }
    }
    for channel in arguments.texts("fix") { problem.fixed[channel] = .today(1) }
    problem.groups = try BudgetQuestion.groups(arguments)
    problem.riskAversion = arguments.number("risk")
    self.problem = problem
  }

  /// The plan as the value of a name.
  func value(_ plan: BudgetPlan) -> PlanValue {
    PlanValue(plan, target: target, period: period, doubt: doubt)
  }

  private static func span(
    _ arguments: Arguments, days: Int?
  ) throws(CommandError) -> BudgetProblem.Span {
    guard arguments.text("over") == "calendar" else {
      for option in ["horizon", "flighting"] where arguments.isGiven(option) {
        throw CommandError("\(option) belongs to over=calendar", parameter: option)
      }
      return .steady
    }
    return .calendar(
      periods: try periods(arguments, days: days),
      flighting: arguments.text("flighting") == "even" ? .even : .asObserved)
  }

  private static func periods(_ arguments: Arguments, days: Int?) throws(CommandError) -> Int {
    if let periods = arguments.optionalInteger("horizon") { return periods }
    guard let horizon = arguments.optionalDuration("horizon") else { return 13 }
    guard let days else {
      throw CommandError(
        "the fit has no regular dates to count by; give horizon as a number of periods",
        parameter: "horizon")
    }
    let length: Double =
      switch horizon.unit {
      case .days: Double(horizon.count)
      case .weeks: 7 * Double(horizon.count)
      case .months: 365.25 / 12 * Double(horizon.count)
      case .years: 365.25 * Double(horizon.count)
      }
    let periods = (length / Double(days)).rounded()
    guard periods >= 1, periods <= Double(BudgetProblem.longestHorizon) else {
      throw CommandError(
        "a horizon of \(Int(min(max(periods, -1e9), 1e9))) periods; between 1 and "
          + "\(BudgetProblem.longestHorizon) are possible", parameter: "horizon")
    }
    return Int(periods)
  }

  private static func groups(_ arguments: Arguments) throws(CommandError) -> [BudgetGroup] {
    var groups: [BudgetGroup] = []
    for (channel, value) in arguments.keyed("groups") {
      guard let channel, case .text(let name) = value else { continue }
      if let place = groups.firstIndex(where: { $0.name == name }) {
        groups[place].channels.append(channel)
      } else {
        groups.append(BudgetGroup(name: name, channels: [channel]))
      }
    }
    for option in ["group_lower", "group_upper"] {
      for (key, amount) in arguments.keyedAmounts(option) {
        guard let key else { continue }
        guard let place = groups.firstIndex(where: { $0.name == key }) else {
          throw CommandError(
            "no group \"\(key)\"; groups says which channels are in it (groups=tv: \(key))",
            parameter: option, word: key,
            suggestion: NearestName.suggestion(for: key, among: groups.map(\.name)))
        }
        if option == "group_lower" {
          groups[place].lower = amount.limit
        } else {
          groups[place].upper = amount.limit
        }
      }
    }
    return groups
  }

  private static func word(_ days: Int?) -> String {
    switch days {
    case 1?: "day"
    case 7?: "week"
    case (28...31)?: "month"
    case (90...92)?: "quarter"
    default: "period"
    }
  }
}

extension Amount {
  /// As a bound of a budget.
  fileprivate var limit: SpendLimit {
    switch self {
    case .amount(let money): .money(money)
    case .share(let share): .share(share)
    }
  }
}

extension FitWindow {
  /// The usual distance of rows in days: the median; nil without dates.
  var periodInDays: Int? {
    let gaps = zip(days, days.dropFirst()).map { $1.daysSinceEpoch - $0.daysSinceEpoch }.sorted()
    return gaps.isEmpty ? nil : Int(max(1, gaps[gaps.count / 2]))
  }
}

extension CommandError {
  /// What a budget complains of, at the word that it is about.
  init(_ error: BudgetError, in arguments: Arguments, budget: String = "budget") {
    let message = error.description
    func given(_ options: String...) -> String {
      options.first { arguments.isGiven($0) } ?? (arguments.isGiven(budget) ? budget : "fit")
    }
    switch error {
    case .noChannels, .noPositiveEffect: self.init(message, parameter: "fit")
    case .badBudget: self.init(message, parameter: given(budget))
    case .badHorizon: self.init(message, parameter: given("horizon"))
    case .badAmount(let what, _):
      self.init(
        message,
        parameter: what.contains("group")
          ? given("group_lower", "group_upper")
          : what.contains("target")
            ? given("target_roas")
            : what.contains("upper") ? given("upper") : given("lower"))
    case .unknownChannel(let name, let known):
      let option = ["lower", "upper", "fix", "groups"].first { option in
        arguments.texts(option).contains(name)
          || arguments.keyed(option).contains { $0.key == name }
      }
      self.init(
        message, parameter: option, word: name,
        suggestion: NearestName.suggestion(for: name, among: known))
    case .boundsCross, .lowsExceed: self.init(message, parameter: given("lower", "fix", "upper"))
    case .fixedOutside: self.init(message, parameter: given("fix", "lower", "upper"))
    case .highsBelow: self.init(message, parameter: given("upper", "fix"))
    case .groupCross, .groupCannotReach:
      self.init(message, parameter: given("group_lower", "group_upper"))
    case .groupMustExceed: self.init(message, parameter: given("group_upper", "group_lower"))
    case .groupsContradict:
      self.init(message, parameter: given("group_upper", "group_lower", "groups"))
    case .targetNotReached: self.init(message, parameter: given("target_roas"))
    case .badRiskAversion: self.init(message, parameter: given("risk"))
    }
  }
}

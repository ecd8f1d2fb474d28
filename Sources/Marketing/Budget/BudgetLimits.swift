/// The bounds of a problem in money at one budget, known to leave room for a plan.
struct BudgetLimits: Sendable {
  /// A group's bounds in money; infinite where there is none.
  struct Group: Sendable {
    let name: String
    /// Places of its channels.
    let members: [Int]
    let low: Double
    let high: Double
    /// How much the bounds grow for each unit that the budget grows.
    let lowRate: Double
    let highRate: Double
  }

  private(set) var low: [Double] = []
  private(set) var high: [Double] = []
  /// How much the bounds grow for each unit that the budget grows.
  private(set) var lowRate: [Double] = []
  private(set) var highRate: [Double] = []
  private(set) var groups: [Group] = []
  /// Whether bounds that nobody asked for gave way.
  private(set) var hasRelaxedStandards = false

  /// Bounds at a budget; throws where they contradict each other or the budget.
  ///
  /// An error says which budget would do, unless it is only asked whether this one does.
  init(_ problem: BudgetProblem, budget: Double, advises: Bool = true) throws(BudgetError) {
    let names = problem.responses.map(\.channel)
    let today = problem.todayOverSpan
    try BudgetLimits.checkNames(problem, names)
    try BudgetLimits.checkAmounts(problem)
    var hasStandardLow: [Bool] = []
    var hasStandardHigh: [Bool] = []

    // 1. What is said of each channel: its own bound, else the common one, else the standard.
    for (place, name) in names.enumerated() {
      let ownLow = problem.lowerByChannel[name] ?? problem.lower
      let ownHigh = problem.upperByChannel[name] ?? problem.upper
      let least = (ownLow ?? .share(BudgetProblem.standardLower))
        .amount(budget: budget, today: today[place])
      let most = (ownHigh ?? .share(BudgetProblem.standardUpper))
        .amount(budget: budget, today: today[place])
      if let limit = problem.fixed[name] {
        let spend = limit.amount(budget: budget, today: today[place])
        let isBelow = ownLow != nil && spend.money < least.money * (1 - 1e-12)
        let isAbove = ownHigh != nil && spend.money > most.money * (1 + 1e-12)
        guard !isBelow, !isAbove else {
          throw .fixedOutside(
            channel: name, spend: spend.money, low: ownLow == nil ? 0 : least.money,
            high: ownHigh == nil ? budget : most.money)
        }
        add(spend, spend)
        hasStandardLow.append(false)
        hasStandardHigh.append(false)
        continue
      }
      // The prior of a return is no reason to spend: without a word on the channel it is left out.
      if problem.responses[place].isUnknown, problem.lowerByChannel[name] == nil,
        problem.upperByChannel[name] == nil
      {
        add((0, 0), (0, 0))
        hasStandardLow.append(false)
        hasStandardHigh.append(false)
        continue
      }
      // A standard gives way to what was asked.
      let isLow = ownLow == nil
      let isHigh = ownHigh == nil
      guard least.money <= most.money * (1 + 1e-12) || isLow || isHigh else {
        throw .boundsCross(channel: name, low: least.money, high: most.money)
      }
      if least.money > most.money {
        hasRelaxedStandards = true
        isLow ? add(most, most) : add(least, least)
      } else {
        add(least, most)
      }
      hasStandardLow.append(isLow)
      hasStandardHigh.append(isHigh)
    }

    // 2. Standards that leave no plan give way: lows shrink, highs go up to the whole budget.
    relaxLows(hasStandardLow, budget)
    relaxHighs(hasStandardHigh, budget)

    // 3. Groups.
    for group in problem.groups {
      let members = Array(Set(group.channels)).compactMap { names.firstIndex(of: $0) }.sorted()
      let spent = members.reduce(0) { $0 + today[$1] }
      let least = group.lower?.amount(budget: budget, today: spent) ?? (money: 0, rate: 0)
      let most = group.upper?.amount(budget: budget, today: spent) ?? (money: .infinity, rate: 0)
      groups.append(
        Group(
          name: group.name, members: members, low: least.money, high: most.money,
          lowRate: least.rate, highRate: most.rate))
    }
    try check(budget, names) { side, sum, rate in
      advises
        ? BudgetRemedy(problem, budget: budget, isShort: side == .lows, sum: sum, rate: rate)
        : .unknown
    }
  }

  /// Limits without groups, held to be possible.
  init(low: [Double], high: [Double]) {
    self.low = low
    self.high = high
    lowRate = low.map { _ in 0 }
    highRate = lowRate
  }

  private mutating func add(
    _ least: (money: Double, rate: Double), _ most: (money: Double, rate: Double)
  ) {
    low.append(least.money)
    lowRate.append(least.rate)
    high.append(most.money)
    highRate.append(most.rate)
  }

  private mutating func relaxLows(_ isStandard: [Bool], _ budget: Double) {
    let sum = low.reduce(0, +)
    guard sum > budget else { return }
    let standard = low.indices.filter { isStandard[$0] }
    let room = budget - low.indices.filter { !isStandard[$0] }.reduce(0) { $0 + low[$1] }
    let share = standard.reduce(0) { $0 + low[$1] }
    guard share > 0 else { return }
    hasRelaxedStandards = true
    // Where what was asked is too much already, standards have no part in the contradiction.
    let factor = max(0, room) / share / 2
    for place in standard {
      low[place] *= factor
      lowRate[place] *= factor
    }
  }

  private mutating func relaxHighs(_ isStandard: [Bool], _ budget: Double) {
    guard high.reduce(0, +) < budget else { return }
    for place in high.indices where isStandard[place] {
      hasRelaxedStandards = true
      high[place] = max(high[place], budget)
      highRate[place] = 1
    }
  }

  // MARK: - Contradictions

  private static func checkNames(
    _ problem: BudgetProblem, _ names: [String]
  ) throws(BudgetError) {
    let asked =
      problem.lowerByChannel.keys.sorted() + problem.upperByChannel.keys.sorted()
      + problem.fixed.keys.sorted() + problem.groups.flatMap(\.channels)
    for name in asked where !names.contains(name) {
      throw .unknownChannel(name, known: names)
    }
  }

  private static func checkAmounts(_ problem: BudgetProblem) throws(BudgetError) {
    func check(_ what: String, _ limit: SpendLimit?) throws(BudgetError) {
      guard let number = limit?.number, !(number >= 0 && number.isFinite) else { return }
      throw .badAmount(what: what, amount: number)
    }
    try check("the lower bound", problem.lower)
    try check("the upper bound", problem.upper)
    for (name, limit) in problem.lowerByChannel.sorted(by: { $0.key < $1.key }) {
      try check("the lower bound of \(name)", limit)
    }
    for (name, limit) in problem.upperByChannel.sorted(by: { $0.key < $1.key }) {
      try check("the upper bound of \(name)", limit)
    }
    for (name, limit) in problem.fixed.sorted(by: { $0.key < $1.key }) {
      try check("the fixed spend of \(name)", limit)
    }
    for group in problem.groups {
      try check("the lower bound of the group \(group.name)", group.lower)
      try check("the upper bound of the group \(group.name)", group.upper)
    }
  }

  /// A rounding error of shares is no contradiction.
  private static let slack = 1e-9

  /// What adds up to too much, or to too little.
  private enum Side { case lows, highs }

  private func check(
    _ budget: Double, _ names: [String],
    remedy: (_ side: Side, _ sum: Double, _ rate: Double) -> BudgetRemedy
  ) throws(BudgetError) {
    let slack = BudgetLimits.slack * budget
    let lows = low.reduce(0, +)
    let highs = high.reduce(0, +)
    guard lows <= budget + slack else {
      let largest = low.indices.max { low[$0] < low[$1] }.map { names[$0] } ?? ""
      throw .lowsExceed(
        sum: lows, budget: budget, largest: largest,
        remedy: remedy(.lows, lows, lowRate.reduce(0, +)))
    }
    guard highs >= budget - slack else {
      let smallest = high.indices.min { high[$0] < high[$1] }.map { names[$0] } ?? ""
      throw .highsBelow(
        sum: highs, budget: budget, smallest: smallest,
        remedy: remedy(.highs, highs, highRate.reduce(0, +)))
    }
    for group in groups {
      let memberLows = group.members.reduce(0) { $0 + low[$1] }
      let memberHighs = group.members.reduce(0) { $0 + high[$1] }
      guard group.low <= group.high + slack else {
        throw .groupCross(group: group.name, low: group.low, high: group.high)
      }
      guard group.low <= memberHighs + slack else {
        throw .groupCannotReach(group: group.name, low: group.low, highs: memberHighs)
      }
      guard group.high >= memberLows - slack else {
        throw .groupMustExceed(group: group.name, high: group.high, lows: memberLows)
      }
    }
    guard areGroupsDisjoint else { return }
    // With disjoint groups the reachable totals are an interval.
    var (least, most) = (lows, highs)
    var (leastRate, mostRate) = (lowRate.reduce(0, +), highRate.reduce(0, +))
    for group in groups {
      let memberLows = group.members.reduce(0) { $0 + low[$1] }
      let memberHighs = group.members.reduce(0) { $0 + high[$1] }
      if group.low > memberLows {
        least += group.low - memberLows
        leastRate += group.lowRate - group.members.reduce(0) { $0 + lowRate[$1] }
      }
      if memberHighs > group.high {
        most -= memberHighs - group.high
        mostRate += group.highRate - group.members.reduce(0) { $0 + highRate[$1] }
      }
    }
    guard least <= budget + slack else {
      throw .groupsContradict(
        least: least, most: most, budget: budget, remedy: remedy(.lows, least, leastRate))
    }
    guard most >= budget - slack else {
      throw .groupsContradict(
        least: least, most: most, budget: budget, remedy: remedy(.highs, most, mostRate))
    }
  }

  /// Whether no channel is in two groups.
  var areGroupsDisjoint: Bool {
    let members = groups.flatMap(\.members)
    return Set(members).count == members.count
  }
}

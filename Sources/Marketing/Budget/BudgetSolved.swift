import Statistics

extension BudgetProblem {
  /// The best plan.
  ///
  /// - Throws: ``BudgetError`` where no plan is possible; bounds are checked before anything is solved.
  /// - Complexity: about 30 evaluations of every channel's curve for each of n + 3 starts, and O(n · 400²) for the grid.
  public func solved() throws(BudgetError) -> BudgetPlan {
    let solver = try BudgetSolver(self)
    return BudgetPlan(self, solver, try solver.solved())
  }

  /// The best plans at several budgets, each a multiple of this problem's, with their sales and marginal returns.
  ///
  /// A scenario whose bounds leave no plan throws as a plan would.
  public func scenarios(
    at multiples: [Double] = [0.9, 1, 1.1, 1.2, 1.5]
  ) throws(BudgetError) -> BudgetScenarios {
    var plans: [BudgetPlan] = []
    for multiple in multiples {
      var problem = self
      problem.goal = .mostSales
      problem.budget = budget * multiple
      plans.append(try problem.solved())
    }
    return BudgetScenarios(multiples: multiples, plans: plans)
  }
}

extension BudgetPlan {
  /// Rounds an allocation to cents, and says what it means.
  init(_ problem: BudgetProblem, _ solver: BudgetSolver, _ allocation: BudgetSolver.Allocation) {
    let rounding = BudgetRounding(whole: allocation.budget)
    let limits = allocation.limits
    let curves = solver.curves
    let spend = rounding.rounded(
      allocation.spend, whole: allocation.budget, limits: limits)
    let whole = rounding.amount(rounding.steps(allocation.budget))
    let today = problem.todayOverSpan
    let todaySum = today.reduce(0, +)
    let sameMix =
      todaySum > 0
      ? zip(curves, today).reduce(0) { $0 + $1.0.sales($1.1 / todaySum * whole) } : 0

    self.problem = problem
    budget = whole
    tail = solver.tail
    carriedIn = curves.reduce(0) { $0 + $1.carriedIn }
    self.sameMix = sameMix
    multiplier = allocation.multiplier
    let optimum = allocation.optimum
    let holds = curves.indices.map { BudgetPlan.bound($0, problem, allocation) }
    let conditions = BudgetPlan.conditions(
      problem, allocation, spend, holds, rounding: rounding, whole: whole)
    let channels = curves.indices.map { place in
      let curve = curves[place]
      let path =
        curve.pattern == nil
        ? [spend[place]]
        : rounding.rounded(
          curve.path(spend[place]), whole: spend[place],
          limits: BudgetLimits(openFor: curve.path(spend[place])))
      var channel = Channel(
        name: curve.response.channel, currentSpend: today[place], spend: spend[place],
        low: limits.low[place], high: min(limits.high[place], whole), bound: holds[place],
        boundPrice: BudgetPlan.price(holds[place], optimum, place),
        currentSales: curve.sales(today[place]), sales: curve.sales(spend[place]),
        currentMarginalReturn: curve.slope(today[place]),
        marginalReturn: curve.slope(spend[place]),
        largestObserved: curve.response.spend.max() ?? 0,
        largestPlanned: path.max() ?? 0, path: path, sentence: "")
      channel = channel.saying(
        BudgetSentence(
          channel: channel, coefficient: curve.response.coefficient,
          level: conditions.commonMarginalReturn ?? allocation.freeMultiplier,
          budget: whole, currentBudget: todaySum
        ).text)
      return channel
    }
    self.channels = channels
    self.conditions = conditions
    predicted = channels.reduce(0) { $0 + $1.sales }
    current = channels.reduce(0) { $0 + $1.currentSales }
    self.solver = Solver(
      stop: optimum.stop.rawValue, isSettled: optimum.isSettled,
      evaluations: optimum.evaluations, starts: allocation.starts,
      agreeingStarts: allocation.agreeingStarts)
    warnings = BudgetPlan.warnings(
      problem, allocation, channels, conditions,
      predicted: channels.reduce(0) { $0 + $1.sales }, sameMix: sameMix, whole: whole)
  }

  // MARK: - Conditions

  /// A channel is free where it is farther than this share of the budget from its bounds.
  private static let boundTolerance = 1e-7

  private static func bound(
    _ place: Int, _ problem: BudgetProblem, _ allocation: BudgetSolver.Allocation
  ) -> Channel.Bound? {
    let limits = allocation.limits
    let slack = boundTolerance * allocation.budget
    if limits.high[place] - limits.low[place] <= slack { return .fixed }
    if allocation.spend[place] - limits.low[place] <= slack { return .lower }
    if min(limits.high[place], allocation.budget) - allocation.spend[place] <= slack {
      return .upper
    }
    return nil
  }

  /// What a unit of give in a bound is worth: at a lower bound a unit less, at an upper one a unit more.
  private static func price(_ bound: Channel.Bound?, _ optimum: Optimum, _ place: Int) -> Double {
    switch bound {
    case nil: 0
    case .lower?: max(0, -optimum.lowerPrices[place])
    case .upper?: max(0, optimum.upperPrices[place])
    case .fixed?: max(abs(optimum.lowerPrices[place]), abs(optimum.upperPrices[place]))
    }
  }

  private static func conditions(
    _ problem: BudgetProblem, _ allocation: BudgetSolver.Allocation, _ spend: [Double],
    _ holds: [Channel.Bound?], rounding: BudgetRounding, whole: Double
  ) -> Conditions {
    let optimum = allocation.optimum
    let limits = allocation.limits
    let free = holds.indices.filter { holds[$0] == nil }
    var groupPrices: [Conditions.GroupPrice] = []
    // What the level of a channel is, prices of its groups included.
    var levels = [Double](repeating: allocation.freeMultiplier, count: spend.count)
    for (place, group) in limits.groups.enumerated() {
      let low = -optimum.inequalityPrices[2 * place]
      let high = optimum.inequalityPrices[2 * place + 1]
      for member in group.members { levels[member] += high + low }
      // The first of each pair is low − Σ ≤ 0: more on its right side lets the group have less.
      let priceOfLow = optimum.inequalityPrices[2 * place]
      if high > 0 { groupPrices.append(.init(name: group.name, isUpper: true, price: high)) }
      if priceOfLow > 0 {
        groupPrices.append(.init(name: group.name, isUpper: false, price: priceOfLow))
      }
    }
    let isEven = groupPrices.isEmpty
    let returns = free.map { optimum.gradient[$0] }
    let common =
      free.isEmpty
      ? nil
      : isEven ? returns.reduce(0, +) / Double(free.count) : allocation.freeMultiplier
    let deviations = free.map { place in
      abs(optimum.gradient[place] - (isEven ? common ?? 0 : levels[place]))
    }
    let size = abs(common ?? 0)
    let step = 1 / rounding.stepsPerUnit
    let slack = step * 1e-3
    let keepsBounds =
      spend.indices.allSatisfy { place in
        spend[place] >= limits.low[place] - slack - (holds[place] == .fixed ? step : 0)
          && spend[place] <= limits.high[place] + slack + (holds[place] == .fixed ? step : 0)
      }
      && limits.groups.allSatisfy { group in
        let sum = group.members.reduce(0) { $0 + spend[$1] }
        return sum >= group.low - slack && sum <= group.high + slack
      }
    let steps = spend.reduce(0) { $0 + rounding.steps($1) } - rounding.steps(whole)
    return Conditions(
      commonMarginalReturn: common,
      largestDeviation: size > 0 ? deviations.max().map { $0 / size } : nil,
      freeChannels: free.map { problem.responses[$0].channel },
      optimalityError: optimum.optimalityError, sumError: rounding.amount(steps),
      keepsBounds: keepsBounds, groupPrices: groupPrices)
  }

  // MARK: - Warnings

  private static func warnings(
    _ problem: BudgetProblem, _ allocation: BudgetSolver.Allocation, _ channels: [Channel],
    _ conditions: Conditions, predicted: Double, sameMix: Double, whole: Double
  ) -> [BudgetWarning] {
    var warnings: [BudgetWarning] = []
    let optimum = allocation.optimum
    if !optimum.isSettled { warnings.append(.notSettled(reason: optimum.stop.rawValue)) }
    let never = channels.filter { $0.largestObserved == 0 }.map(\.name)
    let beyond = channels.filter { $0.isBeyondObserved && $0.largestObserved > 0 }.map(\.name)
    if !beyond.isEmpty { warnings.append(.beyondObserved(channels: beyond)) }
    if !never.isEmpty { warnings.append(.neverSpent(channels: never)) }
    let idle = problem.responses.filter { $0.coefficient <= 0 }.map(\.channel)
    if !idle.isEmpty { warnings.append(.noPositiveEffect(channels: idle)) }
    if allocation.limits.hasRelaxedStandards { warnings.append(.standardBoundsGaveWay) }
    if case .targetROAS(_, let limit) = problem.goal,
      allocation.budget >= problem.budget * limit * (1 - 1e-9)
    {
      warnings.append(.targetReachedEverywhere(largest: allocation.budget))
    }
    if problem.responses.contains(where: { $0.multiplies != nil }) {
      warnings.append(.multiplicative)
    }
    if conditions.freeChannels.isEmpty, channels.count > 1 { warnings.append(.nothingFree) }
    let todaySum = channels.reduce(0) { $0 + $1.currentSpend }
    guard todaySum > 0, sameMix > 0, channels.count > 1 else { return warnings }
    let gain = (predicted - sameMix) / sameMix
    let outside = channels.filter { channel in
      let scaled = channel.currentSpend / todaySum * whole
      return scaled < channel.low * (1 - 1e-9) || scaled > channel.high * (1 + 1e-9)
    }
    if gain < -1e-9, !outside.isEmpty {
      warnings.append(.boundsCost(sales: sameMix - predicted, outside: outside.map(\.name)))
    } else if gain < 1e-4 {
      warnings.append(.noGain(share: max(0, gain)))
    }
    return warnings
  }
}

extension BudgetPlan.Channel {
  /// The same with its sentence.
  func saying(_ sentence: String) -> BudgetPlan.Channel {
    BudgetPlan.Channel(
      name: name, currentSpend: currentSpend, spend: spend, low: low, high: high, bound: bound,
      boundPrice: boundPrice, currentSales: currentSales, sales: sales,
      currentMarginalReturn: currentMarginalReturn, marginalReturn: marginalReturn,
      largestObserved: largestObserved, largestPlanned: largestPlanned, path: path,
      sentence: sentence)
  }
}

extension BudgetLimits {
  /// Limits that leave amounts free, but for those of nothing, which stay nothing.
  init(openFor amounts: [Double]) {
    self.init(
      low: amounts.map { _ in 0 }, high: amounts.map { $0 > 0 ? Double.infinity : 0 })
  }
}

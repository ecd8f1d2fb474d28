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
    let slopesToday = solver.objective.evaluated(problem.todayOverSpan).gradient
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
    let optimum = allocation.optimum
    let holds = curves.indices.map { BudgetPlan.bound($0, allocation) }
    let movable = holds.indices.filter { holds[$0] != .fixed }
    multiplier = movable.isEmpty ? 0 : allocation.multiplier
    let conditions = BudgetPlan.conditions(
      problem, allocation, spend, holds, rounding: rounding, whole: whole)
    let slopes = solver.objective.evaluated(spend).gradient
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
        boundPrice: movable.isEmpty || movable == [place]
          ? 0 : BudgetPlan.price(holds[place], optimum, place),
        currentSales: curve.sales(today[place]), sales: curve.sales(spend[place]),
        currentMarginalReturn: slopesToday[place],
        marginalReturn: slopes[place],
        largestObserved: curve.response.spend.max() ?? 0,
        largestPlanned: path.max() ?? 0, path: path, sentence: "")
      channel = channel.saying(
        BudgetSentence(
          channel: channel, coefficient: curve.response.coefficient,
          level: allocation.level(of: place), groups: allocation.groups(holding: place),
          budget: whole, isAlone: movable == [place], hasFixed: movable.count < curves.count,
          isUnknown: curve.response.isUnknown
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
    judgement = PlanJudgement(solver.judging, plan: spend, today: today)
    warnings = BudgetPlan.warnings(
      problem, allocation, channels, conditions,
      predicted: channels.reduce(0) { $0 + $1.sales }, sameMix: sameMix, whole: whole)
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

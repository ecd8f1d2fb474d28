import Statistics

/// Finds the best mix of one budget.
struct BudgetSolver {
  /// The best mix found at one budget, before it is rounded to cents.
  struct Allocation {
    let budget: Double
    let limits: BudgetLimits
    /// Money by channel.
    let spend: [Double]
    /// Sales that the plan causes.
    let sales: Double
    let optimum: Optimum
    /// Starts that were run.
    let starts: Int
    /// Starts that ended at the best value.
    let agreeingStarts: Int

    /// How the best sales change with the budget, bounds in shares moving with it.
    let multiplier: Double
    /// The same with all bounds held in money: the return of a unit that may go to any channel that is free.
    let freeMultiplier: Double
  }

  let problem: BudgetProblem
  let curves: [SpanCurve]
  /// Periods after the horizon whose sales count.
  let tail: Int
  /// What is made as large as it can be.
  let objective: BudgetObjective
  /// The same by fewer draws, to run all starts in a time that can be waited for; nil where ``objective`` is quick enough.
  private let rough: BudgetObjective?
  /// One draw in so many has a part in ``curves``.
  private let every: Int

  /// Terms of all draws' curves that are evaluated at most for one mix of a start: draws are thinned where there are more.
  private static let mostTerms = 60_000
  /// The best start goes on with so many draws, however many terms they have: the worst tenth of fewer is a draw or two.
  private static let fewestDraws = 100

  init(_ problem: BudgetProblem) throws(BudgetError) {
    guard !problem.responses.isEmpty else { throw .noChannels }
    guard problem.budget > 0, problem.budget <= BudgetProblem.largestBudget else {
      throw .badBudget(problem.budget)
    }
    let periods = problem.span.periods
    guard (1...BudgetProblem.longestHorizon).contains(periods) else {
      throw .badHorizon(periods)
    }
    guard problem.responses.contains(where: { $0.coefficient > 0 }) else {
      throw .noPositiveEffect(channels: problem.responses.map(\.channel))
    }
    precondition(
      problem.today.count == problem.responses.count,
      "today's spend of \(problem.today.count) channels for \(problem.responses.count) responses")
    guard (0...1).contains(problem.riskAversion) else {
      throw .badRiskAversion(problem.riskAversion, hasDraws: true)
    }
    let lengths = Set(problem.responses.map(\.draws.count))
    precondition(lengths.count == 1, "responses with \(lengths.sorted()) draws")
    if problem.riskAversion > 0, lengths == [0] {
      throw .badRiskAversion(problem.riskAversion, hasDraws: false)
    }
    self.problem = problem
    let longest = problem.responses.map(\.tail).max() ?? 0
    let tail = problem.span == .steady ? 0 : longest
    self.tail = tail
    let perPeriod = problem.responses.reduce(0) { sum, response in
      sum + response.draws.reduce(0) { $0 + $1.pieces.count }
    }
    let terms = perPeriod * (problem.span == .steady ? 1 : periods + tail)
    let coarse = max(1, (terms + Self.mostTerms - 1) / Self.mostTerms)
    let every = max(1, min(coarse, (lengths.first ?? 0) / Self.fewestDraws))
    func curves(_ every: Int) -> [SpanCurve] {
      problem.responses.map {
        // A millionth of the budget: no plan's optimum lies below it but by a bound.
        SpanCurve(
          $0, span: problem.span, tail: tail, leastMoney: 1e-6 * problem.budget, every: every)
      }
    }
    func objective(_ curves: [SpanCurve]) -> BudgetObjective {
      BudgetObjective(
        curves, aversion: problem.riskAversion, today: problem.todayOverSpan,
        budget: problem.budget)
    }
    self.every = every
    self.curves = curves(every)
    self.objective = objective(self.curves)
    rough = coarse > every ? objective(curves(coarse)) : nil
  }

  /// The curves with all draws: what a finished plan is judged by.
  var judging: [SpanCurve] {
    guard every > 1 else { return curves }
    return curves.map {
      SpanCurve($0.response, span: problem.span, tail: tail, leastMoney: $0.leastMoney)
    }
  }

  /// The best mix of the problem's goal.
  func solved() throws(BudgetError) -> Allocation {
    switch problem.goal {
    case .mostSales: return try best(problem.budget)
    case .targetROAS(let target, let limit): return try largest(target: target, limit: limit)
    }
  }

  /// The best mix of a budget.
  func best(_ budget: Double) throws(BudgetError) -> Allocation {
    let limits = try BudgetLimits(problem, budget: budget)
    let starts = BudgetStarts(curves: rough?.curves ?? curves, limits: limits, budget: budget)
      .all(today: problem.todayOverSpan)
    let count = curves.count
    let stages = ((rough?.widening.prefix(1) ?? []) + objective.widening).map { stage in
      SmoothFunction { stage.evaluated($0) }
    }
    let ones = [Double](repeating: 1, count: count)
    let inequalities = limits.groups.flatMap { group in
      let members = (0..<count).map { group.members.contains($0) ? 1.0 : 0 }
      return [
        SmoothFunction.linear(members.map { -$0 }, constant: group.low),
        SmoothFunction.linear(
          members, constant: group.high.isFinite ? -group.high : -2 * budget),
      ]
    }
    let high = limits.high.map { min($0, budget) }
    let low = zip(limits.low, high).map { min($0, $1) }
    let optimizer = ConstrainedOptimizer()
    func run(_ objective: SmoothFunction, from start: [Double]) -> Optimum {
      optimizer.maximum(
        of: objective, from: start, lower: low, upper: high,
        equalities: [.linear(ones, constant: -budget)], inequalities: inequalities,
        scales: [Double](repeating: budget, count: count))
    }
    let runs = starts.map { run(stages[0], from: $0) }
    // A start that already keeps all bounds and is better than every end counts as an end: its run failed.
    let feasible = runs.filter { $0.infeasibility <= 1e-8 }
    guard let first = feasible.max(by: { $0.value < $1.value }) else {
      throw .groupsContradict(least: nil, most: nil, budget: budget, remedy: .unknown)
    }
    let end = stages.dropFirst().reduce(first) { best, stage in
      let next = run(stage, from: best.point)
      return next.infeasibility <= 1e-8 ? next : best
    }
    let scale = max(abs(first.value), 1e-300)
    return Allocation(
      budget: budget, limits: limits, spend: end.point,
      sales: problem.riskAversion > 0 || rough != nil
        ? zip(curves, end.point).reduce(0) { $0 + $1.0.sales($1.1) } : end.value,
      optimum: end,
      starts: starts.count,
      agreeingStarts: feasible.count { first.value - $0.value <= 1e-7 * scale },
      multiplier: BudgetSolver.multiplier(end, limits),
      freeMultiplier: end.equalityPrices[0])
  }

  /// λ, and what each bound that is a share of the budget adds as it moves.
  private static func multiplier(_ optimum: Optimum, _ limits: BudgetLimits) -> Double {
    var sum = optimum.equalityPrices[0]
    for place in limits.low.indices {
      sum += limits.lowRate[place] * optimum.lowerPrices[place]
      sum += limits.highRate[place] * optimum.upperPrices[place]
    }
    for (place, group) in limits.groups.enumerated() {
      // The first of each pair is low − Σ ≤ 0: raising the bound lowers its right side.
      sum -= group.lowRate * optimum.inequalityPrices[2 * place]
      sum += group.highRate * optimum.inequalityPrices[2 * place + 1]
    }
    return sum
  }

  // MARK: - Target

  /// The largest budget whose best mix returns the target, by a scan from above and bisection.
  ///
  /// The scan is in 60 equal ratios: with S-shaped curves the average return may rise and fall with the budget, and the largest
  /// budget is wanted.
  private func largest(target: Double, limit: Double) throws(BudgetError) -> Allocation {
    guard target > 0, target.isFinite else {
      throw .badAmount(what: "the target return", amount: target)
    }
    let steps = 60
    let ratio = stableExp(stableLog(limit / 0.01) / Double(steps))
    var above: Double?
    var best: (ratio: Double, budget: Double) = (-.infinity, problem.budget)
    var refusal: BudgetError?
    var budget = problem.budget * limit
    for _ in 0...steps {
      do throws(BudgetError) {
        let allocation = try self.best(budget)
        let reached = allocation.sales / budget
        if reached >= target {
          guard let above else { return allocation }
          return try bisected(target: target, low: budget, high: above)
        }
        if reached > best.ratio { best = (reached, budget) }
        above = budget
      } catch {
        // Bounds in money may allow only some budgets.
        refusal = error
      }
      budget /= ratio
    }
    if best.ratio == -.infinity, let refusal { throw refusal }
    throw .targetNotReached(target: target, best: best.ratio, budget: best.budget)
  }

  private func bisected(
    target: Double, low: Double, high: Double
  ) throws(BudgetError) -> Allocation {
    var (low, high) = (low, high)
    var best = try self.best(low)
    for _ in 0..<60 where high - low > 1e-10 * high {
      let middle = low + (high - low) / 2
      guard let next = try? self.best(middle) else { break }
      if next.sales >= target * middle {
        low = middle
        best = next
      } else {
        high = middle
      }
    }
    return best
  }
}

extension BudgetProblem {
  /// Periods that a horizon has at most: ten years of days.
  public static let longestHorizon = 3_660
  /// The largest budget: its cents are still whole numbers.
  public static let largestBudget = 9e13
}

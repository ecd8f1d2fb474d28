import Statistics

extension BudgetPlan {
  /// Reasons for care with a plan.
  static func warnings(
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
    let idle = problem.responses.filter { $0.coefficient <= 0 && !$0.isUnknown }.map(\.channel)
    if !idle.isEmpty { warnings.append(.noPositiveEffect(channels: idle)) }
    let open = channels.indices.filter { channels[$0].bound != .fixed }
    let movable = open.filter { problem.responses[$0].coefficient > 0 }
    let straight = movable.filter { problem.responses[$0].isStraight }.map { channels[$0].name }
    if open.count > 1, !straight.isEmpty {
      warnings.append(
        .noSaturation(channels: straight, areAll: straight.count == movable.count))
    }
    if allocation.limits.hasRelaxedStandards { warnings.append(.standardBoundsGaveWay) }
    if case .targetROAS(_, let limit) = problem.goal,
      allocation.budget >= problem.budget * limit * (1 - 1e-9)
    {
      warnings.append(.targetReachedEverywhere(largest: allocation.budget))
    }
    if problem.responses.contains(where: { $0.multiplies != nil }) {
      warnings.append(.multiplicative)
    }
    if conditions.levels.isEmpty, channels.count > 1 { warnings.append(.nothingFree) }
    let todaySum = channels.reduce(0) { $0 + $1.currentSpend }
    // Caution gives expected sales away on purpose.
    guard todaySum > 0, sameMix > 0, channels.count > 1, problem.riskAversion == 0 else {
      return warnings
    }
    let gain = (predicted - sameMix) / sameMix
    // What today's mix breaks, by more than rounding.
    func breaks(_ scaled: Double, _ low: Double, _ high: Double) -> Bool {
      scaled < low - 1e-5 * whole || scaled > high + 1e-5 * whole
    }
    let scaled = channels.map { $0.currentSpend / todaySum * whole }
    let outside =
      channels.indices.filter { breaks(scaled[$0], channels[$0].low, channels[$0].high) }
      .map { channels[$0].name }
      + allocation.limits.groups.filter { group in
        breaks(group.members.reduce(0) { $0 + scaled[$1] }, group.low, group.high)
      }.map { "the group \($0.name)" }
    if gain < -1e-9, !outside.isEmpty {
      warnings.append(.boundsCost(sales: sameMix - predicted, outside: outside))
    } else if gain < 1e-4 {
      warnings.append(.noGain(share: max(0, gain)))
    }
    return warnings
  }
}

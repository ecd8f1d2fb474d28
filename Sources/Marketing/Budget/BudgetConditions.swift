import Statistics

extension BudgetSolver.Allocation {
  /// What a unit of money must bring in a channel that no bound of its own holds: λ, and the prices of its groups.
  func level(of place: Int) -> Double {
    limits.groups.enumerated().reduce(freeMultiplier) { level, group in
      guard group.element.members.contains(place) else { return level }
      let (low, high) = groupPrices(group.offset)
      return level + high - low
    }
  }

  /// The groups whose bound holds a channel.
  func groups(holding place: Int) -> [String] {
    limits.groups.enumerated().compactMap { offset, group in
      let (low, high) = groupPrices(offset)
      return group.members.contains(place) && low + high > 0 ? group.name : nil
    }
  }

  /// What a unit of give is worth in the lower and in the upper bound of a group: the solver has a pair of inequalities for each.
  func groupPrices(_ group: Int) -> (low: Double, high: Double) {
    // Prices below a millionth of λ are the rounding of a bound that the plan only touches.
    let least = 1e-6 * abs(freeMultiplier)
    let low = optimum.inequalityPrices[2 * group]
    let high = optimum.inequalityPrices[2 * group + 1]
    return (low > least ? low : 0, high > least ? high : 0)
  }
}

extension BudgetPlan {
  /// A channel is free where it is farther than this share of the budget from its bounds.
  private static let boundTolerance = 1e-7

  /// What holds a channel.
  static func bound(_ place: Int, _ allocation: BudgetSolver.Allocation) -> Channel.Bound? {
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
  static func price(_ bound: Channel.Bound?, _ optimum: Optimum, _ place: Int) -> Double {
    switch bound {
    case nil: 0
    case .lower?: max(0, -optimum.lowerPrices[place])
    case .upper?: max(0, optimum.upperPrices[place])
    case .fixed?: max(abs(optimum.lowerPrices[place]), abs(optimum.upperPrices[place]))
    }
  }

  /// How nearly an allocation is optimal, and its rounded amounts feasible.
  static func conditions(
    _ problem: BudgetProblem, _ allocation: BudgetSolver.Allocation, _ spend: [Double],
    _ holds: [Channel.Bound?], rounding: BudgetRounding, whole: Double
  ) -> Conditions {
    let optimum = allocation.optimum
    let free = holds.indices.filter { holds[$0] == nil }
    var members: [[String]: [Int]] = [:]
    for place in free { members[allocation.groups(holding: place), default: []].append(place) }
    let levels = members.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { groups, places in
      Conditions.Level(
        marginalReturn: places.reduce(0) { $0 + optimum.gradient[$1] } / Double(places.count),
        channels: places.map { problem.responses[$0].channel }, groups: groups)
    }
    var deviation: Double?
    for place in free {
      let level = allocation.level(of: place)
      guard level != 0 else { continue }
      deviation = max(deviation ?? 0, abs(optimum.gradient[place] - level) / abs(level))
    }
    let groupPrices = allocation.limits.groups.enumerated().flatMap { offset, group in
      let (low, high) = allocation.groupPrices(offset)
      return [
        Conditions.GroupPrice(name: group.name, isUpper: true, price: high),
        Conditions.GroupPrice(name: group.name, isUpper: false, price: low),
      ].filter { $0.price > 0 }
    }
    let steps = spend.reduce(0) { $0 + rounding.steps($1) } - rounding.steps(whole)
    return Conditions(
      commonMarginalReturn: levels.first { $0.groups.isEmpty }?.marginalReturn,
      largestDeviation: deviation, levels: levels, optimalityError: optimum.optimalityError,
      sumError: rounding.amount(steps),
      keepsBounds: keepsBounds(spend, holds, allocation.limits, step: 1 / rounding.stepsPerUnit),
      groupPrices: groupPrices)
  }

  private static func keepsBounds(
    _ spend: [Double], _ holds: [Channel.Bound?], _ limits: BudgetLimits, step: Double
  ) -> Bool {
    let slack = step * 1e-3
    return spend.indices.allSatisfy { place in
      // Between the bounds of a fixed channel there may be no whole cent.
      let slack = holds[place] == .fixed ? step : slack
      return spend[place] >= limits.low[place] - slack && spend[place] <= limits.high[place] + slack
    }
      && limits.groups.allSatisfy { group in
        let sum = group.members.reduce(0) { $0 + spend[$1] }
        return sum >= group.low - slack && sum <= group.high + slack
      }
  }
}

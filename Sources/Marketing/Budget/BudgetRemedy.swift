extension BudgetRemedy {
  /// What other budget keeps bounds that add up to `sum` at this one and grow by `rate` for each unit that it grows.
  ///
  /// Sums of lows are convex in the budget b and sums of highs concave, so that a straight line m + r·b through the present
  /// one shows that no budget does; where one may, m + r·b = b names it, and it is tried.
  init(_ problem: BudgetProblem, budget: Double, isShort: Bool, sum: Double, rate: Double) {
    let money = sum - rate * budget
    let nothing = 1e-9 * max(budget, sum)
    if isShort ? rate >= 1 - 1e-9 && money >= -nothing : rate < 1 && money <= nothing {
      self = .noBudget(share: rate, besides: money > nothing ? money : 0)
      return
    }
    let exact = money / (1 - rate)
    // Said in whole units from 10,000 on, else in cents; on the side that has a plan.
    let step = exact >= 10_000 ? 1.0 : 100.0
    let units = exact * step * (isShort ? 1 - 1e-10 : 1 + 1e-10)
    let said = units.rounded(isShort ? .up : .down) / step
    let isPlan =
      said > 0 && said <= BudgetProblem.largestBudget
      && (try? BudgetLimits(problem, budget: said, advises: false)) != nil
    self = isPlan ? .budget(said) : .unknown
  }
}

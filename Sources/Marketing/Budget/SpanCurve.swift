/// The sales that a channel's money causes over the span of a plan, as one function of that money.
///
/// Steady: f(x) = sales a period under x a period for ever.
///
/// Calendar: f(x) = Σ_t [ sales(x·p; history)_t − sales(0; history)_t ] over the horizon and the tail after it, with p the
/// flighting pattern, Σ p = 1. What earlier spend alone still causes is not the plan's and stands in `carriedIn`.
struct SpanCurve: Sendable {
  let response: ChannelResponse
  /// The share of the money in each period; nil for a steady plan.
  let pattern: [Double]?
  /// Periods after the horizon whose sales count.
  let tail: Int
  /// Sales over the span and the tail that spend before the plan causes; 0 for a steady plan.
  let carriedIn: Double
  /// At less money than this the slope is taken here: some curves begin with an infinite one.
  let leastMoney: Double
  /// The same by each draw of a posterior; nil for a response of single numbers.
  let drawn: DrawnSpan?

  init(
    _ response: ChannelResponse, span: BudgetProblem.Span, tail: Int, leastMoney: Double,
    every: Int = 1
  ) {
    self.response = response
    self.tail = tail
    self.leastMoney = leastMoney
    switch span {
    case .steady:
      pattern = nil
      carriedIn = 0
    case .calendar(let periods, let flighting):
      pattern = SpanCurve.pattern(response.history, periods: periods, flighting)
      carriedIn = response.weekly(
        [Double](repeating: 0, count: periods + tail), after: response.history
      ).reduce(0, +)
    }
    drawn =
      response.draws.isEmpty
      ? nil : DrawnSpan(response, pattern: pattern, tail: tail, every: every)
  }

  private static func pattern(
    _ observed: [Double], periods: Int, _ flighting: BudgetProblem.Flighting
  ) -> [Double] {
    let even = [Double](repeating: 1 / Double(periods), count: periods)
    guard flighting == .asObserved, observed.count >= periods else { return even }
    let last = observed.suffix(periods)
    let sum = last.reduce(0, +)
    return sum > 0 && sum.isFinite ? last.map { $0 / sum } : even
  }

  /// Spend period by period; a single period for a steady plan.
  func path(_ money: Double) -> [Double] { pattern.map { $0.map { $0 * money } } ?? [money] }

  /// The most that one period gets.
  func peak(_ money: Double) -> Double { money * (pattern?.max() ?? 1) }

  /// Sales that the money causes.
  func sales(_ money: Double) -> Double {
    if let drawn { return drawn.sales(money).reduce(0, +) / Double(drawn.count) }
    guard pattern != nil else { return response.steady(money) }
    return response.weekly(paddedPath(money), after: response.history).reduce(0, +) - carriedIn
  }

  /// What the next unit of money brings.
  ///
  /// All periods' spend rises in proportion, so ∂f/∂x = Σ_t sales'(feature_t) · ∂feature_t/∂ln x / x.
  func slope(_ money: Double) -> Double {
    let money = max(money, leastMoney)
    if let drawn { return drawn.slopes(money).reduce(0, +) / Double(drawn.count) }
    guard pattern != nil else { return response.steadySlope(money) }
    let path = paddedPath(money)
    return response.proportionalGain(path, after: response.history) / money
  }

  private func paddedPath(_ money: Double) -> [Double] {
    path(money) + [Double](repeating: 0, count: tail)
  }
}

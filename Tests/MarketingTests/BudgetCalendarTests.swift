import Marketing
import Tables
import TestSupport
import Testing

@Suite("Budgets over a calendar") struct BudgetCalendarTests {
  private func problem(
    _ periods: Int, flighting: BudgetProblem.Flighting = .asObserved, budget: Double? = nil
  ) -> BudgetProblem {
    BudgetProblem(
      responses: threeChannels, budget: budget,
      span: .calendar(periods: periods, flighting: flighting))
  }

  /// Sales that a channel's path causes beyond those of earlier spend, counted by hand.
  private func sales(_ response: ChannelResponse, _ path: [Double], tail: Int) -> Double {
    let none = [Double](repeating: 0, count: tail)
    let with = response.weekly(path + none, after: response.spend).reduce(0, +)
    let without = response.weekly(path.map { _ in 0 } + none, after: response.spend).reduce(0, +)
    return with - without
  }

  @Test("Sales are those of the paths, carryover from before and beyond the horizon counted")
  func paths() throws {
    let plan = try problem(8).solved()
    #expect(plan.tail == 12)
    for (channel, response) in zip(plan.channels, threeChannels) {
      #expect(channel.path.count == 8)
      #expect(channel.path.reduce(0, +).isClose(to: channel.spend, within: .absolute(1e-6)))
      // The path is rounded to cents, the sales are those of the exact one.
      #expect(
        sales(response, channel.path, tail: 12)
          .isClose(to: channel.sales, within: .relative(1e-6)))
    }
    #expect(plan.budget.isClose(to: 8 * problem(8).today.reduce(0, +), within: .absolute(0.005)))
    #expect(plan.carriedIn > 0)
  }

  @Test("Marginal returns are the slopes of the sales", arguments: [0.0, 0.4])
  func slopes(retention: Double) throws {
    let responses = ChannelTransform.Order.allOrders.map { order in
      ChannelResponse(
        channel: "\(order)", coefficient: 20_000,
        transform: ChannelTransform(
          adstock: .geometric(retention: retention), saturation: .hill(half: 1, slope: 1.5),
          order: order, unit: 8_000), spend: weeks(9_000))
    }
    let plan = try BudgetProblem(responses: responses, span: .calendar(periods: 6)).solved()
    for (channel, response) in zip(plan.channels, responses) {
      let share = response.spend.suffix(6).map { $0 / response.spend.suffix(6).reduce(0, +) }
      let step = 1e-4 * channel.spend
      let above = sales(response, share.map { $0 * (channel.spend + step) }, tail: plan.tail)
      let below = sales(response, share.map { $0 * (channel.spend - step) }, tail: plan.tail)
      #expect(
        channel.marginalReturn.isClose(to: (above - below) / (2 * step), within: .relative(1e-6)))
    }
    #expect((plan.conditions.largestDeviation ?? 1) < 1e-5)
  }

  @Test("A long even calendar comes to the steady plan")
  func long() throws {
    let steady = try BudgetProblem(responses: threeChannels, budget: 60_000).solved()
    let calendar = try problem(400, flighting: .even, budget: 60_000 * 400).solved()
    for (long, short) in zip(calendar.amounts, steady.amounts) {
      #expect((long / 400).isClose(to: short, within: .absolute(0.004 * 60_000)))
    }
    #expect((calendar.predicted / 400).isClose(to: steady.predicted, within: .relative(0.02)))
  }

  @Test("No two-channel calendar mix of a grid is better")
  func grid() throws {
    let responses = Array(threeChannels.prefix(2))
    let asked = BudgetProblem(
      responses: responses, budget: 200_000, span: .calendar(periods: 5), lower: .share(0),
      upper: .share(1))
    let plan = try asked.solved()
    func pattern(_ response: ChannelResponse) -> [Double] {
      let last = response.spend.suffix(5)
      return last.map { $0 / last.reduce(0, +) }
    }
    var best = -Double.infinity
    for first in 0...1_000 {
      let money = [Double(first) * 200, 200_000 - Double(first) * 200]
      let sum = zip(responses, money).reduce(0) { sum, pair in
        sum + sales(pair.0, pattern(pair.0).map { $0 * pair.1 }, tail: plan.tail)
      }
      best = max(best, sum)
    }
    #expect(plan.predicted >= best * (1 - 1e-9) && plan.predicted <= best * (1 + 1e-5))
  }

  @Test("Short histories and idle weeks spread evenly")
  func evenly() throws {
    let responses = [
      hill("short", 10_000, half: 1, unit: 1_000, spend: [900, 1_100]),
      hill("idle", 10_000, half: 1, unit: 1_000, spend: [900, 0, 0, 0, 0]),
    ]
    let plan = try BudgetProblem(
      responses: responses, budget: 8_000, span: .calendar(periods: 4)
    ).solved()
    for channel in plan.channels {
      #expect(channel.path.allSatisfy { abs($0 - channel.spend / 4) <= 0.01 })
    }
  }
}

extension ChannelTransform.Order {
  /// Both orders.
  fileprivate static let allOrders: [ChannelTransform.Order] = [.adstockFirst, .saturationFirst]
}

@Suite("Budget goals and scenarios") struct BudgetScenarioTests {
  @Test(
    "The target's budget is the largest whose best plan returns it", arguments: [0.95, 1.1, 1.3])
  func target(ratio: Double) throws {
    let base = BudgetProblem(responses: threeChannels)
    var asked = base
    asked.goal = .targetROAS(ratio)
    let plan = try asked.solved()
    #expect(plan.roi.isClose(to: ratio, within: .relative(1e-6)))
    for factor in [1.001, 1.01, 1.2] {
      var more = base
      more.budget = plan.budget * factor
      #expect(try more.solved().roi < ratio)
    }
  }

  @Test("A target out of reach, and one that is no end, are said to be so")
  func limits() throws {
    var asked = BudgetProblem(responses: threeChannels)
    asked.goal = .targetROAS(50)
    #expect(asked.refusal()?.contains("no budget brings 50.00 for each unit of money") == true)
    let straight = ["a", "b"].map {
      ChannelResponse(
        channel: $0, coefficient: 3, transform: ChannelTransform(), spend: [100, 120])
    }
    var endless = BudgetProblem(responses: straight)
    endless.goal = .targetROAS(2)
    let plan = try endless.solved()
    #expect(plan.budget.isClose(to: 660, within: .absolute(0.01)))
    #expect(
      plan.warnings.contains { if case .targetReachedEverywhere = $0 { true } else { false } })
  }

  @Test(
    "Scenarios: more budget, more sales, falling marginal returns; each row is the plan of its budget"
  )
  func scenarios() throws {
    let problem = BudgetProblem(responses: threeChannels, budget: 60_000)
    let scenarios = try problem.scenarios()
    #expect(scenarios.multiples == [0.9, 1, 1.1, 1.2, 1.5])
    let sales = scenarios.plans.map(\.predicted)
    let returns = scenarios.plans.map(\.multiplier)
    #expect(zip(sales, sales.dropFirst()).allSatisfy { $0 < $1 })
    #expect(zip(returns, returns.dropFirst()).allSatisfy { $0 > $1 })
    #expect(scenarios.plans[1] == (try problem.solved()))
    // Between two budgets sales grow by no more than the first's last unit promises, and no less than the second's.
    for (first, second) in zip(scenarios.plans, scenarios.plans.dropFirst()) {
      let mean = (second.predicted - first.predicted) / (second.budget - first.budget)
      #expect(mean < first.multiplier && mean > second.multiplier)
    }
    #expect(scenarios.table.rowCount == 5)
  }
}

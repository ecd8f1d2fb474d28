import Marketing
import Statistics
import TestSupport
import Testing

@Suite("Budget plans") struct BudgetPlanTests {
  @Test("Two channels: no mix of a fine grid is better, and the best of it is near")
  func twoChannels() throws {
    let problem = BudgetProblem(
      responses: Array(threeChannels.prefix(2)), budget: 40_000, lower: .share(0), upper: .share(1))
    let plan = try problem.solved()
    let grid = (0...40_000).map { first in
      (Double(first), problem.steadySales([Double(first), 40_000 - Double(first)]))
    }
    let best = try #require(grid.max { $0.1 < $1.1 })
    #expect(plan.predicted >= best.1 - 1e-9 * best.1)
    #expect(abs(plan.amounts[0] - best.0) <= 1)
  }

  @Test("Three channels: the best of a grid of a thousandth of the budget is not better")
  func threeChannelGrid() throws {
    let problem = BudgetProblem(
      responses: threeChannels, budget: 60_000, lower: .share(0.05), upper: .share(0.6))
    let plan = try problem.solved()
    var best = (sales: -Double.infinity, mix: [0.0])
    for first in 50...600 {
      for second in 50...600 where (50...600).contains(1_000 - first - second) {
        let mix = [first, second, 1_000 - first - second].map { Double($0) * 60 }
        let sales = problem.steadySales(mix)
        if sales > best.sales { best = (sales, mix) }
      }
    }
    #expect(plan.predicted >= best.sales * (1 - 1e-12))
    #expect(zip(plan.amounts, best.mix).allSatisfy { abs($0 - $1) <= 1e-3 * 60_000 })
  }

  @Test("SciPy's SLSQP finds the same plans and the same shadow prices")
  func scipy() throws {
    struct Reference: Decodable {
      struct Case: Decodable {
        struct Group: Decodable {
          let members: [Int]
          let low: Double
          let high: Double
        }
        let name: String
        let beta: [Double]
        let half: [Double]
        let slope: [Double]
        let unit: [Double]
        let budget: Double
        let low: [Double]
        let high: [Double]
        let group: Group?
        let spend: [Double]
        let sales: Double
        let price: Double
      }
      let cases: [Case]
    }
    let cases = try reference("budget_slsqp.json", as: Reference.self).cases
    #expect(cases.count == 6)
    for given in cases {
      let responses = given.beta.indices.map { place in
        hill(
          "c\(place)", given.beta[place], half: given.half[place], slope: given.slope[place],
          unit: given.unit[place], spend: [given.budget / Double(given.beta.count)])
      }
      var problem = BudgetProblem(responses: responses, budget: given.budget)
      for place in given.beta.indices {
        problem.lowerByChannel["c\(place)"] = .money(given.low[place])
        problem.upperByChannel["c\(place)"] = .money(given.high[place])
      }
      if let group = given.group {
        problem.groups = [
          BudgetGroup(
            name: "some", channels: group.members.map { "c\($0)" }, lower: .money(group.low),
            upper: .money(group.high))
        ]
      }
      let plan = try problem.solved()
      #expect(plan.predicted.isClose(to: given.sales, within: .relative(1e-9)), "\(given.name)")
      #expect(
        zip(plan.amounts, given.spend).allSatisfy { abs($0 - $1) <= 2e-6 * given.budget },
        "\(given.name): \(plan.amounts) and \(given.spend)")
      #expect(plan.multiplier.isClose(to: given.price, within: .relative(1e-5)), "\(given.name)")
      #expect(plan.solver.isSettled && plan.conditions.keepsBounds)
    }
  }

  @Test("Free channels have the same marginal return, and bound ones are on their side of it")
  func equalMarginalReturns() throws {
    var stream = RandomStream(seed: 11)
    for trial in 0..<60 {
      let problem = randomProblem(&stream)
      let plan = try problem.solved()
      let conditions = plan.conditions
      #expect(conditions.optimalityError < 1e-5, "trial \(trial)")
      if let common = conditions.commonMarginalReturn {
        #expect((conditions.largestDeviation ?? 1) < 1e-5, "trial \(trial)")
        for channel in plan.channels {
          if channel.bound == .upper { #expect(channel.marginalReturn >= common * (1 - 1e-5)) }
          if channel.bound == .lower { #expect(channel.marginalReturn <= common * (1 + 1e-5)) }
        }
      }
    }
  }

  @Test("Amounts add up to the budget and keep their bounds, to the cent")
  func cents() throws {
    var stream = RandomStream(seed: 12)
    for _ in 0..<60 {
      var problem = randomProblem(&stream)
      problem.budget = (problem.budget * 100).rounded() / 100
      let plan = try problem.solved()
      let sum = plan.amounts.reduce(0) { $0 + Int(($1 * 100).rounded()) }
      #expect(sum == Int((problem.budget * 100).rounded()))
      #expect(plan.budget == problem.budget)
      #expect(plan.conditions.sumError == 0 && plan.conditions.keepsBounds)
      for channel in plan.channels where channel.bound != .fixed {
        #expect(channel.spend >= channel.low - 1e-6 && channel.spend <= channel.high + 1e-6)
        #expect((channel.spend * 100).rounded() / 100 == channel.spend)
      }
    }
  }

  @Test("The plan is at least as good as today's mix and as an even split within the bounds")
  func neverWorse() throws {
    var stream = RandomStream(seed: 13)
    for _ in 0..<60 {
      let problem = randomProblem(&stream)
      let plan = try problem.solved()
      let count = Double(problem.responses.count)
      let even = problem.responses.map { _ in problem.budget / count }
      if plan.channels.allSatisfy({ $0.low <= even[0] && even[0] <= $0.high }) {
        #expect(plan.predicted >= problem.steadySales(even) * (1 - 1e-9))
      }
    }
  }

  @Test(
    "The multiplier is the slope of the best sales as the budget moves, bounds in shares with it")
  func multiplier() throws {
    var problem = BudgetProblem(responses: threeChannels, budget: 60_000)
    problem.upper = .share(0.45)
    problem.lowerByChannel["print"] = .share(0.25)
    for bounds in [problem, BudgetProblem(responses: threeChannels, budget: 60_000)] {
      func best(_ budget: Double) throws -> Double {
        var other = bounds
        other.budget = budget
        return try other.solved().predicted
      }
      let slope = (try best(60_300) - best(59_700)) / 600
      #expect(try bounds.solved().multiplier.isClose(to: slope, within: .relative(1e-4)))
    }
  }

  @Test("A bound's price is the slope of the best sales as the bound moves")
  func boundPrice() throws {
    func plan(cap: Double, floor: Double) throws -> BudgetPlan {
      try BudgetProblem(
        responses: threeChannels, budget: 60_000, lowerByChannel: ["print": .money(floor)],
        upperByChannel: ["tv": .money(cap)]
      ).solved()
    }
    let middle = try plan(cap: 20_000, floor: 20_000)
    #expect(middle.channel("tv")?.bound == .upper && middle.channel("print")?.bound == .lower)
    let byCap =
      (try plan(cap: 20_100, floor: 20_000).predicted - plan(cap: 19_900, floor: 20_000).predicted)
      / 200
    let byFloor =
      (try plan(cap: 20_000, floor: 19_900).predicted - plan(cap: 20_000, floor: 20_100).predicted)
      / 200
    #expect(
      try #require(middle.channel("tv")).boundPrice.isClose(to: byCap, within: .relative(1e-4)))
    #expect(
      try #require(middle.channel("print")).boundPrice.isClose(to: byFloor, within: .relative(1e-4))
    )
  }

  @Test("A group's bound holds, its price is a slope, and the marginal returns within it are equal")
  func group() throws {
    func plan(_ cap: Double) throws -> BudgetPlan {
      try BudgetProblem(
        responses: threeChannels, budget: 60_000,
        groups: [BudgetGroup(name: "sound", channels: ["tv", "radio"], upper: .money(cap))]
      ).solved()
    }
    let middle = try plan(30_000)
    let (tv, radio) = (try #require(middle.channel("tv")), try #require(middle.channel("radio")))
    #expect((tv.spend + radio.spend).isClose(to: 30_000, within: .absolute(1e-6)))
    #expect(tv.marginalReturn.isClose(to: radio.marginalReturn, within: .relative(1e-5)))
    let slope = (try plan(30_100).predicted - plan(29_900).predicted) / 200
    #expect(middle.conditions.groupPrices.count == 1)
    #expect(
      middle.conditions.groupPrices.allSatisfy {
        $0.isUpper && $0.price.isClose(to: slope, within: .relative(1e-4))
      })
    #expect((middle.conditions.largestDeviation ?? 1) < 1e-5)
  }

  @Test("S-shaped curves: the plan is the best of a fine grid, which local searches miss")
  func sShaped() throws {
    let responses = [
      hill("a", 60_000, half: 1.5, slope: 3, unit: 20_000, spend: weeks(16_000)),
      hill("b", 58_000, half: 1.5, slope: 3, unit: 20_000, spend: weeks(17_000)),
      hill("c", 55_000, half: 1.4, slope: 3, unit: 20_000, spend: weeks(17_000)),
    ]
    let problem = BudgetProblem(
      responses: responses, budget: 50_000, lower: .share(0), upper: .share(1))
    let plan = try problem.solved()
    var best = -Double.infinity
    for first in 0...500 {
      for second in 0...(500 - first) {
        best = max(
          best,
          problem.steadySales([first, second, 500 - first - second].map { Double($0) * 100 }))
      }
    }
    #expect(plan.predicted >= best * (1 - 1e-12))
    // The even split, where a search from the middle would stay, is far below.
    #expect(plan.predicted > 1.05 * problem.steadySales([50_000 / 3, 50_000 / 3, 50_000 / 3]))
    #expect(plan.solver.agreeingStarts < plan.solver.starts)
  }

  @Test("The same question gives the same bits")
  func repeated() throws {
    let problem = BudgetProblem(responses: threeChannels, budget: 61_234.56)
    #expect(try problem.solved() == problem.solved())
  }

  @Test("A unit of money or of sales changes nothing but the unit", arguments: [1e-3, 1e6])
  func units(factor: Double) throws {
    let plain = try BudgetProblem(responses: threeChannels, budget: 60_000).solved()
    let scaled = threeChannels.map { response in
      var transform = response.transform
      transform.unit *= factor
      return ChannelResponse(
        channel: response.channel, coefficient: response.coefficient / factor,
        transform: transform, spend: response.spend.map { $0 * factor })
    }
    let plan = try BudgetProblem(responses: scaled, budget: 60_000 * factor).solved()
    #expect(
      zip(plan.amounts, plain.amounts).allSatisfy { abs($0 / factor - $1) <= 1e-6 * 60_000 })
    #expect(plan.predicted.isClose(to: plain.predicted / factor, within: .relative(1e-9)))
  }

  /// Two to six channels of several shapes, with bounds that leave a plan.
  private func randomProblem(_ stream: inout RandomStream) -> BudgetProblem {
    let count = 2 + stream.index(below: 5)
    var responses: [ChannelResponse] = []
    for place in 0..<count {
      let unit = stream.uniform(500, 50_000)
      let half = stream.uniform(0.3, 3)
      let saturations: [Saturation] = [
        .hill(half: half), .hill(half: half, slope: 2), .logistic(half: half),
        .negativeExponential(half: half), .logarithmic(scale: half), .root(power: 0.6),
        .hill(half: half, slope: 0.7),
      ]
      let adstocks: [Adstock] = [
        .none, .geometric(retention: 0.6), .recursive(retention: 0.7),
        .delayed(retention: 0.5, peak: 2),
      ]
      responses.append(
        ChannelResponse(
          channel: "c\(place)", coefficient: stream.uniform(0.5, 4) * unit,
          transform: ChannelTransform(
            adstock: adstocks[stream.index(below: adstocks.count)],
            saturation: saturations[stream.index(below: saturations.count)],
            order: stream.chance(0.7) ? .adstockFirst : .saturationFirst, unit: unit),
          spend: weeks(unit, seed: UInt64(place))))
    }
    var problem = BudgetProblem(responses: responses)
    problem.budget *= stream.uniform(0.5, 2)
    if stream.chance(0.5) { problem.lower = .share(stream.uniform(0, 0.8) / Double(count)) }
    if stream.chance(0.5) { problem.upper = .share(stream.uniform(1.2, 3) / Double(count)) }
    if stream.chance(0.3) { problem.fixed["c0"] = .share(0.9 / Double(count)) }
    return problem
  }
}

import Marketing
import TestSupport
import Testing

@Suite("Budget bounds") struct BudgetBoundsTests {
  private func problem(_ budget: Double = 60_000) -> BudgetProblem {
    BudgetProblem(responses: threeChannels, budget: budget)
  }

  @Test("Bounds that contradict are explained before solving, with the numbers that conflict")
  func contradictions() {
    var lows = problem()
    lows.lower = .share(0.4)
    #expect(
      lows.refusal()
        == "the channels must get at least 72,000 in all, more than the budget of 60,000; "
        + "take 12,000 off the lower bounds (tv has the largest): they add up to 120% of any budget"
    )
    var highs = problem()
    highs.upper = .money(15_000)
    #expect(
      highs.refusal()?.contains("at most 45,000 in all, less than the budget of 60,000") == true)
    #expect(highs.refusal()?.contains("add 15,000") == true)
    var crossed = problem()
    crossed.lowerByChannel["tv"] = .money(20_000)
    crossed.upperByChannel["tv"] = .money(12_500.5)
    #expect(crossed.refusal()?.contains("tv must get at least 20,000 and at most 12,501") == true)
    var fixed = problem()
    fixed.fixed["radio"] = .money(50_000)
    fixed.upperByChannel["radio"] = .share(0.5)
    #expect(
      fixed.refusal()?.contains("radio is fixed at 50,000, outside its bounds of 0 to 30,000")
        == true)
    var whole = problem()
    whole.fixed["radio"] = .money(70_000)
    #expect(whole.refusal()?.contains("more than the budget of 60,000") == true)
  }

  @Test("Groups that contradict are explained")
  func groups() {
    func refusal(_ groups: [BudgetGroup]) -> String? {
      var asked = problem()
      asked.lower = .share(0.2)
      asked.upper = .share(0.4)
      asked.groups = groups
      return asked.refusal()
    }
    #expect(
      refusal([.init(name: "air", channels: ["tv", "radio"], upper: .money(20_000))])?
        .contains("air may get at most 20,000, but its channels must get 24,000") == true)
    #expect(
      refusal([.init(name: "air", channels: ["tv", "radio"], lower: .share(0.9))])?
        .contains("air must get at least 54,000, but its channels may get only 48,000") == true)
    #expect(
      refusal([
        .init(name: "air", channels: ["tv"], lower: .money(20_000), upper: .money(15_000))
      ])?.contains("at least 20,000 and at most 15,000") == true)
    #expect(
      refusal([
        .init(name: "air", channels: ["tv", "radio"], upper: .money(30_000))
      ])?.contains("at most 54,000 in all") == true)
    #expect(
      refusal([
        .init(name: "one", channels: ["tv", "radio"], upper: .money(35_000)),
        .init(name: "two", channels: ["tv", "print"], upper: .money(35_000)),
        .init(name: "three", channels: ["radio", "print"], upper: .money(35_000)),
      ])?.contains("contradict each other") == true)
  }

  @Test("Budgets and amounts that are none are refused", arguments: [0, -5, .nan, .infinity])
  func badBudget(budget: Double) {
    #expect(problem(budget).refusal()?.contains("give an amount above 0") == true)
    var amount = problem()
    amount.lowerByChannel["tv"] = .money(budget == 0 ? -1 : budget)
    #expect(amount.refusal()?.contains("the lower bound of tv") == true)
  }

  @Test(
    "Unknown channels, no channels, channels without effect and horizons of nothing are refused")
  func refused() {
    var unknown = problem()
    unknown.fixed["tvv"] = .today(1)
    #expect(unknown.refusal()?.contains("no channel \"tvv\"; it has tv, radio, print") == true)
    #expect(BudgetProblem(responses: [], budget: 1).refusal()?.contains("no channels") == true)
    let idle = threeChannels.map {
      hill($0.channel, 0, half: 1, unit: 1_000, spend: $0.spend)
    }
    #expect(
      BudgetProblem(responses: idle, budget: 100).refusal()?
        .contains("no channel with a positive effect (tv, radio, print)") == true)
    var never = problem()
    never.span = .calendar(periods: 0)
    #expect(never.refusal()?.contains("a horizon of 0 periods") == true)
  }

  @Test("One channel gets all, though the standard cap is 60%")
  func oneChannel() throws {
    let plan = try BudgetProblem(responses: [threeChannels[0]], budget: 12_345.67).solved()
    #expect(plan.amounts == [12_345.67])
    #expect(plan.warnings.contains(.standardBoundsGaveWay))
    #expect(plan.multiplier.isClose(to: plan.channels[0].marginalReturn, within: .relative(1e-9)))
  }

  @Test("Thirty channels get less than the standard 5% each")
  func manyChannels() throws {
    let many = (0..<30).map { hill("c\($0)", 1_000 + Double($0), half: 1, unit: 500, spend: [400]) }
    let plan = try BudgetProblem(responses: many).solved()
    #expect(plan.warnings.contains(.standardBoundsGaveWay) && plan.conditions.keepsBounds)
    #expect(plan.budget == 12_000)
  }

  @Test("A fixed channel stays, in money, in share and as today")
  func fixed() throws {
    var asked = problem()
    for limit in [SpendLimit.money(9_000), .share(0.15)] {
      asked.fixed["print"] = limit
      let plan = try asked.solved()
      #expect(plan.channel("print")?.spend == 9_000)
      #expect(plan.channel("print")?.bound == .fixed)
    }
    asked.fixed["print"] = .today(1)
    let plan = try asked.solved()
    #expect(
      try #require(plan.channel("print")).spend
        .isClose(to: asked.today[2], within: .absolute(0.0051)))
    // Fixed outside the standard bounds: what was asked goes before what nobody asked for.
    asked.fixed["print"] = .money(0)
    #expect(try asked.solved().channel("print")?.spend == 0)
  }

  @Test("Channels without a positive effect get as little as they may, and the plan says so")
  func idle() throws {
    let responses = [
      threeChannels[0], threeChannels[1],
      hill("print", -3_000, half: 1, unit: 5_000, spend: weeks(5_000)),
      hill("cinema", 0, half: 1, unit: 5_000, spend: weeks(0)),
    ]
    let plan = try BudgetProblem(responses: responses, budget: 50_000).solved()
    #expect(plan.channel("print")?.spend == 2_500 && plan.channel("cinema")?.spend == 2_500)
    #expect(plan.warnings.contains(.noPositiveEffect(channels: ["print", "cinema"])))
    #expect(plan.warnings.contains(.neverSpent(channels: ["cinema"])))
    #expect(plan.channel("print")?.sentence.contains("no positive effect") == true)
  }

  @Test("More than was ever observed is flagged")
  func beyond() throws {
    let plan = try problem(200_000).solved()
    let flagged = plan.channels.filter(\.isBeyondObserved).map(\.name)
    #expect(!flagged.isEmpty && plan.warnings.contains(.beyondObserved(channels: flagged)))
    let within = try problem(30_000).solved()
    #expect(within.channels.allSatisfy { !$0.isBeyondObserved })
  }

  @Test("A plan that gains nothing says so, and so does one whose bounds cost")
  func honest() throws {
    let best = try BudgetProblem(responses: threeChannels).solved()
    var there = BudgetProblem(responses: threeChannels)
    there.today = best.amounts
    #expect(
      try there.solved().warnings.contains {
        if case .noGain = $0 { true } else { false }
      })
    var narrow = BudgetProblem(responses: threeChannels)
    narrow.today = best.amounts
    narrow.upper = .share(0.35)
    let plan = try narrow.solved()
    #expect(plan.mixGain < 0)
    #expect(
      plan.warnings.contains {
        if case .boundsCost(let sales, _) = $0 {
          sales.isClose(to: -plan.mixGain, within: .relative(1e-9))
        } else {
          false
        }
      })
  }

  @Test("Every channel has one sentence, without a number that is none")
  func sentences() throws {
    var asked = problem()
    asked.upperByChannel["radio"] = .share(0.1)
    let plan = try asked.solved()
    for channel in plan.channels {
      #expect(channel.sentence.first?.isUppercase == true && channel.sentence.hasSuffix("."))
      #expect(!channel.sentence.contains("nan") && !channel.sentence.contains("inf"))
    }
    #expect(
      plan.channel("radio")?.sentence.contains("its upper bound, where another 1,000") == true)
    asked.upperByChannel["radio"] = .share(0.2)
    #expect(
      try asked.solved().channel("radio")?.sentence.contains("stopped by its upper bound") == true)
    #expect(plan.describedConditions.contains("to the cent"))
  }
}

import Marketing
import Tables
import TestSupport
import Testing

@Suite("Budgets: what other budget would do, and what plans that leave no choice say")
struct BudgetReviewTests {
  private func problem(_ budget: Double = 60_000) -> BudgetProblem {
    BudgetProblem(responses: threeChannels, budget: budget)
  }

  /// Whether the budget that a refusal advises has a plan.
  private func takesAdvice(_ asked: BudgetProblem) throws -> Bool {
    let refusal = try #require(asked.refusal())
    let words = refusal.components("the budget to ")
    let amount = try #require(words.last.flatMap { Double($0.filter { $0 != "," }) }, "\(refusal)")
    var advised = asked
    advised.budget = amount
    return words.count == 2 && advised.refusal() == nil
  }

  @Test("Bounds in shares that no budget keeps say so", arguments: [700.0, 60_000, 0.8])
  func noBudget(budget: Double) {
    var asked = problem(budget)
    asked.lower = .share(0.5)
    #expect(asked.refusal()?.hasSuffix(": they add up to 150% of any budget") == true)
    asked.lower = nil
    asked.upper = .share(0.1)
    #expect(asked.refusal()?.hasSuffix(": they add up to 30% of any budget") == true)
    asked.upper = .share(0)
    #expect(asked.refusal()?.hasSuffix(": they add up to 0% of any budget") == true)
    asked.upper = nil
    asked.lower = .share(0.35)
    asked.lowerByChannel["tv"] = .share(0.3)
    asked.fixed["print"] = .money(budget / 2)
    asked.lowerByChannel["radio"] = .share(0.7)
    #expect(asked.refusal()?.contains("of any budget and") == true)
  }

  @Test("The budget that is advised has a plan, whatever part of the bounds is in shares")
  func advice() throws {
    var lows = problem(1_000)
    lows.lower = .share(0.3)
    lows.lowerByChannel["tv"] = .money(777.77)
    #expect(try takesAdvice(lows))
    // 0.6 · b + 777.77 = b.
    #expect(lows.refusal()?.hasSuffix("or raise the budget to 1,944.43") == true)
    var highs = problem()
    highs.upper = .share(0.2)
    highs.upperByChannel["tv"] = .money(20_000.01)
    #expect(try takesAdvice(highs))
    #expect(highs.refusal()?.hasSuffix("or lower the budget to 33,333") == true)
  }

  @Test("Groups in shares: what no budget keeps, and what one does")
  func groups() throws {
    var asked = problem()
    asked.upper = .share(0.4)
    asked.groups = [BudgetGroup(name: "air", channels: ["tv", "radio"], upper: .share(0.5))]
    #expect(asked.refusal()?.hasSuffix(": they add up to 90% of any budget") == true)
    asked.groups[0].upper = .money(30_000)
    #expect(try takesAdvice(asked))
    #expect(asked.refusal()?.hasSuffix("or lower the budget to 50,000") == true)
  }

  @Test("Standards that give way are no part of what exceeds the budget")
  func standards() throws {
    var asked = problem(10_000)
    asked.fixed["tv"] = .money(15_000)
    #expect(
      asked.refusal()?.contains(
        "at least 15,000 in all, more than the budget of 10,000; take 5,000")
        == true)
    #expect(try takesAdvice(asked))
  }

  @Test("Too large a budget is told the largest")
  func largest() {
    #expect(problem(1e300).refusal()?.contains("give at most 90,000,000,000,000") == true)
    #expect(problem(-1).refusal()?.contains("give an amount above 0") == true)
  }

  @Test("Channels without a curve: bounds alone decide")
  func straight() throws {
    let lines = ["tv", "radio"].enumerated().map { place, name in
      ChannelResponse(
        channel: name, coefficient: 2 + Double(place), transform: ChannelTransform(),
        spend: [100, 120])
    }
    let plan = try BudgetProblem(responses: lines).solved()
    let all = BudgetWarning.noSaturation(channels: ["tv", "radio"], areAll: true)
    #expect(plan.warnings.contains(all))
    #expect(all.description == "tv, radio have no curve: bounds alone decide what they get.")
    let mixed = try BudgetProblem(responses: [lines[0], threeChannels[1]]).solved()
    #expect(mixed.warnings.contains(.noSaturation(channels: ["tv"], areAll: false)))
    #expect(
      try !problem().solved().warnings.contains {
        if case .noSaturation = $0 { true } else { false }
      })
  }

  @Test("Where all channels are fixed nothing has a price")
  func given() throws {
    var asked = BudgetProblem(responses: threeChannels)
    for channel in ["tv", "radio", "print"] { asked.fixed[channel] = .today(1) }
    let plan = try asked.solved()
    #expect(plan.isGiven && plan.multiplier == 0)
    #expect(!plan.describedConditions.contains("unit of budget"))
    #expect(plan.field("multiplier") == nil && plan.field("bound_price.tv") == nil)
    for channel in plan.channels {
      #expect(channel.boundPrice == 0 && channel.sentence.hasSuffix("it is fixed."))
    }
  }

  @Test("A channel that has none to trade with has a sentence of its own")
  func alone() throws {
    let single = try BudgetProblem(responses: [threeChannels[0]]).solved()
    let sentence = single.channels[0].sentence
    #expect(sentence.contains("the whole budget, as the only channel: its next 1,000 brings"))
    #expect(!sentence.contains("against") && !sentence.contains("bound"))
    #expect(single.describedConditions.contains("Another unit of budget would bring"))
    #expect(!single.describedConditions.contains("held by"))
    var rest = problem()
    rest.fixed = ["tv": .money(30_000), "print": .money(10_000)]
    let last = try rest.solved().channel("radio")?.sentence
    #expect(last?.contains("all that fixed channels leave: its next 1,000 brings") == true)
  }

  @Test("Plans of a fit with a hold-out begin after the data's end, on a calendar without gaps")
  func holdout() throws {
    var spec = MixSpec(target: "sales", channels: ["tv"])
    spec.transforms["tv"] = ChannelTransform(adstock: .geometric(retention: 0.5))
    spec.holdout = .rows(3)
    // Week 11 is missing.
    let weeks = (0..<15).filter { $0 != 11 }
    let spend = weeks.map { Double(10 + 7 * $0 % 5 + ($0 == 14 ? 90 : 0)) }
    let data = try MixData(
      Table([
        Column("week", days: weeks.map { Day(daysSinceEpoch: 18_995 + 7 * $0) }),
        Column("tv", numbers: spend),
        Column("sales", numbers: weeks.indices.map { 100 + 3 * spend[$0] + Double($0 % 3) }),
      ]), for: spec)
    let response = try #require(try spec.fitted(to: data).responses.first)
    #expect(response.spend == spend)
    #expect(response.history.count == 15 && response.history[11] == 0)
    #expect(response.history[12...] == spend[11...])
    let plan = try BudgetProblem(responses: [response], span: .calendar(periods: 4)).solved()
    let channel = plan.channels[0]
    #expect(channel.largestObserved == spend.max())
    #expect(plan.budget.isClose(to: 4 * spend.reduce(0, +) / 14, within: .absolute(0.0051)))
    // As in the data's last four weeks, of which the first has no row.
    #expect(channel.path.first == 0)
    let carried = response.weekly(
      [Double](repeating: 0, count: 4 + plan.tail), after: response.history
    ).reduce(0, +)
    #expect(carried > 0 && plan.carriedIn.isClose(to: carried, within: .relative(1e-12)))
  }
}

extension String {
  /// The parts between a separator.
  fileprivate func components(_ separator: String) -> [String] {
    split(separator: separator, omittingEmptySubsequences: false).map(String.init)
  }
}

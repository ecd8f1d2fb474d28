import Marketing
import Statistics
import TestSupport
import Testing

/// A Hill response with draws around it, all by the same stream.
private func drawn(
  _ channel: String, _ coefficient: Double, half: Double, unit: Double, spend: [Double],
  spread: Double, seed: UInt64, count: Int = 60
) -> ChannelResponse {
  var response = hill(channel, coefficient, half: half, unit: unit, spend: spend)
  var stream = RandomStream(seed: seed)
  response.draws = (0..<count).map { _ in
    var transform = response.transform
    transform.saturation = .hill(half: half * stableExp(spread * stream.normal()), slope: 1)
    return .init([
      .init(coefficient: coefficient * stableExp(spread * stream.normal()), transform: transform)
    ])
  }
  return response
}

private let uncertain = [
  drawn(
    "tv", 50_000, half: 1.2, unit: 20_000, spend: weeks(30_000, seed: 1), spread: 0.1, seed: 11),
  drawn(
    "radio", 30_000, half: 0.8, unit: 10_000, spend: weeks(8_000, seed: 2), spread: 0.7, seed: 12),
  drawn(
    "print", 20_000, half: 2, unit: 5_000, spend: weeks(12_000, seed: 3), spread: 0.3, seed: 13),
]

@Suite("Budgets by a posterior")
struct PosteriorBudgetTests {
  @Test("Draws that are all the same give the plan of the single numbers")
  func certainty() throws {
    let certain = threeChannels.map { response in
      var response = response
      response.draws = (0..<20).map { _ in
        .init([.init(coefficient: response.coefficient, transform: response.transform)])
      }
      return response
    }
    for span in [BudgetProblem.Span.steady, .calendar(periods: 8)] {
      let point = try BudgetProblem(responses: threeChannels, span: span).solved()
      let plan = try BudgetProblem(responses: certain, span: span).solved()
      for (one, other) in zip(point.channels, plan.channels) {
        #expect(one.spend.isClose(to: other.spend, within: .relative(1e-4)), "\(one.name)")
        #expect(one.currentSales.isClose(to: other.currentSales, within: .relative(1e-9)))
      }
      #expect(point.judgement == nil)
      let judgement = try #require(plan.judgement)
      #expect(judgement.gains.count == 20)
      #expect(judgement.expectedGain.isClose(to: plan.uplift, within: .relative(1e-6)))
      #expect(judgement.cvar.isClose(to: plan.uplift, within: .relative(1e-6)))
      #expect(judgement.probabilityBetter == 1)
    }
  }

  @Test("A plan with more terms than are quick is judged by all draws")
  func judgedByAll() throws {
    // 300 draws × 3 channels × 80 periods and more.
    let responses = ["tv", "radio", "print"].enumerated().map { place, name in
      drawn(
        name, 40_000, half: 1, unit: 10_000, spend: weeks(12_000, seed: 4), spread: 0.3,
        seed: 21 + UInt64(place), count: 300)
    }
    let plan = try BudgetProblem(
      responses: responses, budget: 4_000_000, span: .calendar(periods: 80)
    ).solved()
    let judgement = try #require(plan.judgement)
    #expect(judgement.gains.count == 300)
    // What the solver maximised, by at least a hundred of them, is about the same.
    #expect(judgement.expectedGain.isClose(to: plan.uplift, within: .relative(0.1)))
  }

  @Test("A region each is the sum of them")
  func pieces() throws {
    let one = uncertain[0]
    var halves = one
    halves.draws = one.draws.map { draw in
      let piece = draw.pieces[0]
      return .init(
        [0.25, 0.75].map { share in
          var transform = piece.transform
          transform.unit *= share
          return .init(
            coefficient: share * piece.coefficient, transform: transform, spendShare: share)
        })
    }
    let path = weeks(20_000, seed: 9)
    for (whole, parts) in zip(
      one.weekly(path, after: one.spend), halves.weekly(path, after: one.spend))
    {
      #expect(whole.isClose(to: parts, within: .relative(1e-10)))
    }
    #expect(one.steady(15_000).isClose(to: halves.steady(15_000), within: .relative(1e-10)))
    #expect(
      one.steadySlope(15_000).isClose(to: halves.steadySlope(15_000), within: .relative(1e-10)))
  }

  @Test("Means, slopes and bands of a response are those of its draws")
  func curve() throws {
    let response = uncertain[1]
    let step = 1e-3
    let spends = [1_000.0, 8_000, 20_000]
    let bands = try #require(response.steadyBands(at: spends))
    for (place, spend) in spends.enumerated() {
      let all = response.steadyByDraw(spend)
      #expect(response.steady(spend).isClose(to: mean(all), within: .relative(1e-12)))
      let difference = (response.steady(spend + step) - response.steady(spend - step)) / (2 * step)
      #expect(response.steadySlope(spend).isClose(to: difference, within: .relative(1e-6)))
      #expect(bands.median[place] == median(all))
      #expect(bands.low5[place] < bands.low25[place] && bands.high75[place] < bands.high95[place])
    }
    #expect(threeChannels[0].steadyBands(at: spends) == nil)
    // What goes on for ever is what a long path ends with.
    let long = response.weekly([Double](repeating: 8_000, count: 60))
    #expect((long.last ?? 0).isClose(to: response.steady(8_000), within: .relative(1e-9)))
  }

  @Test("A plan's gain is judged draw by draw", arguments: [1, 13])
  func judgement(periods: Int) throws {
    let span =
      periods == 1 ? BudgetProblem.Span.steady : .calendar(periods: periods, flighting: .even)
    let problem = BudgetProblem(responses: uncertain, span: span)
    let plan = try problem.solved()
    let judgement = try #require(plan.judgement)
    // By hand, of the draws' own curves.
    func sales(_ draw: Int, _ spend: [Double]) -> Double {
      zip(uncertain, spend).reduce(0) { sum, pair in
        let draw = pair.0.draws[draw]
        guard periods > 1 else { return sum + draw.steady(pair.1) }
        let tail = [Double](repeating: 0, count: plan.tail)
        let path = [Double](repeating: pair.1 / Double(periods), count: periods) + tail
        let silence = path.map { _ in 0.0 }
        return sum + draw.weekly(path, after: pair.0.history).reduce(0, +)
          - draw.weekly(silence, after: pair.0.history).reduce(0, +)
      }
    }
    let today = plan.channels.map(\.currentSpend)
    let gains = (0..<60).map { sales($0, plan.amounts) - sales($0, today) }
    for (mine, theirs) in zip(gains, judgement.gains) {
      #expect(mine.isClose(to: theirs, within: .absolute(1e-6 * abs(plan.current))))
    }
    #expect(judgement.expectedGain.isClose(to: plan.uplift, within: .absolute(1e-6 * plan.current)))
    #expect(judgement.probabilityBetter == Double(gains.count { $0 > 0 }) / 60)
    let worst = gains.sorted().prefix(6)
    #expect(judgement.cvar.isClose(to: mean(Array(worst)), within: .absolute(1e-6 * plan.current)))
    #expect(plan.field("p_better") == judgement.probabilityBetter)
  }

  @Test("Caution gives expected sales for better bad cases")
  func caution() throws {
    var problem = BudgetProblem(responses: uncertain)
    problem.lower = .money(0)
    problem.upper = .share(1)
    var last: PlanJudgement?
    for aversion in [0.0, 0.5, 1] {
      problem.riskAversion = aversion
      let plan = try problem.solved()
      #expect(plan.conditions.optimalityError < 1e-4, "at \(aversion)")
      let now = try #require(plan.judgement)
      if let last {
        #expect(now.cvar > last.cvar - 1, "at \(aversion)")
        #expect(now.expectedGain < last.expectedGain + 1, "at \(aversion)")
      }
      last = now
    }
    // The best of bad cases by brute force: no mix of a grid is better by more than the rounded corner.
    let cautious = try #require(last)
    let budget = problem.budget
    let today = problem.today
    var best = -Double.infinity
    for first in 0...40 {
      for second in 0...(40 - first) {
        let mix = [first, second, 40 - first - second].map { Double($0) / 40 * budget }
        let gains = (0..<60).map { draw in
          zip(uncertain, zip(mix, today)).reduce(0) {
            $0 + $1.0.draws[draw].steady($1.1.0) - $1.0.draws[draw].steady($1.1.1)
          }
        }
        best = max(best, PlanJudgement(gains: gains).cvar)
      }
    }
    #expect(cautious.cvar > best - 0.02 * abs(best))
  }

  @Test("Caution without draws, or beyond 1, is refused in words")
  func refusals() {
    var problem = BudgetProblem(responses: threeChannels)
    problem.riskAversion = 0.5
    #expect(problem.refusal()?.contains("needs draws") == true)
    var other = BudgetProblem(responses: uncertain)
    other.riskAversion = 1.5
    #expect(other.refusal()?.contains("between 0") == true)
  }
}

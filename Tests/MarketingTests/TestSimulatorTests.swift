import Foundation
import Marketing
import Tables
import TestSupport
import Testing

private func day(_ text: String) throws -> Day { try #require(Day(text)) }

/// Sales caused by spend under a law, by the formulas of its documentation.
private func sold(_ law: RetailChannel, _ spend: [Double]) -> [Double] {
  var stock = 0.0
  return spend.map { spend in
    stock = (1 - law.retention) * spend + law.retention * stock
    let ratio = pow(stock / law.halfPoint, law.slope)
    return law.largestEffect * ratio / (1 + ratio)
  }
}

@Suite("Simulated tests")
struct TestSimulatorTests {
  @Test("The exact lift is that of the generator's law, to the last week that counts")
  func exact() throws {
    let truth = try RetailSimulator().simulated(seed: 3).truth
    let start = try day("2023-03-06")
    let test = TestSimulator(
      channel: "digital", start: start, weeks: 6, change: .share(0.5), outcomeWeeks: 3)
    let result = try test.simulated(in: truth)
    let channel = truth.channels[1]
    let first = try #require(truth.weeks.firstIndex(of: start))
    let usual = channel.spend.reduce(0, +) / Double(channel.spend.count)
    var spend = channel.spend
    for week in first..<first + 6 { spend[week] += 0.5 * usual }
    let (changed, before) = (sold(channel.law, spend), sold(channel.law, channel.spend))
    let lift = (first..<first + 9).reduce(0) { $0 + changed[$1] - before[$1] }
    #expect(result.truth.lift.isClose(to: lift, within: .relative(1e-9)))
    #expect(result.experiment.extraSpend.isClose(to: 0.5 * usual, within: .relative(1e-12)))
    #expect(result.truth.spendChange.isClose(to: 3 * usual, within: .relative(1e-9)))
    #expect(result.experiment.spendChange == result.truth.spendChange)
    #expect(result.experiment.first == start)
    #expect(result.experiment.last == start.advanced(by: 41))
    #expect(result.experiment.outcomeEnd == start.advanced(by: 62))
    #expect(result.experiment.name == "digital 2023-03-06")
    let expected = (first..<first + 9).map { truth.sales[$0] - truth.noise[$0] }
    let error = (expected.reduce(0) { $0 + 2 * 1e-4 * $1 * $1 }).squareRoot()
    #expect(result.experiment.standardError.isClose(to: error, within: .relative(1e-12)))
    #expect(result.truth.later > 0 && result.truth.later < 0.01 * result.truth.lift)
  }

  @Test("A longer outcome counts more of what is carried over, and no more than there is")
  func outcome() throws {
    let truth = try RetailSimulator().simulated(seed: 3).truth
    let start = try day("2023-03-06")
    let tests = try [0, 2, 6, 12].map { weeks in
      try TestSimulator(
        channel: "tv", start: start, weeks: 6, change: .money(30_000), outcomeWeeks: weeks
      ).simulated(in: truth).truth
    }
    for (shorter, longer) in zip(tests, tests.dropFirst()) {
      #expect(longer.lift > shorter.lift)
      #expect(
        (longer.lift + longer.later).isClose(
          to: shorter.lift + shorter.later, within: .relative(1e-9)))
    }
    #expect(tests[0].lift < 0.9 * tests[3].lift)
  }

  @Test("A hold-out takes everything away: what the weeks' spend had sold, with a minus")
  func holdout() throws {
    let truth = try RetailSimulator().simulated(seed: 5).truth
    let channel = truth.channels[1]
    let start = truth.weeks[20]
    let result = try TestSimulator(
      channel: "digital", start: start, weeks: 5, change: .share(-1), outcomeWeeks: 2
    ).simulated(in: truth)
    #expect(result.truth.spendChange == -channel.spend[20..<25].reduce(0, +))
    var spend = channel.spend
    for week in 20..<25 { spend[week] = max(0, spend[week] + result.experiment.extraSpend) }
    #expect(spend[20..<25].allSatisfy { $0 == 0 })
    #expect(result.truth.lift < 0)
    // Switched off for good from the first week, the test's lift is what is lost of the contribution.
    let all = try TestSimulator(
      channel: "digital", start: truth.weeks[0], weeks: 104, change: .share(-1), outcomeWeeks: 0
    ).simulated(in: truth).truth
    #expect(all.lift.isClose(to: -channel.totalContribution, within: .relative(1e-12)))
    #expect(all.roi.isClose(to: channel.roi, within: .relative(1e-12)))
  }

  @Test("In a panel only the named regions change, and all together are the sum of each")
  func regions() throws {
    let truth = try PanelSimulator(regions: 6, weeks: 80).simulated(seed: 2).truth
    let start = truth.weeks[40]
    func run(_ regions: [String], _ change: TestSimulator.Change) throws -> TestResult {
      try TestSimulator(
        channel: "tv", start: start, weeks: 6, change: change, outcomeWeeks: 4, regions: regions
      ).simulated(in: truth)
    }
    let names = truth.regions.map(\.name)
    let all = try run([], .share(0.5))
    let parts = try names.map { try run([$0], .share(0.5)) }
    #expect(
      parts.map(\.truth.lift).reduce(0, +).isClose(to: all.truth.lift, within: .relative(1e-9)))
    #expect(
      parts.map(\.experiment.extraSpend).reduce(0, +).isClose(
        to: all.experiment.extraSpend, within: .relative(1e-9)))
    // Variances of independent regions add.
    let variance = parts.reduce(0) { $0 + pow($1.experiment.standardError, 2) }
    #expect(
      variance.squareRoot().isClose(to: all.experiment.standardError, within: .relative(1e-9)))
    #expect(all.experiment.regions.isEmpty && parts[2].experiment.regions == ["r03"])
    // Regions have errors of their own.
    let errors = parts.map { ($0.experiment.lift - $0.truth.lift) / $0.experiment.standardError }
    #expect(Set(errors.map { ($0 * 1e6).rounded() }).count == 6)
    // A hold-out leaves nothing in any region: what it takes is what they spent.
    let off = try run(["r02", "r05"], .share(-1))
    let spent = truth.regions.filter { ["r02", "r05"].contains($0.name) }
      .reduce(0) { $0 + $1.channels[0].spend[40..<46].reduce(0, +) }
    #expect(off.truth.spendChange == -spent)
    // Money given is money spent, whoever gets it.
    let money = try run(["r01", "r04"], .money(9_000))
    #expect(money.truth.spendChange.isClose(to: 54_000, within: .relative(1e-9)))
  }

  @Test("Over 400 seeds the measured lift scatters about the exact one as its error says")
  func calibrated() throws {
    let truth = try RetailSimulator().simulated(seed: 1).truth
    let test = TestSimulator(
      channel: "social", start: truth.weeks[30], weeks: 4, change: .share(1))
    let errors = try (1...400).map { seed in
      let result = try test.simulated(in: truth, seed: UInt64(seed))
      return (result.experiment.lift - result.truth.lift) / result.experiment.standardError
    }
    let mean = errors.reduce(0, +) / 400
    let deviation = (errors.reduce(0) { $0 + $1 * $1 } / 400).squareRoot()
    // Four standard errors each: one false alarm in 16,000.
    #expect(abs(mean) < 4 / 20, "\(mean)")
    #expect(abs(deviation - 1) < 4 / 28.3, "\(deviation)")
    let inside = errors.count { abs($0) < 1.644_854 }
    #expect((336...384).contains(inside), "\(inside) of 400 within 90%")
  }

  @Test("What the world cannot have is refused in words")
  func refused() throws {
    let truth = try RetailSimulator().simulated().truth
    let panel = try PanelSimulator(regions: 2, weeks: 40).simulated().truth
    let monday = try day("2023-03-06")
    func sentence(_ change: (inout TestSimulator) -> Void, inPanel: Bool = false) -> String {
      var test = TestSimulator(
        channel: "digital", start: inPanel ? panel.weeks[10] : monday, weeks: 6, change: .share(0.5)
      )
      change(&test)
      do {
        _ = inPanel ? try test.simulated(in: panel) : try test.simulated(in: truth)
        return "nothing"
      } catch {
        return "\(error)"
      }
    }
    #expect(sentence { $0.channel = "digitl" }.contains("did you mean \"digital\""))
    #expect(sentence { $0.start = monday.advanced(by: 2) }.contains("begins on 2023-03-06"))
    let late = Day(year: 2030, month: 1, day: 7)
    #expect(sentence { $0.start = late ?? monday }.contains("outside the data"))
    #expect(sentence { $0.weeks = 43 }.contains("from 2023-03-06 the data have 43"))
    #expect(sentence { $0.weeks = 0 }.contains("weeks is 0"))
    #expect(sentence { $0.outcomeWeeks = -1 }.contains("outcome is −1"))
    #expect(sentence { $0.noise = 0 }.contains("noise is 0"))
    #expect(sentence { $0.noise = .nan }.contains("noise is"))
    #expect(sentence { $0.change = .share(0) }.contains("any change of spend but 0"))
    #expect(sentence { $0.change = .share(-1.5) }.contains("never falls below 0"))
    #expect(sentence { $0.change = .money(.infinity) }.contains("any change of spend but 0"))
    #expect(sentence { $0.regions = ["r01"] }.contains("has no regions"))
    #expect(sentence({ $0.regions = ["r09"] }, inPanel: true).contains("no region \"r09\""))
    // Television off the air cannot be held out.
    let pause = try #require(
      (0..<90).first { week in truth.channels[0].spend[week..<week + 2].allSatisfy { $0 == 0 } })
    let off = sentence {
      $0.channel = "tv"
      $0.start = truth.weeks[pause]
      $0.weeks = 2
      $0.change = .share(-1)
    }
    #expect(off.contains("nothing to take away"))
  }
}

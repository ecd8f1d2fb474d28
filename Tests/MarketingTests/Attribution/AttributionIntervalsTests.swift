import Marketing
import Statistics
import TestSupport
import Testing

@Suite("Intervals of attribution: few conversions, many channels, other orders")
struct AttributionIntervalsTests {
  /// The same journeys with the paths, and so the channels, the other way round.
  private func reversed(_ table: JourneyTable) -> JourneyTable {
    JourneyTable(
      (0..<table.count).reversed().map { index in
        (
          table.path(index).map { table.channels[Int($0)] }, table.conversions[index],
          table.value[index], table.nulls[index]
        )
      })
  }

  /// Made-up journeys, some of them so many that a draw looks up no table, and long ones that begin alike.
  private var journeys: JourneyTable {
    let table = madeUpJourneys(channels: 5, paths: 90, seed: 12)
    var rows = (0..<table.count).map { index in
      (
        path: table.path(index).map { table.channels[Int($0)] },
        conversions: table.conversions[index], value: table.value[index], nulls: table.nulls[index]
      )
    }
    rows.append((["c0", "c3"], 5_000, 9_000, 12_000))
    rows.append((["c4", "c1"], 7_000, 9_000, 6_000))
    rows.append((["c1", "c2", "c1", "c2", "c1", "c3"], 40, 80, 30))
    rows.append((["c1", "c2", "c1", "c2", "c1"], 20, 80, 30))
    rows.append((["c1", "c2", "c1", "c2", "c1", "c0"], 10, 80, 90))
    return JourneyTable(rows)
  }

  @Test("Resamples without a conversion are left out and counted, where the total is kept")
  func undefined() async throws {
    let table = JourneyTable([(["A"], 2, 20, 5), (["B"], 0, 0, 5)])
    let models: [AttributionModel] = [.rule(.last), .markov(MarkovChain()), .shapley(.init())]
    for result in try await AttributionBootstrap(replicates: 400).attributions(
      of: models, on: table)
    {
      let intervals = try #require(result.intervals)
      // e⁻² of 400 are 54.1, σ 6.8.
      #expect(intervals.undefined > 27 && intervals.undefined < 81)
      #expect(intervals.replicates + intervals.undefined == 400)
      #expect(intervals.credit[0].low.isClose(to: 2, within: .relative(1e-12)))
      #expect(intervals.value[0].low.isClose(to: 20, within: .relative(1e-12)))
      #expect(intervals.credit[1].high == 0)
      #expect(intervals.rankProbabilities[0][0] == 1)
      #expect(!intervals.areIndistinguishable("A", "B"))
    }
    let drawn = try await AttributionBootstrap(replicates: 400, keepsTotal: false)
      .attributions(of: [.rule(.last)], on: table)[0]
    let intervals = try #require(drawn.intervals)
    // A number of conversions that is chance may be 0.
    #expect(intervals.undefined == 0 && intervals.credit[0].low == 0)
  }

  @Test("Where too few resamples credit anybody there are no intervals, and a note says so")
  func tooFew() async throws {
    let table = JourneyTable([(["A"], 1, 20, 5), (["B"], 0, 0, 5)])
    let result = try await AttributionBootstrap(replicates: 20)
      .attributions(of: [.rule(.last)], on: table)[0]
    #expect(result.intervals == nil)
    #expect(result.credit == [1, 0])
    #expect(result.notes.count == 1)
    #expect(result.notes[0].contains("of 20 resamples"))
  }

  @Test("A comparison puts intervals in the order of its channels, too")
  func ordered() async throws {
    let table = journeys
    let bootstrap = AttributionBootstrap(replicates: 60)
    let models: [AttributionModel] = [.rule(.linear)]
    let one = try await bootstrap.attributions(of: models, on: table)[0]
    let other = try await bootstrap.attributions(of: models, on: reversed(table))[0]
    #expect(one.channels != other.channels)
    let comparison = try AttributionComparison(
      [one, other.labelled("other")], facts: ChannelFacts.all(of: table))
    let (moved, before) = (
      try #require(comparison.results[1].intervals), try #require(other.intervals)
    )
    #expect(moved.channels == table.channels)
    for (place, name) in table.channels.enumerated() {
      let own = try #require(other.channels.firstIndex(of: name))
      #expect(moved.credit[place] == before.credit[own])
      #expect(moved.value[place] == before.value[own])
      #expect(moved.deviation[place] == before.deviation[own])
      #expect(moved.rankProbabilities[place] == before.rankProbabilities[own])
      let credit = comparison.results[1].credit[place]
      #expect(moved.credit[place].low <= credit && credit <= moved.credit[place].high)
    }
    #expect(moved.indistinguishable == before.indistinguishable)
  }

  @Test("Intervals do not depend on the order in which paths were read")
  func readOrder() async throws {
    let table = journeys
    let models: [AttributionModel] = [
      .rule(.last), .rule(.timeDecay()), .markov(MarkovChain()), .shapley(ShapleyCredit()),
    ]
    let bootstrap = AttributionBootstrap(replicates: 60)
    let ones = try await bootstrap.attributions(of: models, on: table)
    let others = try await bootstrap.attributions(of: models, on: reversed(table))
    for (one, other) in zip(ones, others) {
      let (mine, its) = (try #require(one.intervals), try #require(other.intervals))
      for (place, name) in one.channels.enumerated() {
        let own = try #require(other.channels.firstIndex(of: name))
        // Sums are of the same numbers in another order.
        for (first, second) in [
          (mine.credit[place].low, its.credit[own].low),
          (mine.credit[place].high, its.credit[own].high),
          (mine.value[place].low, its.value[own].low),
          (mine.value[place].high, its.value[own].high),
        ] {
          #expect(first.isClose(to: second, within: .relative(1e-9)), "\(one.model), \(name)")
        }
      }
    }
    // Whole counts are exact: ranks, and pairs, are the same.
    let (mine, its) = (try #require(ones[0].intervals), try #require(others[0].intervals))
    for (place, name) in mine.channels.enumerated() {
      let own = try #require(its.channels.firstIndex(of: name))
      #expect(mine.rankProbabilities[place] == its.rankProbabilities[own])
    }
    #expect(mine.indistinguishable == its.indistinguishable)
  }

  @Test("Folds do not depend on the order in which paths were read")
  func foldOrder() throws {
    let (table, other) = (journeys, reversed(journeys))
    let (one, two) = (
      try MarkovOrderSearch(seed: 5).choice(for: table),
      try MarkovOrderSearch(seed: 5).choice(for: other)
    )
    for (first, second) in zip(one.logLoss, two.logLoss) {
      #expect(first.isClose(to: second, within: .relative(1e-9)))
    }
    #expect(
      zip(one.errorAgainstBest, two.errorAgainstBest)
        .allSatisfy { $0.isClose(to: $1, within: .absolute(1e-9)) })
    let model = LearnedAttribution()
    let (mine, its) = (
      try #require(try model.fit(table).outOfSample), try #require(try model.fit(other).outOfSample)
    )
    #expect(mine.logLoss.isClose(to: its.logLoss, within: .relative(1e-6)))
  }

  @Test("A deal of trillions of journeys takes no longer than one of few", .timeLimit(.minutes(1)))
  func manyJourneys() throws {
    let table = JourneyTable([
      (["A", "B"], 9e11, 0, 8e11), (["B"], 7e11, 0, 1e12), (["A"], 1, 1, 0.5),
    ])
    let choice = try MarkovOrderSearch().choice(for: table)
    #expect(choice.journeys == table.totalConversions + table.totalNulls)
    // So many journeys in five even parts teach what they are scored by: entropies of 17 : 17 for how they begin, of an
    // end and of what A and B lead to, by hand.
    func entropy(_ counts: [Double]) -> Double {
      let total = counts.reduce(0, +)
      return counts.reduce(0) { $0 - $1 / total * stableLog($1 / total) }
    }
    let second = (17 * entropy([9, 8]) + 17 * entropy([7, 10])) / 34 + entropy([17, 17])
    #expect(choice.logLoss[1].isClose(to: second, within: .relative(1e-5)))
    #expect(choice.best == 2 && choice.simplest == 2)
  }

  @Test("An order is simplest that no smaller one comes as near to the best as")
  func simplest() throws {
    // Touches and ends by chance alone: no memory is of use.
    let table = madeUpJourneys(channels: 3, paths: 400, seed: 6)
    let choice = try MarkovOrderSearch().choice(for: table)
    let least = choice.logLoss[choice.best - 1]
    let isNear = zip(choice.logLoss, choice.errorAgainstBest).map { $0 - least <= $1 }
    #expect(isNear[choice.simplest - 1])
    #expect(isNear.prefix(choice.simplest - 1).allSatisfy { !$0 })
    #expect(choice.simplest <= choice.best)
  }

  @Test("Of more than forty channels neighbours in rank are compared, of forty all")
  func neighbours() async throws {
    for (count, expected) in [(40, 40 * 39 / 2), (60, 50 * 10 + 45)] {
      let table = JourneyTable((0..<count).map { (["c\($0)"], 100, 100, 100) })
      let result = try await AttributionBootstrap(replicates: 40)
        .attributions(of: [.rule(.last)], on: table)[0]
      let intervals = try #require(result.intervals)
      // Channels that are all the same: no pair that is compared can be told apart.
      #expect(intervals.indistinguishable.count == expected)
      for place in 0..<count {
        let sum = intervals.rankProbabilities[place].reduce(0, +)
        #expect(sum.isClose(to: 1, within: .relative(1e-12)))
      }
    }
  }

  @Test("Touches after the hundredth count as the hundredth")
  func manyPlaces() throws {
    let long = (0..<1_000).map { $0 % 2 == 0 ? "A" : "B" }
    let ordered = try ShapleyCredit.ordered(JourneyTable([(long, 10, 0, 0), (["B"], 3, 0, 0)]))
    #expect(ordered.credit.map(\.count) == [100, 100])
    // A has 500 touches that earn 0.01 each; 450 of them come after the hundredth touch. B has 451 from it on.
    #expect(ordered.credit[0][98].isClose(to: 0.01, within: .relative(1e-12)))
    #expect(ordered.credit[0][99].isClose(to: 4.5, within: .relative(1e-12)))
    #expect(ordered.credit[1][99].isClose(to: 4.51, within: .relative(1e-12)))
    #expect(ordered.totals[0].isClose(to: 5, within: .relative(1e-12)))
    #expect(ordered.totals[1].isClose(to: 8, within: .relative(1e-12)))
  }
}

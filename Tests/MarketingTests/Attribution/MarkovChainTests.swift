import Foundation
import Marketing
import TestSupport
import Testing

/// A file of `scripts/reference/attribution_removal.py`.
private struct RemovalReference: Decodable {
  struct Row: Decodable {
    let path: [String]
    let conversions: Double
    let nulls: Double
  }
  struct Case: Decodable {
    let order: Int
    let strategy: String
    let rate: Double
    let effects: [String: Double]
  }
  let paths: [Row]
  let cases: [Case]
  var table: JourneyTable {
    JourneyTable(paths.map { ($0.path, $0.conversions, 2 * $0.conversions, $0.nulls) })
  }
}

@Suite("Markov chains")
struct MarkovChainTests {
  @Test("The textbook's three journeys: effects .5, 1, 1")
  func textbookExample() throws {
    let fit = try MarkovChain().fit(to: textbook)
    #expect(fit.conversionProbability.isClose(to: 1 / 3.0, within: .ulps(4)))
    let effects = try #require(fit.attribution.removalEffects)
    for (found, known) in zip(effects, [0.5, 1, 1]) {
      #expect(found.isClose(to: known, within: .absolute(1e-15)))
    }
    for (found, known) in zip(fit.attribution.credit, [0.2, 0.4, 0.4]) {
      #expect(found.isClose(to: known, within: .absolute(1e-15)))
    }
  }

  @Test(
    "The four meanings of removal are those of do-attribution 0.0.2", arguments: 1...4,
    MarkovChain.Removal.allCases)
  func fourRemovals(order: Int, removal: MarkovChain.Removal) throws {
    let known = try reference("attribution_removal.json", as: RemovalReference.self)
    let names: [MarkovChain.Removal: String] = [
      .redirect: "redirect_to_null", .fail: "fail", .failAndRefit: "fail_refit",
      .detour: "detour",
    ]
    let expected = try #require(
      known.cases.first { $0.order == order && $0.strategy == names[removal] })
    let chain = MarkovChain(order: order, removal: removal)
    // The package's sign of a detour is that of the change, not of the loss.
    let sign: Double = removal == .detour ? -1 : 1
    expect(
      try chain.removalEffects(of: known.table).map { sign * $0 }, of: known.table.channels,
      are: expected.effects, within: .absolute(1e-12), "\(removal)")
    guard removal != .detour else {
      // Without some channels more would convert, and more so than is lost without the others.
      #expect(throws: AttributionError.self) { try chain.fit(to: known.table) }
      return
    }
    let fit = try chain.fit(to: known.table)
    #expect(fit.conversionProbability.isClose(to: expected.rate, within: .relative(1e-12)))
    #expect(
      fit.attribution.total.isClose(to: known.table.totalConversions, within: .relative(1e-9)))
  }

  @Test(
    "A removal effect is what the chain loses when it is walked without the channel",
    arguments: 1...4)
  func byWalking(order: Int) throws {
    let table = madeUpJourneys(channels: 6, paths: 150, seed: 5)
    let chain = WalkedChain(table, order: order)
    let fit = try MarkovChain(order: order).fit(to: table)
    let whole = chain.converted(without: [])
    #expect(fit.conversionProbability.isClose(to: whole, within: .relative(1e-12)))
    let effects = try #require(fit.attribution.removalEffects)
    let pairs = try MarkovChain(order: order).pairEffects(of: table)
    for channel in 0..<6 {
      let left = chain.converted(without: [UInt16(channel)])
      #expect(effects[channel].isClose(to: 1 - left / whole, within: .absolute(1e-12)))
      for other in 0..<6 {
        let left = chain.converted(without: [UInt16(channel), UInt16(other)])
        #expect(pairs[channel][other].isClose(to: 1 - left / whole, within: .absolute(1e-12)))
      }
    }
  }

  @Test("Sweeps of many states agree with a walk, and bound their error")
  func manyStates() throws {
    let table = madeUpJourneys(channels: 40, paths: 4_000, seed: 8)
    let fit = try MarkovChain(order: 2).fit(to: table)
    #expect(fit.stateCount > 1_000)
    #expect(fit.errorBound > 0 && fit.errorBound < 1e-12)
    #expect(fit.conversionProbability.isClose(to: fit.observedRate, within: .relative(1e-12)))
    let chain = WalkedChain(table, order: 2)
    let (whole, left) = (chain.converted(without: []), chain.converted(without: [3]))
    let effects = try #require(fit.attribution.removalEffects)
    #expect(effects[3].isClose(to: 1 - left / whole, within: .absolute(1e-12)))
  }

  @Test("Walks of ten thousand steps are solved as exactly")
  func longPaths() throws {
    let long = (0..<10_000).map { $0 % 2 == 0 ? "A" : "B" }
    for order in 1...3 {
      let table = JourneyTable([(long, 1, 1, 0), (["A", "C"], 2, 4, 5), (["C"], 1, 1, 9)])
      let fit = try MarkovChain(order: order).fit(to: table)
      #expect(fit.conversionProbability.isClose(to: 4 / 18.0, within: .relative(1e-9)))
      #expect(try #require(fit.attribution.removalEffects).allSatisfy { $0 >= 0 && $0 <= 1 })
    }
  }

  @Test("A fit without the journeys that a removal fails is a chain fitted to what is left")
  func refitted() throws {
    let table = madeUpJourneys(channels: 5, paths: 60, seed: 2)
    for order in 1...3 {
      let base = try MarkovChain(order: order).fit(to: table).conversionProbability
      let fail = try MarkovChain(order: order, removal: .fail).fit(to: table)
      for channel in 0..<5 {
        let changed = JourneyTable(
          (0..<table.count).map { index in
            let path = table.path(index).map { table.channels[Int($0)] }
            let isHit = table.path(index).contains(UInt16(channel))
            let (conversions, nulls) = (table.conversions[index], table.nulls[index])
            return (
              isHit ? ["gone"] : path, isHit ? 0 : conversions, 0,
              isHit ? nulls + conversions : nulls
            )
          })
        let left = try MarkovChain(order: order).fit(to: changed).conversionProbability
        let effect = try #require(fail.attribution.removalEffects)[channel]
        #expect(effect.isClose(to: 1 - left / base, within: .absolute(1e-12)))
      }
    }
  }

  @Test("Touching a channel twice in a row changes nothing at order 1")
  func selfLoops() throws {
    let table = madeUpJourneys(channels: 5, paths: 100, seed: 4)
    let doubled = JourneyTable(
      (0..<table.count).map { index in
        (
          table.path(index).flatMap { [table.channels[Int($0)], table.channels[Int($0)]] },
          table.conversions[index], table.value[index], table.nulls[index]
        )
      })
    let one = try MarkovChain().fit(to: table).attribution
    let other = try MarkovChain().fit(to: doubled).attribution
    for (first, second) in zip(one.credit, other.credit) {
      #expect(first.isClose(to: second, within: .relative(1e-13)))
    }
  }

  @Test("One channel, sixty-five, and no nulls")
  func sizes() throws {
    let one = try MarkovChain().fit(to: JourneyTable([(["A"], 3, 6, 7)])).attribution
    #expect(one.credit == [3])
    #expect(one.valueCredit == [6])
    let many = madeUpJourneys(channels: 65, paths: 3_000, seed: 6)
    let fit = try MarkovChain().fit(to: many)
    #expect(fit.attribution.channels.count == 65)
    #expect(fit.attribution.total.isClose(to: many.totalConversions, within: .relative(1e-12)))
    let whole = JourneyTable([(["A", "B"], 2, 2, 0), (["B"], 1, 5, 0)])
    let with = try MarkovChain().fit(to: whole)
    let without = try MarkovChain(usesNulls: false).fit(to: whole)
    #expect(with.conversionProbability == 1)
    #expect(with.attribution.credit == without.attribution.credit)
    #expect(with.attribution.credit[0].isClose(to: 3 * (2 / 3.0) / (5 / 3.0), within: .ulps(8)))
  }

  @Test("A channel that no journey touches gets nothing", arguments: 1...4)
  func untouched(order: Int) throws {
    let table = madeUpJourneys(channels: 30, paths: 400, seed: 3)
    let wider = JourneyTable(
      channels: table.channels + ["never"], steps: table.steps, offsets: table.offsets,
      conversions: table.conversions, value: table.value, nulls: table.nulls)
    let found = try MarkovChain(order: order).fit(to: wider).attribution
    let known = try MarkovChain(order: order).fit(to: table).attribution
    #expect(found.credit == known.credit + [0])
    #expect(found.valueCredit == known.valueCredit + [0])
  }

  @Test("Questions without an answer are refused")
  func refused() throws {
    #expect(throws: AttributionError.noConversions(journeys: 2)) {
      try MarkovChain().fit(to: JourneyTable([(["A"], 0, 0, 2)]))
    }
    #expect(throws: AttributionError.self) { try MarkovChain(order: 5).fit(to: textbook) }
    #expect(throws: AttributionError.self) { try MarkovChain(order: 0).fit(to: textbook) }
    // Where every journey converts, a detour loses nothing of the rate.
    let whole = JourneyTable([(["A", "B"], 2, 2, 0), (["B", "A"], 1, 5, 0)])
    #expect(throws: AttributionError.effectsCancel(model: "markov order 1, removal detours")) {
      try MarkovChain(removal: .detour).fit(to: whole)
    }
    #expect(throws: AttributionError.self) {
      try MarkovChain(removal: .fail).pairEffects(of: textbook)
    }
  }

  @Test("Journeys of a known memory choose its order")
  func order() throws {
    // What follows a touch depends on the touch before it, but not on the one before that.
    var state: UInt64 = 77
    func draw() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) * 0x1p-53
    }
    let names = ["A", "B", "C"]
    var rows: [(path: [String], conversions: Double, value: Double, nulls: Double)] = []
    for _ in 0..<6_000 {
      var path = [Int(draw() * 3)]
      path.append((path[0] + 1 + Int(draw() * 2)) % 3)
      while draw() > 0.15, path.count < 40 {
        let (last, before) = (path[path.count - 1], path[path.count - 2])
        let back = draw() < 0.85
        path.append(back ? before : 3 - last - before)
      }
      let converts = draw() < 0.3
      rows.append((path.map { names[$0] }, converts ? 1 : 0, 0, converts ? 0 : 1))
    }
    let table = JourneyTable(rows)
    let choice = try MarkovOrderSearch().choice(for: table)
    #expect(choice.best == 2)
    #expect(choice.journeys == 6_000)
    #expect(choice.logLoss[0] > choice.logLoss[1] + 0.1)
    #expect(choice.logLoss[3] > choice.logLoss[1])
    #expect(try MarkovOrderSearch().choice(for: table) == choice)
    #expect(throws: AttributionError.self) {
      try MarkovOrderSearch(largestOrder: 7).choice(for: table)
    }
  }
}

/// A chain built and walked another way: states as lists in a dictionary, probability mass moved step by step.
private struct WalkedChain {
  private var flow: [[UInt16]: [[UInt16]: Double]] = [:]
  private var ends: [[UInt16]: (converted: Double, all: Double)] = [:]

  init(_ table: JourneyTable, order: Int) {
    for index in 0..<table.count {
      let path = Array(table.path(index))
      let length = min(order, path.count)
      var state: [UInt16] = []
      let journeys = table.conversions[index] + table.nulls[index]
      for start in 0...(path.count - length) {
        let next = Array(path[start..<(start + length)])
        if next == state { continue }
        flow[state, default: [:]][next, default: 0] += journeys
        state = next
      }
      ends[state, default: (0, 0)].converted += table.conversions[index]
      ends[state, default: (0, 0)].all += journeys
    }
  }

  /// The mass that converts when whatever enters a state with one of the channels is lost.
  func converted(without channels: Set<UInt16>) -> Double {
    var mass: [[UInt16]: Double] = [[]: 1]
    var converted = 0.0
    while mass.values.reduce(0, +) > 1e-17 {
      var next: [[UInt16]: Double] = [:]
      for (state, share) in mass {
        let out = flow[state] ?? [:]
        let end = ends[state] ?? (0, 0)
        let all = out.values.reduce(end.all, +)
        converted += share * end.converted / all
        for (target, count) in out where channels.isDisjoint(with: target) {
          next[target, default: 0] += share * count / all
        }
      }
      mass = next
    }
    return converted
  }
}

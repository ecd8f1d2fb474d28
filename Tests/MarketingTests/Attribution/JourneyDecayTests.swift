import Foundation
import Marketing
import TestSupport
import Testing

@Suite("Credit by the age of touches")
struct JourneyDecayTests {
  @Test("Weights of a journey are 2^(−age / half-life), scaled")
  func byHand() async throws {
    let rows = "A,2026-01-01,a,0,0\nA,2026-01-08,b,0,0\nA,2026-01-15,c,0,0\nA,2026-01-20,,1,70\n"
    let table = try await Logs.sketch(rows, JourneyLog()).table
    let decay = try #require(table.decay(halfLifeInDays: 7))
    for (found, due) in zip(decay.credit, [1.0 / 7, 2.0 / 7, 4.0 / 7]) {
      #expect(found.isClose(to: due, within: .absolute(2e-12)))
    }
    for (found, due) in zip(decay.value, [10.0, 20, 40]) {
      #expect(found.isClose(to: due, within: .absolute(2e-10)))
    }
    #expect(table.decay(halfLifeInDays: 8) == nil)
  }

  /// An attribution worked out journey by journey, with nothing shared: one window for ever, direct kept.
  private func slow(_ customers: [[String]], halfLife: Double) -> [String: Double] {
    var credit: [String: Double] = [:]
    for events in customers {
      var touches: [(time: Double, channel: String)] = []
      let sorted = events.map { $0.split(separator: ",", omittingEmptySubsequences: false) }
        .enumerated()
        .sorted { (Int($0.element[1]) ?? 0, $0.offset) < (Int($1.element[1]) ?? 0, $1.offset) }
      for (_, cells) in sorted {
        let time = Double(cells[1]) ?? .nan
        if !cells[2].isEmpty { touches.append((time, String(cells[2]))) }
        guard cells[3] == "1" else { continue }
        let weights = touches.map { pow(2, -(time - $0.time) / 86_400 / halfLife) }
        let sum = weights.reduce(0, +)
        for (touch, weight) in zip(touches, weights) {
          credit[touch.channel, default: 0] += weight / sum
        }
        touches = []
      }
    }
    return credit
  }

  @Test("Sums over many journeys are those of a slow reference", arguments: [1.5, 7, 30])
  func reference(halfLife: Double) async throws {
    let customers = Logs.random(500, seed: 11)
    let sketch = try await Logs.sketch(
      customers.joined().joined(separator: "\n"),
      JourneyLog(windowsInDays: [nil], halfLivesInDays: [halfLife], direct: .keep))
    let rule = AttributionRule.timeDecay(halfLifeInDays: halfLife)
    let attribution = try rule.attribution(of: sketch.table)
    let expected = slow(customers, halfLife: halfLife)
    #expect(expected.count == attribution.channels.count)
    for (channel, credit) in zip(attribution.channels, attribution.credit) {
      #expect(credit.isClose(to: expected[channel] ?? .nan, within: .absolute(1e-8)), "\(channel)")
    }
    #expect(attribution.total.isClose(to: sketch.table.totalConversions, within: .absolute(1e-9)))
    #expect(attribution.totalValue.isClose(to: sketch.table.totalValue, within: .absolute(1e-6)))
    #expect(attribution.notes.count == 1)
    #expect(attribution.notes[0].contains("by the ages of touches"))
    #expect(attribution.model == "time decay")
  }

  @Test("Over the steps of a path credits sum to its conversions, value likewise")
  func sums() async throws {
    let sketch = try await Logs.sketch(
      Logs.random(400).joined().joined(separator: "\n"), Logs.everything)
    for window in sketch.windows {
      let table = try #require(sketch.table(window: window))
      #expect(table.decays.count == 2)
      for decay in table.decays {
        for path in 0..<table.count {
          let steps = table.offsets[path]..<table.offsets[path + 1]
          #expect(decay.credit[steps].reduce(0, +) == table.conversions[path])
          let value = decay.value[steps].reduce(0, +)
          #expect(value.isClose(to: table.value[path], within: .relative(1e-12)))
        }
      }
    }
  }

  @Test("Without ages steps are counted and it is said, or refused where asked")
  func withoutAges() async throws {
    let table = JourneyTable([(["a", "b"], 3, 6, 0)])
    let counted = try AttributionRule.timeDecay(halfLifeInDays: 1).attribution(of: table)
    #expect(counted.credit.map { ($0 * 1e9).rounded() / 1e9 } == [1, 2])
    #expect(counted.notes[0].contains("each step of a path counted as one day"))
    let strict = AttributionRule.timeDecay(halfLifeInDays: 1, daysPerStep: nil)
    let error = #expect(throws: AttributionError.self) { try strict.attribution(of: table) }
    #expect(error == .noAges(halfLifeInDays: 1, known: []))
    let log = try await Logs.sketch("A,2026-01-01,a,1,1\n", JourneyLog()).table
    let other = #expect(throws: AttributionError.self) { try strict.attribution(of: log) }
    #expect(other?.description.contains("only for 7") == true)
    #expect(try AttributionRule.last.attribution(of: table).notes.isEmpty)
  }

  @Test("Tables of tables carry credits where they still mean something")
  func tables() async throws {
    let rows = Logs.random(200).joined().joined(separator: "\n")
    let table = try await Logs.sketch(rows, JourneyLog(direct: .keep)).table
    let decay = try #require(table.decays.first)
    let kept = try #require(table.collapsed().decays.first)
    #expect(
      kept.credit.reduce(0, +).isClose(to: table.totalConversions, within: .absolute(1e-8)))
    #expect(kept.credit.count < decay.credit.count)
    #expect(table.collapsed().decays.count == 1)
    #expect(table.merged(with: table).decays.first?.credit == decay.credit.map { $0 * 2 })
    #expect(table.merged(with: textbook).decays.isEmpty)
    #expect(table.withoutDirect().decays.isEmpty)
    let copy = try JSONDecoder().decode(JourneyTable.self, from: JSONEncoder().encode(table))
    #expect(copy == table)
    let old =
      #"{"channels":["a"],"steps":[0],"offsets":[0,1],"conversions":[1],"value":[0],"nulls":[2]}"#
    let read = try JSONDecoder().decode(JourneyTable.self, from: Data(old.utf8))
    #expect(read.decays.isEmpty)
    let bad = old.dropLast() + #","decays":[{"halfLifeInDays":7,"credit":[0.5],"value":[0]}]}"#
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(JourneyTable.self, from: Data(bad.utf8))
    }
  }

  @Test("Intervals resample distinct paths with their ages")
  func bootstrap() async throws {
    let table = try await Logs.sketch(
      Logs.random(300).joined().joined(separator: "\n"), JourneyLog()
    ).table
    let model = AttributionModel.rule(.timeDecay())
    let found = try await AttributionBootstrap(replicates: 40).attributions(of: [model], on: table)
    #expect(found[0].credit == (try model.attribution(of: table)).credit)
    #expect(found[0].notes == (try model.attribution(of: table)).notes)
    let intervals = try #require(found[0].intervals)
    for (credit, interval) in zip(found[0].credit, intervals.credit) {
      #expect(interval.low < credit && credit < interval.high)
    }
    let result = try JSONDecoder().decode(Attribution.self, from: JSONEncoder().encode(found[0]))
    #expect(result == found[0])
  }
}

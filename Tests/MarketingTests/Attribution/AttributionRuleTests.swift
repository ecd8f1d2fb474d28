import Marketing
import Tables
import TestSupport
import Testing

@Suite("Rules of thumb")
struct AttributionRuleTests {
  private let path = JourneyTable([(["A", "B", "B", "C", "A"], 1, 8, 0)])

  /// Credits of A, B and C along A B B C A.
  private static let byHand: [(AttributionRule, [Double])] = [
    (.first, [1, 0, 0]), (.last, [1, 0, 0]), (.linear, [0.4, 0.4, 0.2]),
    (.lastExcept(channel: "A"), [0, 0, 1]), (.linearDistinct, thirds),
    (.positionBased, ends), (.jShaped, ends),
    (.position(starter: 1, player: 3, closer: 0), [0.25, 0.5, 0.25]),
    (.timeDecay(halfLifeInDays: 1), halves),
    (.timeDecay(halfLifeInDays: 2, daysPerStep: 2), halves),
    // First .3, middle .3, last .3, the two others .05 each.
    (.wShaped(), [0.6, 0.35, 0.05]),
    (.wShaped(leadChannel: "C"), [0.6, 0.1, 0.3]),
    // The lead at the first touch: it has both shares.
    (.wShaped(leadChannel: "A"), lead),
  ]
  private static let thirds: [Double] = [1.0 / 3, 1.0 / 3, 1.0 / 3]
  private static let ends: [Double] = [0.8, 0.4 / 3, 0.2 / 3]
  private static let halves: [Double] = [17.0 / 31, 6.0 / 31, 8.0 / 31]
  private static let lead: [Double] = [0.9, 0.2 / 3, 0.1 / 3]

  @Test("Five touches A B B C A by hand", arguments: byHand)
  func fiveTouches(rule: AttributionRule, expected: [Double]) throws {
    let attribution = try rule.attribution(of: path)
    #expect(attribution.channels == ["A", "B", "C"])
    for (found, known) in zip(attribution.credit, expected) {
      #expect(found.isClose(to: known, within: .absolute(1e-15)), "\(rule.name)")
    }
    #expect(attribution.totalValue.isClose(to: 8, within: .ulps(4)))
  }

  @Test(
    "Two touches and one",
    arguments: [
      (AttributionRule.positionBased, 0.5), (.jShaped, 0.25), (.inverseJShaped, 0.75),
      (.wShaped(), 0.5), (.position(starter: 0, player: 1, closer: 0), 0.5), (.linear, 0.5),
      (.lastExcept(channel: "B"), 1),
      // The lead is made in no journey of two touches, and then counts as if it had no name.
      (.wShaped(leadChannel: "C"), 0.5),
    ])
  func shortPaths(rule: AttributionRule, toFirst: Double) throws {
    let two = try rule.attribution(of: JourneyTable([(["A", "B"], 2, 0, 0), (["C"], 0, 0, 1)]))
    #expect(two.credit[0].isClose(to: 2 * toFirst, within: .absolute(1e-15)))
    #expect(two.credit[1].isClose(to: 2 - 2 * toFirst, within: .absolute(1e-15)))
    let one = try rule.attribution(
      of: JourneyTable([(["A"], 3, 0, 0), (["B"], 1, 0, 0), (["C"], 0, 0, 1)]))
    #expect(one.credit == [3, 1, 0])
  }

  @Test("Every rule credits every conversion once", arguments: 1...3)
  func efficiency(seed: Int) throws {
    let table = madeUpJourneys(channels: 9, paths: 200, seed: UInt64(seed))
    let rules: [AttributionRule] = [
      .first, .last, .lastExcept(channel: "c0"), .linear, .linearDistinct, .timeDecay(),
      .positionBased, .jShaped, .inverseJShaped, .wShaped(), .wShaped(leadChannel: "c1"),
      .position(starter: 1, player: 0, closer: 0),
    ]
    for rule in rules {
      let attribution = try rule.attribution(of: table)
      #expect(attribution.total.isClose(to: table.totalConversions, within: .relative(1e-13)))
      #expect(attribution.totalValue.isClose(to: table.totalValue, within: .relative(1e-13)))
      #expect(attribution.credit.allSatisfy { $0 >= 0 })
    }
    let starter = try AttributionRule.position(starter: 1, player: 0, closer: 0)
      .attribution(of: table)
    let first = try AttributionRule.first.attribution(of: table)
    #expect(starter.credit == first.credit)
  }

  @Test("What cannot be credited is refused with a reason")
  func refused() throws {
    let nothing = JourneyTable([(["A"], 0, 0, 4)])
    #expect(throws: AttributionError.noConversions(journeys: 4)) {
      try AttributionRule.last.attribution(of: nothing)
    }
    #expect(throws: AttributionError.noJourneys) {
      try AttributionRule.last.attribution(of: JourneyTable([]))
    }
    #expect(throws: AttributionError.unknownChannel("Direct", among: ["C1", "C2", "C3"])) {
      try AttributionRule.lastExcept(channel: "Direct").attribution(of: textbook)
    }
    let bad: [AttributionRule] = [
      .timeDecay(halfLifeInDays: 0), .timeDecay(halfLifeInDays: .nan),
      .timeDecay(halfLifeInDays: 7, daysPerStep: -1),
      .position(starter: -1, player: 1, closer: 1), .position(starter: 0, player: 0, closer: 0),
      .wShaped(starter: .infinity),
    ]
    for rule in bad {
      #expect(throws: AttributionError.self) { try rule.attribution(of: textbook) }
    }
    let message = "\(AttributionError.noConversions(journeys: 4))"
    #expect(message.contains("none of 4 journeys converted"))
  }

  @Test("Fields are named after channels, tables have the most credited first")
  func fields() throws {
    let table = JourneyTable([(["Paid Search", "E-Mail"], 1, 5, 2), (["E-Mail"], 3, 9, 1)])
    let attribution = try AttributionRule.linear.attribution(of: table)
    let fields = Dictionary(
      uniqueKeysWithValues: attribution.scalarFields.map { ($0.name, $0.value) })
    #expect(fields["total"] == 4)
    #expect(fields["credit.paid_search"] == 0.5)
    #expect(fields["share.e_mail"] == 0.875)
    #expect(fields["value.e_mail"] == 11.5)
    #expect(try attribution.table.texts("channel") == ["E-Mail", "Paid Search"])
  }
}

import Marketing
import Tables
import TestSupport
import Testing

@Suite("Models of attribution compared")
struct AttributionComparisonTests {
  private let table = JourneyTable([
    (["Display", "Search"], 40, 80, 160),
    (["Display", "Display", "Display", "Search"], 10, 20, 30),
    (["Search"], 30, 60, 20), (["Email", "Search"], 20, 40, 20), (["Email"], 10, 20, 300),
  ])

  private func compared(_ models: [AttributionModel]) throws -> AttributionComparison {
    try AttributionComparison(models.map { try $0.attribution(of: table) }, of: table)
  }

  @Test("First against last is who opens less who closes, to the last digit")
  func openers() throws {
    let comparison = try compared([.rule(.first), .rule(.last)])
    let found = try #require(comparison.disagreements.first)
    // Search opens 30 and closes 100 of the 110 conversions; the other two make up the difference.
    #expect(found.channel == "Search")
    #expect(found.difference.isClose(to: -70 / 110.0, within: .relative(1e-12)))
    #expect(found.moved.isClose(to: 70 / 110.0, within: .relative(1e-12)))
    let reason = try #require(found.reason)
    #expect(reason.isIdentity)
    #expect(reason.text.contains("opens 27.3% of the converting journeys and closes 90.9%"))
    let facts = try #require(comparison.facts.first { $0.channel == "Search" })
    #expect((facts.opens - facts.closes).isClose(to: found.difference, within: .relative(1e-12)))
  }

  @Test("Repeats, rates and lone conversions explain what they make")
  func reasons() throws {
    let repeats = try compared([.rule(.linear), .shapley(ShapleyCredit())])
    #expect(repeats.disagreements[0].reason?.text.contains("touches it") == true)
    let rate = try compared([.shapley(ShapleyCredit(game: .rate)), .rule(.linearDistinct)])
    let found = try #require(rate.disagreements.first)
    #expect(found.channel != nil)
    let same = try compared([.rule(.linearDistinct), .shapley(ShapleyCredit())])
    #expect(same.disagreements[0].channel == nil)
    #expect(same.disagreements[0].moved == 0)
    #expect(same.disagreements[0].reason?.isIdentity == true)
    #expect(same.rankCorrelations == [[1, 1], [1, 1]])
  }

  @Test("A reason never points against the difference it explains", arguments: 1...12)
  func directions(seed: Int) throws {
    let table = madeUpJourneys(channels: 6, paths: 60, seed: UInt64(seed))
    let models: [AttributionModel] = [
      .rule(.first), .rule(.last), .rule(.linear), .rule(.positionBased), .markov(MarkovChain()),
      .shapley(ShapleyCredit(game: .rate)),
    ]
    let comparison = try AttributionComparison(
      models.map { try $0.attribution(of: table) }, of: table)
    #expect(comparison.disagreements.count == 15)
    for found in comparison.disagreements {
      guard let reason = found.reason, let name = found.channel else { continue }
      let facts = try #require(comparison.facts.first { $0.channel == name })
      // "opens" speaks first where the opening model is the one explained.
      if found.first == "first", reason.text.contains(" opens ") {
        #expect((facts.opens > facts.closes) == (found.difference > 0))
      }
      if found.second == "shapley rate", reason.text.contains("convert at") {
        #expect((facts.rate > facts.wholeRate) == (found.difference < 0))
      }
    }
    let moved = comparison.disagreements.map(\.moved)
    #expect(moved == moved.sorted(by: >))
    #expect(comparison.disagreementTable.rowCount == 15)
    #expect(comparison.shareTable.columns.count == 7)
  }

  @Test("Results of other journeys, or of one model, are refused")
  func refused() throws {
    let one = try AttributionRule.first.attribution(of: table)
    let other = try AttributionRule.last.attribution(of: textbook)
    #expect(throws: AttributionError.tooFewModels(1)) {
      try AttributionComparison([one], of: table)
    }
    #expect(throws: AttributionError.otherChannels(model: "last", missing: "Display")) {
      try AttributionComparison([one, other], of: table)
    }
  }
}

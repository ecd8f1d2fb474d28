import Figures
import Foundation
import Marketing
import Notebooks
import Tables
import TestSupport
import Testing
import Workbench

/// A searched fit with a front as Robyn's search leaves it, of made-up candidates.
enum FrontCells {
  private static let stand = Command(
    "make front", in: "Tests", "A searched fit with a made-up front.",
    options: [
      Parameter("candidates", .integer(0...50), .standard("12"), "In the chosen one's cluster.")
    ], gives: FitValue.kind.name, example: "make front"
  ) { invocation in
    let candidates = invocation.arguments.integer("candidates")
    return Outcome(value: FitValue(try fit(candidates: candidates), date: "week"))
  }

  static let registry = CommandRegistry(
    commands: Engine.registry.commands + [stand],
    values: Array(Engine.registry.values.dropFirst()), engineVersion: "test")

  private static func fit(candidates: Int) throws -> MixFit {
    var spec = MixSpec(
      target: "sales", channels: ["tv", "radio"], regulariser: .ridge(.fixed(2)))
    spec.transforms["tv"] = ChannelTransform(adstock: .recursive(retention: 0.4))
    spec.search = TransformSearch(
      [.init(channel: "tv", parameter: .adstock(0), range: 0...0.8)], method: .grid(points: 3))
    let weeks = 0..<60
    let tv: [Double] = weeks.map { week in Double(week * 7 % 11) }
    let radio: [Double] = weeks.map { week in Double(week * 5 % 13) }
    let sales: [Double] = weeks.map { week in 40 + 3 * tv[week] + radio[week] + Double(week % 4) }
    let days: [Day?] = weeks.map { week in Day(daysSinceEpoch: 18_628 + 7 * week) }
    let table = Table([
      Column("week", days: days), Column("tv", numbers: tv), Column("radio", numbers: radio),
      Column("sales", numbers: sales),
    ])
    let fit = try spec.fitted(to: MixData(table, for: spec, date: "week"))
    // The front has no initialiser outside its target: it is read as a cache would read it.
    let coder = JSONEncoder()
    coder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    var whole = try object(coder.encode(fit))
    var search = try #require(whole["search"] as? [String: Any])
    search["front"] = try front(
      settings: object(coder.encode(RobynSearch())), candidates: candidates)
    whole["search"] = search
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return try decoder.decode(MixFit.self, from: JSONSerialization.data(withJSONObject: whole))
  }

  private static func object(_ data: Data) throws -> [String: Any] {
    try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  private static func front(settings: [String: Any], candidates: Int) -> [String: Any] {
    let evaluation: [String: Any] = [
      "trial": 2, "iteration": 517, "nrmse": 0.05, "rssd": 0.1234, "mapeLift": 0, "values": [0.4],
    ]
    var chosen: [String: Any] = [
      "name": "2_517", "evaluation": evaluation, "trainingNRMSE": 0.05, "front": 1, "score": 0.1,
      "penalty": 2, "r2": 0.9, "roi": [3, 1], "effectShare": [0.7, 0.3],
    ]
    if candidates > 0 { chosen["cluster"] = 1 }
    var cluster: [String: Any] = ["number": 1, "count": candidates, "winner": "2_517"]
    if candidates > 2 {
      cluster["roi"] = [["low": 2.5, "high": 3.25], ["low": 0.5, "high": 1.5]]
    }
    let prior: [String: Any] = [
      "channels": [Any](), "bestFitNRMSE": 0.04, "chosenNRMSE": 0.05, "bestFitRSSD": 0.3,
      "chosenRSSD": 0.1234, "bestFit": "1_1",
    ]
    return [
      "settings": settings, "channels": ["tv", "radio"], "names": ["retention.tv"],
      "evaluations": [evaluation], "candidates": [chosen], "fronts": 1,
      "clusters": candidates > 0 ? [cluster] : [[String: Any]](),
      "withinClusterSquares": [Double](), "chosen": "2_517", "convergence": [Any](),
      "hypervolume": 0.5, "prior": prior, "remarks": [Any](),
    ]
  }
}

@Suite("One-pagers of a search as Robyn's") struct OnePagerSearchTests {
  private static func poster(candidates: Int) async throws -> Poster {
    let notebook = try ModelNotebook(
      "f = make front candidates=\(candidates)\nplot onepager f", registry: FrontCells.registry)
    let outputs = try await notebook.outputs()
    let posters = outputs.compactMap { if case .poster(let poster) = $0 { poster } else { nil } }
    return try #require(posters.last)
  }

  @Test("The head says RSSD and the candidate, the intervals are those of its cluster")
  func cluster() async throws {
    let poster = try await Self.poster(candidates: 12)
    #expect(poster.measures.contains(.init("DECOMP.RSSD", "0.123")))
    #expect(poster.measures.contains { $0.value == "2_517" })
    #expect(poster.subtitle.contains("by a search as Robyn's"))
    let chart = poster.panels[7].chart
    #expect(chart.subtitle.hasPrefix("95% of the mean over cluster 1's 12 candidates: "))
    #expect(chart.subtitle.contains("no sampling error"))
    let ranges = chart.marks.compactMap { if case .range(let range) = $0 { range } else { nil } }
    #expect(ranges.first?.low == [2.5, 0.5] && ranges.first?.high == [3.25, 1.5])
    #expect(xmlFault(poster.standaloneSVG()) == nil)
  }

  @Test("Where a cluster has no interval the reason stands there, and whose take its place")
  func reasons() async throws {
    let two = try await Self.poster(candidates: 2).panels[7].chart
    #expect(
      two.subtitle.hasPrefix(
        "The cluster has 2 candidates, too few for an interval; instead: 90% by"))
    let none = try await Self.poster(candidates: 0).panels[7].chart
    #expect(none.subtitle.hasPrefix("No cluster of candidates; instead: 90% by"))
  }
}

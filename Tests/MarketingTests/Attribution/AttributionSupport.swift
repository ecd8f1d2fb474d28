import Foundation
import Marketing
import TestSupport
import Testing

/// ChannelAttribution's example data and what was computed from it; see the notes in the files.
enum PathData {
  static let file = "mta/channelattribution_Data.csv"
  static let results = "mta/channelattribution_results.json"
  static let others = "mta/mta_reference_other.json"
  static let isHere = [file, results, others].allSatisfy(OutsideData.has)

  /// 10,000 rows, 5,408 distinct paths, 12 channels, 19,785 conversions, 68,602 nulls.
  static let journeys: JourneyTable = {
    let lines = OutsideData.text(file).split(whereSeparator: \.isNewline).dropFirst()
    return JourneyTable(
      lines.map { line in
        let cells = line.split(separator: ",")
        return (
          path: cells[0].components(separatedBy: " > "), conversions: Double(cells[1]) ?? .nan,
          value: Double(cells[2]) ?? .nan, nulls: Double(cells[3]) ?? .nan
        )
      })
  }()

  /// What lies in a file of results under these keys.
  static func object(_ file: String, _ keys: String...) throws -> [String: Any] {
    var found = try JSONSerialization.jsonObject(with: Data(OutsideData.bytes(file)))
    for key in keys { found = try #require((found as? [String: Any])?[key], "no \(key)") }
    return try #require(found as? [String: Any])
  }

  /// Numbers by channel.
  static func numbers(_ file: String, _ keys: String...) throws -> [String: Double] {
    var found = try JSONSerialization.jsonObject(with: Data(OutsideData.bytes(file)))
    for key in keys { found = try #require((found as? [String: Any])?[key], "no \(key)") }
    return try #require(found as? [String: Double])
  }
}

/// Compares numbers by channel, all of them.
func expect(
  _ found: [Double], of channels: [String], are expected: [String: Double],
  within tolerance: Tolerance, _ what: String, sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(expected.count == channels.count, "\(what)", sourceLocation: sourceLocation)
  for (channel, value) in zip(channels, found) {
    let known = expected[channel] ?? .nan
    #expect(
      value.isClose(to: known, within: tolerance), "\(what), \(channel): \(value) against \(known)",
      sourceLocation: sourceLocation)
  }
}

/// Three journeys whose credits are known by hand: C1 > C2 > C3 converts, C1 and C2 > C3 do not.
let textbook = JourneyTable([
  (["C1", "C2", "C3"], 1, 10, 0), (["C1"], 0, 0, 1), (["C2", "C3"], 0, 0, 1),
])

/// Journeys of made-up channels, repeats among them.
func madeUpJourneys(channels: Int, paths: Int, seed: UInt64) -> JourneyTable {
  var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
  func draw(_ bound: Int) -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Int(state >> 33) % bound
  }
  let names = (0..<channels).map { "c\($0)" }
  return JourneyTable(
    (0..<paths).map { _ in
      let path = (0...draw(7)).map { _ in names[draw(channels)] }
      let conversions = Double(draw(4))
      return (path, conversions, conversions * Double(1 + draw(9)), Double(1 + draw(12)))
    })
}

import Foundation
import Marketing
import Statistics
import Tables
import TestSupport

/// Columns of plain numbers out of outside data: comma separated, quotes taken off, what is no number missing.
func outsideColumns(_ path: String) -> [String: [Double]] {
  let lines = OutsideData.text(path).split(whereSeparator: \.isNewline).map { line in
    line.split(separator: ",", omittingEmptySubsequences: false).map {
      $0.trimmingCharacters(in: ["\""])
    }
  }
  var columns: [String: [Double]] = [:]
  for (index, name) in (lines.first ?? []).enumerated() {
    columns[name] = lines.dropFirst().map {
      index < $0.count ? Double($0[index]) ?? .nan : .nan
    }
  }
  return columns
}

/// A reference file beside the tests.
func reference<Value: Decodable>(_ name: String, as type: Value.Type) throws -> Value {
  let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  let data = try Data(contentsOf: folder.appendingPathComponent("Reference/\(name)"))
  return try JSONDecoder().decode(type, from: data)
}

/// Weekly Mondays.
func mondays(_ count: Int) -> [Day] {
  (0..<count).map { Day(daysSinceEpoch: 18_995 + 7 * $0) }
}

/// Weekly data of two channels and a control whose sales are linear in them, with known coefficients.
func linearTable(weeks: Int, seed: UInt64, deviation: Double = 1_000) -> Table {
  var stream = RandomStream(seed: seed)
  var (tv, radio, price, sales): ([Double], [Double], [Double], [Double]) = ([], [], [], [])
  for week in 0..<weeks {
    let common = stream.normal()
    tv.append(max(0, 10_000 + 3_000 * common + 2_000 * stream.normal()))
    radio.append(max(0, 4_000 + 1_000 * common + 800 * stream.normal()))
    price.append(10 + stream.normal())
    sales.append(
      50_000 + 2 * tv[week] + 3 * radio[week] - 500 * price[week] + 20 * Double(week)
        + deviation * stream.normal())
  }
  return Table([
    Column("week", days: mondays(weeks)), Column("tv", numbers: tv),
    Column("radio", numbers: radio), Column("price", numbers: price),
    Column("sales", numbers: sales),
  ])
}

/// The specification that generated `linearTable`.
let linearSpec = MixSpec(
  target: "sales", channels: ["tv", "radio"], controls: ["price"], trend: .linear)

extension MixFit {
  /// The scalar field of that name.
  func field(_ name: String) -> Double? { scalarFields.first { $0.name == name }?.value }
}

extension Table {
  /// The same table with one column changed.
  func replacing(_ name: String, _ change: ([Double]) -> [Double]) throws -> Table {
    let changed = change(try numbers(name))
    return Table(columns.map { $0.name == name ? Column(name, numbers: changed) : $0 })
  }
}

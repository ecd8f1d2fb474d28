import Foundation
import Statistics
import TestSupport

/// A value of a JSON file, asked for by keys; missing ones are empty.
struct JSON {
  let value: Any?

  init(_ value: Any?) { self.value = value }
  init(bytes: [UInt8]) { value = try? JSONSerialization.jsonObject(with: Data(bytes)) }

  /// A file of the outside data.
  static func outside(_ path: String) -> JSON { JSON(bytes: OutsideData.bytes(path)) }

  /// A file kept beside the tests.
  static func kept(_ name: String, testFile: String = #filePath) -> JSON {
    let folder = testFile.split(separator: "/").dropLast().joined(separator: "/")
    return JSON(bytes: readFile("/\(folder)/Reference/\(name)") ?? [])
  }

  subscript(key: String) -> JSON { JSON((value as? [String: Any])?[key]) }
  var keys: [String] { (value as? [String: Any]).map { $0.keys.sorted() } ?? [] }
  var list: [JSON] { (value as? [Any] ?? []).map(JSON.init) }
  var number: Double { (value as? NSNumber)?.doubleValue ?? .nan }
  var numbers: [Double] { list.map(\.number) }
  var rows: [[Double]] { list.map(\.numbers) }
}

/// The columns of a comma-separated file of numbers, by name; what is no number is NaN.
func outsideColumns(_ path: String) -> [String: [Double]] {
  let lines = OutsideData.text(path).split(whereSeparator: \.isNewline).map {
    $0.split(separator: ",", omittingEmptySubsequences: false).map {
      String($0).replacingOccurrences(of: "\"", with: "")
    }
  }
  guard let header = lines.first else { return [:] }
  var columns: [String: [Double]] = [:]
  for (index, name) in header.enumerated() {
    columns[name] = lines.dropFirst().map { index < $0.count ? Double($0[index]) ?? .nan : .nan }
  }
  return columns
}

/// Whether two lists agree, number by number.
func agree(_ found: [Double], _ expected: [Double], _ tolerance: Tolerance) -> Bool {
  found.count == expected.count
    && zip(found, expected).allSatisfy { $0.isClose(to: $1, within: tolerance) }
}

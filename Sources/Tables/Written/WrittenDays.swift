/// Dates as people and advertising platforms write them, several forms in one column included: `2024-01-31`, `31/01/2024`,
/// `1/31/24`, `Jan 31, 2024`, `20240131`, `2024-01-31T14:05:00Z`, and the day numbers of spreadsheets (`45322`).
///
/// A time of day is dropped. Whether `03/04/2024` is in March or April is decided for the column: by a number above 12 in
/// one of its cells, where no other cell contradicts it, else by the order given, else not at all: then ``ambiguous`` lists
/// the cells, and no date is guessed.
///
/// Cost: O(characters).
public struct WrittenDays: Sendable, Hashable {
  /// One date a cell; nil where the cell is missing, unread or ambiguous.
  public let days: [Day?]
  /// The places, from 0, of cells that hold something but no date.
  public let unread: [Int]
  /// The places of cells that could be day-month or month-day, where nothing decides.
  public let ambiguous: [Int]

  /// Reads a column; nil is missing.
  ///
  /// - Parameters:
  ///   - cells: The cells as written.
  ///   - order: Which comes first in `03/04/2024`, where the cells do not tell.
  public init(_ cells: [String?], order: CSV.DateOrder = .unambiguous) {
    var readings = cells.map { $0.map(WrittenDays.reading) ?? .missing }
    var (dayFirst, monthFirst) = (false, false)
    for case .open(let first, let second, _) in readings {
      if (13...31).contains(first), second <= 12 { dayFirst = true }
      if (13...31).contains(second), first <= 12 { monthFirst = true }
    }
    if dayFirst == monthFirst {
      (dayFirst, monthFirst) = (order == .dayFirst, order == .monthFirst)
    }
    var ambiguous: [Int] = []
    for (place, reading) in readings.enumerated() {
      guard case .open(let first, let second, let year) = reading else { continue }
      let isDayFirst = second > 12 ? false : first > 12 ? true : dayFirst
      if first <= 12, second <= 12, first != second, dayFirst == monthFirst {
        ambiguous.append(place)
        readings[place] = .missing
      } else {
        let day =
          isDayFirst
          ? Day(year: year, month: second, day: first)
          : Day(year: year, month: first, day: second)
        readings[place] = day.map { .day($0) } ?? .other
      }
    }
    days = readings.map { if case .day(let day) = $0 { day } else { nil } }
    unread = readings.indices.filter { if case .other = readings[$0] { true } else { false } }
    self.ambiguous = ambiguous
  }

  private enum Reading {
    case missing
    case day(Day)
    case open(first: Int, second: Int, year: Int)
    case other
  }

  private static func reading(_ cell: String) -> Reading {
    let trimmed = withoutTime(spaced(cell).trimmed)
    guard !trimmed.isEmpty, !nothings.contains(trimmed) else { return .missing }
    if trimmed.count == 5, let serial = Int(String(decoding: trimmed, as: UTF8.self)),
      spreadsheetDays.contains(serial)
    {
      return .day(Day(daysSinceEpoch: serial - 25_569))
    }
    let found = withLongYear(trimmed).withUnsafeBufferPointer { CSVDate.read($0, compact: true) }
    return switch found {
    case .day(let day, _, _)?: .day(day)
    case .open(let first, let second, let year)?: .open(first: first, second: second, year: year)
    case nil: .other
    }
  }

  /// The bytes, blanks of any kind as spaces.
  private static func spaced(_ cell: String) -> [UInt8] {
    cell.unicodeScalars.reduce(into: []) { bytes, scalar in
      if scalar.properties.isWhitespace {
        bytes.append(Byte.space)
      } else {
        bytes += UTF8.encode(scalar).map(Array.init) ?? []
      }
    }
  }

  /// 1 January 1982 to 30 December 2036: beyond, five digits are more probably something else.
  private static let spreadsheetDays = 29_952...50_039

  /// Without a time of day, where one follows: `2024-01-31T14:05:00+02:00`, `31.01.2024 14:05`, `… 2:05 PM`.
  private static func withoutTime(_ cell: [UInt8]) -> [UInt8] {
    guard let colon = cell.firstIndex(of: UInt8(ascii: ":")), colon >= 8 else { return cell }
    guard
      let gap = cell[..<colon].lastIndex(where: { $0 == Byte.space || $0 == UInt8(ascii: "T") }),
      cell[(gap + 1)..<colon].allSatisfy({ $0 &- 48 <= 9 }), gap >= 6
    else { return cell }
    let date = Array(cell[..<gap]).trimmed
    // "1/31/2024, 2:05 PM"
    return date.last == Byte.comma ? date.dropLast() : date
  }

  /// `1/31/24` as `1/31/2024`, `15-Jan-24` as `15-Jan-2024`: years below 69 are of this century, as POSIX has it.
  private static func withLongYear(_ cell: [UInt8]) -> [UInt8] {
    guard cell.count >= 6, cell.count <= 20,
      let cut = cell.lastIndex(where: { $0 &- 48 > 9 }), cut == cell.count - 3,
      cell.count(where: { $0 == cell[cut] }) == 2,
      // A year of four digits in front leaves the day behind.
      !cell.prefix(3).allSatisfy({ $0 &- 48 <= 9 }),
      let year = Int(String(decoding: cell.suffix(2), as: UTF8.self))
    else { return cell }
    return cell[...cut] + Array(String(year < 69 ? 2000 + year : 1900 + year).utf8)
  }

  private static let nothings = Set(["-", "--", "n/a", "N/A", "#N/A"].map { Array($0.utf8) })
}

extension [UInt8] {
  /// Without blanks and tabs at its ends.
  fileprivate var trimmed: [UInt8] {
    guard let first = firstIndex(where: { $0 != Byte.space && $0 != Byte.tab }),
      let last = lastIndex(where: { $0 != Byte.space && $0 != Byte.tab })
    else { return [] }
    return Array(self[first...last])
  }
}

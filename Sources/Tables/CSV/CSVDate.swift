/// The forms of dates that a CSV file may have.
enum CSVDate {
  /// One way of writing dates; a column keeps to one.
  enum Form {
    case yearFirst
    case compact
    case named
    case numeric
  }

  /// What a cell says.
  enum Reading {
    case day(Day, Form, hasTime: Bool)
    /// Two numbers up to 31 and a year: which is the month?
    case open(first: Int, second: Int, year: Int)
  }

  private static let packedBase = 10_000_000_000.0

  /// A date whose order is open, as a number beyond all day numbers.
  static func packed(first: Int, second: Int, year: Int) -> Double {
    packedBase + Double(year * 10_000 + first * 100 + second)
  }

  /// The day of a stored number, once the order is known.
  static func day(_ stored: Double, order: CSV.DateOrder) -> Day? {
    guard !stored.isNaN else { return nil }
    guard stored >= packedBase else { return Day(daysSinceEpoch: Int(stored)) }
    let digits = Int(stored - packedBase)
    let (year, first, second) = (digits / 10_000, digits / 100 % 100, digits % 100)
    return order == .monthFirst
      ? Day(year: year, month: first, day: second) : Day(year: year, month: second, day: first)
  }

  /// Reads a whole cell; nil where it is no date.
  static func read(_ bytes: UnsafeBufferPointer<UInt8>, compact: Bool) -> Reading? {
    guard bytes.count >= 8, bytes.count <= 40 else { return nil }
    if bytes.count == 10, bytes[4] == Byte.minus, bytes[7] == Byte.minus,
      let year = digits(bytes, 0..<4), let month = digits(bytes, 5..<7),
      let day = digits(bytes, 8..<10)
    {
      return Day(year: year, month: month, day: day).map { .day($0, .yearFirst, hasTime: false) }
    }
    if compact, bytes.count == 8, let all = number(bytes[...], 8) {
      return Day(year: all / 10_000, month: all / 100 % 100, day: all % 100)
        .map { .day($0, .compact, hasTime: false) }
    }
    var cell = bytes[...]
    let hasTime = dropMidnight(&cell)
    let parts = cell.split(omittingEmptySubsequences: false) { isSeparator($0) }
    if parts.count == 3, let separator = cell.first(where: isSeparator) {
      let isEven = cell.allSatisfy { !isSeparator($0) || $0 == separator }
      if isEven, separator != Byte.space, separator != Byte.comma,
        let reading = numeric(parts, hasTime)
      {
        return reading
      }
    }
    return named(parts.filter { !$0.isEmpty }, hasTime)
  }

  private static func digits(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Int? {
    var number = 0
    for index in range {
      let digit = bytes[index] &- Byte.zero
      guard digit <= 9 else { return nil }
      number = number * 10 + Int(digit)
    }
    return number
  }

  private static func isSeparator(_ byte: UInt8) -> Bool {
    byte == Byte.minus || byte == Byte.slash || byte == Byte.point || byte == Byte.space
      || byte == Byte.comma
  }

  private static func numeric(
    _ parts: [Slice<UnsafeBufferPointer<UInt8>>], _ hasTime: Bool
  ) -> Reading? {
    if let year = number(parts[0], 4) {
      guard let month = number(parts[1], 1...2), let day = number(parts[2], 1...2) else {
        return nil
      }
      return Day(year: year, month: month, day: day).map { .day($0, .yearFirst, hasTime: hasTime) }
    }
    guard !hasTime, let first = number(parts[0], 1...2), let second = number(parts[1], 1...2),
      let year = number(parts[2], 4), first >= 1, second >= 1
    else { return nil }
    return .open(first: first, second: second, year: year)
  }

  private static func named(
    _ parts: [Slice<UnsafeBufferPointer<UInt8>>], _ hasTime: Bool
  ) -> Reading? {
    guard parts.count == 3, let year = number(parts[2], 4) else { return nil }
    let (dayPart, monthPart) = month(parts[0]) == nil ? (parts[0], parts[1]) : (parts[1], parts[0])
    guard let month = month(monthPart), let day = number(dayPart, 1...2) else { return nil }
    return Day(year: year, month: month, day: day).map { .day($0, .named, hasTime: hasTime) }
  }

  private static func number(_ digits: Slice<UnsafeBufferPointer<UInt8>>, _ count: Int) -> Int? {
    number(digits, count...count)
  }

  private static func number(
    _ digits: Slice<UnsafeBufferPointer<UInt8>>, _ counts: ClosedRange<Int>
  ) -> Int? {
    guard counts.contains(digits.count), digits.allSatisfy({ $0 &- Byte.zero <= 9 }) else {
      return nil
    }
    return digits.reduce(0) { $0 * 10 + Int($1 - Byte.zero) }
  }

  private static let months = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
  ].map { Array($0.utf8) }

  private static func month(_ letters: Slice<UnsafeBufferPointer<UInt8>>) -> Int? {
    guard letters.count >= 3 else { return nil }
    let small = letters.map { $0 | 0x20 }
    return months.firstIndex {
      $0 == small || (small.count == 3 && $0.starts(with: small)) || (small == sept && $0[0] == 115)
    }.map { $0 + 1 }
  }

  private static let sept = Array("sept".utf8)
  private static let midnights = [
    "T00:00:00Z", " 00:00:00", "T00:00:00", " 00:00", "T00:00", " 00:00:00.000", "T00:00:00.000Z",
  ].map { Array($0.utf8) }

  /// Cuts a time of day off, where it is midnight: any other time would be lost silently.
  private static func dropMidnight(_ cell: inout Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
    guard cell.count > 12,
      let midnight = midnights.first(where: { $0.elementsEqual(cell.suffix($0.count)) })
    else { return false }
    cell = cell.dropLast(midnight.count)
    return true
  }
}

import Tables

/// Reads points in time; microseconds since 1970 in universal time.
///
/// 2026-01-31, 2026-01-31 23:59, 2026-01-31T23:59:59.123456Z, the same with +02:00 behind it, 20260131, and seconds,
/// milliseconds, microseconds or nanoseconds since 1970, told apart by their size. A time without a zone is taken as
/// universal: what counts is how long one touch comes before another.
struct EventTime {
  static let second: Int64 = 1_000_000
  static let day: Int64 = 86_400 * second

  /// The day read last, by its ten bytes: logs are mostly in the order of time.
  ///
  /// No text begins with the bytes before the first.
  private var head = UInt64.max
  private var tail: UInt16 = 0
  private var start: Int64 = 0

  /// The time in a cell without blanks around it, with eight readable bytes behind it; nil where there is none.
  @inline(__always)
  mutating func read(_ cell: UnsafeBufferPointer<UInt8>) -> Int64? {
    guard cell.count >= 8, let base = cell.baseAddress else { return nil }
    let raw = UnsafeRawPointer(base)
    if cell.count == 19, cell[13] == 58, cell[16] == 58, EventTime.isBetween(cell[10]),
      raw.loadUnaligned(as: UInt64.self) == head,
      raw.loadUnaligned(fromByteOffset: 8, as: UInt16.self) == tail,
      let clock = EventTime.clock(cell)
    {
      return start + clock
    }
    return readSlowly(cell)
  }

  /// Whether a sign stands between day and clock: a blank, T or t (RFC 3339, 5.6).
  @inline(__always)
  private static func isBetween(_ sign: UInt8) -> Bool { sign == 32 || sign | 0x20 == 0x74 }

  /// Hours, minutes and seconds at their places.
  @inline(__always)
  private static func clock(_ cell: UnsafeBufferPointer<UInt8>) -> Int64? {
    guard let hour = two(cell, 11), let minute = two(cell, 14), let second = two(cell, 17),
      hour < 24, minute < 60, second < 61
    else { return nil }
    return (hour * 3_600 + minute * 60 + second) * EventTime.second
  }

  @inline(__always)
  private static func two(_ cell: UnsafeBufferPointer<UInt8>, _ place: Int) -> Int64? {
    let (tens, ones) = (cell[place] &- 48, cell[place + 1] &- 48)
    return tens <= 9 && ones <= 9 ? Int64(tens) * 10 + Int64(ones) : nil
  }

  @inline(never)
  private mutating func readSlowly(_ cell: UnsafeBufferPointer<UInt8>) -> Int64? {
    if cell.allSatisfy({ $0 &- 48 <= 9 || $0 == 46 }) { return EventTime.counted(cell) }
    guard cell.count >= 10, cell.count <= 40, cell[4] == 45, cell[7] == 45,
      let day = Day(String(decoding: cell.prefix(10), as: UTF8.self))
    else { return nil }
    let midnight = Int64(day.daysSinceEpoch) * EventTime.day
    if cell.count == 10 { return midnight }
    guard cell.count >= 16, EventTime.isBetween(cell[10]), cell[13] == 58,
      let hour = EventTime.two(cell, 11), let minute = EventTime.two(cell, 14), hour < 24,
      minute < 60
    else { return nil }
    var time = (hour * 3_600 + minute * 60) * EventTime.second
    var place = 16
    if place < cell.count, cell[place] == 58 {
      guard cell.count >= 19, let clock = EventTime.clock(cell) else { return nil }
      time = clock
      place = 19
      guard let fraction = EventTime.fraction(cell, &place) else { return nil }
      time += fraction
    }
    guard let zone = EventTime.zone(cell, place) else { return nil }
    if let base = cell.baseAddress {
      head = UnsafeRawPointer(base).loadUnaligned(as: UInt64.self)
      tail = UnsafeRawPointer(base).loadUnaligned(fromByteOffset: 8, as: UInt16.self)
      start = midnight
    }
    return midnight + time - zone
  }

  /// Up to nine digits behind a point, cut to microseconds.
  private static func fraction(_ cell: UnsafeBufferPointer<UInt8>, _ place: inout Int) -> Int64? {
    guard place < cell.count, cell[place] == 46 else { return 0 }
    place += 1
    var (micro, digits): (Int64, Int) = (0, 0)
    while place < cell.count, cell[place] &- 48 <= 9 {
      if digits < 6 { micro = micro * 10 + Int64(cell[place] &- 48) }
      digits += 1
      place += 1
    }
    guard digits > 0, digits <= 9 else { return nil }
    for _ in min(digits, 6)..<6 { micro *= 10 }
    return micro
  }

  /// How far a zone is ahead of universal time: nothing, Z, z, UTC, +hh, +hhmm or +hh:mm.
  private static func zone(_ cell: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int64? {
    var rest = Array(cell[start...])
    while rest.first == 32 { rest.removeFirst() }
    if rest.isEmpty || rest == [90] || rest == [122] || rest == Array("UTC".utf8) { return 0 }
    guard rest[0] == 43 || rest[0] == 45 else { return nil }
    let digits = rest.dropFirst().filter { $0 != 58 }.map { Int64($0) - 48 }
    guard digits.allSatisfy({ (0...9).contains($0) }), digits.count == 2 || digits.count == 4 else {
      return nil
    }
    let hours = digits[0] * 10 + digits[1]
    let minutes = digits.count == 4 ? digits[2] * 10 + digits[3] : 0
    guard hours <= 18, minutes < 60 else { return nil }
    return (hours * 3_600 + minutes * 60) * second * (rest[0] == 45 ? -1 : 1)
  }

  /// yyyymmdd, or a count since 1970 whose size tells its unit; 10¹¹ seconds are the year 5138.
  private static func counted(_ cell: UnsafeBufferPointer<UInt8>) -> Int64? {
    let text = String(decoding: cell, as: UTF8.self)
    if cell.count == 8, let all = Int(text) {
      return Day(year: all / 10_000, month: all / 100 % 100, day: all % 100)
        .map { Int64($0.daysSinceEpoch) * day }
    }
    guard let number = Double(text) else { return nil }
    switch number {
    case ..<1e11: return Int64(number * 1e6)
    case ..<1e14: return Int64(number * 1e3)
    case ..<1e17: return Int64(number)
    case ..<1e20: return Int64(number / 1e3)
    default: return nil
    }
  }
}

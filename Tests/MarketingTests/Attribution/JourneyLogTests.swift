import Marketing
import TestSupport
import Testing

@Suite("Journeys from a log of events")
struct JourneyLogTests {
  private static let names = "customer_id,timestamp,channel,conversion,value\n"

  private func read(
    _ rows: String, _ log: JourneyLog = JourneyLog(direct: .keep)
  ) async throws -> JourneyReading {
    try await log.read(Array((JourneyLogTests.names + rows).utf8))
  }

  /// Each path as text with its conversions, value and nulls.
  private func lines(_ table: JourneyTable) -> [String] {
    (0..<table.count).map {
      "\(table.written($0)): \(table.conversions[$0]) \(table.value[$0]) \(table.nulls[$0])"
    }
  }

  @Test("Every conversion closes a journey, and what follows the last one did not convert")
  func cutting() async throws {
    let reading = try await read(
      """
      A,2026-01-01 10:00:00,search,0,0
      B,2026-01-01 11:00:00,tv,0,0
      A,2026-01-02 10:00:00,email,1,20
      A,2026-01-03 10:00:00,email,0,
      A,2026-01-03 10:00:00,,1,5.5
      B,2026-01-05 11:00:00,search,0,0
      A,2026-01-09 10:00:00,tv,0,0

      """)
    #expect(
      lines(reading.table) == [
        "search > email: 1.0 20.0 0.0", "tv > search: 0.0 0.0 1.0", "email: 1.0 5.5 0.0",
        "tv: 0.0 0.0 1.0",
      ])
    #expect(reading.rows == 7)
    #expect(reading.notes.isEmpty)
  }

  @Test("Rows in any order are put in the order of time, and said to be")
  func order() async throws {
    let rows = [
      "A,2026-01-01,a,0,0", "A,2026-01-02,b,0,0", "A,2026-01-03,c,1,1", "B,2026-01-01,b,0,0",
    ]
    let straight = try await read(rows.joined(separator: "\n"))
    let mixed = try await read([rows[2], rows[3], rows[1], rows[0]].joined(separator: "\n"))
    #expect(straight.notes.isEmpty)
    #expect(
      mixed.notes == [
        "2 rows earlier than the row before of the same customer; put in the order of time"
      ])
    #expect(Set(lines(mixed.table)) == Set(lines(straight.table)))
    #expect(lines(straight.table) == ["a > b > c: 1.0 1.0 0.0", "b: 0.0 0.0 1.0"])
  }

  @Test("Touches before the window do not count; those on its edge do")
  func window() async throws {
    let rows = """
      A,2026-01-01 00:00:00,old,0,0
      A,2026-01-25 00:00:00,mid,0,0
      A,2026-01-31 00:00:00,new,1,1
      B,2026-01-01 00:00:00,old,0,0
      B,2026-03-31 00:00:00,,1,7
      """
    let month = try await read(rows, JourneyLog(lookbackInDays: 30, direct: .keep))
    #expect(lines(month.table) == ["old > mid > new: 1.0 1.0 0.0"])
    #expect(
      month.notes == [
        "1 touch older than the window, in no journey",
        "conversions without a touch in the window: 1, worth 7; they are in no journey",
      ])
    let week = try await read(rows, JourneyLog(lookbackInDays: 7, direct: .keep))
    #expect(lines(week.table) == ["mid > new: 1.0 1.0 0.0"])
    let standard = try await read(rows, JourneyLog(direct: .keep))
    #expect(lines(standard.table) == ["old > mid > new: 1.0 1.0 0.0", "old: 1.0 7.0 0.0"])
    let short = try await read(rows, JourneyLog(lookbackInDays: 88.9, direct: .keep))
    #expect(lines(short.table) == ["old > mid > new: 1.0 1.0 0.0"])
    let whole = try await read(rows, JourneyLog(lookbackInDays: nil, direct: .keep))
    #expect(whole.table == standard.table)
  }

  @Test("A gap ends a journey")
  func gap() async throws {
    let rows = """
      A,2026-01-01 00:00:00,a,0,0
      A,2026-01-01 00:30:00,b,0,0
      A,2026-01-01 01:00:01,c,0,0
      A,2026-01-01 01:05:00,d,1,0
      """
    let half = try await read(rows, JourneyLog(gapInDays: 0.5 / 24, direct: .keep))
    #expect(lines(half.table) == ["a > b: 0.0 0.0 1.0", "c > d: 1.0 0.0 0.0"])
    #expect(lines(try await read(rows).table) == ["a > b > c > d: 1.0 0.0 0.0"])
  }

  @Test("Direct counts only alone, repeats as one")
  func rules() async throws {
    let rows = """
      A,2026-01-01,Search,0,0
      A,2026-01-02,Direct,0,0
      A,2026-01-03,Search,1,3
      B,2026-01-01,direct,1,2
      """
    let standard = try await read(rows, JourneyLog())
    #expect(lines(standard.table) == ["Search > Search: 1.0 3.0 0.0", "direct: 1.0 2.0 0.0"])
    let collapsed = try await read(rows, JourneyLog(isCollapsed: true))
    #expect(lines(collapsed.table) == ["Search: 1.0 3.0 0.0", "direct: 1.0 2.0 0.0"])
  }

  @Test(
    "Times in many forms are the same time",
    arguments: [
      "2026-01-31 23:59:59", "2026-01-31T23:59:59Z", "2026-01-31 23:59:59.000000 UTC",
      "2026-02-01T01:59:59+02:00", "2026-01-31T20:29:59-0330", "1769903999", "1769903999000",
      "1769903999000000", "1769903999000000000", "1769903999.0",
    ])
  func times(time: String) async throws {
    // A touch one second before the window and one on its edge show the time to the second.
    let rows = """
      A,2026-01-24 23:59:58,a,0,0
      A,2026-01-24 23:59:59,b,0,0
      A,\(time),c,1,0
      """
    let reading = try await read(rows, JourneyLog(lookbackInDays: 7, direct: .keep))
    #expect(lines(reading.table) == ["b > c: 1.0 0.0 0.0"])
  }

  @Test("A time is one or none, whatever day the row before had", arguments: ["T", "t", " "])
  func signs(sign: String) async throws {
    for before in ["2026-01-05 10:00:00", "2025-12-05 10:00:00"] {
      let rows = "A,\(before),a,0,0\nA,2026-01-05\(sign)11:00:00,b,1,0\n"
      #expect(lines(try await read(rows).table) == ["a > b: 1.0 0.0 0.0"])
    }
    for other in ["$", "0", "4", "D", "P", "d", "p", "`", "-"] {
      for before in ["2026-01-05 10:00:00", "2025-12-05 10:00:00"] {
        let rows = "A,\(before),a,0,0\nA,2026-01-05\(other)11:00:00,b,1,0\n"
        await #expect(throws: JourneyError.self) { try await read(rows) }
      }
    }
  }

  @Test(
    "What is no time is refused",
    arguments: ["", "x", "2026-02-30 10:00:00", "2026-01-01 24:00:00", "2026-01-01 10:61", "-5"])
  func badTimes(time: String) async throws {
    let error = await #expect(throws: JourneyError.self) { try await read("A,\(time),a,0,0\n") }
    #expect(error?.problems.map(\.kind) == [.badTime(found: time, column: "timestamp")])
    #expect(error?.problems.map(\.line) == [2])
    #expect(error?.problems.map(\.column) == [3])
  }

  @Test("All that is wrong is told at once")
  func problems() async throws {
    let error = await #expect(throws: JourneyError.self) {
      try await read(
        """
        ,2026-01-01,a,0,0
        A,2026-01-01,,0,0
        A,2026-01-01,a,maybe,0
        A,2026-01-01,a,1,-3
        A,2026-01-01,a
        """)
    }
    #expect(
      error?.description == """
        events.csv:2:1: an event without a customer
        events.csv:3:14: an event without a channel that is no conversion either
        events.csv:4:16: "maybe" in column conversion (field 4), where a number is due
        events.csv:5:18: "-3" in column value, where a number from 0 on is due
        events.csv:6:1: 3 fields, where the header has 5
        """)
  }

  @Test("Customers are kept apart, whatever their names are like")
  func customers() async throws {
    var rows = ""
    // Lengths from 1 to 60, names that share all but one byte, each once with two touches.
    for number in 0..<2_000 {
      let name = String(repeating: "x", count: number % 60) + "\(number)"
      rows += "\(name),2026-01-01,a,0,0\n\(name),2026-01-02,b,True,1\n"
    }
    let reading = try await read(rows)
    #expect(lines(reading.table) == ["a > b: 2000.0 2000.0 0.0"])
  }

  @Test("Workers and chunks change nothing", arguments: [64, 500, 8_192])
  func chunks(chunkSize: Int) async throws {
    var state: UInt64 = 3
    func draw(_ bound: UInt64) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % bound)
    }
    var rows = ""
    for _ in 0..<4_000 {
      let converts = draw(8) == 0
      rows +=
        "user-\(draw(300)),\(1_700_000_000 + draw(9_000_000)),c\(draw(12)),\(converts ? 1 : 0),"
        + "\(converts ? Double(draw(900)) / 8 : 0)\n"
    }
    let expected = try await read(rows, JourneyLog(direct: .keep, workers: 1))
    for workers in [1, 2, 7] {
      let reading = try await read(
        rows, JourneyLog(direct: .keep, workers: workers, chunkSize: chunkSize))
      #expect(reading == expected)
    }
    #expect(expected.table.totalConversions > 400)
    #expect(expected.table.totalNulls > 200)
  }

  @Test("A value without a conversion is said to be left out")
  func strayValues() async throws {
    let reading = try await read("A,2026-01-01,a,0,9\nA,2026-01-02,b,1,1\n")
    #expect(reading.table.totalValue == 1)
    #expect(reading.notes.count == 1)
  }
}

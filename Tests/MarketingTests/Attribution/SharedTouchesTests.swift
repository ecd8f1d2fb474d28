import Marketing
import Testing

@Suite("Several conversions of one customer")
struct SharedTouchesTests {
  /// A visit, a sale on the second day, one on the third, one three weeks later, and a visit after that.
  private static let rows = """
    A,2026-01-01,tv,0,0
    A,2026-01-02,search,1,10
    A,2026-01-03,,1,5
    A,2026-01-20,email,0,0
    A,2026-01-21,,1,7
    A,2026-01-25,social,0,0
    """

  private func sketch(_ rows: String, gap: Double? = nil) async throws -> JourneySketch {
    try await Logs.sketch(
      rows,
      JourneyLog(windowsInDays: [90, 7], gapInDays: gap, conversions: .shared, direct: .keep))
  }

  @Test("Each conversion has all touches of its window")
  func shared() async throws {
    let sketch = try await sketch(SharedTouchesTests.rows)
    #expect(
      Logs.lines(sketch.table(window: 90)) == [
        "social: 0.0 0.0 1.0", "tv > search > email: 1.0 7.0 0.0", "tv > search: 2.0 15.0 0.0",
      ])
    #expect(
      Logs.lines(sketch.table(window: 7)) == [
        "email: 1.0 7.0 0.0", "social: 0.0 0.0 1.0", "tv > search: 2.0 15.0 0.0",
      ])
    #expect(sketch.notes.isEmpty)
    let lags = sketch.lags(window: 90)
    #expect(lags?.conversions.reduce(0, +) == 3)
  }

  @Test("By default a conversion has the touches since the one before")
  func fresh() async throws {
    let sketch = try await Logs.sketch(SharedTouchesTests.rows, JourneyLog(direct: .keep))
    #expect(
      Logs.lines(sketch.table) == [
        "email: 1.0 7.0 0.0", "social: 0.0 0.0 1.0", "tv > search: 1.0 10.0 0.0",
      ])
    #expect(sketch.notes.first?.contains("without a touch in the window: 1, worth 5") == true)
  }

  @Test("A gap parts what would be shared, and what was sold is no journey without a conversion")
  func gap() async throws {
    let sketch = try await sketch(SharedTouchesTests.rows, gap: 10)
    #expect(
      Logs.lines(sketch.table(window: 90)) == [
        "email: 1.0 7.0 0.0", "social: 0.0 0.0 1.0", "tv > search: 2.0 15.0 0.0",
      ])
  }

  @Test("A touch that is too old for several conversions is one touch")
  func tooOld() async throws {
    let sketch = try await sketch("A,2026-01-01,tv,0,0\nA,2026-03-01,,1,2\nA,2026-03-02,,1,3\n")
    #expect(Logs.lines(sketch.table(window: 90)) == ["tv: 2.0 5.0 0.0"])
    #expect(
      sketch.notes == [
        "1 touch older than the window of 7 days, in no journey",
        "conversions without a touch in the window of 7 days: 2, worth 5; they are in no journey",
      ])
  }

  @Test("The same as looking at every conversion for itself", arguments: [nil, 2, 15] as [Double?])
  func plain(gap: Double?) async throws {
    let customers = Logs.random(400)
    var expected: [String: SIMD2<Double>] = [:]
    for rows in customers {
      let events = rows.map { row in
        let cells = row.split(separator: ",", omittingEmptySubsequences: false)
        return (
          time: Double(cells[1]) ?? .nan, channel: String(cells[2]), converts: cells[3] == "1"
        )
      }.sorted { $0.time < $1.time }
      func path(_ places: Range<Int>, until end: Double) -> String {
        places.filter { !events[$0].channel.isEmpty && events[$0].time >= end - 30 * 86_400 }
          .map { events[$0].channel }.joined(separator: " > ")
      }
      // Where a pause is over, and the end.
      var (bounds, touch) = ([0], -1)
      for place in events.indices where !events[place].channel.isEmpty {
        if let gap, touch >= 0, events[place].time - events[touch].time > gap * 86_400 {
          bounds.append(place)
        }
        touch = place
      }
      bounds.append(events.count)
      for (begin, end) in zip(bounds, bounds.dropFirst()) {
        var last = begin
        for place in begin..<end where events[place].converts {
          let path = path(begin..<(place + 1), until: events[place].time)
          if !path.isEmpty { expected[path, default: .zero] += SIMD2(1, 0) }
          last = place + 1
        }
        if let touch = (last..<end).last(where: { !events[$0].channel.isEmpty }) {
          expected[path(last..<end, until: events[touch].time), default: .zero] += SIMD2(0, 1)
        }
      }
    }
    let rows = customers.joined().joined(separator: "\n")
    let table = try await Logs.sketch(
      rows,
      JourneyLog(windowsInDays: [30], gapInDays: gap, conversions: .shared, direct: .keep)
    ).table
    let found = Dictionary(
      uniqueKeysWithValues: (0..<table.count).map {
        (table.written($0), SIMD2(table.conversions[$0], table.nulls[$0]))
      })
    #expect(found == expected)
    #expect(expected.count > 40)
  }

  @Test("Its rule is kept in a sketch, and two rules do not merge")
  func rules() async throws {
    let one = try await sketch(SharedTouchesTests.rows)
    let copy = try JourneySketch(encoded: one.encoded(), name: "a.sketch")
    #expect(copy == one)
    #expect(copy.rules.conversions == .shared)
    let other = try await Logs.sketch(
      SharedTouchesTests.rows, JourneyLog(windowsInDays: [90, 7], direct: .keep))
    let error = #expect(throws: JourneyError.self) { try one.merged(with: other) }
    #expect(
      error?.description.contains("touches of a conversion: afterTheLast against shared") == true)
  }

  @Test("A customer who is no customer is refused, not squared")
  func tooMuch() async throws {
    let rows = (0..<1_500).map { "A,\(1_767_225_600 + $0),c\($0 % 5),1,1" }.joined(separator: "\n")
    let error = await #expect(throws: JourneyError.self) { try await sketch(rows) }
    #expect(error?.problems.map(\.kind) == [.sharedTooOften(limit: 1_000_000)])
    let alone = try await Logs.sketch(rows, JourneyLog(direct: .keep))
    #expect(alone.table.totalConversions == 1_500)
  }

  @Test("The query of paths says that it cannot")
  func query() {
    #expect(throws: JourneyQueryError.sharedConversions) {
      try JourneyQuery(dialect: .duckdb, log: JourneyLog(conversions: .shared)).paths()
    }
  }
}

import Marketing
import TestSupport
import Testing

/// Logs and what sketches say of them.
enum Logs {
  static let names = "customer_id,timestamp,channel,conversion,value\n"

  static func sketch(_ rows: String, _ log: JourneyLog) async throws -> JourneySketch {
    try await log.read(Array((names + rows).utf8)).sketch
  }

  /// Each path of a table with its conversions, value to the cent and nulls, sorted.
  static func lines(_ table: JourneyTable?) -> [String] {
    guard let table else { return ["no table"] }
    return (0..<table.count).map {
      "\(table.written($0)): \(table.conversions[$0]) \((table.value[$0] * 100).rounded() / 100) "
        + "\(table.nulls[$0])"
    }.sorted()
  }

  /// Events of customers over 200 days, by customer.
  ///
  /// Values are in cents, times to the second, rows in disorder.
  static func random(_ customers: Int, seed: UInt64 = 3) -> [[String]] {
    var state = seed
    func draw(_ bound: UInt64) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % bound)
    }
    let channels = ["Search", "email", "Direct", "tv", "E-Mail", "social", "ads"]
    return (0..<customers).map { customer in
      (0...draw(12)).map { _ in
        let converts = draw(4) == 0
        let channel = converts && draw(3) == 0 ? "" : channels[draw(7)]
        return "u\(customer),\(1_700_000_000 + draw(17_280_000)),\(channel),\(converts ? 1 : 0),"
          + "\(converts ? Double(draw(9_000)) / 100 : 0)"
      }
    }
  }

  /// All that the log can be asked for at once.
  static let everything = JourneyLog(
    windowsInDays: [7, nil, 30, 90], halfLivesInDays: [7, 1.5], split: 1_709_000_000_000_000)
}

@Suite("Sketches of journeys")
struct JourneySketchTests {
  private static let rows = """
    A,2026-01-01,tv,0,0
    A,2026-03-01,search,0,0
    A,2026-03-25,email,0,0
    A,2026-03-30,,1,20
    B,2026-03-01,tv,0,0
    B,2026-03-29,tv,0,0
    B,2026-03-30,search,0,0
    C,2026-03-01,email,1,5
    """

  @Test("Windows of one pass are worked out by hand")
  func windows() async throws {
    let sketch = try await Logs.sketch(
      JourneySketchTests.rows, JourneyLog(windowsInDays: [7, 90, 30]))
    #expect(sketch.windows == [90, 30, 7])
    #expect(
      Logs.lines(sketch.table(window: 90)) == [
        "email: 1.0 5.0 0.0", "tv > search > email: 1.0 20.0 0.0", "tv > tv > search: 0.0 0.0 1.0",
      ])
    #expect(
      Logs.lines(sketch.table(window: 30)) == [
        "email: 1.0 5.0 0.0", "search > email: 1.0 20.0 0.0", "tv > tv > search: 0.0 0.0 1.0",
      ])
    #expect(
      Logs.lines(sketch.table(window: 7)) == [
        "email: 2.0 25.0 0.0", "tv > search: 0.0 0.0 1.0",
      ])
    #expect(sketch.table(window: 60) == nil)
    #expect(sketch.table(window: nil) == nil)
    #expect(sketch.table(window: 90, era: .before) == nil)
    #expect(Set([90, 30, 7].map { sketch.table(window: $0)?.channels }).count == 1)
    #expect(
      sketch.notes == [
        "1 touch older than the window of 30 days, in no journey",
        "3 touches older than the window of 7 days, in no journey",
      ])
  }

  @Test("Eras part journeys by their ends and add up to all")
  func eras() async throws {
    // Midnight of 30 March 2026: what ends just then is since.
    let sketch = try await Logs.sketch(
      JourneySketchTests.rows,
      JourneyLog(windowsInDays: [90, 7], split: 1_774_828_800_000_000))
    #expect(Logs.lines(sketch.table(window: 90, era: .before)) == ["email: 1.0 5.0 0.0"])
    #expect(
      Logs.lines(sketch.table(window: 7, era: .since)) == [
        "email: 1.0 20.0 0.0", "tv > search: 0.0 0.0 1.0",
      ])
    #expect(
      Logs.lines(sketch.table(window: 7)) == ["email: 2.0 25.0 0.0", "tv > search: 0.0 0.0 1.0"])
  }

  @Test(
    "Every window of many is what it is alone", arguments: [JourneyLog.DirectRule.keep, .onlyAlone])
  func alone(direct: JourneyLog.DirectRule) async throws {
    let rows = Logs.random(400).joined().joined(separator: "\n")
    var log = Logs.everything
    log.direct = direct
    let sketch = try await Logs.sketch(rows, log)
    for window in sketch.windows {
      var single = log
      single.windowsInDays = [window]
      let expected = try await Logs.sketch(rows, single)
      for era in JourneySketch.Era.allCases {
        let (found, alone) = (
          try #require(sketch.table(window: window, era: era)),
          try #require(expected.table(window: window, era: era))
        )
        #expect(Logs.lines(found) == Logs.lines(alone))
        #expect(found.totalConversions > 20)
        #expect(decays(found) == decays(alone))
        #expect(sketch.lags(window: window, era: era) == expected.lags(window: window, era: era))
      }
    }
  }

  /// What each step of each path is credited, sorted.
  private func decays(_ table: JourneyTable) -> [String] {
    (0..<table.count).map { index in
      let steps = table.offsets[index]..<table.offsets[index + 1]
      return table.written(index)
        + table.decays.map { "\($0.halfLifeInDays) \($0.credit[steps]) \($0.value[steps])" }
        .joined()
    }.sorted()
  }

  @Test("Lags are days from the first touch in the window")
  func lags() async throws {
    let sketch = try await Logs.sketch(
      JourneySketchTests.rows, JourneyLog(windowsInDays: [nil, 30, 7]))
    #expect(sketch.lags(window: nil)?.days == [0, 88])
    #expect(sketch.lags(window: 30)?.days == [0, 29])
    #expect(sketch.lags(window: 7)?.days == [0, 5])
    let lags = try #require(sketch.lags(window: 7))
    #expect(lags.conversions == [1, 1])
    #expect(lags.share(within: 5) == 0.5)
    #expect(lags.day(of: 0.9) == 5)
    #expect(JourneySketch(sketch.table).lags(window: nil) == nil)
  }

  @Test("The direct rule and repeats per journey are those of the table")
  func rules() async throws {
    let rows = Logs.random(500).joined().joined(separator: "\n")
    let plain = try await Logs.sketch(rows, JourneyLog(windowsInDays: [90, 7], direct: .keep))
    let ruled = try await Logs.sketch(rows, JourneyLog(windowsInDays: [90, 7], isCollapsed: true))
    let kept = try await Logs.sketch(rows, JourneyLog(windowsInDays: [90, 7]))
    for window in [90.0, 7] {
      let table = try #require(plain.table(window: window))
      #expect(
        Logs.lines(ruled.table(window: window)) == Logs.lines(table.withoutDirect().collapsed()))
      #expect(Logs.lines(kept.table(window: window)) == Logs.lines(table.withoutDirect()))
      // Credits by age of repeats add up; those of direct visits are divided among the others.
      let (collapsed, own) = (
        try #require(kept.table(window: window)).collapsed(),
        try #require(ruled.table(window: window))
      )
      let (first, second) = (credits(collapsed), credits(own))
      #expect(first.keys == second.keys)
      for (path, credit) in first {
        for (one, other) in zip(credit, second[path] ?? []) {
          #expect(one.isClose(to: other, within: .absolute(1e-9)))
        }
      }
    }
  }

  private func credits(_ table: JourneyTable) -> [String: [Double]] {
    Dictionary(
      uniqueKeysWithValues: (0..<table.count).map { index in
        (
          table.written(index),
          Array(table.decays[0].credit[table.offsets[index]..<table.offsets[index + 1]])
        )
      })
  }

  @Test("A path of 10,000 touches and 300 channels are journeys like others")
  func long() async throws {
    let rows = (0..<10_000).map { "A,\(1_700_000_000 + $0),c\($0 % 300),0,0" }
    let sketch = try await Logs.sketch(
      rows.joined(separator: "\n") + "\nA,1700010000,last,1,3\n", JourneyLog())
    #expect(sketch.table.steps.count == 10_001)
    #expect(sketch.table.channels.count == 301)
    #expect(sketch.table.decays[0].credit.reduce(0, +).isClose(to: 1, within: .absolute(1e-12)))
    let copy = try JourneySketch(encoded: sketch.encoded(), name: "long.sketch")
    #expect(copy == sketch)
  }

  @Test("Conversions before any touch are counted, not lost")
  func conversionsFirst() async throws {
    let sketch = try await Logs.sketch(
      "A,2026-01-01,,2,7.5\nA,2026-01-02,tv,0,0\n", JourneyLog(windowsInDays: [30, 7]))
    #expect(Logs.lines(sketch.table) == ["tv: 0.0 0.0 1.0"])
    #expect(
      sketch.notes
        == [30, 7].map {
          "conversions without a touch in the window of \($0) days: 2, worth 7.5; they are in no journey"
        })
  }

  @Test(
    "Options out of range are refused with what is allowed",
    arguments: [
      JourneyLog(windowsInDays: [0]), JourneyLog(windowsInDays: [90, -1]),
      JourneyLog(windowsInDays: [.nan]), JourneyLog(windowsInDays: [1e6]),
      JourneyLog(windowsInDays: []), JourneyLog(windowsInDays: (1...17).map { Double($0) }),
      JourneyLog(halfLivesInDays: [0]), JourneyLog(halfLivesInDays: [.infinity]),
      JourneyLog(halfLivesInDays: (1...9).map { Double($0) }), JourneyLog(gapInDays: -0.5),
    ])
  func badOptions(log: JourneyLog) async throws {
    let error = await #expect(throws: JourneyError.self) {
      try await log.read(Array((Logs.names + "A,2026-01-01,a,1,1\n").utf8))
    }
    #expect(error?.description.contains(", where ") == true)
    #expect(error?.problems.count == 1)
  }

  @Test("A log cut off in the middle of its gzip stream is refused")
  func truncatedGzip() async throws {
    // `printf 'customer_id,timestamp,channel,conversion\nA,2026-01-01,a,1\n' | gzip -n`, without its last 12 bytes.
    let whole: [UInt8] = [
      0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x03, 0x4B, 0x2E, 0x2D, 0x2E, 0xC9,
      0xCF,
    ]
    await #expect(throws: JourneyError.self) {
      try await JourneyLog().read(whole, name: "a.csv.gz")
    }
  }

  @Test("Names that are the same letters in other bytes do not confuse channels")
  func equivalentNames() async throws {
    // é in one code point and in two.
    let rows = "path,conversions\ncaf\u{E9} > tv,1\ncafe\u{301} > radio,2\ntv > radio,4\n"
    let table = try await JourneyFile(workers: 1).read(Array(rows.utf8)).table
    #expect(table.channels == ["caf\u{E9}", "tv", "radio"])
    #expect(
      (0..<table.count).map(table.written) == [
        "caf\u{E9} > tv", "caf\u{E9} > radio", "tv > radio",
      ])
    #expect(table.conversions == [1, 2, 4])
  }
}

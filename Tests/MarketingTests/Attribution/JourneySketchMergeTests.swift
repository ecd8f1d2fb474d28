import Marketing
import TestSupport
import Testing

@Suite("Merging and keeping sketches")
struct JourneySketchMergeTests {
  private func whole(_ workers: Int? = nil, chunkSize: Int = 4_096) async throws -> JourneySketch {
    var log = Logs.everything
    log.workers = workers
    log.chunkSize = chunkSize
    return try await Logs.sketch(Logs.random(600).joined().joined(separator: "\n"), log)
  }

  @Test(
    "Parts cut by customer merge into the whole, to the bit and in any order", arguments: [2, 5])
  func parts(count: Int) async throws {
    let customers = Logs.random(600)
    var parts: [JourneySketch] = []
    for part in 0..<count {
      let own = customers.indices.filter { $0 % count == part }.map { customers[$0] }
      parts.append(
        try await Logs.sketch(own.joined().joined(separator: "\n"), Logs.everything))
    }
    let expected = try await whole().sorted()
    func merged(_ parts: [JourneySketch]) throws -> JourneySketch {
      try parts.dropFirst().reduce(parts[0]) { try $0.merged(with: $1) }
    }
    for order in [parts, parts.reversed()] {
      let found = try merged(order)
      #expect(found == expected)
      #expect(found.encoded() == expected.encoded())
      #expect(found.table == expected.table)
      #expect(found.notes == expected.notes)
    }
    #expect(try JourneySketch.merged(parts.map { ("part", $0) }) == expected)
    #expect(expected.customers == 600)
    #expect(expected.sorted() == expected)
  }

  @Test("Workers and chunks change no byte")
  func workers() async throws {
    let expected = try await whole(1).encoded()
    for (workers, chunk) in [(2, 64), (7, 500), (7, 4_096)] {
      #expect(try await whole(workers, chunkSize: chunk).encoded() == expected)
    }
  }

  @Test("Files of paths merge, too")
  func paths() async throws {
    func read(_ rows: String) async throws -> JourneySketch {
      try await JourneyFile().read(Array(("path,conversions,value\n" + rows).utf8)).sketch
    }
    let (first, second) = ("tv > email,1,0.1\nemail,0,0\n", "email,3,0.2\ntv > email,1,0.7\n")
    let whole = try await read(first + second)
    #expect(try await read(second).merged(with: read(first)) == whole.sorted())
    #expect(Logs.lines(whole.sorted().table) == Logs.lines(whole.table))
    #expect(whole.sorted().channels == ["email", "tv"])
    #expect(
      whole.notes.contains { $0.hasPrefix("there is no column of nulls") })
  }

  @Test("Sketches by other rules are not merged, and what differs is said")
  func otherRules() async throws {
    let log = try await Logs.sketch("A,2026-01-01,a,1,1\n", JourneyLog())
    let others: [(JourneyLog, String)] = [
      (JourneyLog(windowsInDays: [30, 7]), "windows in days: 30, 7 against 90"),
      (JourneyLog(halfLivesInDays: []), "half-lives in days: none against 7"),
      (JourneyLog(split: 5), "split between eras"), (JourneyLog(gapInDays: 2), "gap in days: 2"),
      (JourneyLog(direct: .keep), "direct visits: keep against onlyAlone"),
      (JourneyLog(directNames: ["x"]), "names of direct visits"),
      (JourneyLog(isCollapsed: true), "repeats: collapsed against kept"),
    ]
    for (other, words) in others {
      let sketch = try await Logs.sketch("A,2026-01-01,a,1,1\n", other)
      let error = #expect(throws: JourneyError.self) { try log.merged(with: sketch) }
      #expect(error?.description.contains(words) == true, "\(words): \(error?.description ?? "")")
    }
    #expect(throws: JourneyError.self) { try log.merged(with: JourneySketch(log.table)) }
  }

  @Test("What was written is read again")
  func roundTrip() async throws {
    for sketch in [
      try await whole(), try await whole().sorted(), JourneySketch(textbook),
      JourneySketch(JourneyTable([])),
      try await Logs.sketch("", JourneyLog(windowsInDays: [nil], gapInDays: 0.02)),
      JourneySketch(JourneyTable([(["a"], 0.3, 1e14 + 0.1, 0), (["b", "ü"], 0, 4, 1e-6)])),
    ] {
      let bytes = sketch.encoded()
      let copy = try JourneySketch(encoded: bytes, name: "x.sketch")
      #expect(copy == sketch)
      #expect(copy.encoded() == bytes)
      #expect(JourneySketch.isSketch(bytes))
    }
  }

  @Test("Bytes cut off anywhere or changed anywhere are refused, and never crash")
  func damage() async throws {
    let bytes = try await Logs.sketch(
      Logs.random(12).joined().joined(separator: "\n"), Logs.everything
    ).encoded()
    for end in 0..<bytes.count {
      #expect(throws: JourneyError.self) {
        try JourneySketch(encoded: Array(bytes[..<end]), name: "x")
      }
    }
    for place in bytes.indices {
      for bit in [0, 3, 7] {
        var changed = bytes
        changed[place] ^= 1 << bit
        #expect(throws: JourneyError.self) { try JourneySketch(encoded: changed, name: "x") }
      }
    }
    #expect(throws: JourneyError.self) { try JourneySketch(encoded: bytes + [0], name: "x") }
  }

  @Test("Forged bytes with a right check are refused or make a sketch that holds together")
  func forged() async throws {
    let bytes = try await Logs.sketch(
      Logs.random(12).joined().joined(separator: "\n"), Logs.everything
    ).encoded()
    var accepted = 0
    for place in 8..<(bytes.count - 8) {
      for byte: UInt8 in [0, 1, 127, 128, 255] {
        var forged = Array(bytes.dropLast(8))
        forged[place] = byte
        // FNV-1a, as published.
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in forged { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        forged += (0..<8).map { UInt8(truncatingIfNeeded: hash >> (8 * UInt64($0))) }
        guard let sketch = try? JourneySketch(encoded: forged, name: "x") else { continue }
        accepted += 1
        for window in sketch.windows {
          _ = sketch.table(window: window)?.collapsed()
          #expect((sketch.lags(window: window)?.days.max() ?? 0) <= 4_000_000)
        }
        _ = try? sketch.merged(with: sketch)
      }
    }
    #expect(accepted > 0)
  }

  @Test("What is no sketch is said to be none")
  func foreign() throws {
    let error = #expect(throws: JourneyError.self) {
      try JourneySketch(encoded: Array("path,conversions\n".utf8), name: "a.csv")
    }
    #expect(
      error?.description
        == "a.csv: no sketch of journeys; make one with: mixbook sketch FILE -o part.sketch")
    let later = #expect(throws: JourneyError.self) {
      try JourneySketch(
        encoded: Array("mixsktch".utf8) + [9] + Array(repeating: 0, count: 20), name: "a.sketch")
    }
    #expect(later?.description.contains("format 9, where this version reads format 2") == true)
  }
}

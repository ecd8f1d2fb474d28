import Marketing
import Testing

/// Rows of single journeys, which are mostly counted without being taken apart: every form of a file gives the same.
@Suite("Rows of single journeys")
struct JourneyRowsTests {
  private struct Row {
    let path: [String]
    let conversions: Int
    let value: Double
  }

  /// Paths of short and long names, many of them often; values are quarters, so that every order of adding is exact.
  private static let rows: [Row] = {
    var state: UInt64 = 11
    func draw(_ bound: UInt64) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % bound)
    }
    let names = (0..<9).map { "\(["a", "Search Ad", "Émission"][$0 % 3])\($0)" }
    return (0..<6_000).map { _ in
      let length = 1 + draw(3) * draw(3) * draw(2) + (draw(300) == 0 ? 90 : 0)
      let conversions = draw(8) == 0 ? 1 + draw(40) / 39 : 0
      return Row(
        path: (0..<length).map { _ in names[draw(9)] }, conversions: conversions,
        value: draw(12) == 0 ? Double(draw(900)) / 4 : 0)
    }
  }()

  private static let expected = JourneyTable(
    rows.map {
      (
        $0.path, Double($0.conversions), $0.conversions == 0 ? 0 : $0.value,
        $0.conversions == 0 ? 1 : 0
      )
    })

  private func text(
    end: String = "\n", mark: String = " > ", _ write: (Int, String, String, String) -> String
  ) -> String {
    var text = write(-1, "path", "converted", "value") + end
    for (index, row) in JourneyRowsTests.rows.enumerated() {
      let value = row.value == 0 ? "0" : "\(row.value)"
      text += write(index, row.path.joined(separator: mark), "\(row.conversions)", value) + end
    }
    return text
  }

  private func check(_ text: String, _ name: Comment, bytes: Int = 900) async throws {
    for (workers, chunkSize) in [(1, 1 << 18), (3, bytes), (2, 5_000)] {
      let reading = try await JourneyFile(workers: workers, chunkSize: chunkSize)
        .read(Array(text.utf8))
      #expect(reading.rows == JourneyRowsTests.rows.count, name)
      #expect(reading.table == JourneyRowsTests.expected, name)
    }
  }

  @Test("Plain, with other columns, in another order, without a last line end")
  func plain() async throws {
    try await check(text { "\($1),\($2),\($3)" }, "plain")
    try await check(text { "C\($0),x,\($1),,\($2),\($3)," }, "other columns")
    try await check(text { "\($3),\($1),\($2)" }, "another order")
    try await check(String(text { "\($1),\($2),\($3)" }.dropLast()), "no last line end")
    try await check(text(mark: ">") { "\($1);\($2);\($3)" }, "semicolons")
  }

  @Test("Quotes, carriage returns and blank lines, everywhere or in some places")
  func rare() async throws {
    try await check(text { "\"\($1)\",\($2),\"\($3)\"" }, "quotes")
    try await check(text { $0 % 997 == 5 ? "\"\($1)\",\($2),\($3)" : "\($1),\($2),\($3)" }, "one")
    try await check(text(end: "\r\n") { "\($1),\($2),\($3)" }, "CR LF")
    try await check(text(end: "\r") { "\($1),\($2),\($3)" }, "CR", bytes: 3_000)
    try await check(
      text { "\($1),\($2),\($3)" + ($0 % 1_499 == 7 ? "\n\n" : "") }, "blank lines")
  }

  @Test("Blanks around channels and cells, numbers written otherwise")
  func spellings() async throws {
    try await check(
      text {
        $0 < 0 ? "\($1),\($2),\($3)" : "\($1.replacing(">", with: blanks($0) + ">")),\($2),\($3)"
      }, "ever new spellings")
    try await check(
      text { $0 % 3 == 0 ? " \($1) , \($2),\($3) " : "\($1),\($2),\($3)" }, "blanks")
    try await check(
      text { $0 % 5 == 0 ? "\($1),\($2).0,\($3)e0" : "\($1),\($0 < 0 ? "" : "0")\($2),\($3)" },
      "numbers")
  }

  private func blanks(_ index: Int) -> String { String(repeating: " ", count: index % 41) }

  @Test("A row of another width is named by its line, whatever stands before and behind it")
  func ragged() async throws {
    for bad in ["a0,1", "a0,1,1,1"] {
      let plain = text { "\($1),\($2),\($3)" }
      let lines = plain.split(separator: "\n")
      let broken = (lines[..<4_000] + [bad[...]] + lines[4_000...]).joined(separator: "\n")
      for chunkSize in [700, 1 << 18] {
        let error = await #expect(throws: JourneyError.self) {
          try await JourneyFile(workers: 2, chunkSize: chunkSize).read(Array(broken.utf8))
        }
        #expect(error?.problems.count == 1)
        #expect(error?.problems.first?.line == 4_001)
      }
    }
  }

  @Test("Two lines that are too short and too long by as much are both named")
  func balanced() async throws {
    let broken = "path,converted,value\na,1\n0,b,1,0\nc,0,0\n"
    let error = await #expect(throws: JourneyError.self) {
      try await JourneyFile().read(Array(broken.utf8))
    }
    #expect(error?.problems.map(\.line) == [2, 3])
  }
}

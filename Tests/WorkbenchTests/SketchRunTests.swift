import Marketing
import Notebooks
import Testing
import Workbench

@Suite("mixbook sketch")
struct SketchRunTests {
  private let folder = ScratchFolder()

  private static let names = "customer_id,timestamp,channel,conversion,value\n"
  private static let first = "A,2026-01-01,tv,0,\nA,2026-01-20,email,1,9.9\n"
  private static let second = "B,2026-01-01,email,1,0.1\nB,2026-01-02,tv,0,\n"

  private func write(_ name: String, _ text: String) throws {
    try Files.write(Array(text.utf8), to: "\(folder.path)/\(name)")
  }

  private func run(
    _ files: [String], to output: String, _ change: (inout SketchRequest) -> Void = { _ in }
  ) async throws -> Bool {
    var request = SketchRequest()
    request.files = files.map { "\(folder.path)/\($0)" }
    request.output = "\(folder.path)/\(output)"
    request.isQuiet = true
    change(&request)
    return try await SketchRun(request, on: .current).run()
  }

  private func bytes(_ name: String) throws -> [UInt8] {
    try #require(Files.bytes("\(folder.path)/\(name)"))
  }

  @Test("Sketches of parts merge into the file that the whole makes")
  func merging() async throws {
    try write("0.csv", SketchRunTests.names + SketchRunTests.first)
    try write("1.csv", SketchRunTests.names + SketchRunTests.second)
    try write("all.csv", SketchRunTests.names + SketchRunTests.second + SketchRunTests.first)
    for (file, output) in [("0.csv", "0.sketch"), ("1.csv", "1.sketch"), ("all.csv", "all.sketch")]
    {
      #expect(try await run([file], to: output) { $0.windows = "7,ever" })
    }
    #expect(
      try await run(["1.sketch", "0.sketch"], to: "merged.sketch") { $0.merges = true })
    #expect(try bytes("merged.sketch") == bytes("all.sketch"))
    let sketch = try JourneySketch(encoded: bytes("all.sketch"), name: "all.sketch")
    #expect(sketch.windows == [nil, 7])
    #expect(sketch.table.totalConversions == 2)
  }

  @Test("A file of paths is known by its columns")
  func paths() async throws {
    try write("paths.csv", "path,conversions\ntv > email,3\ntv,1\n")
    #expect(try await run(["paths.csv"], to: "paths.sketch"))
    let sketch = try JourneySketch(encoded: bytes("paths.sketch"), name: "paths.sketch")
    #expect(sketch.table.totalConversions == 4)
    await #expect(throws: UsageError.self) {
      try await run(["paths.csv"], to: "x.sketch") { $0.windows = "7" }
    }
    try write("many.csv", "path,conversions,journeys\ntv,1,5\n")
    for (column, converted) in [("count", 5.0), ("journeys", 1)] {
      #expect(
        try await run(["many.csv"], to: "many.sketch") { $0.columns = ["\(column)=journeys"] })
      let many = try JourneySketch(encoded: bytes("many.sketch"), name: "many.sketch").table
      #expect(many.totalConversions == converted)
      #expect(many.totalNulls == 5 - converted)
    }
  }

  @Test("Conversions share touches where they are asked to")
  func sales() async throws {
    try write("0.csv", SketchRunTests.names + "A,2026-01-01,tv,1,2\nA,2026-01-02,,1,3\n")
    for (word, conversions) in [(nil, 1.0), ("new", 1), ("shared", 2)] {
      #expect(try await run(["0.csv"], to: "0.sketch") { $0.sales = word })
      let sketch = try JourneySketch(encoded: bytes("0.sketch"), name: "0.sketch")
      #expect(sketch.table.totalConversions == conversions)
    }
  }

  @Test("A sketch is known by its first bytes, whatever it is called")
  func disguised() async throws {
    try write("0.csv", SketchRunTests.names + SketchRunTests.first)
    #expect(try await run(["0.csv"], to: "renamed.csv"))
    await #expect(throws: UsageError.self) { try await run(["renamed.csv"], to: "x.sketch") }
  }

  @Test("Files that are wrong leave nothing behind")
  func wrongFiles() async throws {
    try write("bad.csv", SketchRunTests.names + "A,yesterday,tv,0,\n")
    #expect(try await !run(["bad.csv"], to: "bad.sketch"))
    #expect(try await !run(["bad.csv"], to: "bad.sketch") { $0.merges = true })
    try write("other.csv", "a,b\n1,2\n")
    #expect(try await !run(["other.csv"], to: "bad.sketch"))
    #expect(Files.size("\(folder.path)/bad.sketch") == nil)
  }

  @Test("Words that mean nothing are refused")
  func usage() async throws {
    try write("0.csv", SketchRunTests.names + SketchRunTests.first)
    let changes: [@Sendable (inout SketchRequest) -> Void] = [
      { $0.windows = "0" }, { $0.windows = "7,,30" }, { $0.gap = "soon" },
      { $0.halfLives = "-1" }, { $0.direct = "never" }, { $0.sales = "old" },
      { $0.split = "March" },
      { $0.columns = ["custmer=x"] }, { $0.columns = ["customer="] }, { $0.files = [] },
      { $0.output = "" }, { $0.output = $0.files[0] }, { $0.files = ["/nowhere/x.csv"] },
      {
        $0.merges = true
        $0.windows = "7"
      },
    ]
    for change in changes {
      await #expect(throws: UsageError.self) {
        try await run(["0.csv"], to: "x.sketch", change)
      }
    }
  }
}

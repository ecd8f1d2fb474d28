import Marketing
import Statistics
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The DuckDB that the machine has: what `MIXBOOK_DUCKDB` names, else the first in `PATH`.
private enum DuckDB {
  static let path: String? = {
    if let named = getenv("MIXBOOK_DUCKDB") { return String(cString: named) }
    let places = getenv("PATH").map { String(cString: $0) } ?? ""
    return places.split(separator: ":").map { "\($0)/duckdb" }.first { access($0, X_OK) == 0 }
  }()
}

/// `system` is hidden from Swift because of its name's other uses; the shell does what a user's shell does.
@_silgen_name("system") private func system(_ command: UnsafePointer<CChar>) -> Int32

@Suite(
  "Queries of paths on DuckDB",
  .enabled(if: DuckDB.path != nil, "no duckdb in PATH, and MIXBOOK_DUCKDB names none"))
struct JourneyQueryDuckDBTests {
  private let folder: String

  init() {
    var template = Array("/tmp/mixbook-duckdb-XXXXXX".utf8CString)
    _ = mkdtemp(&template)
    folder = String(
      decoding: template.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// Events on a coarse grid of times, so that many meet at the same moment and at the limits of windows.
  private func events(customers: Int) -> String {
    var random = RandomStream(seed: 7)
    let channels = ["search", "email", "tv", "Direct", "(direct)", " email", ""]
    let steps = [0, 0, 1, 3_600, 86_400, 604_800, 604_801, 2_592_000, 7_776_000, 7_776_001]
    var text = "id,customer_id,timestamp,channel,conversion,value\n"
    var id = 0
    for customer in 0..<customers {
      var now = 1_767_225_600 + 86_400 * Int(random.uniform() * 100)
      for _ in 0..<(1 + Int(random.uniform() * 7)) {
        let channel = channels[Int(random.uniform() * 7)]
        let converts = channel.isEmpty || random.uniform() < 0.2
        let value = Int(random.uniform() * 800)
        text += "\(id),C\(customer),\(now),\(channel),\(converts ? 1 : 0),"
        text += converts ? "\(Double(value) / 4)\n" : "\n"
        now += steps[Int(random.uniform() * 10)]
        id += 1
      }
    }
    return text
  }

  private func lines(_ table: JourneyTable) -> [String] {
    (0..<table.count).map {
      "\(table.written($0)): \(table.conversions[$0]) \(table.value[$0]) \(table.nulls[$0])"
    }.sorted()
  }

  @Test("The query finds the journeys that reading the file finds", arguments: [nil, 30, 0.5])
  func agrees(days: Double?) async throws {
    let csv = Array(events(customers: 500).utf8)
    #expect(writeFile("\(folder)/events.csv", csv))
    for (gap, direct, isCollapsed) in [
      (nil, .onlyAlone, false), (7, .keep, true), (1, .onlyAlone, true),
    ] as [(Double?, JourneyLog.DirectRule, Bool)] {
      let log = JourneyLog(
        lookbackInDays: days, gapInDays: gap, direct: direct, isCollapsed: isCollapsed)
      let query = JourneyQuery(
        dialect: .duckdb, columns: .init(order: ["id"]), clock: .seconds, log: log)
      let text =
        "CREATE TABLE events AS FROM read_csv('\(folder)/events.csv');\n" + (try query.paths())
      #expect(writeFile("\(folder)/query.sql", Array(text.utf8)))
      let program = try #require(DuckDB.path)
      let status = system("'\(program)' -csv -bail < '\(folder)/query.sql' > '\(folder)/paths.csv'")
      #expect(status == 0)
      let theirs = try await JourneyFile().read(path: "\(folder)/paths.csv").table
      let ours = try await log.read(csv).table
      #expect(ours.count > 5)
      #expect(lines(theirs) == lines(ours))
    }
  }
}

import Marketing
import Notebooks
import Testing
import Workbench

@Suite("What the command line says of queries of paths")
struct PathQueryTests {
  private func text(
    _ dialect: String = "duckdb", _ change: (inout PathQueryRequest) -> Void = { _ in }
  ) throws -> String {
    var request = PathQueryRequest(dialect: dialect)
    change(&request)
    let terminal = Terminal(isInteractive: false, hasColour: false, width: 80)
    return try PathQueryRun(request, on: terminal).text()
  }

  @Test("Without options it is the query with the defaults of the engine")
  func defaults() throws {
    for dialect in SQLDialect.allCases {
      #expect(try text(dialect.rawValue) == JourneyQuery(dialect: dialect).paths())
    }
    #expect(
      try text { $0.isLeftOut = true } == JourneyQuery(dialect: .duckdb).leftOut())
  }

  @Test("Every option reaches the query")
  func options() throws {
    var query = JourneyQuery(
      dialect: .spark, table: "shop.log",
      columns: .init(
        customer: "who", time: "at", channel: "what", conversion: "bought", value: nil,
        order: ["a", "b"]),
      clock: .milliseconds, separator: " | ", badRows: .skip)
    query.log = JourneyLog(
      windowsInDays: [nil], gapInDays: 0.5, direct: .onlyAlone, directNames: ["typed"],
      isCollapsed: true)
    let asked = try text("spark") {
      ($0.table, $0.customer, $0.time, $0.channel) = ("shop.log", "who", "at", "what")
      ($0.conversion, $0.value, $0.order) = ("bought", "none", ["a", "b"])
      ($0.clock, $0.separator, $0.badRows) = ("milliseconds", " | ", "skip")
      ($0.window, $0.gap, $0.directNames, $0.isCollapsed) = ("none", "0.5", ["typed"], true)
    }
    #expect(try asked == query.paths())
    query.log.direct = .keep
    #expect(asked != (try query.paths()))
  }

  @Test("What has no meaning is refused with what has")
  func refused() {
    let flaws: [(String, (inout PathQueryRequest) -> Void)] = [
      (
        "--dialect is \"oracle\", where one of spark, duckdb, postgres, bigquery is due",
        { $0.dialect = "oracle" }
      ),
      ("--window is \"x\", where a number of days or none is due", { $0.window = "x" }),
      ("--gap is \"nan\", where a number of days or none is due", { $0.gap = "nan" }),
      ("--direct is \"drop\", where one of alone, keep is due", { $0.direct = "drop" }),
      (
        "--clock is \"hours\", where one of timestamp, seconds, milliseconds, microseconds is due",
        { $0.clock = "hours" }
      ),
      ("--bad-rows is \"\", where one of fail, skip is due", { $0.badRows = "" }),
      ("the table \"a..b\" has an empty part", { $0.table = "a..b" }),
    ]
    for (sentence, change) in flaws {
      let error = #expect(throws: UsageError.self) { try text("duckdb", change) }
      #expect(error?.description == sentence)
    }
  }
}

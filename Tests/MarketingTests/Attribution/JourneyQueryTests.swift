import Marketing
import TestSupport
import Testing

@Suite("Queries of paths")
struct JourneyQueryTests {
  private func query(
    _ dialect: SQLDialect = .duckdb, _ change: (inout JourneyQuery) -> Void = { _ in }
  ) throws -> String {
    var query = JourneyQuery(dialect: dialect)
    change(&query)
    return try query.paths()
  }

  @Test("The whole query of each dialect is the kept one", arguments: SQLDialect.allCases)
  func snapshots(dialect: SQLDialect) throws {
    let text = try query(dialect) {
      $0.columns.order = ["id"]
      $0.log.gapInDays = 30
      $0.log.isCollapsed = true
    }
    let difference = Snapshot.difference(text, named: "paths-\(dialect.rawValue).sql")
    #expect(difference == nil, "\(difference ?? "")")
  }

  @Test("An option that is off leaves no trace", arguments: SQLDialect.allCases)
  func offIsAbsent(dialect: SQLDialect) throws {
    let bare = try query(dialect) {
      $0.log.windowsInDays = [nil]
      $0.log.direct = .keep
    }
    for word in ["pause", "is_direct", "previous", "- 7776000000000", "order_1"] {
      #expect(!bare.contains(word), "\(word)")
    }
    #expect(try query(dialect) { $0.log.gapInDays = 0.25 }.contains("> 21600000000 THEN 1"))
    #expect(try query(dialect).contains("micros >= ended - 7776000000000"))
    #expect(try query(dialect) { $0.log.isCollapsed = true }.contains("channel <> previous"))
  }

  @Test("It is one statement, whatever is asked", arguments: SQLDialect.allCases)
  func oneStatement(dialect: SQLDialect) throws {
    for isCollapsed in [false, true] {
      var asked = JourneyQuery(dialect: dialect)
      asked.log.isCollapsed = isCollapsed
      for text in [try asked.paths(), try asked.leftOut()] {
        // Not in a comment or a text either, since some clients part a script at every such sign.
        #expect(text.count { $0 == ";" } == 1)
        #expect(text.hasSuffix(";\n"))
        #expect(text.count { $0 == "(" } == text.count { $0 == ")" })
      }
    }
  }

  @Test("Names are quoted part by part, and no sign in one means anything")
  func names() throws {
    let tables: [(String, SQLDialect, String)] = [
      ("shop.events", .duckdb, "FROM \"shop\".\"events\"\n"),
      ("shop.events", .bigquery, "FROM `shop`.`events`\n"),
      ("my-project.shop.events", .bigquery, "FROM `my-project`.`shop`.`events`\n"),
      ("`a.b`.c", .spark, "FROM `a.b`.`c`\n"),
      ("\"say \"\"x\"\"\"", .postgres, "FROM \"say \"\"x\"\"\"\n"),
      ("\"my.shop\".t; DROP TABLE x", .postgres, "FROM \"my.shop\".\"t; DROP TABLE x\"\n"),
      ("`a``b`", .spark, "FROM `a``b`\n"),
      ("`a``b\\`", .bigquery, "FROM `a\\`b\\\\`\n"),
    ]
    for (table, dialect, expected) in tables {
      #expect(try query(dialect) { $0.table = table }.contains(expected), "\(table)")
    }
    #expect(
      try query { $0.columns.channel = "trafficSource.medium" }
        .contains("CAST(\"trafficSource\".\"medium\" AS VARCHAR)"))
    #expect(
      try query(.bigquery) { $0.log.directNames = ["it's \\ direct"] }
        .contains("IN ('it\\'s \\\\ direct')"))
    #expect(
      try query(.duckdb) { $0.log.directNames = ["it's \\ direct"] }
        .contains("IN ('it''s \\ direct')"))
    // By a setting, a backslash takes the quote behind it with it.
    #expect(throws: JourneyQueryError.backslash("a\\", .postgres)) {
      try query(.postgres) { $0.log.directNames = ["a\\"] }
    }
  }

  @Test(
    "Names that could not be one are refused",
    arguments: [
      "", ".", "a.", "a..b", "a.b.c.d", "\"a", "`a", "a\"b", "\"a\"b", "a\nb", "\"a\u{0}b\"",
      "a\u{202E}b", "a\u{2028}b", "logged", "Joined", "\"logged\"", "`sums`",
    ])
  func badNames(name: String) {
    #expect(throws: JourneyQueryError.self) { try query { $0.table = name } }
  }

  @Test("A name that PostgreSQL would cut off is refused there")
  func longNames() throws {
    let name = String(repeating: "é", count: 32)
    #expect(throws: JourneyQueryError.self) { try query(.postgres) { $0.columns.time = name } }
    #expect(try query(.bigquery) { $0.columns.time = name }.contains(name))
  }

  @Test(
    "A separator that could not be told from channels is refused, and so are odd numbers of days")
  func badOptions() throws {
    for separator in ["", " ", "\n", "\"", ">>", " ->", "é", "\\"] {
      #expect(throws: JourneyQueryError.badSeparator(separator)) {
        try query { $0.separator = separator }
      }
    }
    #expect(try query { $0.separator = " -> " }.contains("STRPOS(channel, '->')"))
    #expect(try query { $0.separator = "'" }.contains("STRPOS(channel, '''')"))
    for days in [0, -1, .nan, .infinity, 36_501] as [Double] {
      #expect(throws: JourneyQueryError.self) { try query { $0.log.windowsInDays = [days] } }
      #expect(throws: JourneyQueryError.self) { try query { $0.log.gapInDays = days } }
    }
    let windows = try query { $0.log.windowsInDays = [7, 90, 30] }
    #expect(windows.contains("window 90 days"))
    #expect(try query { $0.log.windowsInDays = [7, nil] }.contains("window none"))
    #expect(throws: JourneyQueryError.noDirectName) { try query { $0.log.directNames = [] } }
  }

  @Test("Errors say what was found and what to do")
  func sentences() {
    #expect(
      "\(JourneyQueryError.badName("a..b", role: "table", "an empty part"))"
        == "the table \"a..b\" has an empty part")
    #expect(
      "\(JourneyQueryError.badDays(0, option: "the gap"))"
        == "the gap is 0.0 days, where more than 0 and at most 36,500 are due, or none")
  }
}

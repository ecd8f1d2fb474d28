import GRDB
import Marketing
import Tables
import TestSupport
import Testing
import Workbench

/// A database opened from its bytes, for looking only.
func opened(_ bytes: [UInt8], in folder: ScratchFolder) throws -> DatabaseQueue {
  let path = "\(folder.path)/opened.db"
  try #require(writeFile(path, bytes))
  var configuration = Configuration()
  configuration.readonly = true
  return try DatabaseQueue(path: path, configuration: configuration)
}

@Suite("The marketing database")
struct MarketingDatabaseTests {
  private let folder = ScratchFolder()
  private let results: CampaignResults

  init() throws { results = try CampaignTrial().results() }

  private func strings(_ sql: String, in queue: DatabaseQueue) throws -> [String] {
    try queue.read { try String.fetchAll($0, sql: sql) }
  }

  @Test("Seven tables with their columns, types and indices, and nothing else")
  func schema() throws {
    let queue = try opened(MarketingDatabase(results).bytes(), in: folder)
    let expected = [
      "facebook_ads":
        "date TEXT!, campaign_name TEXT!, spend REAL!, impressions INTEGER!, clicks INTEGER!, "
        + "conversions INTEGER!, revenue REAL!, ctr REAL, cvr REAL, cpc REAL, cpm REAL, cpa REAL, "
        + "roas REAL, day_of_week TEXT!, is_weekend INTEGER!, is_holiday INTEGER!, "
        + "campaign_type TEXT!, time_period TEXT!",
      "mmm_channel_contributions":
        "Campaign TEXT!, Total_Contribution REAL, Percentage REAL, Total_Spend REAL!, ROI REAL, "
        + "ROAS REAL",
      "mmm_budget_optimization":
        "Campaign TEXT!, Optimal_Spend REAL!, Optimal_Pct REAL!, Expected_Revenue REAL!, "
        + "Revenue_Increase_Pct REAL",
      "mmm_budget_scenarios":
        "Total_Budget REAL!, Predicted_Revenue REAL!, Expected_ROI REAL, "
        + "Brand_Awareness_Spend REAL!, Product_Launch_Spend REAL!, Retargeting_Spend REAL!, "
        + "Lead_Gen_Spend REAL!",
      "mmm_model_performance":
        "r2 REAL, mae REAL!, rmse REAL!, mape REAL, n_samples INTEGER!, model_type TEXT!, "
        + "regularization_alpha REAL!",
      "mmm_model_coefficients": "Feature TEXT!, Coefficient REAL!, Feature_Type TEXT!",
      "mmm_predictions":
        "date TEXT!, actual_revenue REAL!, predicted_revenue REAL!, error REAL!",
    ]
    let names = try strings("SELECT name FROM sqlite_master WHERE type = 'table'", in: queue)
    #expect(Set(names) == Set(expected.keys) && names.count == 7)
    for (name, columns) in expected {
      let found = try strings(
        "SELECT name || ' ' || type || iif(\"notnull\", '!', '') FROM pragma_table_info('\(name)')",
        in: queue)
      #expect(found.joined(separator: ", ") == columns, "\(name)")
    }
    let indices = try strings(
      "SELECT m.tbl_name || '(' || i.name || ')' FROM sqlite_master AS m, pragma_index_info(m.name) AS i "
        + "WHERE m.type = 'index'", in: queue)
    #expect(
      Set(indices) == [
        "facebook_ads(date)", "facebook_ads(campaign_name)", "mmm_predictions(date)",
        "mmm_channel_contributions(Campaign)", "mmm_budget_optimization(Campaign)",
      ])
    let views = try strings("SELECT name FROM sqlite_master WHERE type = 'view'", in: queue)
    #expect(
      Set(views) == [
        "view_daily_performance", "view_campaign_scorecard", "view_budget_scenarios",
        "view_actual_and_predicted", "view_read_with_care",
      ])
    for (pragma, value) in [
      ("integrity_check", "ok"), ("user_version", "1"), ("page_size", "4096"),
      ("journal_mode", "delete"), ("encoding", "UTF-8"),
    ] {
      #expect(try strings("PRAGMA \(pragma)", in: queue) == [value])
    }
  }

  @Test("Every cell reads back as it was, of the type of its column")
  func cells() throws {
    let queue = try opened(MarketingDatabase(results).bytes(), in: folder)
    let tables = [
      "facebook_ads": results.rows, "mmm_channel_contributions": results.contributions,
      "mmm_budget_optimization": results.optimization, "mmm_budget_scenarios": results.scenarios,
      "mmm_model_performance": results.performance, "mmm_model_coefficients": results.coefficients,
      "mmm_predictions": results.predictions,
    ]
    var missing = 0
    for (name, table) in tables {
      let rows = try queue.read { try Row.fetchAll($0, sql: "SELECT * FROM \(name)") }
      #expect(rows.count == table.rowCount)
      for (place, row) in rows.enumerated() {
        for (index, column) in table.columns.enumerated() {
          let found = row[index] as DatabaseValue
          switch column[place] {
          case .missing:
            missing += 1
            #expect(found.isNull)
          case .number(let number): #expect(Double.fromDatabaseValue(found) == number)
          case .day(let day): #expect(String.fromDatabaseValue(found) == day.description)
          case .text(let text): #expect(String.fromDatabaseValue(found) == text)
          }
        }
      }
    }
    // Days without a conversion have no cost of one.
    #expect(missing > 0)
    let types = try strings(
      "SELECT DISTINCT typeof(date) || typeof(spend) || typeof(clicks) FROM facebook_ads", in: queue
    )
    #expect(types == ["textrealinteger"])
  }

  @Test("The same results give the same bytes, in memory and in a file")
  func sameBytes() throws {
    let bytes = try MarketingDatabase(results).bytes()
    #expect(try MarketingDatabase(CampaignTrial().results()).bytes() == bytes)
    for name in ["first.db", "second.db", "first.db"] {
      try MarketingDatabase(results).write(to: "\(folder.path)/\(name)")
      #expect(readFile("\(folder.path)/\(name)") == bytes)
    }
    #expect(try MarketingDatabase(CampaignTrial(seed: 2).results()).bytes() != bytes)
  }

  @Test("Views add up to the tables")
  func views() throws {
    let queue = try opened(MarketingDatabase(results).bytes(), in: folder)
    func number(_ sql: String) throws -> Double {
      try #require(try queue.read { try Double.fetchOne($0, sql: sql) })
    }
    func sum(_ name: String) throws -> Double {
      try results.rows.numbers(name).reduce(0, +)
    }
    let daily = "FROM view_daily_performance"
    #expect(try number("SELECT COUNT(*) \(daily)") == 90)
    #expect(
      try number("SELECT SUM(\"Spend\") \(daily)").isClose(to: sum("spend"), within: .digits(12)))
    #expect(try number("SELECT SUM(\"Clicks\") \(daily)") == sum("clicks"))
    #expect(
      try number("SELECT SUM(\"ROAS\" * \"Spend\") \(daily)").isClose(
        to: sum("revenue"), within: .digits(12)))
    let card = "FROM view_campaign_scorecard"
    #expect(try number("SELECT COUNT(*) \(card)") == 4)
    #expect(
      try number("SELECT SUM(\"Booked ROAS\" * \"Spend\") \(card)").isClose(
        to: number("SELECT SUM(\"Booked revenue\") \(card)"), within: .digits(12)))
    #expect(
      try abs(number("SELECT SUM(\"Optimal spend\" - \"Spend\" - \"Change of spend\") \(card)"))
        < 1e-5)
    #expect(
      try number("SELECT SUM(\"Share of spend %\") \(card)").isClose(to: 100, within: .digits(12)))
    let scenarios = "FROM view_budget_scenarios"
    for (row, multiple) in [90.0, 100, 110, 120, 150].enumerated() {
      let found = try number("SELECT \"Budget % of today\" \(scenarios) LIMIT 1 OFFSET \(row)")
      #expect(found.isClose(to: multiple, within: .absolute(1e-3)))
    }
    #expect(
      try number("SELECT SUM(\"Brand Awareness\") \(scenarios)")
        == results.scenarios.numbers("Brand_Awareness_Spend").reduce(0, +))
    #expect(
      try number("SELECT SUM(\"Error %\" * \"Actual revenue\") FROM view_actual_and_predicted")
        .isClose(to: 100 * results.predictions.numbers("error").reduce(0, +), within: .digits(9)))
  }

  @Test("The CSV is the table of rows")
  func csv() throws {
    let read = try CSV().read(MarketingDatabase(results).csv()).table
    #expect(read.names == results.rows.names)
    for (found, expected) in zip(read.columns, results.rows.columns) {
      #expect((0..<found.count).map { found[$0] } == (0..<expected.count).map { expected[$0] })
    }
  }

  @Test("Columns of a hostile file are kept under names that a database can have")
  func hostileColumns() throws {
    let long = String(repeating: "é", count: 5_000)
    let names = [
      "", " ", "Spend", "CTR", "select", "\"", "a\"b'; DROP TABLE facebook_ads; --", long,
      long + "x", "x\0y", "two\nlines", "rowid", "🎈", "SELECT", "column_8", "[b]", "`c`",
      "\"\u{301} x",
    ]
    let trial = try CampaignTrial()
    let count = trial.rows.rowCount
    let extra = names.enumerated().map { place, name in
      place.isMultiple(of: 2)
        ? Tables.Column(name, numbers: (0..<count).map { Double($0 + place) + 0.5 })
        : Tables.Column(name, texts: (0..<count).map { "\($0)'\"; \(place)" })
    }
    // Where a file has them: after the standard columns, before the derived ones.
    let rows = Tables.Table(trial.rows.columns.prefix(7) + extra + trial.rows.columns.dropFirst(7))
    let queue = try opened(MarketingDatabase(trial.results(rows: rows)).bytes(), in: folder)
    let found = try queue.read {
      try $0.columns(in: "facebook_ads").map(\.name)
    }
    #expect(found.count == rows.columns.count)
    #expect(Array(found.prefix(7)) == CampaignResults.standardColumns)
    #expect(Array(found.suffix(11)) == Array(trial.rows.names.suffix(11)))
    let cut = String(repeating: "é", count: 60)
    #expect(
      Array(found.dropFirst(7).dropLast(11)) == [
        "column_8", "column_9", "Spend_2", "CTR_2", "select", "\"",
        "a\"b'; DROP TABLE facebook_ads; --", cut, cut + "_2", "x_y", "two_lines", "rowid", "🎈",
        "SELECT_2", "column_8_2", "[b]", "`c`", "\"\u{301} x",
      ])
    let values = try queue.read { try Row.fetchAll($0, sql: "SELECT * FROM facebook_ads") }
    for (row, value) in values.enumerated() {
      for place in extra.indices {
        let cell = value[7 + place] as DatabaseValue
        if place.isMultiple(of: 2) {
          #expect(Double.fromDatabaseValue(cell) == Double(row + place) + 0.5)
        } else {
          #expect(String.fromDatabaseValue(cell) == "\(row)'\"; \(place)")
        }
      }
    }
    #expect(try strings("PRAGMA integrity_check", in: queue) == ["ok"])
  }

  @Test("Infinite numbers become NULL, NUL in texts U+FFFD, whole numbers INTEGER")
  func hostileValues() throws {
    let trial = try CampaignTrial()
    let count = trial.rows.rowCount
    func column(_ name: String, _ first: Double, then rest: Double) -> Tables.Column {
      Tables.Column(name, numbers: [first] + [Double](repeating: rest, count: count - 1))
    }
    let rows = Tables.Table(
      trial.rows.columns + [
        column("endless", .infinity, then: 1), column("whole", -7, then: 3),
        column("huge", 1e300, then: 2), column("empty", .nan, then: .nan),
        Tables.Column("text", texts: ["a\0b", ""] + [String?](repeating: nil, count: count - 2)),
      ])
    let database = try MarketingDatabase(trial.results(rows: rows))
    let queue = try opened(database.bytes(), in: folder)
    let types = try queue.read { database in
      try database.columns(in: "facebook_ads").suffix(5).map { "\($0.name) \($0.type)" }
    }
    #expect(types == ["endless INTEGER", "whole INTEGER", "huge REAL", "empty REAL", "text TEXT"])
    let first = try strings(
      "SELECT concat FROM (SELECT quote(endless) || ' ' || quote(whole) || ' ' || quote(huge) || ' ' "
        + "|| quote(empty) || ' ' || quote(text) || ' ' || length(text) AS concat "
        + "FROM facebook_ads LIMIT 1)", in: queue)
    #expect(first == ["NULL -7 1.0e+300 NULL 'a\u{FFFD}b' 3"])
    #expect(
      try strings("SELECT quote(text) FROM facebook_ads LIMIT 2 OFFSET 1", in: queue) == [
        "''", "NULL",
      ])
    let read = try CSV().read(database.csv()).table
    #expect(try read.texts("text").first == "a\u{FFFD}b")
    #expect(try read.numbers("endless").first?.isNaN == true)
  }

  @Test("More columns than SQLite can hold are refused before anything is written")
  func tooManyColumns() throws {
    let trial = try CampaignTrial()
    let extra = (0..<2_000).map { place in
      Tables.Column("c\(place)", numbers: [Double](repeating: 1, count: trial.rows.rowCount))
    }
    let results = try trial.results(rows: Tables.Table(trial.rows.columns + extra))
    do throws(DatabaseFileError) {
      try MarketingDatabase(results).write(to: "\(folder.path)/wide.db")
      Issue.record("2,018 columns were taken")
    } catch {
      #expect(error == .tooManyColumns(2_018, most: 2_000))
      #expect(error.description.contains("leave out columns"))
    }
    #expect(folder.names == [])
  }
}

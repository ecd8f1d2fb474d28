import Notebooks
import Tables
import TestSupport
import Testing
import Workbench

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite("The daily pipeline")
struct PipelineTests {
  private let trial = PipelineTrial()

  /// Spend and revenue by campaign in the database, in cents, against those of the rows.
  private func requireMoney(of rows: PipelineRows, _ output: String = "out") throws {
    let sums = try trial.query(
      "SELECT campaign_name, ROUND(100 * SUM(spend)), ROUND(100 * SUM(revenue)) FROM facebook_ads GROUP BY 1",
      in: output)
    let (spend, revenue) = (rows.cents(0), rows.cents(4))
    #expect(sums.count == spend.count)
    for sum in sums {
      #expect(sum[1] == spend[sum[0]].map { "\($0)" }, "\(sum[0])")
      #expect(sum[2] == revenue[sum[0]].map { "\($0)" }, "\(sum[0])")
    }
  }

  @Test(
    "Without options: eight files, seven tables, as many rows as ninety days of four campaigns give"
  )
  func usual() async throws {
    #expect(try await trial.run())
    #expect(trial.names() == PipelineTrial.files)
    func count(_ table: String) throws -> String {
      try trial.query("SELECT COUNT(*) FROM \(table)")[0][0]
    }
    let counts = try [
      "facebook_ads", "mmm_channel_contributions", "mmm_budget_optimization",
      "mmm_budget_scenarios",
      "mmm_model_performance", "mmm_model_coefficients", "mmm_predictions",
    ].map(count)
    // 16 coefficients: intercept, 4 campaigns, 6 weekdays, weekend, 2 of 3 months, holidays, trend.
    #expect(counts == ["360", "4", "4", "5", "1", "16", "18"])
    #expect(
      try trial.query("SELECT DISTINCT campaign_name FROM facebook_ads ORDER BY 1").map { $0[0] }
        == ["Brand Awareness", "Lead Gen", "Product Launch", "Retargeting"])
    #expect(try trial.query("PRAGMA integrity_check") == [["ok"]])
    #expect(trial.text("facebook_ads_processed.csv").split(separator: "\n").count == 361)
  }

  @Test("All money in the database belongs together")
  func accounting() async throws {
    #expect(try await trial.run())
    func number(_ sql: String) throws -> Double { Double(try trial.query(sql)[0][0]) ?? .nan }
    let spend = try number("SELECT SUM(spend) FROM facebook_ads")
    #expect(
      try number("SELECT SUM(Total_Spend) FROM mmm_channel_contributions").isClose(
        to: spend, within: .relative(1e-9)))
    // The plan spends today's budget, to the cent.
    #expect(
      try number("SELECT SUM(Optimal_Spend) FROM mmm_budget_optimization").isClose(
        to: spend, within: .absolute(0.0051)))
    let expected = try number("SELECT SUM(Expected_Revenue) FROM mmm_budget_optimization")
    let budgets = try trial.query(
      "SELECT Total_Budget, Predicted_Revenue, Expected_ROI FROM mmm_budget_scenarios ORDER BY 1"
    )
    .map { $0.compactMap(Double.init) }
    #expect(budgets[1][1].isClose(to: expected, within: .relative(1e-9)))
    for (budget, share) in zip(budgets, [0.9, 1, 1.1, 1.2, 1.5]) {
      #expect(budget[0].isClose(to: share * budgets[1][0], within: .absolute(0.0051)))
      #expect(budget[2].isClose(to: budget[1] / budget[0], within: .relative(1e-9)))
    }
    #expect(
      try number("SELECT MAX(ABS(actual_revenue - predicted_revenue - error)) FROM mmm_predictions")
        < 1e-6)
    // ROAS is what the rows book, ROI what the model finds.
    #expect(
      try number(
        """
        SELECT MAX(ABS(c.ROAS - r.roas)) FROM mmm_channel_contributions AS c JOIN
        (SELECT campaign_name, SUM(revenue) / SUM(spend) AS roas FROM facebook_ads GROUP BY 1) AS r
        ON r.campaign_name = c.Campaign
        """) < 1e-9)
    #expect(
      try number(
        "SELECT MAX(ABS(ROI - Total_Contribution / Total_Spend)) FROM mmm_channel_contributions")
        < 1e-9)
  }

  // MARK: - The same bytes

  @Test("The same bytes a second time and in another folder, without a path in them")
  func bytes() async throws {
    #expect(try await trial.run())
    let first = trial.bytes()
    #expect(try await trial.run())
    #expect(PipelineTrial.differences(trial.bytes(), first) == [])
    let other = PipelineTrial()
    #expect(try await other.run(to: "some/where/else"))
    #expect(PipelineTrial.differences(other.bytes("some/where/else"), first) == [])
    for (name, bytes) in first {
      #expect(!String(decoding: bytes, as: UTF8.self).contains(trial.folder), "\(name)")
    }
    #expect(try await other.run(to: "seed") { $0.seed = 43 })
    #expect(PipelineTrial.differences(other.bytes("seed"), first).contains("marketing_data.db"))
  }

  @Test("The same of a data file, wherever it lies")
  func dataBytes() async throws {
    let csv = PipelineRows().csv
    #expect(try await trial.run(data: csv))
    let other = PipelineTrial()
    #expect(try await other.run(data: csv))
    #expect(PipelineTrial.differences(other.bytes(), trial.bytes()) == [])
    for (name, bytes) in trial.bytes() {
      #expect(!String(decoding: bytes, as: UTF8.self).contains(trial.folder), "\(name)")
    }
  }

  @Test(
    "The written notebook runs by itself and gives the same files",
    .enabled(if: !PipelineTrial.program.isEmpty, "the program is not built"))
  func notebook() async throws {
    #expect(try await trial.run())
    #expect(try await trial.run(to: "own", data: PipelineRows().csv))
    for (output, permission) in [("out", []), ("own", ["--allow-read", "."])] {
      let before = trial.bytes(output)
      let given = PipelineTrial.files.prefix(5)
      for name in given { unlink("\(trial.folder)/\(output)/\(name)") }
      let ran = try trial.program(words: ["run", "\(output)/pipeline.md"] + permission)
      #expect(ran.status == 0, "\(ran.said)")
      #expect(PipelineTrial.differences(trial.bytes(output), before).filter(given.contains) == [])
    }
    // Without leave it says what to do.
    let refused = try trial.program("run", "own/pipeline.md", "--fresh")
    #expect(refused.status == 1 && refused.said.contains("--allow-read FOLDER"), "\(refused.said)")
  }

  @Test("In a project the results lie in its folder, and a run of their notebook replaces them")
  func project() async throws {
    try trial.write("title: Shop\nnotebooks: .\nparts: []\n", to: "mixbook.yml")
    #expect(try await trial.run(to: "artifacts/daily", data: PipelineRows().csv))
    #expect(trial.names("artifacts/daily") == PipelineTrial.files)
    let notebook = trial.text("pipeline.md", in: "artifacts/daily")
    #expect(notebook.contains("raw = load campaigns \"ads.csv\"\n"))
    #expect(notebook.contains("to=\"artifacts/daily\""))
  }

  // MARK: - Data of one's own

  @Test("Clean rows come through to the cent")
  func own() async throws {
    let rows = PipelineRows()
    #expect(try await trial.run(data: rows.csv))
    try requireMoney(of: rows)
    #expect(trial.text("data_changes.csv").split(separator: "\n").count == 1)
    let counts = try trial.query(
      "SELECT SUM(impressions), SUM(clicks), SUM(conversions) FROM facebook_ads")
    #expect(
      counts[0]
        == (1...3).map { place in
          CSVWriter.spelling(rows.measures.reduce(0) { $0 + $1[place] })
        })
  }

  @Test("Weekly rows")
  func weekly() async throws {
    let rows = PipelineRows(days: 60, step: 7)
    #expect(try await trial.run(data: rows.csv))
    try requireMoney(of: rows)
    let notebook = trial.text("pipeline.md")
    #expect(notebook.contains("One row a week") && notebook.contains("dummies    = month"))
    // 0.5 to the power of seven: what is left a week later of what halves by the day.
    #expect(notebook.contains("alpha: 0.0078"))
    #expect(try trial.query("SELECT COUNT(*) FROM mmm_predictions") == [["12"]])
  }

  @Test("Other names, extra columns, calculations, columns that are not there")
  func names() async throws {
    let rows = PipelineRows()
    let table = rows.table()
    let renamed = [
      "Day", "Campaign", "Amount spent (USD)", "Impr.", "Link clicks", "Results", "Net",
    ]
    let extra = [
      Column("Note", texts: rows.days.map { _ in "=1+1" }),
      Column("ctr", texts: rows.days.map { _ in "9" }),
    ]
    let own = Table(zip(renamed, table.columns).map { Column($0, $1.values) } + extra)
    #expect(
      try await trial.run(data: CSVWriter().text(own)) {
        $0.columns = ["revenue=Net * 2", "clicks=none"]
      })
    var doubled = rows
    for row in doubled.measures.indices { doubled.measures[row][4] *= 2 }
    try requireMoney(of: doubled)
    let columns = try trial.query("SELECT name FROM pragma_table_info('facebook_ads')").map {
      $0[0]
    }
    #expect(
      columns.prefix(7) == [
        "date", "campaign_name", "spend", "impressions", "clicks", "conversions", "revenue",
      ])
    #expect(columns.contains("Note") && columns.contains("ctr_given") && columns.contains("Net"))
    // What the file lacks is missing, not 0, and nobody complains of it row by row.
    #expect(
      try trial.query("SELECT DISTINCT clicks, ctr, cpc FROM facebook_ads") == [
        ["NULL", "NULL", "NULL"]
      ])
    #expect(trial.text("data_problems.csv").split(separator: "\n").count == 1)
    #expect(trial.text("pipeline.md").contains("revenue=\"Net * 2\""))
  }

  @Test("European numbers and dates, in a file with semicolons")
  func european() async throws {
    let rows = PipelineRows(days: 60)
    func grouped(_ whole: Int) -> String {
      whole < 1000 ? "\(whole)" : "\(grouped(whole / 1000)).\("\(1000 + whole % 1000)".dropFirst())"
    }
    let table = rows.table(
      date: { "\($0.day).\($0.month).\($0.year)" },
      money: { amount in
        let cents = Int((amount * 100).rounded())
        return "\(grouped(cents / 100)),\("\(100 + cents % 100)".dropFirst()) €"
      },
      count: { grouped(Int($0)) })
    let csv = CSVWriter(separator: .semicolon).text(table)
    #expect(csv.contains(".") && csv.contains(" €"))
    #expect(try await trial.run(data: csv))
    try requireMoney(of: rows)
    #expect(
      try trial.query("SELECT SUM(impressions), MIN(date), MAX(date) FROM facebook_ads")[0]
        == [CSVWriter.spelling(rows.measures.reduce(0) { $0 + $1[1] }), "2024-01-01", "2024-02-29"])
  }

  @Test("Dates that only the user can tell")
  func dayFirst() async throws {
    // The first to the twelfth of twelve months: no number above 12.
    var rows = PipelineRows(days: 144)
    let days = (1...12).flatMap { month in
      (1...12).compactMap { Day(year: 2024, month: month, day: $0) }
    }
    rows.days = days.flatMap { [$0, $0, $0] }
    let csv = CSVWriter().text(rows.table(date: { "\($0.day)/\($0.month)/\($0.year)" }))
    #expect(try await trial.run(data: csv) { $0.dates = "day-first" })
    #expect(
      try trial.query("SELECT MIN(date), MAX(date) FROM facebook_ads") == [
        ["2024-01-01", "2024-12-12"]
      ])
    #expect(trial.text("pipeline.md").contains("days=day_first"))
    try requireMoney(of: rows)
  }

  @Test("One campaign; campaigns that never change their spend are said to be left out")
  func few() async throws {
    let one = PipelineRows(campaigns: ["Solo"])
    #expect(try await trial.run(data: one.csv))
    try requireMoney(of: one)
    var rows = PipelineRows()
    for row in rows.measures.indices where rows.campaigns[row] == "Beta" {
      rows.measures[row][0] = 100
    }
    #expect(try await trial.run(to: "constant", data: rows.csv))
    #expect(
      trial.text("pipeline.md", in: "constant")
        .contains("Left out, because their spend never changes in the fitted rows: Beta."))
    #expect(
      try trial.query("SELECT Campaign FROM mmm_channel_contributions ORDER BY 1", in: "constant")
        .map { $0[0] }
        == ["Alpha", "Beta", "Gamma"])
    #expect(
      try trial.query(
        "SELECT Campaign FROM mmm_channel_contributions WHERE ROI IS NULL", in: "constant")
        == [["Beta"]])
  }

  @Test("Days without any row: a week's end, a week of holidays")
  func pauses() async throws {
    var rows = PipelineRows(days: 90)
    let places = rows.days.indices.filter { place in
      let day = rows.days[place]
      return day.weekday < 6 && !(19_760..<19_770).contains(day.daysSinceEpoch)
    }
    rows.measures = places.map { rows.measures[$0] }
    rows.campaigns = places.map { rows.campaigns[$0] }
    rows.days = places.map { rows.days[$0] }
    #expect(try await trial.run(data: rows.csv))
    try requireMoney(of: rows)
  }

  @Test("Five years of twelve campaigns, more points than a chart can show")
  func large() async throws {
    let rows = PipelineRows(days: 1_826, campaigns: (1...12).map { "Campaign \($0)" })
    #expect(try await trial.run(data: rows.csv))
    #expect(
      try trial.query("SELECT COUNT(*), COUNT(DISTINCT date) FROM facebook_ads") == [
        ["21912", "1826"]
      ])
    try requireMoney(of: rows)
    let notebook = trial.text("pipeline.md")
    #expect(notebook.contains("The chart of spend has room for the 8 largest of 12 campaigns."))
    // Spend grows with the campaign's number up to the seventh, and begins anew with the eighth.
    #expect(
      notebook.contains(
        "channels=campaign_3, campaign_4, campaign_5, campaign_6, campaign_7, campaign_10, "))
  }
}

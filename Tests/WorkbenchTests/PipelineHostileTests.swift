import Notebooks
import Tables
import TestSupport
import Testing
import Workbench

@Suite("The daily pipeline and files that nobody would wish for")
struct PipelineHostileTests {
  private let trial = PipelineTrial()

  // MARK: - Names

  /// Names that mean something to a notebook, a page, a database, a shell or a model.
  private static let names = [
    "\"]() <script>alert(1)</script>", "```", "~~~", "-- drop table facebook_ads",
    "'; DROP TABLE x;--",
    "\"", "\\", "\"\"", "a\"b\"c", "`= 1 + 1`", "$x^2$", "{{x}}", "[a](http://b)", "![](x)",
    "|a|b|", "# h",
    "- x", "> x", "<!-- x", "&lt;b&gt;", "=cmd()", "+1", "@x", "%s%n", "$(reboot)", "`id`", "%PDF",
    "🎯🔥", "春季促销",
    "\u{202E}RTL", "e\u{301}", "Ünï Größe", "İstanbul", "a\u{0}b".filter { $0 != "\u{0}" },
    "x\u{7F}y",
    "revenue", "date", "spend", "Date 2", "campaign_name", "Total_Budget", "Predicted_Revenue",
    "trend", "weekend", "Weekday 2", "Month 11", "holidays", "intercept", "baseline", "seed",
    "model",
    "daily", "rows", "none", "auto", "yes", "and", "not", "1st", "2024-01-01", "-5", "NULL x",
    "rowid",
    String(repeating: "x", count: 150), String(repeating: "x", count: 149) + "y",
  ]

  /// Names as reading makes them: one blank for several.
  private func plain(_ name: String) -> String {
    name.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  /// Every campaign is in the database under its own name, and the page says nothing that it should not.
  private func require(_ rows: PipelineRows, _ output: String) throws {
    let found = try trial.query("SELECT DISTINCT campaign_name FROM facebook_ads", in: output)
    #expect(Set(found.map { $0[0] }) == Set(rows.campaigns.map(plain)), "\(output)")
    let models = try trial.query("SELECT Campaign FROM mmm_channel_contributions", in: output)
    #expect(models.count == Set(rows.campaigns).count)
    let tables = try trial.query(
      "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table'", in: output)
    #expect(tables == [["7"]])
    for view in try trial.query("SELECT name FROM sqlite_master WHERE type = 'view'", in: output) {
      #expect(try !trial.query("SELECT * FROM \(view[0])", in: output).isEmpty, "\(view[0])")
    }
    let page = trial.text("report.html", in: output)
    #expect(
      !page.contains("<script>alert") && !page.contains("href=\"http://b"))
    #expect(trial.text("run.json", in: output).hasPrefix("{"))
  }

  @Test("Hostile names come through as they are", arguments: 0..<8)
  func hostile(part: Int) async throws {
    let size = (Self.names.count + 7) / 8
    let names = Array(Self.names.dropFirst(part * size).prefix(size))
    let rows = PipelineRows(days: 70, campaigns: names, seed: UInt64(part + 1))
    #expect(try await trial.run(data: rows.csv), "\(names)")
    try require(rows, "out")
  }

  @Test("Many of them at once")
  func many() async throws {
    let names = stride(from: 0, to: Self.names.count, by: 2).map { Self.names[$0] }
    let rows = PipelineRows(days: 80, campaigns: names)
    #expect(try await trial.run(data: rows.csv))
    try require(rows, "out")
  }

  @Test("Where their spend never changes they are named in the text, and mean nothing there")
  func silent() async throws {
    let names = Self.names.prefix(10) + ["Real"]
    var rows = PipelineRows(days: 70, campaigns: Array(names))
    for place in rows.measures.indices where rows.campaigns[place] != "Real" {
      rows.measures[place][0] = 50
    }
    #expect(try await trial.run(data: rows.csv))
    let notebook = trial.text("pipeline.md")
    #expect(
      notebook.contains(
        "fitted rows: \\\"\\]\\(\\) \\<script\\>alert\\(1\\)\\<\\/script\\>, \\`\\`\\`,"))
    let page = trial.text("report.html")
    #expect(!page.contains("<script>alert") && page.contains("&lt;script&gt;alert(1)"))
    #expect(
      try trial.query("SELECT Campaign FROM mmm_channel_contributions WHERE ROI IS NOT NULL")
        == [["Real"]])
  }

  @Test("Names with line ends, and names that differ in capitals or blanks alone")
  func folded() async throws {
    var rows = PipelineRows(campaigns: ["Search", "Line\nend", "Display"])
    for place in rows.campaigns.indices where rows.campaigns[place] == "Search" && place % 2 == 0 {
      rows.campaigns[place] = place % 4 == 0 ? "SEARCH" : " Search  "
    }
    #expect(try await trial.run(data: rows.csv))
    #expect(
      try trial.query("SELECT DISTINCT campaign_name FROM facebook_ads ORDER BY 1")
        == [["Display"], ["Line end"], ["Search"]])
    #expect(trial.text("data_changes.csv").contains("campaign_name,SEARCH,Search,spelling"))
  }

  @Test("Extra columns of any name, and cells that a spreadsheet would run")
  func columns() async throws {
    let rows = PipelineRows()
    let names = [
      "a\"b", "select", "ROAS", "Date", "x; DROP TABLE y", "", "```", "a\nb", "Spend", "=1+1",
      "rowid",
    ].map { $0.isEmpty ? "empty" : $0 }
    let table = Table(
      rows.table().columns
        + names.map { Column($0, texts: rows.days.map { _ in "=HYPERLINK(\"http://x\")" }) })
    #expect(try await trial.run(data: CSVWriter().text(table)))
    #expect(
      try trial.query("SELECT \"a\"\"b\" FROM facebook_ads LIMIT 1") == [
        ["=HYPERLINK(\"http://x\")"]
      ])
    #expect(!trial.text("facebook_ads_processed.csv").contains(",\"=HYPERLINK"))
    #expect(try trial.query("SELECT COUNT(*) FROM facebook_ads") == [["180"]])
  }

  @Test("A path and columns with signs of the cell language")
  func path() async throws {
    var table = PipelineRows().table()
    table = Table(table.columns.map { $0.name == "spend" ? Column("Co\"st\\n #1", $0.values) : $0 })
    let name = "a \"b\" $(x) `c` # ü.csv"
    try trial.write(CSVWriter().text(table), to: name)
    #expect(
      try await trial.run {
        $0.data = "\(trial.folder)/\(name)"
        $0.columns = ["spend=Co\"st\\n #1"]
      })
    #expect(trial.names() == PipelineTrial.files)
  }

  // MARK: - Files that are refused

  /// A file, and what is said of it.
  private static let refusals: [(name: String, bytes: @Sendable () -> [UInt8], said: String)] = [
    ("empty", { [] }, "ads.csv: the file is empty; a line of column names is due"),
    ("header only", { utf8(PipelineRows(days: 0).csv) }, "ads.csv: the table has no rows"),
    (
      "zeros", { [UInt8](repeating: 0, count: 300) },
      "ads.csv:1:1: a byte 0 at offset 0: this is no text file"
    ),
    (
      "binary", { (0..<5_000).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 / 251) } },
      "ads.csv:1:1: a byte 0 at offset"
    ),
    (
      "a database", { utf8("SQLite format 3") + [0] + [UInt8](repeating: 7, count: 500) },
      "ads.csv:1:16: a byte 0"
    ),
    ("half a gzip", { [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 1, 2, 3, 4] }, "ads.csv"),
    (
      "UTF-16", { [0xFF, 0xFE] + utf8("d\u{0}a\u{0}") },
      "ads.csv:1:1: the file is UTF-16; save it as UTF-8"
    ),
    (
      "Latin-1", { utf8("date,campaign_name\n2024-01-01,Gr") + [0xFC, 0x6E] },
      "ads.csv:2:14: byte 0xFC at offset"
    ),
    (
      "a page", { utf8("<html><body>Please log in</body></html>\n<p>x</p>\n") },
      "ads.csv: no column for date,"
    ),
    ("JSON", { utf8("{\"date\": \"2024-01-01\",\n\"spend\": 5}\n") }, "ads.csv"),
    (
      "no revenue",
      {
        utf8(
          CSVWriter().text(Table(PipelineRows().table().columns.filter { $0.name != "revenue" })))
      },
      "ads.csv: no column for revenue among date, campaign_name, spend, impressions, clicks, conversions; say which it "
        + "is with --column revenue=\"NAME\""
    ),
    (
      "no usable row",
      { changed { rows, row in rows[row] = [.nan, .nan, .nan, .nan, .nan] } },
      "ads.csv: no usable row among 180: 180 without spend; 180 without revenue"
    ),
    (
      "negative spend", { changed { rows, row in rows[row][0] = -rows[row][0] } },
      "ads.csv: no usable row among 180: 180 with spend below 0"
    ),
    (
      "open dates",
      {
        let days = (1...12).flatMap { day in (1...5).map { "\($0)/\(day)/2024" } }
        let table = PipelineRows(days: 60, campaigns: ["A"]).table()
        return utf8(
          CSVWriter().text(Table([Column("date", texts: days)] + table.columns.dropFirst())))
      },
      "can be day-month or month-day, and no date decides; say --dates day-first or --dates month-first"
    ),
    (
      "constant spend", { changed { rows, row in rows[row][0] = 100 } },
      "ads.csv: no campaign's spend changes from row to row, so that nothing can be learnt of it"
    ),
    (
      "no sales", { changed { rows, row in rows[row][4] = 0 } },
      "ads.csv: revenue is the same in every row, so that there is nothing to explain"
    ),
    (
      "eleven days", { utf8(PipelineRows(days: 11).csv) },
      "ads.csv: 11 days of data leave 9 to fit on, where 12 are the least; bring more, or keep fewer for the test"
    ),
    ("one day", { utf8(PipelineRows(days: 1).csv) }, "ads.csv: 1 day of data leave 1 to fit on"),
    (
      "months", { utf8(PipelineRows(days: 24, step: 30).csv) },
      "ads.csv: rows are 30 days apart, where daily or weekly rows are due"
    ),
    (
      "a stray year", { utf8(PipelineRows().csv + "2042-01-01,Alpha,1,1,1,1,1\n") },
      "ads.csv: dates go from 2024-01-01 (row 1) to 2042-01-01 (row 181)"
    ),
    (
      "300 campaigns", { utf8(PipelineRows(days: 14, campaigns: (1...300).map { "C\($0)" }).csv) },
      "ads.csv: 300 campaigns, more than the 200 that a model can hold; is the right column named?"
    ),
    (
      "2,100 columns",
      {
        let table = PipelineRows(days: 20).table()
        let extra = (1...2_100).map { Column("e\($0)", texts: table.columns[0].days) }
        return utf8(CSVWriter().text(Table(table.columns + extra)))
      },
      "the campaign rows have 2118 columns; a database table holds at most 2000"
    ),
  ]

  @Test(
    "A bad file ends with 1 and its reason, and no result is written",
    .enabled(if: !PipelineTrial.program.isEmpty, "the program is not built"),
    arguments: refusals.indices)
  func refused(place: Int) throws {
    let (name, bytes, sentence) = Self.refusals[place]
    let run = try trial.program("--quiet", data: bytes())
    #expect(run.status == 1, "\(name): \(run.said)")
    #expect(run.said.contains(sentence), "\(name): \(run.said)")
    #expect(!run.said.contains("Fatal") && !run.said.contains(trial.folder), "\(name): \(run.said)")
    #expect(trial.names().allSatisfy { $0 == "pipeline.md" }, "\(name)")
  }

  @Test(
    "A file cut anywhere, or with bytes changed, gives a message or a whole result",
    .enabled(if: !PipelineTrial.program.isEmpty, "the program is not built"), arguments: 1...12)
  func damaged(seed: Int) throws {
    var bytes = Array(PipelineRows(days: 40, campaigns: ["Alpha \"x\", y", "Beta"]).csv.utf8)
    var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    if seed % 3 == 0 { bytes.removeLast(next(bytes.count)) }
    for _ in 0..<(seed % 4) * 5 {
      guard !bytes.isEmpty else { break }
      bytes[next(bytes.count)] = [44, 34, 10, 45, 46, 59, 48, 57, 0xC3, 32][next(10)]
    }
    let run = try trial.program("--quiet", data: bytes)
    if run.status == 0 {
      #expect(trial.names() == PipelineTrial.files)
      #expect(try trial.query("PRAGMA integrity_check") == [["ok"]])
    } else {
      #expect([1, 2].contains(run.status), "\(run.status): \(run.said)")
      #expect(run.said.contains("error: ") && trial.names().allSatisfy { $0 == "pipeline.md" })
    }
  }

  @Test("An old result stays whole where the new data are refused")
  func kept() async throws {
    #expect(try await trial.run())
    let before = trial.bytes()
    guard !PipelineTrial.program.isEmpty else { return }
    #expect(try trial.program(data: utf8("date,spend\n")).status == 1)
    #expect(PipelineTrial.differences(trial.bytes(), before) == [])
  }
}

private func utf8(_ text: String) -> [UInt8] { Array(text.utf8) }

/// Rows of three campaigns with every row changed.
private func changed(_ change: (inout [[Double]], Int) -> Void) -> [UInt8] {
  var rows = PipelineRows()
  for row in rows.measures.indices { change(&rows.measures, row) }
  return utf8(rows.csv)
}

extension Column {
  /// The texts of a column of texts.
  fileprivate var days: [String?] { if case .texts(let texts) = values { texts } else { [] } }
}

import Marketing
import Statistics
import Tables
import Testing

@Suite("Campaign rows as a series")
struct CampaignSeriesTests {
  private func series(
    _ rows: [(day: String, name: String, spend: Double, revenue: Double)],
    step: CampaignSeries.Step = .auto
  ) throws -> CampaignSeries {
    try CampaignSeries(
      Table([
        Column("date", days: rows.map { Day($0.day) }),
        Column("campaign_name", texts: rows.map(\.name)),
        Column("spend", numbers: rows.map(\.spend)),
        Column("revenue", numbers: rows.map(\.revenue)),
      ]), step: step)
  }

  @Test("One row a day: revenue of all, spend by campaign, 0 where a campaign has no row")
  func days() throws {
    let series = try series([
      ("2024-01-02", "Lead Gen", 5, 50), ("2024-01-01", "Lead Gen", 10.25, 100.5),
      ("2024-01-02", "Search", 1, 7), ("2024-01-02", "Search", 2, 8),
      ("2024-01-04", "Search", 3, 9),
    ])
    #expect(series.table.names == ["date", "revenue", "lead_gen", "search"])
    #expect(
      texts(series.table) == [
        ["2024-01-01", "100.5", "10.25", "0"], ["2024-01-02", "65", "5", "3"],
        // Of the third nothing is known.
        ["2024-01-04", "9", "0", "3"],
      ])
    #expect(series.channels == ["lead_gen", "search"] && series.stepInDays == 1)
    #expect(series.campaigns == ["lead_gen": "Lead Gen", "search": "Search"])
  }

  @Test("Accounting: in whole cents nothing is lost", arguments: 1...6)
  func accounting(seed: Int) throws {
    var stream = RandomStream(seed: UInt64(seed))
    let names = ["A", "B", "C"]
    var (cents, revenue): ([String: Int], Int) = ([:], 0)
    let rows = (0..<3_000).map {
      row -> (day: String, name: String, spend: Double, revenue: Double) in
      let name = names[stream.index(below: 3)]
      let (spent, sold) = (stream.index(below: 1_000_000), stream.index(below: 10_000_000))
      cents[name, default: 0] += spent
      revenue += sold
      let day = Day(daysSinceEpoch: 19_723 + (row < 20 ? row : stream.index(below: 20)))
      return ("\(day)", name, Double(spent) / 100, Double(sold) / 100)
    }
    for step in [CampaignSeries.Step.auto, .week] {
      let table = try series(rows, step: step).table
      func total(_ column: String) throws -> Int {
        try table.numbers(column).reduce(0) { sum, money in
          // Every cell is a whole number of cents, spelled as one.
          #expect(money == (money * 100).rounded() / 100)
          return sum + Int((money * 100).rounded())
        }
      }
      #expect(try total("revenue") == revenue)
      for name in names { #expect(try total(name.lowercased()) == cents[name]) }
    }
  }

  @Test("Money in other units keeps its digits")
  func digits() throws {
    let series = try series([
      ("2024-01-01", "A", 0.000_000_2, 1e-7), ("2024-01-02", "A", 0.123_456_7, 3.000_000_4),
    ])
    #expect(try series.table.numbers("a") == [0.000_000_2, 0.123_456_7])
    #expect(try series.table.numbers("revenue") == [1e-7, 3.000_000_4])
  }

  @Test("Weeks from Monday to Sunday; weekly rows stay as they are")
  func weeks() throws {
    // 2024-01-07 is a Sunday.
    let series = try series(
      (1...21).map { ("2024-01-\($0 < 10 ? "0" : "")\($0)", "A", 1, Double($0)) }, step: .week)
    // 1 to 7, 8 to 14, 15 to 21.
    #expect(
      texts(series.table) == [
        ["2024-01-01", "28", "7"], ["2024-01-08", "77", "7"], ["2024-01-15", "126", "7"],
      ])
    #expect(series.stepInDays == 7)
    let weekly = try self.series([
      ("2024-01-03", "A", 1, 1), ("2024-01-10", "A", 2, 2), ("2024-01-17", "A", 3, 3),
    ])
    #expect(weekly.stepInDays == 7)
    #expect(try weekly.table.days("date").first??.description == "2024-01-03")
    #expect(throws: CampaignError.badStep(days: 7)) {
      try self.series(
        [("2024-01-03", "A", 1, 1), ("2024-01-10", "A", 2, 2), ("2024-01-17", "A", 3, 3)],
        step: .day)
    }
  }

  @Test("Rows that were not cleaned are refused with their number")
  func refused() throws {
    #expect(throws: CampaignError.uncleaned(row: 2)) {
      try series([("2024-01-01", "A", 1, 1), ("2024-01-02", "A", .nan, 1)])
    }
    #expect(throws: CampaignError.uncleaned(row: 1)) {
      try series([("no day", "A", 1, 1), ("2024-01-02", "A", 1, 1)])
    }
    #expect(throws: CampaignError.empty) { try series([]) }
    #expect(throws: CampaignError.badStep(days: 30)) {
      try series([("2024-01-01", "A", 1, 1), ("2024-01-31", "A", 1, 1), ("2024-03-01", "A", 1, 1)])
    }
  }

  // MARK: - Names

  /// Campaigns in the order of appearance, and their columns.
  private static let names: [([String], [String])] = [
    (
      ["Brand Awareness", "brand-awareness!", "BRAND AWARENESS"],
      ["brand_awareness", "brand_awareness_2", "brand_awareness_3"]
    ),
    (["Größe & Süd", "Café", "  Sale  "], ["gr_e_s_d", "caf", "sale"]),
    (["春季促销", "🎯🔥", "Распродажа", "---"], ["campaign", "campaign_2", "campaign_3", "campaign_4"]),
    (["2024 Sale", "1", "7-day"], ["campaign_2024_sale", "campaign_1", "campaign_7_day"]),
    (["Revenue", "Date", "date 2"], ["revenue_2", "date_2", "date_2_2"]),
    (
      ["Trend", "weekend", "HOLIDAYS", "intercept", "None", "row"],
      [
        "trend_spend", "weekend_spend", "holidays_spend", "intercept_spend", "none_spend",
        "row_spend",
      ]
    ),
    (["Weekday 2", "Month 11", "month"], ["weekday_2_spend", "month_11_spend", "month"]),
    (["x 2", "x", "X"], ["x_2", "x", "x_3"]),
  ]

  @Test("Columns are words of the cell language, each once", arguments: names)
  func columns(campaigns: [String], columns: [String]) throws {
    let series = try series(campaigns.map { ("2024-01-01", $0, 1, 1) })
    #expect(series.channels == columns)
    #expect(columns.map { series.campaigns[$0] } == campaigns)
  }

  @Test("Names of forty and more letters stay apart, also where results fold their columns")
  func long() throws {
    let names =
      [0, 1].flatMap { digit in
        (36...44).map { String(repeating: "a", count: $0) + " \(digit) end" }
      } + ["\(String(repeating: "b", count: 39)) c", "\(String(repeating: "b", count: 39)) d"]
    let channels = try series(names.map { ("2024-01-01", $0, 1, 1) }).channels
    #expect(Set(channels.map(FieldName.part)).count == names.count)
    #expect(channels.allSatisfy { $0.count < 48 && !$0.contains("__") && $0.last != "_" })
  }
}

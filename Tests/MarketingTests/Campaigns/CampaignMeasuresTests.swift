import Marketing
import Tables
import Testing

@Suite("Measures derived from campaign rows")
struct CampaignMeasuresTests {
  /// Standard columns with the given numbers: spend, impressions, clicks, conversions, revenue.
  private func table(_ rows: [(day: String, name: String, [Double])]) throws -> Table {
    Table(
      [
        Column("date", days: rows.map { Day($0.day) }),
        Column("campaign_name", texts: rows.map(\.name)),
      ]
        + CampaignColumn.measures.enumerated().map { place, column in
          Column(column.rawValue, numbers: rows.map { $0.2[place] })
        })
  }

  private func derived(_ table: Table) throws -> Table {
    try CampaignMeasures.derived(table, calendar: HolidayCalendar(country: "retail"))
  }

  @Test("Rates and costs against hand calculations, missing where the divisor is 0 or missing")
  func rates() throws {
    let derived = try derived(
      table([
        ("2024-11-28", "A", [50, 10_000, 200, 8, 400]), ("2024-11-29", "A", [50, 0, 0, 0, 400]),
        ("2024-11-30", "A", [0, 10_000, 200, 8, 400]),
        ("2024-12-01", "A", [50, .nan, 200, .nan, 0]),
        ("2024-12-02", "A", [0, 0, 0, 0, 0]),
      ]))
    #expect(derived.names == CampaignSheet.names + CampaignMeasures.names)
    #expect(
      texts(try derived.select(["ctr", "cvr", "cpc", "cpm", "cpa", "roas"])) == [
        ["0.02", "0.04", "0.25", "5", "6.25", "8"], ["", "", "", "", "", "8"],
        ["0.02", "0.04", "0", "0", "0", ""], ["", "", "0.25", "", "", "0"],
        ["", "", "", "", "", ""],
      ])
  }

  @Test("The calendar: Thanksgiving is no day of shopping, Black Friday and Cyber Monday are")
  func calendar() throws {
    let derived = try derived(
      table(
        ["2024-11-28", "2024-11-29", "2024-11-30", "2024-12-01", "2024-12-02", "2024-12-25"].map {
          ($0, "A", [1, 1, 1, 1, 1])
        }))
    #expect(
      texts(try derived.select(["day_of_week", "is_weekend", "is_holiday", "time_period"])) == [
        ["Thursday", "0", "0", "late"], ["Friday", "0", "1", "late"],
        ["Saturday", "1", "0", "late"], ["Sunday", "1", "0", "early"],
        ["Monday", "0", "1", "early"], ["Wednesday", "0", "1", "late"],
      ])
  }

  @Test("The thirds of a month begin on the 1st, the 11th and the 21st")
  func periods() throws {
    let days = ["2024-02-01", "2024-02-10", "2024-02-11", "2024-02-20", "2024-02-21", "2024-02-29"]
    let derived = try derived(table(days.map { ($0, "A", [1, 1, 1, 1, 1]) }))
    #expect(try derived.texts("time_period") == ["early", "early", "mid", "mid", "late", "late"])
  }

  @Test("A week has a holiday where one of its days is one; without a calendar nothing is")
  func weeks() throws {
    let weeks = try table(
      ["2024-11-18", "2024-11-25", "2024-12-02", "2024-12-09"].map { ($0, "A", [1, 1, 1, 1, 1]) })
    #expect(try derived(weeks).numbers("is_holiday") == [0, 1, 1, 0])
    #expect(
      try CampaignMeasures.derived(weeks, calendar: nil).numbers("is_holiday") == [0, 0, 0, 0])
  }

  @Test("What a campaign is for is told by its name, and how long such campaigns usually work")
  func kinds() {
    let expected: [(String, CampaignKind, Double)] = [
      ("Brand Awareness", .awareness, 0.7), ("Product Launch", .launch, 0.5),
      ("Retargeting", .retargeting, 0.3), ("Lead Gen", .leads, 0.4), ("Search", .other, 0.5),
      ("BRAND retargeting", .retargeting, 0.3), ("remarketing 7d", .retargeting, 0.3),
      ("", .other, 0.5),
    ]
    for (name, kind, retention) in expected {
      #expect(CampaignKind(named: name) == kind && kind.retention == retention, "\(name)")
    }
  }

  @Test("Deriving twice is deriving once, and other columns stay in front")
  func twice() throws {
    let rows = try table([("2024-01-01", "Brand", [50, 1000, 20, 2, 80])])
    let wider = Table(rows.columns + [Column("note", texts: ["x"]), Column("ctr", numbers: [9])])
    let once = try derived(wider)
    #expect(once.names == CampaignSheet.names + ["note"] + CampaignMeasures.names)
    #expect(try once.numbers("ctr") == [0.02])
    #expect(try derived(once) == once)
  }

  @Test("A standard column that is missing or holds texts is refused by name")
  func refused() throws {
    let rows = try table([("2024-01-01", "Brand", [50, 1000, 20, 2, 80])])
    let few = Table(rows.columns.filter { $0.name != "clicks" })
    let error = #expect(throws: TableError.self) { try derived(few) }
    #expect(try #require(error).description.contains("clicks"))
    let wrong = Table(
      rows.columns.map { $0.name == "spend" ? Column("spend", texts: ["x"]) : $0 })
    let other = #expect(throws: TableError.self) { try derived(wrong) }
    #expect(try #require(other).description.contains("spend"))
  }
}

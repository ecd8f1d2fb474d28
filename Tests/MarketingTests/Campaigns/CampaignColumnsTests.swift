import Marketing
import Tables
import Testing

/// Names of one export, and where each column is to be found among them.
struct CampaignExportNames: Sendable {
  let names: [String]
  let found: [String]
}

@Suite("Finding the columns of campaign rows")
struct CampaignColumnsTests {
  private static let exports = [
    CampaignExportNames(names: CampaignSheet.names, found: CampaignSheet.names),
    // Meta Ads Manager, by day.
    CampaignExportNames(
      names: [
        "Campaign name", "Day", "Campaign delivery", "Currency", "Amount spent (USD)",
        "Impressions",
        "Reach", "Link clicks", "Purchases", "Purchases conversion value",
        "Cost per result", "Reporting starts", "Reporting ends",
      ],
      found: [
        "Day", "Campaign name", "Amount spent (USD)", "Impressions", "Link clicks", "Purchases",
        "Purchases conversion value",
      ]),
    // The same without a breakdown by day in its own column.
    CampaignExportNames(
      names: [
        "Reporting starts", "Reporting ends", "Campaign name", "Results", "Amount spent (EUR)",
        "Impressions", "Clicks (all)", "Website purchases conversion value",
      ],
      found: [
        "Reporting starts", "Campaign name", "Amount spent (EUR)", "Impressions", "Clicks (all)",
        "Results", "Website purchases conversion value",
      ]),
    // Google Ads.
    CampaignExportNames(
      names: [
        "Day", "Campaign", "Currency code", "Cost", "Impr.", "Clicks", "CTR", "Avg. CPC",
        "Conversions", "Conv. value",
      ],
      found: ["Day", "Campaign", "Cost", "Impr.", "Clicks", "Conversions", "Conv. value"]),
    CampaignExportNames(
      names: ["ds", "channel", "ad spend", "IMPS", "click", "orders", "Sales"],
      found: ["ds", "channel", "ad spend", "IMPS", "click", "orders", "Sales"]),
  ]

  @Test("Usual names are found", arguments: exports)
  func usual(export: CampaignExportNames) throws {
    let columns = try CampaignColumns(among: export.names)
    for (column, name) in zip(CampaignColumn.allCases, export.found) {
      #expect(columns.sources[column] == .column(name))
    }
  }

  @Test("A column's own name goes before any other, spelt exactly before spelt somehow")
  func own() throws {
    let names =
      ["Cost", "SPEND", "spend", "Day", "Date", "campaign", "impr", "Impressions"]
      + ["clicks", "conversions", "revenue", "sales"]
    let columns = try CampaignColumns(among: names)
    #expect(columns.sources[.spend] == .column("spend"))
    #expect(columns.sources[.date] == .column("Date"))
    #expect(columns.sources[.impressions] == .column("Impressions"))
    #expect(columns.sources[.revenue] == .column("revenue"))
  }

  @Test("What somebody says goes before names, and frees what was taken")
  func asked() throws {
    let names = CampaignSheet.names + ["Cost", "net"]
    let columns = try CampaignColumns(
      among: names,
      asked: [.spend: "Cost", .revenue: "net * 1.19", .clicks: "none", .conversions: "none"])
    #expect(columns.sources[.spend] == .column("Cost"))
    #expect(columns.sources[.clicks] == .absent && columns.sources[.conversions] == .absent)
    guard case .calculation(_, "net * 1.19")? = columns.sources[.revenue] else {
      Issue.record("\(String(describing: columns.sources[.revenue]))")
      return
    }
    #expect(
      columns.described == [
        "spend from Cost", "no clicks", "no conversions", "revenue from net * 1.19",
      ])
    #expect(try CampaignColumns(among: CampaignSheet.names).described.isEmpty)
  }

  @Test("A name with the signs of a calculation is a name where the table has it")
  func signs() throws {
    var names = CampaignSheet.names
    names[2] = "cost - net"
    let columns = try CampaignColumns(among: names, asked: [.spend: "cost - net"])
    #expect(columns.sources[.spend] == .column("cost - net"))
  }

  /// What is asked of the standard columns, and what the error says.
  private static let mistakes: [([CampaignColumn: String], String)] = [
    ([.spend: "Spend"], "spend: no column \"Spend\"; did you mean \"spend\"?"),
    (
      [.spend: "q"],
      "spend: no column \"q\"; the columns are date, campaign_name, spend, impressions, clicks, conversions, revenue"
    ),
    (
      [.spend: "none"],
      "campaign rows need spend; only impressions, clicks and conversions can be none"
    ),
    (
      [.date: "none"],
      "campaign rows need date; only impressions, clicks and conversions can be none"
    ),
    ([.revenue: "spend"], "column \"spend\" cannot be both spend and revenue"),
    ([.clicks: "impressions"], "column \"impressions\" cannot be both impressions and clicks"),
    (
      [.campaign: "clicks + 1"],
      "campaign_name: no column \"clicks + 1\"; the columns are date, campaign_name, spend, impressions, clicks, "
        + "conversions, revenue"
    ),
  ]

  @Test("Mistakes are answered with what there is", arguments: mistakes)
  func answered(asked: [CampaignColumn: String], sentence: String) {
    #expect(CampaignSheet().complaint(asked) == sentence)
  }

  @Test("All columns that are not found are named at once")
  func missing() {
    var sheet = CampaignSheet()
    sheet.names = ["date", "who", "spend", "shown", "clicks", "conversions", "income"]
    #expect(
      sheet.complaint()
        == "no column for campaign_name, impressions, revenue among date, who, spend, shown, clicks, conversions, income; "
        + "say which it is, such as campaign_name=\"date\", or that there is none, such as impressions=none"
    )
    #expect(sheet.complaint([.campaign: "who", .impressions: "none", .revenue: "income"]) == nil)
  }

  @Test("Of many columns an error names the first, and how many more there are")
  func many() throws {
    let names = (1...40).map { "c\($0)" }
    let error = #expect(throws: CampaignError.self) { try CampaignColumns(among: names) }
    #expect(try #require(error).description.contains("c15 and 25 more; say which"))
  }

  @Test("A calculation that cannot be done says why")
  func calculation() throws {
    let texts = try #require(CampaignSheet(days: 3).complaint([.revenue: "campaign_name * 2"]))
    #expect(texts.hasPrefix("revenue = campaign_name * 2: "), "\(texts)")
    let open = try #require(CampaignSheet(days: 3).complaint([.revenue: "spend *"]))
    #expect(open.hasPrefix("revenue = spend *: ") && open.hasSuffix("at character 8"), "\(open)")
    // Written numbers are numbers: one cell that is none is one row without revenue.
    var sheet = CampaignSheet(days: 3)
    sheet[1, .spend] = "$1,000.50"
    sheet[2, .spend] = "abc"
    let rows = try sheet.rows([.revenue: "spend * 2"])
    #expect(rows.values(of: .revenue)[0] == 2_001 && rows.values(of: .revenue)[1].isNaN)
    let unknown = try #require(CampaignSheet(days: 3).complaint([.revenue: "speed * 2"]))
    #expect(unknown.hasPrefix("revenue = speed * 2: ") && unknown.contains("speed"), "\(unknown)")
  }

  @Test("Calculations give numbers, and nothing where there is none")
  func calculated() throws {
    var sheet = CampaignSheet(days: 2, campaigns: ["Alpha"])
    sheet[2, .clicks] = "0"
    // n is 100 and 137: 12.5 n / 4 n, and a division by 0.
    let rows = try sheet.rows([.revenue: "spend * 10 / clicks"])
    let revenue = rows.values(of: .revenue)
    #expect(revenue[0] == 3.125 && revenue[1].isNaN)
    // What was revenue in the file is an extra column now, under a name of its own.
    #expect(rows.extras.map(\.name) == ["revenue_given"])
  }
}

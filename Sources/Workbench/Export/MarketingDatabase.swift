public import Marketing
import Tables

/// The SQLite database of a daily pipeline: what dashboards open.
///
///     try MarketingDatabase(results).write(to: "data/marketing_data.db")
///
/// Seven tables: `facebook_ads` (the campaign rows), `mmm_channel_contributions`, `mmm_budget_optimization`,
/// `mmm_budget_scenarios`, `mmm_model_performance`, `mmm_model_coefficients` and `mmm_predictions`, as
/// ``CampaignResults`` describes them; and five views with titles for people, one of them
/// what to read before acting. Dates and texts are TEXT (dates as
/// 2024-01-31), counts INTEGER, money and ratios REAL; what is missing or infinite is NULL.
///
/// Columns of a user's file keep their names where a database can have them: empty names become `column_8`, names that
/// differ from an earlier one in the case of letters alone get `_2`, control characters become `_`, and names are cut
/// after 120 bytes. The same results give the same bytes.
public struct MarketingDatabase: Sendable {
  let tables: [DatabaseTable]
  private let campaigns: [String]
  private let remarks: [String]

  /// The number that the file carries as `PRAGMA user_version`; it grows when a table or column changes its meaning.
  public static let version = 1

  /// SQLite's `SQLITE_MAX_COLUMN` as it is compiled everywhere.
  private static let mostColumns = 2_000

  /// Remarks beyond this many are left out: a database takes no longer query than some hundred parts.
  private static let mostRemarks = 100

  /// The database of these results, with what its readers must know before they act.
  public init(_ results: CampaignResults, remarks: [String] = []) {
    self.remarks = Array(remarks.prefix(Self.mostRemarks))
    let required = Set(CampaignResults.standardColumns + Self.derived)
    let measures: Set = ["spend", "revenue", "ctr", "cvr", "cpc", "cpm", "cpa", "roas"]
    let rows = DatabaseTable(
      "facebook_ads", results.rows, required: required, measures: measures,
      keeping: required.union(measures), indexed: ["date", "campaign_name"])
    func table(
      _ name: String, _ table: Table, optional: Set<String> = [], counts: Set<String> = [],
      indexed: [String] = []
    ) -> DatabaseTable {
      DatabaseTable(
        name, table, required: Set(table.names).subtracting(optional), counts: counts,
        indexed: indexed)
    }
    campaigns =
      results.contributions.columns.first.map { column in
        (0..<column.count).map { column[$0].description }
      } ?? []
    tables = [
      rows,
      table(
        "mmm_channel_contributions", results.contributions,
        optional: ["Total_Contribution", "Percentage", "ROI", "ROAS"], indexed: ["Campaign"]),
      table(
        "mmm_budget_optimization", results.optimization, optional: ["Revenue_Increase_Pct"],
        indexed: ["Campaign"]),
      table("mmm_budget_scenarios", results.scenarios, optional: ["Expected_ROI"]),
      table(
        "mmm_model_performance", results.performance, optional: ["r2", "mape"],
        counts: ["n_samples"]),
      table("mmm_model_coefficients", results.coefficients),
      table("mmm_predictions", results.predictions, indexed: ["date"]),
    ]
  }

  /// The derived columns that have a value in every row.
  private static let derived = [
    "day_of_week", "is_weekend", "is_holiday", "campaign_type", "time_period",
  ]

  /// The rows of `facebook_ads` as a CSV file: the same columns, names and values as the table, but that texts which a
  /// spreadsheet would run get an apostrophe in front.
  public func csv() -> [UInt8] { CSVWriter(guardsFormulas: true).bytes(tables[0].table) }

  /// The bytes of the database file.
  ///
  /// It is made in memory; nothing of the machine, the clock or the path gets into it.
  ///
  /// - Throws: ``DatabaseFileError/tooManyColumns(_:most:)``, or ``DatabaseFileError/refused(_:)`` where memory ends.
  public func bytes() throws(DatabaseFileError) -> [UInt8] {
    for table in tables where table.columns.count > Self.mostColumns {
      throw .tooManyColumns(table.columns.count, most: Self.mostColumns)
    }
    return try DatabaseImage(tables: tables, views: views, version: Self.version).bytes()
  }

  /// Writes the database, in the place of an older one where there is one.
  ///
  /// Whoever opens the file finds the old database or the new one, whole, whenever this process is killed or the power
  /// fails; what a killed run left behind is removed by the next. A symbolic link stays one.
  ///
  /// - Throws: What ``bytes()`` throws; ``DatabaseFileError`` where the folder is not there, the file cannot be written,
  ///   or another program has begun to change the old database.
  public func write(to path: String) throws(DatabaseFileError) {
    try DatabaseFile(path).write(try bytes())
  }
}

// MARK: - Views

extension MarketingDatabase {
  /// The views: what dashboards ask first, with titles for people.
  private var views: [String] {
    let scenarioColumns = tables[3].columns.map(\.name).dropFirst(3)
    let titles = ColumnNames.unique(
      ["Budget", "Budget % of today", "Predicted revenue", "Expected ROI"] + campaigns, keeping: []
    ).dropFirst(4)
    let spend = zip(scenarioColumns, titles).map { column, title in
      ", \(DatabaseImage.quoted(column)) AS \(DatabaseImage.quoted(title))"
    }.joined()
    return [
      """
      CREATE VIEW view_daily_performance AS
      SELECT date AS "Date", ROUND(SUM(spend), 6) AS "Spend", SUM(impressions) AS "Impressions",
        SUM(clicks) AS "Clicks", SUM(conversions) AS "Conversions", ROUND(SUM(revenue), 6) AS "Revenue",
        1.0 * SUM(clicks) / NULLIF(SUM(impressions), 0) AS "CTR",
        1.0 * SUM(conversions) / NULLIF(SUM(clicks), 0) AS "CVR",
        SUM(spend) / NULLIF(SUM(conversions), 0) AS "CPA",
        SUM(revenue) / NULLIF(SUM(spend), 0) AS "ROAS"
      FROM facebook_ads GROUP BY date ORDER BY date
      """,
      """
      CREATE VIEW view_campaign_scorecard AS
      SELECT c.Campaign AS "Campaign", c.Total_Spend AS "Spend",
        100.0 * c.Total_Spend / NULLIF(t.spend, 0) AS "Share of spend %",
        f.revenue AS "Booked revenue", c.ROAS AS "Booked ROAS",
        c.Total_Contribution AS "Modelled contribution",
        c.Percentage AS "Share of modelled revenue %", c.ROI AS "Modelled ROI",
        o.Optimal_Spend AS "Optimal spend", o.Optimal_Pct AS "Optimal share of spend %",
        ROUND(o.Optimal_Spend - c.Total_Spend, 6) AS "Change of spend",
        o.Expected_Revenue AS "Revenue of optimal spend",
        o.Revenue_Increase_Pct AS "Revenue increase %"
      FROM mmm_channel_contributions AS c
      CROSS JOIN (SELECT SUM(Total_Spend) AS spend FROM mmm_channel_contributions) AS t
      LEFT JOIN mmm_budget_optimization AS o ON o.Campaign = c.Campaign
      LEFT JOIN (SELECT campaign_name, SUM(revenue) AS revenue
        FROM facebook_ads GROUP BY campaign_name) AS f ON f.campaign_name = c.Campaign
      """,
      """
      CREATE VIEW view_budget_scenarios AS
      SELECT Total_Budget AS "Budget",
        100.0 * Total_Budget / NULLIF((SELECT SUM(Total_Spend) FROM mmm_channel_contributions
          WHERE Campaign IN (SELECT Campaign FROM mmm_budget_optimization)), 0) AS "Budget % of today",
        Predicted_Revenue AS "Predicted revenue", Expected_ROI AS "Expected ROI"\(spend)
      FROM mmm_budget_scenarios ORDER BY Total_Budget
      """,
      """
      CREATE VIEW view_actual_and_predicted AS
      SELECT date AS "Date", actual_revenue AS "Actual revenue",
        predicted_revenue AS "Predicted revenue", error AS "Error",
        100.0 * error / NULLIF(actual_revenue, 0) AS "Error %"
      FROM mmm_predictions ORDER BY date
      """,
      "CREATE VIEW view_read_with_care AS \(care)",
    ]
  }

  /// The remarks as a query: a dashboard that shows a number can show what there is to say of it.
  private var care: String {
    guard !remarks.isEmpty else { return "SELECT 0 AS \"No\", '' AS \"Remark\" WHERE 0" }
    return remarks.enumerated().map { number, remark in
      let text = remark.filter { $0 != "\0" }.split(
        separator: "'", omittingEmptySubsequences: false
      ).joined(separator: "''")
      return "SELECT \(number + 1) AS \"No\", '\(text)' AS \"Remark\""
    }.joined(separator: " UNION ALL ")
  }
}

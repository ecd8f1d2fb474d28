public import Tables

/// One thing wrong with campaign rows, and where.
public struct CampaignFinding: Sendable, Hashable {
  /// The row, counted from 1 below the header; nil for a row that is missing.
  public let row: Int?
  /// Its day, or the first of the missing ones.
  public let day: Day?
  /// Its campaign.
  public let campaign: String?
  /// The column; nil where it is the row.
  public let column: CampaignColumn?
  /// What stands there.
  public let found: String
  /// What is wrong.
  public let rule: CampaignRule
  /// What is wrong, as a sentence that stands beside the place.
  public let sentence: String
  /// Where the row stands among the rows that were looked at.
  let place: Int?
  /// Whether cleaning leaves the cell as it is.
  var isKept = false
}

/// Everything that is wrong with campaign rows, all at once.
///
/// Nothing is changed; ``CampaignCleaning`` mends what is found here.
public struct CampaignAudit: Sendable {
  /// What is wrong, in the order of the rows, then what is missing between them.
  public let findings: [CampaignFinding]
  /// Whether days of campaigns are told apart further, by ad or by audience: then they are added up.
  public let isFiner: Bool

  /// Looks at every row.
  ///
  /// Cost: O(rows · log rows).
  public init(_ rows: CampaignRows, policy: CampaignPolicy = CampaignPolicy()) throws(CampaignError)
  {
    self.init(try CampaignInspection(rows, policy: policy))
  }

  init(_ inspection: CampaignInspection) {
    findings = inspection.findings
    isFiner = inspection.isFiner
  }

  /// How many findings each rule has, in the order of the rules, rules without findings left out.
  public var counts: [(rule: CampaignRule, count: Int)] {
    CampaignRule.counts(of: findings.map(\.rule))
  }

  /// How many findings are of a severity.
  public func count(_ severity: CampaignRule.Severity) -> Int {
    findings.count { $0.rule.severity == severity }
  }

  /// One row a finding: `row date campaign_name column found rule severity what`.
  public var table: Table {
    Table([
      Column("row", numbers: findings.map { $0.row.map(Double.init) ?? .nan }),
      Column("date", days: findings.map(\.day)),
      Column("campaign_name", texts: findings.map(\.campaign)),
      Column("column", texts: findings.map { $0.column?.rawValue }),
      Column("found", texts: findings.map { $0.found.isEmpty ? nil : $0.found }),
      Column("rule", texts: findings.map(\.rule.rawValue)),
      Column("severity", texts: findings.map(\.rule.severity.rawValue)),
      Column("what", texts: findings.map(\.sentence)),
    ])
  }
}

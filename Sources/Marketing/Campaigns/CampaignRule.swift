/// What can be wrong with campaign rows, by the name that reports and change logs use.
public enum CampaignRule: String, Sendable, Hashable, Codable, CaseIterable {
  /// A row without a day or without a campaign.
  case unplaced
  /// A row whose every cell repeats an earlier one's.
  case duplicate
  /// A campaign's name in another spelling: capitals.
  case spelling
  /// A number that is missing.
  case missing
  /// Something that is no number.
  case unreadable
  /// A number below zero.
  case negative
  /// Impressions or clicks that are not whole.
  case fraction
  /// More clicks than impressions.
  case impossible
  /// A number far from what the row's other numbers say.
  case outlier
  /// 0 where the row's other numbers are large.
  case zero
  /// A day without a row, in a campaign that hardly ever misses one.
  case gap
  /// Days without a row in a campaign that often pauses.
  case pause
  /// A second row for a day of a campaign.
  case repeated
  /// More conversions than clicks, as views without a click can make them.
  case conversions
  /// Spend without an impression.
  case unshown

  /// How bad it is.
  public enum Severity: String, Sendable, Hashable, Codable {
    /// The row cannot be used.
    case error
    /// The row can be used once it is mended, or its numbers are doubtful.
    case warning
    /// Worth knowing.
    case note
  }

  /// How bad it is.
  public var severity: Severity {
    switch self {
    case .unplaced: .error
    case .pause: .note
    default: .warning
    }
  }

  /// How often each rule is among these, in the order of the rules; those that are not left out.
  static func counts(of rules: [CampaignRule]) -> [(rule: CampaignRule, count: Int)] {
    allCases.compactMap { rule in
      let count = rules.count { $0 == rule }
      return count > 0 ? (rule, count) : nil
    }
  }

  /// What the rule looks for, as a heading.
  public var title: String {
    switch self {
    case .unplaced: "No day or no campaign"
    case .duplicate: "Repeated row"
    case .spelling: "Campaign in another spelling"
    case .missing: "Missing number"
    case .unreadable: "Unreadable cell"
    case .negative: "Negative number"
    case .fraction: "Fraction of a count"
    case .impossible: "More clicks than impressions"
    case .outlier: "Far from the row's other numbers"
    case .zero: "Zero beside large numbers"
    case .gap: "Missing day"
    case .pause: "Pause of a campaign"
    case .repeated: "Second row for a day"
    case .conversions: "More conversions than clicks"
    case .unshown: "Spend without impressions"
    }
  }
}

/// What cleaning does where there is a choice.
public struct CampaignPolicy: Sendable, Hashable, Codable {
  /// What happens to numbers far from what the row's others say.
  public enum Outliers: String, Sendable, Hashable, Codable, CaseIterable {
    /// They become what the others say.
    case mend
    /// They stay, and are reported.
    case keep
  }

  /// What happens to days without a row between a campaign's first and last.
  public enum Gaps: String, Sendable, Hashable, Codable, CaseIterable {
    /// Mended in a campaign that misses at most 5 % of its days: rows were lost; left empty in others: it paused.
    case auto
    /// Mended: a row between its neighbours.
    case mend
    /// Left empty, which means without spend: platforms export no row for a day without delivery.
    case pause
  }

  /// Numbers far from what the row's others say.
  public var outliers = Outliers.mend
  /// Days without a row.
  public var gaps = Gaps.auto

  /// What suits daily exports.
  public init(outliers: Outliers = .mend, gaps: Gaps = .auto) {
    self.outliers = outliers
    self.gaps = gaps
  }

  /// The share of days that a campaign may miss before its gaps count as pauses.
  static let lostShare = 0.05
  /// Longer gaps are never mended.
  static let longestGap = 7

  /// Whether the gaps of a campaign are lost rows.
  func mends(_ gaps: [CampaignGap], rows: Int) -> Bool {
    switch self.gaps {
    case .mend: return true
    case .pause: return false
    case .auto:
      let missing = gaps.reduce(0) { $0 + $1.count }
      return Double(missing) <= CampaignPolicy.lostShare * Double(rows + missing)
    }
  }
}

public import Tables

/// One change that cleaning made.
public struct CampaignChange: Sendable, Hashable {
  /// The row of the raw table, counted from 1; nil for a row that was put in.
  public let row: Int?
  /// Its day.
  public let day: Day?
  /// Its campaign.
  public let campaign: String?
  /// The column; nil where the row as a whole went or came.
  public let column: CampaignColumn?
  /// What stood there; "" for nothing.
  public let old: String
  /// What stands there now; "" for nothing.
  public let new: String
  /// Why.
  public let rule: CampaignRule

  /// The number that stands there now.
  public var newNumber: Double? { Double(new) }
}

/// Campaign rows in order: what an audit finds is mended, and every change is on record.
///
/// Rows without a place and repeated rows go; names get one spelling; numbers that are missing, unreadable, below zero,
/// impossible or far out become what the row's other numbers say (see ``CampaignConsensus``); days that were lost get a row
/// between their neighbours. Conversions without clicks, spend without impressions and second rows stay: they happen. Rows come
/// sorted by day.
public struct CampaignCleaning: Sendable {
  /// The rows.
  public let rows: CampaignRows
  /// What was changed, in the order of the raw rows, rows that were put in last.
  public let changes: [CampaignChange]
  /// What was found, mended or not.
  public let audit: CampaignAudit

  /// Cleans rows.
  ///
  /// Cost: O(rows · log rows).
  public init(
    _ raw: CampaignRows, policy: CampaignPolicy = CampaignPolicy()
  ) throws(CampaignError) {
    let inspection = try CampaignInspection(raw, policy: policy)
    var mending = CampaignMending(inspection)
    mending.mend()
    rows = mending.sorted
    changes = mending.changes
    audit = CampaignAudit(inspection)
  }

  /// How many changes each rule made, rules without any left out.
  public var counts: [(rule: CampaignRule, count: Int)] {
    CampaignRule.counts(of: changes.map(\.rule))
  }

  /// One row a change: `row date campaign_name column old new rule`.
  public var table: Table {
    func texts(_ value: (CampaignChange) -> String?) -> [String?] {
      changes.map(value).map { ($0 ?? "").isEmpty ? nil : $0 }
    }
    return Table([
      Column("row", numbers: changes.map { $0.row.map(Double.init) ?? .nan }),
      Column("date", days: changes.map(\.day)),
      Column("campaign_name", texts: texts(\.campaign)),
      Column("column", texts: texts { $0.column?.rawValue }),
      Column("old", texts: texts(\.old)),
      Column("new", texts: texts(\.new)),
      Column("rule", texts: texts(\.rule.rawValue)),
    ])
  }
}

/// The changes to rows that were inspected.
private struct CampaignMending {
  private let inspection: CampaignInspection
  private var rows: CampaignRows
  private var isDropped: Set<Int> = []
  private(set) var changes: [CampaignChange] = []

  init(_ inspection: CampaignInspection) {
    self.inspection = inspection
    rows = inspection.rows
  }

  mutating func mend() {
    for finding in inspection.findings {
      guard let place = finding.place else { continue }
      switch finding.rule {
      case .unplaced, .duplicate:
        isDropped.insert(place)
        record(place, finding.column, old: finding.found, new: "", finding.rule)
      case .spelling:
        record(place, .campaign, old: finding.found, new: finding.campaign ?? "", .spelling)
      case .outlier where finding.isKept: break
      case .missing, .unreadable, .negative, .fraction, .impossible, .outlier:
        mend(finding, place)
      case .zero, .gap, .pause, .repeated, .conversions, .unshown: break
      }
    }
    for gap in inspection.lost { fill(gap) }
    let added = rows.days.count - inspection.rows.count
    rows.extras = rows.extras.map { $0.padded(by: added) }
  }

  private mutating func mend(_ finding: CampaignFinding, _ place: Int) {
    guard let column = finding.column,
      let measure = CampaignColumn.measures.firstIndex(of: column)
    else { return }
    let value = rows.values[measure][place]
    let new: Double
    switch finding.rule {
    case .fraction: new = value.rounded()
    case .negative:
      new = inspection.flipped(place, measure) ?? inspection.replacement(place, measure) ?? 0
    default: new = inspection.replacement(place, measure) ?? 0
    }
    guard !(new == value) else { return }
    rows.values[measure][place] = new
    // A cell that is changed twice has the first change's number behind it.
    let given = inspection.rows.values[measure][place]
    let old = value == given || value.isNaN ? finding.found : CSVWriter.spelling(value)
    record(place, column, old: old, new: CSVWriter.spelling(new), finding.rule)
  }

  private mutating func record(
    _ place: Int, _ column: CampaignColumn?, old: String, new: String, _ rule: CampaignRule
  ) {
    changes.append(
      CampaignChange(
        row: rows.numbers[place], day: rows.days[place], campaign: rows.campaigns[place],
        column: column, old: old, new: new, rule: rule))
  }

  /// Puts rows in between the neighbours of a gap, each measure on the straight line from one day to the other.
  private mutating func fill(_ gap: CampaignGap) {
    let (before, after) = (sums(gap.before), sums(gap.after))
    for index in 1...gap.count {
      let share = Double(index) / Double(gap.count + 1)
      let day = gap.first.advanced(by: (index - 1) * inspection.step)
      rows.days.append(day)
      rows.campaigns.append(gap.campaign)
      rows.numbers.append(nil)
      for (measure, column) in CampaignColumn.measures.enumerated() {
        let between = before[measure] + share * (after[measure] - before[measure])
        let value = column.isCount ? between.rounded() : (between * 100).rounded() / 100
        rows.values[measure].append(value)
        guard !rows.absent.contains(column) else { continue }
        changes.append(
          CampaignChange(
            row: nil, day: day, campaign: gap.campaign, column: column, old: "",
            new: CSVWriter.spelling(value), rule: .gap))
      }
    }
  }

  /// The measures of rows of one day, added up.
  private func sums(_ places: [Int]) -> [Double] {
    rows.values.map { values in places.reduce(0) { $0 + values[$1] } }
  }

  /// The rows that stay, by day, within a day in the order of the raw rows.
  var sorted: CampaignRows {
    let order = (0..<rows.count).filter { !isDropped.contains($0) }.sorted { left, right in
      let (a, b) = (rows.days[left]?.daysSinceEpoch ?? 0, rows.days[right]?.daysSinceEpoch ?? 0)
      return (a, left) < (b, right)
    }
    return CampaignRows(rows, places: order)
  }
}

extension CampaignRows {
  /// Some rows of others, in an order, all of their cells read.
  init(_ other: CampaignRows, places: [Int]) {
    days = places.map { other.days[$0] }
    campaigns = places.map { other.campaigns[$0] }
    values = other.values.map { values in places.map { values[$0] } }
    numbers = places.map { other.numbers[$0] }
    extras = other.extras.map { $0.rows(places) }
    unread = []
    absent = other.absent
    notes = other.notes
  }
}

extension Column {
  /// The column with more cells, which hold nothing.
  fileprivate func padded(by count: Int) -> Column {
    switch values {
    case .numbers(let numbers):
      Column(name, numbers: numbers + [Double](repeating: .nan, count: count))
    case .days(let days): Column(name, days: days + [Day?](repeating: nil, count: count))
    case .texts(let texts): Column(name, texts: texts + [String?](repeating: nil, count: count))
    }
  }
}

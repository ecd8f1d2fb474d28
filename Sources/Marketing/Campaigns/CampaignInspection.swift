import Tables

/// The pass over campaign rows that both audit and cleaning are made of.
struct CampaignInspection {
  /// The rows, campaigns in their usual spelling.
  let rows: CampaignRows
  let policy: CampaignPolicy
  /// The rows that count, by campaign: with a day and a campaign, repeats left out, spellings made one.
  private(set) var groups: [(campaign: String, places: [Int])] = []
  private(set) var isFiner = false
  private(set) var step = 1
  private(set) var findings: [CampaignFinding] = []
  /// What the other numbers of the rows say.
  private(set) var consensus: CampaignConsensus
  /// Gaps whose rows were lost.
  private(set) var lost: [CampaignGap] = []
  /// Days on which most campaigns are far out the same way.
  private var shared: Set<Moment> = []
  /// What stands in cells that hold something else than they should.
  private var unread: [Spot: String] = [:]

  /// The most campaigns that a model is made for.
  static let campaignLimit = 200

  init(_ rows: CampaignRows, policy: CampaignPolicy) throws(CampaignError) {
    var rows = rows
    let spelled = CampaignSpelling(rows.campaigns)
    let given = rows.campaigns
    rows.campaigns = given.map { $0.map(spelled.usual) }
    self.rows = rows
    self.policy = policy
    for cell in rows.unread { unread[Spot(place: cell.place, column: cell.column)] = cell.text }
    let values = rows.values
    consensus = CampaignConsensus(rows, []) { _, _ in true }
    try requireSaneDates()
    let repeats = CampaignRepeats(rows)
    isFiner = repeats.isFiner
    groups = rows.placesByCampaign.map { group in
      (group.campaign, group.places.filter { repeats.original[$0] == nil })
    }
    guard groups.count <= Self.campaignLimit else {
      throw .tooManyCampaigns(groups.count, limit: Self.campaignLimit)
    }
    consensus = CampaignConsensus(rows, groups) { place, measure in
      !(values[measure][place] >= 0)
    }
    findShared()
    for place in 0..<rows.count {
      inspect(place, given: given[place], repeats)
    }
    inspectGaps()
    inspectUnplaced()
    findings.sort {
      ($0.place ?? .max, $0.day?.daysSinceEpoch ?? 0) < (
        $1.place ?? .max, $1.day?.daysSinceEpoch ?? 0
      )
    }
  }

  private struct Spot: Hashable {
    let place: Int
    let column: CampaignColumn
  }

  /// A measure on a day.
  private struct Moment: Hashable {
    let day: Day
    let measure: Int
    let isAbove: Bool
  }

  /// Finds days on which a measure is far out the same way in most campaigns: that is no slip of a finger in one of them.
  private mutating func findShared() {
    var rowsOfDay: [Day: Int] = [:]
    var farOut: [Moment: Int] = [:]
    for place in groups.flatMap(\.places) {
      guard let day = rows.days[place] else { continue }
      rowsOfDay[day, default: 0] += 1
      for measure in CampaignColumn.measures.indices {
        if let moment = moment(place, measure, day) { farOut[moment, default: 0] += 1 }
      }
    }
    shared = Set(
      farOut.filter { moment, count in
        count >= 2 && 2 * count > (rowsOfDay[moment.day] ?? 0)
      }.keys)
  }

  private func moment(_ place: Int, _ measure: Int, _ day: Day) -> Moment? {
    guard (consensus.strangeness(place, measure) ?? 0) > 1,
      let expected = consensus.expected(place, measure)
    else { return nil }
    return Moment(day: day, measure: measure, isAbove: rows.values[measure][place] > expected)
  }

  private func isShared(_ place: Int, _ measure: Int) -> Bool {
    guard let day = rows.days[place], let moment = moment(place, measure, day) else { return false }
    return shared.contains(moment)
  }

  private mutating func requireSaneDates() throws(CampaignError) {
    let dates = rows.days.enumerated().compactMap { place, day in
      day.map { (day: $0, place: place) }
    }
    let different = Set(dates.map(\.day)).count
    step = try CampaignCalendar.dailyOrWeekly(dates.map(\.day))
    guard let first = dates.min(by: { $0.day < $1.day }),
      let last = dates.max(by: { $0.day < $1.day })
    else { return }
    let periods = first.day.distance(to: last.day) / step + 1
    if periods > 400, periods > 20 * different {
      throw .strayDates(
        first: first.day, row: first.place + 1, last: last.day, lastRow: last.place + 1,
        days: different)
    }
  }

  // MARK: - Rows

  private mutating func add(
    _ place: Int, _ column: CampaignColumn?, _ rule: CampaignRule, _ found: String,
    _ sentence: String, keeps: Bool = false
  ) {
    findings.append(
      CampaignFinding(
        row: rows.numbers[place], day: rows.days[place], campaign: rows.campaigns[place],
        column: column, found: found, rule: rule, sentence: sentence, place: place, isKept: keeps))
  }

  private mutating func inspect(
    _ place: Int, given: String?, _ repeats: CampaignRepeats
  ) {
    guard rows.days[place] != nil, let campaign = rows.campaigns[place] else { return }
    if let original = repeats.original[place] {
      add(place, nil, .duplicate, "", "every cell as in row \(original + 1); dropped")
      return
    }
    if let given, given != campaign {
      add(place, .campaign, .spelling, given, "\"\(campaign)\" elsewhere; made the same")
    }
    if let other = repeats.sameDay[place] {
      add(
        place, nil, .repeated, "",
        "row \(other + 1) is of this day too, with other numbers; both count")
    }
    for (measure, column) in CampaignColumn.measures.enumerated()
    where !rows.absent.contains(column) {
      inspect(place, measure, column)
    }
    inspectLogic(place)
  }

  private mutating func inspect(_ place: Int, _ measure: Int, _ column: CampaignColumn) {
    let value = rows.values[measure][place]
    if let text = unread[Spot(place: place, column: column)] {
      add(
        place, column, .unreadable, String(text.prefix(60)), "no number; \(mended(place, measure))")
    } else if value.isNaN {
      add(place, column, .missing, "", mended(place, measure))
    } else if value < 0 {
      let isFlipped = flipped(place, measure) != nil
      add(
        place, column, .negative, spelled(value),
        isFlipped ? "fits without its sign; sign dropped" : mended(place, measure))
    } else {
      let isFarOut = (consensus.strangeness(place, measure) ?? 0) > 1
      let isOutlier = isFarOut && value > 0 && !isShared(place, measure)
      if isFarOut, value == 0 {
        add(place, column, .zero, "0", "kept")
      } else if isFarOut, !isOutlier {
        add(
          place, column, .outlier, spelled(value), "so in most campaigns that day; kept",
          keeps: true)
      } else if isOutlier {
        let what = policy.outliers == .keep ? "kept" : mended(place, measure)
        add(place, column, .outlier, spelled(value), what, keeps: policy.outliers == .keep)
      }
      // What becomes another number need not be rounded first.
      if column.isWhole, value != value.rounded(), !isOutlier || policy.outliers == .keep {
        add(place, column, .fraction, spelled(value), "a count is whole; rounded")
      }
    }
  }

  /// What cannot be, and what seldom is.
  private mutating func inspectLogic(_ place: Int) {
    let (spend, impressions) = (rows.values[0][place], rows.values[1][place])
    let (clicks, conversions) = (rows.values[2][place], rows.values[3][place])
    if clicks > impressions, clicks >= 0, impressions >= 0 {
      let guilty = guiltyOfClicks(place)
      if !isFound(place, CampaignColumn.measures[guilty]) {
        add(
          place, CampaignColumn.measures[guilty], .impossible, spelled(rows.values[guilty][place]),
          "\(spelled(clicks)) clicks of \(spelled(impressions)) impressions; \(mended(place, guilty))"
        )
      }
    }
    if conversions > clicks, clicks >= 0, !isFound(place, .conversions), !isFound(place, .clicks) {
      add(
        place, .conversions, .conversions, spelled(conversions),
        "of \(spelled(clicks)) clicks; views can convert: kept")
    }
    if spend > 0, impressions == 0, !isFound(place, .impressions) {
      add(place, .impressions, .unshown, "0", "\(spelled(spend)) spent; kept")
    }
  }

  /// Which of impressions (1) and clicks (2) is further from what the row says.
  func guiltyOfClicks(_ place: Int) -> Int {
    let impressions = consensus.strangeness(place, 1) ?? 0
    let clicks = consensus.strangeness(place, 2) ?? 0
    return impressions > clicks ? 1 : 2
  }

  /// Whether one of the last findings makes this cell another number.
  private func isFound(_ place: Int, _ column: CampaignColumn) -> Bool {
    for finding in findings.reversed() {
      guard finding.place == place else { return false }
      if finding.column == column, finding.rule != .fraction { return true }
    }
    return false
  }

  private func spelled(_ value: Double) -> String { CSVWriter.spelling(value) }

  /// What a cell is replaced by: what the others say, but never more clicks than impressions.
  func replacement(_ place: Int, _ measure: Int) -> Double? {
    guard let expected = consensus.expected(place, measure) else { return nil }
    let column = CampaignColumn.measures[measure]
    guard column.isWhole else {
      return column.isCount ? expected.rounded() : (expected * 100).rounded() / 100
    }
    let bound = rows.values[measure == 1 ? 2 : 1][place]
    guard bound >= 0, (consensus.strangeness(place, measure == 1 ? 2 : 1) ?? 0) <= 1 else {
      return expected.rounded()
    }
    return (measure == 1 ? max(expected, bound) : min(expected, bound)).rounded()
  }

  /// A number below zero without its sign, where that fits the row's others.
  func flipped(_ place: Int, _ measure: Int) -> Double? {
    let value = -rows.values[measure][place]
    guard (consensus.strangeness(place, measure, of: value) ?? 2) <= 1 else { return nil }
    return CampaignColumn.measures[measure].isWhole ? value.rounded() : value
  }

  private func mended(_ place: Int, _ measure: Int) -> String {
    replacement(place, measure).map { "set to \(spelled($0))" }
      ?? "nothing to go by: set to 0"
  }

  // MARK: - What is not there

  private mutating func inspectGaps() {
    for group in groups {
      let gaps = rows.gaps(group, step: step)
      guard !gaps.isEmpty else { continue }
      let days = Set(group.places.compactMap { rows.days[$0] }).count
      let areLost = policy.mends(gaps, rows: days)
      for gap in gaps {
        let isLost = areLost && gap.count <= CampaignPolicy.longestGap
        if isLost { lost.append(gap) }
        let last = gap.first.advanced(by: (gap.count - 1) * step)
        let what = step == 7 ? "week" : "day"
        let length =
          gap.count == 1
          ? "this \(what) has no row" : "\(gap.count) \(what)s without a row, to \(last)"
        findings.append(
          CampaignFinding(
            row: nil, day: gap.first, campaign: gap.campaign, column: nil, found: "",
            rule: isLost ? .gap : .pause,
            sentence: length
              + (isLost ? "; put in between its neighbours" : "; taken as a pause without spend"),
            place: nil))
      }
    }
  }

  private mutating func inspectUnplaced() {
    for place in 0..<rows.count where rows.days[place] == nil || rows.campaigns[place] == nil {
      let column: CampaignColumn = rows.days[place] == nil ? .date : .campaign
      let text = unread[Spot(place: place, column: column)]
      let what = text == nil ? "missing" : "no date"
      add(place, column, .unplaced, String((text ?? "").prefix(60)), "\(what); the row is dropped")
    }
  }
}

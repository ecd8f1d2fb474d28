import Statistics

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What a row's other numbers say of one of them.
///
/// Spend, impressions, clicks, conversions and revenue of a campaign rise and fall together. With
///
///     u_j = ln((v_j + ε_j) / (m_j + ε_j))      m_j the campaign's median of the measure
///
/// the consensus on measure j is the median of the other u of its row, and the residual r_j = u_j − consensus. A typing error in
/// one measure moves its own residual by its whole size and the others' hardly, while a day on which everything soared moves
/// none. A value is an outlier where
///
///     |r_j − median r_j| > max(ln 3, 5 · 1.4826 · median |r_j − median r_j|)
///
/// over the campaign's rows: at least a factor of 3, and far out for this campaign.
struct CampaignConsensus {
  /// Rows that a campaign needs before its numbers can be called far out.
  private static let leastRows = 20
  /// Days with hardly any activity say too little of each other.
  private static let leastActivity = -2.5

  private var levels: [Level] = []
  private var groupOf: [Int]
  private let rows: CampaignRows
  private let isDoubtful: (_ place: Int, _ measure: Int) -> Bool

  /// One measure of one campaign.
  private struct Level {
    var median = 0.0
    var offset = 1.0
    var centre = 0.0
    /// Nil where there are too few rows to tell.
    var threshold: Double?
    var isKnown = false
  }

  private static var measureCount: Int { CampaignColumn.measures.count }

  /// What rows say of each other, doubtful cells left out.
  init(
    _ rows: CampaignRows, _ groups: [(campaign: String, places: [Int])],
    isDoubtful: @escaping (_ place: Int, _ measure: Int) -> Bool
  ) {
    self.rows = rows
    self.isDoubtful = isDoubtful
    groupOf = [Int](repeating: -1, count: rows.count)
    levels = [Level](
      repeating: Level(), count: groups.count * CampaignConsensus.measureCount)
    for (index, group) in groups.enumerated() {
      for place in group.places { groupOf[place] = index }
      for measure in 0..<CampaignConsensus.measureCount {
        levels[index * CampaignConsensus.measureCount + measure] = level(measure, group.places)
      }
    }
    for (index, group) in groups.enumerated() where group.places.count >= Self.leastRows {
      for measure in 0..<CampaignConsensus.measureCount {
        setThreshold(index * CampaignConsensus.measureCount + measure, measure, group.places)
      }
    }
  }

  private func level(_ measure: Int, _ places: [Int]) -> Level {
    let known = places.filter { !isDoubtful($0, measure) }.map { rows.values[measure][$0] }
    guard !known.isEmpty else { return Level() }
    let middle = median(known)
    let mean = known.reduce(0, +) / Double(known.count)
    let least = CampaignColumn.measures[measure].isCount ? 0.5 : 0
    var level = Level()
    level.median = middle
    level.offset = max(least, 0.01 * (middle > 0 ? middle : mean))
    if level.offset <= 0 { level.offset = 1 }
    level.isKnown = true
    return level
  }

  private mutating func setThreshold(_ slot: Int, _ measure: Int, _ places: [Int]) {
    let residuals = places.compactMap { residual($0, measure) }
    guard residuals.count >= Self.leastRows else { return }
    let centre = median(residuals)
    levels[slot].centre = centre
    let spread = median(residuals.map { abs($0 - centre) })
    levels[slot].threshold = max(log(3), 5 * 1.4826 * spread)
  }

  private func level(_ place: Int, _ measure: Int) -> Level {
    levels[groupOf[place] * CampaignConsensus.measureCount + measure]
  }

  /// u_j of a value.
  private func height(_ value: Double, _ level: Level) -> Double {
    log((value + level.offset) / (level.median + level.offset))
  }

  /// What the row's other measures say of u_j; nil where there are none.
  private func consensus(_ place: Int, without measure: Int) -> Double? {
    var others: [Double] = []
    for other in 0..<CampaignConsensus.measureCount where other != measure {
      let level = level(place, other)
      guard level.isKnown, !isDoubtful(place, other) else { continue }
      others.append(height(rows.values[other][place], level))
    }
    return others.isEmpty ? nil : median(others)
  }

  private func residual(_ place: Int, _ measure: Int) -> Double? {
    guard !isDoubtful(place, measure) else { return nil }
    let level = level(place, measure)
    guard level.isKnown, let consensus = consensus(place, without: measure) else { return nil }
    return height(rows.values[measure][place], level) - consensus
  }

  /// What a measure of a row should be about: what the others say, else the campaign's median; nil where nothing is known.
  func expected(_ place: Int, _ measure: Int) -> Double? {
    let level = level(place, measure)
    guard level.isKnown else { return nil }
    guard let consensus = consensus(place, without: measure) else { return level.median }
    let value = (level.median + level.offset) * exp(consensus + level.centre) - level.offset
    return max(0, value)
  }

  /// How far a value is from what is expected, in units of what is too far; nil where that cannot be told.
  func strangeness(_ place: Int, _ measure: Int, of value: Double) -> Double? {
    let level = level(place, measure)
    guard let threshold = level.threshold,
      let consensus = consensus(place, without: measure), consensus > Self.leastActivity
    else { return nil }
    return abs(height(value, level) - consensus - level.centre) / threshold
  }
}

import Statistics
import Tables

/// The rows of an export before anything went wrong: sorted by day, then campaign.
struct AdsRows {
  /// The days, one after the other.
  let days: [Day]
  /// The campaigns' names, in order.
  let campaigns: [String]
  /// The measures in the order of `AdsTruth.measures`, each with a number for every row.
  let cells: [[Double]]

  var count: Int { days.count * campaigns.count }
  func day(_ row: Int) -> Day { days[row / campaigns.count] }
  func campaign(_ row: Int) -> String { campaigns[row % campaigns.count] }

  /// Rows out of measures by campaign and day, in the order of `AdsTruth.measures`.
  init(days: [Day], campaigns: [String], measures: [[[Double]]]) {
    self.days = days
    self.campaigns = campaigns
    cells = measures.map { measure in
      days.indices.flatMap { day in measure.map { $0[day] } }
    }
  }

  /// The table of some rows with these numbers.
  func table(of rows: [Int], cells: [[Double]]) -> Table {
    Table(
      [
        Column("date", days: rows.map(day)),
        Column("campaign_name", texts: rows.map(campaign)),
      ] + zip(AdsTruth.measures, cells).map { Column($0, numbers: $1) })
  }

  /// The table of all rows as they are.
  var table: Table { table(of: Array(0..<count), cells: cells) }
}

/// The mistakes of a real export, planted into clean rows: at most one a row.
struct AdsProblems {
  /// The damaged table.
  let table: Table
  /// What was planted, by day, then campaign.
  let problems: [AdsTruth.Problem]

  /// Numbers of problems in so many rows: 12, 6, 5, 5 and 7 in 360.
  static func counts(rows: Int) -> [AdsTruth.Problem.Kind: Int] {
    let in360: [AdsTruth.Problem.Kind: Int] = [
      .missing: 12, .outlier: 6, .negative: 5, .duplicate: 5, .missingDay: 7,
    ]
    return in360.mapValues { Int((Double($0 * rows) / 360).rounded()) }
  }

  /// Damages rows by the seed.
  init(in clean: AdsRows, seed: UInt64) {
    var plan = Planting(days: clean.days.count, campaigns: clean.campaigns.count, seed: seed)
    plan.dropRows()
    plan.damageCells(of: clean.cells)
    let hurt = plan.fates.keys.sorted()

    // Where each row comes to stand, and what stands there.
    var sources: [Int] = []
    var place: [Int: Int] = [:]
    for row in 0..<clean.count where plan.fates[row] != .dropped {
      for _ in 0..<(plan.fates[row] == .copiedBelow ? 2 : 1) {
        sources.append(row)
        place[row] = sources.count
      }
    }
    for row in hurt where plan.fates[row] == .copiedAtEnd {
      sources.append(row)
      place[row] = sources.count
    }
    let cells = clean.cells.enumerated().map { column, numbers in
      sources.map { row in
        guard let hit = plan.hits[row], hit.column == column else { return numbers[row] }
        return hit.planted ?? .nan
      }
    }
    table = clean.table(of: sources, cells: cells)
    problems = hurt.map { row in
      let hit = plan.hits[row]
      return AdsTruth.Problem(
        kind: hit?.kind ?? (plan.fates[row] == .dropped ? .missingDay : .duplicate),
        row: place[row], day: clean.day(row), campaign: clean.campaign(row),
        column: hit.map { AdsTruth.measures[$0.column] },
        truth: hit.map { clean.cells[$0.column][row] }, planted: hit?.planted)
    }
  }
}

/// Which rows meet which fate.
private struct Planting {
  enum Fate { case dropped, damaged, copiedBelow, copiedAtEnd }
  struct Hit {
    let kind: AdsTruth.Problem.Kind
    let column: Int
    let planted: Double?
  }

  let days: Int
  let campaigns: Int
  let counts: [AdsTruth.Problem.Kind: Int]
  private(set) var fates: [Int: Fate] = [:]
  private(set) var hits: [Int: Hit] = [:]
  private var stream: RandomStream

  init(days: Int, campaigns: Int, seed: UInt64) {
    self.days = days
    self.campaigns = campaigns
    counts = AdsProblems.counts(rows: days * campaigns)
    stream = RandomStream(seed: seed, named: "ads.problems")
  }

  /// Takes rows out: pairs of days in one campaign first, one for every seven rows, then single days.
  ///
  /// The first and the last day stay, so that every gap lies between two rows of its campaign.
  mutating func dropRows() {
    let count = counts[.missingDay] ?? 0
    var dropped = 0
    while dropped < count {
      let length = dropped < 2 * (count / 7) ? 2 : 1
      let first = 1 + stream.index(below: days - 1 - length)
      let campaign = stream.index(below: campaigns)
      let rows = (first..<first + length).map { $0 * campaigns + campaign }
      // No gap touches another: a pair is the longest.
      let around = [rows[0] - campaigns, rows[length - 1] + campaigns]
      guard (rows + around).allSatisfy({ fates[$0] == nil }) else { continue }
      for row in rows { fates[row] = .dropped }
      dropped += length
    }
  }

  /// Damages cells of rows and copies rows that are left.
  mutating func damageCells(of clean: [[Double]]) {
    for kind in [AdsTruth.Problem.Kind.missing, .outlier, .negative, .duplicate] {
      for number in 0..<(counts[kind] ?? 0) {
        let row = freeRow()
        if kind == .duplicate {
          fates[row] = number % 2 == 0 ? .copiedBelow : .copiedAtEnd
          continue
        }
        // Spend is never 0, so some column always qualifies: a sign or a factor shows on nothing else.
        var column = stream.index(below: clean.count)
        while clean[column][row] == 0 { column = stream.index(below: clean.count) }
        let planted = planted(kind, for: clean[column][row], isMoney: [0, 4].contains(column))
        fates[row] = .damaged
        hits[row] = Hit(kind: kind, column: column, planted: planted)
      }
    }
  }

  private mutating func freeRow() -> Int {
    while true {
      let row = stream.index(below: days * campaigns)
      if fates[row] == nil { return row }
    }
  }

  /// What is written instead of a value; nil for nothing.
  private mutating func planted(
    _ kind: AdsTruth.Problem.Kind, for value: Double, isMoney: Bool
  ) -> Double? {
    switch kind {
    case .negative: return -value
    case .outlier:
      // A wrong unit or a slipped digit: mostly too much, by a factor of 6 to 20, even in logarithms.
      let factor = stableExp(stream.uniform(stableLog(6), stableLog(20)))
      let isTooMuch = stream.chance(0.7)
      let wrong = isTooMuch ? value * factor : value / factor
      return isMoney ? (100 * wrong).rounded() / 100 : wrong.rounded()
    default: return nil
    }
  }
}

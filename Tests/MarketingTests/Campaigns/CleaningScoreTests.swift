import Marketing
import Tables
import Testing

@Suite("Cleaning against what a simulator planted")
struct CleaningScoreTests {
  private static let seeds = 1...24

  /// The scores of cleaning simulated rows.
  private func scores(days: Int) throws -> [CleaningScore] {
    try Self.seeds.map { seed in
      let (table, truth) = try AdsSimulator(days: days).simulated(seed: UInt64(seed))
      return try CleaningScore(CampaignCleaning(CampaignRows(table)), truth)
    }
  }

  private func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

  /// Days, and the share of problems and of outliers that was found: 0.988 and 1 in 90 days, 0.999 and 0.993 in 365.
  private static let shares: [(days: Int, all: Double, outliers: Double)] = [
    (90, 0.975, 0.97), (365, 0.99, 0.98),
  ]

  @Test(
    "Planted problems are found, and hardly anything else is changed", arguments: shares.indices)
  func found(place: Int) throws {
    let (days, all, outliers) = Self.shares[place]
    let scores = try scores(days: days)
    #expect(mean(scores.map(\.recall)) >= all)
    #expect(mean(scores.map(\.precision)) >= 0.99)
    for kind in [AdsTruth.Problem.Kind.missing, .negative, .duplicate] {
      #expect(scores.flatMap(\.kinds).allSatisfy { $0.kind != kind || $0.found == $0.planted })
    }
    let far = scores.flatMap(\.kinds).filter { $0.kind == .outlier }
    let found = Double(far.reduce(0) { $0 + $1.found })
    #expect(found >= outliers * Double(far.reduce(0) { $0 + $1.planted }))
  }

  @Test("In rows into which nothing was planted nothing is changed", arguments: [90, 365])
  func clean(days: Int) throws {
    var alarms = 0
    for seed in Self.seeds {
      let simulator = AdsSimulator(days: days, hasProblems: false)
      let table = try simulator.simulated(seed: UInt64(seed)).table
      alarms += try CampaignCleaning(CampaignRows(table)).changes.count
    }
    #expect(alarms == 0)
  }

  /// The score by hand: cells that were changed among those that were planted, and others.
  @Test("A score counts what the record and the list of problems say", arguments: [3, 8])
  func byHand(seed: Int) throws {
    let (table, truth) = try AdsSimulator().simulated(seed: UInt64(seed))
    let cleaning = try CampaignCleaning(CampaignRows(table))
    let score = try CleaningScore(cleaning, truth)
    func key(_ row: Int?, _ day: Day?, _ campaign: String?, _ column: String?) -> String {
      row.map { "\($0) \(column ?? "row")" } ?? "\(day.map(\.description) ?? "") \(campaign ?? "")"
    }
    let changed = Set(
      cleaning.changes.map { change in
        key(
          change.row, change.day, change.campaign,
          change.rule == .duplicate ? nil : change.column?.rawValue)
      })
    let planted = Set(truth.problems.map { key($0.row, $0.day, $0.campaign, $0.column) })
    #expect(score.planted == truth.problems.count && planted.count == score.planted)
    #expect(score.found == planted.intersection(changed).count)
    // A row that was put in has five cells.
    let others = cleaning.changes.filter { change in
      !planted.contains(
        key(
          change.row, change.day, change.campaign,
          change.rule == .duplicate ? nil : change.column?.rawValue))
    }
    #expect(score.falseAlarms == others.count)
    #expect(score.recall == Double(score.found) / Double(score.planted))
    #expect(score.table.names == ["problem", "planted", "found", "error_before", "error_after"])
  }

  @Test("What was mended is nearer to the truth than what stood there")
  func errors() throws {
    let kinds = try scores(days: 365).flatMap(\.kinds)
    for kind in kinds where kind.kind == .outlier || kind.kind == .negative {
      let (before, after) = (try #require(kind.errorBefore), try #require(kind.errorAfter))
      #expect(after < 0.5 * before, "\(kind)")
    }
    #expect(kinds.filter { $0.kind == .missing }.allSatisfy { $0.errorBefore == nil })
  }

  @Test("Doing nothing finds nothing")
  func nothing() throws {
    let (table, truth) = try AdsSimulator().simulated(seed: 4)
    let other = try AdsSimulator(hasProblems: false).simulated(seed: 4).table
    let score = try CleaningScore(CampaignCleaning(CampaignRows(other)), truth)
    #expect(score.found == 0 && score.recall == 0 && score.precision == 1)
    let kept = try CleaningScore(
      CampaignCleaning(CampaignRows(table), policy: CampaignPolicy(outliers: .keep, gaps: .pause)),
      truth)
    let found = Dictionary(uniqueKeysWithValues: kept.kinds.map { ($0.kind, $0.found) })
    #expect(found[.outlier] == 0 && found[.missingDay] == 0)
    #expect(found[.missing] == 12 && found[.duplicate] == 5)
  }
}

import Marketing
import Tables
import Testing

@Suite("The problems planted into the simulated ads")
struct AdsProblemTests {
  @Test("12 empty cells, 6 outliers, 5 wrong signs, 5 copies and 7 gaps in 360 rows, in proportion")
  func counts() throws {
    func counts(_ days: Int) throws -> [Int] {
      let truth = try AdsSimulator(days: days).simulated(seed: 5).truth
      return AdsTruth.Problem.Kind.allCases.map(truth.count)
    }
    #expect(try counts(90) == [12, 6, 5, 5, 7])
    #expect(try counts(730) == [97, 49, 41, 41, 57])
    #expect(try counts(14) == [2, 1, 1, 1, 1])
  }

  @Test(
    "Undoing what is listed, from the last row up, gives the clean table",
    arguments: [14, 90, 365], 1...4)
  func listed(days: Int, seed: Int) throws {
    let (table, truth) = try AdsSimulator(days: days).simulated(seed: UInt64(seed))
    let clean = textRows(truth.clean)
    var found = textRows(table)
    var hit: Set<[String]> = []
    for problem in truth.problems.sorted(by: { ($0.row ?? 0) > ($1.row ?? 0) }) {
      let key = ["\(problem.day)", problem.campaign]
      #expect(hit.insert(key).inserted, "two problems in one row: \(key)")
      guard let row = problem.row else { continue }
      #expect(Array(found[row - 1].prefix(2)) == key)
      guard let column = problem.column, let truth = problem.truth else {
        #expect(problem.kind == .duplicate)
        let copy = found.remove(at: row - 1)
        #expect(found.contains(copy))
        continue
      }
      let place = try #require(AdsTruth.measures.firstIndex(of: column)) + 2
      #expect(found[row - 1][place] == problem.planted.map { "\($0)" } ?? "")
      #expect(problem.planted != truth)
      found[row - 1][place] = "\(truth)"
    }
    let gaps = Set(
      truth.problems.filter { $0.kind == .missingDay }.map { ["\($0.day)", $0.campaign] })
    #expect(found == clean.filter { !gaps.contains(Array($0.prefix(2))) })
  }

  @Test("Each problem is of its kind")
  func kinds() throws {
    let truths = try (1...6).map { try AdsSimulator(days: 365).simulated(seed: $0).truth }
    var (large, small) = (0, 0)
    for problem in truths.flatMap(\.problems) {
      let value = problem.truth ?? .nan
      switch problem.kind {
      case .missing:
        #expect(value > 0 && problem.planted == nil && problem.row != nil)
      case .negative:
        #expect(problem.planted == -value && value > 0)
      case .outlier:
        let ratio = (problem.planted ?? .nan) / value
        // Counts are rounded to whole ones, by which a small one moves much.
        let slack = problem.column == "conversions" ? 0.5 / value : 0.01
        let isLarge = (6 - slack...20 + slack).contains(ratio)
        #expect(isLarge || (1 / 20.0 - slack...1 / 6.0 + slack).contains(ratio), "\(ratio)")
        if isLarge { large += 1 } else { small += 1 }
      case .duplicate, .missingDay:
        #expect(problem.column == nil && problem.truth == nil && problem.planted == nil)
        #expect((problem.row == nil) == (problem.kind == .missingDay))
      }
    }
    // 7 of 10 outliers are too large.
    #expect(large > small && small > 20, "\(large) and \(small)")
  }

  @Test("Gaps are single days but for one pair in seven, and never at the ends", arguments: 1...6)
  func gaps(seed: Int) throws {
    let truth = try AdsSimulator().simulated(seed: UInt64(seed)).truth
    let gaps = truth.problems.filter { $0.kind == .missingDay }
    let pairs = gaps.filter { gap in
      gaps.contains { $0.campaign == gap.campaign && $0.day == gap.day.advanced(by: 1) }
    }
    #expect(pairs.count == 1)
    #expect(gaps.allSatisfy { $0.day > truth.days[0] && $0.day < truth.days[89] })
  }
}

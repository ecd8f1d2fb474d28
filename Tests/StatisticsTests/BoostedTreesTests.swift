import Foundation
import Statistics
import TestSupport
import Testing

@Suite("Boosted trees")
struct BoostedTreesTests {
  private static var reference: JSON { JSON.kept("boosted_trees.json") }
  private static let rows: SparseRows = {
    let rows = reference["rows"].rows
    return SparseRows(Matrix(rows: rows.count, columns: 4) { rows[$0][$1] })
  }()
  private static let wins = reference["successes"].numbers
  private static let losses = reference["failures"].numbers
  private static let options = BoostedTrees(
    trees: 12, depth: 3, learningRate: 0.3, minimumLeafWeight: 2, leafPenalty: 0.5)
  /// Single precision, numbers up to 2.
  private static let tolerance = Tolerance.absolute(1e-5)

  private func fit() throws -> BoostedTreesFit {
    try Self.options.fit(Self.rows, successes: Self.wins, failures: Self.losses)
  }

  @Test("The margins and contributions of the Python package")
  func python() throws {
    let fit = try fit()
    #expect(agree(try fit.margins(Self.rows), Self.reference["margins"].numbers, Self.tolerance))
    let found = try fit.contributions(Self.rows)
    for (row, known) in Self.reference["contributions"].rows.enumerated() {
      #expect(agree(found.columns.map { $0[row] } + [found.base], known, Self.tolerance))
    }
  }

  @Test("Contributions are Shapley values counted over all subsets, and sum to the margin")
  func shapley() throws {
    let fit = try fit()
    let found = try fit.contributions(Self.rows)
    for (row, known) in Self.reference["counted"].rows.enumerated() {
      #expect(agree(found.columns.map { $0[row] }, known, Self.tolerance))
    }
    for (row, margin) in try fit.margins(Self.rows).enumerated() {
      let sum = found.columns.reduce(found.base) { $0 + $1[row] }
      #expect(sum.isClose(to: margin, within: Self.tolerance))
    }
  }

  @Test("The same trees every time, and after a trip through bytes and JSON")
  func bytes() throws {
    let fit = try fit()
    #expect(try self.fit() == fit)
    let written = try JSONEncoder().encode(fit)
    let read = try JSONDecoder().decode(BoostedTreesFit.self, from: written)
    #expect(try read.margins(Self.rows) == fit.margins(Self.rows))
    #expect(try read.contributions(Self.rows) == fit.contributions(Self.rows))
    #expect(try !BoostedTrees.libraryVersion().isEmpty)
  }

  @Test("A row with weight two is two rows")
  func weights() throws {
    let places = Array(0..<Self.rows.count)
    var twice = SparseRows(columnCount: 4)
    for row in places + places {
      let numbers = Self.rows.row(row)
      let columns = (0..<4).filter { numbers[$0] != 0 }
      twice.append(columns: columns, values: columns.map { numbers[$0] })
    }
    let halves = (Self.wins + Self.wins).map { $0 / 2 }
    let split = try Self.options.fit(
      twice, successes: halves, failures: (Self.losses + Self.losses).map { $0 / 2 })
    // Sums of singles in another order, twelve trees deep.
    #expect(agree(try split.margins(Self.rows), try fit().margins(Self.rows), .absolute(1e-4)))
  }

  @Test("An interaction that no sum of columns can tell is learned")
  func interaction() throws {
    let rows = SparseRows(Matrix(columns: [[0, 0, 1, 1], [0, 1, 0, 1]]))
    let fit = try BoostedTrees(trees: 60, depth: 2, learningRate: 0.3).fit(
      rows, successes: [10, 90, 80, 10], failures: [90, 10, 10, 90])
    let p = try fit.probabilities(rows)
    #expect(p[0] < 0.2 && p[3] < 0.2 && p[1] > 0.8 && p[2] > 0.8)
  }

  @Test("What cannot be fitted is refused, and what is no model")
  func refused() throws {
    #expect(throws: StatisticsError.self) {
      try BoostedTrees(trees: 0).fit(Self.rows, successes: Self.wins, failures: Self.losses)
    }
    #expect(throws: StatisticsError.self) {
      try BoostedTrees(learningRate: .nan).fit(
        Self.rows, successes: Self.wins, failures: Self.losses)
    }
    let none = Self.wins.map { _ in 0.0 }
    #expect(throws: StatisticsError.self) {
      try Self.options.fit(Self.rows, successes: none, failures: Self.losses)
    }
    let text =
      #"{"options": {"trees": 1, "depth": 1, "learningRate": 1, "minimumLeafWeight": 1, "leafPenalty": 1, "seed": 1}, "columnCount": 4, "model": [123, 76, 0]}"#
    let broken = try JSONDecoder().decode(BoostedTreesFit.self, from: Data(text.utf8))
    #expect(throws: StatisticsError.self) { try broken.margins(Self.rows) }
  }
}

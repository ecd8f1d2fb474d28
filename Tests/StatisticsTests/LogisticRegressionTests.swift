import Statistics
import TestSupport
import Testing

@Suite("Logistic regression")
struct LogisticRegressionTests {
  private static var reference: JSON { JSON.kept("logistic.json") }

  private struct Case {
    let design: Matrix
    let successes, failures: [Double]

    init(_ number: Int) {
      let json = LogisticRegressionTests.reference["designs"].list[number]
      let rows = json["rows"].rows
      design = Matrix(rows: rows.count, columns: rows[0].count) { rows[$0][$1] }
      successes = json["successes"].numbers
      failures = json["failures"].numbers
    }
  }

  @Test("statsmodels' coefficients, errors and likelihood, dense and sparse", arguments: [0, 1])
  func free(number: Int) throws {
    let data = Case(number)
    let known = LogisticRegressionTests.reference["free"].list[number]
    let dense = try LogisticRegression().fit(
      data.design, successes: data.successes, failures: data.failures)
    let sparse = try LogisticRegression().fit(
      SparseRows(data.design), successes: data.successes, failures: data.failures)
    for fit in [dense, sparse] {
      #expect(
        agree([fit.intercept] + fit.coefficients, known["coefficients"].numbers, .relative(1e-6)))
      #expect(
        agree([fit.interceptError] + fit.standardErrors, known["errors"].numbers, .relative(1e-6)))
      #expect(
        fit.logLikelihood.isClose(to: known["log_likelihood"].number, within: .relative(1e-9)))
      #expect(fit.isConverged && fit.separation == nil && fit.iterations < 15)
    }
  }

  @Test("scikit-learn's ridge, on own and on standard scale")
  func ridge() throws {
    let list = LogisticRegressionTests.reference["ridge"].list
    #expect(list.count == 12)
    for known in list {
      let data = Case(Int(known["design"].number))
      let regression = LogisticRegression(
        penalty: known["penalty"].number, isStandardized: known["standardized"].number == 1)
      let dense = try regression.fit(
        data.design, successes: data.successes, failures: data.failures)
      let sparse = try regression.fit(
        SparseRows(data.design), successes: data.successes, failures: data.failures)
      for fit in [dense, sparse] {
        #expect(
          agree([fit.intercept] + fit.coefficients, known["coefficients"].numbers, .relative(1e-6)))
      }
    }
  }

  @Test("Rows merged, split or shuffled give the same fit, and a warm start fewer steps")
  func grouping() throws {
    let data = Case(0)
    let whole = try LogisticRegression(penalty: 0.5).fit(
      SparseRows(data.design), successes: data.successes, failures: data.failures)
    let order = Array((0..<data.design.rows).reversed())
    let twice = order + order
    let parts = try LogisticRegression(penalty: 0.5).fit(
      SparseRows(data.design.rows(twice)),
      successes: twice.map { data.successes[$0] * 0.5 },
      failures: twice.map { data.failures[$0] * 0.5 })
    #expect(agree(parts.coefficients, whole.coefficients, .relative(1e-9)))
    let again = try LogisticRegression(penalty: 0.5).fit(
      SparseRows(data.design), successes: data.successes, failures: data.failures, start: whole)
    #expect(again.iterations == 1 && whole.iterations > 2)
    #expect(agree(again.coefficients, whole.coefficients, .relative(1e-9)))
  }

  @Test("One two-valued column gives the log odds ratio of the table, and its known error")
  func table() throws {
    let fit = try LogisticRegression().fit(
      Matrix(columns: [[0, 1]]), successes: [10, 30], failures: [40, 20])
    #expect(fit.oddsRatios[0].isClose(to: 6, within: .relative(1e-10)))
    #expect(fit.intercept.isClose(to: -1.3862943611198906, within: .relative(1e-10)))
    let error = (1 / 10.0 + 1 / 30.0 + 1 / 40.0 + 1 / 20.0).squareRoot()
    #expect(fit.standardErrors[0].isClose(to: error, within: .relative(1e-8)))
    let p = fit.probabilities(Matrix(columns: [[0, 1]]))
    #expect(agree(p, [0.2, 0.6], .relative(1e-10)))
    #expect(fit.rate == 0.4 && fit.trials == 100 && fit.pseudoRSquared > 0)
  }

  @Test("Separation is found, complete or not, and a ridge takes it away")
  func separation() throws {
    let complete = Matrix(columns: [[1, 2, 3, 4], [5, 1, 4, 2]])
    let (wins, losses): ([Double], [Double]) = ([0, 0, 3, 2], [4, 1, 0, 0])
    let fit = try LogisticRegression().fit(complete, successes: wins, failures: losses)
    #expect(!fit.isConverged)
    let separation = try #require(fit.separation)
    #expect(separation.isComplete && separation.columns.contains(0))
    // Where the column is 1 all succeed; where it is 0 both happen.
    let quasi = try LogisticRegression().fit(
      SparseRows(Matrix(columns: [[0, 1, 0, 1], [0, 0, 1, 1]])),
      successes: [3, 5, 4, 2], failures: [6, 0, 2, 0])
    let border = try #require(quasi.separation)
    #expect(!border.isComplete && border.columns == [0])
    let held = try LogisticRegression(penalty: 0.1).fit(
      complete, successes: wins, failures: losses)
    #expect(held.isConverged && held.separation == nil)
  }

  @Test("Rare outcomes and far-off columns are not taken for separation")
  func notSeparated() throws {
    let fit = try LogisticRegression().fit(
      Matrix(columns: [[0, 1, 0, 1], [1e6, 1e6, 1e6 + 1, 1e6 + 2]]),
      successes: [1, 2, 3, 1], failures: [1e6, 1e5, 2e5, 3e6])
    #expect(fit.isConverged && fit.separation == nil)
  }

  @Test("A constant column gets nothing and is named")
  func constant() throws {
    let data = Case(0)
    let ones = Matrix(
      columns: data.design.columnArrays + [[Double](repeating: 7, count: data.design.rows)])
    let known = LogisticRegressionTests.reference["free"].list[0]["coefficients"].numbers
    for fit in [
      try LogisticRegression().fit(ones, successes: data.successes, failures: data.failures),
      try LogisticRegression().fit(
        SparseRows(ones), successes: data.successes, failures: data.failures),
    ] {
      #expect(fit.constantColumns == [3] && fit.coefficients[3] == 0)
      #expect(fit.standardErrors[3] == 0 && fit.zValues[3] == 0)
      #expect(agree([fit.intercept] + fit.coefficients, known + [0], .relative(1e-6)))
    }
  }

  @Test("A column that repeats others is refused without a ridge and shares with one")
  func repeated() throws {
    let data = Case(0)
    let columns = data.design.columnArrays
    let sum = zip(columns[0], columns[1]).map { $0 + 2 * $1 }
    let design = Matrix(columns: columns + [sum])
    #expect(throws: StatisticsError.rankDeficient(columns: [3], rank: 4, of: 5)) {
      try LogisticRegression().fit(design, successes: data.successes, failures: data.failures)
    }
    let twins = try LogisticRegression(penalty: 1).fit(
      Matrix(columns: [columns[1], columns[1]]), successes: data.successes,
      failures: data.failures)
    #expect(twins.coefficients[0].isClose(to: twins.coefficients[1], within: .relative(1e-9)))
  }

  @Test("What cannot be fitted is refused and says why")
  func refused() throws {
    let design = Matrix(columns: [[0, 1, 2]])
    let failures: [([Double], [Double], StatisticsError)] = [
      ([1, 2, 3], [0, 0, 0], .oneOutcome(successes: 6, failures: 0)),
      ([0, 0, 0], [1, 2, 3], .oneOutcome(successes: 0, failures: 6)),
      (
        [1, -1, 3], [1, 1, 1],
        .outOfRange(what: "a count of outcomes", found: -1, expected: "0 or more")
      ),
      ([1, .nan, 3], [1, 1, 1], .notFinite(what: "the successes", row: 1, column: nil)),
    ]
    for (wins, losses, error) in failures {
      #expect(throws: error) {
        try LogisticRegression().fit(design, successes: wins, failures: losses)
      }
    }
    #expect(throws: StatisticsError.notFinite(what: "the design", row: 2, column: 0)) {
      try LogisticRegression().fit(
        Matrix(columns: [[0, 1, .nan]]), successes: [1, 1, 1], failures: [1, 1, 1])
    }
    #expect(throws: StatisticsError.self) {
      try LogisticRegression(penalty: -1).fit(
        design, successes: [1, 1, 1], failures: [1, 1, 1])
    }
    let text = StatisticsError.oneOutcome(successes: 6, failures: 0).description
    #expect(text.contains("both outcomes"))
  }

  @Test("Coefficients of a simulated world are found within their errors")
  func recovery() throws {
    var stream = RandomStream(seed: 4)
    let truth = [0.8, -0.5, 0.0]
    let design = Matrix(rows: 5_000, columns: 3) { _, _ in stream.normal() }
    let margins = design.times(truth).map { $0 - 2 }
    let wins = margins.map { stream.chance(1 / (1 + stableExp(-$0))) ? 1.0 : 0 }
    let fit = try LogisticRegression().fit(design, successes: wins, failures: wins.map { 1 - $0 })
    for (column, value) in truth.enumerated() {
      // 4 σ: a false alarm in 16,000.
      #expect(abs(fit.coefficients[column] - value) < 4 * fit.standardErrors[column])
    }
    #expect(abs(fit.intercept + 2) < 4 * fit.interceptError)
  }
}

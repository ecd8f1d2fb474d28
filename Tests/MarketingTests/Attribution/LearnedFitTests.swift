import Foundation
import Marketing
import Statistics
import Tables
import TestSupport
import Testing

@Suite("What learned models say")
struct LearnedFitTests {
  private let table = madeUpJourneys(channels: 5, paths: 120, seed: 5)
  private let trees = LearnedAttribution(.trees(LearnedAttributionTests.fewTrees))

  @Test("Features of a journey: presence, further touches, recency, length")
  func features() throws {
    let journeys = JourneyTable([
      (["A", "B", "A"], 1, 0, 1), (["B"], 1, 0, 1), (["B", "A", "A"], 2, 0, 2),
      (["A", "A", "B", "A"], 0, 0, 1), (["A", "A", "A", "B", "A"], 0, 0, 1),
    ])
    let known = JourneyFeatures(hasLength: true, countLimit: 3)
    let fit = try LearnedAttribution(features: known, folds: 0).fit(journeys)
    #expect(
      fit.features.map(\.name) == [
        "A touched", "A further touches", "A recency", "B touched", "B further touches",
        "B recency", "length",
      ])
    func values(_ journey: String) throws -> [Double] {
      try #require(fit.shap.rows.first { $0.journey == journey }).values
    }
    #expect(try values("A > B > A") == [1, 1, 1, 1, 0, 0.5, 2])
    #expect(try values("B") == [0, 0, 0, 1, 0, 1, 1])
    #expect(try values("B > A > A") == [1, 1, 1, 1, 0, 1 / 3.0, 2])
    // Three touches of A are the limit; without the length both are one row.
    #expect(try values("A > A > B > A")[1] == 2)
    let short = JourneyFeatures(countLimit: 3)
    #expect(try LearnedAttribution(features: short).fit(journeys).distinctRows == 4)
    #expect(fit.distinctRows == 5 && fit.validation == .none && fit.outOfSample == nil)
  }

  @Test("Effects and base sum to the margin, from the empty journey and from the average one")
  func sums() throws {
    for model in [LearnedAttribution(), trees] {
      let fit = try model.fit(table)
      let centred = fit.shap.centred
      #expect(fit.shap.baseline == .empty && centred.baseline == .average)
      #expect(
        fit.shap.rows.count == fit.distinctRows
          && fit.shap.coverage.isClose(to: 1, within: .relative(1e-12)))
      for (row, around) in zip(fit.shap.rows, centred.rows) {
        let values = SparseRows(Matrix(columns: row.values.map { [$0] }))
        let margin =
          try fit.trees?.margins(values)[0] ?? (#require(fit.logistic).margins(values)[0])
        for (summary, own) in [(fit.shap, row), (centred, around)] {
          let sum = own.effects.reduce(summary.base, +)
          #expect(sum.isClose(to: margin, within: .absolute(1e-5)))
          #expect(own.margin.isClose(to: margin, within: .absolute(1e-5)))
        }
      }
      let mean = centred.rows.reduce(0) { $0 + $1.weight * $1.effects[0] }
      #expect(abs(mean) < 1e-9 * fit.inSample.trials)
      #expect(fit.shap.table.rowCount == fit.features.count)
      let most = fit.shap.rows.map { abs($0.effects[2]) }.max() ?? 0
      #expect(fit.shap.meanAbsolute[2] <= most && fit.shap.meanAbsolute[2] > 0)
    }
  }

  @Test("Journeys held out are scored, and channels never seen are named")
  func heldOut() throws {
    let later = JourneyTable([
      (["c0", "c1"], 4, 0, 6), (["c2", "new"], 1, 0, 9), (["c3"], 2, 0, 8),
    ])
    for model in [LearnedAttribution(), trees] {
      let fit = try model.fit(table, heldOut: later)
      #expect(fit.validation == .heldOut(journeys: 30) && fit.unknownChannels == ["new"])
      let score = try #require(fit.outOfSample)
      #expect(score.trials == 30 && score.rate == 7 / 30.0)
      #expect(fit.scalarFields.contains { $0.name == "auc_out" })
      #expect(score.calibrationTable.names == ["predicted", "observed", "low", "high", "trials"])
    }
  }

  @Test("Folds score every journey once, the same every time, and no better than the sample itself")
  func folds() throws {
    for model in [LearnedAttribution(), trees] {
      let fit = try model.fit(table)
      let score = try #require(fit.outOfSample)
      #expect(fit.validation == .folds(5))
      #expect(score.trials == table.totalConversions + table.totalNulls)
      #expect(score.logLoss > fit.inSample.logLoss)
      #expect(try model.fit(table) == fit)
      var other = model
      other.seed = 2
      #expect(try other.fit(table).outOfSample != score)
    }
  }

  @Test("A fit goes through JSON unchanged")
  func encoded() throws {
    for model in [LearnedAttribution(), trees] {
      let fit = try model.fit(table)
      let read = try JSONDecoder().decode(LearnedFit.self, from: JSONEncoder().encode(fit))
      #expect(read == fit)
    }
  }

  @Test(
    "The example paths of ChannelAttribution hold nothing to learn, and the scores say so",
    .enabled(if: PathData.isHere))
  func real() throws {
    let table = PathData.journeys
    let few = BoostedTrees(trees: 30, depth: 3)
    for model in [LearnedAttribution(), LearnedAttribution(.trees(few))] {
      let fit = try model.fit(table)
      #expect(fit.attribution.total.isClose(to: 19_785, within: .relative(1e-12)))
      #expect(fit.attribution.totalValue.isClose(to: 74_802.971587, within: .relative(1e-9)))
      let score = try #require(fit.outOfSample)
      // An area of a half is chance; its standard error with so many journeys is 0.0023.
      #expect(abs(try #require(score.areaUnderCurve) - 0.5) < 0.02)
      #expect(abs(score.logLoss / score.baselineLogLoss - 1) < 0.005)
      #expect(try #require(fit.inSample.areaUnderCurve) > #require(score.areaUnderCurve))
      // Effects of chance have both signs.
      #expect(fit.clipped > 0.2 * fit.attribution.total)
    }
  }
}

@Suite("Regression of an outcome in a table")
struct OutcomeRegressionTests {
  private func customers(_ count: Int) -> Table {
    var stream = RandomStream(seed: 6)
    let visits = (0..<count).map { _ in Double(stream.index(below: 20)) }
    let age = (0..<count).map { _ in stream.normal(mean: 40, deviation: 12) }
    let bought = zip(visits, age).map { visits, age in
      stream.chance(1 / (1 + stableExp(2 - 0.15 * visits + 0.01 * age))) ? 1.0 : 0
    }
    return Table([
      Column("visits", numbers: visits), Column("age", numbers: age),
      Column("bought", numbers: bought),
      Column("city", texts: visits.map { _ in "Bonn" }),
    ])
  }

  @Test("Coefficients on the columns' own scale, judged on rows not seen")
  func fit() throws {
    let table = customers(4_000)
    let fit = try OutcomeRegression(target: "bought", features: ["visits", "age"], ridge: 0.01)
      .fit(table)
    let logistic = fit.logistic
    for (column, truth) in [0.15, -0.01].enumerated() {
      #expect(abs(logistic.coefficients[column] - truth) < 4 * logistic.standardErrors[column])
    }
    #expect(fit.inSample.trials == 4_000 && fit.outOfSample?.trials == 4_000)
    #expect(fit.coefficientTable.rowCount == 3)
    #expect(fit.scalarFields.contains { $0.name == "odds_ratio.visits" })
    let p = try fit.probabilities(table)
    #expect((p.reduce(0, +) / 4_000).isClose(to: fit.inSample.rate, within: .relative(1e-6)))
    let last = try OutcomeRegression(
      target: "bought", features: ["visits"], validation: .lastRows(share: 0.25)
    ).fit(table)
    #expect(last.outOfSample?.trials == 1_000)
  }

  @Test("Columns that cannot be used are refused by name")
  func refused() throws {
    let table = customers(50)
    func message(_ target: String, _ features: [String]) -> String {
      do {
        _ = try OutcomeRegression(target: target, features: features).fit(table)
        return ""
      } catch { return "\(error)" }
    }
    #expect(message("visits", ["age"]).contains("\"visits\""))
    #expect(message("bought", ["agee"]).contains("agee"))
    #expect(message("bought", ["city"]).contains("city"))
    let broken = Table([
      Column("x", numbers: [1, .nan, 3]), Column("y", numbers: [0, 1, 1]),
    ])
    #expect(throws: StatisticsError.notFinite(what: "column \"x\"", row: 1, column: nil)) {
      try OutcomeRegression(target: "y", features: ["x"]).fit(broken)
    }
  }
}

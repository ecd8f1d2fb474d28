import Statistics
import TestSupport
import Testing

@Suite("Scores of predictions")
struct ClassifierScoreTests {
  @Test("scikit-learn's area, log-loss and Brier score, ties and weights among them")
  func reference() throws {
    let known = JSON.kept("logistic.json")["scores"]
    let score = try ClassifierScore(
      probabilities: known["probabilities"].numbers, successes: known["successes"].numbers,
      failures: known["failures"].numbers)
    #expect(
      try #require(score.areaUnderCurve).isClose(to: known["area"].number, within: .relative(1e-12))
    )
    #expect(score.logLoss.isClose(to: known["log_loss"].number, within: .relative(1e-12)))
    #expect(score.brier.isClose(to: known["brier"].number, within: .relative(1e-12)))
    #expect(score.calibration.map(\.trials).reduce(0, +) == score.trials)
    #expect(score.calibration.count <= 10 && score.calibration.count > 7)
  }

  @Test("Chance is a half, certainty is one, and the worst is nought")
  func limits() throws {
    let flat = try ClassifierScore(
      probabilities: [0.3, 0.3], successes: [2, 1], failures: [5, 2])
    #expect(flat.areaUnderCurve == 0.5 && flat.calibration.count == 1)
    #expect(flat.logLoss.isClose(to: flat.baselineLogLoss, within: .relative(1e-12)))
    let right = try ClassifierScore(probabilities: [0, 1], successes: [0, 4], failures: [3, 0])
    #expect(right.areaUnderCurve == 1 && right.logLoss == 0 && right.brier == 0)
    let wrong = try ClassifierScore(probabilities: [1, 0], successes: [0, 4], failures: [3, 0])
    #expect(wrong.areaUnderCurve == 0 && wrong.brier == 1 && wrong.logLoss > 34)
    let single = try ClassifierScore(probabilities: [0.5], successes: [2], failures: [0])
    #expect(single.areaUnderCurve == nil && single.baselineLogLoss == 0)
  }

  @Test("Bins hold equal shares where predictions differ, equal predictions stay together")
  func bins() throws {
    let p = (0..<100).map { Double($0) / 100 }
    let score = try ClassifierScore(
      probabilities: p, successes: p, failures: p.map { 1 - $0 }, bins: 4)
    #expect(score.calibration.map { $0.trials.rounded() } == [25, 25, 25, 25])
    for bin in score.calibration {
      #expect(bin.low <= bin.observed && bin.observed <= bin.high && bin.low < bin.high)
      #expect(bin.lowest <= bin.predicted && bin.predicted <= bin.highest)
    }
    let tied = try ClassifierScore(
      probabilities: [0.1] + [Double](repeating: 0.5, count: 8) + [0.9],
      successes: [Double](repeating: 1, count: 10), failures: [Double](repeating: 1, count: 10),
      bins: 5)
    #expect(tied.calibration.map(\.trials) == [18, 2])
  }

  @Test("Wilson's interval as published: 81 of 263")
  func wilson() throws {
    // Newcombe (1998), "Two-sided confidence intervals for the single proportion", method 3: 81/263.
    let score = try ClassifierScore(probabilities: [0.3], successes: [81], failures: [182])
    #expect(score.calibration[0].low.isClose(to: 0.2553, within: .absolute(5e-5)))
    #expect(score.calibration[0].high.isClose(to: 0.3662, within: .absolute(5e-5)))
    // The same paper, 0 of 20 and 1 of 29.
    let none = wilsonInterval(successes: 0, trials: 20, level: 0.95)
    #expect(abs(none.low) < 1e-15 && none.high.isClose(to: 0.1611, within: .absolute(5e-5)))
    let one = wilsonInterval(successes: 1, trials: 29, level: 0.95)
    #expect(one.low.isClose(to: 0.0061, within: .absolute(5e-5)))
    #expect(one.high.isClose(to: 0.1718, within: .absolute(5e-5)))
    // Less sure is narrower; without a trial nothing is known.
    #expect(wilsonInterval(successes: 1, trials: 29, level: 0.9).high < one.high)
    #expect(wilsonInterval(successes: 0, trials: 0, level: 0.9) == (0, 1))
  }

  @Test("What is no probability or no count is refused")
  func refused() {
    #expect(throws: StatisticsError.self) {
      try ClassifierScore(probabilities: [1.1], successes: [1], failures: [1])
    }
    #expect(throws: StatisticsError.self) {
      try ClassifierScore(probabilities: [.nan], successes: [1], failures: [1])
    }
    #expect(throws: StatisticsError.self) {
      try ClassifierScore(probabilities: [0.5], successes: [-1], failures: [1])
    }
    #expect(throws: StatisticsError.self) {
      try ClassifierScore(probabilities: [], successes: [], failures: [])
    }
  }
}

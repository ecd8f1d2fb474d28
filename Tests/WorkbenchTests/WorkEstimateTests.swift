import Testing
import Workbench

@Suite("How far work has come, in words") struct WorkEstimateTests {
  /// Done, in all, seconds since it began, and what is said.
  private static let cases: [(Int, Int, Double, String)] = [
    (3_400, 10_000, 1.08, "34%, 2.1 s left"),
    (0, 10_000, 5, "0%"),
    (1, 3, 0.1, "33%"),
    (5_000, 10_000, 40, "50%, 40 s left"),
    (1_000, 10_000, 60, "10%, 9 min left"),
    (100, 10_000, 150, "1%, 4 h 8 min left"),
    (1, 1_000_000, 10, "0%, days left"),
    (9_999, 10_000, 10, "99%, 0.0 s left"),
    (10_000, 10_000, 10, "100%"),
    (12_000, 10_000, 10, "100%"),
    (-5, 10_000, 10, "0%"),
    (120, 0, 10, "120 models"),
    (0, 0, 10, ""),
  ]

  @Test("The share rounded down, and what is left by the pace so far", arguments: cases)
  func text(done: Int, total: Int, seconds: Double, words: String) {
    let estimate = WorkEstimate(
      done: done, total: total, unit: "models", elapsed: .milliseconds(Int(1_000 * seconds)))
    #expect(estimate.text == words)
  }
}

import Figures
import Testing

@Suite("Ticks") struct TicksTests {
  static let round: [(Double, Double, Int, [Double])] = [
    (0, 1, 10, [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]),
    (0, 1, 5, [0, 0.2, 0.4, 0.6, 0.8, 1]),
    (0, 1, 1, [0, 1]),
    (0, 10, 10, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
    (0, 10, 5, [0, 2, 4, 6, 8, 10]),
    (0, 10, 2, [0, 5, 10]),
    (-10, 10, 4, [-10, -5, 0, 5, 10]),
    (-5, 5, 10, [-5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5]),
    (-5, 5, 3, [-5, 0, 5]),
    (0, 0.3, 3, [0, 0.1, 0.2, 0.3]),
    (1, 1, 5, [1]),
    (0, 1, 0, []),
    (3, 1, 4, []),
  ]

  @Test("Round ticks are those of d3, to the last bit", arguments: round)
  func d3(low: Double, high: Double, count: Int, expected: [Double]) {
    #expect(RoundTicks.ticks(low, high, count: count) == expected)
  }

  @Test(
    "No ticks and no trap for ends that no axis has",
    arguments: [
      (Double.nan, 1.0), (0, .nan), (-Double.infinity, 1), (0, .infinity),
      (-Double.greatestFiniteMagnitude, .greatestFiniteMagnitude),
    ])
  func hostile(low: Double, high: Double) {
    #expect(RoundTicks.ticks(low, high, count: 5).isEmpty)
    #expect(FittedTicks.ticks(low, high, count: 5).isEmpty)
  }

  @Test(
    "The smallest and the largest numbers do not trap",
    arguments: [
      (0, 5e-324), (-5e-324, 5e-324), (0, 1e-310), (0, 1e308), (1e300, 1.1e300),
      (1e16, 1e16 + 4), (-1e-300, 1e300),
    ] as [(Double, Double)], [1, 2, 5, 20])
  func extremes(ends: (Double, Double), count: Int) {
    for ticks in [
      RoundTicks.ticks(ends.0, ends.1, count: count),
      FittedTicks.ticks(ends.0, ends.1, count: count),
    ] {
      #expect(ticks.allSatisfy { $0.isFinite })
      #expect(ticks == ticks.sorted())
    }
    let nice = RoundTicks.nice(ends.0, ends.1, count: count)
    #expect(nice.0 <= ends.0 && nice.1 >= ends.1)
  }

  @Test("Widened ends are whole steps that hold the data")
  func nice() {
    #expect(RoundTicks.nice(0.13, 0.97, count: 5) == (0, 1))
    #expect(RoundTicks.nice(-3.2, 17, count: 5) == (-5, 20))
    #expect(RoundTicks.nice(132, 876, count: 10) == (100, 900))
  }

  // Known answers: the R package labeling 0.4.3, `extended(low, high, m)`.
  static let fitted: [(Double, Double, Int, [Double])] = [
    (0, 10, 5, [0, 2.5, 5, 7.5, 10]),
    (0, 100, 5, [0, 25, 50, 75, 100]),
    (8.1, 14.1, 4, [8, 10, 12, 14]),
    (0, 1, 6, [0, 0.2, 0.4, 0.6, 0.8, 1]),
  ]

  @Test("Fitted ticks are those of the extended Wilkinson search", arguments: fitted)
  func wilkinson(low: Double, high: Double, count: Int, expected: [Double]) {
    #expect(FittedTicks.ticks(low, high, count: count) == expected)
  }

  @Test("Fitted ticks have even steps and come near the data")
  func even() {
    let ends = Gallery.noise(400, seed: 21)
    for (a, b) in zip(ends.prefix(200), ends.suffix(200)) where a != b {
      let ticks = FittedTicks.ticks(min(a, b) * 1e3, max(a, b) * 1e3, count: 5)
      let steps = zip(ticks.dropFirst(), ticks).map { $0 - $1 }
      #expect(ticks.count > 1)
      #expect((steps.max() ?? 0) - (steps.min() ?? 0) < 1e-9 * abs(ticks.last ?? 1) + 1e-9)
      #expect((ticks.first ?? 0) < max(a, b) * 1e3 && (ticks.last ?? 0) > min(a, b) * 1e3)
    }
  }
}

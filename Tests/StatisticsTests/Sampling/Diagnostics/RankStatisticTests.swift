import Statistics
import TestSupport
import Testing

@Suite("Simulation-based calibration") struct RankStatisticTests {
  /// Ranks of truths among posterior draws of a normal mean, the posterior's deviation wrong by a factor.
  private func calibrate(
    _ factor: Double, bias: Double = 0, replicates: Int = 500, seed: UInt64 = 1
  ) -> RankStatistic {
    let ranks = (0..<replicates).map { replicate in
      var stream = RandomStream(seed: seed, stream: UInt64(replicate))
      // μ ~ N(0, 1), y ~ N(μ, 1): the posterior is N(y/2, ½).
      let truth = stream.normal()
      let y = truth + stream.normal()
      let draws = (0..<99).map { _ in
        y / 2 + bias + factor * 0.5.squareRoot() * stream.normal()
      }
      return RankStatistic.rank(of: truth, among: draws, using: &stream)
    }
    return RankStatistic(name: "mu", draws: 99, ranks: ranks)
  }

  @Test("The right posterior passes; one too narrow, too wide or beside the truth does not")
  func power() throws {
    let right = calibrate(1)
    #expect(try #require(right.uniformityTest()).pValue > 0.01)
    #expect(right.cumulative(level: 0.99).isWithinBand)
    for wrong in [calibrate(0.6), calibrate(1.7), calibrate(1, bias: 0.3)] {
      #expect(try #require(wrong.uniformityTest()).pValue < 1e-4)
      #expect(!wrong.cumulative(level: 0.99).isWithinBand)
    }
  }

  @Test("Uniform ranks leave the band as often as they may", arguments: [(50, 19), (200, 99)])
  func coverage(count: Int, draws: Int) {
    var stream = RandomStream(seed: 8)
    let trials = 1000
    // The band is the same for all ranks of these sizes: taken once.
    let band = RankStatistic(
      name: "", draws: draws, ranks: [Int](repeating: 0, count: count)
    ).cumulative(level: 0.9)
    var within = 0
    for _ in 0..<trials {
      let ranks = (0..<count).map { _ in Double(stream.index(below: draws + 1)) }
      let stays = band.positions.indices.allSatisfy { place in
        let threshold = band.positions[place] * Double(draws + 1)
        let share = Double(ranks.count { $0 < threshold - 1e-6 }) / Double(count)
        return band.lower[place] - 1e-12...band.upper[place] + 1e-12 ~= share
      }
      if stays { within += 1 }
    }
    // At least 0.9, and no more than the steps of binomials make it; ±3 standard errors of 0.0095.
    #expect(Double(within) / Double(trials) > 0.87 && Double(within) / Double(trials) < 0.96)
  }

  @Test("At one position the band is the binomial's own interval")
  func single() {
    // One simulation among one draw: a coin; both counts are within.
    let coin = RankStatistic(name: "", draws: 1, ranks: [1]).cumulative(level: 0.95)
    #expect(coin.positions == [1] && coin.shares == [1] && coin.isWithinBand)
    let two = RankStatistic(name: "", draws: 1, ranks: [Int](repeating: 0, count: 20))
    let band = two.cumulative(level: 0.95)
    #expect(band.positions == [0.5, 1] && band.shares == [1, 1])
    // Binomial(20, ½): P(6...14) = 0.9586, P(7...13) = 0.8847.
    #expect(band.lower[0] == 0.3 && band.upper[0] == 0.7 && !band.isWithinBand)
    #expect(band.lower[1] == 1 && band.upper[1] == 1)
  }

  @Test("Histograms count what classes of unequal size expect")
  func histogram() throws {
    let ranks = RankStatistic(name: "", draws: 9, ranks: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 0])
    let (counts, expected) = ranks.histogram(classes: 3)
    #expect(counts == [5, 3, 4])
    #expect(agree(expected, [4.8, 3.6, 3.6], .digits(13)))
    let test = try #require(ranks.uniformityTest(classes: 3))
    #expect(
      test.statistic.isClose(to: 11.0 / 72, within: .digits(12)))
    #expect(test.degreesOfFreedom == 2)
    #expect(RankStatistic(name: "", draws: 9, ranks: [1, 2]).uniformityTest() == nil)
    #expect(RankStatistic(name: "", draws: 9, ranks: []).cumulative().isWithinBand)
  }

  @Test("Ties are broken by chance")
  func ties() {
    var stream = RandomStream(seed: 6)
    let ranks = (0..<600).map { _ in
      RankStatistic.rank(of: 1, among: [0, 1, 1, 2], using: &stream)
    }
    #expect(Set(ranks) == [1, 2, 3])
    for rank in 1...3 { #expect(abs(ranks.count { $0 == rank } - 200) < 60) }
  }
}

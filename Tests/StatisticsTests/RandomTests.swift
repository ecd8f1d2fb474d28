import Statistics
import TestSupport
import Testing

@Suite("Random streams") struct RandomTests {
  @Test("Philox gives the known answers of Random123")
  func knownAnswers() {
    let zero = Philox.block(counter: (0, 0, 0, 0), key: (0, 0))
    #expect(zero == (0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8))
    let ones = UInt32.max
    let full = Philox.block(counter: (ones, ones, ones, ones), key: (ones, ones))
    #expect(full == (0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd))
    let pi = Philox.block(
      counter: (0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344),
      key: (0xa409_3822, 0x299f_31d0))
    #expect(pi == (0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1))
  }

  @Test("A seed and a stream fix the numbers; another stream has others")
  func streams() {
    var (one, same, other) = (
      RandomStream(seed: 9, stream: 1), RandomStream(seed: 9, stream: 1),
      RandomStream(seed: 9, stream: 2)
    )
    let first = (0..<5).map { _ in one.next() }
    #expect(first == (0..<5).map { _ in same.next() })
    #expect(first != (0..<5).map { _ in other.next() })
  }

  @Test("Words in bulk are those drawn one by one, from any place of a stream")
  func bulk() {
    for (before, count) in [(0, 0), (0, 1), (0, 7), (1, 0), (1, 1), (1, 6), (3, 8)] {
      var (one, other) = (RandomStream(seed: 9), RandomStream(seed: 9))
      for _ in 0..<before { #expect(one.next() == other.next()) }
      #expect(one.words(count) == (0..<count).map { _ in other.next() })
      #expect(one.next() == other.next())
    }
  }

  /// Mean and variance of 200 000 draws within 4.5 standard errors: false alarms below 1 in 10⁵ a distribution.
  @Test(
    "Draws have the mean and the variance of their distribution, and its quartiles",
    arguments: [
      Normal(mean: 3, deviation: 2), LogNormal(logMean: 0.1, logDeviation: 0.4),
      HalfNormal(scale: 2), Gamma(shape: 0.3, rate: 2), Gamma(shape: 7, rate: 0.5),
      Beta(0.4, 0.7), Beta(3, 9), Poisson(mean: 3.2), Poisson(mean: 45), Exponential(rate: 0.7),
      Uniform(-1, 3), StudentT(degreesOfFreedom: 12), ChiSquared(degreesOfFreedom: 4),
      FDistribution(5, 30),
    ] as [any ProbabilityDistribution])
  func moments(distribution: any ProbabilityDistribution) {
    var stream = RandomStream(seed: 20)
    let draws = (0..<200_000).map { _ in distribution.draw(from: &stream) }
    let n = Double(draws.count)
    let error = (distribution.variance / n).squareRoot()
    #expect(abs(mean(draws) - distribution.mean) < 4.5 * error)
    let spread = ((kurtosis(draws) - 1) / n).squareRoot()
    #expect(abs(variance(draws) / distribution.variance - 1) < 4.5 * spread)
    for p in [0.25, 0.75] where !(distribution is Poisson) {
      let quartile = distribution.quantile(p)
      let below = Double(draws.count { $0 <= quartile }) / n
      #expect(abs(below - p) < 4.5 * (p * (1 - p) / n).squareRoot())
    }
  }

  @Test(
    "Binomial draws have their mean and variance",
    arguments: [(5, 0.3), (21, 0.5), (400, 0.02), (1_000_000, 0.2), (1_000, 0.999)])
  func binomial(trials: Int, probability: Double) {
    var stream = RandomStream(seed: 31)
    let draws = (0..<20_000).map { _ in
      Double(stream.binomial(trials: trials, probability: probability))
    }
    let spread = Double(trials) * probability * (1 - probability)
    #expect(draws.allSatisfy { $0 >= 0 && $0 <= Double(trials) })
    #expect(abs(mean(draws) - Double(trials) * probability) < 4.5 * (spread / 20_000).squareRoot())
    // The variance of 20,000 draws is off by 1 % (1 σ), more where the distribution is skewed.
    #expect(abs(variance(draws) / spread - 1) < 0.06)
    #expect(stream.binomial(trials: 7, probability: 1) == 7)
    #expect(stream.binomial(trials: 70, probability: 0) == 0)
  }

  @Test("A shuffle keeps every value; indices stay below their bound")
  func samples() {
    var stream = RandomStream(seed: 1)
    #expect(stream.shuffled(0..<50).sorted() == Array(0..<50))
    #expect(stream.indices(1000, below: 3).allSatisfy { (0..<3).contains($0) })
    #expect(stream.index(weights: [0, 0, 1, 0]) == 2)
  }
}

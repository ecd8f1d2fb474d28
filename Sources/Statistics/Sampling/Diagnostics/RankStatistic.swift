/// The ranks of simulated truths among draws of posteriors of data simulated from them: uniform where the posteriors
/// are right.
///
/// Draw parameters from the prior, data from the model, and from each data set's posterior L draws that are about
/// independent (thin them); the rank of the truth is the number of draws below it, 0...L, each as probable.
/// Too many small and large ranks: posteriors too narrow; too few: too wide; a slope: biased.
///
/// Source: Talts, Betancourt, Simpson, Vehtari, Gelman (2018), "Validating Bayesian inference algorithms with
/// simulation-based calibration".
public struct RankStatistic: Sendable, Hashable, Codable {
  /// The quantity's name.
  public let name: String
  /// The number of draws that each truth was ranked among, L.
  public let draws: Int
  /// One rank a simulation, each 0...L.
  public let ranks: [Int]

  /// Ranks that were counted elsewhere.
  public init(name: String, draws: Int, ranks: [Int]) {
    precondition(draws > 0, "ranks among \(draws) draws")
    precondition(ranks.allSatisfy { 0...draws ~= $0 }, "a rank outside 0...\(draws)")
    (self.name, self.draws, self.ranks) = (name, draws, ranks)
  }

  /// The number of draws below the truth, draws that equal it counted by chance, so that ranks stay uniform.
  public static func rank(
    of truth: Double, among draws: some Sequence<Double>, using stream: inout RandomStream
  ) -> Int {
    var (below, equal) = (0, 0)
    for draw in draws {
      if draw < truth { below += 1 } else if draw == truth { equal += 1 }
    }
    return equal > 0 ? below + stream.index(below: equal + 1) : below
  }

  /// How many simulations fell into each of so many classes of ranks, and how many were expected to.
  public func histogram(classes: Int) -> (counts: [Int], expected: [Double]) {
    precondition(1...(draws + 1) ~= classes, "\(classes) classes of \(draws + 1) ranks")
    var counts = [Int](repeating: 0, count: classes)
    for rank in ranks { counts[rank * classes / (draws + 1)] += 1 }
    var expected = [Double](repeating: 0, count: classes)
    let each = Double(ranks.count) / Double(draws + 1)
    for rank in 0...draws { expected[rank * classes / (draws + 1)] += each }
    return (counts, expected)
  }

  /// The χ² test of uniformity.
  ///
  /// - Parameter classes: The classes of ranks; nil for 20, or as many as have five expected simulations each.
  /// - Returns: nil below ten simulations, which fill no two classes.
  public func uniformityTest(classes: Int? = nil) -> HypothesisTest? {
    let most = min(20, ranks.count / 5, draws + 1)
    let classes = classes ?? most
    guard ranks.count >= 10, 2...(draws + 1) ~= classes else { return nil }
    let (counts, expected) = histogram(classes: classes)
    let statistic = zip(counts, expected).reduce(0) { sum, pair in
      let gap = Double(pair.0) - pair.1
      return sum + gap * gap / pair.1
    }
    return HypothesisTest(chiSquared: statistic, degreesOfFreedom: Double(classes - 1))
  }

  /// The distribution function of the ranks with the band that it stays within.
  ///
  /// - Parameter level: The probability of a uniform distribution to stay within the whole band.
  /// - Returns: The function at up to 100 positions.
  /// - Complexity: O(points · N), times 25.
  public func cumulative(level: Double = 0.95) -> RankDistribution {
    let points = max(1, min(draws + 1, ranks.count, 100))
    // At whole ranks the band is exact also for few draws.
    let thresholds = (1...points).map { $0 * (draws + 1) / points }
    let sorted = ranks.sorted()
    var place = 0
    let shares = thresholds.map { threshold in
      while place < sorted.count, sorted[place] < threshold { place += 1 }
      return Double(place) / Double(max(1, ranks.count))
    }
    let positions = thresholds.map { Double($0) / Double(draws + 1) }
    let band = SimultaneousBand(positions: positions, count: ranks.count, level: level)
    return RankDistribution(
      positions: positions, shares: shares, lower: band.lower, upper: band.upper)
  }
}

/// The share of ranks at or below each position, and the simultaneous band of a uniform distribution.
public struct RankDistribution: Sendable, Hashable, Codable {
  /// Where the function is taken, as shares of the ranks, rising to 1.
  public let positions: [Double]
  /// The share of simulations whose rank is below each position.
  public let shares: [Double]
  /// The lower edge of the band.
  public let lower: [Double]
  /// The upper edge.
  public let upper: [Double]

  /// Whether the ranks stay within the band everywhere.
  public var isWithinBand: Bool {
    shares.indices.allSatisfy { lower[$0]...upper[$0] ~= shares[$0] }
  }
}

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The band that the distribution function of N uniform numbers stays within, at all positions at once.
///
/// At each position z the number of values at or below is Binomial(N, z); the band runs between its quantiles at γ/2
/// and 1 − γ/2, with the largest γ that keeps the probability of staying within at `level` or above. That probability
/// is exact: it is carried from position to position, the numbers that come to lie between two being binomial again.
///
/// Source: Säilynoja, Bürkner, Vehtari (2022), "Graphical test for discrete uniformity and its applications in
/// goodness-of-fit evaluation and multiple sample comparison".
struct SimultaneousBand {
  /// The lower edge at each position.
  let lower: [Double]
  /// The upper edge.
  let upper: [Double]
  /// The probability of staying within.
  let coverage: Double

  /// The band at rising positions in 0...1.
  init(positions: [Double], count: Int, level: Double) {
    precondition(level > 0 && level < 1, "a band of the level \(level)")
    let counts = CountBounds(positions: positions, count: count)
    // Coverage falls in steps as γ grows; 25 halvings of the logarithm find γ to a millionth.
    var (safe, unsafe) = (counts.limits(1e-12), counts.limits(1))
    var (low, high) = (stableLog(1e-12), 0.0)
    var reached = counts.coverage(safe)
    for _ in 0..<25 where safe != unsafe {
      let middle = (low + high) / 2
      let limits = counts.limits(stableExp(middle))
      let coverage = limits == safe ? reached : counts.coverage(limits)
      if coverage >= level {
        (low, safe, reached) = (middle, limits, coverage)
      } else {
        (high, unsafe) = (middle, limits)
      }
    }
    let whole = Double(max(1, count))
    lower = safe.map { Double($0.lowerBound) / whole }
    upper = safe.map { Double($0.upperBound) / whole }
    coverage = reached
  }
}

/// The distributions of the numbers of values at or below each position.
private struct CountBounds {
  let positions: [Double]
  let count: Int
  /// P(number ≤ x) at each position.
  private let cumulative: [[Double]]
  private let terms: BinomialTerms

  init(positions: [Double], count: Int) {
    (self.positions, self.count) = (positions, count)
    let terms = BinomialTerms(most: count)
    self.terms = terms
    cumulative = positions.map { position in
      var shares = [Double](repeating: 0, count: count + 1)
      terms.add(1, trials: count, probability: position, counts: 0...count, to: &shares, at: 0)
      var sum = 0.0
      return shares.map {
        sum += $0
        return min(1, sum)
      }
    }
  }

  /// The quantiles at γ/2 and 1 − γ/2.
  func limits(_ gamma: Double) -> [ClosedRange<Int>] {
    cumulative.map { distribution in
      let low = firstIndex(distribution, atLeast: gamma / 2)
      return low...max(low, firstIndex(distribution, atLeast: 1 - gamma / 2))
    }
  }

  private func firstIndex(_ distribution: [Double], atLeast p: Double) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if distribution[middle] >= p { high = middle } else { low = middle + 1 }
    }
    return low
  }

  /// The probability that all numbers stay within their limits.
  func coverage(_ limits: [ClosedRange<Int>]) -> Double {
    var state = [1.0]
    var floor = 0
    var before = 0.0
    for (position, range) in zip(positions, limits) {
      // The probability of each value above the position before to lie up to this one.
      let step = before < 1 ? min(1, (position - before) / (1 - before)) : 1
      var next = [Double](repeating: 0, count: range.count)
      for (offset, weight) in state.enumerated() where weight > 0 {
        let have = floor + offset
        let (fewest, most) = (max(0, range.lowerBound - have), range.upperBound - have)
        guard fewest <= most else { continue }
        terms.add(
          weight, trials: count - have, probability: step, counts: fewest...most,
          to: &next, at: have + fewest - range.lowerBound)
      }
      (state, floor, before) = (next, range.lowerBound, position)
    }
    return state.reduce(0, +)
  }
}

/// Binomial probabilities with up to so many trials.
private struct BinomialTerms {
  /// The logarithms of the factorials.
  private let logFactorials: [Double]

  init(most: Int) { logFactorials = (0...most).map { logGamma(Double($0) + 1) } }

  /// Adds weight · P(X = k) for a run of k to the numbers from a place on.
  func add(
    _ weight: Double, trials: Int, probability p: Double, counts: ClosedRange<Int>,
    to sums: inout [Double], at place: Int
  ) {
    let (first, last) = (counts.lowerBound, counts.upperBound)
    guard p > 0, p < 1 else {
      let sure = p > 0 ? trials : 0
      if counts ~= sure { sums[place + sure - first] += weight }
      return
    }
    // From the largest term outwards, so that none starts from one that has underflown.
    let top = min(last, max(first, Int(Double(trials + 1) * p)))
    let logChoose = logFactorials[trials] - logFactorials[top] - logFactorials[trials - top]
    let logTerm = logChoose + Double(top) * stableLog(p) + Double(trials - top) * log1p(-p)
    let largest = weight * stableExp(logTerm)
    let odds = p / (1 - p)
    sums[place + top - first] += largest
    var term = largest
    for k in stride(from: top, to: first, by: -1) {
      term *= Double(k) / (Double(trials - k + 1) * odds)
      sums[place + k - 1 - first] += term
    }
    term = largest
    for k in stride(from: top, to: last, by: 1) {
      term *= Double(trials - k) * odds / Double(k + 1)
      sums[place + k + 1 - first] += term
    }
  }
}

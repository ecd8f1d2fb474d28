#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The band that the distribution function of N uniform numbers stays within, at all positions at once.
///
/// At each position z the number of values at or below is Binomial(N, z); the band runs between its quantiles at γ/2 and
/// 1 − γ/2, with the largest γ that keeps the probability of staying within at `level` or above. That probability is
/// exact: it is carried from position to position, the numbers that come to lie between two being binomial again.
///
/// Source: Säilynoja, Bürkner, Vehtari (2022), "Graphical test for discrete uniformity and its applications in
/// goodness-of-fit evaluation and multiple sample comparison", section 2.2.
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
    // Coverage falls in steps as γ grows; 40 halvings of the logarithm find the step to within rounding.
    var (safe, unsafe) = (counts.limits(1e-12), counts.limits(1))
    var (low, high) = (stableLog(1e-12), 0.0)
    var reached = counts.coverage(safe)
    for _ in 0..<40 where safe != unsafe {
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

  init(positions: [Double], count: Int) {
    (self.positions, self.count) = (positions, count)
    cumulative = positions.map { position in
      var sum = 0.0
      return binomialTerms(trials: count, probability: position).map {
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
      // Of the values above the position before, each lies up to this one with the probability
      let step = before < 1 ? min(1, (position - before) / (1 - before)) : 1
      var next = [Double](repeating: 0, count: range.count)
      for (offset, weight) in state.enumerated() where weight > 0 {
        let have = floor + offset
        let needed = range.lowerBound - have
        guard range.upperBound >= have else { continue }
        let most = min(range.upperBound - have, count - have)
        guard most >= max(0, needed) else { continue }
        let terms = binomialTerms(
          trials: count - have, probability: step, from: max(0, needed), through: most)
        let start = have + max(0, needed) - range.lowerBound
        for (index, term) in terms.enumerated() { next[start + index] += weight * term }
      }
      (state, floor, before) = (next, range.lowerBound, position)
    }
    return state.reduce(0, +)
  }
}

/// P(X = k) of a binomial, for a run of k.
private func binomialTerms(
  trials: Int, probability p: Double, from first: Int = 0, through last: Int? = nil
) -> [Double] {
  let last = last ?? trials
  guard p > 0, p < 1 else {
    let sure = p > 0 ? trials : 0
    return (first...last).map { $0 == sure ? 1 : 0 }
  }
  let n = Double(trials)
  let (logP, logQ) = (stableLog(p), log1p(-p))
  func term(_ k: Int) -> Double {
    let x = Double(k)
    let logChoose = logGamma(n + 1) - logGamma(x + 1) - logGamma(n - x + 1)
    return stableExp(logChoose + x * logP + (n - x) * logQ)
  }
  // From the largest term outwards, so that none starts from one that has underflown.
  let top = min(last, max(first, Int((n + 1) * p)))
  var terms = [Double](repeating: 0, count: last - first + 1)
  let odds = p / (1 - p)
  terms[top - first] = term(top)
  for k in stride(from: top, to: first, by: -1) {
    terms[k - 1 - first] = terms[k - first] * Double(k) / (Double(trials - k + 1) * odds)
  }
  for k in stride(from: top, to: last, by: 1) {
    terms[k + 1 - first] = terms[k - first] * Double(trials - k) * odds / Double(k + 1)
  }
  return terms
}

extension RandomStream {
  /// How many of so many independent trials succeed.
  ///
  /// Exact for every number of trials: the middle order statistic of the trials' uniform numbers is a Beta draw that
  /// leaves half of them to decide, until few are left, which are drawn one by one. The probability outside 0...1 counts
  /// as 0 or 1.
  ///
  /// - Complexity: O(log trials).
  ///
  /// Source: Relles (1972), "A simple algorithm for generating binomial random variables when n is large".
  public mutating func binomial(trials: Int, probability: Double) -> Int {
    precondition(trials >= 0, "\(trials) trials")
    var (left, p, count) = (trials, min(1, max(0, probability)), 0)
    while left > 20, p > 0, p < 1 {
      let middle = left / 2 + 1
      let split = beta(Double(middle), Double(left - middle + 1))
      if split <= p {
        count += middle
        left -= middle
        p = split < 1 ? (p - split) / (1 - split) : 1
      } else {
        left = middle - 1
        p /= split
      }
    }
    if p >= 1 { return count + left }
    for _ in 0..<left where chance(p) { count += 1 }
    return count
  }
}

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// How many independent draws would tell as much about a mean, and how far the means of chains are apart.
///
/// Source: Vehtari, Gelman, Simpson, Carpenter, Bürkner (2021); Geyer (1992), "Practical
/// Markov chain Monte Carlo", for where the sum of autocorrelations ends.
struct EffectiveSize {
  private var autocovariance: Autocovariance
  private var correlations: [Double]

  /// For values of so many chains (halves of chains, that is) of this length, 3 or more.
  init(chains: Int, length: Int) {
    autocovariance = Autocovariance(chains: chains, length: length)
    correlations = [Double](repeating: 0, count: length)
  }

  /// Takes values, chain after chain.
  mutating func load(_ values: [Double]) { autocovariance.load(values) }

  /// √((B/W + n − 1)/n), with B the variance between the chains and W the one within; nil of values that are all the
  /// same.
  mutating func scaleReduction() -> Double? {
    let n = Double(autocovariance.length)
    let within = autocovariance.at(0) * n / (n - 1)
    let between = n * variance(autocovariance.means)
    guard within > 0 else { return between > 0 ? .infinity : nil }
    return ((between / within + n - 1) / n).squareRoot()
  }

  /// mn / τ, τ = −1 + 2 Σ ρ(t) up to where pairs of autocorrelations turn negative; nil of values that are all the
  /// same.
  ///
  /// At most mn·log₁₀(mn), which chains that alternate around the mean reach.
  mutating func size() -> Double? {
    let (m, n) = (autocovariance.chains, autocovariance.length)
    // 1. The variance over all chains, and the autocorrelation relative to it.
    let first = autocovariance.at(0)
    let within = first * Double(n) / Double(n - 1)
    let whole = first + (m > 1 ? variance(autocovariance.means) : 0)
    guard whole > 0 else { return nil }
    for t in correlations.indices { correlations[t] = 0 }
    // 2. Geyer's initial positive sequence: pairs ρ(t) + ρ(t+1), t even, as long as they are positive.
    var t = 0
    var even = 1.0
    var odd = 1 - (within - autocovariance.at(1)) / whole
    (correlations[0], correlations[1]) = (even, odd)
    while t < n - 5, even + odd > 0 {
      t += 2
      even = 1 - (within - autocovariance.at(t)) / whole
      odd = 1 - (within - autocovariance.at(t + 1)) / whole
      if even + odd >= 0 { (correlations[t], correlations[t + 1]) = (even, odd) }
    }
    let last = t
    // The even one of the pair that ended it makes antithetic chains' sizes better.
    if even > 0 { correlations[last] = even }
    // 3. Geyer's initial monotone sequence: no pair above the one before.
    t = 2
    while t <= last - 2 {
      let before = correlations[t - 2] + correlations[t - 1]
      if correlations[t] + correlations[t + 1] > before {
        (correlations[t], correlations[t + 1]) = (before / 2, before / 2)
      }
      t += 2
    }
    // 4. The sum, kept from going below what so many draws can show.
    let total = Double(m * n)
    let sum = correlations[..<last].reduce(0, +)
    let time = max(-1 + 2 * sum + correlations[last], 1 / log10(total))
    return time.isFinite ? total / time : nil
  }
}

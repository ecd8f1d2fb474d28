/// Pareto-smoothed importance sampling: weights whose largest are replaced by what a fitted tail expects there.
///
/// Raw ratios of two densities can have infinite variance. The largest min(0.2 S, 3 √(S/r)) of them are taken as draws
/// from a generalised Pareto distribution above the largest of the others, and set to its quantiles, none above the
/// largest raw ratio. Its shape k̂ says how far the weighted draws can be trusted: well below
/// ``khatLimit(draws:)``, doubtful up to 1, not at all above.
///
/// Source: Vehtari, Simpson, Gelman, Yao, Gabry (2024), "Pareto smoothed importance sampling"; the fit of the tail is
/// that of Zhang, Stephens (2009), "A new and efficient estimation method for the generalized Pareto distribution".
public struct PSIS: Sendable, Hashable, Codable {
  /// The logarithm of each draw's weight; the weights add up to 1.
  public let logWeights: [Double]
  /// The shape of the tail; nil where fewer than five ratios stand out, so that there was nothing to fit.
  public let khat: Double?

  /// Smooths ratios.
  ///
  /// - Parameters:
  ///   - logRatios: The logarithm of target over proposal at each draw, up to a constant; −∞ is a weight of 0.
  ///   - relativeEfficiency: The effective size of the draws over their number; > 0.
  /// - Throws: ``StatisticsError/notFinite(what:row:column:)`` where a ratio is NaN or ∞, or all are −∞.
  /// - Complexity: O(S).
  public init(
    logRatios: [Double], relativeEfficiency: Double = 1
  ) throws(StatisticsError) {
    var smoother = ParetoSmoother(count: logRatios.count)
    khat = try smoother.smooth(logRatios, "the log ratios", relativeEfficiency)
    logWeights = smoother.logWeights
  }

  /// The weights; they add up to 1.
  public var weights: [Double] { logWeights.map(stableExp) }

  /// The number of equally weighted draws that would tell as much, were the draws independent: 1/Σw².
  public var effectiveSize: Double { 1 / weights.reduce(0) { $0 + $1 * $1 } }

  /// Values chosen by their weights, in random order: equal steps through the weights from one uniform number (systematic
  /// resampling), then shuffled.
  func resampled<Value>(
    _ values: [Value], count: Int, using stream: inout RandomStream
  ) -> [Value] {
    precondition(values.count == logWeights.count, "\(values.count) values, other weights")
    let weights = weights
    var chosen: [Value] = []
    var (place, sum) = (0, weights[0])
    let offset = stream.uniform()
    for draw in 0..<count {
      let target = (Double(draw) + offset) / Double(count)
      while sum < target, place + 1 < weights.count {
        place += 1
        sum += weights[place]
      }
      chosen.append(values[place])
    }
    return stream.shuffled(chosen)
  }

  /// The k̂ above which so many draws are too few: min(1 − 1/log₁₀ S, 0.7).
  ///
  /// Source: Vehtari and others (2024).
  public static func khatLimit(draws: Int) -> Double {
    draws > 1 ? min(1 - stableLog(10) / stableLog(Double(draws)), 0.7) : 0
  }
}

/// Smooths one list of ratios after another in the same memory.
struct ParetoSmoother {
  private(set) var logWeights: [Double]
  private var order: RankOrder

  init(count: Int) {
    logWeights = [Double](repeating: 0, count: count)
    order = RankOrder(count: count)
  }

  /// Fills the log weights and returns the shape of their tail.
  mutating func smooth(
    _ logRatios: [Double], _ what: String, _ efficiency: Double
  ) throws(StatisticsError) -> Double? {
    precondition(efficiency > 0, "a relative efficiency of \(efficiency)")
    if let row = logRatios.firstIndex(where: { $0.isNaN || $0 == .infinity }) {
      throw .notFinite(what: what, row: row, column: nil)
    }
    let count = logRatios.count
    guard let largest = logRatios.max() else { return nil }
    guard largest > -.infinity else { throw .notFinite(what: what, row: 0, column: nil) }
    // 1. Relative to the largest, so that exponentials cannot overflow.
    for place in 0..<count { logWeights[place] = logRatios[place] - largest }
    logWeights.withUnsafeBufferPointer { order.sort($0) }
    // 2. The tail: what exceeds the largest of the others.
    let draws = Double(count)
    let wanted = Int(min(0.2 * draws, 3 * (draws / efficiency).squareRoot()).rounded(.up))
    var khat: Double?
    if wanted < count {
      // Below the smallest positive number the cut-off would be 0: fdlibm's log of 2.2e-308.
      let cutoff = max(order.sorted[count - 1 - wanted], -708.3964185322641)
      var start = count - wanted
      while start < count, order.sorted[start] <= cutoff { start += 1 }
      if count - start >= 5 { khat = smoothTail(from: start, above: stableExp(cutoff)) }
    }
    // 3. Weights that add up to 1.
    var sum = 0.0
    for weight in logWeights { sum += stableExp(weight) }
    let norm = stableLog(sum)
    for place in 0..<count { logWeights[place] -= norm }
    return khat
  }

  private mutating func smoothTail(from start: Int, above floor: Double) -> Double? {
    let excess = order.sorted[start...].map { stableExp($0) - floor }
    guard let tail = ParetoTail(rising: excess) else { return nil }
    let count = Double(excess.count)
    for index in excess.indices {
      let quantile = tail.quantile((Double(index) + 0.5) / count) + floor
      logWeights[Int(order.places[start + index])] = min(0, stableLog(quantile))
    }
    return tail.shape
  }
}

/// A generalised Pareto distribution fitted to exceedances.
struct ParetoTail {
  /// k; above ½ the variance is infinite, above 1 the mean.
  let shape: Double
  /// σ > 0.
  let scale: Double

  /// The fit to positive numbers in rising order; nil where they do not determine one.
  ///
  /// Zhang and Stephens' posterior mean of θ = −k/σ over a grid, with the profile likelihood, and their k drawn towards
  /// ½ as ten more observations would (Vehtari and others 2024).
  init?(rising excess: [Double]) {
    let n = Double(excess.count)
    guard let largest = excess.last, largest > 0 else { return nil }
    let quarter = excess[max(0, Int(n / 4 + 0.5) - 1)]
    guard quarter > 0 else { return nil }
    func meanLog(_ theta: Double) -> Double {
      excess.reduce(0) { $0 + logOnePlus(-theta * $1) } / n
    }
    let points = 30 + Int(n.squareRoot())
    // 3: the weight of the prior's scale, as Zhang and Stephens chose it.
    let grid = (1...points).map { point in
      1 / largest + (1 - (Double(points) / (Double(point) - 0.5)).squareRoot()) / (3 * quarter)
    }
    let logLikelihood = grid.map { theta in
      let k = meanLog(theta)
      return n * (stableLog(-theta / k) - k - 1)
    }
    guard let best = logLikelihood.filter({ !$0.isNaN }).max(), best.isFinite else { return nil }
    var (theta, total) = (0.0, 0.0)
    for (value, point) in zip(logLikelihood, grid) where !value.isNaN {
      let weight = stableExp(value - best)
      theta += weight * point
      total += weight
    }
    theta /= total
    let k = meanLog(theta)
    scale = -k / theta
    shape = (n * k + 5) / (n + 10)
    guard shape.isFinite, scale > 0, scale.isFinite else { return nil }
  }

  /// The quantile σ ((1 − p)⁻ᵏ − 1) / k.
  func quantile(_ p: Double) -> Double {
    let tail = logOnePlus(-p)
    let power = -shape * tail
    guard abs(power) > 1e-10 else { return -scale * tail }
    return scale * exponentialMinusOne(power) / shape
  }
}

/// log(1 + x) without the loss of small x's digits, from the bit-stable logarithm (Kahan; Goldberg 1991, theorem 4).
private func logOnePlus(_ x: Double) -> Double {
  let sum = 1 + x
  return sum == 1 ? x : stableLog(sum) * (x / (sum - 1))
}

/// exp(x) − 1 likewise (Kahan).
private func exponentialMinusOne(_ x: Double) -> Double {
  let power = stableExp(x)
  if power == 1 { return x }
  let less = power - 1
  return less == -1 || !less.isFinite ? less : less * (x / stableLog(power))
}

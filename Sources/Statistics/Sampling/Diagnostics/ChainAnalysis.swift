/// The draws of one quantity after another, sorted once, and the diagnostics computed from them; memory is used again.
struct ChainAnalysis: Sendable {
  private let chains: Int
  private let length: Int
  /// Draws in half a chain.
  private let half: Int
  /// Where each draw stands in the halves laid end to end; −1 for the middle of an odd number.
  private let place: [Int]
  /// The normal scores of ranks 1...: Φ⁻¹((r − 3/8) / (S + 1/4)) (Blom 1958).
  private let normalScores: [Double]

  private var values: [Double]
  private var order: RankOrder
  private var scores: [Double]
  private var rising: [Double]
  private var targets: [Int]
  private var effective: EffectiveSize?
  private(set) var gap: QuantitySummary.Gap?

  init(chains: Int, length: Int) {
    (self.chains, self.length, half) = (chains, length, length / 2)
    let halfLength = length / 2
    place = (0..<(chains * length)).map { index in
      let (chain, draw) = index.quotientAndRemainder(dividingBy: length)
      if draw < halfLength { return 2 * chain * halfLength + draw }
      let late = draw - (length - halfLength)
      return late >= 0 ? (2 * chain + 1) * halfLength + late : -1
    }
    let split = 2 * chains * halfLength
    normalScores = (0..<split).map { Self.score(Double($0 + 1), of: split) }
    values = [Double](repeating: 0, count: chains * length)
    order = RankOrder(count: chains * length)
    scores = [Double](repeating: 0, count: split)
    rising = scores
    targets = [Int](repeating: 0, count: split)
    // R's posterior asks for three draws in each half.
    effective = halfLength >= 3 ? EffectiveSize(chains: 2 * chains, length: halfLength) : nil
  }

  private static func score(_ rank: Double, of count: Int) -> Double {
    normalQuantile((rank - 0.375) / (Double(count) + 0.25))
  }

  /// Takes the draws of a quantity, chain after chain.
  mutating func load(_ draws: ArraySlice<Double>) {
    precondition(draws.count == values.count, "\(draws.count) draws for \(values.count)")
    for (index, value) in draws.enumerated() { values[index] = value }
    values.withUnsafeBufferPointer { order.sort($0) }
    gap =
      !values.allSatisfy(\.isFinite)
      ? .notFinite
      : effective == nil
        ? .tooShort
        : order.sorted.first == order.sorted.last ? .constant : nil
  }

  // MARK: - Agreement of chains

  /// The larger R-hat of location and of spread.
  var rHat: Double? {
    mutating get {
      scoreDraws()
      let location = scaleReduction()
      scoreDistances()
      // Draws of two values, half and half, are all as far from their median: they have no spread to compare.
      let spread = scaleReduction()
      guard let location, let spread else { return location ?? spread }
      return max(location, spread)
    }
  }

  private mutating func scaleReduction() -> Double? {
    effective?.load(scores)
    return effective?.scaleReduction()
  }

  // MARK: - Effective sizes

  mutating func essBulk() -> Double? {
    scoreDraws()
    return size()
  }

  mutating func essTail() -> Double? {
    guard let low = essQuantile(0.05), let high = essQuantile(0.95) else { return nil }
    return min(low, high)
  }

  mutating func essMean() -> Double? { essOf { $0 } }

  mutating func essSd() -> Double? {
    let centre = mean(values)
    return essOf { abs($0 - centre) }
  }

  mutating func essQuantile(_ p: Double) -> Double? {
    let limit = quantile(sorted: order.sorted, p)
    return essOf { $0 <= limit ? 1 : 0 }
  }

  private mutating func essOf(_ function: (Double) -> Double) -> Double? {
    for (index, target) in place.enumerated() where target >= 0 {
      scores[target] = function(values[index])
    }
    return size()
  }

  private mutating func size() -> Double? {
    effective?.load(scores)
    return effective?.size()
  }

  // MARK: - Standard errors

  mutating func mcseMean() -> Double? {
    essMean().map { standardDeviation(values) / $0.squareRoot() }
  }

  mutating func mcseSd() -> Double? {
    let centre = mean(values)
    guard let size = essOf({ ($0 - centre) * ($0 - centre) }) else { return nil }
    let squares = values.map { ($0 - centre) * ($0 - centre) }
    let second = mean(squares)
    let fourth = mean(squares.map { $0 * $0 })
    return ((fourth - second * second) / size / second / 4).squareRoot()
  }

  mutating func mcseQuantile(_ p: Double) -> Double? {
    guard let size = essQuantile(p) else { return nil }
    let beta = Beta(size * p + 1, size * (1 - p) + 1)
    let count = Double(values.count)
    // One standard deviation of a normal to either side, as R's posterior writes it.
    let low = max((beta.quantile(0.1586553) * count).rounded(.down), 1)
    let high = min((beta.quantile(0.8413447) * count).rounded(.up), count)
    return (order.sorted[Int(high) - 1] - order.sorted[Int(low) - 1]) / 2
  }

  func hdi(_ share: Double) -> (low: Double, high: Double) {
    precondition(share > 0 && share <= 1, "an interval of a share of \(share)")
    let sorted = order.sorted
    guard gap != .notFinite, !sorted.isEmpty else { return (.nan, .nan) }
    let reach = min(Int(share * Double(sorted.count)), sorted.count - 1)
    var best = 0
    for low in 0..<(sorted.count - reach)
    where sorted[low + reach] - sorted[low] < sorted[best + reach] - sorted[best] {
      best = low
    }
    return (sorted[best], sorted[best + reach])
  }

  // MARK: - Summary

  /// Whether halves of chains are too short for their autocorrelations to be known.
  private var isShort: Bool { half < 50 }

  mutating func summary(named name: String) -> QuantitySummary {
    let isNumber = !values.contains(where: \.isNaN)
    let (sorted, interval) = (order.sorted, hdi(QuantitySummary.hdiShare))
    let (centre, spread) = (mean(values), standardDeviation(values))
    func at(_ p: Double) -> Double { isNumber ? quantile(sorted: sorted, p) : .nan }
    var (rhat, bulk, tail, error): (Double?, Double?, Double?, Double?)
    if gap == nil {
      // The scores of the draws serve both the bulk's size and R-hat's location.
      bulk = essBulk()
      let location = effective?.scaleReduction()
      scoreDistances()
      let width = scaleReduction()
      rhat = [location, width].compactMap(\.self).max()
      tail = essTail()
      if isShort {
        // Autocorrelations of so few draws are noise, and antithetic ones cannot be told from it.
        let count = Double(values.count)
        (bulk, tail) = (bulk.map { min($0, count) }, tail.map { min($0, count) })
      }
      error = essMean().map { size in
        spread / (isShort ? min(size, Double(values.count)) : size).squareRoot()
      }
    }
    return QuantitySummary(
      name: name, mean: centre, sd: gap == .constant ? 0 : spread, mcse: error,
      q5: at(0.05), q25: at(0.25), q50: at(0.5), q75: at(0.75), q95: at(0.95),
      hdiLow: interval.low, hdiHigh: interval.high,
      rhat: rhat, essBulk: bulk, essTail: tail, gap: gap)
  }

  // MARK: - Normal scores

  /// Fills the scores with those of the draws.
  private mutating func scoreDraws() {
    let sorted = order.sorted
    var count = 0
    for (index, draw) in order.places.enumerated() {
      let target = place[Int(draw)]
      guard target >= 0 else { continue }
      targets[count] = target
      rising[count] = sorted[index]
      count += 1
    }
    scoreRising()
  }

  /// Fills the scores with those of the distances from the median, by merging the sorted draws outwards from it.
  private mutating func scoreDistances() {
    let (sorted, places) = (order.sorted, order.places)
    let centre = quantile(sorted: sorted, 0.5)
    var above = (sorted.count + 1) / 2
    var below = above - 1
    var count = 0
    while below >= 0 || above < sorted.count {
      let down = below >= 0 ? centre - sorted[below] : .infinity
      let up = above < sorted.count ? sorted[above] - centre : .infinity
      let isDown = below >= 0 && (down <= up || above == sorted.count)
      let target = place[Int(places[isDown ? below : above])]
      if target >= 0 {
        targets[count] = target
        rising[count] = isDown ? down : up
        count += 1
      }
      if isDown { below -= 1 } else { above += 1 }
    }
    scoreRising()
  }

  /// Gives normal scores to the rising values, ties sharing the score of their mean rank.
  private mutating func scoreRising() {
    let count = scores.count
    var start = 0
    while start < count {
      var end = start + 1
      while end < count, rising[end] == rising[start] { end += 1 }
      if end == start + 1 {
        scores[targets[start]] = normalScores[start]
      } else {
        // Ranks start + 1 ... end.
        let score = Self.score(Double(start + 1 + end) / 2, of: count)
        for index in start..<end { scores[targets[index]] = score }
      }
      start = end
    }
  }
}

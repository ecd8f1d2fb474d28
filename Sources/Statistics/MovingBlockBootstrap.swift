/// Bootstrap samples of a time series in blocks, so that what hangs together in time stays together.
///
/// A replicate is blocks of neighbouring rows, their first rows drawn with replacement, laid end to end and cut to the
/// length of the series. Replicate r uses stream r of the seed: the same rows whoever else draws, on any number of cores.
///
/// Moving blocks draw the first row among 0...n − length, so that rows near the ends come less often; circular blocks draw it
/// among all rows and go on at the beginning after the end, so that every row comes as often.
///
///     let bootstrap = MovingBlockBootstrap(blockLength: 8, seed: 7)
///     let rows = bootstrap.indices(count: 104, replicate: 0)
///
/// Source: Künsch (1989), "The jackknife and the bootstrap for general stationary observations"; circular: Politis, Romano
/// (1992), "A circular block-resampling procedure for stationary data".
public struct MovingBlockBootstrap: Sendable, Hashable, Codable {
  /// Rows of a block, 1 or more; a longer one than the series counts as the series.
  public var blockLength: Int
  /// The seed of all replicates.
  public var seed: UInt64
  /// Whether blocks go on at the beginning of the series after its end.
  public var isCircular = false

  /// A bootstrap in blocks.
  public init(blockLength: Int, seed: UInt64, isCircular: Bool = false) {
    precondition(blockLength >= 1, "blocks of \(blockLength) rows")
    self.blockLength = blockLength
    self.seed = seed
    self.isCircular = isCircular
  }

  /// The rows of a replicate, from 0, `count` of them; none for an empty series.
  ///
  /// - Complexity: O(count).
  public func indices(count: Int, replicate: Int) -> [Int] {
    precondition(count >= 0 && replicate >= 0, "replicate \(replicate) of \(count) rows")
    guard count > 0 else { return [] }
    let length = min(blockLength, count)
    let starts = isCircular ? count : count - length + 1
    var stream = RandomStream(seed: seed, stream: UInt64(replicate))
    var rows: [Int] = []
    rows.reserveCapacity(count)
    while rows.count < count {
      let first = stream.index(below: starts)
      for offset in 0..<min(length, count - rows.count) {
        let row = first + offset
        rows.append(row < count ? row : row - count)
      }
    }
    return rows
  }

  /// ⌈n^(1/3)⌉, a block length of the order that is best for variances (Hall, Horowitz, Jing 1995, "On blocking rules for the
  /// bootstrap with dependent data"); 1 for an empty series.
  ///
  /// It knows nothing of the series: ``blockLength(for:)`` looks at it.
  public static func defaultBlockLength(_ count: Int) -> Int {
    precondition(count >= 0, "\(count) rows")
    var length = 1
    while length < 1_000_000, length * length * length < count { length += 1 }
    return length
  }

  /// The block length that a series asks for, by its autocovariances: the longer its memory, the longer the blocks.
  ///
  ///     (2 G² / D)^(1/3) · n^(1/3),  G = Σ λ(k/M) |k| Rₖ,  D = 4/3 (Σ λ(k/M) Rₖ)²
  ///
  /// with the flat-top window λ and M twice the lag after which autocorrelations stay insignificant. Rounded up, in
  /// 1...⌈min(3√n, n/3)⌉; 1 for a constant series.
  ///
  /// - Throws: ``StatisticsError`` where a number is not finite or there are fewer than 8.
  /// - Complexity: O(n · (√n + log n)).
  ///
  /// Source: Politis, White (2004), "Automatic block-length selection for the dependent bootstrap", with the correction of
  /// Patton, Politis, White (2009), for circular blocks; moving ones behave alike.
  public static func blockLength(for values: [Double]) throws(StatisticsError) -> Int {
    let exact = try automaticBlockLength(for: values)
    return max(1, Int(exact.rounded(.up)))
  }

  /// The length of ``blockLength(for:)`` before it is rounded up.
  public static func automaticBlockLength(for values: [Double]) throws(StatisticsError) -> Double {
    try checkFinite(values, "the series")
    let count = values.count
    guard count >= 8 else {
      throw .tooFewRows(found: count, needed: 8, purpose: "a choice of the block length")
    }
    guard populationDeviation(values) > 0 else { return 1 }
    let n = Double(count)
    // 1. The first lag m after which K autocorrelations in a row are within ±2√(log₁₀ n / n).
    let log10 = stableLog(n) / 2.302585092994046  // ln 10
    let reach = max(5, Int(log10.squareRoot().rounded(.up)))
    let longest = min(count - 1, Int(n.squareRoot().rounded(.up)) + reach)
    let r = crossProducts(values, longest)
    let limit = 2 * (log10 / n).squareRoot()
    let isLoud = (1...longest).map { abs(r[$0].correlation) > limit }
    let lastLoud = isLoud.lastIndex(of: true).map { $0 + 1 } ?? 0
    var m = lastLoud
    if reach <= longest {
      for start in 0...(longest - reach) where !isLoud[start..<(start + reach)].contains(true) {
        m = start
        break
      }
    }
    let window = min(2 * max(m, 1), longest)
    // 2. The two sums over −M...M.
    var (weighted, spectrum) = (0.0, r[0].covariance)
    for lag in 1...window {
      let share = Double(lag) / Double(window)
      let weight = share <= 0.5 ? 1 : 2 * (1 - share)
      weighted += 2 * weight * Double(lag) * r[lag].covariance
      spectrum += 2 * weight * r[lag].covariance
    }
    // 3. The length.
    let d = 4.0 / 3 * spectrum * spectrum
    let largest = min(3 * n.squareRoot(), n / 3).rounded(.up)
    guard weighted != 0, d > 0 else { return weighted == 0 ? 1 : largest }
    let cube = 2 * weighted * weighted / d * n
    return min(largest, max(1, stableExp(stableLog(cube) / 3)))
  }

  /// The autocovariance (divisor n) at each lag, and the correlation of the two stretches a lag apart.
  private static func crossProducts(
    _ values: [Double], _ longest: Int
  ) -> [(covariance: Double, correlation: Double)] {
    let centre = mean(values)
    let e = values.map { $0 - centre }
    return (0...longest).map { lag in
      let (front, back) = (e.dropLast(lag), e.dropFirst(lag))
      let product = zip(front, back).reduce(0) { $0 + $1.0 * $1.1 }
      let sizes = front.reduce(0) { $0 + $1 * $1 } * back.reduce(0) { $0 + $1 * $1 }
      return (product / Double(e.count), sizes > 0 ? product / sizes.squareRoot() : 0)
    }
  }
}

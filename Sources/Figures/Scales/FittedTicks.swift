#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Ticks by the extended Wilkinson search: labels near the ends of the data, zero where it is cheap.
///
///     score = 0.25 simplicity + 0.2 coverage + 0.5 density + 0.05 legibility
///
/// Source: Talbot, Lin, Hanrahan (2010), "An Extension of Wilkinson's Algorithm for Positioning Tick Labels on Axes".
public enum FittedTicks {
  private static let steps: [Double] = [1, 5, 2, 2.5, 4, 3]
  private static let weights = (simplicity: 0.25, coverage: 0.2, density: 0.5, legibility: 0.05)

  /// About `count` ticks for data from `low` to `high`.
  ///
  /// - Parameter legibility: The share, 0...1, to which the labels of these ticks can be read; 1 by default.
  public static func ticks(
    _ low: Double, _ high: Double, count: Int, legibility: ([Double]) -> Double = { _ in 1 }
  ) -> [Double] {
    guard count > 1, low.isFinite, high.isFinite, low < high, (high - low).isFinite,
      (high - low) > abs(high) * 1e-12
    else { return low == high && low.isFinite ? [low] : [] }
    let wanted = Double(count)
    var best: (score: Double, ticks: [Double]) = (-2, [])
    search: for skip in 1...20 {
      for (rank, q) in steps.enumerated() {
        let simple = simplicityMost(rank, skip)
        if score(simple, 1, 1, 1) < best.score { break search }
        for number in 2...max(3, 4 * count) {
          let k = Double(number)
          let densest = density(k, wanted, low, high, low, high, most: true)
          if score(simple, 1, densest, 1) < best.score { break }
          let delta = (high - low) / (k + 1) / (Double(skip) * q)
          guard delta > 0 else { break }
          var power = Int(ceil(log10(delta)))
          for _ in 0..<30 {
            let step = Double(skip) * q * pow(10, Double(power))
            if score(simple, coverageMost(low, high, step * (k - 1)), densest, 1) < best.score {
              break
            }
            consider(step: step, k: k, skip: skip, rank: rank, low, high, wanted, legibility, &best)
            power += 1
          }
        }
      }
    }
    return best.ticks
  }

  private static func consider(
    step: Double, k: Double, skip: Int, rank: Int, _ low: Double, _ high: Double, _ wanted: Double,
    _ legibility: ([Double]) -> Double, _ best: inout (score: Double, ticks: [Double])
  ) {
    let unit = step / Double(skip)
    let first = floor(high / step) * Double(skip) - (k - 1) * Double(skip)
    let last = ceil(low / step) * Double(skip)
    guard first <= last, last - first < 1000 else { return }
    for offset in 0...Int(last - first) {
      let lowest = (first + Double(offset)) * unit
      let highest = lowest + step * (k - 1)
      let hasZero =
        lowest <= 0 && highest >= 0 && abs((lowest / step).rounded() * step - lowest) < step * 1e-9
      let simple = simplicityMost(rank, skip) - (hasZero ? 0 : 1)
      let covered = coverage(low, high, lowest, highest)
      let dense = density(k, wanted, low, high, lowest, highest, most: false)
      guard score(simple, covered, dense, 1) > best.score else { continue }
      let ticks = (0..<Int(k)).map { tidy(lowest + step * Double($0), step: step) }
      let total = score(simple, covered, dense, legibility(ticks))
      if total > best.score { best = (total, ticks) }
    }
  }

  private static func score(_ s: Double, _ c: Double, _ d: Double, _ l: Double) -> Double {
    weights.simplicity * s + weights.coverage * c + weights.density * d + weights.legibility * l
  }

  /// Simplicity of the step, with the point for zero.
  private static func simplicityMost(_ rank: Int, _ skip: Int) -> Double {
    1 - Double(rank) / Double(steps.count - 1) - Double(skip) + 1
  }

  private static func coverage(_ low: Double, _ high: Double, _ a: Double, _ b: Double) -> Double {
    let range = high - low
    return 1 - 0.5 * ((high - b) * (high - b) + (low - a) * (low - a)) / (0.01 * range * range)
  }

  private static func coverageMost(_ low: Double, _ high: Double, _ span: Double) -> Double {
    let range = high - low
    guard span > range else { return 1 }
    let half = (span - range) / 2
    return 1 - half * half / (0.01 * range * range)
  }

  private static func density(
    _ k: Double, _ wanted: Double, _ low: Double, _ high: Double, _ a: Double, _ b: Double,
    most: Bool
  ) -> Double {
    if most { return k >= wanted ? 2 - (k - 1) / (wanted - 1) : 1 }
    let found = (k - 1) / (b - a)
    let due = (wanted - 1) / (max(b, high) - min(a, low))
    return 2 - max(found / due, due / found)
  }

  /// Takes the dust of binary arithmetic off.
  private static func tidy(_ x: Double, step: Double) -> Double {
    if abs(x) < step * 1e-9 { return 0 }
    var digits = DecimalDigits(x)
    digits.round(significant: 13)
    return Double(digits.plain) ?? x
  }
}

extension DecimalDigits {
  /// The number as Swift reads it.
  var plain: String {
    let figures = digits.map { String($0) }.joined()
    return "\(isNegative ? "-" : "")0.\(figures.isEmpty ? "0" : figures)e\(point)"
  }
}

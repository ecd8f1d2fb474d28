public import Statistics

/// What simulation-based calibration found: a row a quantity, and how the short chains went.
public struct CalibrationResult: Sendable, Hashable, Codable {
  /// Ranks and errors of one quantity over the replicates.
  public struct Quantity: Sendable, Hashable, Codable {
    /// The ranks of the truths.
    public let ranks: RankStatistic
    /// Their distribution function and the band that all quantities together stay within in 95 of 100 sound models.
    public let distribution: RankDistribution
    /// The p value of the χ² test of uniformity; nil below ten replicates.
    public let p: Double?
    /// The mean of (posterior mean − truth) / posterior deviation: 0 where nothing is biased.
    public let meanZ: Double?
    /// Their standard deviation: 1 where posteriors are as wide as they should be, more where they are too narrow.
    public let deviationZ: Double?
    /// The share of truths in the middle nine tenths of the ranks.
    public let coverage90: Double
    /// The share of the truths' variance that the data take away, in the median replicate.
    public let contraction: Double?

    /// The quantity's name.
    public var name: String { ranks.name }
    /// Whether the ranks stay within the band everywhere.
    public var isCalibrated: Bool { distribution.isWithinBand }
  }

  /// How it was asked for.
  public let settings: SimulationCalibration
  /// The quantities, in the order of the model; empty where no replicate was made.
  public let quantities: [Quantity]
  /// Replicates that were made.
  public let replicates: Int
  /// Replicates whose posterior could not be sampled; they are in no rank.
  public let failed: Int
  /// Replicates with a divergent trajectory.
  public let divergent: Int
  /// Replicates in which the halves of the chain do not agree on some parameter (R-hat 1.05 or more).
  public let apart: Int
  /// The independent draws of the parameter known worst, in the median replicate.
  public let effective: Double
  /// Whether it was stopped before all replicates were made.
  public let isPartial: Bool
}

extension CalibrationResult {
  /// The quantities whose ranks leave the band, in the order of the model.
  public var miscalibrated: [Quantity] { quantities.filter { !$0.isCalibrated } }
}

extension CalibrationResult.Quantity {
  /// The numbers of a quantity.
  init(
    ranks: RankStatistic, truths: [Double], means: [Double], deviations: [Double], level: Double
  ) {
    self.ranks = ranks
    distribution = ranks.cumulative(level: level)
    p = ranks.uniformityTest()?.pValue
    let errors = truths.indices.map { (means[$0] - truths[$0]) / deviations[$0] }
      .filter(\.isFinite)
    meanZ = errors.isEmpty ? nil : mean(errors)
    deviationZ = errors.count > 1 ? standardDeviation(errors) : nil
    let inside = ranks.ranks.count {
      let place = (Double($0) + 0.5) / Double(ranks.draws + 1)
      return place >= 0.05 && place <= 0.95
    }
    coverage90 = Double(inside) / Double(max(1, ranks.ranks.count))
    let spread = truths.count > 1 ? variance(truths) : 0
    contraction =
      spread > 0 && spread.isFinite
      ? 1 - median(deviations.map { $0 * $0 }.filter(\.isFinite)) / spread : nil
  }

  /// What the ranks' shape says in words.
  public var diagnosis: Diagnosis {
    guard !isCalibrated else { return .sound }
    let curve = distribution
    // The difference from an even share: above 0 low ranks abound, that is, posteriors lie above the truths.
    let gaps = zip(curve.shares, curve.positions).map { $0 - $1 }
    let (most, least) = (gaps.max() ?? 0, gaps.min() ?? 0)
    if most > 2.5 * abs(least) { return .tooHigh }
    if abs(least) > 2.5 * most { return .tooLow }
    let half = gaps.count / 2
    let low = gaps.prefix(half).reduce(0, +)
    return low > 0 ? .tooNarrow : .tooWide
  }

  /// How posteriors of a quantity go wrong.
  public enum Diagnosis: String, Sendable, Hashable, Codable {
    /// They do not.
    case sound = "as it should be"
    /// Truths lie in the tails too often.
    case tooNarrow = "intervals too narrow"
    /// Truths lie in the middle too often.
    case tooWide = "intervals too wide"
    /// Posteriors lie above the truths.
    case tooHigh = "too high"
    /// Posteriors lie below them.
    case tooLow = "too low"
  }
}

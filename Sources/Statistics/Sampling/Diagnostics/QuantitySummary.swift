/// What the draws say of one quantity, and how far they can be trusted.
///
/// The diagnostics are those of Vehtari, Gelman, Simpson, Carpenter, Bürkner (2021), "Rank-normalization, folding, and
/// localization: an improved R-hat for assessing convergence of MCMC". They are nil where they mean nothing; ``gap``
/// says why. Mean and deviation are NaN where a draw is not finite, everything is where one is NaN.
public struct QuantitySummary: Sendable, Hashable, Codable {
  /// Why a quantity has no diagnostics.
  public enum Gap: String, Sendable, Hashable, Codable {
    /// All draws are the same.
    case constant = "all draws are the same"
    /// A draw is NaN or infinite.
    case notFinite = "a draw is not a finite number"
    /// A chain has fewer than six draws, so that its halves have no autocorrelation.
    case tooShort = "chains of fewer than six draws"
    /// The draws are those of an approximation.
    case noChains = "no chain made the draws"
  }

  /// The share of the draws that the highest-density interval holds.
  public static let hdiShare = 0.94

  /// The quantity's name.
  public let name: String
  /// The mean of the draws.
  public let mean: Double
  /// Their standard deviation (divisor n − 1).
  public let sd: Double
  /// The Monte Carlo standard error of the mean: sd / √(effective size of the mean).
  public let mcse: Double?
  /// The quantile at 5 %.
  public let q5: Double
  /// The quantile at 25 %.
  public let q25: Double
  /// The median.
  public let q50: Double
  /// The quantile at 75 %.
  public let q75: Double
  /// The quantile at 95 %.
  public let q95: Double
  /// The lower end of the narrowest interval that holds ``hdiShare`` of the draws.
  public let hdiLow: Double
  /// The upper end of that interval.
  public let hdiHigh: Double
  /// Rank-normalised split R-hat, the larger of that of location and that of spread; near 1 where chains agree.
  public let rhat: Double?
  /// Independent draws that would tell as much about the bulk; at most the number of draws where chains have fewer than 100.
  public let essBulk: Double?
  /// Independent draws that would tell as much about the tails: the lesser of those at 5 % and at 95 %,
  /// with the same limit.
  public let essTail: Double?
  /// Why there are no diagnostics; nil where there are.
  public let gap: Gap?
}

extension QuantitySummary {
  /// The same of draws that no chain made: independent draws of a wrong distribution agree with each other, and R-hat would
  /// praise them for it.
  public var withoutDiagnostics: QuantitySummary {
    QuantitySummary(
      name: name, mean: mean, sd: sd, mcse: nil, q5: q5, q25: q25, q50: q50, q75: q75, q95: q95,
      hdiLow: hdiLow, hdiHigh: hdiHigh, rhat: nil, essBulk: nil, essTail: nil,
      gap: gap ?? .noChains)
  }

  /// Whether the draws are good enough to report: R-hat below 1.01, and both effective sizes at least 100 a chain.
  ///
  /// A quantity that is the same in every draw has nothing to converge.
  ///
  /// Source: Vehtari and others (2021).
  public func isTrustworthy(chains: Int) -> Bool {
    if gap == .constant { return true }
    guard let rhat, let essBulk, let essTail else { return false }
    return rhat < 1.01 && min(essBulk, essTail) >= 100 * Double(chains)
  }
}

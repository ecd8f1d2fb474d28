#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// How far the draws of one quantity by several chains can be trusted.
///
/// Chains are split in halves (of an odd number of draws the middle one is left out), so that a chain that drifts
/// disagrees with itself and one chain is enough. A diagnostic is nil where ``gap`` says why there is none, or where
/// the indicator it is made of is the same in every draw.
///
///     let trace = ChainDiagnostics([[0.1, 0.4, …], [0.3, 0.2, …]])
///     if let rHat = trace.rHat, rHat < 1.01 { … }
///
/// Source: Vehtari, Gelman, Simpson, Carpenter, Bürkner (2021), "Rank-normalization, folding, and localization: an
/// improved R-hat for assessing convergence of MCMC"; the same numbers as R's posterior.
public struct ChainDiagnostics: Sendable {
  private let analysis: ChainAnalysis

  /// The diagnostics of chains of the same length, chain after chain in the order of the draws.
  ///
  /// - Complexity: O(draws).
  public init(_ chains: [[Double]]) {
    let length = chains.first?.count ?? 0
    precondition(chains.allSatisfy { $0.count == length }, "chains of different lengths")
    var analysis = ChainAnalysis(chains: chains.count, length: length)
    analysis.load(chains.flatMap(\.self)[...])
    self.analysis = analysis
  }

  /// Why there are no diagnostics; nil where there are.
  public var gap: QuantitySummary.Gap? { analysis.gap }

  /// Rank-normalised split R-hat: the larger of that of the draws and that of their distances from the median.
  public var rHat: Double? { with { $0.rHat } }
  /// The effective size of the rank-normalised draws.
  public var essBulk: Double? { with { $0.essBulk() } }
  /// The lesser of the effective sizes at the quantiles of 5 % and 95 %.
  public var essTail: Double? { with { $0.essTail() } }
  /// The effective size for the mean.
  public var essMean: Double? { with { $0.essMean() } }
  /// The effective size for the standard deviation: that of the distances from the mean.
  public var essSd: Double? { with { $0.essSd() } }
  /// The effective size for the median.
  public var essMedian: Double? { essQuantile(0.5) }
  /// The effective size for a quantile: that of whether a draw is at most the quantile.
  public func essQuantile(_ p: Double) -> Double? { with { $0.essQuantile(p) } }

  /// The Monte Carlo standard error of the mean.
  public var mcseMean: Double? { with { $0.mcseMean() } }
  /// The Monte Carlo standard error of the standard deviation, by the delta method.
  public var mcseSd: Double? { with { $0.mcseSd() } }
  /// The Monte Carlo standard error of a quantile.
  ///
  /// Half the distance between the draws whose ranks a Beta(ESS·p + 1, ESS·(1 − p) + 1) puts one standard error away.
  public func mcseQuantile(_ p: Double) -> Double? { with { $0.mcseQuantile(p) } }

  /// The narrowest interval that holds a share of the draws; NaN of no draws.
  public func hdi(_ share: Double = QuantitySummary.hdiShare) -> (low: Double, high: Double) {
    analysis.hdi(share)
  }

  /// Everything that tables of quantities show.
  public func summary(named name: String) -> QuantitySummary {
    var copy = analysis
    return copy.summary(named: name)
  }

  /// Asks a copy, whose scratch memory may change, and only where there is something to diagnose.
  private func with(_ diagnostic: (inout ChainAnalysis) -> Double?) -> Double? {
    guard gap == nil else { return nil }
    var copy = analysis
    return diagnostic(&copy)
  }
}

extension Draws {
  /// The summary of every quantity, in their order.
  ///
  /// - Complexity: O(quantities × draws) where chains mix; a quarter of a millisecond for 4 × 1,000 draws.
  public func summaries() -> [QuantitySummary] {
    var analysis = ChainAnalysis(chains: chains, length: length)
    return names.indices.map { quantity in
      analysis.load(pooled(quantity))
      return analysis.summary(named: names[quantity])
    }
  }

  /// The diagnostics of one quantity.
  public func diagnostics(of quantity: Int) -> ChainDiagnostics {
    ChainDiagnostics(byChain(quantity))
  }
}

/// The energy fraction of missing information of a chain: how well its momenta explore the energies of the posterior.
///
///     E-BFMI = Σ (Eᵢ − Eᵢ₋₁)² / Σ (Eᵢ − Ē)²
///
/// Below 0.3 the sampler walks through the energies slowly: the tails are heavy, or the parameterisation is wrong.
///
/// - Returns: About 2 for independent energies; nil below two draws, of equal energies, and where one is not finite.
///
/// Source: Betancourt (2016), "Diagnosing suboptimal cotangent disintegrations in Hamiltonian Monte Carlo".
public func energyBFMI(_ energies: [Double]) -> Double? {
  guard energies.count > 1, energies.allSatisfy(\.isFinite) else { return nil }
  let centre = mean(energies)
  let spread = energies.reduce(0) { $0 + ($1 - centre) * ($1 - centre) }
  guard spread > 0 else { return nil }
  let steps = zip(energies, energies.dropFirst()).reduce(0) {
    $0 + ($1.1 - $1.0) * ($1.1 - $1.0)
  }
  return steps / spread
}

extension SampledChains {
  /// The energy fraction of missing information of each chain.
  public var energyBFMI: [Double?] { chains.map { Statistics.energyBFMI($0.energy) } }
}

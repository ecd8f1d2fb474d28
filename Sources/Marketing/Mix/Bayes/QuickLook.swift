import Statistics

/// How near an approximation is that a fit's draws are of.
public struct QuickLook: Sendable, Hashable, Codable {
  /// Which approximation.
  public let approximation: BayesianModel.Approximation
  /// The shape of the tail of the importance weights, nil where there is none to speak of.
  public let khat: Double?
  /// Above this the weights do not hold.
  public let khatLimit: Double
  /// The effective number of independent draws, by the weights.
  public let effectiveDraws: Double
  /// Gradients taken on the way up.
  public let gradients: Int

  /// Whether the approximation is so near that its weighted draws are those of the posterior, as far as its weights can tell.
  public var holds: Bool { (khat ?? 0) <= khatLimit }

  /// Draws of an approximation, as one chain.
  ///
  /// - Parameters:
  ///   - approximation: Which.
  ///   - model: The posterior.
  ///   - sampler: How many draws, and the seed.
  ///   - starts: A climb from each; Laplace's takes the highest mode.
  /// - Returns: The draws, and how near they are.
  /// - Throws: `MixError` where there is nothing to approximate.
  static func drawn(
    _ approximation: BayesianModel.Approximation, from model: any PosteriorModel, _ sampler: NUTS,
    starts: [[Double]]
  ) throws -> (SampledChains, QuickLook) {
    try sampler.check()
    do {
      switch approximation {
      case .laplace: return try laplace(model, sampler, starts)
      case .pathfinder: return try pathfinder(model, sampler, starts)
      }
    } catch let error as StatisticsError {
      throw MixError.noDraws(why: "there is no quick look at it (\(error)); sample it instead")
    }
  }

  private static func laplace(
    _ model: any PosteriorModel, _ sampler: NUTS, _ starts: [[Double]]
  ) throws -> (SampledChains, QuickLook) {
    var best: Mode?
    var gradients = 0
    var isPartial = false
    for start in starts {
      if best != nil, Interruption.isRequested() {
        isPartial = true
        break
      }
      guard let mode = try? ModeSearch().mode(of: model, from: start) else { continue }
      gradients += mode.evaluations
      let isHigher = mode.logDensity > best?.logDensity ?? -.infinity
      // A settled end comes before any that is not, however high.
      if best.map({ $0.isSettled == mode.isSettled ? isHigher : mode.isSettled }) ?? true {
        best = mode
      }
    }
    guard let mode = best else {
      throw StatisticsError.noApproximation(
        reason: "the density or its gradient is no finite number at any start")
    }
    let found = try LaplaceApproximation(of: model, at: mode)
      .sample(sampler.draws, seed: sampler.seed)
    return (
      chains(found.draws, gradients, isPartial: isPartial),
      QuickLook(
        approximation: .laplace, khat: found.khat,
        khatLimit: PSIS.khatLimit(draws: 4 * sampler.draws),
        effectiveDraws: found.effectiveDraws, gradients: gradients)
    )
  }

  private static func pathfinder(
    _ model: any PosteriorModel, _ sampler: NUTS, _ starts: [[Double]]
  ) throws -> (SampledChains, QuickLook) {
    var search = Pathfinder()
    search.draws = sampler.draws
    search.seed = sampler.seed
    let found = try search.sample(model, starts: starts)
    let gradients = found.paths.reduce(0) { $0 + $1.end.evaluations }
    return (
      chains(found.draws, gradients, isPartial: found.isPartial),
      QuickLook(
        approximation: .pathfinder, khat: found.khat,
        khatLimit: PSIS.khatLimit(draws: found.paths.count * sampler.draws),
        effectiveDraws: found.effectiveDraws, gradients: gradients)
    )
  }

  /// Draws under the roof of a sampler's, with nothing to tell of trajectories.
  private static func chains(
    _ draws: Draws, _ gradients: Int, isPartial: Bool
  ) -> SampledChains {
    SampledChains(
      draws: draws,
      chains: [
        SampledChains.Chain(
          stepSize: 0, energy: [], isDivergent: [], depth: [], acceptance: 0, warmupGradients: 0,
          gradients: gradients)
      ], maximumDepth: 0, isPartial: isPartial)
  }
}

extension PosteriorFinding {
  /// That draws are an approximation's, and how far they can be trusted; nothing of sampled ones.
  static func approximation(_ posterior: MixPosterior) -> [PosteriorFinding] {
    guard let look = posterior.quickLook else { return [] }
    let lead = "An approximation, for a quick look: nothing was sampled. "
    let whose =
      switch look.approximation {
      case .laplace: "Draws come from the normal distribution around the mode (Laplace)"
      case .pathfinder:
        "Draws come from normal distributions on the way up to the mode (Pathfinder)"
      }
    let khat = look.khat.map { " (k-hat \(SpokenNumber.text($0, decimals: 2)))" } ?? ""
    let limit = SpokenNumber.text(look.khatLimit, decimals: 2)
    let rest =
      look.holds
      ? ", corrected by weights that can be trusted\(khat), "
        + "\(SpokenNumber.text(look.effectiveDraws, decimals: 0)) of them effective. Other modes and "
        + "heavy tails may be missed; sample before money is moved."
      : ", and the weights that should correct them say that it is far from the posterior\(khat), "
        + "where \(limit) is the limit: means and intervals may be far off. Sample instead."
    return [
      PosteriorFinding(
        .approximation, look.holds ? .care : .serious, value: look.khat, lead + whose + rest)
    ]
  }
}

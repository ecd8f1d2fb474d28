/// What several chains drew, and how the sampling went.
public struct SampledChains: Sendable, Hashable, Codable {
  /// What is told of one chain.
  public struct Chain: Sendable, Hashable, Codable {
    /// The step size after warm-up.
    public var stepSize: Double
    /// The energy −log p + ½ pᵀM⁻¹p of each draw.
    public var energy: [Double]
    /// Whether the trajectory of a draw went astray: its energy error exceeded 1,000, or the density was no number.
    public var isDivergent: [Bool]
    /// Doublings of each draw's trajectory.
    public var depth: [UInt8]
    /// The mean acceptance statistic of the draws.
    public var acceptance: Double
    /// Gradients taken during warm-up.
    public var warmupGradients: Int
    /// Gradients taken for the draws.
    public var gradients: Int

    /// What is told of a chain; energy, divergence and depth have a number for each draw.
    public init(
      stepSize: Double, energy: [Double], isDivergent: [Bool], depth: [UInt8], acceptance: Double,
      warmupGradients: Int, gradients: Int
    ) {
      self.stepSize = stepSize
      self.energy = energy
      self.isDivergent = isDivergent
      self.depth = depth
      self.acceptance = acceptance
      self.warmupGradients = warmupGradients
      self.gradients = gradients
    }
  }

  /// The draws of the recorded quantities; of fewer chains than were asked for where an interruption left some without.
  public let draws: Draws
  /// How each chain went.
  public let chains: [Chain]
  /// Most doublings that a trajectory was allowed.
  public let maximumDepth: Int
  /// Whether sampling was stopped before all draws were made: what is here is what there was.
  public let isPartial: Bool

  /// Chains of the same length.
  public init(draws: Draws, chains: [Chain], maximumDepth: Int, isPartial: Bool) {
    precondition(chains.count == draws.chains, "\(chains.count) chains for \(draws.chains)")
    self.draws = draws
    self.chains = chains
    self.maximumDepth = maximumDepth
    self.isPartial = isPartial
  }

  /// Divergent trajectories among the draws of all chains.
  public var divergences: Int { chains.reduce(0) { $0 + $1.isDivergent.count(where: \.self) } }
}

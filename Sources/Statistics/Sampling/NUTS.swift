/// The no-U-turn sampler: Hamiltonian Monte Carlo whose trajectories end where they turn back.
public struct NUTS: Sendable, Hashable, Codable {
  /// How the sampler measures distances.
  public enum MetricKind: String, Sendable, Hashable, Codable {
    /// A variance for each coordinate.
    case diagonal
    /// A full covariance.
    case dense
    /// Dense up to a number of coordinates at which it costs more than it saves, else diagonal.
    case automatic
  }

  /// Chains, each with a random stream of its own.
  public var chains = 4
  /// Iterations that tune step size and metric, and are thrown away.
  public var warmup = 1000
  /// Draws that each chain keeps.
  public var draws = 1000
  /// The acceptance statistic that the step size is tuned to.
  public var targetAcceptance = 0.8
  /// Most doublings of a trajectory.
  public var maximumDepth = 10
  /// How distances are measured.
  public var metric = MetricKind.automatic
  /// The seed of all chains.
  public var seed: UInt64 = 42
  /// Most threads at once; nil for one a core.
  ///
  /// The draws do not depend on it.
  public var workers: Int?

  /// A sampler with the usual settings.
  public init() {}
}

/// How far prior and likelihood move each quantity: both are raised to powers near 1, by reweighting the draws.
///
/// Source: Kallioinen, Paananen, Bürkner, Vehtari (2023), "Detecting and diagnosing prior and likelihood sensitivity with
/// power-scaling".
public struct PowerScaling: Sendable, Hashable, Codable {
  /// What the two sensitivities say together.
  public enum Diagnosis: String, Sendable, Hashable, Codable {
    /// Neither, or the likelihood alone, moves the quantity.
    case none = "–"
    /// The quantity moves with both: they pull in different directions.
    case conflict = "prior–data conflict"
    /// The quantity moves with the prior alone: the data say little.
    case weakLikelihood = "weak likelihood"
  }

  /// How one quantity moves.
  public struct Sensitivity: Sendable, Hashable, Codable {
    /// The quantity's name.
    public let name: String
    /// The movement with the prior; nil where all draws are the same or one is not finite.
    public let prior: Double?
    /// The movement with the likelihood.
    public let likelihood: Double?
  }

  /// The sensitivity from which a quantity counts as moved.
  public static let threshold = 0.05

  /// One entry a quantity, in the order of the draws.
  public let quantities: [Sensitivity]
  /// The largest Pareto shape k̂ of the weights that scale the prior; nil where their tail could not be fitted.
  public let priorKhat: Double?
  /// That of the weights that scale the likelihood.
  public let likelihoodKhat: Double?
}

/// What an optimiser found, why it stopped, and how near to optimal it is.
///
/// A run that reached its limit is no error: `stop` says so, and every report shows it.
public struct Optimum: Sendable, Hashable, Codable {
  /// Why a solver stopped.
  public enum StopReason: String, Sendable, Hashable, Codable {
    /// Nothing is free to move: the bounds leave one point.
    case nothingToMove = "nothing to move"
    /// Neither the point nor the value moved by more than the tolerance.
    case converged
    /// Rounding ends all progress; as a rule as good as converged, see `optimalityError`.
    case roundingLimited = "limited by rounding"
    /// The number of evaluations was used up before the solver settled.
    case evaluationLimit = "evaluation limit"
    /// The function or its gradient was not finite somewhere on the way.
    case notFinite = "not finite"
    /// The solver gave up, for instance because its line search found no descent.
    case failed
  }

  /// The point.
  public let point: [Double]
  /// The function there.
  public let value: Double
  /// Its gradient there.
  public let gradient: [Double]
  /// Why the solver stopped.
  public let stop: StopReason
  /// How often the function was evaluated.
  public let evaluations: Int
  /// By how much the best value would change for each unit that the right side of an equality rises.
  public let equalityPrices: [Double]
  /// The same for inequalities `g(x) ≤ c`; 0 where one does not bind.
  public let inequalityPrices: [Double]
  /// The same for lower bounds; 0 where one does not bind.
  public let lowerPrices: [Double]
  /// The same for upper bounds; 0 where one does not bind.
  public let upperPrices: [Double]
  /// How far the point misses the first-order conditions of Karush, Kuhn and Tucker: the largest entry of the gradient of the
  /// Lagrangian over the largest of the gradient, both per variable's scale; 0 is optimal (to first order).
  public let optimalityError: Double
  /// The largest violation of a constraint, over the largest entry of its gradient per variable's scale; bounds hold exactly.
  public let infeasibility: Double

  /// Whether the solver settled.
  public var isSettled: Bool {
    stop == .converged || stop == .roundingLimited || stop == .nothingToMove
  }
}

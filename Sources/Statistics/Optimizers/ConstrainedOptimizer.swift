/// Maximises or minimises a smooth function under bounds, equalities and inequalities, by sequential quadratic programming.
///
///     minimise f(x)   subject to   lower ≤ x ≤ upper,   e(x) = 0,   g(x) ≤ 0
///
/// SLSQP: each step solves a quadratic model of f with the constraints linearised. It finds a *local* optimum; where f is not
/// concave (maximising) start it from several points and keep the best.
///
/// Variables are divided by their scale (the width of the bounds, unless given), the function and the constraints by the
/// largest entry of their gradients at the start, so that money in millions and effects in thousandths stop at the same
/// relative accuracy. The run is repeated from where it ended until that gains nothing: a second run forgets the curvature
/// that the first has gathered, and so cannot stop for its sake. Same input, same bits.
///
///     let best = ConstrainedOptimizer().maximum(
///       of: sales, from: [50, 50], lower: [5, 5], upper: [60, 60],
///       equalities: [.linear([1, 1], constant: -100)])
///
/// - Complexity: O(n³) a step besides the evaluations.
///
/// Source: Kraft (1994), "Algorithm 733: TOMP", ACM TOMS 20(3), as in NLopt.
public struct ConstrainedOptimizer: Sendable, Hashable {
  /// The evaluations of the function after which a run stops, each a value with its gradient.
  public var evaluationLimit = 2_000
  /// A run stops where no variable moves by more than this share of its scale.
  public var pointTolerance = 1e-12
  /// A run stops where the value changes by less than this share of itself.
  public var valueTolerance = 1e-15
  /// How far a constraint may be missed, over the largest entry of its gradient per variable's scale.
  public var constraintTolerance = 1e-12
  /// How often the run is repeated from its end.
  public var rounds = 4

  /// An optimiser with the default limits.
  public init() {}

  /// The smallest value near a start.
  ///
  /// - Parameters:
  ///   - objective: f.
  ///   - start: Moved into the bounds where it lies outside; it need not satisfy the constraints.
  ///   - lower: Lower bounds, −∞ for none.
  ///   - upper: Upper bounds, ∞ for none.
  ///   - equalities: Functions that must be 0.
  ///   - inequalities: Functions that must be 0 or less.
  ///   - scales: The size of a step in each variable that matters, > 0; by default the width of its bounds, and where that is
  ///     infinite max(1, |start|).
  /// - Returns: The point, why the run stopped, and the prices of what binds.
  public func minimum(
    of objective: SmoothFunction, from start: [Double], lower: [Double], upper: [Double],
    equalities: [SmoothFunction] = [], inequalities: [SmoothFunction] = [],
    scales: [Double]? = nil
  ) -> Optimum {
    optimum(
      ScaledProgram(
        objective, sign: 1, start: start, lower: lower, upper: upper, equalities: equalities,
        inequalities: inequalities, scales: scales))
  }

  /// The largest value near a start; parameters as for the smallest.
  public func maximum(
    of objective: SmoothFunction, from start: [Double], lower: [Double], upper: [Double],
    equalities: [SmoothFunction] = [], inequalities: [SmoothFunction] = [],
    scales: [Double]? = nil
  ) -> Optimum {
    optimum(
      ScaledProgram(
        objective, sign: -1, start: start, lower: lower, upper: upper, equalities: equalities,
        inequalities: inequalities, scales: scales))
  }

  private func optimum(_ program: ScaledProgram) -> Optimum {
    guard zip(program.lower, program.upper).contains(where: { $0 < $1 }) else {
      return program.optimum(
        at: program.start, stop: .nothingToMove, evaluations: 1, tolerance: activeTolerance)
    }
    var best = program.start
    var stop = Optimum.StopReason.failed
    var evaluations = 0
    for round in 0..<max(1, rounds) {
      guard evaluations < evaluationLimit else {
        stop = .evaluationLimit
        break
      }
      let run = NLoptRun(
        program, algorithm: .sequentialQuadratic, evaluationLimit: evaluationLimit - evaluations,
        pointTolerance: pointTolerance, valueTolerance: valueTolerance,
        constraintTolerance: constraintTolerance)
      let (point, reason) = run.run(from: best)
      evaluations += run.evaluations
      // A repetition that gains nothing settles what the run before it said.
      guard round == 0 || program.isBetter(point, than: best, tolerance: 10 * constraintTolerance)
      else { break }
      if program.isBetter(point, than: best, tolerance: 10 * constraintTolerance) { best = point }
      stop = reason
      if reason == .evaluationLimit || reason == .notFinite { break }
    }
    return program.optimum(
      at: best, stop: stop, evaluations: evaluations, tolerance: activeTolerance)
  }

  /// A bound or an inequality binds where it is no further than this from its limit, as a share of the scale.
  private var activeTolerance: Double { 1e-7 }
}

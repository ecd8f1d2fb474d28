/// Minimises a smooth function between bounds, from one start: limited-memory BFGS, then SLSQP from where it ends.
///
/// The first is quick far from the optimum and cheap in many variables; the second settles what its line search leaves. Same
/// input, same bits.
///
///     BoxMinimizer().minimum(of: loss, from: [0.5, 1], lower: [0, 0.1], upper: [0.95, 10])
///
/// Source: Liu and Nocedal (1989), "On the limited memory BFGS method for large scale optimization", as in NLopt (Luksan).
public struct BoxMinimizer: Sendable, Hashable {
  /// The evaluations after which a run stops, over both methods.
  public var evaluationLimit = 1_000
  /// A run stops where no variable moves by more than this share of its scale.
  public var pointTolerance = 1e-9
  /// A run stops where the value changes by less than this share of itself.
  public var valueTolerance = 1e-12

  /// A minimiser with the default limits.
  public init() {}

  /// The smallest value near a start; parameters as in ``ConstrainedOptimizer``.
  public func minimum(
    of objective: SmoothFunction, from start: [Double], lower: [Double], upper: [Double],
    scales: [Double]? = nil
  ) -> Optimum {
    let program = ScaledProgram(
      objective, sign: 1, start: start, lower: lower, upper: upper, equalities: [],
      inequalities: [], scales: scales)
    var quick = start
    var evaluations = 0
    if zip(lower, upper).contains(where: { $0 < $1 }) {
      let run = NLoptRun(
        program, algorithm: .limitedMemoryBFGS, evaluationLimit: max(1, evaluationLimit / 2),
        pointTolerance: pointTolerance, valueTolerance: valueTolerance, constraintTolerance: 0)
      let (point, _) = run.run(from: program.start)
      evaluations = run.evaluations
      if program.isBetter(point, than: program.start, tolerance: 0) {
        quick = program.original(point)
      }
    }
    var slow = ConstrainedOptimizer()
    slow.evaluationLimit = max(1, evaluationLimit - evaluations)
    slow.pointTolerance = pointTolerance
    slow.valueTolerance = valueTolerance
    let end = slow.minimum(
      of: objective, from: quick, lower: lower, upper: upper, scales: scales)
    return end.counting(evaluations)
  }
}

extension Optimum {
  /// The same with further evaluations counted in.
  func counting(_ further: Int) -> Optimum {
    Optimum(
      point: point, value: value, gradient: gradient, stop: stop,
      evaluations: evaluations + further, equalityPrices: equalityPrices,
      inequalityPrices: inequalityPrices, lowerPrices: lowerPrices, upperPrices: upperPrices,
      optimalityError: optimalityError, infeasibility: infeasibility)
  }
}

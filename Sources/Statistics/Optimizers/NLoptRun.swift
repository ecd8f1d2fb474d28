import CNLopt

/// One call of NLopt for a scaled program.
///
/// A class because NLopt's callbacks find their functions through a pointer; it lives as long as the call.
final class NLoptRun {
  /// The methods of NLopt that the house uses.
  enum Algorithm {
    case sequentialQuadratic
    case limitedMemoryBFGS
  }

  /// How often the objective was evaluated.
  private(set) var evaluations = 0
  private var metInfinity = false
  private let program: ScaledProgram
  private let solver: nlopt_opt?

  init(
    _ program: ScaledProgram, algorithm: Algorithm, evaluationLimit: Int, pointTolerance: Double,
    valueTolerance: Double, constraintTolerance: Double
  ) {
    self.program = program
    let method = algorithm == .sequentialQuadratic ? NLOPT_LD_SLSQP : NLOPT_LD_LBFGS
    solver = nlopt_create(method, UInt32(program.start.count))
    nlopt_set_lower_bounds(solver, program.lower)
    nlopt_set_upper_bounds(solver, program.upper)
    nlopt_set_maxeval(solver, Int32(clamping: evaluationLimit))
    nlopt_set_xtol_abs1(solver, pointTolerance)  // variables are scaled: a share of their scale
    nlopt_set_ftol_rel(solver, valueTolerance)
    let own = Unmanaged.passUnretained(self).toOpaque()
    nlopt_set_min_objective(
      solver,
      { _, point, gradient, data in
        guard let data, let point else { return .nan }
        return Unmanaged<NLoptRun>.fromOpaque(data).takeUnretainedValue()
          .objective(point, gradient)
      }, own)
    func tolerances(_ count: Int) -> [Double] {
      [Double](repeating: constraintTolerance, count: count)
    }
    if !program.equalities.isEmpty {
      nlopt_add_equality_mconstraint(
        solver, UInt32(program.equalities.count),
        { _, result, _, point, gradient, data in
          guard let data, let point, let result else { return }
          let run = Unmanaged<NLoptRun>.fromOpaque(data).takeUnretainedValue()
          run.constraints(run.program.equalities, point, result, gradient)
        }, own, tolerances(program.equalities.count))
    }
    if !program.inequalities.isEmpty {
      nlopt_add_inequality_mconstraint(
        solver, UInt32(program.inequalities.count),
        { _, result, _, point, gradient, data in
          guard let data, let point, let result else { return }
          let run = Unmanaged<NLoptRun>.fromOpaque(data).takeUnretainedValue()
          run.constraints(run.program.inequalities, point, result, gradient)
        }, own, tolerances(program.inequalities.count))
    }
  }

  deinit { nlopt_destroy(solver) }

  /// Runs to the end; both start and end are in scaled variables.
  func run(from start: [Double]) -> (point: [Double], reason: Optimum.StopReason) {
    var point = start
    var value = 0.0
    let code = nlopt_optimize(solver, &point, &value)
    guard !metInfinity else { return (start, .notFinite) }
    // NLopt may leave a bound by rounding.
    let inside = program.clamped(point.allSatisfy(\.isFinite) ? point : start)
    switch code {
    case NLOPT_SUCCESS, NLOPT_FTOL_REACHED, NLOPT_XTOL_REACHED, NLOPT_STOPVAL_REACHED:
      return (inside, .converged)
    case NLOPT_ROUNDOFF_LIMITED: return (inside, .roundingLimited)
    case NLOPT_MAXEVAL_REACHED, NLOPT_MAXTIME_REACHED: return (inside, .evaluationLimit)
    default: return (inside, .failed)
    }
  }

  private func objective(
    _ point: UnsafePointer<Double>, _ gradient: UnsafeMutablePointer<Double>?
  ) -> Double {
    evaluations += 1
    let count = program.start.count
    let (value, slopes) = program.objective(
      Array(UnsafeBufferPointer(start: point, count: count)))
    guard value.isFinite, slopes.allSatisfy(\.isFinite) else { return stop() }
    if let gradient { for index in 0..<count { gradient[index] = slopes[index] } }
    return value
  }

  private func constraints(
    _ constraints: [ScaledProgram.Constraint], _ point: UnsafePointer<Double>,
    _ result: UnsafeMutablePointer<Double>, _ gradient: UnsafeMutablePointer<Double>?
  ) {
    let count = program.start.count
    let place = Array(UnsafeBufferPointer(start: point, count: count))
    for (row, constraint) in constraints.enumerated() {
      let (value, slopes) = program.evaluate(constraint, place)
      result[row] = value.isFinite && slopes.allSatisfy(\.isFinite) ? value : stop()
      guard let gradient else { continue }
      for index in 0..<count { gradient[row * count + index] = slopes[index] }
    }
  }

  private func stop() -> Double {
    metInfinity = true
    nlopt_force_stop(solver)
    return .greatestFiniteMagnitude
  }
}

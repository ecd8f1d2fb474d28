/// A program of optimisation with variables, objective and constraints brought to like size, to be minimised.
struct ScaledProgram {
  /// A constraint with the factor that brings its gradient at the start to size 1.
  struct Constraint {
    let function: SmoothFunction
    let factor: Double
  }

  /// In scaled variables, within the bounds.
  let start: [Double]
  let lower: [Double]
  let upper: [Double]
  let equalities: [Constraint]
  let inequalities: [Constraint]
  private let source: SmoothFunction
  /// The least and the greatest of each variable on its own scale, so that ends come back exactly.
  private let ends: [(low: Double, high: Double)]
  private let scales: [Double]
  /// 1 to minimise, −1 to maximise.
  private let sign: Double
  private let factor: Double

  init(
    _ objective: SmoothFunction, sign: Double, start: [Double], lower: [Double], upper: [Double],
    equalities: [SmoothFunction], inequalities: [SmoothFunction], scales given: [Double]?
  ) {
    let count = start.count
    precondition(
      lower.count == count && upper.count == count && (given ?? start).count == count,
      "\(count) variables with \(lower.count) lower and \(upper.count) upper bounds")
    precondition(
      zip(lower, upper).allSatisfy { $0 <= $1 }, "a lower bound lies above its upper bound")
    precondition(
      start.allSatisfy(\.isFinite) && (given ?? []).allSatisfy { $0 > 0 && $0.isFinite },
      "a start or a scale that is not finite")
    let scales =
      given
      ?? start.indices.map { index in
        let width = upper[index] - lower[index]
        return width > 0 && width.isFinite ? width : max(1, abs(start[index]))
      }
    let inside = start.indices.map { min(max(start[$0], lower[$0]), upper[$0]) }
    // 1 over the largest entry of a gradient in scaled variables; 1 for a gradient of 0 or none.
    func factor(_ function: SmoothFunction) -> Double {
      let gradient = function.evaluate(inside).gradient
      let size = zip(gradient, scales).reduce(0) { max($0, abs($1.0 * $1.1)) }
      return size > 0 && size.isFinite ? 1 / size : 1
    }
    self.sign = sign
    self.scales = scales
    source = objective
    self.factor = factor(objective)
    self.equalities = equalities.map { Constraint(function: $0, factor: factor($0)) }
    self.inequalities = inequalities.map { Constraint(function: $0, factor: factor($0)) }
    ends = zip(lower, upper).map { ($0, $1) }
    self.start = zip(inside, scales).map { $0 / $1 }
    self.lower = zip(lower, scales).map { $0 / $1 }
    self.upper = zip(upper, scales).map { $0 / $1 }
  }

  /// The point on the variables' own scales.
  func original(_ point: [Double]) -> [Double] {
    point.indices.map { index in
      // An end of the box comes back as it was given, bit by bit.
      if point[index] <= lower[index] { return ends[index].low }
      if point[index] >= upper[index] { return ends[index].high }
      return min(max(point[index] * scales[index], ends[index].low), ends[index].high)
    }
  }

  /// The point moved into the bounds.
  func clamped(_ point: [Double]) -> [Double] {
    point.indices.map { min(max(point[$0], lower[$0]), upper[$0]) }
  }

  /// The scaled objective, to be minimised, and its gradient.
  func objective(_ point: [Double]) -> (value: Double, gradient: [Double]) {
    scaled(source, sign * factor, point)
  }

  /// A scaled constraint and its gradient.
  func evaluate(
    _ constraint: Constraint, _ point: [Double]
  ) -> (value: Double, gradient: [Double]) {
    scaled(constraint.function, constraint.factor, point)
  }

  private func scaled(
    _ function: SmoothFunction, _ factor: Double, _ point: [Double]
  ) -> (value: Double, gradient: [Double]) {
    let (value, gradient) = function.evaluate(original(point))
    precondition(
      gradient.count == point.count, "a gradient of \(gradient.count) for \(point.count) variables")
    return (value * factor, zip(gradient, scales).map { $0 * $1 * factor })
  }

  /// The largest scaled violation of a constraint.
  func infeasibility(_ point: [Double]) -> Double {
    let missed = equalities.map { abs(evaluate($0, point).value) }
    return inequalities.reduce(missed.max() ?? 0) { max($0, evaluate($1, point).value) }
  }

  /// Whether a point is better than another: feasible where the other is not, or of less value.
  func isBetter(_ point: [Double], than other: [Double], tolerance: Double) -> Bool {
    let (mine, its) = (infeasibility(point), infeasibility(other))
    if mine > tolerance || its > tolerance { return mine < its }
    return objective(point).value < objective(other).value
  }
}

// MARK: - What was found

extension ScaledProgram {
  /// The result at a point, with prices from the conditions of Karush, Kuhn and Tucker.
  ///
  /// At an optimum the gradient of f is a combination of the gradients of what binds:
  ///
  ///     ∇f + Σ λₑ ∇e + Σ μ ∇g − ν_lower + ν_upper = 0,   μ, ν ≥ 0
  ///
  /// The multipliers are the least-squares solution with those signs; what is left over is `optimalityError`.
  func optimum(
    at point: [Double], stop: Optimum.StopReason, evaluations: Int, tolerance: Double
  ) -> Optimum {
    let count = point.count
    let (_, slope) = objective(point)
    let bindingRows = inequalities.indices.filter {
      evaluate(inequalities[$0], point).value >= -tolerance
    }
    func atLower(_ index: Int) -> Bool { point[index] - lower[index] <= tolerance }
    func atUpper(_ index: Int) -> Bool { upper[index] - point[index] <= tolerance }
    let lows = (0..<count).filter(atLower)
    let highs = (0..<count).filter(atUpper)
    func unit(_ index: Int, _ sign: Double) -> [Double] {
      (0..<count).map { $0 == index ? sign : 0 }
    }
    let columns =
      equalities.map { evaluate($0, point).gradient }
      + bindingRows.map { evaluate(inequalities[$0], point).gradient }
      + lows.map { unit($0, -1) } + highs.map { unit($0, 1) }
    let multipliers = Self.multipliers(columns, free: equalities.count, slope: slope)
    var left = slope
    for (column, multiplier) in zip(columns, multipliers) {
      for index in 0..<count { left[index] += multiplier * column[index] }
    }
    let size = slope.reduce(0) { max($0, abs($1)) }
    let miss = left.reduce(0) { max($0, abs($1)) }

    // Raising the right side c of e(x) = c changes the minimum of f by −λ, in scaled units; back to the given ones.
    func price(_ multiplier: Double, _ factor: Double) -> Double {
      multiplier == 0 ? 0 : -sign * multiplier * factor / self.factor
    }
    var next = multipliers[...]
    let equalityPrices = equalities.map { price(next.removeFirst(), $0.factor) }
    var inequalityPrices = [Double](repeating: 0, count: inequalities.count)
    for row in bindingRows {
      inequalityPrices[row] = price(next.removeFirst(), inequalities[row].factor)
    }
    var lowerPrices = [Double](repeating: 0, count: count)
    var upperPrices = lowerPrices
    for index in lows { lowerPrices[index] = -price(next.removeFirst(), 1 / scales[index]) }
    for index in highs { upperPrices[index] = price(next.removeFirst(), 1 / scales[index]) }

    let place = original(point)
    let (value, gradient) = source.evaluate(place)
    return Optimum(
      point: place, value: value, gradient: gradient, stop: stop, evaluations: evaluations,
      equalityPrices: equalityPrices, inequalityPrices: inequalityPrices,
      lowerPrices: lowerPrices, upperPrices: upperPrices,
      optimalityError: size > 0 && miss.isFinite ? miss / size : 0,
      infeasibility: infeasibility(point))
  }

  /// The multipliers under which the constraints' slopes come nearest to balancing the objective's: those of equalities of
  /// either sign, the others 0 or more; zeros where nothing is to balance or a slope is not finite.
  private static func multipliers(
    _ columns: [[Double]], free: Int, slope: [Double]
  ) -> [Double] {
    let none = [Double](repeating: 0, count: columns.count)
    guard !columns.isEmpty, slope.contains(where: { $0 != 0 }) else { return none }
    let problem = BoundedLeastSquares(
      lowerBounds: columns.indices.map { $0 < free ? -.infinity : 0 }, hasIntercept: false)
    let fit = try? problem.fit(
      Matrix(columns: columns, rows: slope.count), to: slope.map { -$0 })
    return fit?.coefficients ?? none
  }
}

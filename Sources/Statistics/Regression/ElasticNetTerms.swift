/// The penalty and the bounds of every column at one λ, in the units of an ``ElasticNetProblem``, and what proves that
/// coefficients are the best.
///
/// Notation: hⱼ(b) = aⱼ|b| + ½cⱼb² for lⱼ ≤ b ≤ uⱼ, else ∞; gⱼ = zⱼᵀr/n with the residuals r.
struct ElasticNetTerms {
  /// aⱼ.
  let absolute: [Double]
  /// cⱼ.
  let square: [Double]
  /// lⱼ.
  let lower: [Double]
  /// uⱼ.
  let upper: [Double]
  /// Whether the dual function is finite near the solution: no column is without penalty and without a bound.
  let hasDual: Bool

  init(_ problem: ElasticNetProblem, penalty: Double, l1Ratio: Double) {
    var (absolute, square) = ([Double](), [Double]())
    for (weight, ratio) in zip(problem.weights, problem.ratios) {
      // 0 times a ratio that overflowed is 0 here.
      let (a, c) = (penalty * l1Ratio * weight, penalty * (1 - l1Ratio) * weight)
      absolute.append(a > 0 ? a * ratio / problem.responseScale : 0)
      square.append(c > 0 ? c * ratio * ratio : 0)
    }
    self.init(absolute, square, problem.lower, problem.upper)
  }

  private init(_ absolute: [Double], _ square: [Double], _ lower: [Double], _ upper: [Double]) {
    (self.absolute, self.square, self.lower, self.upper) = (absolute, square, lower, upper)
    hasDual = absolute.indices.allSatisfy {
      absolute[$0] > 0 || square[$0] > 0 || (lower[$0].isFinite && upper[$0].isFinite)
    }
  }

  /// No penalty, and the penalised columns held at the value nearest to 0: the fit at an endless penalty.
  init(emptying problem: ElasticNetProblem) {
    let none = [Double](repeating: 0, count: problem.columns)
    var (lower, upper) = (problem.lower, problem.upper)
    for column in none.indices where problem.weights[column] > 0 {
      lower[column] = min(max(0, lower[column]), upper[column])
      upper[column] = lower[column]
    }
    self.init(none, none, lower, upper)
  }

  /// The best βⱼ when the others stay, given gⱼ + βⱼ.
  @inline(__always)
  func minimizer(_ rho: Double, _ column: Int) -> Double {
    let threshold = absolute[column]
    let shrunk = rho > threshold ? rho - threshold : (rho < -threshold ? rho + threshold : 0)
    return min(max(shrunk / (1 + square[column]), lower[column]), upper[column])
  }

  /// How far the slope of the objective at βⱼ is from allowing 0.
  func violation(_ beta: Double, _ gradient: Double, _ column: Int) -> Double {
    let slope = gradient - square[column] * beta
    let a = absolute[column]
    var worst = 0.0
    if beta < upper[column] { worst = max(worst, slope - (beta >= 0 ? a : -a)) }
    if beta > lower[column] { worst = max(worst, -(slope - (beta > 0 ? a : -a))) }
    return worst
  }

  /// The largest violation.
  func violation(_ beta: [Double], _ gradient: [Double]) -> Double {
    beta.indices.reduce(0) { max($0, violation(beta[$1], gradient[$1], $1)) }
  }

  /// The duality gap at the dual point s·r, s ≤ 1 the largest share of the residuals that is feasible.
  ///
  ///     (1 − s)²‖r‖²/2n + Σⱼ hⱼ(βⱼ) + hⱼ*(s gⱼ) − s gⱼ βⱼ
  ///
  /// Every summand is ≥ 0, so that nothing cancels. hⱼ* is the convex conjugate.
  func gap(_ beta: [Double], _ gradient: [Double], residualSquare: Double) -> Double {
    var share = 1.0
    for column in beta.indices where square[column] == 0 {
      let bound = gradient[column] > 0 ? upper[column] : lower[column]
      let size = abs(gradient[column])
      if !bound.isFinite, size > absolute[column] { share = min(share, absolute[column] / size) }
    }
    var sum = (1 - share) * (1 - share) * residualSquare / 2
    for column in beta.indices {
      let (a, c) = (absolute[column], square[column])
      let (low, high) = (lower[column], upper[column])
      let (b, g) = (beta[column], share * gradient[column])
      // Where the conjugate is attained; at an endless bound only by the rounding of s.
      let shrunk = g > a ? g - a : (g < -a ? g + a : 0)
      var best = min(max(0, low), high)
      if c > 0 {
        best = min(max(shrunk / c, low), high)
      } else if shrunk != 0 {
        let end = shrunk > 0 ? high : low
        if end.isFinite { best = end }
      }
      let difference = (best - b) * g
      sum += max(0, difference - a * (abs(best) - abs(b)) - c / 2 * (best - b) * (best + b))
    }
    return sum
  }
}

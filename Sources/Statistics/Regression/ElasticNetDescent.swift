/// Cyclic coordinate descent for an elastic net, from one penalty to the next with warm starts.
///
/// One penalty: (1) one sweep over the working columns; (2) the certificate, from the gradient computed anew; (3) sweeps over
/// the active columns only, until they stand nearly still; (4) where they crawl, because columns are nearly collinear, one
/// Newton step on the active columns as far as no sign and no bound changes, which ends the crawl; back to (1).
///
/// With the Gram matrix at hand a change of one coefficient costs p multiplications (covariance updates), otherwise n, and
/// then the strong rule leaves out columns that will hardly become active; they are checked before the end.
///
/// Source: Friedman, Hastie, Tibshirani (2010), "Regularization paths for generalized linear models via coordinate descent";
/// Tibshirani and others (2012), "Strong rules for discarding predictors in lasso-type problems".
///
/// Notation as in ``ElasticNetProblem`` and ``ElasticNetTerms``.
struct ElasticNetDescent {
  private let problem: ElasticNetProblem
  /// β.
  private(set) var beta: [Double]
  /// gⱼ, kept up to date by the covariance updates, else computed when needed.
  private(set) var gradient: [Double]
  /// r, where there is no Gram matrix.
  private var residuals: [Double]
  /// aⱼ of the penalty solved last, for the strong rule.
  private var lastThresholds: [Double]?

  /// What one penalty came to.
  struct Outcome {
    let certificate: Double
    let isConverged: Bool
    let sweeps: Int
  }

  init(_ problem: ElasticNetProblem) {
    self.problem = problem
    beta = problem.lower.indices.map { min(max(0, problem.lower[$0]), problem.upper[$0]) }
    gradient = problem.projections
    residuals = problem.gram == nil ? problem.response : []
    refresh()
  }

  /// ‖r‖²/n.
  var residualSquare: Double {
    guard problem.gram != nil else {
      return VectorLoops.dot(residuals, residuals) / Double(max(1, problem.rows))
    }
    var explained = 0.0
    for column in beta.indices {
      explained += beta[column] * (problem.projections[column] + gradient[column])
    }
    return max(0, problem.responseSquare - explained)
  }

  /// Moves to the solution at one penalty.
  ///
  /// - Parameters:
  ///   - terms: The penalty.
  ///   - tolerance: Of the duality gap, or of the largest violation where there is no dual, for a response of mean square 1.
  ///   - maximumSweeps: When to give up.
  /// - Returns: The certificate, and whether it is within the tolerance.
  mutating func solve(
    _ terms: ElasticNetTerms, tolerance: Double, maximumSweeps: Int
  ) -> Outcome {
    for column in beta.indices {
      beta[column] = min(max(beta[column], terms.lower[column]), terms.upper[column])
    }
    refresh()
    var working = screened(terms)
    lastThresholds = terms.absolute
    var sweeps = 0
    var stillness = 0.1 * tolerance
    while true {
      // 1. All working columns.
      _ = sweep(working, terms)
      sweeps += 1
      // 2. The certificate.
      refresh()
      if working.count < beta.count, let joined = violators(outside: working, terms) {
        working = joined
        continue
      }
      let certificate =
        terms.hasDual
        ? terms.gap(beta, gradient, residualSquare: residualSquare)
        : terms.violation(beta, gradient)
      if certificate <= tolerance || sweeps >= maximumSweeps {
        return Outcome(
          certificate: certificate, isConverged: certificate <= tolerance, sweeps: sweeps)
      }
      // 3. The active columns.
      let active = working.filter { beta[$0] != 0 || terms.absolute[$0] == 0 }
      // Sweeps that cost as much as a Newton step: a³/6 + what gathering takes, against a² a sweep.
      let patience = sweeps + 6 + active.count / 3
      var isStill = false
      while !isStill, sweeps < min(patience, maximumSweeps) {
        let change = sweep(active, terms)
        sweeps += 1
        // A change of δ is worth δ²/2 of the objective.
        isStill = change * change <= stillness
      }
      stillness *= 0.01
      // 4. The Newton step.
      if !isStill { newtonStep(active, terms) }
    }
  }

  /// One coordinate after the other to its minimum; the largest change.
  private mutating func sweep(_ list: [Int], _ terms: ElasticNetTerms) -> Double {
    guard let gram = problem.gram else {
      return Self.sweep(list, terms, &beta, residuals: &residuals, problem.scaled)
    }
    return Self.sweep(list, terms, &beta, gradient: &gradient, gram)
  }

  private static func sweep(
    _ list: [Int], _ terms: ElasticNetTerms, _ beta: inout [Double], gradient: inout [Double],
    _ gram: Matrix
  ) -> Double {
    let count = beta.count
    var largest = 0.0
    gram.elements.withUnsafeBufferPointer { gram in
      gradient.withUnsafeMutableBufferPointer { gradient in
        guard let products = gram.baseAddress, let g = gradient.baseAddress else { return }
        for column in list {
          let old = beta[column]
          let new = terms.minimizer(g[column] + old, column)
          guard new != old else { continue }
          beta[column] = new
          VectorLoops.add(old - new, times: products + column &* count, to: g, count)
          largest = max(largest, abs(new - old))
        }
      }
    }
    return largest
  }

  private static func sweep(
    _ list: [Int], _ terms: ElasticNetTerms, _ beta: inout [Double], residuals: inout [Double],
    _ scaled: Matrix
  ) -> Double {
    let rows = scaled.rows
    let share = 1 / Double(max(1, rows))
    var largest = 0.0
    scaled.elements.withUnsafeBufferPointer { scaled in
      residuals.withUnsafeMutableBufferPointer { residuals in
        guard let z = scaled.baseAddress, let r = residuals.baseAddress else { return }
        for column in list {
          let values = z + column &* rows
          let old = beta[column]
          let new = terms.minimizer(VectorLoops.dot(values, r, rows) * share + old, column)
          guard new != old else { continue }
          beta[column] = new
          VectorLoops.add(old - new, times: values, to: r, rows)
          largest = max(largest, abs(new - old))
        }
      }
    }
    return largest
  }

  /// The gradient (and the residuals) anew, freed of what rounding had added up.
  private mutating func refresh() {
    if let gram = problem.gram {
      gradient = problem.projections
      gram.subtract(times: beta, from: &gradient)
      return
    }
    residuals = problem.response
    problem.scaled.subtract(times: beta, from: &residuals)
    let count = Double(max(1, problem.rows))
    gradient = problem.scaled.products(with: residuals).map { $0 / count }
  }

  // MARK: - Which columns

  /// All columns that can move; without the Gram matrix those of the strong rule, |gⱼ| ≥ 2aⱼ − aⱼ of the last penalty.
  private func screened(_ terms: ElasticNetTerms) -> [Int] {
    let free = beta.indices.filter { problem.lengths[$0] > 0 && terms.lower[$0] < terms.upper[$0] }
    guard problem.gram == nil else { return free }
    let last = lastThresholds ?? terms.absolute
    return free.filter {
      beta[$0] != 0 || abs(gradient[$0]) >= 2 * terms.absolute[$0] - last[$0]
    }
  }

  /// The working columns and those that the rule left out wrongly; nil where there is none.
  private func violators(outside working: [Int], _ terms: ElasticNetTerms) -> [Int]? {
    var isIn = [Bool](repeating: false, count: beta.count)
    for column in working { isIn[column] = true }
    let found = beta.indices.filter {
      !isIn[$0] && problem.lengths[$0] > 0 && terms.lower[$0] < terms.upper[$0]
        && terms.violation(beta[$0], gradient[$0], $0) > 0
    }
    return found.isEmpty ? nil : (working + found).sorted()
  }

  // MARK: - The Newton step

  /// More columns than this are left to the sweeps.
  private static let largestNewton = 1_500
  /// Added to the diagonal so that the factorisation exists; the step still descends, and its end is the same.
  private static let damping = 0x1p-30

  /// To the minimum on the face of the present signs, or to where the first sign or bound stops it.
  private mutating func newtonStep(_ active: [Int], _ terms: ElasticNetTerms) {
    let face = active.filter {
      terms.lower[$0] < beta[$0] && beta[$0] < terms.upper[$0]
        && (beta[$0] != 0 || terms.absolute[$0] == 0)
    }
    guard !face.isEmpty, face.count <= Self.largestNewton else { return }
    refresh()
    var hessian = gram(of: face)
    for (place, column) in face.enumerated() {
      hessian[place, place] += terms.square[column] + Self.damping
    }
    let slopes = face.map { column -> Double in
      let b = beta[column]
      let a = terms.absolute[column]
      return gradient[column] - terms.square[column] * b - (b > 0 ? a : (b < 0 ? -a : 0))
    }
    guard let step = try? Cholesky(hessian).solve(slopes), step.allSatisfy(\.isFinite) else {
      return
    }
    // The first place where a coefficient would change its sign or leave its bounds.
    var length = 1.0
    var stopped: (column: Int, end: Double)?
    for (change, column) in zip(step, face) where change != 0 {
      let b = beta[column]
      var end = change > 0 ? terms.upper[column] : terms.lower[column]
      if terms.absolute[column] > 0, b * change < 0 { end = change > 0 ? min(end, 0) : max(end, 0) }
      let reach = (end - b) / change
      if reach < length { (length, stopped) = (reach, (column, end)) }
    }
    for (change, column) in zip(step, face) { beta[column] += length * change }
    if let stopped { beta[stopped.column] = stopped.end }
    refresh()
  }

  private func gram(of face: [Int]) -> Matrix {
    if let gram = problem.gram {
      return Matrix(rows: face.count, columns: face.count) { gram[face[$0], face[$1]] }
    }
    let share = 1 / Double(max(1, problem.rows))
    var product = problem.scaled.columns(face).gram
    for index in product.elements.indices { product.elements[index] *= share }
    return product
  }
}

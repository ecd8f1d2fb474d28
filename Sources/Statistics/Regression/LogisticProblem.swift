/// One penalised logistic regression made ready for Newton's method.
///
/// Notation: the point is β with the intercept behind it; g the slope of the penalised log-likelihood, h its
/// information XᵀWX + Λ.
struct LogisticProblem {
  private let rows: SparseRows
  private let successes: [Double]
  private let failures: [Double]
  private let regression: LogisticRegression
  /// λⱼ of λⱼ βⱼ²/2; the intercept's 0 stands last.
  private let penalties: [Double]
  /// Which coordinates are searched; constant columns, and the intercept where there is none, are not.
  private let isFree: [Bool]
  private let constantColumns: [Int]

  /// Where Newton's method ended.
  struct Solution {
    var point: [Double]
    var covariance: Matrix
    var logLikelihood = 0.0
    var nullLogLikelihood = 0.0
    var trials = 0.0
    var rate = 0.0
    var iterations = 0
    var isConverged = false
    var separation: LogisticFit.Separation?
    var constantColumns: [Int]
  }

  init(
    _ rows: SparseRows, _ successes: [Double], _ failures: [Double], penalties: [Double],
    _ regression: LogisticRegression
  ) {
    self.rows = rows
    self.successes = successes
    self.failures = failures
    self.regression = regression
    self.penalties = penalties + [0]
    // Without an intercept a constant column is one.
    let scales = rows.moments(zip(successes, failures).map { $0 + $1 }).scales
    let hasIntercept = regression.hasIntercept
    constantColumns = scales.indices.filter { scales[$0] == 0 }
    isFree = scales.map { $0 > 0 || !hasIntercept } + [hasIntercept]
  }

  /// Newton's method from a point, or from the rate alone.
  func solved(start: [Double]?) throws(StatisticsError) -> Solution {
    let count = rows.columnCount + 1
    let (wins, losses) = (successes.reduce(0, +), failures.reduce(0, +))
    var point = [Double](repeating: 0, count: count)
    let nullMargin = regression.hasIntercept ? stableLog(wins / losses) : 0
    point[count - 1] = nullMargin
    var solution = Solution(
      point: point, covariance: Matrix(rows: count, columns: count),
      constantColumns: constantColumns)
    let rate = wins / (wins + losses)
    solution.nullLogLikelihood =
      wins * stableLog(rate) + losses * stableLog(1 - rate)
    (solution.trials, solution.rate) = (wins + losses, rate)
    var margins = self.margins(point)
    if zip(penalties, isFree).dropLast().contains(where: { $0 == 0 && $1 }) {
      try checkRank(information(margins).information)
    }
    if let start {
      for index in 0..<count { point[index] = isFree[index] ? start[index] : 0 }
      margins = self.margins(point)
    }
    var objective = self.objective(margins, point)
    var lastStep: [Double] = []
    while solution.iterations < regression.iterationLimit {
      solution.iterations += 1
      // 1. The direction.
      var (slope, information) = information(margins)
      for index in 0..<count {
        slope[index] -= penalties[index] * point[index]
        information[index, index] += penalties[index]
      }
      let direction = try solve(information, slope)
      let moved = self.margins(direction)
      // 2. The step, halved until the objective does not rise.
      var (step, next, nextMargins) = (1.0, point, margins)
      var found = objective
      for _ in 0..<40 {
        next = zip(point, direction).map { $0 + step * $1 }
        nextMargins = zip(margins, moved).map { $0 + step * $1 }
        found = self.objective(nextMargins, next)
        if found <= objective + 1e-13 * abs(objective) { break }
        step *= 0.5
      }
      let largest = step * (moved.lazy.map(abs).max() ?? 0)
      let gain = objective - found
      (point, objective, lastStep) = (next, found, direction)
      margins = self.margins(point)
      if largest <= LogisticRegression.stepTolerance {
        solution.isConverged = true
        break
      }
      // 3. A likelihood that no longer rises while margins do not settle: separated, or nearly so.
      if gain <= 1e-9 * (1 + abs(objective)), largest > 0.1, solution.iterations > 3,
        let separation = separation(lastStep)
      {
        solution.separation = separation
        break
      }
    }
    if !solution.isConverged, solution.separation == nil {
      solution.separation = separation(lastStep)
    }
    solution.point = point
    solution.logLikelihood = -self.objective(margins, [Double](repeating: 0, count: count))
    var (_, information) = information(margins)
    for index in 0..<count { information[index, index] += penalties[index] }
    solution.covariance = try inverse(information)
    return solution
  }

  // MARK: - Sums over rows

  private func margins(_ point: [Double]) -> [Double] {
    let intercept = point[point.count - 1]
    return (0..<rows.count).map { row in
      var sum = intercept
      for place in rows.starts[row]..<rows.starts[row + 1] {
        sum += point[Int(rows.columns[place])] * rows.values[place]
      }
      return sum
    }
  }

  private func objective(_ margins: [Double], _ point: [Double]) -> Double {
    var sum = 0.0
    for row in margins.indices {
      if successes[row] > 0 { sum += successes[row] * softPlus(-margins[row]) }
      if failures[row] > 0 { sum += failures[row] * softPlus(margins[row]) }
    }
    for (value, penalty) in zip(point, penalties) { sum += 0.5 * penalty * value * value }
    return sum
  }

  /// Xᵀ(s − n p) and the lower triangle of XᵀWX.
  private func information(_ margins: [Double]) -> (slope: [Double], information: Matrix) {
    let last = rows.columnCount
    let count = last + 1
    var slope = [Double](repeating: 0, count: count)
    var square = [Double](repeating: 0, count: count * count)
    // Nearly all time is spent here; the places were checked when the rows were made.
    square.withUnsafeMutableBufferPointer { square in
      rows.columns.withUnsafeBufferPointer { columns in
        rows.values.withUnsafeBufferPointer { values in
          for row in margins.indices {
            let trials = successes[row] + failures[row]
            guard trials > 0 else { continue }
            let (p, q) = (logistic(margins[row]), logistic(-margins[row]))
            // Summed as two small terms, so that p near 0 or 1 loses nothing.
            let residual = successes[row] * q - failures[row] * p
            let weight = trials * p * q
            slope[last] += residual
            square[last * count + last] += weight
            let (start, end) = (rows.starts[row], rows.starts[row + 1])
            for place in start..<end {
              let column = Int(columns[place])
              let value = values[place]
              slope[column] += residual * value
              let part = weight * value
              let base = column * count
              for other in place..<end {
                square[base + Int(columns[other])] += part * values[other]
              }
              square[base + last] += part
            }
          }
        }
      }
    }
    return (slope, Matrix(rows: count, columns: count, elements: square))
  }

  // MARK: - Linear systems

  /// The free part of a matrix, scaled to a diagonal of 1.
  private func scaled(_ matrix: Matrix) -> (free: [Int], scales: [Double], matrix: Matrix) {
    let free = isFree.indices.filter { isFree[$0] && matrix[$0, $0] > 0 }
    let scales = free.map { 1 / matrix[$0, $0].squareRoot() }
    let part = Matrix(rows: free.count, columns: free.count) { row, column in
      row >= column ? matrix[free[row], free[column]] * scales[row] * scales[column] : 0
    }
    return (free, scales, part)
  }

  /// The factor of a scaled matrix; a little is added to the diagonal until it has one.
  private func factor(_ matrix: Matrix) throws(StatisticsError) -> Cholesky {
    var (matrix, added) = (matrix, 1e-14)
    while true {
      if let factor = try? Cholesky(matrix) { return factor }
      guard added < 1 else { throw .notConverged(algorithm: "logistic regression") }
      for index in 0..<matrix.rows { matrix[index, index] += added }
      added *= 10
    }
  }

  private func solve(_ matrix: Matrix, _ vector: [Double]) throws(StatisticsError) -> [Double] {
    let (free, scales, part) = scaled(matrix)
    let found = try factor(part).solve(zip(free, scales).map { vector[$0] * $1 })
    var solution = [Double](repeating: 0, count: vector.count)
    for (place, index) in free.enumerated() { solution[index] = found[place] * scales[place] }
    return solution
  }

  private func inverse(_ matrix: Matrix) throws(StatisticsError) -> Matrix {
    let (free, scales, part) = scaled(matrix)
    let factor = try factor(part)
    var inverse = Matrix(rows: matrix.rows, columns: matrix.columns)
    for column in free.indices {
      var unit = [Double](repeating: 0, count: free.count)
      unit[column] = 1
      for (row, value) in factor.solve(unit).enumerated() {
        inverse[free[row], free[column]] = value * scales[row] * scales[column]
      }
    }
    return inverse
  }

  /// Refuses columns without a penalty of their own that repeat others.
  private func checkRank(_ information: Matrix) throws(StatisticsError) {
    var information = information
    for index in penalties.indices { information[index, index] += penalties[index] }
    let (free, _, part) = scaled(information)
    // The square of a pivot is the part of a column that those before it do not explain; the intercept comes first.
    let order = [free.count - 1] + Array(0..<max(0, free.count - 1))
    let turned = Matrix(rows: free.count, columns: free.count) { row, column in
      let (one, other) = (order[row], order[column])
      return row >= column ? part[max(one, other), min(one, other)] : 0
    }
    var lower = turned
    var repeated: [Int] = []
    for column in 0..<free.count {
      var pivot = lower[column, column]
      for before in 0..<column { pivot -= lower[column, before] * lower[column, before] }
      guard pivot > 1e-11 else {
        repeated.append(free[order[column]])
        for row in column..<free.count { lower[row, column] = 0 }
        continue
      }
      let root = pivot.squareRoot()
      lower[column, column] = root
      for row in (column + 1)..<max(column + 1, free.count) {
        var sum = lower[row, column]
        for before in 0..<column { sum -= lower[row, before] * lower[column, before] }
        lower[row, column] = sum / root
      }
    }
    guard repeated.isEmpty else {
      throw .rankDeficient(
        columns: repeated.sorted(), rank: free.count - repeated.count, of: free.count)
    }
  }

  /// Whether no outcome gets less likely along a direction, and some get more so: then there is no best point.
  private func separation(_ direction: [Double]) -> LogisticFit.Separation? {
    guard zip(penalties, isFree).dropLast().contains(where: { $0 == 0 && $1 }) else { return nil }
    let moved = margins(direction)
    let largest = zip(moved.indices, moved).reduce(0) { most, next in
      successes[next.0] + failures[next.0] > 0 ? max(most, abs(next.1)) : most
    }
    let border = 1e-3 * largest
    guard largest > 1e-3 else { return nil }
    var isComplete = true
    for row in moved.indices {
      if successes[row] > 0 {
        if moved[row] < -border { return nil }
        if moved[row] <= border { isComplete = false }
      }
      if failures[row] > 0 {
        if moved[row] > border { return nil }
        if moved[row] >= -border { isComplete = false }
      }
    }
    let columns = (0..<rows.columnCount).filter { abs(direction[$0]) > border }
    return .init(columns: columns, isComplete: isComplete)
  }
}

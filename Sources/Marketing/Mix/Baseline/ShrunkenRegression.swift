import Statistics

/// The posterior mode of a regression whose coefficients have normal or Laplace priors around 0 and whose noise is estimated
/// with them.
///
///     minimise  n ln σ + ‖y − Xθ‖²/2σ² + Σ θⱼ²/2sⱼ² + Σ |θⱼ|/τⱼ + 2σ²
///
/// the last term being the prior σ ~ N⁺(0, 0.5²). In turns: σ² solves 4σ⁴ + nσ² = RSS, and θ at that σ² is a lasso, solved
/// exactly by active sets (signs of the coefficients that are not 0), from one turn's to the next. Each turn lowers the sum.
/// Where the columns can fit every row, σ has no least value above 0; it is kept at a thousandth of the target's deviation.
struct ShrunkenRegression {
  /// A prior of a coefficient.
  enum Shrinkage {
    case normal(deviation: Double)
    case laplace(scale: Double)
  }

  /// X, one array a column.
  let columns: [[Double]]
  /// The prior of each.
  let shrinkage: [Shrinkage]

  /// The coefficients of the mode.
  func mode(for response: [Double]) -> [Double] {
    let design = Matrix(columns: columns, rows: response.count)
    let products = design.transposeTimes(design)
    let moments = design.transposeTimes(response)
    let square = response.reduce(0) { $0 + $1 * $1 }
    let rows = Double(response.count)
    let centre = mean(response)
    let spread = response.reduce(0) { $0 + ($1 - centre) * ($1 - centre) } / max(1, rows)
    guard spread > 0 else { return columns.map { _ in 0 } }
    var variance = spread
    var search = SignedActiveSet(products: products, moments: moments)
    for _ in 0..<500 {
      search.run(
        squares: shrinkage.map {
          if case .normal(let deviation) = $0 { variance / (deviation * deviation) } else { 0 }
        },
        absolutes: shrinkage.map {
          if case .laplace(let scale) = $0 { variance / scale } else { 0 }
        })
      let explained = products.times(search.solution)
      let error = search.solution.indices.reduce(square) {
        $0 + search.solution[$1] * (explained[$1] - 2 * moments[$1])
      }
      let residual = max(error, 0)
      let next = max(
        1e-6 * spread, 2 * residual / (rows + (rows * rows + 16 * residual).squareRoot()))
      let change = abs(next - variance)
      variance = next
      if change <= 1e-12 * variance { break }
    }
    return search.solution
  }
}

/// The least of ½θᵀGθ − cᵀθ + Σ (½qⱼθⱼ² + aⱼ|θⱼ|) by active sets: exact, and started from where the last run ended.
///
/// Coefficients with aⱼ > 0 are 0 or have a sign. With signs given the rest is a linear system; a coefficient that would
/// change its sign on the way stops at 0, and a zero whose slope is steeper than aⱼ gets the sign that goes downhill.
///
/// Source: Lee, Battle, Raina, Ng (2007), "Efficient sparse coding algorithms", algorithm 1.
struct SignedActiveSet {
  let products: Matrix
  let moments: [Double]
  private(set) var solution: [Double]
  private var signs: [Double]

  init(products: Matrix, moments: [Double]) {
    self.products = products
    self.moments = moments
    solution = moments.map { _ in 0 }
    signs = solution
  }

  mutating func run(squares: [Double], absolutes: [Double]) {
    let tolerance = 1e-11 * moments.reduce(0) { max($0, abs($1)) }
    for _ in 0..<(20 * moments.count + 100) {
      while let crossing = step(squares, absolutes) { signs[crossing] = 0 }
      guard let next = steepest(absolutes, tolerance) else { return }
      signs[next.place] = next.sign
    }
  }

  /// Moves to the least under the signs as they are, or to where the first of them ends, which it returns.
  private mutating func step(_ squares: [Double], _ absolutes: [Double]) -> Int? {
    let active = moments.indices.filter { absolutes[$0] == 0 || signs[$0] != 0 }
    let right = active.map { moments[$0] - absolutes[$0] * signs[$0] }
    guard let target = solve(active, squares, right) else { return nil }
    var length = 1.0
    var first: Int?
    for (place, value) in zip(active, target) where absolutes[place] > 0 && value * signs[place] < 0
    {
      let way = value - solution[place]
      let part = way != 0 ? min(max(-solution[place] / way, 0), 1) : 0
      if first == nil || part < length { (length, first) = (part, place) }
    }
    for (place, value) in zip(active, target) {
      solution[place] += length * (value - solution[place])
    }
    if let first { solution[first] = 0 }
    return first
  }

  private func solve(_ active: [Int], _ squares: [Double], _ right: [Double]) -> [Double]? {
    // Exact copies of a column have no prior to tell them apart where q is 0: a trace of one does.
    for trace in [0, 1e-10, 1e-7] {
      let matrix = Matrix(rows: active.count, columns: active.count) { row, column in
        let value = products[active[row], active[column]]
        guard row == column else { return value }
        return value + squares[active[row]] + (value > 0 ? trace * value : 1)
      }
      if let factor = SmallCholesky(matrix) { return factor.solve(right) }
    }
    return nil
  }

  /// The zero whose slope exceeds its penalty most.
  private func steepest(
    _ absolutes: [Double], _ tolerance: Double
  ) -> (place: Int, sign: Double)? {
    let explained = products.times(solution)
    var best: (place: Int, sign: Double)?
    var most = tolerance
    for place in moments.indices where absolutes[place] > 0 && signs[place] == 0 {
      let slope = moments[place] - explained[place]
      let excess = abs(slope) - absolutes[place]
      if excess > most { (best, most) = ((place, slope > 0 ? 1 : -1), excess) }
    }
    return best
  }
}

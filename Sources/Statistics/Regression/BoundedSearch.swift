/// The active-set search of ``BoundedLeastSquares``: minimise ‖b − A·x‖² for l ≤ x ≤ u, the columns of A of length 1 or 0.
///
/// Steps are solved for the residuals of the present x, so that each one also repairs the rounding of those before.
struct BoundedSearch {
  let lower: [Double]
  let upper: [Double]
  private(set) var x: [Double]
  private(set) var positions: [BoundedLeastSquaresFit.Position]

  init(lower: [Double], upper: [Double]) {
    self.lower = lower
    self.upper = upper
    x = zip(lower, upper).map { min(max(0, $0), $1) }
    positions = x.indices.map { [x] in
      x[$0] == lower[$0] ? .atLower : (x[$0] == upper[$0] ? .atUpper : .free)
    }
  }

  /// Runs the search; false where it had to be given up.
  mutating func run(_ a: Matrix, _ b: [Double]) throws(StatisticsError) -> Bool {
    // Far more rows than columns: the search sees R and Qᵀb only.
    var (matrix, target) = (a, b)
    if a.rows > 2 * a.columns, a.columns > 0 {
      let decomposition = try PivotedQR(a)
      let upperFactor = decomposition.upper
      var columns = [[Double]](repeating: [], count: a.columns)
      for (place, column) in decomposition.pivots.enumerated() {
        columns[column] = upperFactor.column(place)
      }
      matrix = Matrix(columns: columns, rows: a.columns)
      target = Array(decomposition.transposedRotation(of: b)[..<a.columns])
    }
    // n·ε of the length of b is rounding.
    let noise = Double(a.rows + 10) * 0x1p-52 * norm(b)
    try settle(matrix, target, released: nil)
    var rejected: Set<Int> = []
    for _ in 0..<(10 * a.columns + 100) {
      let slopes = matrix.transposeTimes(residuals(matrix, target))
      guard let column = candidate(slopes, noise, rejected) else {
        // Once more on A itself, for the last digits.
        try settle(a, b, released: nil)
        return true
      }
      let before = positions[column]
      positions[column] = .free
      if try settle(matrix, target, released: (column, slopes[column] > 0)) {
        rejected = []
      } else {
        positions[column] = before
        rejected.insert(column)
      }
    }
    return false
  }

  /// The largest slope that points into the bounds: 0 at the minimum.
  func optimalityResidual(_ a: Matrix, _ b: [Double]) -> Double {
    let slopes = a.transposeTimes(residuals(a, b))
    return slopes.indices.reduce(0) { max($0, inward(slopes[$1], $1)) }
  }

  private func residuals(_ a: Matrix, _ b: [Double]) -> [Double] {
    zip(b, a.times(x)).map { $0 - $1 }
  }

  private func inward(_ slope: Double, _ column: Int) -> Double {
    if lower[column] == upper[column] { return 0 }
    switch positions[column] {
    case .free: return abs(slope)
    case .atLower: return max(0, slope)
    case .atUpper: return max(0, -slope)
    }
  }

  /// The column at a bound whose release promises most.
  private func candidate(_ slopes: [Double], _ noise: Double, _ rejected: Set<Int>) -> Int? {
    slopes.indices
      .filter { positions[$0] != .free && !rejected.contains($0) && inward(slopes[$0], $0) > noise }
      .max { abs(slopes[$0]) < abs(slopes[$1]) }
  }

  /// Moves the free columns to their minimum, stopping those that reach a bound; false, with nothing moved, where the column
  /// released would not go inwards after all, which is rounding.
  @discardableResult
  private mutating func settle(
    _ a: Matrix, _ b: [Double], released: (column: Int, upwards: Bool)?
  ) throws(StatisticsError) -> Bool {
    var released = released
    while true {
      let free = positions.indices.filter { positions[$0] == .free }
      guard !free.isEmpty else { return true }
      let step = try leastSquaresStep(a.columns(free), residuals(a, b))
      if let check = released {
        guard let place = free.firstIndex(of: check.column) else { return false }
        guard check.upwards ? step[place] > 0 : step[place] < 0 else { return false }
        released = nil
      }
      // The first bound on the way.
      var length = 1.0
      var stopped: (column: Int, isLower: Bool)?
      for (change, column) in zip(step, free) where change != 0 {
        let end = change < 0 ? lower[column] : upper[column]
        let reach = (end - x[column]) / change
        if reach < length { (length, stopped) = (max(0, reach), (column, change < 0)) }
      }
      for (change, column) in zip(step, free) {
        x[column] = min(max(x[column] + length * change, lower[column]), upper[column])
      }
      guard let stopped else { return true }
      positions[stopped.column] = stopped.isLower ? .atLower : .atUpper
      x[stopped.column] = stopped.isLower ? lower[stopped.column] : upper[stopped.column]
    }
  }

  /// The least-squares solution of A·δ = r; columns that repeat others do not move.
  private func leastSquaresStep(_ a: Matrix, _ r: [Double]) throws(StatisticsError) -> [Double] {
    let decomposition = try PivotedQR(a)
    let solution = Triangular.solveUpper(
      decomposition.upper, order: decomposition.rank, decomposition.transposedRotation(of: r))
    var step = [Double](repeating: 0, count: a.columns)
    for (place, value) in solution.enumerated() { step[decomposition.pivots[place]] = value }
    return step
  }
}

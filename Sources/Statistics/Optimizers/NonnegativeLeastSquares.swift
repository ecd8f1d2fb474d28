/// Least squares whose coefficients, but for the first few, must not be negative.
///
///     minimise ‖Σ cⱼ aⱼ − b‖   subject to   cⱼ ≥ 0 for j ≥ freeColumns
///
/// Source: Lawson and Hanson (1974), "Solving Least Squares Problems", algorithm NNLS; free columns are never dropped.
struct NonnegativeLeastSquares {
  /// How many of the first columns may have coefficients of either sign.
  let freeColumns: Int

  /// The coefficients, one a column; columns are few, so that each step may solve anew.
  func solve(_ columns: [[Double]], target: [Double]) -> [Double] {
    let count = columns.count
    var chosen = Array(0..<freeColumns)
    var solution = solve(columns, target, chosen)
    let scale = target.reduce(0) { max($0, abs($1)) }
    guard scale > 0, scale.isFinite else { return [Double](repeating: 0, count: count) }
    // Each round takes in one column; more rounds than this mean a cycle of rounding.
    for _ in 0..<(3 * count) {
      let residual = target.indices.map { row in
        columns.indices.reduce(target[row]) { $0 - solution[$1] * columns[$1][row] }
      }
      // 1. The column that would lower the residual most.
      let gains = columns.indices.map { index in
        chosen.contains(index)
          ? -Double.infinity : zip(columns[index], residual).reduce(0) { $0 + $1.0 * $1.1 }
      }
      guard let next = gains.indices.max(by: { gains[$0] < gains[$1] }),
        gains[next] > 1e-14 * scale
      else { break }
      chosen.append(next)
      // 2. Step towards the free solution; drop what would turn negative.
      while true {
        let wanted = solve(columns, target, chosen)
        let falling = chosen.filter { $0 >= freeColumns && wanted[$0] <= 0 }
        guard !falling.isEmpty else {
          solution = wanted
          break
        }
        let step = falling.reduce(1.0) { least, index in
          let way = solution[index] - wanted[index]
          return way > 0 ? min(least, solution[index] / way) : 0
        }
        for index in chosen { solution[index] += step * (wanted[index] - solution[index]) }
        let dropped = falling.filter { solution[$0] <= 1e-300 || step == 0 }
        for index in dropped { solution[index] = 0 }
        chosen.removeAll { dropped.contains($0) }
        if dropped.isEmpty { break }
      }
    }
    return solution
  }

  /// Least squares on the chosen columns, of least norm where they depend on each other; 0 elsewhere.
  private func solve(_ columns: [[Double]], _ target: [Double], _ chosen: [Int]) -> [Double] {
    var solution = [Double](repeating: 0, count: columns.count)
    guard !chosen.isEmpty, !target.isEmpty,
      let parts = try? SingularValues(
        Matrix(columns: chosen.map { columns[$0] }, rows: target.count))
    else { return solution }
    let turned = parts.left.transposeTimes(target)
    // Far above rounding, far below any constraint that matters.
    let cut = (parts.values.first ?? 0) * 1e-12
    let weights = zip(turned, parts.values).map { $1 > cut ? $0 / $1 : 0 }
    let found = parts.rightTransposed.transposeTimes(weights)
    for (index, value) in zip(chosen, found) { solution[index] = value }
    return solution
  }
}

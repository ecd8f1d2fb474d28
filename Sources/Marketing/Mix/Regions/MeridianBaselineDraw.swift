import Statistics

extension MeridianBaselineSolver {
  /// Levels, slopes, deviations and knots, drawn from their distribution given all else.
  struct Drawn {
    /// In units of the priors' deviations, the priors' means left out: levels, slopes, deviations.
    var standardised: [Double]
    /// The knots, their prior's mean left out.
    var knots: [Double]
  }

  /// Draws the linear part.
  ///
  /// - Parameters:
  ///   - residual: r by block and period; becomes ε, what no part explains.
  ///   - variance: σ².
  ///   - spreads: ξ, one a control.
  ///   - stream: Random numbers.
  /// - Returns: The draw.
  func draw(
    _ residual: UnsafeMutablePointer<Lanes>, variance: Double, spreads: UnsafePointer<Double>,
    using stream: inout RandomStream
  ) -> Drawn {
    let shared = Double(baseline.regions) * baseline.knotVariance
    prepareScale(spreads)
    assemble(variance: variance, shared: shared)
    guard system.factor().isFinite else {
      return Drawn(
        standardised: [Double](repeating: .nan, count: baseline.count),
        knots: [Double](repeating: .nan, count: baseline.knots))
    }
    takeMeans(residual)
    knotsTake(precision: 1 / variance, variance: variance, shared: shared)
    project(residual, precision: 1 / variance)
    // v = v̂ + L⁻ᵀ z.
    let noise = UnsafeMutablePointer<Double>.allocate(capacity: max(baseline.count, 1))
    defer { noise.deallocate() }
    for j in 0..<baseline.count { noise[j] = stream.normal() }
    system.solveTransposed(noise)
    for j in 0..<baseline.count { solution[j] += noise[j] }
    subtractFitted(residual)
    takeMeans(residual)
    let knots = drawKnots(variance: variance, shared: shared, using: &stream)
    for t in 0..<periods {
      var level = 0.0
      if baseline.knotWeights.isEmpty {
        level = knots[t]
      } else {
        for k in 0..<baseline.knots {
          level += baseline.knotWeights[t * baseline.knots + k] * knots[k]
        }
      }
      for block in 0..<blocks { residual[block * periods + t] -= level * mask[block] }
    }
    return Drawn(standardised: (0..<baseline.count).map { solution[$0] }, knots: knots)
  }

  /// Along each eigenvector u_k the knots are independent: of mean κ G √d_k (φ_kᵀ r̄) / s_k and variance κ σ² / s_k.
  private func drawKnots(
    variance: Double, shared: Double, using stream: inout RandomStream
  ) -> [Double] {
    let knots = baseline.knots
    let along = (0..<knots).map { k in
      let value = baseline.eigenvalues[k]
      let own = variance + shared * value
      var projection = 0.0
      if baseline.vectors.isEmpty {
        projection = mean[k]
      } else {
        for t in 0..<periods { projection += baseline.vectors[k * periods + t] * mean[t] }
      }
      let centre = shared * value.squareRoot() * projection / own
      return centre
        + (baseline.knotVariance * variance / own).squareRoot() * stream.normal()
    }
    if baseline.vectors.isEmpty { return along }
    return (0..<knots).map { j in
      (0..<knots).reduce(0) { $0 + along[$1] * baseline.knotVectors[$1 * knots + j] }
    }
  }
}

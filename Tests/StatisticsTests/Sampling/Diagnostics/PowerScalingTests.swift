import Statistics
import TestSupport
import Testing

@Suite("Power scaling") struct PowerScalingTests {
  /// The data of priorsense's example "univariate_normal": y ~ N(μ, σ), μ ~ N(0, 1), σ ~ half N(0, 2.5).
  static let observed = [
    9.5, 10.2, 9.1, 9.1, 10.3, 10.9, 11.7, 10.3, 9.6, 8.6, 9.1, 11.1, 9.3, 10.5, 9.7, 10.3, 10.0,
    9.8, 9.6, 8.3, 10.2, 9.8, 10.0, 10.0, 9.1,
  ]

  /// Draws from a posterior over a grid of μ and σ, exact but for the grid, with both log densities.
  private func grid(
    priorDeviation: Double, observed: [Double], count: Int
  ) -> (draws: Draws, prior: [Double], likelihood: [Double]) {
    var cells: [(mean: Double, deviation: Double, prior: Double, likelihood: Double)] = []
    let n = Double(observed.count)
    let (centre, spread) = (mean(observed), variance(observed) * (n - 1))
    for i in 0..<600 {
      for j in 0..<300 {
        let (mu, sigma) = (Double(i) * 0.02 - 0.5, 0.3 + Double(j) * 0.03)
        let square = spread + n * (centre - mu) * (centre - mu)
        cells.append(
          (
            mu, sigma,
            -0.5 * (mu / priorDeviation) * (mu / priorDeviation) - 0.5 * sigma * sigma / 6.25,
            -n * stableLog(sigma) - 0.5 * square / (sigma * sigma)
          ))
      }
    }
    let top = cells.map { $0.prior + $0.likelihood }.max() ?? 0
    let weights = cells.map { stableExp($0.prior + $0.likelihood - top) }
    // Systematic sampling: a comb of `count` teeth over the cumulated weights.
    let step = weights.reduce(0, +) / Double(count)
    var stream = RandomStream(seed: 1)
    var (level, tooth, chosen) = (0.0, step * 0.5, [Int]())
    for (cell, weight) in weights.enumerated() {
      level += weight
      while tooth < level, chosen.count < count {
        chosen.append(cell)
        tooth += step
      }
    }
    let drawn = chosen.map { cells[$0] }
    // Within a cell as equally as a continuous draw.
    let values =
      drawn.map { $0.mean + 0.02 * (stream.uniform() - 0.5) }
      + drawn.map { $0.deviation + 0.03 * (stream.uniform() - 0.5) }
    return (
      Draws(names: ["mu", "sigma"], chains: 1, length: drawn.count, values: values),
      drawn.map(\.prior), drawn.map(\.likelihood)
    )
  }

  @Test("The conflict of priorsense's example, as quadrature has it")
  func conflict() throws {
    let (draws, prior, likelihood) = grid(
      priorDeviation: 1, observed: Self.observed, count: 40_000)
    let found = try PowerScaling(draws: draws, logPrior: prior, logLikelihood: likelihood)
    // priorsense's formula in NumPy over the exact marginal distributions (no draws, no weights: the model with its
    // prior or likelihood raised to the power, on a grid of 1,201 × 901), cut where 40,000 draws end. priorsense 1.2.0
    // printed 0.340 and 0.471, 0.279 and 0.509 from 4,000 draws, whose tails end earlier.
    let expected = [(0.3774, 0.5402), (0.3078, 0.5498)]
    for (quantity, (prior, likelihood)) in zip(found.quantities, expected) {
      let pair = try (#require(quantity.prior), #require(quantity.likelihood))
      #expect(pair.0.isClose(to: prior, within: .absolute(0.02)), "\(quantity)")
      #expect(pair.1.isClose(to: likelihood, within: .absolute(0.02)), "\(quantity)")
      #expect(quantity.diagnosis == .conflict)
    }
    #expect(try #require(found.priorKhat) < 0.5 && #require(found.likelihoodKhat) < 0.5)
  }

  @Test("A wide prior moves nothing")
  func wide() throws {
    let (draws, prior, likelihood) = grid(
      priorDeviation: 100, observed: Self.observed, count: 20_000)
    let found = try PowerScaling(draws: draws, logPrior: prior, logLikelihood: likelihood)
    let mu = found.quantities[0]
    #expect(try #require(mu.prior) < 0.05 && #require(mu.likelihood) >= 0.05)
    #expect(mu.diagnosis == .none)
  }

  @Test("Data that say nothing leave the prior alone")
  func weak() throws {
    var stream = RandomStream(seed: 3)
    let values = (0..<4000).map { _ in stream.normal() }
    let draws = Draws(names: ["x"], chains: 4, length: 1000, values: values)
    let found = try PowerScaling(
      draws: draws, logPrior: values.map { -0.5 * $0 * $0 },
      logLikelihood: values.map { -0.5e-6 * $0 * $0 })
    #expect(found.quantities[0].diagnosis == .weakLikelihood)
    // Signs and units do not matter.
    let turned = try PowerScaling(
      draws: Draws(names: ["x"], chains: 4, length: 1000, values: values.map { 7 - 1000 * $0 }),
      logPrior: values.map { -0.5 * $0 * $0 }, logLikelihood: values.map { -0.5e-6 * $0 * $0 })
    let (plain, mirrored) = try (
      #require(found.quantities[0].prior), #require(turned.quantities[0].prior)
    )
    #expect(mirrored.isClose(to: plain, within: .digits(9)))
  }

  @Test("The distance is that of priorsense's cjs_dist")
  func distance() throws {
    // cjs_dist(x, x, NULL, w) of R's formulas in NumPy, for the weights that the powers give: no smoothing of four
    // draws.
    let x = [3, 1, 4.5, 2, 2.75]
    let logs = [0.0, 40, -30, 10, 55]
    let draws = Draws(names: ["x"], chains: 1, length: x.count, values: x)
    let found = try PowerScaling(draws: draws, logPrior: logs, logLikelihood: logs)
    #expect(
      try #require(found.quantities[0].prior).isClose(to: 6.177547994501913, within: .digits(9)))
  }

  @Test("Draws of which nothing can be said; densities that are no numbers")
  func bad() throws {
    let draws = Draws(names: ["same", "nan"], chains: 1, length: 3, values: [1, 1, 1, 1, .nan, 2])
    let found = try PowerScaling(draws: draws, logPrior: [0, 1, 2], logLikelihood: [0, 1, 2])
    #expect(found.quantities.allSatisfy { $0.prior == nil && $0.diagnosis == .none })
    #expect(
      throws: StatisticsError.notFinite(
        what: "the log density of the likelihood", row: 2, column: nil)
    ) {
      try PowerScaling(draws: draws, logPrior: [0, 1, 2], logLikelihood: [0, 1, .nan])
    }
  }
}

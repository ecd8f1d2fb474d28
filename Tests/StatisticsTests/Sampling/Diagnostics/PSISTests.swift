import Statistics
import TestSupport
import Testing

private let arvizPath = "bayes/ref_mcmc_diagnostics_arviz.json"
private let posteriorPath = "bayes/ref_mcmc_diagnostics_r_posterior.json"

@Suite("Smoothed importance sampling") struct PSISTests {
  @Test(
    "ArviZ's and R loo's weights of a hopeless case",
    .enabled(
      if: OutsideData.has(arvizPath) && OutsideData.has(posteriorPath), "outside data not here"))
  func reference() throws {
    let expected = JSON.outside(arvizPath)["psis_fixed"]
    let smoothed = try PSIS(logRatios: expected["log_weights_sorted"].numbers)
    let khat = try #require(smoothed.khat)
    #expect(khat.isClose(to: expected["pareto_k"].number, within: .digits(11)))
    #expect(
      agree(Array(smoothed.logWeights.suffix(10)), expected["smoothed_last10"].numbers, .digits(10))
    )
    #expect(
      agree(Array(smoothed.logWeights.prefix(3)), expected["smoothed_first3"].numbers, .digits(12)))
    let loo = JSON.outside(posteriorPath)["psis_fixed"]
    #expect(khat.isClose(to: loo["pareto_k"].number, within: .digits(11)))
    #expect(khat > PSIS.khatLimit(draws: 1000))
  }

  @Test("The shape of a tail that is known: ratios of exponentials", arguments: [0.2, 0.5, 0.8])
  func recovery(shape: Double) throws {
    // r = u^(−k) has a Pareto tail of shape k. Over seeds the estimate varies by about 0.1; ten are averaged.
    let found = try (0..<10).map { seed in
      var stream = RandomStream(seed: 5, stream: UInt64(seed))
      let ratios = (0..<4000).map { _ in -shape * stableLog(stream.uniform()) }
      return try #require(try PSIS(logRatios: ratios).khat)
    }
    #expect(mean(found).isClose(to: shape, within: .absolute(0.1)))
  }

  @Test("Weights add up to 1, keep the order of the ratios and ignore a constant")
  func laws() throws {
    var stream = RandomStream(seed: 2)
    let ratios = (0..<1000).map { _ in 2 * stream.normal() }
    let smoothed = try PSIS(logRatios: ratios)
    #expect(smoothed.weights.reduce(0, +).isClose(to: 1, within: .ulps(1000)))
    let order = ratios.indices.sorted { ratios[$0] < ratios[$1] }
    #expect(
      zip(order, order.dropFirst()).allSatisfy {
        smoothed.logWeights[$0] <= smoothed.logWeights[$1]
      })
    // exp(700) squared overflows.
    let shifted = try PSIS(logRatios: ratios.map { $0 + 1400 })
    #expect(agree(shifted.logWeights, smoothed.logWeights, .absolute(1e-11)))
    #expect(smoothed.effectiveSize < 1000 && smoothed.effectiveSize > 1)
  }

  @Test("Ratios that are all the same are left alone; too few are not smoothed")
  func degenerate() throws {
    let same = try PSIS(logRatios: [Double](repeating: -3, count: 100))
    #expect(
      same.khat == nil && agree(same.weights, [Double](repeating: 0.01, count: 100), .digits(14)))
    let few = try PSIS(logRatios: [0, 1, 2])
    #expect(few.khat == nil && few.weights.reduce(0, +).isClose(to: 1, within: .ulps(4)))
    #expect(try PSIS(logRatios: []).logWeights.isEmpty)
    let some = try PSIS(logRatios: [-.infinity, 0, 0])
    #expect(some.weights[0] == 0 && some.weights[1].isClose(to: 0.5, within: .ulps(4)))
  }

  @Test("Ratios that are no numbers are refused", arguments: [Double.nan, .infinity])
  func refused(bad: Double) {
    #expect(throws: StatisticsError.notFinite(what: "the log ratios", row: 1, column: nil)) {
      try PSIS(logRatios: [0, bad, 1])
    }
  }
}

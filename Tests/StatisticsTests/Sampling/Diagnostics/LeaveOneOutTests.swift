import Statistics
import TestSupport
import Testing

private let arvizPath = "bayes/ref_mcmc_diagnostics_arviz.json"

/// The log density of a normal.
private func logNormal(_ y: Double, _ mean: Double, _ deviation: Double) -> Double {
  -0.5 * 1.8378770664093453 - stableLog(deviation)
    - 0.5 * (y - mean) * (y - mean) / (deviation * deviation)
}

/// The log densities of the test scores given the mothers' IQ, at posteriordb's draws.
private func kidScores() -> (logLikelihood: Draws, parameters: Draws) {
  let name = "bayes/posteriordb/kidiq-kidscore_momiq"
  let data = JSON.outside("\(name).json")["data"]
  let columns = outsideColumns("\(name).draws.csv")
  let (y, x) = (data["kid_score"].numbers, data["mom_iq"].numbers)
  let (a, b) = (columns["beta[1]"] ?? [], columns["beta[2]"] ?? [])
  let sigma = columns["sigma"] ?? []
  let values = y.indices.flatMap { i in
    sigma.indices.map { logNormal(y[i], a[$0] + b[$0] * x[i], sigma[$0]) }
  }
  return (
    Draws(names: y.indices.map { "y\($0)" }, chains: 10, length: 1000, values: values),
    Draws(names: ["a", "b"], chains: 10, length: 1000, values: a + b)
  )
}

@Suite("Predictive scores") struct LeaveOneOutTests {
  @Test(
    "ArviZ scores the regression of test scores alike",
    .enabled(if: OutsideData.has(arvizPath), "outside data not here"))
  func kidScore() throws {
    let expected = JSON.outside(arvizPath)["loo_kidscore_momiq"]
    let (logLikelihood, parameters) = kidScores()
    // ArviZ takes one relative efficiency for all observations, the mean of the parameters' (here the coefficients').
    let efficiency = try mean(
      [0, 1].map { try #require(parameters.diagnostics(of: $0).essMean) / 10_000 })
    let found = try LeaveOneOut(logLikelihood: logLikelihood, relativeEfficiency: efficiency)
    #expect(found.elpd.isClose(to: expected["elpd_loo"].number, within: .digits(10)))
    #expect(found.effectiveParameters.isClose(to: expected["p_loo"].number, within: .digits(7)))
    // ArviZ divides the variance by n, R's loo and this by n − 1.
    let correction = (434.0 / 433).squareRoot()
    #expect(found.se.isClose(to: expected["se"].number * correction, within: .digits(9)))
    #expect(agree(Array(found.pointwise.prefix(10)), expected["loo_i_first10"].numbers, .digits(9)))
    let khat = found.khat.compactMap(\.self)
    #expect(khat.count == 434 && found.unreliable.isEmpty)
    #expect(
      agree(Array(khat.prefix(10)), expected["pareto_k_first10"].numbers, .absolute(1e-8)))
    #expect(
      khat.max()?.isClose(to: expected["pareto_k_max"].number, within: .absolute(1e-8)) == true)
    // Measuring each observation's efficiency, as R's loo does, moves next to nothing.
    let measured = try LeaveOneOut(logLikelihood: logLikelihood)
    #expect(measured.elpd.isClose(to: found.elpd, within: .absolute(1e-3)))

    let waic = try WAIC(logLikelihood: logLikelihood)
    // Again n against n − 1, here over the draws.
    let penalty = expected["p_waic"].number * 10_000 / 9_999
    #expect(waic.effectiveParameters.isClose(to: penalty, within: .digits(9)))
    #expect(
      waic.elpd.isClose(to: expected["lppd"].number - penalty, within: .digits(11)))
    #expect(waic.se.isClose(to: expected["waic_se"].number * correction, within: .digits(5)))
    #expect(waic.doubtful == 0)
  }

  @Test(
    "ArviZ scores the eight schools alike",
    .enabled(
      if: OutsideData.has("bayes/posteriordb/eight_schools-eight_schools_noncentered.draws.csv"),
      "draws of the eight schools not here"))
  func eightSchools() throws {
    let expected = JSON.outside(arvizPath)["loo_eight_schools"]
    let name = "bayes/posteriordb/eight_schools-eight_schools_noncentered"
    let data = JSON.outside("\(name).json")["data"]
    let columns = outsideColumns("\(name).draws.csv")
    let (y, sigma) = (data["y"].numbers, data["sigma"].numbers)
    let values = y.indices.flatMap { school in
      (columns["theta[\(school + 1)]"] ?? []).map { logNormal(y[school], $0, sigma[school]) }
    }
    let draws = Draws(names: y.map { "\($0)" }, chains: 10, length: 1000, values: values)
    let found = try LeaveOneOut(logLikelihood: draws, relativeEfficiency: 1)
    #expect(found.elpd.isClose(to: expected["elpd_loo"].number, within: .digits(10)))
    #expect(
      found.se.isClose(to: expected["se"].number * (8.0 / 7).squareRoot(), within: .digits(10)))
    #expect(agree(found.pointwise, expected["loo_i"].numbers, .digits(10)))
    #expect(agree(found.khat.compactMap(\.self), expected["pareto_k"].numbers, .digits(8)))
    #expect(found.effectiveParameters.isClose(to: expected["p_loo"].number, within: .digits(8)))
  }

  @Test("The mean of a normal: leave-one-out in closed form, and the wrong model loses")
  func closedForm() throws {
    // y ~ N(μ, 1), flat prior: without yᵢ, the next is N(mean of the others, 1 + 1/(n − 1)).
    var stream = RandomStream(seed: 9)
    let n = 40
    let y = (0..<n).map { _ in stream.normal() }
    let centre = mean(y)
    let draws = (0..<8000).map { _ in centre + stream.normal() / Double(n).squareRoot() }
    func scores(_ deviation: Double) -> Draws {
      Draws(
        names: y.map { "\($0)" }, chains: 4, length: 2000,
        values: y.flatMap { value in draws.map { logNormal(value, $0, deviation) } })
    }
    let found = try LeaveOneOut(logLikelihood: scores(1))
    let exact = y.reduce(0) { sum, value in
      let others = (centre * Double(n) - value) / Double(n - 1)
      return sum + logNormal(value, others, (1 + 1 / Double(n - 1)).squareRoot())
    }
    // The Monte Carlo error of the sum is about √(p/S) · few = 0.03.
    #expect(found.elpd.isClose(to: exact, within: .absolute(0.06)))
    #expect(found.effectiveParameters.isClose(to: 1, within: .absolute(0.5)))
    let waic = try WAIC(logLikelihood: scores(1))
    #expect(waic.elpd.isClose(to: found.elpd, within: .absolute(0.1)))

    let wide = try LeaveOneOut(logLikelihood: scores(3))
    let difference = found.difference(from: wide)
    #expect(difference.elpd.isClose(to: found.elpd - wide.elpd, within: .digits(11)))
    #expect(difference.elpd > 2 * difference.se && difference.se > 0)
    let none = found.difference(from: found)
    #expect(none.elpd == 0 && none.se == 0)
  }

  @Test("An observation that the posterior hangs on is pointed at")
  func outlier() throws {
    var stream = RandomStream(seed: 4)
    // The weights 1/p(y | θ) of the second observation have an infinite mean.
    let draws = (0..<4000).map { _ in stream.normal() }
    let values = draws.map { logNormal(0, $0, 3) } + draws.map { logNormal(4, $0, 0.5) }
    let scores = Draws(names: ["usual", "odd"], chains: 4, length: 1000, values: values)
    #expect(try LeaveOneOut(logLikelihood: scores).unreliable == [1])
    #expect(try WAIC(logLikelihood: scores).doubtful == 1)
  }

  @Test("What is no number is refused, and where it is said")
  func refused() {
    let bad = Draws(names: ["a", "b"], chains: 1, length: 3, values: [0, 0, 0, 0, -.infinity, 0])
    let expected = StatisticsError.notFinite(
      what: "the log density of b over the draws", row: 1, column: nil)
    #expect(throws: expected) { try LeaveOneOut(logLikelihood: bad) }
    #expect(throws: expected) { try WAIC(logLikelihood: bad) }
    let empty = Draws(names: [], chains: 1, length: 3, values: [])
    #expect(throws: StatisticsError.self) { try LeaveOneOut(logLikelihood: empty) }
    let one = Draws(names: ["a"], chains: 1, length: 1, values: [0])
    #expect(throws: StatisticsError.self) { try WAIC(logLikelihood: one) }
  }
}

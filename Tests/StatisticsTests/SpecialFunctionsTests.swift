import Statistics
import TestSupport
import Testing

private let path = "stats/ref_special_functions_distributions.json"
private let isHere = OutsideData.has(path)

@Suite("Special functions and distributions", .enabled(if: isHere, "outside data not here"))
struct SpecialFunctionsTests {
  let all = JSON.outside(path)

  private func compare(
    _ key: String, _ tolerance: Tolerance, _ function: ([Double]) -> Double
  ) {
    let rows = all[key].rows
    #expect(!rows.isEmpty)
    for row in rows {
      guard let expected = row.last, expected == 0 || abs(expected) > 1e-300 else { continue }
      let found = function(Array(row.dropLast()))
      let isNear =
        found.isClose(to: expected, within: tolerance)
        || found.isClose(to: expected, within: .absolute(1e-300))
      #expect(isNear, "\(key)\(row): \(found)")
    }
  }

  @Test("Functions keep the promised error against 40-digit values")
  func functions() {
    compare("lgamma", .relative(1e-14)) { logGamma($0[0]) }
    compare("digamma", .relative(1e-13)) { digamma($0[0]) }
    compare("erf", .relative(1e-15)) { errorFunction($0[0]) }
    compare("erfc", .relative(1e-14)) { complementaryErrorFunction($0[0]) }
    compare("erfinv", .relative(1e-13)) { inverseErrorFunction($0[0]) }
    compare("gammainc_P", .relative(1e-12)) { incompleteGamma($0[0], $0[1]).lower }
    compare("gammainc_Q", .relative(1e-12)) { incompleteGamma($0[0], $0[1]).upper }
    compare("betainc_reg", .relative(1e-12)) { incompleteBeta($0[0], $0[1], $0[2]).lower }
    compare("log_beta", .relative(1e-13)) { logBeta($0[0], $0[1]) }
    compare("norm_ppf", .relative(3e-15)) { normalQuantile($0[0]) }
    compare("norm_logcdf", .relative(1e-13)) { Normal().logCumulative($0[0]) }
  }

  @Test("Distributions have SciPy's densities, tails and quantiles")
  func distributions() {
    let ours: [(String, any ProbabilityDistribution)] = [
      ("normal(1,2)", Normal(mean: 1, deviation: 2)),
      ("student_t(3,0.5,2)", StudentT(degreesOfFreedom: 3, location: 0.5, scale: 2)),
      ("student_t(30,0,1)", StudentT(degreesOfFreedom: 30)),
      ("gamma(shape2.5,rate1.5)", Gamma(shape: 2.5, rate: 1.5)), ("beta(2,5)", Beta(2, 5)),
      ("beta(0.5,0.5)", Beta(0.5, 0.5)),
      ("lognormal(mu0.2,sd0.9)", LogNormal(logMean: 0.2, logDeviation: 0.9)),
      ("halfnormal(2)", HalfNormal(scale: 2)), ("exponential(rate0.7)", Exponential(rate: 0.7)),
      ("uniform(-1,3)", Uniform(-1, 3)), ("chi2(4)", ChiSquared(degreesOfFreedom: 4)),
      ("F(3,12)", FDistribution(3, 12)),
    ]
    for (name, distribution) in ours {
      let expected = all["continuous"][name]
      for (p, value) in zip(expected["q"].numbers, expected["ppf"].numbers) {
        #expect(
          distribution.quantile(p).isClose(to: value, within: .relative(1e-11)),
          "\(name) at \(p): \(distribution.quantile(p)), \(value)")
        #expect(
          distribution.cumulative(distribution.quantile(p)).isClose(to: p, within: .relative(1e-11))
        )
      }
      for (index, x) in expected["at"].numbers.enumerated() {
        let (log, below) = (expected["logpdf"].numbers[index], expected["cdf"].numbers[index])
        guard log.isFinite else { continue }
        #expect(
          distribution.logDensity(x).isClose(to: log, within: .relative(1e-12)), "\(name) \(x)")
        #expect(
          distribution.cumulative(x).isClose(to: below, within: .relative(1e-12)), "\(name) \(x)")
        let total = distribution.cumulative(x) + distribution.upperTail(x)
        #expect(total.isClose(to: 1, within: .absolute(1e-14)))
      }
    }
    let counts = all["discrete"]["poisson(3.2)"]
    let poisson = Poisson(mean: 3.2)
    for (index, k) in counts["k"].numbers.enumerated() {
      #expect(
        poisson.logDensity(k).isClose(to: counts["logpmf"].numbers[index], within: .relative(1e-12))
      )
      #expect(
        poisson.cumulative(k).isClose(to: counts["cdf"].numbers[index], within: .relative(1e-12)))
    }
    #expect([0.05, 0.5, 0.95].map(poisson.quantile) == counts["ppf_05_50_95"].numbers)
  }

  @Test("Quantiles far out come back to their tail")
  func roundTrips() {
    for p in [1e-200, 1e-30, 1e-9, 0.3, 0.999] {
      for a in [0.05, 0.7, 12, 4000] {
        let x = inverseIncompleteGamma(a, lower: p)
        if x > 1e-290 {
          #expect(incompleteGamma(a, x).lower.isClose(to: p, within: .relative(1e-9)), "\(a) \(p)")
        }
        let y = inverseIncompleteGamma(a, upper: p)
        if y > 1e-290 {
          #expect(incompleteGamma(a, y).upper.isClose(to: p, within: .relative(1e-9)), "\(a) \(p)")
        }
        let z = inverseIncompleteBeta(a, 3, lower: p)
        if z > 1e-290, z < 0.99 {
          #expect(
            incompleteBeta(a, 3, z).lower.isClose(to: p, within: .relative(1e-9)), "\(a) \(p)")
        }
      }
    }
  }
}

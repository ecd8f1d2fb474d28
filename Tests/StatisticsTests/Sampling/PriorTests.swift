import Foundation
import Statistics
import TestSupport
import Testing

private let priors: [Prior] = [
  .normal(mean: 0.3, deviation: 2.5), .halfNormal(deviation: 1.7),
  .truncatedNormal(mean: 0.8, deviation: 0.8, lower: 0.1, upper: 10),
  .truncatedNormal(mean: -3, deviation: 0.5, lower: 0, upper: .infinity),
  .truncatedNormal(mean: 2, deviation: 1, lower: -.infinity, upper: 1),
  .logNormal(location: 0.2, scale: 0.9), .beta(1, 3), .beta(2.5, 0.7),
  .gamma(shape: 3, rate: 1), .gamma(shape: 0.6, rate: 2.5), .inverseGamma(shape: 3.5, scale: 2),
  .exponential(rate: 0.7), .uniform(lower: -1, upper: 3),
  .student(degrees: 3, location: 0.5, scale: 2), .student(degrees: 1, location: 0, scale: 2.5),
  .halfStudent(degrees: 4, scale: 1.5), .laplace(location: 0.4, scale: 1.2),
]

@Suite("Priors")
struct PriorTests {
  // References are kept one folder up.
  private static let statisticsTests =
    "/" + #filePath.split(separator: "/").dropLast(2).joined(separator: "/") + "/x"

  @Test("Log densities, tails, quantiles and moments are SciPy's", arguments: priors)
  func scipy(_ prior: Prior) throws {
    let kept = JSON.kept("priors.json", testFile: Self.statisticsTests)
    let expected = kept["priors"]["\(prior)"]
    let (points, logs) = (expected["x"].numbers, expected["log"].numbers)
    try #require(points.count == 7 && logs.count == 7, "no reference of \(prior)")
    let quick = PreparedPrior(prior)
    for (index, p) in kept["probabilities"].numbers.enumerated() {
      let (x, log) = (points[index], logs[index])
      // Relative to the logarithm or to 1, whichever is larger: a log density may be near 0.
      #expect(abs(prior.logDensity(x).value - log) < 1e-12 * max(1, abs(log)), "\(prior) at \(x)")
      #expect(abs(quick.logDensity(x).value - log) < 1e-12 * max(1, abs(log)), "\(prior) at \(x)")
      #expect(abs(prior.cumulative(x) - p) < 1e-11, "\(prior) at \(x)")
      let found = prior.quantile(p)
      #expect(abs(found - x) < 1e-9 * max(abs(x), 1e-3), "\(prior), \(p): \(found), \(x)")
    }
    if expected["mean"].number.isFinite {
      #expect(prior.mean.isClose(to: expected["mean"].number, within: .relative(1e-10)))
      #expect(prior.variance.isClose(to: expected["variance"].number, within: .relative(1e-8)))
    } else {
      #expect(!prior.mean.isFinite)
    }
  }

  @Test(
    "Slopes are those of differences, on the parameter and on the coordinate", arguments: priors)
  func slopes(_ prior: Prior) {
    let quick = PreparedPrior(prior)
    for p in [0.03, 0.2, 0.45, 0.7, 0.96] {
      let x = prior.quantile(p)
      let step = 1e-6 * max(abs(x), 0.01)
      let slope =
        (prior.logDensity(x + step).value - prior.logDensity(x - step).value) / (2 * step)
      #expect(
        abs(quick.logDensity(x).slope - slope) < 1e-6 * max(1, abs(slope)), "\(prior) at \(x)")
      let u = prior.support.coordinate(of: x)
      let (h, at) = (1e-5, quick.atCoordinate(u))
      let byU = (quick.atCoordinate(u + h).value - quick.atCoordinate(u - h).value) / (2 * h)
      #expect(abs(at.slope - byU) < 1e-7 * max(1, abs(byU)), "\(prior) at \(u)")
      let dx = (quick.atCoordinate(u + h).x - quick.atCoordinate(u - h).x) / (2 * h)
      #expect(abs(at.dx - dx) < 1e-8 * max(1, abs(dx)))
      let map = prior.support.value(at: u)
      #expect(abs(at.x - x) < 1e-12 * max(1, abs(x)) && abs(map.x - x) < 1e-12 * max(1, abs(x)))
      let expected = prior.logDensity(x).value + map.logJacobian
      #expect(abs(at.value - expected) < 1e-11 * max(1, abs(expected)), "\(prior) at \(u)")
    }
  }

  @Test("Draws have the distribution: Kolmogorov–Smirnov", arguments: priors)
  func draws(_ prior: Prior) {
    var stream = RandomStream(seed: 11)
    let count = 4_000
    let shares = (0..<count).map { _ in prior.cumulative(prior.draw(from: &stream)) }.sorted()
    let distance = shares.enumerated().reduce(0.0) { largest, point in
      max(largest, abs(point.element - (Double(point.offset) + 0.5) / Double(count)))
    }
    // The 0.9999 quantile of √n·D is 2.23: one false alarm in 10⁴ a prior, with a fixed seed.
    #expect(distance * Double(count).squareRoot() < 2.23, "\(prior): \(distance)")
  }

  @Test("Improper and contradictory parameters are named")
  func problems() {
    let bad: [(Prior, String)] = [
      (.normal(mean: 0, deviation: 0), "deviation"), (.normal(mean: .nan, deviation: 1), "mean"),
      (.halfNormal(deviation: -1), "deviation"), (.beta(0, 1), "first shape"),
      (.beta(1, -2), "second shape"), (.gamma(shape: 1, rate: 0), "rate"),
      (.inverseGamma(shape: -1, scale: 1), "shape"), (.exponential(rate: -3), "rate"),
      (.uniform(lower: 2, upper: 1), "below"), (.uniform(lower: 0, upper: .infinity), "upper end"),
      (.student(degrees: 0, location: 0, scale: 1), "degrees"), (.fixed(.nan), "value"),
      (.halfStudent(degrees: 3, scale: 0), "scale"), (.laplace(location: 0, scale: 0), "scale"),
      (.logNormal(location: 0, scale: -0.1), "logarithm"),
      (.truncatedNormal(mean: 0, deviation: 1, lower: 3, upper: 3), "below"),
      (.truncatedNormal(mean: 0, deviation: 1, lower: 50, upper: 60), "no mass"),
    ]
    for (prior, word) in bad {
      #expect(prior.problem()?.contains(word) == true, "\(prior): \(prior.problem() ?? "-")")
      #expect(prior.problem()?.contains("\(prior)") == true)
    }
    for prior in priors + [.fixed(0.5)] { #expect(prior.problem() == nil) }
  }

  @Test("A known parameter is itself")
  func known() {
    var stream = RandomStream(seed: 1)
    let prior = Prior.fixed(0.4)
    #expect(prior.support == .known && !prior.support.hasCoordinate)
    #expect(prior.draw(from: &stream) == 0.4 && prior.mean == 0.4 && prior.variance == 0)
    #expect(stream == RandomStream(seed: 1))
    #expect("\(prior)" == "fixed(0.4)")
  }

  @Test("Outside the support the density is nothing")
  func outside() {
    for (prior, x) in [
      (Prior.halfNormal(deviation: 1), -0.1), (.beta(2, 2), 1.1), (.beta(2, 2), -0.1),
      (.gamma(shape: 2, rate: 1), -1), (.logNormal(location: 0, scale: 1), -1),
      (.uniform(lower: 0, upper: 1), 2), (.inverseGamma(shape: 1, scale: 1), -1),
      (.truncatedNormal(mean: 0, deviation: 1, lower: 1, upper: 2), 0.5),
    ] {
      #expect(prior.logDensity(x).value == -.infinity && prior.logDensity(x).slope == 0)
    }
    #expect(PreparedPrior(.normal(mean: 0, deviation: 1)).logDensity(.nan).value.isNaN)
  }

  @Test("A far tail between two ends keeps its digits")
  func farTail() {
    // P(30 < Z < 31) by mpmath in 40 digits.
    let cut = TruncatedNormal(location: 0, scale: 1, lower: 30, upper: 31)
    #expect(cut.logMass.isClose(to: tailLog, within: .relative(1e-12)), "\(cut.logMass)")
    #expect(cut.mean > 30 && cut.mean < 30.04 && cut.variance > 0)
    #expect(cut.quantile(0.5) > 30 && cut.quantile(0.5) < cut.quantile(0.9))
  }
  private let tailLog = -454.321243956343252
}

import Foundation
import Statistics
import TestSupport
import Testing

/// A normal of given mean and precision, with log density 3 at its mode.
func normalDensity(mean: [Double], precision: [[Double]]) -> PlainDensity {
  PlainDensity(dimension: mean.count) { point in
    let away = zip(point, mean).map { $0 - $1 }
    let pull = precision.map { row in zip(row, away).reduce(0) { $0 - $1.0 * $1.1 } }
    return (3 + 0.5 * zip(away, pull).reduce(0) { $0 + $1.0 * $1.1 }, pull)
  }
}

/// Deviations 1, 1000 and 0.001 with a correlation of 0.99 between the last two.
let stretched: PlainDensity = {
  let (r, a, b) = (0.99, 1e3, 1e-3)
  let d = 1 - r * r
  return normalDensity(
    mean: [2, -5, 0.25],
    precision: [
      [1, 0, 0], [0, 1 / (a * a * d), -r / (a * b * d)], [0, -r / (a * b * d), 1 / (b * b * d)],
    ])
}()

@Suite("Modes")
struct ModeTests {
  @Test("Rosenbrock's valley")
  func rosenbrock() throws {
    let valley = PlainDensity(dimension: 2) { p in
      let (u, v) = (1 - p[0], p[1] - p[0] * p[0])
      return (-u * u - 100 * v * v, [2 * u + 400 * p[0] * v, -200 * v])
    }
    let mode = try ModeSearch().mode(of: valley, from: [-1.2, 1])
    #expect(mode.isSettled && mode.stop == .converged)
    #expect(agree(mode.position, [1, 1], .absolute(1e-5)), "\(mode.position)")
    #expect(mode.evaluations < 100)
  }

  @Test("A badly scaled normal")
  func normal() throws {
    let mode = try ModeSearch().mode(of: stretched, from: [0, 0, 0])
    #expect(mode.isSettled)
    #expect(mode.logDensity.isClose(to: 3, within: .absolute(1e-9)))
  }

  @Test("A density that rises for ever has no mode, and the answer says so")
  func runaway() throws {
    // A funnel: the narrower, the higher.
    let funnel = PlainDensity(dimension: 3) { p in
      let w = exp(-2 * p[0])
      let square = p[1] * p[1] + p[2] * p[2]
      return (-3 * p[0] - 0.5 * w * square, [-3 + w * square, -w * p[1], -w * p[2]])
    }
    let mode = try ModeSearch().mode(of: funnel, from: [0, 1, -1])
    #expect(!mode.isSettled, "\(mode)")
    #expect(throws: StatisticsError.self) { try LaplaceApproximation(of: funnel, at: mode) }
    let line = PlainDensity(dimension: 1) { ($0[0], [1]) }
    #expect(try !ModeSearch().mode(of: line, from: [0]).isSettled)
  }

  @Test("A start where the density is no number is refused")
  func badStart() {
    let log = PlainDensity(dimension: 1) { (Foundation.log($0[0]) - $0[0], [1 / $0[0] - 1]) }
    #expect(throws: StatisticsError.self) { try ModeSearch().mode(of: log, from: [-1]) }
    // Beyond the edge the density is NaN; the search stays inside.
    #expect(throws: Never.self) {
      let mode = try ModeSearch().mode(of: log, from: [30])
      #expect(abs(mode.position[0] - 1) < 1e-5 && mode.isSettled)
    }
  }
}

@Suite("Normal approximations at the mode")
struct LaplaceApproximationTests {
  @Test("Exact for a normal")
  func normal() throws {
    let mode = try ModeSearch().mode(of: stretched, from: [0, 0, 0])
    let found = try LaplaceApproximation(of: stretched, at: mode)
    #expect(agree(found.centre, [2, -5, 0.25], .absolute(1e-6)), "\(found.centre)")
    #expect(agree(found.deviations, [1, 1e3, 1e-3], .relative(1e-9)), "\(found.deviations)")
    #expect(found.covariance[1, 2].isClose(to: 0.99, within: .relative(1e-9)))
    // ∫ = e³·(2π)^{3/2}·√|Σ|, |Σ| = 1·(1 − 0.99²).
    let evidence = 3 + 1.5 * log(2 * Double.pi) + 0.5 * log(1 - 0.99 * 0.99)
    #expect(found.logEvidence.isClose(to: evidence, within: .absolute(1e-8)))
    let draws = found.draws(20_000, seed: 3)
    for (quantity, (centre, deviation)) in [(2.0, 1.0), (-5, 1e3), (0.25, 1e-3)].enumerated() {
      let values = Array(draws.pooled(quantity))
      // Five standard errors of the mean; of the deviation, 1/√(2n).
      #expect(abs(mean(values) - centre) < 5 * deviation / 20_000.0.squareRoot())
      #expect(abs(standardDeviation(values) / deviation - 1) < 5 / 40_000.0.squareRoot())
    }
    #expect(draws == found.draws(20_000, seed: 3))
  }

  @Test("The curvature of a known function")
  func curvature() throws {
    // Gamma(a, 1) in log coordinates: a·u − eᵘ has its mode at log a with curvature a.
    let gamma = PlainDensity(dimension: 1) { (7 * $0[0] - exp($0[0]), [7 - exp($0[0])]) }
    let mode = try ModeSearch().mode(of: gamma, from: [0])
    let found = try LaplaceApproximation(of: gamma, at: mode)
    #expect(found.centre[0].isClose(to: log(7), within: .absolute(1e-9)))
    // The curvature is that where the search ended, up to √(2·10⁻¹²) deviations from the mode.
    #expect(found.covariance[0, 0].isClose(to: 1.0 / 7, within: .relative(2e-6)))
  }

  @Test("A saddle and a ridge are refused in words")
  func saddle() throws {
    let saddle = PlainDensity(dimension: 2) {
      (-$0[0] * $0[0] + $0[1] * $0[1], [-2 * $0[0], 2 * $0[1]])
    }
    let point = try ModeSearch().mode(of: saddle, from: [0, 0])
    do {
      _ = try LaplaceApproximation(of: saddle, at: point)
      Issue.record("a saddle was taken for a mode")
    } catch {
      #expect("\(error)".contains("saddle"), "\(error)")
    }
    let ridge = PlainDensity(dimension: 2) { p in
      (-(p[0] + p[1]) * (p[0] + p[1]), [-2 * (p[0] + p[1]), -2 * (p[0] + p[1])])
    }
    let top = try ModeSearch().mode(of: ridge, from: [1, 2])
    #expect(throws: StatisticsError.self) { try LaplaceApproximation(of: ridge, at: top) }
  }
}

@Suite("Pathfinder")
struct PathfinderTests {
  @Test("Exact for a normal")
  func normal() throws {
    let mixed = normalDensity(
      mean: [1, -2, 3, 0],
      precision: [[2, 0.5, 0, 0], [0.5, 1, 0.2, 0], [0, 0.2, 4, 1], [0, 0, 1, 3]])
    var pathfinder = Pathfinder()
    pathfinder.draws = 4_000
    let found = try pathfinder.sample(mixed, starts: [[0, 0, 0, 0], [5, 5, -5, 5]])
    #expect(found.paths.count == 2 && !found.isPartial)
    // The evidence of the normal: the bound reaches it.
    let mode = try ModeSearch().mode(of: mixed, from: [0, 0, 0, 0])
    let laplace = try LaplaceApproximation(of: mixed, at: mode)
    for path in found.paths {
      #expect(path.bound < laplace.logEvidence + 0.5 && path.bound > laplace.logEvidence - 0.5)
    }
    for quantity in 0..<4 {
      let values = Array(found.draws.pooled(quantity))
      let deviation = laplace.deviations[quantity]
      // Six standard errors for as many effective draws as there are.
      let error = 6 * deviation / min(4_000, found.effectiveDraws).squareRoot()
      #expect(abs(mean(values) - laplace.centre[quantity]) < error, "\(quantity): \(mean(values))")
      #expect(abs(standardDeviation(values) / deviation - 1) < 0.1)
    }
    #expect(try pathfinder.sample(mixed, starts: [[0, 0, 0, 0], [5, 5, -5, 5]]) == found)
  }

  @Test("No climb, no answer")
  func failure() {
    let nothing = PlainDensity(dimension: 1) { _ in (.nan, [.nan]) }
    #expect(throws: StatisticsError.self) { try Pathfinder().sample(nothing, starts: [[0]]) }
  }
}

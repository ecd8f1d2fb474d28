import Foundation
import Statistics
import TestSupport
import Testing

private let isHere = OutsideData.has("\(ReferencePosterior.folder)/arK-arK.json")

/// Every posterior of the database that is written here.
private let all: [ReferencePosterior] =
  isHere
  ? [
    .eightSchoolsNoncentred, .eightSchoolsCentred, .kidscoreByIQ, .kidscoreInteraction,
    .earningsByHeight, .mesquite, .autoregression, .movingAverage, .garch, .gaussianProcess,
    .hiddenMarkov, .mixture,
  ] : []

extension ReferencePosterior: CustomTestStringConvertible {
  var testDescription: String { file }
}

@Suite("Posteriors of posteriordb", .enabled(if: isHere, "outside data not here"))
struct PosteriorsTests {
  @Test("Log densities are SciPy's at the reference's points")
  func logDensities() {
    var checked: Set<String> = []
    for posterior in all {
      for point in posterior.reference["log_density_points"].list {
        let given = posterior.quantityNames.map { point["params"][$0].number }
        let x = posterior.parameters(given)
        var gradient = [Double](repeating: 0, count: posterior.dimension)
        let found = posterior.density(x, &gradient) - Double(posterior.halves) * log(2)
        let expected = point["log_density"].number
        #expect(
          found.isClose(to: expected, within: .relative(1e-12)),
          "\(posterior.file): \(found) for \(expected)")
        checked.insert(posterior.file)
        #expect(agree(posterior.quantities(x), given, .relative(1e-12)), "\(posterior.file)")
      }
    }
    // The other five come without points.
    #expect(checked.count == 7)
  }

  @Test("Gradients are those of central differences", arguments: all)
  func gradients(_ posterior: ReferencePosterior) {
    let means = posterior.quantityNames.map { posterior.reference["parameters"][$0]["mean"].number }
    let centre = zip(posterior.constraints, posterior.parameters(means)).map {
      $0.coordinate(of: $1)
    }
    var stream = RandomStream(seed: 5, stream: UInt64(posterior.file.count))
    for round in 0..<5 {
      let point = centre.map { $0 + Double(round) * 0.1 * stream.normal() }
      let error = posterior.smooth.gradientError(at: point)
      #expect(error < 2e-7, "\(posterior.file), round \(round): \(error)")
    }
  }
}

extension PosteriorsTests {
  /// Quick posteriors of which a climb from 0 finds the mode.
  private static let quick: [ReferencePosterior] =
    isHere ? [.kidscoreByIQ, .movingAverage, .hiddenMarkov, .mixture] : []

  @Test("At the mode a normal is close to the reference where the posterior is close to one")
  func laplace() throws {
    for posterior in Self.quick {
      let mode = try ModeSearch().mode(
        of: posterior, from: [Double](repeating: 0, count: posterior.dimension))
      #expect(mode.isSettled, "\(posterior.file): \(mode.stop), \(mode.expectedGain)")
      let draws = try LaplaceApproximation(of: posterior, at: mode).draws(4_000, seed: 9)
      expectNear(draws, posterior, means: 0.35, deviations: 0.25)
    }
  }

  @Test("Pathfinder comes close to the reference")
  func pathfinder() throws {
    for posterior in Self.quick {
      var pathfinder = Pathfinder()
      pathfinder.draws = 2_000
      let found = try pathfinder.sample(
        posterior, starts: [[Double](repeating: 0, count: posterior.dimension)])
      expectNear(found.draws, posterior, means: 0.3, deviations: 0.3)
      #expect(found.effectiveDraws > 50, "\(posterior.file): \(found.effectiveDraws)")
      #expect((found.khat ?? 0) < 1, "\(posterior.file): \(found.khat ?? 0)")
    }
  }

  @Test("Where the climb's curvature is poor, the weights say so")
  func poorPathfinder() throws {
    // Coefficients correlated to −0.95, and more of them than the climb remembers steps.
    let posterior = ReferencePosterior.mesquite
    let found = try Pathfinder().sample(
      posterior, starts: [[Double](repeating: 0, count: posterior.dimension)])
    #expect((found.khat ?? 0) > PSIS.khatLimit(draws: 1_000))
    #expect(found.effectiveDraws < 100)
  }

  /// Means within a share of a deviation and deviations within a share of themselves.
  private func expectNear(
    _ draws: Draws, _ posterior: ReferencePosterior, means: Double, deviations: Double
  ) {
    for (index, name) in posterior.quantityNames.enumerated() {
      let reference = posterior.reference["parameters"][name]
      let values = Array(draws.pooled(index))
      let deviation = reference["sd"].number
      let shift = (mean(values) - reference["mean"].number) / deviation
      let ratio = standardDeviation(values) / deviation
      #expect(
        abs(shift) < means && abs(ratio - 1) < deviations,
        "\(posterior.file), \(name): off by \(shift) deviations, deviation times \(ratio)")
    }
  }
}

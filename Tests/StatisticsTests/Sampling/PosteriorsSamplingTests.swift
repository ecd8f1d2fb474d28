import Foundation
import Statistics
import TestSupport
import Testing

private let isHere = OutsideData.has("\(ReferencePosterior.folder)/arK-arK.json")
private let isLong = ProcessInfo.processInfo.environment["MIXBOOK_LONG"] != nil

/// Posteriors whose four chains take well under a second together.
private let quick: [ReferencePosterior] =
  isHere
  ? [.eightSchoolsNoncentred, .mesquite, .autoregression, .movingAverage, .gaussianProcess] : []

/// The rest.
private let slow: [ReferencePosterior] =
  isHere && isLong
  ? [.kidscoreByIQ, .kidscoreInteraction, .earningsByHeight, .garch, .hiddenMarkov, .mixture] : []

@Suite("Sampling posteriors of posteriordb", .enabled(if: isHere, "outside data not here"))
struct PosteriorsSamplingTests {
  @Test("Means and deviations are the reference's within 4 errors", arguments: quick + slow)
  func agrees(_ posterior: ReferencePosterior) throws {
    let run = try sampled(posterior)
    // None with this seed; logarithms of another C library may lead chains elsewhere, so one in a thousand is let be.
    #expect(run.divergences <= 4, "\(posterior.file): \(run.divergences) divergences")
    for summary in run.draws.summaries() {
      #expect((summary.rhat ?? 2) < 1.01, "\(posterior.file): \(summary)")
    }
    let found = distances(run, posterior)
    for distance in found where !(distance.errors < 4) {
      Issue.record("\(posterior.file), \(distance.what): \(distance.errors) errors off")
    }
  }

  @Test("The eight schools, centred: right, or divergent and saying so")
  func funnel() throws {
    let run = try sampled(.eightSchoolsCentred)
    let found = distances(run, .eightSchoolsCentred)
    let isRight = found.allSatisfy { $0.errors < 4 }
    #expect(isRight || run.divergences > 0)
  }

  /// Four chains of 1,000 draws, from starts between −1 and 1 in every coordinate.
  private func sampled(_ posterior: ReferencePosterior) throws -> SampledChains {
    var stream = RandomStream(seed: 3, stream: 9)
    var sampler = NUTS()
    sampler.seed = 20
    let starts = (0..<sampler.chains).map { _ in
      (0..<posterior.dimension).map { _ in stream.uniform(-1, 1) }
    }
    return try sampler.sample(posterior, starts: starts)
  }

  /// How far means and deviations are off, in Monte Carlo errors of both sides.
  private func distances(
    _ run: SampledChains, _ posterior: ReferencePosterior
  ) -> [(what: String, errors: Double)] {
    posterior.quantityNames.enumerated().flatMap { index, name -> [(String, Double)] in
      let reference = posterior.reference["parameters"][name]
      let diagnostics = run.draws.diagnostics(of: index)
      let values = Array(run.draws.pooled(index))
      let deviation = reference["sd"].number
      let meanError = (diagnostics.mcseMean ?? .nan, reference["mcse_mean"].number)
      // The deviation's error for draws of that kurtosis; the reference's are nearly independent.
      let peakedness = kurtosis(values)
      let share = ((peakedness - 1) / 4 / reference["ess_bulk"].number).squareRoot()
      let deviationError = (diagnostics.mcseSd ?? .nan, deviation * share)
      return [
        (
          "the mean of \(name)",
          abs(mean(values) - reference["mean"].number) / hypot(meanError.0, meanError.1)
        ),
        (
          "the deviation of \(name)",
          abs(standardDeviation(values) - deviation) / hypot(deviationError.0, deviationError.1)
        ),
      ]
    }
  }
}

import Marketing
import Statistics
import Tables
import Testing

@Suite("Returns over seeds")
struct ReturnStabilityTests {
  @Test("Least squares draws nothing at random")
  func exact() throws {
    let fit = try linearSpec.fitted(to: MixData(linearTable(weeks: 80, seed: 5), for: linearSpec))
    let stability = try fit.stability(seeds: 3)
    #expect(stability.seeds == [42, 43, 44] && stability.isExact)
    #expect(stability.channels.map(\.spread) == [0, 0])
    #expect(stability.channels[0].mean == fit.training.channelResults[0].roi)
  }

  @Test("Draws move with the seed, and not with the threads")
  func drawn() throws {
    var bayes = BayesianModel()
    bayes.sampler.chains = 2
    bayes.sampler.warmup = 150
    bayes.sampler.draws = 100
    var spec = linearSpec
    spec.regulariser = .priors(bayes)
    let fit = try spec.fitted(to: MixData(linearTable(weeks: 60, seed: 5), for: spec))
    let stability = try fit.stability(seeds: 3, workers: 1)
    #expect(stability == (try fit.stability(seeds: 3, workers: 3)))
    #expect(!stability.isExact)
    // The first seed is the fit's own, at full length.
    #expect(stability.channels[0].roi[0] == fit.training.channelResults[0].roi)
    let spread = try #require(stability.channels[0].spread)
    #expect(spread > 0 && spread < 0.2)
    #expect(stability.scalarFields.contains { $0.name == "spread.radio" })
    #expect(stability.table.names == ["channel", "mean", "sd", "low", "high", "spread"])
  }
}

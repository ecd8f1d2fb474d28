import Marketing
import Statistics
import Synchronization
import Tables
import Testing

@Suite("Calibration by simulation")
struct SimulationCalibrationTests {
  /// Half a year of two channels, 60 replicates.
  private static let short: SimulationCalibration = {
    var short = SimulationCalibration()
    short.replicates = 60
    short.draws = 49
    return short
  }()

  private static func check(
    _ settings: SimulationCalibration = short, analysis: BayesianModel? = nil,
    _ change: (inout BayesianModel) -> Void = { _ in }
  ) throws -> CalibrationResult {
    let spec = SmallWorld.spec(change)
    let data = try MixData(SmallWorld(weeks: 26, seed: 8).table, for: spec)
    return try settings.check(spec, data: data, analysis: analysis)
  }

  @Test(
    "The posteriors of every likelihood are calibrated",
    arguments: [
      BayesianModel.Likelihood.normal, .student(degrees: 4), .logNormal,
    ])
  func sound(_ likelihood: BayesianModel.Likelihood) throws {
    let result = try Self.check {
      $0.likelihood = likelihood
      if likelihood == .logNormal { $0.priors["sigma"] = .halfNormal(deviation: 0.3) }
    }
    #expect(result.replicates == 60 && result.failed == 0)
    let names = result.quantities.map(\.name)
    #expect(
      Set(names).isSuperset(of: [
        "intercept", "sigma", "adstock.tv", "saturation.radio", "roi.tv", "roi.radio",
        "log_likelihood",
      ]))
    for one in result.quantities {
      #expect(one.isCalibrated, "\(likelihood) \(one.name): \(one.diagnosis.rawValue)")
      // Bonferroni over the quantities, at one in a thousand.
      #expect((one.p ?? 1) > 1e-3 / Double(names.count), "\(likelihood) \(one.name)")
      #expect(abs(one.meanZ ?? 1) < 0.6, "\(likelihood) \(one.name): \(one.meanZ ?? .nan)")
    }
    #expect(result.effective > 40, "\(result.effective)")
  }

  @Test("Experiments are simulated with the data: both ways stay calibrated")
  func experiments() throws {
    for use in [BayesianModel.ExperimentUse.throughModel, .liftTest] {
      let result = try Self.check {
        $0.experimentUse = use
        $0.experiments = [
          Experiment(
            name: "more", channel: "tv", first: Day(daysSinceEpoch: 18_995 + 70),
            last: Day(daysSinceEpoch: 18_995 + 91), outcomeEnd: Day(daysSinceEpoch: 18_995 + 119),
            extraSpend: 200, lift: 1000, standardError: 150)
        ]
      }
      #expect(result.replicates == 60)
      for one in result.quantities {
        #expect(one.isCalibrated, "\(use) \(one.name): \(one.diagnosis.rawValue)")
      }
    }
  }

  @Test("An analysis that takes the noise for a third of what it is is caught")
  func wrong() throws {
    // All data sets have σ = 0.6 of the target's deviation; the analysis is sure that it is 0.2.
    var wrong = BayesianModel()
    wrong.priors["sigma"] = .fixed(0.2)
    let result = try Self.check(analysis: wrong) { $0.priors["sigma"] = .fixed(0.6) }
    let intercept = try #require(result.quantities.first { $0.name == "intercept" })
    #expect(!intercept.isCalibrated)
    #expect(intercept.diagnosis == .tooNarrow)
    #expect((intercept.p ?? 1) < 1e-6)
    #expect((intercept.deviationZ ?? 0) > 1.5)
    // The same with the right σ on both sides is not.
    var right = BayesianModel()
    right.priors["sigma"] = .fixed(0.6)
    let sound = try Self.check(analysis: right) { $0.priors["sigma"] = .fixed(0.6) }
    #expect(sound.miscalibrated.isEmpty)
    #expect(sound.quantities.map(\.name).contains("log_likelihood"))
  }

  @Test("An analysis that believes in higher returns than there are is too high")
  func biased() throws {
    var wrong = BayesianModel()
    wrong.priors["roi"] = .logNormal(location: 2.2, scale: 0.3)
    let result = try Self.check(analysis: wrong)
    let tv = try #require(result.quantities.first { $0.name == "roi.tv" })
    #expect(tv.diagnosis == .tooHigh)
    #expect((tv.meanZ ?? 0) > 1)
  }

  @Test("Results depend on the seed, not on threads")
  func threads() throws {
    var settings = Self.short
    settings.replicates = 6
    settings.workers = 1
    let one = try Self.check(settings)
    settings.workers = 4
    let four = try Self.check(settings)
    #expect(one.quantities == four.quantities)
    settings.seed = 43
    #expect(try Self.check(settings).quantities != one.quantities)
  }

  @Test("What is stopped comes back with the replicates that were made")
  func interruption() throws {
    var settings = Self.short
    settings.workers = 1
    let asked = Counter()
    let result = try Interruption.asking(
      { asked.count.wrappingAdd(1, ordering: .relaxed).newValue > 5 },
      during: { try Self.check(settings) })
    #expect(result.isPartial && result.failed == 0)
    #expect(result.replicates == 5)
    #expect(result.quantities.allSatisfy { $0.ranks.ranks.count == 5 })
  }

  private final class Counter: Sendable {
    let count = Atomic(0)
  }

  @Test("A fit of single numbers, and priors that give no sales, are refused")
  func refusals() throws {
    let spec = MixSpec(target: "sales", channels: ["tv", "radio"])
    let data = try MixData(SmallWorld(weeks: 26, seed: 8).table, for: spec)
    #expect(throws: MixError.self) { try Self.short.check(spec, data: data) }
    #expect(throws: MixError.self) {
      try Self.check {
        $0.likelihood = .logNormal
        $0.priors["intercept"] = .normal(mean: -1000, deviation: 1)
      }
    }
  }
}

import Marketing
import Statistics
import Tables
import TestSupport
import Testing

/// Two channels of known returns and a trend; what single rows scatter by is up to the caller.
struct SmallWorld {
  let table: Table
  /// Contribution over spend by channel.
  let truth: [String: Double]

  /// - Parameters:
  ///   - weeks: Rows.
  ///   - seed: Of spend and noise.
  ///   - noise: A row of sales, given its mean.
  init(
    weeks: Int, seed: UInt64,
    noise: (Double, inout RandomStream) -> Double = { $0 + 60 * $1.normal() }
  ) {
    var stream = RandomStream(seed: seed)
    let tv = (0..<weeks).map { _ in stream.chance(0.7) ? stream.uniform(50, 300) : 0 }
    let radio = (0..<weeks).map { _ in stream.uniform(10, 100) }
    func feature(_ spend: [Double], retention: Double) -> [Double] {
      ChannelTransform(
        adstock: .geometric(retention: retention, window: 9), saturation: .michaelisMenten(half: 1),
        unit: median(spend.filter { $0 > 0 })
      ).applied(to: spend)
    }
    let (first, second) = (feature(tv, retention: 0.5), feature(radio, retention: 0.2))
    let sales = (0..<weeks).map { week in
      noise(1500 + 800 * first[week] + 400 * second[week], &stream)
    }
    let start = Day(daysSinceEpoch: 18_995)
    table = Table([
      Column("week", days: (0..<weeks).map { start.advanced(by: 7 * $0) }),
      Column("sales", numbers: sales), Column("tv", numbers: tv), Column("radio", numbers: radio),
    ])
    truth = [
      "tv": 800 * first.reduce(0, +) / tv.reduce(0, +),
      "radio": 400 * second.reduce(0, +) / radio.reduce(0, +),
    ]
  }

  /// A Bayesian model of that world.
  static func spec(
    saturation: Saturation = .michaelisMenten(half: 1),
    _ change: (inout BayesianModel) -> Void = { _ in }
  ) -> MixSpec {
    var bayes = BayesianModel()
    bayes.sampler.warmup = 400
    bayes.sampler.draws = 500
    change(&bayes)
    var spec = MixSpec(
      target: "sales", channels: ["tv", "radio"], regulariser: .priors(bayes))
    for channel in spec.channels {
      spec.transforms[channel] = ChannelTransform(
        adstock: .geometric(retention: 0.5, window: 9), saturation: saturation)
    }
    return spec
  }

  func fit(
    saturation: Saturation = .michaelisMenten(half: 1),
    _ change: (inout BayesianModel) -> Void = { _ in }
  ) throws -> MixFit {
    let spec = Self.spec(saturation: saturation, change)
    return try spec.fitted(to: MixData(table, for: spec))
  }
}

@Suite("A quick look at a posterior")
struct QuickLookTests {
  @Test(
    "Where the weights hold, returns are those of the chains",
    arguments: BayesianModel.Approximation.allCases)
  func agrees(_ approximation: BayesianModel.Approximation) throws {
    let world = SmallWorld(weeks: 104, seed: 5)
    let sampled = try #require(try world.fit().posterior)
    let quick = try #require(
      try world.fit {
        $0.approximation = approximation
        $0.sampler.draws = 1000
      }.posterior)
    let look = try #require(quick.quickLook)
    #expect(look.holds, "k-hat \(String(describing: look.khat))")
    for name in ["roi.tv", "roi.radio", "sigma"] {
      let (near, exact) = (
        try #require(quick.summary(of: name)), try #require(sampled.summary(of: name))
      )
      #expect(abs(near.mean - exact.mean) < 0.5 * exact.sd, "\(name)")
      #expect((0.6...1.5).contains(near.sd / exact.sd), "\(name): \(near.sd) for \(exact.sd)")
    }
  }

  @Test(
    "It says what it is before all else, is never trustworthy and has no R-hat",
    arguments: BayesianModel.Approximation.allCases)
  func honest(_ approximation: BayesianModel.Approximation) throws {
    let fit = try SmallWorld(weeks: 60, seed: 2).fit { $0.approximation = approximation }
    let posterior = try #require(fit.posterior)
    let first = try #require(posterior.findings.first)
    #expect(first.kind == .approximation && first.severity >= .care)
    #expect(first.sentence.hasPrefix("An approximation, for a quick look: nothing was sampled."))
    #expect(posterior.verdict != .trustworthy)
    #expect(posterior.chains.isEmpty && posterior.draws.count == 500)
    #expect(posterior.summaries.allSatisfy { $0.rhat == nil && $0.essBulk == nil })
    let names = Set(posterior.scalarFields.map(\.name))
    #expect(names.isDisjoint(with: ["rhat_max", "ess_bulk_min", "divergences", "chains"]))
    #expect(names.isSuperset(of: ["mean.roi.tv", "elpd_loo", "draws", "approximation_draws"]))
    guard case .posterior(_, let worst, _)? = fit.warnings.first else {
      Issue.record("the warnings do not lead with it")
      return
    }
    #expect(worst == first.sentence)
  }

  @Test("Two modes are more than a normal distribution knows: the weights, or the chains, say so")
  func failure() throws {
    // Ten rows of pure noise and a Hill curve: half-points, slopes and memories are anything within wide priors.
    let world = SmallWorld(weeks: 12, seed: 4) { _, stream in 1500 + 300 * stream.normal() }
    let quick = try #require(
      try world.fit(saturation: .hill(half: 1, slope: 1)) {
        $0.approximation = .laplace
        $0.priors["roi"] = .uniform(lower: 0, upper: 20)
      }.posterior)
    let look = try #require(quick.quickLook)
    #expect(!look.holds)
    #expect(quick.verdict == .notToBeUsed)
    #expect(quick.findings.first?.sentence.contains("far from the posterior") == true)
  }

  @Test("The same seed gives the same look")
  func repeats() throws {
    let world = SmallWorld(weeks: 60, seed: 3)
    for approximation in BayesianModel.Approximation.allCases {
      let one = try world.fit { $0.approximation = approximation }
      let two = try world.fit {
        $0.approximation = approximation
        $0.sampler.workers = 1
      }
      #expect(one.posterior?.draws == two.posterior?.draws)
    }
  }
}

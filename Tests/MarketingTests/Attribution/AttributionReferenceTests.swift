import Marketing
import TestSupport
import Testing

/// Sums of some ten thousand terms on both sides.
private let sums = Tolerance.relative(1e-10)
/// Numbers printed to six decimals.
private let sixDecimals = Tolerance.absolute(6e-7)

@Suite(
  "Example data of ChannelAttribution 2.2.5, which nobody here made",
  .enabled(if: PathData.isHere, "outside data not here"))
struct AttributionReferenceTests {
  @Test(
    "First, last and linear are the package's own output",
    arguments: [(AttributionRule.first, "first"), (.last, "last"), (.linear, "linear")])
  func heuristics(rule: AttributionRule, name: String) throws {
    let attribution = try rule.attribution(of: PathData.journeys)
    let known = try PathData.object(PathData.results, "heuristic_models")
    func touch(_ measure: String) throws -> [String: Double] {
      try known.mapValues {
        try #require(($0 as? [String: Double])?["\(name)_touch_\(measure)"])
      }
    }
    expect(
      attribution.credit, of: attribution.channels, are: try touch("conversions"), within: sums,
      name)
    expect(
      attribution.valueCredit, of: attribution.channels, are: try touch("value"), within: sums,
      name)
  }

  @Test("Position-based and decaying credit of another computation")
  func others() throws {
    for (rule, name) in [
      (AttributionRule.positionBased, "position_40_20_40"),
      (.timeDecay(halfLifeInDays: 1), "time_decay_half_per_position_from_end"),
    ] {
      for (part, isValue) in [("heuristics", false), ("heuristics_value", true)] {
        let attribution = try rule.attribution(of: PathData.journeys)
        let known = try PathData.numbers(
          PathData.others, "channelattribution_Data", part, name)
        expect(
          isValue ? attribution.valueCredit : attribution.credit, of: attribution.channels,
          are: known, within: sums, name)
      }
    }
  }

  @Test("Time decay with a half-life of 7 days and a day a step")
  func decay() throws {
    let attribution = try AttributionRule.timeDecay().attribution(of: PathData.journeys)
    let known = [
      "alpha": 7667.043830, "beta": 2003.978868, "eta": 3580.496475, "iota": 3785.964034,
      "theta": 993.903655, "lambda": 1053.167573, "epsilon": 295.333505, "kappa": 145.965792,
      "zeta": 136.592066, "gamma": 118.389374, "mi": 2.289534, "delta": 1.875293,
    ]
    expect(
      attribution.credit, of: attribution.channels, are: known, within: sixDecimals, "decay")
  }

  @Test(
    "Removal effects and credits of the exact chain, conversions and value",
    arguments: [1, 2, 3], [true, false])
  func markov(order: Int, usesNulls: Bool) throws {
    let fit = try MarkovChain(order: order, usesNulls: usesNulls).fit(to: PathData.journeys)
    let name = "order\(order)_\(usesNulls ? "null" : "nonull")"
    let known = try PathData.object(
      PathData.results, "exact_markov_limit", name, "unlimited_steps", "result")
    let attribution = fit.attribution
    func of(_ key: String) throws -> [String: Double] {
      try known.mapValues { try #require(($0 as? [String: Double])?[key]) }
    }
    expect(
      try #require(attribution.removalEffects), of: attribution.channels,
      are: try of("removal_effects_conversion"), within: .absolute(1e-11), name)
    expect(
      attribution.credit, of: attribution.channels, are: try of("total_conversions"),
      within: .relative(1e-8), name)
    expect(
      attribution.valueCredit, of: attribution.channels, are: try of("total_conversion_value"),
      within: .relative(1e-8), name)
    let rate = usesNulls ? 19785.0 / 88387 : 1
    #expect(fit.conversionProbability.isClose(to: rate, within: .relative(1e-12)))
    #expect(fit.observedRate.isClose(to: rate, within: .relative(1e-13)))
    #expect(
      fit.valuePerJourney.isClose(
        to: 74802.971587 / (usesNulls ? 88387 : 19785), within: .relative(1e-9)))
    #expect(fit.errorBound < 1e-12)
    #expect(attribution.total.isClose(to: 19785, within: .relative(1e-12)))
    if usesNulls { #expect(fit.stateCount == [13, 121, 934][order - 1]) }
  }

  @Test("The share of journeys that begin with each channel")
  func transitions() throws {
    let fit = try MarkovChain().fit(to: PathData.journeys)
    let known = [
      "eta": 0.160804, "iota": 0.231109, "alpha": 0.326360, "beta": 0.137113, "theta": 0.083621,
      "lambda": 0.043411,
    ]
    let starts = fit.transitions.filter { $0.from == MarkovFit.start }
    for (channel, probability) in known {
      let found = try #require(starts.first { $0.to == channel })
      #expect(found.probability.isClose(to: probability, within: .absolute(6e-7)))
    }
    for from in Set(fit.transitions.map(\.from)) {
      let sum = fit.transitions.filter { $0.from == from }.reduce(0) { $0 + $1.probability }
      #expect(sum.isClose(to: 1, within: .relative(1e-13)))
    }
  }

  @Test("The Shapley value of sums is equal division among distinct channels, by 4,096 subsets")
  func simplifiedShapley() throws {
    let shapley = try ShapleyCredit().attribution(of: PathData.journeys)
    let known = try PathData.numbers(
      PathData.others, "channelattribution_Data", "shapley_set_cumulative", "values")
    expect(
      shapley.credit, of: shapley.channels, are: known, within: .absolute(1e-9), "shapley")
    let linear = try AttributionRule.linearDistinct.attribution(of: PathData.journeys)
    #expect(shapley.credit == linear.credit)
  }

  @Test("Ordered Shapley values at the first three positions")
  func orderedShapley() throws {
    let ordered = try ShapleyCredit.ordered(PathData.journeys)
    let known = [
      "alpha": [1792.061426, 2235.913561, 2012.701152],
      "eta": [2133.083307, 689.618175, 292.651875], "iota": [1775.405437, 742.849326, 401.591835],
    ]
    for (channel, credits) in known {
      let place = try #require(ordered.channels.firstIndex(of: channel))
      for (position, credit) in credits.enumerated() {
        #expect(ordered.credit[place][position].isClose(to: credit, within: sixDecimals))
      }
    }
    let shapley = try ShapleyCredit().attribution(of: PathData.journeys)
    for (total, credit) in zip(ordered.totals, shapley.credit) {
      #expect(total.isClose(to: credit, within: .relative(1e-11)))
    }
  }

  @Test("The Shapley value of rates, two channels below 0")
  func rateShapley() throws {
    let attribution = try ShapleyCredit(game: .rate).attribution(of: PathData.journeys)
    let known = [
      "alpha": 0.018439, "beta": 0.021637, "delta": -0.000011, "epsilon": 0.026347,
      "eta": 0.021181, "gamma": 0.018075, "iota": 0.018026, "kappa": 0.021550,
      "lambda": 0.025710, "mi": 0.024928, "theta": 0.028980, "zeta": -0.001016,
    ]
    expect(
      attribution.credit.map { $0 / 88387 }, of: attribution.channels, are: known,
      within: sixDecimals, "rate")
    #expect(attribution.total.isClose(to: 19785, within: .relative(1e-12)))
  }

  @Test("The bootstrap's deviations are those of another program's bootstrap")
  func bootstrapDeviation() async throws {
    let result = try await AttributionBootstrap(replicates: 2_000, seed: 3)
      .attributions(of: [.markov(MarkovChain())], on: PathData.journeys)[0]
    let known = [
      "alpha": 31.1, "beta": 18.2, "delta": 1.22, "epsilon": 11.8, "eta": 24.4, "gamma": 6.3,
      "iota": 22.1, "kappa": 9.3, "lambda": 18.4, "mi": 0.71, "theta": 16.0, "zeta": 8.9,
    ]
    // 1,000 replicates there and 2,000 here: a deviation is off by 2.7 % (1 σ), so that 12 % is 4.4 σ; and two digits.
    let intervals = try #require(result.intervals)
    for (channel, deviation) in zip(result.channels, intervals.deviation) {
      let expected = try #require(known[channel])
      #expect(
        abs(deviation / expected - 1) < 0.12, "\(channel): \(deviation) against \(expected)")
    }
    #expect(!intervals.areIndistinguishable("alpha", "eta"))
    let alpha = try #require(result.channels.firstIndex(of: "alpha"))
    #expect(intervals.rankProbabilities[alpha][0] == 1)
  }
}

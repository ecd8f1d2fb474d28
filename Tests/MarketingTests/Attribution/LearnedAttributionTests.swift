import Marketing
import Statistics
import Tables
import TestSupport
import Testing

@Suite("Learned attribution")
struct LearnedAttributionTests {
  static let presence = JourneyFeatures(hasCounts: false, hasRecency: false)
  static let fewTrees = BoostedTrees(trees: 30, depth: 3, learningRate: 0.2)
  private let learners: [LearnedAttribution] = [
    LearnedAttribution(.logistic()),
    LearnedAttribution(.logistic(ridge: 0.01), features: JourneyFeatures(hasLength: true)),
    LearnedAttribution(.trees(fewTrees)),
    LearnedAttribution(.trees(fewTrees), features: JourneyFeatures(hasLength: true)),
  ]

  @Test("Credits are the conversions and the value, divided; none is below 0")
  func efficiency() throws {
    let table = madeUpJourneys(channels: 6, paths: 150, seed: 8)
    for learner in learners {
      let result = try learner.attribution(of: table)
      #expect(result.total.isClose(to: table.totalConversions, within: .relative(1e-12)))
      #expect(result.totalValue.isClose(to: table.totalValue, within: .relative(1e-12)))
      #expect(result.credit.allSatisfy { $0 >= 0 })
      #expect(try learner.fit(table).attribution == result)
    }
  }

  @Test("Conversions are divided by the coefficients of the touched channels")
  func closedForm() throws {
    let table = JourneyTable([
      (["A"], 30, 30, 70), (["B"], 20, 20, 80), (["A", "B"], 45, 90, 55), (["C"], 5, 5, 95),
    ])
    let fit = try LearnedAttribution(.logistic(ridge: 0.1), features: Self.presence).fit(table)
    let slopes = try #require(fit.logistic).coefficients
    #expect(slopes[0] > slopes[1] && slopes[1] > 0 && slopes[2] < 0)
    let share = slopes[0] / (slopes[0] + slopes[1])
    #expect(fit.attribution.credit[0].isClose(to: 30 + 45 * share, within: .relative(1e-9)))
    #expect(fit.attribution.valueCredit[0].isClose(to: 30 + 90 * share, within: .relative(1e-9)))
    // C alone converts five times with an effect below 0: its own, and said.
    #expect(fit.attribution.credit[2] == 5 && fit.undecided == 5 && fit.clipped == 5)
    let coefficients = try #require(fit.coefficientTable)
    #expect(
      coefficients.names == ["feature", "channel", "coefficient", "error", "z", "odds_ratio"])
    #expect(fit.features.map(\.name) == ["A touched", "B touched", "C touched"])
  }

  @Test("Channels that play the same part get the same")
  func symmetry() throws {
    let swapped = ["c0": "c1", "c1": "c0"]
    let table = madeUpJourneys(channels: 4, paths: 60, seed: 2)
    var paths: [(path: [String], conversions: Double, value: Double, nulls: Double)] = []
    for index in 0..<table.count {
      let path = table.path(index).map { table.channels[Int($0)] }
      for mirrored in [path, path.map { swapped[$0] ?? $0 }] {
        paths.append((mirrored, table.conversions[index], table.value[index], table.nulls[index]))
      }
    }
    let result = try LearnedAttribution().attribution(of: JourneyTable(paths))
    let credit = Dictionary(uniqueKeysWithValues: zip(result.channels, result.credit))
    let (one, other) = (credit["c0"] ?? .nan, credit["c1"] ?? .nan)
    #expect(one.isClose(to: other, within: .relative(1e-9)))
  }

  @Test("A channel that changes nothing is credited nothing, by either learner")
  func dummy() throws {
    let table = JourneyTable([
      (["A"], 300, 0, 700), (["A", "D"], 300, 0, 700), (["B"], 150, 0, 850),
      (["B", "D"], 150, 0, 850), (["A", "B"], 450, 0, 550), (["A", "D", "B"], 450, 0, 550),
      (["C"], 50, 0, 950), (["C", "D"], 50, 0, 950),
    ])
    let place = try #require(table.channels.firstIndex(of: "D"))
    for learner in [LearnedAttribution.Learner.logistic(), .trees(Self.fewTrees)] {
      let fit = try LearnedAttribution(learner, features: Self.presence).fit(table)
      if let logistic = fit.logistic { #expect(abs(logistic.coefficients[place]) < 1e-6) }
      // The ridge holds C at about −1.6, so that its journeys have D's rounding to live on, and are undecided else.
      let decided = fit.attribution.credit[place]
      #expect(decided < 105, "\(decided)")
      #expect(fit.shap.meanAbsoluteByChannel[place] < 1e-5)
    }
  }

  @Test("Coefficients and credits of a simulated world are found")
  func recovery() throws {
    var stream = RandomStream(seed: 11)
    let (names, truth) = (["search", "email", "social", "display"], [1.5, 0.8, 0.4, 0.0])
    let base = -3.0
    var paths: [(path: [String], conversions: Double, value: Double, nulls: Double)] = []
    for _ in 0..<40_000 {
      let met = stream.shuffled(names.indices.filter { _ in stream.chance(0.4) })
      guard !met.isEmpty else { continue }
      let margin = met.reduce(base) { $0 + truth[$1] }
      let won = stream.chance(1 / (1 + stableExp(-margin)))
      paths.append((met.map { names[$0] }, won ? 1 : 0, won ? 1 : 0, won ? 0 : 1))
    }
    let table = JourneyTable(paths)
    let fit = try LearnedAttribution(.logistic(ridge: 0.01), features: Self.presence).fit(table)
    let logistic = try #require(fit.logistic)
    var expected = [Double](repeating: 0, count: 4)
    let order = table.channels.map { names.firstIndex(of: $0) ?? 0 }
    for index in 0..<table.count {
      let met = table.path(index).map { order[Int($0)] }
      let sum = met.reduce(0) { $0 + truth[$1] }
      for channel in met {
        expected[channel] +=
          table.conversions[index] * (sum > 0 ? truth[channel] / sum : 1 / Double(met.count))
      }
    }
    for (place, channel) in order.enumerated() {
      // 4 σ: a false alarm in 16,000 each.
      #expect(
        abs(logistic.coefficients[place] - truth[channel]) < 4 * logistic.standardErrors[place])
      let error = abs(fit.attribution.credit[place] - expected[channel])
      #expect(error < 0.05 * table.totalConversions, "\(table.channels[place]): off by \(error)")
    }
    #expect(try #require(fit.outOfSample?.areaUnderCurve) > 0.65)
    // The calibration holds: 9 bins of 10 within their intervals and more, expected 9.5.
    let bins = try #require(fit.outOfSample).calibration
    let hits = bins.count { $0.low <= $0.predicted && $0.predicted <= $0.high }
    #expect(Double(hits) >= 0.7 * Double(bins.count), "\(hits) of \(bins.count)")
    // Trees learn the same world: no worse than a hair.
    let trees = try LearnedAttribution(.trees(Self.fewTrees), features: Self.presence).fit(table)
    let loss = try #require(trees.outOfSample).logLoss
    #expect(loss < (try #require(fit.outOfSample).logLoss) + 0.005)
  }

  @Test("Intervals for learned models, the same every time")
  func bootstrap() async throws {
    let table = madeUpJourneys(channels: 4, paths: 60, seed: 3)
    let models: [AttributionModel] = [
      .learned(LearnedAttribution()), .learned(LearnedAttribution(.trees(Self.fewTrees))),
      .rule(.linear),
    ]
    let bootstrap = AttributionBootstrap(replicates: 25, seed: 4)
    let results = try await bootstrap.attributions(of: models, on: table)
    for (model, result) in zip(models, results) {
      #expect(try model.attribution(of: table).credit == result.credit)
      let intervals = try #require(result.intervals)
      for (interval, credit) in zip(intervals.credit, result.credit) {
        #expect(interval.low <= credit && credit <= interval.high && interval.low < interval.high)
      }
    }
    #expect(try await bootstrap.attributions(of: models, on: table) == results)
  }

  @Test("What cannot be learned is refused and says why")
  func refused() throws {
    let converted = JourneyTable([(["A"], 3, 0, 0), (["B"], 2, 0, 0)])
    let reason = StatisticsError.oneOutcome(successes: 5, failures: 0)
    #expect(throws: AttributionError.notLearned(model: "logistic", reason: reason)) {
      try LearnedAttribution().attribution(of: converted)
    }
    let text = AttributionError.notLearned(model: "logistic", reason: reason).description
    #expect(text.hasPrefix("all 5 journeys converted") && text.contains("did not convert"))
    #expect(throws: AttributionError.noConversions(journeys: 4)) {
      try LearnedAttribution().fit(JourneyTable([(["A"], 0, 0, 4)]))
    }
    let table = madeUpJourneys(channels: 3, paths: 20, seed: 1)
    for model in [
      LearnedAttribution(.logistic(ridge: -1)), LearnedAttribution(.logistic(ridge: .nan)),
      LearnedAttribution(.trees(BoostedTrees(trees: 0))),
      LearnedAttribution(
        features: JourneyFeatures(hasPresence: false, hasCounts: false, hasRecency: false)),
      LearnedAttribution(features: JourneyFeatures(countLimit: 0)),
    ] {
      #expect(throws: AttributionError.self) { try model.fit(table) }
    }
    // Each touched once or not at all, and counted twice: presence and touches say the same.
    let twice = JourneyFeatures(hasCounts: false, hasRecency: true)
    let single = JourneyTable([(["A"], 1, 0, 3), (["B"], 2, 0, 3), (["C"], 2, 0, 5)])
    let error = #expect(throws: AttributionError.self) {
      try LearnedAttribution(.logistic(ridge: 0), features: twice).fit(single)
    }
    #expect(error?.description.contains("ridge") == true)
  }

  @Test("One channel, a constant feature, separated channels")
  func corners() throws {
    let one = JourneyTable([(["A"], 3, 6, 5), (["A", "A"], 2, 1, 1)])
    for learner in learners {
      let fit = try learner.fit(one)
      #expect(fit.attribution.credit == [5] && fit.attribution.valueCredit == [7])
    }
    let constant = try LearnedAttribution(features: Self.presence).fit(
      JourneyTable([(["A"], 3, 6, 5)]))
    #expect(constant.logistic?.constantColumns == [0] && constant.undecided == 3)
    let parted = JourneyTable([
      (["A"], 3, 3, 0), (["B"], 0, 0, 5), (["A", "B"], 2, 2, 0), (["B", "C"], 1, 1, 4),
    ])
    let free = try LearnedAttribution(.logistic(ridge: 0), features: Self.presence).fit(parted)
    #expect(free.logistic?.separation?.columns.contains(0) == true)
    #expect(free.attribution.total == 6)
    let held = try LearnedAttribution(features: Self.presence).fit(parted)
    #expect(held.logistic?.separation == nil && held.logistic?.isConverged == true)
  }
}

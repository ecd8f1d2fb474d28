import Marketing
import Statistics
import Tables
import TestSupport
import Testing

/// Three regions of different size over 20 dated weeks; radio reaches people by impressions, whose price changes.
private func datedPanel(regions: Int = 3) throws -> MixPanel {
  var stream = RandomStream(seed: 21)
  let (periods, rows) = (20, regions * 20)
  func column(_ name: String, _ make: (Double) -> Double) -> Column {
    Column(name, numbers: (0..<rows).map { make(Double(1 + $0 / periods)) })
  }
  let radio = (0..<rows).map { Double(1 + $0 / periods) * max(0, stream.normal(mean: 1)) }
  return try MixPanel(
    Table([
      Column("region", texts: (0..<rows).map { "r\($0 / periods)" }),
      Column("week", days: (0..<rows).map { week($0 % periods) }),
      column("population") { $0 * 100 },
      column("tv") { stream.chance(0.3) ? 0 : $0 * stream.uniform(0.5, 2) },
      Column("radio", numbers: radio),
      Column("heard", numbers: radio.map { $0 == 0 ? 0 : $0 * stream.uniform(50, 150) }),
      column("price") { _ in stream.normal() },
      column("sales") { $0 * stream.normal(mean: 10, deviation: 1) },
    ]), target: "sales", channels: ["tv", "radio"], controls: ["price"],
    region: "region", population: "population", media: ["radio": "heard"])
}

private func week(_ number: Int) -> Day { Day(daysSinceEpoch: 19_723 + 7 * number) }

/// More television in two regions, from the middle of a week to that of another; a hold-out of radio everywhere.
private func tests(in panel: MixPanel) -> [Experiment] {
  [
    Experiment(
      name: "more", channel: "tv", first: week(4).advanced(by: 3), last: week(9),
      outcomeEnd: week(13).advanced(by: 2), extraSpend: 1.5, lift: 3, standardError: 0.8,
      regions: panel.regions.count == 1 ? [] : ["r2", "r0"]),
    Experiment(
      name: "silence", channel: "radio", first: week(12), last: week(15).advanced(by: 6),
      outcomeEnd: week(19).advanced(by: 6), extraSpend: -100, lift: -4, standardError: 1.2),
  ]
}

private func model(
  _ effect: BayesianModel.Effect, _ tests: [Experiment],
  use: BayesianModel.ExperimentUse = .throughModel
) -> BayesianModel {
  var model = BayesianModel(preset: .meridian)
  model.effect = effect
  if effect == .contribution { model.priors["contribution"] = .beta(2, 20) }
  if effect == .coefficient { model.priors["beta_m"] = .halfNormal(deviation: 0.5) }
  (model.experiments, model.experimentUse) = (tests, use)
  return model
}

@Suite("Experiments in regional models")
struct MeridianTestTests {
  static let effects: [BayesianModel.Effect] = [.roi, .mroi, .contribution, .coefficient]

  @Test("the gradient is that of finite differences", arguments: effects, [1, 3])
  func gradient(effect: BayesianModel.Effect, regions: Int) throws {
    let panel = try datedPanel(regions: regions)
    for decay in [MeridianSettings.Decay.geometric, .binomial] {
      for lags in [0, 4, 12] {
        var settings = MeridianSettings()
        (settings.decay, settings.largestLag) = (decay, lags)
        let mix = try MeridianMix(panel, model: model(effect, tests(in: panel)), settings: settings)
        var stream = RandomStream(seed: 4)
        var point = mix.start(from: &stream)
        let evaluator = mix.makeEvaluator()
        var gradient = [Double](repeating: 0, count: point.count)
        var ignored = gradient
        let value = evaluator.logDensity(at: point, gradient: &gradient)
        #expect(value.isFinite)
        for index in point.indices {
          let (x, step) = (point[index], 1e-3)
          func at(_ shift: Double) -> Double {
            point[index] = x + shift
            return evaluator.logDensity(at: point, gradient: &ignored)
          }
          let slope = (8 * (at(step) - at(-step)) - (at(2 * step) - at(-2 * step))) / (12 * step)
          point[index] = x
          #expect(
            abs(slope - gradient[index]) <= 1e-6 * max(1, abs(slope), abs(value) / 100),
            "coordinate \(index), \(decay), \(lags) lags: \(gradient[index]) against \(slope)")
        }
      }
    }
  }

  @Test("recorded densities are those of the whole model, experiments included", arguments: [1, 3])
  func recordedDensities(regions: Int) throws {
    let panel = try datedPanel(regions: regions)
    let mix = try MeridianMix(panel, model: model(.roi, tests(in: panel)))
    let plain = try MeridianMix(panel, model: model(.roi, []))
    var stream = RandomStream(seed: 9)
    let point = mix.start(from: &stream)
    var quantities = [Double](repeating: 0, count: mix.quantityNames.count)
    mix.makeEvaluator().record(point, into: &quantities, using: &stream)
    let values = Array(quantities.dropLast(2))
    let joint = mix.jointLogDensity(values)
    let sum = quantities[quantities.count - 2] + quantities[quantities.count - 1]
    #expect(sum.isClose(to: joint, within: .relative(1e-11)))
    // What experiments add is the normal density of what was measured.
    let added = zip(tests(in: panel), mix.predictedLifts(at: values)).reduce(0.0) {
      let z = ($1.0.lift - $1.1) / $1.0.standardError
      return $0 - 0.5 * z * z - stableLog($1.0.standardError) - 0.918938533204672742
    }
    #expect((joint - plain.jointLogDensity(values)).isClose(to: added, within: .absolute(1e-9)))
  }

  @Test("a predicted lift is what the regions' curves sell more in the window")
  func predictedLift() throws {
    let panel = try datedPanel()
    // Whole weeks of more television in two regions, which share it as they usually spend.
    let test = Experiment(
      name: "more", channel: "tv", first: week(4), last: week(8).advanced(by: 6),
      outcomeEnd: week(11).advanced(by: 6), extraSpend: 2, lift: 3, standardError: 1,
      regions: ["r1", "r2"])
    var cut = test
    cut.extraSpend = -1.2
    let mix = try MeridianMix(panel, model: model(.roi, [test, cut]))
    var stream = RandomStream(seed: 5)
    for _ in 0..<5 {
      let values = mix.drawPrior(from: &stream)
      let pieces = mix.responses(at: values)[0].pieces
      let spends = (0..<3).map { Array(panel.channels[0].values[($0 * 20)..<($0 * 20 + 20)]) }
      let usual = spends.map { spend in
        let active = spend.filter { $0 > 0 }
        return active.reduce(0, +) / Double(active.count)
      }
      for (extra, found) in zip([2, -1.2], mix.predictedLifts(at: values)) {
        var lift = 0.0
        for region in [1, 2] {
          var spend = spends[region]
          for t in 4...8 {
            spend[t] = max(0, spend[t] + extra * usual[region] / (usual[1] + usual[2]))
          }
          let (changed, before) = (
            pieces[region].transform.applied(to: spend),
            pieces[region].transform.applied(to: spends[region])
          )
          for t in 4...11 { lift += pieces[region].coefficient * (changed[t] - before[t]) }
        }
        #expect(found.isClose(to: lift, within: .relative(1e-9)))
        #expect(lift * extra > 0)
      }
    }
  }

  @Test("a test as a prior narrows the return's prior towards what it found")
  func priorOfReturn() throws {
    let panel = try datedPanel()
    var test = tests(in: panel)[0]
    (test.lift, test.standardError, test.spendChange) = (30, 2, 7.5)
    let mix = try MeridianMix(panel, model: model(.roi, [test], use: .roiPrior))
    guard case .logNormal(let location, let scale) = mix.model.priors["roi.tv"] else {
      Issue.record("no prior of the return")
      return
    }
    // 30 / 7.5 = 4, and the memory beyond five weeks adds a little.
    #expect(location > stableLog(3.5) && location < stableLog(4.8))
    #expect(scale < 0.3)
    #expect(mix.predictedLifts(at: try #require(mix.drawn)).isEmpty)
    #expect(throws: MixError.self) {
      try MeridianMix(panel, model: model(.mroi, [test], use: .roiPrior))
    }
  }

  @Test("tests that cannot be are refused, with what can be named")
  func refusals() throws {
    let panel = try datedPanel()
    func refusal(
      _ panel: MixPanel, use: BayesianModel.ExperimentUse = .throughModel,
      _ change: (inout Experiment) -> Void
    ) -> String {
      var test = tests(in: panel)[0]
      change(&test)
      do {
        _ = try MeridianMix(panel, model: model(.roi, [test], use: use))
        return ""
      } catch { return "\(error)" }
    }
    #expect(refusal(panel) { _ in }.isEmpty)
    #expect(refusal(panel) { $0.channel = "print" }.contains("print"))
    for use in [BayesianModel.ExperimentUse.throughModel, .roiPrior] {
      #expect(refusal(panel, use: use) { $0.regions = ["r0", "R1"] }.contains("r0, r1, r2"))
      #expect(refusal(panel, use: use) { $0.standardError = 0 }.contains("standard error"))
    }
    #expect(refusal(panel) { $0.outcomeEnd = week(20) }.contains("2024-05-19"))
    #expect(refusal(panel) { $0.first = week(0).advanced(by: -1) }.contains("2024-01-01"))
    #expect(refusal(panel, use: .liftTest) { _ in }.contains("lift_test"))
    // Nothing to take away: a week in which nothing was spent in the only region of the test.
    let silent = try #require((0..<20).first { panel.channels[0].values[$0] == 0 })
    #expect(
      refusal(panel) {
        ($0.first, $0.last, $0.outcomeEnd) = (week(silent), week(silent).advanced(by: 6), nil)
        ($0.regions, $0.extraSpend) = (["r0"], -1)
      }.contains("nothing to take away"))
    // A nation knows no regions.
    #expect(refusal(try datedPanel(regions: 1)) { $0.regions = ["north"] }.contains("no regions"))
    // Without dates a test has no place.
    #expect(refusal(try smallPanel()) { _ in }.contains("beginning"))
  }

  @Test("where budgets follow demand, hold-outs in some regions bring returns nearer to the truth")
  func recovery() throws {
    let channels = ["tv", "digital", "radio", "print", "social"]
    var (naive, calibrated): ([Double], [Double]) = ([], [])
    for seed in [1, 2] as [UInt64] {
      let simulator = PanelSimulator(
        regions: 6, weeks: 80, noise: 0.01, confounding: 0.9, hidden: 1.5)
      let (table, truth) = try simulator.simulated(seed: seed)
      let experiments = try ["digital", "radio"].map { channel in
        try TestSimulator(
          channel: channel, start: truth.weeks[60], weeks: 8, change: .share(-1), outcomeWeeks: 6,
          noise: 0.01, regions: truth.regions.prefix(4).map(\.name)
        ).simulated(in: truth, seed: seed).experiment
      }
      let panel = try MixPanel(
        table, target: "sales", channels: channels, controls: ["price"], region: "region",
        population: "population", date: "week")
      for (tests, isCalibrated) in [([], false), (experiments, true)] {
        var bayes = model(.roi, tests)
        (bayes.sampler.chains, bayes.sampler.warmup, bayes.sampler.draws) = (2, 300, 300)
        let spec = MixSpec(
          target: "sales", channels: channels, controls: ["price"], regulariser: .priors(bayes),
          seed: 7)
        let fit = try spec.fitted(to: panel)
        let posterior = try #require(fit.posterior)
        for channel in truth.channels where ["digital", "radio"].contains(channel.name) {
          let found = try #require(posterior.summary(of: "roi.\(channel.name)"))
          let miss = stableLog(found.mean / channel.roi)
          if isCalibrated { calibrated.append(miss) } else { naive.append(miss) }
        }
      }
    }
    func size(_ misses: [Double]) -> Double { misses.reduce(0) { $0 + abs($1) } }
    #expect(size(calibrated) < 0.6 * size(naive), "\(calibrated) against \(naive)")
  }
}

extension MeridianMix {
  /// One draw of the priors.
  fileprivate var drawn: [Double]? {
    var stream = RandomStream(seed: 2)
    return drawPrior(from: &stream)
  }
}

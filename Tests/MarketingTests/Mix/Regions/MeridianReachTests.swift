import Marketing
import Statistics
import Tables
import TestSupport
import Testing

/// Video tells reach and frequency, radio its spend alone.
private func reachPanel(regions: Int = 3, periods: Int = 20) throws -> MixPanel {
  var stream = RandomStream(seed: 31)
  let rows = regions * periods
  func column(_ name: String, _ make: (Double) -> Double) -> Column {
    Column(name, numbers: (0..<rows).map { make(Double(1 + $0 / periods)) })
  }
  return try MixPanel(
    Table([
      Column("region", texts: (0..<rows).map { "r\($0 / periods)" }),
      column("population") { $0 * 100 },
      column("radio") { $0 * stream.uniform(0.2, 2) },
      column("video") { $0 * stream.uniform(1, 3) },
      column("reached") { stream.chance(0.2) ? 0 : $0 * stream.uniform(10, 50) },
      column("often") { _ in stream.chance(0.1) ? 0 : stream.uniform(1, 6) },
      column("sales") { $0 * stream.normal(mean: 10, deviation: 1) },
    ]), target: "sales", channels: ["radio", "video"],
    region: "region", population: "population", reach: ["video": "reached"],
    frequency: ["video": "often"])
}

private func model(_ effect: BayesianModel.Effect) -> BayesianModel {
  var model = BayesianModel(preset: .meridian)
  model.effect = effect
  if effect == .contribution { model.priors["contribution"] = .beta(2, 20) }
  if effect == .coefficient { model.priors["beta"] = .halfNormal(deviation: 0.5) }
  return model
}

@Suite("Reach and frequency")
struct MeridianReachTests {
  static let effects: [BayesianModel.Effect] = [.roi, .mroi, .contribution, .coefficient]

  @Test("the gradient is that of finite differences", arguments: effects, [1, 3, 5])
  func gradient(effect: BayesianModel.Effect, regions: Int) throws {
    let panel = try reachPanel(regions: regions)
    for decay in [MeridianSettings.Decay.geometric, .binomial] {
      for lags in [0, 4, 25] {
        var settings = MeridianSettings()
        (settings.decay, settings.largestLag) = (decay, lags)
        let mix = try MeridianMix(panel, model: model(effect), settings: settings)
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

  @Test("recorded densities are those of the whole model, written plainly", arguments: [1, 3])
  func recordedDensities(regions: Int) throws {
    let mix = try MeridianMix(try reachPanel(regions: regions))
    var stream = RandomStream(seed: 9)
    let point = mix.start(from: &stream)
    var quantities = [Double](repeating: 0, count: mix.quantityNames.count)
    mix.makeEvaluator().record(point, into: &quantities, using: &stream)
    let joint = mix.jointLogDensity(Array(quantities.dropLast(2)))
    let sum = quantities[quantities.count - 2] + quantities[quantities.count - 1]
    #expect(sum.isClose(to: joint, within: .relative(1e-11)))
  }

  @Test("contributions are those of the formula, by hand", arguments: [1, 3])
  func formula(regions: Int) throws {
    let panel = try reachPanel(regions: regions)
    let mix = try MeridianMix(panel)
    let names = mix.parameterNames
    #expect(names.contains("roi_m.radio") && names.contains("roi_rf.video"))
    #expect(!names.contains("ec_m.video") && !names.contains("slope_rf.radio"))
    #expect(regions == 1 || names.contains("beta_grf_dev.r0.video"))
    var stream = RandomStream(seed: 10)
    let values = mix.drawPrior(from: &stream)
    func value(_ name: String) throws -> Double {
      values[try #require(names.firstIndex(of: name))]
    }
    #expect(mix.roi(at: values)[1].isClose(to: try value("roi_rf.video"), within: .relative(1e-11)))
    let (alpha, half, slope) = (
      try value("alpha_rf.video"), try value("ec_rf.video"), try value("slope_rf.video")
    )
    // The sum over the regions of exp(η dev) · adstock(reach · Hill(frequency)), up to one number.
    func power(_ x: Double, _ exponent: Double) -> Double {
      x > 0 ? stableExp(exponent * stableLog(x)) : 0
    }
    let reach = panel.media[1].values
    let often = try #require(panel.frequency[1]).values
    var expected = [Double](repeating: 0, count: 20)
    for region in 0..<regions {
      let own =
        regions == 1
        ? 1
        : stableExp(try value("eta_rf.video") * value("beta_grf_dev.r\(region).video"))
      for t in 0..<20 {
        for lag in 0...min(t, 8) {
          let cell = region * 20 + t - lag
          let share =
            power(often[cell], slope) / (power(often[cell], slope) + power(half, slope))
          expected[t] += own * power(alpha, Double(lag)) * reach[cell] * share
        }
      }
    }
    let found = try #require(mix.contributions(at: values).last)
    let ratio = found.reduce(0, +) / expected.reduce(0, +)
    for t in 0..<20 {
      #expect(found[t].isClose(to: ratio * expected[t], within: .relative(1e-9)))
    }
  }

  @Test("the prior of the half frequency begins at 0.1, unless another is given")
  func halfFrequency() throws {
    var stream = RandomStream(seed: 3)
    let mix = try MeridianMix(try reachPanel())
    let place = try #require(mix.parameterNames.firstIndex(of: "ec_rf.video"))
    let draws = (0..<2000).map { _ in mix.drawPrior(from: &stream)[place] }
    let mean = draws.reduce(0, +) / 2000
    // 0.1 + exp(0.7 + 0.4² / 2)
    #expect(abs(mean - (0.1 + stableExp(0.78))) < 0.1)
    #expect(draws.allSatisfy { $0 > 0.1 })
    var given = BayesianModel(preset: .meridian)
    given.priors["ec_rf"] = .uniform(lower: 0.02, upper: 0.04)
    let own = try MeridianMix(try reachPanel(), model: given)
    #expect((0.02...0.04).contains(own.drawPrior(from: &stream)[place]))
  }

  @Test("more spend reaches more people as often: the curve is straight, and sells what was sold")
  func response() throws {
    let panel = try reachPanel()
    let mix = try MeridianMix(panel)
    var stream = RandomStream(seed: 6)
    let values = mix.drawPrior(from: &stream)
    let response = mix.responses(at: values)[1]
    let roi = mix.roi(at: values)[1]
    let sold = response.pieces.enumerated().reduce(0.0) { sum, piece in
      let own = panel.channels[1].values[(piece.offset * 20)..<(piece.offset * 20 + 20)]
      // Without an end, so that nothing is carried over beyond it.
      let spend = Array(own) + [Double](repeating: 0, count: 8)
      return sum + piece.element.coefficient
        * piece.element.transform.applied(to: spend).reduce(0, +)
    }
    let spent = panel.channels[1].values.reduce(0, +)
    // What is carried over beyond the last period is in one and not in the other.
    #expect(sold / spent > roi && sold / spent < 1.6 * roi)
    #expect(mix.marginalROI(at: values)[1].isClose(to: roi, within: .relative(1e-10)))
  }

  @Test("reach without frequency, or beside media, is refused, and so is a test of it")
  func refusals() throws {
    let table = Table([
      Column("sales", numbers: [5, 6, 4, 7, 5, 6]), Column("tv", numbers: [1, 2, 0, 3, 1, 2]),
      Column("reach", numbers: [10, 20, 0, 30, 10, 20]),
      Column("often", numbers: [1, 2, 0, 2, 1, 2]),
      Column("week", days: (0..<6).map { Day(daysSinceEpoch: 19_723 + 7 * $0) }),
    ])
    func panel(
      _ media: [String: String], _ reach: [String: String], _ frequency: [String: String]
    ) throws -> MixPanel {
      try MixPanel(
        table, target: "sales", channels: ["tv"], media: media, reach: reach, frequency: frequency)
    }
    let (reach, often) = (["tv": "reach"], ["tv": "often"])
    #expect(throws: PanelError.self) { try panel([:], reach, [:]) }
    #expect(throws: PanelError.self) { try panel([:], [:], often) }
    #expect(throws: PanelError.self) { try panel(["tv": "tv"], reach, often) }
    #expect(throws: PanelError.self) { try panel([:], ["print": "reach"], often) }
    var model = BayesianModel(preset: .meridian)
    model.experiments = [
      Experiment(
        name: "test", channel: "tv", first: Day(daysSinceEpoch: 19_730),
        last: Day(daysSinceEpoch: 19_736), extraSpend: 1, lift: 1, standardError: 1)
    ]
    let told = try panel([:], reach, often)
    #expect(throws: MixError.self) { try MeridianMix(told, model: model) }
    model.experimentUse = .roiPrior
    let mix = try MeridianMix(told, model: model)
    #expect(mix.model.priors["roi.tv"] != nil)
  }
}

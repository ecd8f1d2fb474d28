import Foundation
import Marketing
import Statistics
import Tables
import TestSupport
import Testing

/// Small data with a gap in the calendar, for every combination of what a model can be.
private enum Small {
  static let table: Table = {
    var stream = RandomStream(seed: 3)
    // Weeks, two of which are missing.
    let weeks = (0..<26).filter { ![7, 15].contains($0) }
    let days = weeks.map { Day(daysSinceEpoch: 19_723 + 7 * $0) }
    let tv = days.map { _ in stream.chance(0.3) ? 0 : 50 + 100 * stream.uniform() }
    let radio = days.map { _ in 20 + 30 * stream.uniform() }
    let price = days.map { _ in 5 + stream.normal() }
    let sales = days.indices.map {
      1_000 + 2 * tv[$0] + 3 * radio[$0] - 20 * price[$0] + 40 * stream.normal()
    }
    return Table([
      Column("day", days: days), Column("sales", numbers: sales), Column("tv", numbers: tv),
      Column("radio", numbers: radio), Column("price", numbers: price),
    ])
  }()

  static let test = Experiment(
    name: "spring", channel: "tv", first: Day(daysSinceEpoch: 19_723 + 21),
    last: Day(daysSinceEpoch: 19_723 + 37), outcomeEnd: Day(daysSinceEpoch: 19_723 + 60),
    extraSpend: 60, lift: 400, standardError: 90)

  static func spec(
    _ adstock: Adstock, _ saturation: Saturation, order: ChannelTransform.Order = .adstockFirst
  ) -> MixSpec {
    var spec = MixSpec(target: "sales", channels: ["tv", "radio"], controls: ["price"])
    spec.trend = .linear
    spec.transforms["tv"] = ChannelTransform(adstock: adstock, saturation: saturation, order: order)
    spec.transforms["radio"] = ChannelTransform(
      adstock: .geometric(retention: 0.5, window: 4), saturation: .hill(half: 1))
    return spec
  }

  static func mix(_ spec: MixSpec, _ model: BayesianModel) throws -> BayesianMix {
    // The first rows only bring carryover.
    let rows = try MixData(table, for: spec).rows(3..<24)
    return try BayesianMix(spec: spec, model: model, rows: rows, design: MixDesign(spec, for: rows))
  }
}

private let adstocks: [Adstock] = [
  .none, .geometric(retention: 0.5, window: 5), .delayed(retention: 0.5, peak: 1, window: 5),
  .binomial(retention: 0.5, window: 5),
]
private let saturations: [Saturation] = [
  .none, .hill(half: 1), .logistic(half: 1), .michaelisMenten(half: 1),
]

@Suite("The density of a Bayesian mix model")
struct BayesianMixTests {
  @Test("The gradient is the density's slope in every kind of model")
  func gradients() throws {
    var checked = 0
    for preset in [BayesianModel.Preset.standard, .pymc] {
      for (adstock, saturation) in adstocks.flatMap({ a in saturations.map { (a, $0) } }) {
        for effect in [BayesianModel.Effect.roi, .mroi, .contribution, .coefficient] {
          for likelihood in [BayesianModel.Likelihood.normal, .student(degrees: 4), .logNormal] {
            for use in [nil, BayesianModel.ExperimentUse.throughModel, .liftTest, .roiPrior] {
              if use == .roiPrior, effect != .roi { continue }
              var model = BayesianModel(preset: preset)
              model.effect = effect
              model.likelihood = likelihood
              if let use {
                model.experiments = [Small.test]
                model.experimentUse = use
              }
              let order: ChannelTransform.Order =
                checked % 2 == 0 ? .adstockFirst : .saturationFirst
              let mix = try Small.mix(Small.spec(adstock, saturation, order: order), model)
              #expect(
                worstSlope(mix, seed: UInt64(checked)) < 2e-6,
                "\(preset) \(adstock) \(saturation) \(order) \(effect) \(likelihood) \(String(describing: use))"
              )
              checked += 1
            }
          }
        }
      }
    }
    #expect(checked == 2 * 16 * 3 * (3 * 3 + 4))
  }

  @Test("The gradient is right where an effect may be negative, is bounded, or fixed")
  func effectPriors() throws {
    for prior in [
      Prior.normal(mean: 1, deviation: 2), .uniform(lower: 0.1, upper: 4), .fixed(1.5),
    ] {
      var model = BayesianModel()
      model.priors["roi"] = prior
      model.priors["trend"] = .fixed(0.2)
      let mix = try Small.mix(Small.spec(adstocks[1], saturations[1]), model)
      #expect(worstSlope(mix, seed: 1) < 2e-6, "\(prior)")
    }
  }

  /// The largest relative difference of the gradient from a five-point difference, at a random start.
  private func worstSlope(_ mix: BayesianMix, seed: UInt64) -> Double {
    var stream = RandomStream(seed: seed)
    let evaluator = mix.makeEvaluator()
    var position = mix.start(from: &stream)
    var gradient = [Double](repeating: 0, count: mix.dimension)
    var unused = gradient
    let value = evaluator.logDensity(at: &position, gradient: &gradient)
    guard value.isFinite else { return .infinity }
    var worst = 0.0
    for index in position.indices {
      let step = 1e-3
      func at(_ shift: Double) -> Double {
        var moved = position
        moved[index] += shift
        return evaluator.logDensity(at: &moved, gradient: &unused)
      }
      let slope = (8 * (at(step) - at(-step)) - (at(2 * step) - at(-2 * step))) / (12 * step)
      guard slope.isFinite, gradient[index].isFinite else { return .infinity }
      // Differences of values this large lose digits that the gradient has.
      worst = max(
        worst, abs(slope - gradient[index]) / max(1, abs(gradient[index]), abs(value) / 100))
    }
    return worst
  }

  @Test("Parts add up, returns are contribution over spend, and a sampled return comes back")
  func accounting() throws {
    for (adstock, saturation) in adstocks.flatMap({ a in saturations.map { (a, $0) } }) {
      let spec = Small.spec(adstock, saturation)
      var model = BayesianModel()
      let rows = try MixData(Small.table, for: spec).rows(3..<24)
      var stream = RandomStream(seed: 9)
      for effect in [BayesianModel.Effect.roi, .mroi] {
        model.effect = effect
        let mix = try Small.mix(spec, model)
        let draw = mix.drawPrior(from: &stream)
        let reading = mix.reading(draw)
        for (index, channel) in ["tv", "radio"].enumerated() {
          let name = effect == .roi ? "roi.\(channel)" : "mroi.\(channel)"
          let place = try #require(mix.parameterNames.firstIndex(of: name))
          let found = effect == .roi ? reading.roi[index] : reading.mroi[index]
          #expect(abs(found / draw[place] - 1) < 1e-10)
          let contribution = try #require(reading.contributions[.channel(index)])
          let spend = rows.channels[index].values.reduce(0, +)
          let total = contribution.reduce(0, +)
          #expect(abs(reading.roi[index] * spend / total - 1) < 1e-10)
          // The transforms of the fits of single numbers say the same, from code of their own.
          let piece = reading.responses[index].pieces[0]
          let dense = zip(rows.days, rows.channels[index].values)
          var calendar = [Double](
            repeating: 0, count: rows.days[0].distance(to: rows.days[20]) / 7 + 1)
          for (day, value) in dense { calendar[rows.days[0].distance(to: day) / 7] = value }
          let feature = piece.transform.applied(to: calendar, after: rows.earlierSpend[index])
          for (row, day) in rows.days.enumerated() {
            let expected = piece.coefficient * feature[rows.days[0].distance(to: day) / 7]
            #expect(abs(expected - contribution[row]) < 1e-8 * max(1, abs(expected)))
          }
        }
        // The mean of each row gives the row's likelihood.
        let sigma = draw[try #require(mix.parameterNames.firstIndex(of: "sigma"))]
        let centre = rows.target.values.reduce(0, +) / 21
        let scale =
          (rows.target.values.reduce(0) { $0 + ($1 - centre) * ($1 - centre) } / 21).squareRoot()
        for row in 0..<21 {
          let mean = reading.contributions.values.reduce(0) { $0 + $1[row] }
          let z = (rows.target.values[row] - mean) / (sigma * scale)
          let expected = -0.5 * z * z - stableLog(sigma * scale) - 0.918938533204672742
          #expect(abs(expected - reading.logLikelihood[row]) < 1e-9 * max(1, abs(expected)))
        }
      }
    }
  }

  @Test("Priors that cannot be are refused, with what can be named")
  func refusals() throws {
    let spec = Small.spec(adstocks[1], saturations[1])
    func refusal(_ name: String, _ prior: Prior) -> String {
      var model = BayesianModel()
      model.priors[name] = prior
      do {
        _ = try Small.mix(spec, model)
        return ""
      } catch { return "\(error)" }
    }
    #expect(refusal("adstok.tv", .beta(1, 3)).contains("did you mean \"adstock.tv\""))
    #expect(refusal("adstock", .normal(mean: 0.5, deviation: 0.2)).contains("adstock.tv"))
    #expect(refusal("sigma", .halfNormal(deviation: -1)).contains("sigma"))
    #expect(refusal("adstock.tv", .fixed(1.5)).contains("between"))
    #expect(refusal("roi.tv", .logNormal(location: 0, scale: 1)).isEmpty)
  }

  @Test("A test in some regions is not taken for one of the whole country")
  func regionalTest() throws {
    for use in [BayesianModel.ExperimentUse.throughModel, .liftTest, .roiPrior] {
      var (model, test) = (BayesianModel(), Small.test)
      test.regions = ["north", "south"]
      (model.experiments, model.experimentUse) = ([test], use)
      do {
        _ = try Small.mix(Small.spec(adstocks[1], saturations[1]), model)
        Issue.record("\(use) took it")
      } catch { #expect("\(error)".contains("it ran in \"north\" and 1 more"), "\(error)") }
    }
  }

  @Test("A channel without spend keeps its prior and sells nothing")
  func silentChannel() throws {
    var spec = Small.spec(adstocks[1], saturations[1])
    spec.channels.append("idle")
    let idle = Column("idle", numbers: [Double](repeating: 0, count: 24))
    let rows = try MixData(Table(Small.table.columns + [idle]), for: spec)
    let mix = try BayesianMix(
      spec: spec, model: BayesianModel(), rows: rows, design: MixDesign(spec, for: rows))
    #expect(mix.warnings == [.nothingSpent(channel: "idle")])
    #expect(worstSlope(mix, seed: 2) < 2e-6)
    var stream = RandomStream(seed: 1)
    let reading = mix.reading(mix.drawPrior(from: &stream))
    #expect(reading.roi[2].isNaN)
    #expect(reading.contributions[.channel(2)]?.allSatisfy { $0 == 0 } == true)
  }
}

import Marketing
import Statistics
import Tables
import TestSupport
import Testing

/// Three regions of different size over 20 weeks; the numbers are drawn, and mean nothing.
func smallPanel(regions: Int = 3, periods: Int = 20, controls: Int = 2) throws -> MixPanel {
  var stream = RandomStream(seed: 11)
  let rows = regions * periods
  func column(_ name: String, _ make: (Int) -> Double) -> Column {
    Column(name, numbers: (0..<rows).map(make))
  }
  let names = (0..<rows).map { Optional("r\($0 / periods)") }
  var columns = [Column("region", .texts(names))]
  columns.append(column("population") { Double(1 + $0 / periods) * 100 })
  for channel in ["tv", "radio"] {
    columns.append(
      column(channel) { Double(1 + $0 / periods) * max(0, stream.normal(mean: 1, deviation: 1)) })
  }
  for control in 0..<controls { columns.append(column("z\(control)") { _ in stream.normal() }) }
  columns.append(
    column("sales") { Double(1 + $0 / periods) * stream.normal(mean: 10, deviation: 1) })
  return try MixPanel(
    Table(columns), target: "sales", channels: ["tv", "radio"],
    controls: (0..<controls).map { "z\($0)" }, region: "region", population: "population")
}

private func model(_ effect: BayesianModel.Effect) -> BayesianModel {
  var model = BayesianModel(preset: .meridian)
  model.effect = effect
  if effect == .contribution { model.priors["contribution"] = .beta(2, 20) }
  if effect == .coefficient { model.priors["beta_m"] = .halfNormal(deviation: 0.5) }
  return model
}

@Suite("Meridian's model")
struct MeridianMixTests {
  static let effects: [BayesianModel.Effect] = [.roi, .mroi, .contribution, .coefficient]

  @Test("the gradient is that of finite differences", arguments: effects, [1, 3])
  func gradient(effect: BayesianModel.Effect, regions: Int) throws {
    let panel = try smallPanel(regions: regions)
    for decay in [MeridianSettings.Decay.geometric, .binomial] {
      for knots in [MeridianSettings.Knots.automatic, .count(5), .at([2, 9])] {
        var settings = MeridianSettings()
        (settings.decay, settings.knots, settings.largestLag) = (decay, knots, 4)
        let mix = try MeridianMix(panel, model: model(effect), settings: settings)
        var stream = RandomStream(seed: 4)
        var point = mix.start(from: &stream)
        let evaluator = mix.makeEvaluator()
        var gradient = [Double](repeating: 0, count: point.count)
        var ignored = gradient
        _ = evaluator.logDensity(at: point, gradient: &gradient)
        for index in point.indices {
          let (x, step) = (point[index], 1e-5)
          point[index] = x + step
          let above = evaluator.logDensity(at: point, gradient: &ignored)
          point[index] = x - step
          let below = evaluator.logDensity(at: point, gradient: &ignored)
          point[index] = x
          let slope = (above - below) / (2 * step)
          #expect(
            abs(slope - gradient[index]) <= 2e-6 * max(1, abs(slope)),
            "coordinate \(index), \(decay), \(knots): \(gradient[index]) against \(slope)")
        }
      }
    }
  }

  @Test("parameters that were integrated out come back with the density of the whole model")
  func drawnBack() throws {
    // log p(y, θ, v) − log p(v | y, θ) is the same for all draws of v. In one dimension that is checked whole: a nation
    // with a single knot and no control has but the level, which is normal given the rest.
    let mix = try MeridianMix(try smallPanel(regions: 1, controls: 0))
    var stream = RandomStream(seed: 8)
    let point = mix.start(from: &stream)
    let evaluator = mix.makeEvaluator()
    let names = mix.quantityNames
    let draws = (0..<4000).map { _ in
      var quantities = [Double](repeating: 0, count: names.count)
      evaluator.record(point, into: &quantities, using: &stream)
      return quantities
    }
    let level = try #require(names.firstIndex(of: "knot_values.1"))
    let values = draws.map { $0[level] }
    let mean = values.reduce(0, +) / 4000
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 3999
    // The joint density along the level: a parabola, whose top and width say what the draws' mean and variance must be.
    func joint(_ level: Double) -> Double {
      var all = Array(draws[0].dropLast(2))
      all[0] = level
      return mix.jointLogDensity(all)
    }
    let (low, middle, high) = (joint(-1), joint(0), joint(1))
    let curvature = -(low - 2 * middle + high)
    let top = (high - low) / 2 / curvature
    #expect(abs(mean - top) < 5 * (1 / curvature / 4000).squareRoot())
    #expect(abs(variance * curvature - 1) < 0.12)
    // And the integral over it: log ∫ = top value + ½ log 2π / curvature, beside the Jacobians of the rest.
    let integral = joint(top) + 0.5 * (1.8378770664093454836 - stableLog(curvature))
    var gradient = [Double](repeating: 0, count: point.count)
    let marginal = evaluator.logDensity(at: point, gradient: &gradient)
    #expect(
      (marginal - integral).isClose(to: logJacobian(mix, point, draws[0]), within: .absolute(1e-9)))
  }

  /// Σ log |dx/du| of the default priors' maps.
  private func logJacobian(_ mix: MeridianMix, _ point: [Double], _ draw: [Double]) -> Double {
    let coordinates = mix.parameterNames.filter { !$0.hasPrefix("knot_values") }
    return zip(coordinates, point).reduce(0) { sum, pair in
      let map: Constraint =
        pair.0.hasPrefix("alpha_m")
        ? .between(0, 1) : (pair.0.hasPrefix("ec_m") ? .between(0.1, 10) : .above(0))
      return sum + map.value(at: pair.1).logJacobian
    }
  }

  @Test("recorded densities are those of the whole model", arguments: [1, 3])
  func recordedDensities(regions: Int) throws {
    let mix = try MeridianMix(try smallPanel(regions: regions))
    var stream = RandomStream(seed: 9)
    let point = mix.start(from: &stream)
    var quantities = [Double](repeating: 0, count: mix.quantityNames.count)
    mix.makeEvaluator().record(point, into: &quantities, using: &stream)
    let joint = mix.jointLogDensity(Array(quantities.dropLast(2)))
    let sum = quantities[quantities.count - 2] + quantities[quantities.count - 1]
    #expect(sum.isClose(to: joint, within: .relative(1e-12)))
    #expect(Array(mix.quantityNames.suffix(2)) == ["log_prior", "log_likelihood"])
  }

  @Test("returns are those that were sampled, and parts add up to the nation", arguments: [1, 3])
  func accounting(regions: Int) throws {
    let panel = try smallPanel(regions: regions)
    for effect in [BayesianModel.Effect.roi, .mroi] {
      let mix = try MeridianMix(panel, model: model(effect))
      var stream = RandomStream(seed: 10)
      let values = mix.drawPrior(from: &stream)
      let kind = effect == .roi ? "roi_m" : "mroi_m"
      let returns = effect == .roi ? mix.roi(at: values) : mix.marginalROI(at: values)
      let parts = mix.contributions(at: values)
      #expect(parts.count == 1 + panel.controls.count + panel.channels.count)
      for (index, channel) in panel.channels.enumerated() {
        let place = try #require(mix.parameterNames.firstIndex(of: "\(kind).\(channel.name)"))
        #expect(returns[index].isClose(to: values[place], within: .relative(1e-11)))
        let sold = parts[1 + panel.controls.count + index].reduce(0, +)
        let spent = channel.values.reduce(0, +)
        #expect((sold / spent).isClose(to: mix.roi(at: values)[index], within: .relative(1e-11)))
        // The curve's pieces say the same of the whole as the contribution.
        let pieces = mix.responses(at: values)[index].pieces
        #expect(pieces.count == regions)
        let bySpend = pieces.enumerated().reduce(0.0) { sum, piece in
          let own = channel.values[
            (piece.offset * panel.periods)..<((piece.offset + 1) * panel.periods)]
          return sum + piece.element.coefficient
            * piece.element.transform.applied(to: Array(own)).reduce(0, +)
        }
        #expect(bySpend.isClose(to: sold, within: .relative(1e-11)))
        #expect(pieces.reduce(0) { $0 + $1.spendShare }.isClose(to: 1, within: .relative(1e-12)))
      }
    }
  }

  @Test("priors that the model cannot have are refused")
  func refusedPriors() throws {
    let panel = try smallPanel()
    func refused(_ name: String, _ prior: Prior) -> Bool {
      var model = BayesianModel(preset: .meridian)
      model.priors[name] = prior
      do {
        _ = try MeridianMix(panel, model: model)
        return false
      } catch { return error is PanelError }
    }
    #expect(refused("roi_m.print", .logNormal(location: 0, scale: 1)))
    #expect(refused("roi_m", .logNormal(location: 0, scale: -1)))
    #expect(refused("alpha_m", .halfNormal(deviation: 1)))
    #expect(refused("roi_m.tv", .normal(mean: 1, deviation: 1)))
    #expect(refused("knot_values", .laplace(location: 0, scale: 1)))
    #expect(refused("sigma", .normal(mean: 0, deviation: 1)))
    #expect(!refused("roi_m.tv", .gamma(shape: 2, rate: 1)))
    #expect(!refused("roi", .halfNormal(deviation: 2)))
    var student = BayesianModel(preset: .meridian)
    student.likelihood = .student(degrees: 4)
    #expect(throws: PanelError.self) { try MeridianMix(panel, model: student) }
  }

  @Test("a known parameter is none")
  func known() throws {
    var model = BayesianModel(preset: .meridian)
    model.priors = ["eta_m": .fixed(0), "alpha_m.tv": .fixed(0.5), "xi_c": .fixed(0)]
    let mix = try MeridianMix(try smallPanel(), model: model)
    #expect(!mix.parameterNames.contains { $0.hasPrefix("eta_m") || $0 == "alpha_m.tv" })
    #expect(mix.parameterNames.contains("alpha_m.radio"))
    var stream = RandomStream(seed: 12)
    let point = mix.start(from: &stream)
    #expect(point.count == mix.dimension)
    var gradient = [Double](repeating: 0, count: point.count)
    #expect(mix.makeEvaluator().logDensity(at: point, gradient: &gradient).isFinite)
    let isFinite = gradient.allSatisfy { $0.isFinite }
    #expect(isFinite)
  }

  @Test("a channel that nothing was spent on has its prior")
  func silentChannel() throws {
    let table = Table([
      Column("sales", numbers: [5, 6, 4, 7, 5, 6]), Column("tv", numbers: [1, 2, 0, 3, 1, 2]),
      Column("print", numbers: [0, 0, 0, 0, 0, 0]),
    ])
    let mix = try MeridianMix(try MixPanel(table, target: "sales", channels: ["tv", "print"]))
    var stream = RandomStream(seed: 13)
    let point = mix.start(from: &stream)
    var gradient = [Double](repeating: 0, count: point.count)
    #expect(mix.makeEvaluator().logDensity(at: point, gradient: &gradient).isFinite)
    let place = try #require(
      mix.parameterNames.filter { !$0.hasPrefix("knot") }.firstIndex(of: "roi_m.print"))
    // (0.2 − u) / 0.9²: the slope of the log-normal prior alone.
    #expect(gradient[place].isClose(to: (0.2 - point[place]) / 0.81, within: .absolute(1e-12)))
    #expect(mix.roi(at: mix.drawPrior(from: &stream))[1].isNaN)
  }

  @Test("knots that do not fit are refused")
  func badKnots() throws {
    let panel = try smallPanel()
    for knots in [MeridianSettings.Knots.count(0), .count(21), .at([]), .at([3, 2]), .at([20])] {
      var settings = MeridianSettings()
      settings.knots = knots
      #expect(throws: PanelError.self) { try MeridianMix(panel, settings: settings) }
    }
  }
}

import Foundation
import Marketing
import Statistics
import Tables
import TestSupport
import Testing

/// PyMC-Marketing's own log densities and gradients, and posteriors by long runs of NumPyro.
@Suite(
  "The identical model of PyMC-Marketing",
  .enabled(if: OutsideData.has("peers/w1.csv"), "outside data not here"))
struct PeerDensityTests {
  private struct Points: Decodable {
    struct Point: Decodable {
      let constrained: [String: Values]
      let unconstrained: [String: Values]
      let withoutJacobian: Double
      let withJacobian: Double
      let order: [String]
      let gradient: [Double]

      enum CodingKeys: String, CodingKey {
        case constrained, unconstrained
        case withoutJacobian = "logp_no_jacobian"
        case withJacobian = "logp_with_jacobian"
        case order = "grad_with_jacobian_order"
        case gradient = "grad_with_jacobian"
      }
    }
    let points: [Point]
  }

  /// A number or a list of them.
  private struct Values: Decodable {
    let all: [Double]

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let one = try? container.decode(Double.self) {
        all = [one]
      } else {
        all = try container.decode([Double].self)
      }
    }
  }

  private static func mix(
    _ workload: String, hill: Bool, _ coordinates: BayesianMix.Coordinates
  ) throws -> (BayesianMix, channels: [String]) {
    let table = try CSV().read(path: OutsideData.path("peers/\(workload).csv")).table
    let channels = table.names.filter { !["date", "sales", "trend", "holiday"].contains($0) }
    var spec = MixSpec(target: "sales", channels: channels, controls: ["trend", "holiday"])
    spec.seasons = [.dayOfYear(pairs: 2)]
    for channel in channels {
      spec.transforms[channel] = ChannelTransform(
        adstock: .geometric(retention: 0.5, window: 8),
        saturation: hill ? .hill(half: 0.5) : .logistic(half: 0.5))
    }
    let rows = try MixData(table, for: spec)
    return (
      try BayesianMix(
        spec: spec, model: BayesianModel(preset: .pymc), rows: rows,
        design: MixDesign(spec, for: rows), coordinates: coordinates), channels
    )
  }

  /// The place of a parameter in the lists of its kind.
  private func place(of name: String, _ channels: [String]) -> (kind: String, index: Int) {
    let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
    guard parts.count == 2 else { return (name, 0) }
    let members =
      switch parts[0] {
      case "gamma_control": ["trend", "holiday"]
      case "gamma_fourier": ["sin_1", "sin_2", "cos_1", "cos_2"]
      default: channels
      }
    return (parts[0], members.firstIndex(of: parts[1]) ?? 0)
  }

  @Test("Its log density and gradient", arguments: ["w1_logistic", "w1_hill", "w2_logistic"])
  func points(_ name: String) throws {
    let points = try JSONDecoder().decode(
      Points.self, from: Data(OutsideData.bytes("peers/posteriors/\(name)_logp_points.json"))
    ).points
    #expect(points.count >= 4)
    let (mix, channels) = try Self.mix(
      String(name.prefix(2)), hill: name.hasSuffix("hill"), .plain)
    let evaluator = mix.makeEvaluator()
    for point in points {
      let parameters = mix.parameterNames.map { name in
        let place = place(of: name, channels)
        return point.constrained[place.kind]?.all[place.index] ?? .nan
      }
      #expect(abs(mix.logJoint(parameters) - point.withoutJacobian) < 1e-9)
      var position = mix.coordinateNames.map { name in
        let place = place(of: name, channels)
        for suffix in ["", "_log__", "_logodds__"] {
          if let list = point.unconstrained[place.kind + suffix] { return list.all[place.index] }
        }
        return .nan
      }
      var starts: [String: Int] = [:]
      var next = 0
      for key in point.order {
        starts[key] = next
        next += point.unconstrained[key]?.all.count ?? 0
      }
      var gradient = [Double](repeating: 0, count: mix.dimension)
      let value = evaluator.logDensity(at: &position, gradient: &gradient)
      // Terms of this size are rounded before they cancel.
      #expect(abs(value - point.withJacobian) < 1e-9 * max(1, abs(point.withJacobian)))
      for (name, slope) in zip(mix.coordinateNames, gradient) {
        let place = place(of: name, channels)
        let start = ["", "_log__", "_logodds__"].compactMap { starts[place.kind + $0] }.first
        let expected = point.gradient[try #require(start) + place.index]
        #expect(abs(slope - expected) < 1e-9 * max(1, abs(expected), abs(value)), "\(name)")
      }
    }
  }

  private struct Reference: Decodable {
    struct Quantity: Decodable {
      let mean: Double
      let sd: Double
      let q05: Double
      let q50: Double
      let q95: Double
      let error: Double

      enum CodingKeys: String, CodingKey {
        case mean, sd, q05, q50, q95
        case error = "mcse_mean"
      }
    }
    let params: [String: Quantity]
  }

  /// Means within 4 combined standard errors, and of 5/50/95 % quantiles too, whose errors in the reference are taken to be
  /// those of its own draws' number.
  @Test(
    "Its posterior, converged and without a divergence", arguments: ["w1-logistic", "w2-logistic"])
  func posterior(_ name: String) throws {
    let (mix, _) = try Self.mix(String(name.prefix(2)), hill: false, .adapted)
    let chains = try sampled(mix, acceptance: 0.8)
    let reference = try JSONDecoder().decode(
      Reference.self, from: Data(OutsideData.bytes("peers/posteriors/reference-\(name).json"))
    ).params
    #expect(chains.divergences == 0)
    for (index, name) in mix.parameterNames.enumerated() {
      let diagnostics = chains.draws.diagnostics(of: index)
      let found = diagnostics.summary(named: name)
      let expected = try #require(reference[key(name)])
      #expect(found.rhat ?? 2 < 1.01, "\(name)")
      let size = expected.sd / (diagnostics.essMean ?? 1).squareRoot()
      let error = (size * size + expected.error * expected.error).squareRoot()
      #expect(abs(found.mean - expected.mean) < 4 * error, "\(name)")
      for (p, here, there) in [
        (0.05, found.q5, expected.q05), (0.5, found.q50, expected.q50),
        (0.95, found.q95, expected.q95),
      ] {
        let own = diagnostics.mcseQuantile(p) ?? 0
        #expect(abs(here - there) < 4 * (own + expected.error), "\(name) at \(p)")
      }
    }
  }

  /// The reference is good to a tenth of a standard deviation, and says so.
  @Test("Its posterior with Hill curves, at which its own samplers diverge")
  func hillPosterior() throws {
    let (mix, _) = try Self.mix("w1", hill: true, .adapted)
    let chains = try sampled(mix, acceptance: 0.9)
    #expect(chains.divergences == 0)
    let reference = try JSONDecoder().decode(
      Reference.self, from: Data(OutsideData.bytes("peers/posteriors/reference-w1-hill.json"))
    ).params
    for (index, name) in mix.parameterNames.enumerated() {
      let diagnostics = chains.draws.diagnostics(of: index)
      let found = diagnostics.summary(named: name)
      let expected = try #require(reference[key(name)])
      #expect(found.rhat ?? 2 < 1.01, "\(name)")
      let own = diagnostics.mcseQuantile(0.5) ?? 0
      #expect(abs(found.q50 - expected.q50) < 0.1 * expected.sd + 4 * own, "\(name)")
    }
  }

  private func key(_ name: String) -> String {
    let parts = name.split(separator: ".", maxSplits: 1)
    return parts.count == 1 ? name : "\(parts[0])[\(parts[1])]"
  }

  private func sampled(_ mix: BayesianMix, acceptance: Double) throws -> SampledChains {
    var sampler = NUTS()
    sampler.targetAcceptance = acceptance
    let starts = (0..<sampler.chains).map { chain in
      var stream = RandomStream(seed: sampler.seed, stream: UInt64(500 + chain))
      return mix.start(from: &stream)
    }
    return try sampler.sample(mix, starts: starts)
  }
}

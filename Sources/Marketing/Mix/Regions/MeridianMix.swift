public import Statistics

/// Google Meridian's marketing mix model: regions with effects of their own around a common one, a baseline that
/// bends at knots, and priors on returns.
///
/// On scaled data (see ``MeridianScaling``), for region g and period t
///
///     y_gt = τ_g + Σ_k W_tk b_k + Σ_m β_gm h_gtm + Σ_c γ_gc z_gtc + ε_gt,     ε ~ N(0, σ)
///     h    = a / (a + ec_m),   a = Σ_{l ≤ L} w_l x_{g,t−l,m},   w_l ∝ α_mˡ
///     β_gm = exp(b_m + η_m dev_gm),   γ_gc = γ_c + ξ_c devc_gc,   dev, devc ~ N(0, 1)
///
/// A channel that tells how many people it reached and how often each has h = Σ_l w_l x_{g,t−l} of x = reach · F instead,
/// F = fˢ / (fˢ + ec_rfˢ). And b_m is solved so that the channel's return over all regions and periods is exactly its parameter `roi_m`:
///
///     b_m = ln(roi_m · spend_m) − ln Σ_g S_gm exp(η_m dev_gm),   S_gm = N_g sd_y Σ_t h_gtm
///
/// (or its marginal return, its share of all sales, or its coefficient). The region of the largest
/// population has τ = 0. One region is a nation: then β and γ have no spread.
///
/// Everything linear and normal (b, τ, γ, devc) is integrated out of the density that is sampled, and drawn back
/// exactly when a draw is recorded; the posterior is that of the model above.
///
/// Source: Meridian 2.1 (`model/model.py`, `model/prior_distribution.py`, `model/adstock_hill.py`); Jin et al. (2017)
/// and Sun et al. (2017), Google.
public struct MeridianMix: Sendable {
  /// The data.
  public let panel: MixPanel
  /// Priors, what they are on, the sampler.
  public let model: BayesianModel
  /// Knots and decay.
  public let settings: MeridianSettings

  let parameters: MeridianParameters
  let scaling: MeridianScaling
  let baseline: MeridianBaseline
  /// The target less the prior means of all linear parts.
  let centred: [SIMD4<Double>]
  /// W, period by period.
  let knotWeights: [Double]
  let prepared: [PreparedPrior]
  /// The prior means of linear parts by place, or what they are known to be; elsewhere nothing.
  let linearMeans: [Double]
  /// Experiments that are simulated through the model.
  let tests: [MeridianTest]

  /// The lags in which spend works, the first of 0.
  var window: Int { settings.largestLag + 1 }

  /// The model for a panel.
  ///
  /// - Parameters:
  ///   - panel: Regions over the same periods.
  ///   - model: Priors by Meridian's names (`roi_m`, `roi_m.tv`, `alpha_m`, `ec_m`, `eta_m`, `knot_values`, `tau_g`,
  ///     `roi_rf`, `alpha_rf`, `ec_rf`, `slope_rf`, `eta_rf`,
  ///     `gamma_c`, `xi_c`, `sigma`), what the channels' priors are on, the sampler, and experiments, which are simulated
  ///     through the model or are priors of returns. The likelihood is normal.
  ///   - settings: Knots and decay.
  /// - Throws: ``PanelError`` for a prior that is none, for no parameter, or that cannot be integrated out; for knots
  ///   that do not fit; for a likelihood other than normal. `MixError` for experiments of what is not there, outside the rows,
  ///   or that are to be lifts of the saturation curve.
  public init(
    _ panel: MixPanel, model: BayesianModel = BayesianModel(preset: .meridian),
    settings: MeridianSettings = MeridianSettings()
  ) throws {
    guard model.likelihood == .normal else {
      throw PanelError.notOffered("regional models have a normal likelihood; leave likelihood= out")
    }
    guard settings.largestLag >= 0, settings.largestLag < 1000 else {
      throw MixError.badOption(
        "the largest lag", value: Double(settings.largestLag), allowed: "0 to 999")
    }
    self.panel = panel
    let model = try MeridianTestPlan.priors(model, panel)
    self.model = model
    self.settings = settings
    let (knots, weights) = try settings.knots.weights(
      periods: panel.periods, regions: panel.regions.count)
    knotWeights = weights
    let parameters = try MeridianParameters(
      panel: panel, knots: knots, effect: model.effect, given: model.priors)
    self.parameters = parameters
    let scaling = MeridianScaling(panel)
    self.scaling = scaling
    tests = try MeridianTestPlan(panel, scaling).tests(of: model)
    prepared = parameters.priors.map { PreparedPrior($0) }
    let moments = parameters.priors.map(\.linearMoments)
    let knotDeviation = moments[parameters.knots.lowerBound].deviation
    guard parameters.knots.allSatisfy({ moments[$0].deviation == knotDeviation }) else {
      throw PanelError.badPrior(
        parameter: "knot_values", why: "the knots share one standard deviation; give them one prior"
      )
    }
    let others = panel.regions.indices.filter { $0 != panel.baselineRegion }
    baseline = try MeridianBaseline(
      scaling, weights: weights, knots: knots, knotDeviation: knotDeviation,
      levelRegions: parameters.regionLevels.isEmpty ? [] : others,
      levelDeviations: parameters.regionLevels.map { moments[$0].deviation },
      slopeDeviations: parameters.slopes.map { moments[$0].deviation })
    let linear = [parameters.knots, parameters.regionLevels, parameters.slopes]
    linearMeans = moments.indices.map { place in
      linear.contains { $0.contains(place) } ? moments[place].mean : 0
    }
    centred = Self.subtracting(
      linearMeans, parameters, from: scaling, weights: weights, knots: knots, others: others)
  }

  /// The target less linear parts of the given sizes.
  private static func subtracting(
    _ values: [Double], _ parameters: MeridianParameters, from scaling: MeridianScaling,
    weights: [Double], knots: Int, others: [Int]
  ) -> [SIMD4<Double>] {
    var target = scaling.target
    let periods = scaling.periods
    for region in 0..<scaling.regions {
      var level = 0.0
      if let index = others.firstIndex(of: region), !parameters.regionLevels.isEmpty {
        level = values[parameters.regionLevels.lowerBound + index]
      }
      for t in 0..<periods {
        var sum = level
        for k in 0..<knots {
          sum += weights[t * knots + k] * values[parameters.knots.lowerBound + k]
        }
        for (index, place) in parameters.slopes.enumerated() {
          sum += values[place] * scaling.control(index, region: region, period: t)
        }
        target[region / 4 * periods + t][region % 4] -= sum
      }
    }
    return target
  }
}

extension Prior {
  /// Mean and deviation of a normal or known number; of others nothing.
  fileprivate var linearMoments: (mean: Double, deviation: Double) {
    switch self {
    case .normal(let mean, let deviation): (mean, deviation)
    case .fixed(let value): (value, 0)
    default: (0, 0)
    }
  }
}

// MARK: - Sampling

extension MeridianMix: LogDensity {
  /// What the sampler moves: all but the linear parts and what is known.
  public var dimension: Int { parameters.moved.count }

  /// The parameters, then `log_prior` and `log_likelihood`.
  public var quantityNames: [String] { parameterNames + ["log_prior", "log_likelihood"] }

  /// The parameters, by Meridian's names.
  public var parameterNames: [String] { parameters.free.map { parameters.names[$0] } }

  /// What computes the density.
  public func makeEvaluator() -> any LogDensityEvaluator { MeridianEvaluator(self) }

  /// One draw of all parameters from their priors, in the order of ``parameterNames``.
  public func drawPrior(from stream: inout RandomStream) -> [Double] {
    parameters.free.map { parameters.offsets[$0] + parameters.priors[$0].draw(from: &stream) }
  }

  /// Coordinates to start a chain from: in the middle of the priors, scattered.
  ///
  /// Deviations start near 0 and the error at less than its prior says, since the target's own deviation is 1.
  public func start(from stream: inout RandomStream) -> [Double] {
    parameters.moved.map { place in
      let prior = parameters.priors[place]
      if parameters.deviations.contains(place) { return 0.5 * stream.normal() }
      let value = prior.quantile(stream.uniform(0.3, 0.7))
      if place == parameters.sigma {
        return prior.support.coordinate(of: min(value, stream.uniform(0.4, 0.9)))
      }
      return prior.support.coordinate(of: value)
    }
  }
}

extension MeridianMix: PosteriorModel {
  var priors: [Prior?] {
    parameters.free.map { place in
      parameters.deviations.contains(place) || parameters.slopeDeviations.contains(place)
        || parameters.offsets[place] != 0 ? nil : parameters.priors[place]
    }
  }

  func makeReader() -> any PosteriorReader { MeridianReader(self) }
}

// MARK: - What parameters mean

extension MeridianMix {
  /// The return on investment of each channel that these parameters say.
  ///
  /// - Parameter values: In the order of ``parameterNames``.
  /// - Returns: Target units for each unit of spend, of all regions and periods; NaN where nothing was spent.
  public func roi(at values: [Double]) -> [Double] { reader(at: values).roi }

  /// The return of the next 1 % of each channel's spend, media rising with it.
  public func marginalROI(at values: [Double]) -> [Double] { reader(at: values).mroi }

  /// The nation's target by period, taken apart: the baseline, then each control, then each channel.
  ///
  /// In the target's unit; the parts of a period add up to its mean. Controls count from 0 of their own scale.
  public func contributions(at values: [Double]) -> [[Double]] {
    reader(at: values).contributions
  }

  /// How the nation's sales answer each channel's spend: a piece for each region.
  public func responses(at values: [Double]) -> [ChannelResponse.Draw] {
    reader(at: values).responses
  }

  private func reader(at values: [Double]) -> MeridianReader {
    let reader = MeridianReader(self)
    reader.read(values)
    return reader
  }
}

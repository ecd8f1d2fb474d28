import Statistics

/// A named parameter of a Bayesian mix model with its prior.
struct MixParameter: Sendable {
  /// What `priors=` calls it: `adstock.tv`.
  let name: String
  /// What `priors=` calls all of its kind: `adstock`.
  let family: String
  /// What is believed of it.
  let prior: Prior
  /// What it can be.
  let domain: Constraint

  /// A parameter with the preset's prior, or the user's where there is one for it or for all of its kind.
  ///
  /// - Throws: `MixError` where the prior is improper or allows what the parameter cannot be.
  init(
    _ family: String, of owner: String? = nil, _ preset: Prior, in domain: Constraint,
    _ model: BayesianModel
  ) throws(MixError) {
    name = owner.map { "\(family).\($0)" } ?? family
    self.family = family
    self.domain = domain
    prior = model.priors[name] ?? model.priors[family] ?? preset
    if let problem = prior.problem() { throw .badPrior(parameter: name, why: problem) }
    if case .fixed(let value) = prior {
      guard domain.contains(value) else {
        throw .badPrior(parameter: name, why: "\(prior) is not \(domain.words)")
      }
      return
    }
    let (lower, upper) = prior.support.ends
    let (least, most) = domain.ends
    guard lower >= least, upper <= most else {
      throw .badPrior(
        parameter: name,
        why: "\(prior) reaches beyond what the parameter can be, \(domain.words); \(domain.remedy)")
    }
  }

  /// Whether the sampler has nothing to do for it.
  var isFixed: Bool { if case .fixed = prior { true } else { false } }

  /// Names and kinds, each once, as the list of what can be given priors.
  static func known(_ parameters: [MixParameter]) -> [String] {
    var seen: Set<String> = []
    return (parameters.map(\.family) + parameters.map(\.name)).filter { seen.insert($0).inserted }
  }
}

extension Constraint {
  /// Both ends; infinite where there is none.
  var ends: (lower: Double, upper: Double) {
    switch self {
    case .free, .known: (-.infinity, .infinity)
    case .above(let lower): (lower, .infinity)
    case .below(let upper): (-.infinity, upper)
    case .between(let lower, let upper): (lower, upper)
    }
  }

  /// The range in words.
  var words: String {
    func number(_ value: Double) -> String {
      value == value.rounded() ? SpokenNumber.money(value) : SpokenNumber.ratio(value)
    }
    return switch self {
    case .free, .known: "a number"
    case .above(let lower): "above \(number(lower))"
    case .below(let upper): "below \(number(upper))"
    case .between(let lower, let upper): "between \(number(lower)) and \(number(upper))"
    }
  }

  /// Which distributions stay within the range.
  var remedy: String {
    switch self {
    case .between(0, 1): "take one that stays there: beta, uniform or truncatednormal"
    case .above(0): "take one that stays there: lognormal, gamma, halfnormal or truncatednormal"
    default: "take one that stays there, such as truncatednormal"
    }
  }
}

/// The names and default priors of a preset.
struct MixPriorTable: Sendable {
  let preset: BayesianModel.Preset
  let model: BayesianModel

  private var isPyMC: Bool { preset == .pymc }
  private static let positive = Constraint.above(0)

  func intercept() throws(MixError) -> MixParameter {
    isPyMC
      ? try MixParameter(
        "intercept_contribution", .normal(mean: 0, deviation: 2), in: .free, model)
      : try MixParameter("intercept", .normal(mean: 0, deviation: 5), in: .free, model)
  }

  func sigma() throws(MixError) -> MixParameter {
    isPyMC
      ? try MixParameter("y_sigma", .halfNormal(deviation: 2), in: Self.positive, model)
      : try MixParameter("sigma", .halfNormal(deviation: 1), in: Self.positive, model)
  }

  func retention(_ channel: String) throws(MixError) -> MixParameter {
    try MixParameter(
      isPyMC ? "adstock_alpha" : "adstock", of: channel,
      isPyMC ? .beta(1, 3) : .uniform(lower: 0, upper: 1), in: .between(0, 1), model)
  }

  func peak(_ channel: String) throws(MixError) -> MixParameter {
    try MixParameter(
      isPyMC ? "adstock_theta" : "peak", of: channel,
      .halfNormal(deviation: isPyMC ? 1 : 2), in: Self.positive, model)
  }

  /// The saturation's parameters in the order of ``ChannelKernel``.
  func saturation(
    _ curve: ChannelKernel.Curve, _ channel: String
  ) throws(MixError) -> [MixParameter] {
    switch (curve, isPyMC) {
    case (.none, _): return []
    case (.logisticRate, _), (.logisticHalf, true):
      return [
        try MixParameter(
          "saturation_lam", of: channel, .gamma(shape: 3, rate: 1), in: Self.positive, model)
      ]
    case (.hill, true):
      return [
        try MixParameter(
          "saturation_kappa", of: channel, .halfNormal(deviation: 1.5), in: Self.positive, model),
        try MixParameter(
          "saturation_slope", of: channel, .halfNormal(deviation: 1.5), in: Self.positive, model),
      ]
    case (.michaelisMenten, true):
      return [
        try MixParameter(
          "saturation_lam", of: channel, .halfNormal(deviation: 1), in: Self.positive, model)
      ]
    case (.logisticHalf, false), (.hill, false), (.michaelisMenten, false):
      // Meridian's: a half point about a typical active period's spend.
      let half = try MixParameter(
        "saturation", of: channel,
        .truncatedNormal(mean: 0.8, deviation: 0.8, lower: 0.1, upper: 10), in: Self.positive,
        model)
      guard curve == .hill else { return [half] }
      return [
        half,
        try MixParameter(
          "slope", of: channel, .logNormal(location: 0.3, scale: 0.4), in: Self.positive, model),
      ]
    }
  }

  /// What the channel's effect is given by.
  func effect(_ curve: ChannelKernel.Curve, _ channel: String) throws(MixError) -> MixParameter {
    switch model.effect {
    case .roi:
      return try MixParameter(
        "roi", of: channel, .logNormal(location: 0.2, scale: 0.9), in: .free, model)
    case .mroi:
      return try MixParameter(
        "mroi", of: channel, .logNormal(location: 0, scale: 0.5), in: .free, model)
    case .contribution:
      return try MixParameter("contribution_share", of: channel, .beta(1, 99), in: .free, model)
    case .coefficient:
      guard isPyMC else {
        return try MixParameter("beta", of: channel, .halfNormal(deviation: 5), in: .free, model)
      }
      switch curve {
      case .none:
        return try MixParameter(
          "saturation_beta", of: channel, .halfNormal(deviation: 1), in: .free, model)
      case .logisticRate, .logisticHalf:
        return try MixParameter(
          "saturation_beta", of: channel, .halfNormal(deviation: 2), in: .free, model)
      case .hill:
        return try MixParameter(
          "saturation_beta", of: channel, .halfNormal(deviation: 1.5), in: .free, model)
      case .michaelisMenten:
        // Mean 2, standard deviation 1.
        return try MixParameter(
          "saturation_alpha", of: channel, .gamma(shape: 4, rate: 2), in: .free, model)
      }
    }
  }

  /// The coefficient of a feature of the baseline.
  func coefficient(_ term: MixTerm, in data: MixData) throws(MixError) -> MixParameter {
    let (family, owner) = names(of: term, in: data)
    guard isPyMC else {
      return try MixParameter(family, of: owner, .normal(mean: 0, deviation: 1), in: .free, model)
    }
    return try MixParameter(
      family, of: owner,
      family == "gamma_fourier"
        ? .laplace(location: 0, scale: 1) : .normal(mean: 0, deviation: 2), in: .free, model)
  }

  private func names(of term: MixTerm, in data: MixData) -> (String, String?) {
    let name = term.name(in: data)
    switch term {
    case .wave(let wave, let harmonic, _, let season), .dayWave(let wave, let harmonic, let season):
      let short = "\(wave.rawValue)_\(harmonic)"
      let family = isPyMC ? "gamma_fourier" : "season"
      return (family, season > 1 ? "\(season)_\(short)" : short)
    case .month, .weekday, .weekend: return (isPyMC ? "gamma_control" : "season", name)
    case .control: return (isPyMC ? "gamma_control" : "control", name)
    case .linearTrend: return isPyMC ? ("gamma_control", name) : ("trend", nil)
    case .bend(let number, _): return isPyMC ? ("gamma_control", name) : ("trend", "bend_\(number)")
    case .holidays: return isPyMC ? ("gamma_control", name) : ("holidays", nil)
    case .event: return (isPyMC ? "gamma_control" : "event", name)
    case .blend, .level: return ("blend", name)
    case .channel: return ("beta", name)
    }
  }
}

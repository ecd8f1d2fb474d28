import Marketing
import Notebooks

extension Inference {
  /// The fields and columns of a Bayesian fit, as far as they are known before it runs.
  ///
  /// What the data decide, regions and the number of knots, stands as a pattern.
  func bayesianShape(_ spec: MixSpec) throws(CommandError) -> Shape {
    let table = shape("table")
    let known = table.columns.map { $0.contains { $0.holds == .unknown } ? nil : $0 } ?? nil
    let date = try known.map { columns throws(CommandError) in
      try arguments.dateColumn(among: columns)
    }
    guard case .priors(let model) = spec.regulariser else { return Shape(kind: FitValue.kind.name) }
    let isHeldOut = arguments.named["holdout"] != nil && arguments.optionalNumber("holdout") != 0
    let areFeaturesKnown = !["trend", "season"].contains(where: arguments.hasCalculation)
    let parameters =
      model.preset == .meridian
      ? spec.regionalParameters(
        model, hasRegions: arguments.isGiven("region"),
        knots: arguments.hasCalculation("knots") ? nil : arguments.optionalInteger("knots"))
      : spec.nationalParameters(model)
    if model.preset != .meridian, areFeaturesKnown, !arguments.isGiven("dummies") {
      try requireKnown(Array(model.priors.keys), parameters)
    }
    return Shape(
      kind: FitValue.kind.name,
      columns: date.map { FitValue.columns(of: spec, date: $0) },
      fields: areFeaturesKnown
        ? FitValue.fieldNames(of: spec, hasTest: isHeldOut)
          + FitValue.posteriorFields(of: spec, parameters: parameters) : nil)
  }

  /// Refuses priors of what the model does not have, or has not with these transforms and this effect.
  private func requireKnown(_ keys: [String], _ parameters: [String]) throws(CommandError) {
    var known: [String] = []
    for name in parameters.map({ String($0.prefix { $0 != "." }) }) + parameters
    where !known.contains(name) {
      known.append(name)
    }
    for key in keys.sorted() where !known.contains(key) {
      throw CommandError(MixError.unknownParameter(key, known: known), in: arguments)
    }
  }
}

extension FitValue {
  /// The fields that a fit has because of its draws.
  fileprivate static func posteriorFields(of spec: MixSpec, parameters: [String]) -> [String] {
    let derived = spec.channels.flatMap { ["roi.\($0)", "mroi.\($0)", "contribution.\($0)"] }
    let quantities =
      parameters + derived.filter { !parameters.contains($0) }
      + ["baseline", "log_prior", "log_likelihood"]
    let paths = quantities.map { quantity in
      quantity.split(separator: ".").map { part in
        part.hasPrefix("<") ? String(part) : FieldName.part(String(part))
      }.joined(separator: ".")
    }
    let heads = posteriorPatterns.map(\.pattern).filter { !$0.contains("<") }
    return heads + spec.channels.map { "contraction.\(FieldName.part($0))" }
      + ["mean", "sd", "q5", "q50", "q95"].flatMap { head in paths.map { "\(head).\($0)" } }
      + (["intercept"] + spec.featureNames.map(FieldName.part)).flatMap {
        ["se.\($0)", "t.\($0)", "p.\($0)"]
      }
  }
}

extension MixSpec {
  /// The parameters of a national model, by the names of its preset.
  fileprivate func nationalParameters(_ model: BayesianModel) -> [String] {
    let isPyMC = model.preset == .pymc
    var names = isPyMC ? ["intercept_contribution", "y_sigma"] : ["intercept", "sigma"]
    for channel in channels {
      let transform = transforms[channel] ?? ChannelTransform()
      let words =
        transform.memoryWords(isPyMC) + transform.curveWords(isPyMC)
        + [transform.effectWord(model.effect, isPyMC)]
      names += words.map { "\($0).\(channel)" }
    }
    return names + baselineParameters(isPyMC)
  }

  /// The coefficients of the baseline.
  private func baselineParameters(_ isPyMC: Bool) -> [String] {
    let (controls, events) = (Set(controls), Set(events.map(\.name)))
    return featureNames.dropFirst(channels.count).map { name in
      if controls.contains(name) { return "\(isPyMC ? "gamma_control" : "control").\(name)" }
      if events.contains(name) { return "\(isPyMC ? "gamma_control" : "event").\(name)" }
      if name.contains("_sin_") || name.contains("_cos_"), name.hasPrefix("season") {
        // `season_sin_1`, and `season2_sin_1` of a second one.
        let rest = name.dropFirst("season".count)
        let wave = rest.hasPrefix("_") ? rest.dropFirst() : rest
        return "\(isPyMC ? "gamma_fourier" : "season").\(wave)"
      }
      if isPyMC { return "gamma_control.\(name)" }
      if name == "trend" || name == "holidays" { return name }
      if name.hasPrefix("trend_") { return "trend.\(name.dropFirst("trend_".count))" }
      return "season.\(name)"
    }
  }

  /// The parameters of a regional model; `<…>` for what the data decide.
  ///
  /// - Parameters:
  ///   - model: What is believed.
  ///   - hasRegions: Whether a column names regions; else the model is national.
  ///   - knots: How many levels the baseline has; nil where the data, or a calculation, say so.
  /// - Returns: Their names.
  fileprivate func regionalParameters(
    _ model: BayesianModel, hasRegions: Bool, knots: Int?
  ) -> [String] {
    let levels =
      knots.map { (1...max(1, $0)).map { "knot_values.\($0)" } }
      ?? [hasRegions ? "knot_values.<knot>" : "knot_values.1"]
    let effect =
      switch model.effect {
      case .roi: "roi_m"
      case .mroi: "mroi_m"
      case .contribution: "contribution_m"
      case .coefficient: "beta_m"
      }
    func each(_ words: [String], _ owners: [String]) -> [String] {
      words.flatMap { word in owners.map { "\(word).\($0)" } }
    }
    let whole = levels + ["sigma"] + each(["alpha_m", "ec_m", effect], channels)
    let national = whole + each(["gamma_c"], controls)
    guard hasRegions else { return national }
    return national + ["tau_g.<region>"] + each(["eta_m"], channels) + each(["xi_c"], controls)
      + channels.map { "beta_gm_dev.<region>.\($0)" }
      + controls.map { "gamma_gc_dev.<region>.\($0)" }
  }
}

extension ChannelTransform {
  /// What a model of a preset estimates of the memory.
  fileprivate func memoryWords(_ isPyMC: Bool) -> [String] {
    switch adstock {
    case .none: []
    case .delayed: isPyMC ? ["adstock_alpha", "adstock_theta"] : ["adstock", "peak"]
    default: [isPyMC ? "adstock_alpha" : "adstock"]
    }
  }

  /// What it estimates of the saturation.
  fileprivate func curveWords(_ isPyMC: Bool) -> [String] {
    switch saturation {
    case .none: []
    case .hill: isPyMC ? ["saturation_kappa", "saturation_slope"] : ["saturation", "slope"]
    default: [isPyMC ? "saturation_lam" : "saturation"]
    }
  }

  /// What the effect is given by.
  fileprivate func effectWord(_ effect: BayesianModel.Effect, _ isPyMC: Bool) -> String {
    switch effect {
    case .roi: "roi"
    case .mroi: "mroi"
    case .contribution: "contribution_share"
    case .coefficient:
      if !isPyMC {
        "beta"
      } else if case .michaelisMenten = saturation {
        "saturation_alpha"
      } else {
        "saturation_beta"
      }
    }
  }
}

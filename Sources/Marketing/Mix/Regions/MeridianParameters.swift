import Statistics
import Tables

/// The numbers of a regional mix model, each with a place, a name and a prior.
struct MeridianParameters: Sendable {
  // Places of the model's numbers, by what they are. Those of a channel and a region are channel by channel.
  let knots: Range<Int>
  let regionLevels: Range<Int>
  let decays: Range<Int>
  let halfPoints: Range<Int>
  /// s of channels that tell reach and frequency.
  let shapes: Range<Int>
  let spreads: Range<Int>
  let effects: Range<Int>
  let deviations: Range<Int>
  let slopes: Range<Int>
  let slopeSpreads: Range<Int>
  let slopeDeviations: Range<Int>
  let sigma: Int

  /// The names by place.
  let names: [String]
  /// The priors by place; what a hierarchy says of a deviation among them.
  let priors: [Prior]
  /// The places that are parameters: all that are not fixed.
  let free: [Int]
  /// The places that the sampler moves: free, and not integrated out.
  let moved: [Int]
  /// What is added to what the prior is of, by place: an `ec_rf` that has its usual prior is 0.1 above a log-normal.
  let offsets: [Double]
  /// The numbers that are known, and 0 elsewhere.
  let template: [Double]

  /// The number of places.
  var count: Int { names.count }

  /// Parameters of a model, the user's priors in the place of Meridian's.
  init(
    panel: MixPanel, knots knotCount: Int, effect: BayesianModel.Effect,
    given: [String: Prior]
  ) throws(PanelError) {
    var list = ParameterList(given: given)
    let isNational = panel.regions.count == 1
    let regions = isNational ? [] : panel.regions
    let channels: [(name: String, isReach: Bool)] = zip(panel.channels, panel.frequency).map {
      (name: $0.0.name, isReach: $0.1 != nil)
    }
    let controls = panel.controls.map(\.name)
    let others = regions.indices.filter { $0 != panel.baselineRegion }.map { regions[$0] }
    let wide = Prior.normal(mean: 0, deviation: 5)
    knots = try list.add(
      "knot_values", (1...knotCount).map { "\($0)" }, wide, isLinear: true)
    regionLevels = try list.add("tau_g", others, wide, isLinear: true)
    decays = try list.add("alpha", of: channels, alias: "adstock") { _ in
      .uniform(lower: 0, upper: 1)
    }
    halfPoints = try list.add("ec", of: channels, alias: "saturation") { isReach in
      isReach
        ? .logNormal(location: 0.7, scale: 0.4)
        : .truncatedNormal(mean: 0.8, deviation: 0.8, lower: 0.1, upper: 10)
    }
    shapes = try list.add("slope", of: channels.filter(\.isReach)) { _ in
      .logNormal(location: 0.7, scale: 0.4)
    }
    spreads = try list.add("eta", of: isNational ? [] : channels) { _ in .halfNormal(deviation: 1) }
    let (word, prior): (String, Prior) =
      switch effect {
      case .roi: ("roi", .logNormal(location: 0.2, scale: 0.9))
      case .mroi: ("mroi", .logNormal(location: 0, scale: 0.5))
      case .contribution: ("contribution", .beta(1, 99))
      case .coefficient: ("beta", .halfNormal(deviation: 5))
      }
    effects = try list.add(word, of: channels, alias: word) { _ in prior }
    let firstDeviation = list.names.count
    for (channel, isReach) in channels {
      _ = try list.add(
        isReach ? "beta_grf_dev" : "beta_gm_dev", regions.map { "\($0).\(channel)" },
        .normal(mean: 0, deviation: 1), isGiven: true)
    }
    deviations = firstDeviation..<list.names.count
    slopes = try list.add("gamma_c", controls, wide, alias: "control", isLinear: true)
    slopeSpreads = try list.add("xi_c", isNational ? [] : controls, .halfNormal(deviation: 5))
    let slopePairs = controls.flatMap { control in regions.map { "\($0).\(control)" } }
    slopeDeviations = try list.add(
      "gamma_gc_dev", slopePairs, .normal(mean: 0, deviation: 1), isGiven: true)
    sigma = try list.add("sigma", [""], .halfNormal(deviation: 5)).lowerBound
    try list.requireAllUsed()
    names = list.names
    priors = list.priors
    offsets = list.names.map { name in
      let isUsual = given[name] == nil && given["ec_rf"] == nil
      return isUsual && name.hasPrefix("ec_rf.") ? 0.1 : 0
    }
    let fixed = list.priors.map { prior -> Double? in
      if case .fixed(let value) = prior { value } else { nil }
    }
    template = fixed.map { $0 ?? 0 }
    free = fixed.indices.filter { fixed[$0] == nil }
    let integrated = [knots, regionLevels, slopes, slopeDeviations]
    moved = free.filter { place in !integrated.contains { $0.contains(place) } }
    try requireSupports(effect: effect, isNational: isNational)
  }

  /// Refuses priors under which the model is none.
  private func requireSupports(
    effect: BayesianModel.Effect, isNational: Bool
  ) throws(PanelError) {
    func require(_ places: Range<Int>, least: Double, most: Double = .infinity) throws(PanelError) {
      let domain: Constraint = most.isFinite ? .between(least, most) : .above(least)
      for place in places {
        let (lower, upper): (Double, Double) =
          switch priors[place].support {
          case .free: (-.infinity, .infinity)
          case .above(let end): (end, .infinity)
          case .below(let end): (-.infinity, end)
          case .between(let first, let second): (first, second)
          case .known: (template[place], template[place])
          }
        guard lower >= least, upper <= most else {
          throw .badPrior(
            parameter: names[place],
            why: "\(priors[place]) reaches beyond what the parameter can be, \(domain.words); "
              + domain.remedy)
        }
      }
    }
    try require(decays, least: 0, most: 1)
    try require(halfPoints, least: 0)
    try require(shapes, least: 0)
    try require(spreads, least: 0)
    try require(slopeSpreads, least: 0)
    try require(sigma..<(sigma + 1), least: 0)
    // A region's effect is an exponential around the whole one, which must then be above 0.
    if effect != .coefficient, !isNational { try require(effects, least: 0) }
  }
}

/// Collects parameters and finds each one's prior.
private struct ParameterList {
  let given: [String: Prior]
  var names: [String] = []
  var priors: [Prior] = []
  private var used: Set<String> = []
  private var known: [String] = []

  init(given: [String: Prior]) { self.given = given }

  /// Adds a parameter of each channel, `…_rf` of those that tell reach and frequency and `…_m` of others.
  mutating func add(
    _ word: String, of channels: [(name: String, isReach: Bool)], alias: String? = nil,
    usual: (_ isReach: Bool) -> Prior
  ) throws(PanelError) -> Range<Int> {
    let first = names.count
    for channel in channels {
      // A half-point counts media in one case and contacts in the other: no word is for both.
      let isShared = alias != "saturation" || !channel.isReach
      _ = try add(
        "\(word)_\(channel.isReach ? "rf" : "m")", [channel.name], usual(channel.isReach),
        alias: isShared ? alias : nil)
    }
    return first..<names.count
  }

  /// Adds parameters of one kind, and gives their places.
  mutating func add(
    _ kind: String, _ members: [String], _ usual: Prior, alias: String? = nil,
    isLinear: Bool = false, isGiven: Bool = false
  ) throws(PanelError) -> Range<Int> {
    let first = names.count
    if !isGiven, !members.isEmpty, !known.contains(kind) { known.append(kind) }
    for member in members {
      let name = member.isEmpty ? kind : "\(kind).\(member)"
      names.append(name)
      guard !isGiven else {
        priors.append(usual)
        continue
      }
      let keys =
        [name] + (alias.map { ["\($0).\(member)"] } ?? []) + [kind] + (alias.map { [$0] } ?? [])
      let key = keys.first { given[$0] != nil }
      for key in keys where given[key] != nil { used.insert(key) }
      let prior = key.flatMap { given[$0] } ?? usual
      if let problem = prior.problem() { throw .badPrior(parameter: name, why: problem) }
      if isLinear {
        switch prior {
        case .normal, .fixed: break
        default:
          throw .badPrior(
            parameter: name,
            why: "\(prior) cannot be integrated out; use normal(mean, deviation) or a fixed number")
        }
      }
      priors.append(prior)
    }
    return first..<names.count
  }

  /// Refuses priors for parameters that are not there.
  func requireAllUsed() throws(PanelError) {
    for name in given.keys.sorted() where !used.contains(name) {
      throw .unknownParameter(
        name, known: known, suggestion: NearestName.suggestion(for: name, among: known + names))
    }
  }
}

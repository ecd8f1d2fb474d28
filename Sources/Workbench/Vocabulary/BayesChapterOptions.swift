import Marketing
import Notebooks
import Statistics

/// What `fit bayes` and `fit meridian` take beside what every fitter takes.
enum BayesOptions {
  private static let byChannel = KeySpace.elements(of: ["channels"])
  private static let window = CallSignature.Number("window", 1...520, standard: 9, isWhole: true)

  /// The kinds of carryover whose numbers are estimated.
  static let adstockCalls =
    ["geometric", "delayed", "binomial"].map { CallSignature($0, [window]) }
    + [CallSignature("none")]

  /// The kinds of saturation whose numbers are estimated.
  static let saturationCalls = ["michaelis_menten", "hill", "logistic", "none"].map {
    CallSignature($0)
  }

  /// Carryover and saturation: kinds, not numbers.
  static let transforms = [
    Parameter(
      "adstock", .keyed(KeyedType(byChannel, .call(adstockCalls))), .optional,
      "How long spend works; its numbers are estimated. geometric where left out."),
    Parameter(
      "saturation", .keyed(KeyedType(byChannel, .call(saturationCalls))), .optional,
      "How effect levels off; its numbers are estimated. michaelis_menten where left out, logistic "
        + "with preset=pymc."),
    Parameter(
      "order", .word(["adstock_first", "saturation_first"]), .standard("adstock_first"),
      "Whether spend is carried over before it saturates, or its effect after."),
    Parameter(
      "unit", .word(["median", "max", "money"]), .standard("median"),
      "The spend that counts as 1 in saturation: the median active period's, the largest, or 1."),
  ]

  /// The words that a prior can be for; alone, or with a channel, a control or an event behind a dot.
  static let priorKeys = [
    "intercept", "adstock", "peak", "saturation", "slope", "roi", "mroi", "contribution_share",
    "beta",
    "control", "trend", "season", "holidays", "event", "sigma",
  ]

  /// The words of PyMC-Marketing's parameters, for preset=pymc.
  static let pymcKeys = [
    "intercept_contribution", "adstock_alpha", "adstock_theta", "saturation_lam",
    "saturation_beta", "saturation_kappa", "saturation_slope", "gamma_control", "gamma_fourier",
    "y_sigma",
  ]

  /// The words of Meridian's parameters.
  static let meridianKeys = [
    "roi_m", "mroi_m", "contribution_m", "beta_m", "alpha_m", "ec_m", "eta_m", "roi_rf",
    "mroi_rf", "contribution_rf", "beta_rf", "alpha_rf", "ec_rf", "slope_rf", "eta_rf",
    "knot_values",
    "tau_g", "gamma_c", "xi_c", "sigma", "roi", "mroi", "contribution", "beta", "adstock",
    "saturation", "control",
  ]

  /// What is believed, how much is drawn, and how.
  static func beliefs(_ keys: [String], elements: [String]) -> [Parameter] {
    [
      Parameter(
        "priors",
        .keyed(
          KeyedType(.paths(keys, elementsOf: elements), .call(PriorCalls.calls), allowsPlain: false)
        ),
        .optional, "What is believed before the data; what is not named keeps its default."),
      Parameter(
        "effect", .word(["roi", "mroi", "contribution", "coefficient"]), .optional,
        "What the channels' priors are on; roi where left out, coefficient with preset=pymc."),
      Parameter(
        "experiments", .value([ExperimentsValue.kind.name]), .optional,
        "Tests of single channels, which the model must agree with within their errors."),
      Parameter(
        "use", .word(["model", "roi_prior", "lift_test"]), .standard("model"),
        "How tests enter: simulated through the whole model, as a prior of the return (Meridian), "
          + "or as a lift of the saturation curve alone (PyMC-Marketing)."),
      Parameter(
        "method", .word(["nuts", "laplace", "pathfinder"]), .standard("nuts"),
        "How draws are made: nuts samples the posterior; laplace and pathfinder draw from an "
          + "approximation of it, for a quick look."),
      Parameter("chains", .integer(1...64), .standard("4"), "Chains, each from its own start."),
      Parameter(
        "warmup", .integer(20...100_000), .standard("1000"),
        "Iterations of each chain that tune the sampler and are thrown away."),
      Parameter(
        "draws", .integer(10...100_000), .standard("1000"), "Draws that each chain keeps."),
      Parameter(
        "accept", .number(0.51...0.999), .optional,
        "The acceptance that the step size is tuned to; higher means smaller, safer steps. 0.8 where "
          + "left out, 0.9 with saturation=hill."),
    ]
  }

  static let likelihood = Parameter(
    "likelihood",
    .anyOf([
      .word(["normal", "lognormal"]),
      .call([CallSignature("student", [.init("df", 1...1000, standard: 4)])]),
    ]), .standard("normal"),
    "How the target scatters around its mean; student lets outliers pull less; with "
      + "lognormal contributions add up to the median of a row.")

  static let preset = Parameter(
    "preset", .word(["standard", "pymc"]), .standard("standard"),
    "Whose scaling, transforms and priors; pymc: those of PyMC-Marketing's defaults, its names too."
  )
}

extension BayesianModel {
  /// What the parameters of a `fit bayes` or `fit meridian` ask for, but for experiments.
  init(_ arguments: Arguments, preset: Preset) throws(CommandError) {
    self.init(preset: preset)
    if let word = arguments.optionalText("effect"), let effect = Effect(rawValue: word) {
      self.effect = effect
    }
    if let call = arguments.optionalCall("likelihood") {
      likelihood = .student(degrees: call.numbers["df"] ?? 4)
    } else if arguments.optionalText("likelihood") == "lognormal" {
      likelihood = .logNormal
    }
    for (key, call) in arguments.keyedCalls("priors") {
      guard let key else { continue }
      if let message = Self.otherVocabulary(key, preset, effect) {
        throw CommandError(message, parameter: "priors", word: key)
      }
      let prior = Prior(call)
      if !call.hasCalculation, let problem = prior.problem() {
        throw CommandError(
          "the prior of \(key) is no distribution: \(problem)", parameter: "priors", word: key)
      }
      priors[key] = prior
    }
    experimentUse =
      switch arguments.optionalText("use") {
      case "roi_prior": .roiPrior
      case "lift_test": .liftTest
      default: .throughModel
      }
    approximation = arguments.optionalText("method").flatMap(Approximation.init(rawValue:))
    sampler.chains = arguments.optionalInteger("chains") ?? sampler.chains
    sampler.warmup = arguments.optionalInteger("warmup") ?? sampler.warmup
    sampler.draws = arguments.optionalInteger("draws") ?? sampler.draws
    sampler.targetAcceptance =
      arguments.optionalNumber("accept")
      ?? (arguments.keyedCalls("saturation").contains { $0.call.word == "hill" } ? 0.9 : 0.8)
    sampler.seed = UInt64(arguments.optionalInteger("seed") ?? 42)
    guard arguments.isGiven("use"), arguments.named["experiments"] == nil else { return }
    throw CommandError(
      "use= says how experiments enter, and there are none; name them with experiments=",
      parameter: "use")
  }
}

extension BayesianModel {
  /// House names and PyMC-Marketing's for the same; the first of several is what the preset's defaults have.
  private static let synonyms: [(house: String, pymc: String)] = [
    ("intercept", "intercept_contribution"), ("adstock", "adstock_alpha"),
    ("peak", "adstock_theta"), ("saturation", "saturation_lam"),
    ("saturation", "saturation_kappa"), ("slope", "saturation_slope"),
    ("beta", "saturation_beta"), ("control", "gamma_control"), ("season", "gamma_fourier"),
    ("sigma", "y_sigma"),
  ]

  /// What is wrong with a prior that is called as the other preset calls it, or is on an effect that was not asked for; nil where
  /// nothing is.
  fileprivate static func otherVocabulary(
    _ key: String, _ preset: Preset, _ effect: Effect
  ) -> String? {
    guard preset != .meridian else { return nil }
    let head = String(key.prefix { $0 != "." })
    let rest = key.dropFirst(head.count)
    let effects: [(name: String, effect: Effect, word: String)] = [
      ("roi", .roi, "roi"), ("mroi", .mroi, "mroi"),
      ("contribution_share", .contribution, "contribution"), ("beta", .coefficient, "coefficient"),
    ]
    if preset == .pymc {
      if let other = synonyms.first(where: { $0.house == head }) {
        return "with preset=pymc \(key) is called \(other.pymc)\(rest)"
      }
      guard effects.contains(where: { $0.name == head }) else { return nil }
      return "with preset=pymc priors are on coefficients, not on returns: saturation_beta\(rest)"
    }
    if let other = synonyms.first(where: { $0.pymc == head }) {
      return "\(key) belongs to preset=pymc; here it is called \(other.house)\(rest)"
    }
    guard let meant = effects.first(where: { $0.name == head }), meant.effect != effect,
      let own = effects.first(where: { $0.effect == effect })
    else { return nil }
    return "with effect=\(own.word) priors are on \(own.name)\(rest); for \(key) say "
      + "effect=\(meant.word)"
  }
}

extension MixSpec {
  /// The kinds of carryover and saturation that a Bayesian fit estimates the numbers of.
  ///
  /// Numbers stand in them because the types have places for numbers; the model does not read them.
  mutating func takeKinds(_ arguments: Arguments, preset: BayesianModel.Preset) {
    let order: ChannelTransform.Order =
      arguments.optionalText("order") == "saturation_first" ? .saturationFirst : .adstockFirst
    let adstocks = arguments.keyedCalls("adstock")
    let saturations = arguments.keyedCalls("saturation")
    let isPyMC = preset == .pymc
    for channel in channels {
      func call(_ calls: [(key: String?, call: CallValue)]) -> CallValue? {
        calls.last { $0.key == channel }?.call ?? calls.first { $0.key == nil }?.call
      }
      var transform = ChannelTransform(order: order)
      transform.adstock =
        call(adstocks).map(Adstock.init(kindOf:))
        ?? .geometric(retention: 0.5, window: isPyMC ? 8 : 9)
      transform.saturation =
        call(saturations).map(Saturation.init(kindOf:))
        ?? (isPyMC ? .logistic(half: 1) : .michaelisMenten(half: 1))
      transforms[channel] = transform
    }
  }
}

extension Adstock {
  /// The kind that a call names, its numbers to be estimated.
  fileprivate init(kindOf call: CallValue) {
    let window = call.number("window").flatMap { Int(exactly: $0) } ?? 9
    switch call.word {
    case "delayed": self = .delayed(retention: 0.5, peak: 0, window: window)
    case "binomial": self = .binomial(retention: 0.5, window: window)
    case "none": self = .none
    default: self = .geometric(retention: 0.5, window: window)
    }
  }
}

extension Saturation {
  /// The kind that a call names, its numbers to be estimated.
  fileprivate init(kindOf call: CallValue) {
    switch call.word {
    case "hill": self = .hill(half: 1, slope: 1)
    case "logistic": self = .logistic(half: 1)
    case "none": self = .none
    default: self = .michaelisMenten(half: 1)
    }
  }
}

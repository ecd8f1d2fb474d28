import Marketing
import Notebooks
import Statistics
import Tables

extension Vocabulary {
  /// Bayesian fits.
  static let bayes: [Command] = [fitBayes, fitMeridian]

  static let bayesChapter = "Bayesian models"

  private static let fitBayes = Command(
    "fit bayes", in: bayesChapter,
    "Fits a Bayesian marketing mix model: priors in, draws of every number out.",
    operands: [FitOptions.table],
    options: FitOptions.columns + BayesOptions.transforms + FitOptions.baseline
      + BayesOptions.beliefs(
        BayesOptions.priorKeys + BayesOptions.pymcKeys,
        elements: ["channels", "controls", "events"])
      + [BayesOptions.likelihood, BayesOptions.preset, FitOptions.holdout, .seed],
    gives: FitValue.kind.name,
    example: "fit bayes retail target=sales channels=tv, radio season=fourier(2) "
      + "priors = adstock.tv: beta(2, 2), roi: lognormal(0.2, 0.9)",
    infer: { inference throws(CommandError) in
      let spec = try MixSpec(bayesian: inference.arguments)
      return try inference.bayesianShape(spec)
    },
    run: { invocation in
      let arguments = invocation.arguments
      let spec = try MixSpec(bayesian: arguments, experiments: invocation.experiments())
      let table: TableValue = try invocation.value("table")
      let date = try arguments.dateColumn(among: ColumnShape.columns(of: table.table))
      do {
        let data = try MixData(table.table, for: spec, date: date)
        try spec.requireEvents(within: data)
        return Outcome(value: FitValue(try spec.fitted(to: data), date: date))
      } catch {
        throw CommandError(error, in: arguments)
      }
    })

  private static let fitMeridian = Command(
    "fit meridian", in: bayesChapter,
    "Fits a Bayesian model of regions with the priors and scaling of Google's Meridian.",
    operands: [
      Parameter("table", .value(["table"]), "Rows of every region and period, in any order.")
    ],
    options: FitOptions.columns + regions
      + BayesOptions.beliefs(BayesOptions.meridianKeys, elements: ["channels", "controls"])
      + [.seed],
    gives: FitValue.kind.name,
    example: "fit meridian panel target=sales channels=tv, radio region=region "
      + "population=population controls=price",
    infer: { inference throws(CommandError) in
      let spec = try MixSpec(meridian: inference.arguments)
      return try inference.bayesianShape(spec)
    },
    run: { invocation in
      let arguments = invocation.arguments
      let spec = try MixSpec(meridian: arguments, experiments: invocation.experiments())
      let table: TableValue = try invocation.value("table")
      let date = try arguments.dateColumn(among: ColumnShape.columns(of: table.table))
      do {
        let panel = try MixPanel(
          table.table, target: spec.target, channels: spec.channels, controls: spec.controls,
          region: arguments.optionalText("region"),
          population: arguments.optionalText("population"), date: date,
          media: arguments.keyedColumns("media"), reach: arguments.keyedColumns("reach"),
          frequency: arguments.keyedColumns("frequency"))
        let fit = try spec.fitted(to: panel, settings: MeridianSettings(arguments))
        return Outcome(value: FitValue(fit, date: date))
      } catch {
        throw CommandError(error, in: arguments)
      }
    })

  private static let regions = [
    Parameter(
      "region", .column(of: "table", .texts), .optional,
      "The column that names the region; without it the rows are national."),
    Parameter(
      "population", .column(of: "table", .numbers), .optional,
      "People of the region, by whom target and media are divided; due with two regions or more."),
    exposure(
      "media", "Columns of exposure, such as impressions, by channel; spend where not named."),
    exposure("reach", "Columns of how many people were reached, by channel; with frequency=."),
    exposure("frequency", "Columns of how often each of those reached was, by the same channels."),
    Parameter(
      "knots", .integer(1...10_000), .optional,
      "Levels of the baseline over time, joined by lines: one a period with regions, one in all "
        + "without, unless said."),
    Parameter(
      "adstock",
      .call(
        ["geometric", "binomial"].map {
          CallSignature($0, [.init("window", 1...520, standard: 9, isWhole: true)])
        }), .optional,
      "How long spend works, in periods that count; its retention is estimated. geometric(window: 9) "
        + "where left out."),
  ]

  /// Columns by channel.
  private static func exposure(_ name: String, _ summary: String) -> Parameter {
    Parameter(
      name,
      .keyed(
        KeyedType(
          .elements(of: ["channels"]), .column(of: "table", .numbers), allowsPlain: false)),
      .optional, summary)
  }
}

extension MeridianSettings {
  /// What `knots=` and `adstock=` ask for.
  fileprivate init(_ arguments: Arguments) {
    self.init()
    if let count = arguments.optionalInteger("knots") { knots = .count(count) }
    guard let call = arguments.optionalCall("adstock") else { return }
    decay = call.word == "binomial" ? .binomial : .geometric
    largestLag = (call.numbers["window"].flatMap { Int(exactly: $0) } ?? 9) - 1
  }
}

extension Invocation {
  /// The experiments that the statement names; empty without.
  func experiments() throws -> [Experiment] {
    guard arguments.named["experiments"] != nil else { return [] }
    let value: ExperimentsValue = try value("experiments")
    return value.experiments
  }
}

extension MixSpec {
  /// What a `fit bayes` asks for.
  init(bayesian arguments: Arguments, experiments: [Experiment] = []) throws(CommandError) {
    let preset: BayesianModel.Preset = arguments.text("preset") == "pymc" ? .pymc : .standard
    var model = try BayesianModel(arguments, preset: preset)
    model.experiments = experiments
    try self.init(arguments, regulariser: .priors(model))
    takeKinds(arguments, preset: preset)
    guard preset == .pymc else { return }
    try refuseBesidePyMC(arguments)
    unit = .largestPeriod
    seasons = seasons.map { season in
      if case .yearly(let pairs) = season { .dayOfYear(pairs: pairs) } else { season }
    }
  }

  /// PyMC-Marketing's model says what it is about; what it has no place for is refused instead of slipped in.
  private func refuseBesidePyMC(_ arguments: Arguments) throws(CommandError) {
    for parameter in ["unit", "effect"] where arguments.isGiven(parameter) {
      throw CommandError(
        "preset=pymc says its \(parameter) itself; leave \(parameter)= out, or the preset",
        parameter: parameter)
    }
    if trend != .absent || holidays != nil || !events.isEmpty || arguments.isGiven("dummies") {
      throw CommandError(
        "preset=pymc takes trend, holidays and events as columns of controls=, as PyMC-Marketing does",
        parameter: arguments.isGiven("trend") ? "trend" : "preset")
    }
  }

  /// What a `fit meridian` asks for.
  init(meridian arguments: Arguments, experiments: [Experiment] = []) throws(CommandError) {
    var model = try BayesianModel(arguments, preset: .meridian)
    model.experiments = experiments
    self.init(
      target: arguments.text("target"), channels: arguments.texts("channels"),
      controls: arguments.texts("controls"), regulariser: .priors(model),
      seed: UInt64(arguments.optionalInteger("seed") ?? 42))
    takeKinds(arguments, preset: .meridian)
  }
}

import Figures
import Marketing
import Notebooks
import Statistics
import Tables

/// Charts of draws.
extension Vocabulary {
  static let posteriorPlots: [Command] =
    [
      plotForest, plotRidges, plotPriorPosterior, plotPredictive, plotGain,
    ] + chainPlots

  private static let trueReturns = Parameter(
    "truth", .value([TruthValue.kind.name]), .optional,
    "What generated simulated data: hollow diamonds.")

  private static let measures = Parameter(
    "what", .word(["roi", "mroi", "contribution", "parameters"]), .standard("roi"),
    "Which numbers: the return, that of the next unit, what channels brought, or the parameters.")

  private static let plotForest = Command(
    "plot forest", in: posteriorChapter,
    "Medians with 50 % and 90 % intervals, the prior as a thin grey line beside them.",
    operands: [drawnFit],
    options: [
      measures, quantityList("Quantities of one unit by name, instead of what."), trueReturns,
    ] + titles, example: "plot forest bayes"
  ) { invocation in
    let view = try invocation.drawnPosterior()
    let given = try view.quantities(invocation.arguments.texts("of"), most: 60, standard: { [] })
    let what = invocation.arguments.text("what")
    guard given.isEmpty else {
      return Outcome(
        showing: PosteriorWords.ofOneUnit(given).map { names in
          let own = view.naming(names)
          return .chart(ForestPlot(view: own, quantities: names, measure: "Quantities").chart)
        })
    }
    guard what == "parameters" else {
      let (quantities, measure) = view.quantities(of: what)
      return Outcome(showing: [
        .chart(
          ForestPlot(
            view: view, quantities: quantities, measure: measure,
            breakEven: what == "contribution" ? nil : 1,
            truth: try invocation.truth(of: what, view)
          ).chart)
      ])
    }
    return Outcome(showing: parameterCharts(view))
  }

  /// Parameters have as many units as there are families: a chart each, and one a channel where each region has its own.
  private static func parameterCharts(_ view: PosteriorView) -> [Output] {
    let most = 40
    let parameters = view.posterior.parameters
    let alone = parameters.filter { !$0.contains(".") }
    var charts: [Output] = []
    if !alone.isEmpty {
      let measure = "Parameters of all channels together"
      charts.append(.chart(ForestPlot(view: view, quantities: alone, measure: measure).chart))
    }
    for (family, all) in PosteriorWords.families(parameters) where !family.isEmpty {
      guard !KnotPlot.suits(all) else {
        charts.append(.chart(KnotPlot(view: view, family: family, quantities: all).chart))
        continue
      }
      var groups = [(family, all)]
      if family.hasSuffix("_dev"), all.count > 12 {
        let byLast = Dictionary(grouping: all) {
          $0.split(separator: ".").last.map(String.init) ?? ""
        }
        groups = byLast.keys.sorted().map { ("\(family), \($0)", byLast[$0] ?? []) }
      }
      charts += groups.map { measure, names in
        .chart(
          ForestPlot(
            view: view, quantities: Array(names.prefix(most)), measure: measure,
            leftOut: max(0, names.count - most)
          ).chart)
      }
    }
    return charts
  }

  private static let plotRidges = Command(
    "plot ridges", in: posteriorChapter,
    "The densities of returns, one above the other, with the prior's outline.",
    operands: [drawnFit],
    options: [
      Parameter(
        "what", .word(["roi", "mroi", "contribution"]), .standard("roi"), "Which numbers."),
      quantityList("Quantities of one unit by name, instead of what."),
      Parameter("prior", .flag, .standard("yes"), "Whether the prior's outline is drawn."),
      trueReturns,
    ] + titles, example: "plot ridges bayes"
  ) { invocation in
    let view = try invocation.drawnPosterior()
    let what = invocation.arguments.text("what")
    let given = try view.quantities(invocation.arguments.texts("of"), most: 30, standard: { [] })
    guard PosteriorWords.ofOneUnit(given).count < 2 else {
      throw CommandError(
        "ridges share one axis, and \(PlotWords.names(given)) have different units; name those of one "
          + "unit, such as roi.tv, mroi.tv", parameter: "of")
    }
    let (quantities, measure) =
      given.isEmpty ? view.quantities(of: what) : (given, "Quantities")
    return Outcome(showing: [
      .chart(
        RidgePlot(
          view: view.naming(quantities), quantities: quantities, measure: measure,
          breakEven: given.isEmpty && what != "contribution" ? 1 : nil,
          showsPrior: invocation.arguments.flag("prior"),
          truth: given.isEmpty ? try invocation.truth(of: what, view) : []
        ).chart)
    ])
  }

  private static let plotPriorPosterior = Command(
    "plot prior_posterior", in: posteriorChapter,
    "What was believed of each return beside what is known after the data.",
    operands: [drawnFit],
    options: [
      quantityList("Quantities by name, such as adstock.tv; without it the returns.")
    ] + titles, example: "plot prior_posterior bayes"
  ) { invocation in
    let view = try invocation.drawnPosterior()
    let isGiven = invocation.arguments.isGiven("of")
    let quantities = try view.quantities(
      invocation.arguments.texts("of"), most: 20, standard: { view.returns })
    return Outcome(showing: [
      .chart(
        PriorPosteriorPlot(
          view: view.naming(quantities), quantities: quantities, sharesScale: !isGiven
        ).chart)
    ])
  }

  private static let plotPredictive = Command(
    "plot predictive", in: posteriorChapter,
    "What the model would draw anew, as bands or densities, beside what was seen.",
    operands: [drawnFit],
    options: [
      Parameter(
        "of", .word(["posterior", "prior"]), .standard("posterior"),
        "prior: what the model would draw without having seen the data."),
      Parameter(
        "kind", .word(["time", "density"]), .standard("time"),
        "time: bands over the rows; density: how often which values come."),
    ] + titles, example: "plot predictive bayes"
  ) { invocation in
    let view = try invocation.drawnPosterior()
    let arguments = invocation.arguments
    let isPrior = arguments.text("of") == "prior"
    let isDensity = arguments.text("kind") == "density"
    if isPrior, isDensity {
      throw CommandError(
        "densities are drawn of the posterior only; take kind=time for the prior", parameter: "kind"
      )
    }
    let plot = PredictivePlot(view: view, isPrior: isPrior)
    guard let chart = isDensity ? plot.density : plot.overTime else {
      throw CommandError(
        "\"\(view.name)\" has no series drawn anew", parameter: "fit", word: view.name)
    }
    return Outcome(showing: [.chart(chart)])
  }

  private static let plotGain = Command(
    "plot gain", in: posteriorChapter,
    "What a plan gains over today's spend, draw by draw: how likely it is better, how bad it may get.",
    operands: [
      Parameter("plan", .value([PlanValue.kind.name]), "A plan made of a fit with draws.")
    ], options: titles, example: "plot gain best"
  ) { invocation in
    let plan: PlanValue = try invocation.value("plan")
    let name = invocation.arguments.text("plan")
    guard let judgement = plan.plan.judgement,
      let chart = GainPlot(
        value: plan, judgement: judgement, title: invocation.arguments.optionalText("title"),
        subtitle: invocation.arguments.optionalText("subtitle")
      ).chart
    else {
      throw CommandError(
        "\"\(name)\" was made of single numbers, not of draws; optimise a fit of fit bayes",
        parameter: "plan", word: name)
    }
    return Outcome(showing: [.chart(chart)])
  }
}

extension PosteriorView {
  /// The channels' quantities of a measure, and what it is called.
  func quantities(of measure: String) -> (quantities: [String], measure: String) {
    let words = [
      "roi": "Return on investment", "mroi": "Return of the next unit of money",
      "contribution": "Contribution",
    ]
    return (posterior.channels.map { "\(measure).\($0)" }, words[measure] ?? measure)
  }
}

extension Invocation {
  /// The true values of a measure by channel, where the statement names what generated the data.
  fileprivate func truth(of measure: String, _ view: PosteriorView) throws -> [(
    name: String, value: Double
  )] {
    guard arguments.isGiven("truth") else { return [] }
    let value: TruthValue = try value("truth")
    let numbers = Dictionary(value.fields.map { ($0.path, $0.value) }) { first, _ in first }
    return view.posterior.channels.compactMap { channel in
      guard case .number(let number)? = numbers["\(measure).\(FieldName.part(channel))"] else {
        return nil
      }
      return (channel, number)
    }
  }
}

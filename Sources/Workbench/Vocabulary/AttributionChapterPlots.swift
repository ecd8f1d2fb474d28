import Figures
import Marketing
import Notebooks
import Statistics
import Tables

/// Charts of journeys and of credits.
extension Vocabulary {
  static let attributionPlots: [Command] =
    [plotCredit, plotRemoval, plotAgreement, plotRanks] + journeyPlots + learnedPlots

  private static let creditList = Parameter(
    "attributions", .list(.value([AttributionValue.kind.name])), "One attribution or more.")

  private static let plotCredit = Command(
    "plot credit", in: attributionChapter,
    "Conversions credited to each channel, by one model or several, with intervals where they are known.",
    operands: [creditList],
    options: plotOptions(
      Parameter(
        "truth", .value([TruthValue.kind.name]), .optional,
        "What generated simulated journeys: hollow diamonds, the conversions that each channel caused."
      )),
    example: "plot credit by_last, by_first truth=revealed",
    infer: { inference throws(CommandError) in
      try inference.arguments.requireDifferentNames(
        "attributions", atLeast: 1, called: "attributions")
      return Shape(kind: nil)
    },
    run: { invocation in
      var plot = CreditPlot(results: try invocation.labelledCredits("attributions"))
      if invocation.arguments.isGiven("truth") {
        let value: TruthValue = try invocation.value("truth")
        guard case .journeys(let truth) = value.truth else {
          throw CommandError(
            "\"\(invocation.arguments.text("truth"))\" is not the truth of journeys; take that of what simulate "
              + "journeys gave", parameter: "truth")
        }
        plot.truth = truth.channels.map { ($0.name, $0.credit) }
        let shown = Set(plot.results.flatMap(\.channels))
        guard truth.channels.contains(where: { shown.contains($0.name) }) else {
          throw CommandError(
            "the attributions and the truth share no channel; the truth knows "
              + truth.channels.map(\.name).joined(separator: ", "), parameter: "truth")
        }
      }
      return invocation.shown(plot.chart)
    })

  private static let plotRemoval = Command(
    "plot removal", in: attributionChapter,
    "The share of conversions that would be lost without each channel, in a chain of touches.",
    operands: [creditList], options: plotOptions(), example: "plot removal chained",
    infer: { inference throws(CommandError) in
      try inference.arguments.requireDifferentNames(
        "attributions", atLeast: 1, called: "attributions")
      return Shape(kind: nil)
    },
    run: { invocation in
      let results = try invocation.labelledCredits("attributions")
      guard results.contains(where: { $0.removalEffects != nil }) else {
        throw CommandError(
          "only Markov chains have removal effects: attribute markov", parameter: "attributions")
      }
      return invocation.shown(RemovalPlot(results: results).chart)
    })

  private static let plotAgreement = Command(
    "plot agreement", in: attributionChapter,
    "Where models agree: the credit that moves between every two, and what each gives to whom.",
    operands: [creditList],
    options: plotOptions(
      Parameter(
        "kind", .word(["shares", "moved", "ranks"]), .standard("shares"),
        "Shares by model and channel; the part of the credit that moves between models; how alike they rank."
      )),
    example: "plot agreement by_last, chained kind=moved",
    infer: { inference throws(CommandError) in
      try inference.arguments.requireDifferentNames(
        "attributions", atLeast: 2, called: "attributions")
      return Shape(kind: nil)
    },
    run: { invocation in
      let credits = try invocation.labelledCredits("attributions")
      let facts = try invocation.namedAttributions("attributions")[0].value.facts
      do throws(AttributionError) {
        let plot = AgreementPlot(comparison: try AttributionComparison(credits, facts: facts))
        let chart =
          switch invocation.arguments.text("kind") {
          case "moved": plot.moved
          case "ranks": plot.ranks
          default: plot.shares
          }
        return invocation.shown(chart)
      } catch {
        throw CommandError(error.description, parameter: "attributions")
      }
    })

  private static let plotRanks = Command(
    "plot ranks", in: attributionChapter,
    "How probable each rank of each channel is over the resamples of the journeys.",
    operands: [attributionOperand], options: plotOptions(), example: "plot ranks chained",
    run: { invocation in
      let value: AttributionValue = try invocation.value("attribution")
      let intervals = try invocation.intervals(of: value)
      return invocation.shown(
        RankPlot(intervals: intervals, model: value.attribution.model).chart)
    })
}

// MARK: - Journeys

extension Vocabulary {
  private static let journeyPlots = [plotPaths, plotLengths, plotLags, plotTransitions, plotPairs]

  private static let plotPaths = Command(
    "plot paths", in: attributionChapter,
    "Journeys from touch to touch as ribbons, to a conversion or to none.",
    operands: [journeysOperand],
    options: plotOptions(
      windowOption,
      Parameter("steps", .integer(1...8), .standard("4"), "Touches shown."),
      Parameter(
        "top", .integer(1...1_000_000), .optional, "Only so many of the most frequent paths."),
      Parameter(
        "nulls", .flag, .standard("yes"), "Whether journeys without a conversion are shown.")),
    example: "plot paths seen top=30",
    run: { invocation in
      let arguments = invocation.arguments
      let table = try invocation.journeyTable()
      return invocation.shown(
        PathSankey(
          journeys: table, steps: arguments.integer("steps"),
          showsNulls: arguments.flag("nulls") || table.totalConversions == 0,
          most: arguments.optionalInteger("top")
        ).chart)
    })

  private static let plotLengths = Command(
    "plot lengths", in: attributionChapter,
    "How many touches journeys have, and how many of each length convert.",
    operands: [journeysOperand], options: plotOptions(windowOption), example: "plot lengths seen",
    run: { invocation in
      invocation.shown(PathLengthPlot(journeys: try invocation.journeyTable()).chart)
    })

  private static let plotLags = Command(
    "plot lags", in: attributionChapter, "Days from the first touch to the conversion.",
    operands: [journeysOperand], options: plotOptions(windowOption), example: "plot lags seen",
    run: { invocation in
      let value: JourneysValue = try invocation.value("journeys")
      // Complains of a window that is not there.
      _ = try invocation.journeyTable()
      let window = invocation.arguments.days("window") ?? value.sketch.windows[0]
      guard let lags = value.sketch.lags(window: window) else {
        throw CommandError(
          "the journeys have no times: a table of paths does not hold them, a log of events does",
          parameter: "journeys")
      }
      guard let last = lags.days.last else {
        throw CommandError(
          "no journey converted, so that none took any days", parameter: "journeys")
      }
      var conversions = [Double](repeating: 0, count: last + 1)
      for (day, number) in zip(lags.days, lags.conversions) { conversions[day] = number }
      return invocation.shown(LagPlot(conversions: conversions).chart)
    })

  private static let plotTransitions = Command(
    "plot transitions", in: attributionChapter,
    "The chain of touches: a graph with the probability of each step, or all of them as a heat map.",
    operands: [journeysOperand],
    options: plotOptions(
      windowOption, orderOption, nullsOption,
      Parameter("kind", .word(["graph", "heat"]), .standard("graph"), "Arrows or a heat map."),
      Parameter(
        "least", .share, .standard("5%"),
        "Of the graph: steps with a smaller probability are left out.")),
    example: "plot transitions seen kind=heat",
    infer: { inference throws(CommandError) in
      if inference.arguments.isGiven("least"), inference.arguments.text("kind") == "heat" {
        throw CommandError(
          "a heat map shows every step; least is for kind=graph", parameter: "least")
      }
      return Shape(kind: nil)
    },
    run: { invocation in
      var plot = TransitionPlot(fit: try invocation.markovFit())
      plot.leastShare = invocation.arguments.number("least")
      return invocation.arguments.text("kind") == "heat"
        ? invocation.shown(plot.heatMap) : invocation.shown(plot.graph)
    })

  private static let plotPairs = Command(
    "plot pairs", in: attributionChapter,
    "What would be lost without two channels at once, for every pair.",
    operands: [journeysOperand], options: plotOptions(windowOption, orderOption, nullsOption),
    example: "plot pairs seen",
    run: { invocation in
      let table = try invocation.journeyTable()
      let effects = try invocation.attributed {
        try invocation.arguments.chain.pairEffects(of: table)
      }
      return invocation.shown(PairRemovalPlot(channels: table.channels, effects: effects).chart)
    })
}

// MARK: - Learned models

extension Vocabulary {
  private static let learnedPlots = [plotShap, plotCalibration]

  private static let plotShap = Command(
    "plot shap", in: attributionChapter,
    "What each feature adds to the log-odds of converting: over all journeys, or in one.",
    operands: [attributionOperand],
    options: plotOptions(
      Parameter(
        "kind", .word(["beeswarm", "bars", "waterfall"]), .standard("beeswarm"),
        "A dot for each kind of journey, means of the absolute effects, or one journey step by step."
      ),
      Parameter(
        "from", .word(["empty", "average"]), .standard("average"),
        "What effects are counted from: a journey without a touch, or the average journey."),
      Parameter(
        "journey", .text, .optional,
        "Of the waterfall: the path, as \"Email > Direct\"; without it the most frequent that converted after three "
          + "touches or more.")),
    example: "plot shap learned kind=bars",
    infer: { inference throws(CommandError) in
      if inference.arguments.isGiven("journey"), inference.arguments.text("kind") != "waterfall" {
        throw CommandError("only kind=waterfall explains one journey", parameter: "journey")
      }
      return Shape(kind: nil)
    },
    run: { invocation in
      let fit = try invocation.learned().fit
      let isCentred = invocation.arguments.text("from") == "average"
      let shap = isCentred ? fit.shap.centred : fit.shap
      let base = isCentred ? "the average journey" : "a journey without a touch"
      switch invocation.arguments.text("kind") {
      case "waterfall":
        let row = try invocation.explained(shap)
        var plot = ShapWaterfallPlot(
          explanation: ShapExplanation(
            name: "margin", base: shap.base,
            features: zip(shap.features, row.values).map {
              "\($0.name) = \(NumberFormat.significant(2).text($1))"
            }, contributions: row.effects))
        plot.subtitle = "\(row.journey); log-odds of a conversion, from \(base)"
        return invocation.shown(plot.chart)
      default:
        var plot = ShapPlot(
          shap: ShapValues(
            features: shap.features.map(\.name), contributions: shap.rows.map(\.effects),
            values: shap.rows.map(\.values), importance: shap.meanAbsolute,
            weights: shap.rows.map(\.weight)))
        guard invocation.arguments.text("kind") == "bars" else {
          plot.subtitle =
            "What each feature adds to the log-odds of a conversion, from \(base)"
            + shap.coverageWords
          return invocation.shown(plot.beeswarm)
        }
        plot.subtitle =
          "Mean absolute effect on the log-odds of a conversion over all journeys, from \(base)"
        return invocation.shown(plot.bars)
      }
    })

  private static let plotCalibration = Command(
    "plot calibration", in: attributionChapter,
    "Predicted and observed rates side by side: whether 10 % means 10 %.",
    operands: [
      Parameter(
        "models",
        .list(.value([AttributionValue.kind.name, ClassifierValue.kind.name])),
        "Learned attributions or classifiers.")
    ],
    options: plotOptions(), example: "plot calibration learned",
    infer: { inference throws(CommandError) in
      try inference.arguments.requireDifferentNames("models", atLeast: 1, called: "models")
      return Shape(kind: nil)
    },
    run: { invocation in
      let models = try invocation.anyValues("models").map { name, value in
        let score: ClassifierScore? =
          switch value {
          case let value as ClassifierValue: value.fit.outOfSample ?? value.fit.inSample
          case let value as AttributionValue:
            value.learned.map { $0.later ?? $0.fit.outOfSample ?? $0.fit.inSample }
          default: nil
          }
        guard let score else {
          throw CommandError(
            "\"\(name)\" predicts nothing; take attribute logistic or trees, or fit logistic",
            parameter: "models", word: name)
        }
        return (
          name: name,
          groups: score.calibration.map {
            CalibrationPlot.Group(
              predicted: $0.predicted, observed: $0.observed, low: $0.low, high: $0.high,
              count: $0.trials)
          }
        )
      }
      return invocation.shown(
        CalibrationPlot(models: models, level: ClassifierScore.calibrationLevel).chart)
    })
}

extension ShapSummary {
  /// What part of the journeys has dots; nothing where all have.
  fileprivate var coverageWords: String {
    // Sums of weights are off by rounding.
    guard coverage < 1 - 1e-9 else { return "" }
    return
      "; dots: the most frequent kinds of journey, \(NumberFormat.percent(1).text(coverage)) of all"
  }
}

extension Invocation {
  /// A flow chart under the author's title and subtitle, where given.
  fileprivate func shown(_ chart: FlowChart) -> Outcome {
    var chart = chart
    if let title = arguments.optionalText("title") { chart.title = title }
    if let subtitle = arguments.optionalText("subtitle") { chart.subtitle = subtitle }
    return Outcome(showing: [.flow(chart)])
  }

  /// What a learned model found, or what to do where the model is another.
  func learned() throws -> LearnedResult {
    let value: AttributionValue = try value("attribution")
    guard let learned = value.learned else {
      throw CommandError(
        "\"\(arguments.text("attribution"))\" is by \(value.attribution.model), which learns nothing; take attribute "
          + "logistic or attribute trees", parameter: "attribution")
    }
    return learned
  }

  /// The row of the journey to explain.
  fileprivate func explained(_ shap: ShapSummary) throws -> ShapSummary.Row {
    if let path = arguments.optionalText("journey") {
      guard let row = shap.rows.first(where: { $0.journey == path }) else {
        throw CommandError(
          "no journey is written \"\(path.prefix(80))\"; frequent ones are "
            + shap.rows.prefix(3).map { "\"\($0.journey)\"" }.joined(separator: ", "),
          parameter: "journey",
          suggestion: NearestName.suggestion(for: path, among: shap.rows.map(\.journey)))
      }
      return row
    }
    func touches(_ row: ShapSummary.Row) -> Int { row.journey.split(separator: ">").count }
    let long = shap.rows.filter { touches($0) >= 3 && $0.conversions > 0 }
    guard
      let row = long.max(by: { $0.conversions < $1.conversions })
        ?? shap.rows.max(by: { $0.conversions < $1.conversions })
    else {
      throw CommandError("there is no journey to explain", parameter: "attribution")
    }
    return row
  }
}

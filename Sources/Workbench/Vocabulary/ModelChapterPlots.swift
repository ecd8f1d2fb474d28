import Figures
import Marketing
import Notebooks
import Tables

extension Vocabulary {
  /// Charts of fits.
  static let fitPlots: [Command] =
    [
      plotFit, plotResiduals, plotContributions, plotWaterfall, plotShares, plotROI,
      plotCoefficients, plotPenalty, plotOnePager,
    ] + diagnosticPlots

  /// What every chart of a result takes.
  static let titles = [
    Parameter("title", .text, .optional, "The title; without it, what the chart shows."),
    Parameter("subtitle", .text, .optional, "The line below it: measure, unit, period."),
  ]

  private static let fitList = Parameter(
    "fits", .list(.value([FitValue.kind.name])), "One fit or more.")

  private static let plotFit = Command(
    "plot fit", in: modelChapter,
    "Actual and fitted over time, the hold-out marked, and the difference below.",
    operands: [fitOperand], options: titles, example: "plot fit baseline"
  ) { invocation in
    let (name, fit) = try invocation.namedFit
    let (title, subtitle) = invocation.titles
    return Outcome(showing: [
      .chart(FitSeriesPlot(name: name, fit: fit.fit, title: title, subtitle: subtitle).chart)
    ])
  }

  private static let plotResiduals = Command(
    "plot residuals", in: modelChapter,
    "What the fit leaves unexplained, over time, and its autocorrelation.",
    operands: [fitOperand], options: titles, example: "plot residuals baseline"
  ) { invocation in
    let (name, fit) = try invocation.namedFit
    let (title, subtitle) = invocation.titles
    let plot = ResidualPlot(name: name, fit: fit.fit, title: title, subtitle: subtitle)
    return Outcome(
      showing: ([plot.overTime] + [plot.autocorrelation].compactMap(\.self)).map { .chart($0) })
  }

  private static let plotContributions = Command(
    "plot contributions", in: modelChapter,
    "What made the target over time: the baseline with the channels on top.",
    operands: [fitOperand], options: titles, example: "plot contributions baseline"
  ) { invocation in
    let (name, fit) = try invocation.namedFit
    let (title, subtitle) = invocation.titles
    return Outcome(showing: [
      .chart(ContributionPlot(name: name, fit: fit.fit, title: title, subtitle: subtitle).chart)
    ])
  }

  private static let plotWaterfall = Command(
    "plot waterfall", in: modelChapter,
    "How the parts of the prediction add up: the baseline, the channels, the whole.",
    operands: [fitOperand], options: titles, example: "plot waterfall baseline"
  ) { invocation in
    let (name, fit) = try invocation.namedFit
    let (title, subtitle) = invocation.titles
    return Outcome(showing: [
      .chart(WaterfallPlot(name: name, fit: fit.fit, title: title, subtitle: subtitle).chart)
    ])
  }

  private static let plotShares = Command(
    "plot shares", in: modelChapter,
    "Each channel's share of spend beside its share of what channels brought.",
    operands: [fitOperand], options: titles, example: "plot shares baseline"
  ) { invocation in
    let (name, fit) = try invocation.namedFit
    let (title, subtitle) = invocation.titles
    return Outcome(showing: [
      .chart(SharePlot(name: name, fit: fit.fit, title: title, subtitle: subtitle).chart)
    ])
  }

  private static let plotROI = Command(
    "plot roi", in: modelChapter,
    "Returns by channel, one symbol a fit, with 90 % intervals where they are known.",
    operands: [fitList],
    options: [
      Parameter(
        "truth", .value([TruthValue.kind.name]), .optional,
        "What generated simulated data: hollow diamonds.")
    ] + titles,
    example: "plot roi baseline, carried truth=revealed",
    infer: { inference throws(CommandError) in
      try inference.arguments.requireDifferentNames("fits", atLeast: 1)
      return Shape(kind: nil)
    },
    run: { invocation in
      let fits = try invocation.namedFits("fits")
      let (title, subtitle) = invocation.titles
      var plot = ReturnPlot(fits: fits, title: title, subtitle: subtitle)
      if invocation.arguments.isGiven("truth") {
        let value: TruthValue = try invocation.value("truth")
        let channels = fits.flatMap(\.value.fit.channelNames)
        plot.truth = value.returns.compactMap { name, roi in
          channels.first { FieldName.part($0) == FieldName.part(name) }.map { ($0, roi) }
        }
      }
      return Outcome(showing: [.chart(plot.chart)])
    })

  private static let plotCoefficients = Command(
    "plot coefficients", in: modelChapter,
    "How far one standard deviation of each feature moves the target, fit by fit.",
    operands: [fitList], options: titles, example: "plot coefficients baseline, carried",
    infer: { inference throws(CommandError) in
      try inference.arguments.requireDifferentNames("fits", atLeast: 1)
      return Shape(kind: nil)
    },
    run: { invocation in
      let (title, subtitle) = invocation.titles
      let plot = CoefficientPlot(
        fits: try invocation.namedFits("fits"), title: title, subtitle: subtitle)
      return Outcome(showing: [.chart(plot.chart)])
    })

  private static let plotPenalty = Command(
    "plot penalty", in: modelChapter,
    "The error of cross-validation by penalty, and the penalty chosen.",
    operands: [fitOperand], options: titles, example: "plot penalty baseline"
  ) { invocation in
    let (name, fit) = try invocation.namedFit
    guard !fit.fit.penaltyCurve.isEmpty else {
      throw CommandError(
        "\"\(name)\" has no curve: its penalty was not chosen by cross-validation; "
          + "fit ridge with penalty=auto", parameter: "fit", word: name)
    }
    let (title, subtitle) = invocation.titles
    return Outcome(showing: [
      .chart(PenaltyPlot(name: name, fit: fit.fit, title: title, subtitle: subtitle).chart)
    ])
  }

  private static let plotOnePager = Command(
    "plot onepager", in: modelChapter,
    "A fit on one page: its numbers, eight panels, and what to beware of.",
    operands: [fitOperand], options: titles, example: "plot onepager baseline"
  ) { invocation in
    let (name, fit) = try invocation.namedFit
    let (title, subtitle) = invocation.titles
    let page = OnePager(name: name, value: fit, title: title, subtitle: subtitle)
    return Outcome(showing: [.poster(page.poster)])
  }
}

extension Invocation {
  /// The fit in the operand `fit`, with its name.
  fileprivate var namedFit: (name: String, fit: FitValue) {
    get throws { (arguments.text("fit"), try value("fit")) }
  }

  /// What the author gives for title and subtitle.
  fileprivate var titles: (String?, String?) {
    (arguments.optionalText("title"), arguments.optionalText("subtitle"))
  }
}

import Figures
import Marketing
import Notebooks

/// Charts of a search.
extension Vocabulary {
  static let searchPlots: [Command] = [plotFront, plotObjectives, plotHyperparameters, plotImplied]

  private static let plotFront = Command(
    "plot front", in: searchChapter,
    "Error against distance from spend shares: everything that was tried, the front, its "
      + "clusters and their winners.",
    operands: [searchedFit], options: titles, example: "plot front searched",
    infer: chartOfSearch
  ) { invocation in
    var plot = FrontPlot(view: try invocation.searched())
    (plot.title, plot.subtitle) = invocation.searchTitles
    return Outcome(showing: [.chart(plot.chart)])
  }

  private static let plotObjectives = Command(
    "plot objectives", in: searchChapter,
    "How each objective moved from the first candidates to the last, trial by trial.",
    operands: [searchedFit], options: titles, example: "plot objectives searched",
    infer: chartOfSearch
  ) { invocation in
    let view = try invocation.searched()
    guard !view.front.convergence.isEmpty else {
      throw CommandError(
        "\"\(invocation.arguments.text("fit"))\" tried too few candidates to cut into stretches; "
          + "search with more iterations", parameter: "fit")
    }
    var plot = ObjectivesPlot(view: view)
    (plot.title, plot.subtitle) = invocation.searchTitles
    return Outcome(showing: [.chart(plot.chart)])
  }

  private static let plotHyperparameters = Command(
    "plot hyperparameters", in: searchChapter,
    "Where each hyperparameter was tried early and late, by channel, and where the clusters' "
      + "winners lie.",
    operands: [searchedFit], options: titles, example: "plot hyperparameters searched",
    infer: chartOfSearch
  ) { invocation in
    var plot = HyperparametersPlot(view: try invocation.searched())
    (plot.title, plot.subtitle) = invocation.searchTitles
    return Outcome(showing: plot.charts.map { .chart($0) })
  }

  private static let plotImplied = Command(
    "plot implied", in: searchChapter,
    "Each channel's return in the best fit and in the candidate chosen, and the one return that "
      + "DECOMP.RSSD asks for.",
    operands: [searchedFit], options: titles, example: "plot implied searched",
    infer: chartOfSearch
  ) { invocation in
    var plot = ImpliedReturnsPlot(view: try invocation.searched())
    (plot.title, plot.subtitle) = invocation.searchTitles
    return Outcome(showing: [.chart(plot.chart)])
  }

  private static let chartOfSearch: @Sendable (Inference) throws(CommandError) -> Shape = {
    inference throws(CommandError) in
    try inference.requireSearch()
    return Shape(kind: nil)
  }
}

extension Invocation {
  /// What the author gives for title and subtitle.
  fileprivate var searchTitles: (String?, String?) {
    (arguments.optionalText("title"), arguments.optionalText("subtitle"))
  }
}

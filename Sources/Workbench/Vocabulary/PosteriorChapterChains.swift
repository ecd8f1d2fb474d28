import Figures
import Marketing
import Notebooks
import Statistics

/// Charts of how chains went.
extension Vocabulary {
  static let chainPlots: [Command] = [plotTrace, plotRanks, plotEnergy, plotPairs, plotConvergence]

  private static let plotTrace = Command(
    "plot trace", in: posteriorChapter,
    "Chains over their draws: sound ones look like one hairy line.",
    operands: [drawnFit],
    options: [
      quantityList("Up to eight quantities; without it the three whose chains agree least."),
      Parameter("density", .flag, .standard("yes"), "Whether densities stand at the left."),
    ] + titles, example: "plot trace bayes of=roi.tv, sigma"
  ) { invocation in
    let view = try invocation.sampledPosterior()
    let quantities = try view.quantities(
      invocation.arguments.texts("of"), most: 8,
      standard: { Array(view.leastAgreed.prefix(3)) })
    return Outcome(showing: [
      .chart(
        TracePlot(
          view: view, quantities: quantities, showsDensity: invocation.arguments.flag("density")
        ).chart)
    ])
  }

  private static let plotRanks = Command(
    "plot chain_ranks", in: posteriorChapter,
    "How often each chain has which ranks among all draws: sound chains are flat.",
    operands: [drawnFit],
    options: [
      quantityList("Up to nine quantities; without it the four whose chains agree least.")
    ] + titles, example: "plot chain_ranks bayes of=roi.tv"
  ) { invocation in
    let view = try invocation.sampledPosterior()
    let quantities = try view.quantities(
      invocation.arguments.texts("of"), most: 9,
      standard: { Array(view.leastAgreed.prefix(4)) })
    return Outcome(showing: [.chart(ChainRankPlot(view: view, quantities: quantities).chart)])
  }

  private static let plotEnergy = Command(
    "plot energy", in: posteriorChapter,
    "The energy of the draws beside how far it moves from draw to draw: alike where tails are reached.",
    operands: [drawnFit], options: titles, example: "plot energy bayes"
  ) { invocation in
    Outcome(showing: [.chart(EnergyPlot(view: try invocation.sampledPosterior()).chart)])
  }

  private static let plotPairs = Command(
    "plot joint", in: posteriorChapter,
    "Draws of quantities against each other, divergent ones as crosses.",
    operands: [drawnFit],
    options: [
      quantityList("Two to four quantities; without it those that go together most.")
    ] + titles, example: "plot joint bayes of=adstock.tv, saturation.tv"
  ) { invocation in
    let view = try invocation.drawnPosterior()
    let quantities = try view.quantities(
      invocation.arguments.texts("of"), most: 4, standard: { PairPlot.standard(view) })
    guard quantities.count > 1 else {
      throw CommandError("a pair needs two quantities; here is one", parameter: "of")
    }
    return Outcome(showing: [.chart(PairPlot(view: view, quantities: quantities).chart)])
  }

  private static let plotConvergence = Command(
    "plot convergence", in: posteriorChapter,
    "R-hat against effective draws, a point a quantity, with the gates that sound chains pass.",
    operands: [drawnFit], options: titles, example: "plot convergence bayes"
  ) { invocation in
    let view = try invocation.sampledPosterior()
    guard let chart = ConvergencePlot(view: view).chart else {
      throw CommandError(
        "\"\(view.name)\" has no quantity with an R-hat: its chains are too short",
        parameter: "fit", word: view.name)
    }
    return Outcome(showing: [.chart(chart)])
  }
}

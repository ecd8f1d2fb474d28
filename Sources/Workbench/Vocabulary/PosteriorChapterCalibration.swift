import Figures
import Marketing
import Notebooks
import Statistics
import Tables

/// Calibration by simulation.
extension Vocabulary {
  static let calibration: [Command] = [sbc, plotCalibration]

  private static let sbc = Command(
    "sbc", in: posteriorChapter,
    "Simulation-based calibration: draws data from the fit's own priors and model, fits them, ranks the truths.",
    operands: [drawnFit],
    options: [
      Parameter(
        "replicates", .integer(10...10_000), .standard("200"),
        "Data sets: 200 of 104 weeks and five channels take half a minute on two cores."),
      Parameter(
        "draws", .integer(9...999), .standard("99"), "Draws that each truth is ranked among."),
      Parameter(
        "thin", .integer(1...100), .standard("4"),
        "Iterations for each of them, to make them nearly independent."),
      Parameter(
        "warmup", .integer(50...100_000), .standard("400"), "Iterations that tune each chain."),
      .seed,
    ],
    gives: CalibrationValue.kind.name, example: "check = sbc bayes replicates=20 draws=19",
    run: { invocation in
      let arguments = invocation.arguments
      let view = try invocation.posterior()
      var settings = SimulationCalibration()
      settings.replicates = arguments.optionalInteger("replicates") ?? settings.replicates
      settings.draws = arguments.optionalInteger("draws") ?? settings.draws
      settings.thinning = arguments.optionalInteger("thin") ?? settings.thinning
      settings.warmup = arguments.optionalInteger("warmup") ?? settings.warmup
      settings.seed = UInt64(arguments.optionalInteger("seed") ?? 42)
      do {
        return Outcome(
          value: CalibrationValue(try settings.check(view.fit), fit: view.name))
      } catch let error as MixError {
        throw CommandError(error.description, parameter: "fit", word: view.name)
      }
    })

  private static let plotCalibration = Command(
    "plot sbc", in: posteriorChapter,
    "The ranks of simulated truths with the band that a sound model stays within, a panel a quantity.",
    operands: [
      Parameter(
        "calibration", .value([CalibrationValue.kind.name]), "What sbc found.")
    ],
    options: [
      quantityList("Up to twelve quantities by name; without it the most suspicious."),
      Parameter(
        "kind", .word(["difference", "histogram"]), .standard("difference"),
        "difference: the distribution of ranks less an even one; histogram: ranks by class."),
    ] + titles, example: "plot sbc check"
  ) { invocation in
    let arguments = invocation.arguments
    let value: CalibrationValue = try invocation.value("calibration")
    let name = arguments.text("calibration")
    guard value.result.replicates > 1 else {
      throw CommandError(
        "\"\(name)\" has no replicates to draw; run sbc again", parameter: "calibration", word: name
      )
    }
    let all = value.result.quantities
    let given = arguments.texts("of")
    for word in given where !all.contains(where: { $0.name == word }) {
      throw CommandError(
        "no quantity \"\(word)\" in \"\(name)\"; there are \(PlotWords.names(all.map(\.name)))",
        parameter: "of", word: word,
        suggestion: NearestName.suggestion(for: word, among: all.map(\.name)))
    }
    guard given.count <= 12 else {
      throw CommandError(
        "\(given.count) quantities, where 12 have room; name fewer", parameter: "of")
    }
    // The most suspicious first, told in the order of the model.
    let suspicious = all.indices.sorted {
      (all[$0].isCalibrated ? 1 : 0, all[$0].p ?? 1, $0)
        < (all[$1].isCalibrated ? 1 : 0, all[$1].p ?? 1, $1)
    }.prefix(12)
    let chosen =
      given.isEmpty
      ? suspicious.sorted().map { all[$0] }
      : given.compactMap { word in all.first { $0.name == word } }
    return Outcome(showing: [
      .chart(
        TruthRankPlot(
          value: value, quantities: chosen, showsHistogram: arguments.text("kind") == "histogram",
          title: arguments.optionalText("title"), subtitle: arguments.optionalText("subtitle")
        ).chart)
    ])
  }
}

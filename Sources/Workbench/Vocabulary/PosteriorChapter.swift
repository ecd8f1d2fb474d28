import Figures
import Marketing
import Notebooks
import Statistics
import Tables

/// Commands that ask a fit with draws.
extension Vocabulary {
  static let posteriors: [Command] =
    [posterior, convergence, evidence, looCommand, predictive, sensitivity] + posteriorPlots
    + calibration

  static let posteriorChapter = "Bayesian models"

  /// The operand of every command that asks a fit with draws.
  static let drawnFit = Parameter(
    "fit", .value([FitValue.kind.name]), "A fit with draws: that of fit bayes or fit meridian.")

  /// Quantities by name.
  static func quantityList(_ summary: String) -> Parameter {
    Parameter("of", .list(.text), .optional, summary)
  }

  private static let posterior = Command(
    "posterior", in: posteriorChapter,
    "One row a parameter or return: mean, spread, percentiles, and how well the chains know them.",
    operands: [drawnFit],
    options: [
      Parameter(
        "what", .word(["all", "returns", "parameters"]), .standard("all"),
        "returns: what is said of channels; parameters: what the model is made of."),
      quantityList("Quantities by name, such as roi.tv, adstock.tv; without it those of what."),
    ],
    gives: TableValue.kind.name, example: "posterior bayes what=returns",
    infer: { inference throws(CommandError) in
      .table(texts: "quantity", numbers: PosteriorTables.summaryColumns)
    },
    run: { invocation in
      let view = try invocation.posterior()
      let tables = PosteriorTables(view: view)
      let given = try view.quantities(
        invocation.arguments.texts("of"), most: 10_000,
        standard: { tables.quantities(invocation.arguments.text("what")) })
      let whole = tables.summaries(of: given)
      return Outcome(
        showing: view.cautionOutput + [.table(tables.shownSummaries(of: given))],
        value: TableValue(whole))
    })

  private static let convergence = Command(
    "convergence", in: posteriorChapter,
    "Whether the draws may be relied on: what was found in words, then how each chain went; of a "
      + "search whether its "
      + "objectives converged.",
    operands: [
      Parameter(
        "fit", .value([FitValue.kind.name]), "A fit with draws, or one of search robyn.")
    ], gives: TableValue.kind.name, example: "convergence bayes",
    infer: { inference throws(CommandError) in
      guard !inference.isSearched else { return SearchTables.convergenceShape }
      return Shape(
        kind: TableValue.kind.name,
        columns: PosteriorTables.chainColumns.map { ColumnShape($0, .numbers) })
    },
    run: { invocation in
      let fit: FitValue = try invocation.value("fit")
      if let view = SearchView(fit: fit.fit) {
        let tables = SearchTables(view: view)
        return Outcome(
          showing: [.text(tables.convergenceVerdict), .table(tables.convergence)],
          value: TableValue(tables.convergence))
      }
      let tables = PosteriorTables(view: try invocation.posterior())
      let chains = tables.chains
      return Outcome(
        showing: PosteriorVerdict(view: tables.view).outputs
          + (chains.table.rowCount > 0 ? [.table(chains)] : [])
          + [tables.worst].compactMap { $0.map { .table($0) } },
        value: TableValue(chains))
    })

  private static let evidence = Command(
    "evidence", in: posteriorChapter,
    "What the data said of each channel's return: prior beside posterior, and how much is the "
      + "prior's word.",
    operands: [drawnFit], gives: TableValue.kind.name, example: "evidence bayes",
    infer: { inference throws(CommandError) in
      Shape(
        kind: TableValue.kind.name,
        columns: [ColumnShape("channel", .texts)]
          + PosteriorTables.evidenceColumns.map { ColumnShape($0, .numbers) }
          + [ColumnShape("says", .texts)])
    },
    run: { invocation in
      let tables = PosteriorTables(view: try invocation.posterior())
      guard let (sentences, numbers, whole) = tables.evidence else {
        throw CommandError(
          "\"\(invocation.arguments.text("fit"))\" has too few draws to say what the data said; "
            + "fit it again with more", parameter: "fit", word: invocation.arguments.text("fit"))
      }
      return Outcome(
        showing: tables.view.cautionOutput + [.table(sentences), .table(numbers)],
        value: TableValue(whole, formats: numbers.formats))
    })

  private static let looCommand = Command(
    "loo", in: posteriorChapter,
    "How well fits predict rows that were left out, one at a time, without fitting them again.",
    operands: [
      Parameter(
        "fits", .list(.value([FitValue.kind.name])),
        "One fit with draws, or several of the same rows to compare.")
    ],
    gives: TableValue.kind.name, example: "loo bayes",
    infer: { inference throws(CommandError) in
      try inference.arguments.requireDifferentNames("fits", atLeast: 1)
      return .table(texts: "fit", numbers: LeaveOneOutTable.columns)
    },
    run: { invocation in
      let views = try invocation.namedFits("fits").map { named in
        try invocation.posterior(of: named.value, named: named.name, "fits")
      }
      let table = try LeaveOneOutTable(views)
      return Outcome(
        showing: views.flatMap(\.cautionOutput) + table.outputs, value: TableValue(table.output))
    })

  private static let predictive = Command(
    "predictive", in: posteriorChapter,
    "Whether the model draws series like the one that was seen: its sum, spread, ends and memory.",
    operands: [drawnFit], gives: TableValue.kind.name, example: "predictive bayes",
    infer: { inference throws(CommandError) in
      Shape(
        kind: TableValue.kind.name,
        columns: [ColumnShape("what", .texts)]
          + ["observed", "low", "median", "high", "p"].map { ColumnShape($0, .numbers) }
          + [ColumnShape("says", .texts)])
    },
    run: { invocation in
      let view = try invocation.posterior()
      let checks = PosteriorTables(view: view).checks
      return Outcome(
        showing: view.cautionOutput + [.table(checks)], value: TableValue(checks))
    })

  private static let sensitivity = Command(
    "sensitivity", in: posteriorChapter,
    "How far each quantity would move, were the prior or the data a little stronger: power "
      + "scaling.",
    operands: [drawnFit],
    options: [
      Parameter(
        "what", .word(["all", "returns", "parameters"]), .standard("all"),
        "returns: what is said of channels; parameters: what the model is made of.")
    ],
    gives: TableValue.kind.name, example: "sensitivity bayes what=returns",
    infer: { inference throws(CommandError) in
      Shape(
        kind: TableValue.kind.name,
        columns: [
          ColumnShape("quantity", .texts), ColumnShape("prior", .numbers),
          ColumnShape("likelihood", .numbers), ColumnShape("says", .texts),
        ])
    },
    run: { invocation in
      let name = invocation.arguments.text("fit")
      let tables = PosteriorTables(view: try invocation.posterior())
      guard let output = tables.sensitivity(invocation.arguments.text("what")) else {
        throw CommandError(
          "\"\(name)\" has too few draws to scale prior and likelihood; fit it again with more",
          parameter: "fit", word: name)
      }
      return Outcome(
        showing: tables.view.cautionOutput + [.table(output)], value: TableValue(output))
    })
}

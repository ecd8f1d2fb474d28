import Figures
import Marketing
import Notebooks
import Statistics
import Tables

/// Models that learn from journeys, converted or not, what each touch adds to the odds.
extension Vocabulary {
  static let learnedModels: [Command] = [
    learn(
      "logistic",
      "Credit by what each touch adds to the log-odds of converting, by logistic regression.",
      options: [
        Parameter(
          "ridge", .number(0...1e9), .standard("1"), "The penalty on squared coefficients.")
      ], bootstrap: 100
    ) { arguments in .logistic(ridge: arguments.number("ridge")) },
    learn(
      "trees",
      "Credit by what each touch adds to the log-odds of converting, by boosted trees and TreeSHAP.",
      options: [
        Parameter("trees", .integer(1...10_000), .standard("200"), "How many trees."),
        Parameter("depth", .integer(1...12), .standard("3"), "How deep each may be."),
        Parameter("rate", .number(0.001...1), .standard("0.1"), "The learning rate."),
      ], bootstrap: 0
    ) { arguments in
      .trees(
        BoostedTrees(
          trees: arguments.integer("trees"), depth: arguments.integer("depth"),
          learningRate: arguments.number("rate"), seed: UInt32(arguments.integer("seed"))))
    },
    fitLogistic,
  ]

  private static func learn(
    _ word: String, _ summary: String, options: [Parameter], bootstrap: Int,
    learner: @escaping @Sendable (Arguments) -> LearnedAttribution.Learner
  ) -> Command {
    Command(
      "attribute \(word)", in: attributionChapter, summary, operands: [journeysOperand],
      options: options + [
        Parameter(
          "features", .list(.word(["presence", "counts", "recency", "length"])),
          .standard("presence, counts, recency"),
          "What it knows of a journey: whether, how often and how late each channel was touched, and how long it is."
        ),
        Parameter(
          "folds", .integer(0...50), .standard("5"),
          "Folds to judge predictions by, where the journeys have no hold-out; 0 for no judgement."),
      ] + creditOptions(bootstrap: bootstrap),
      gives: AttributionValue.kind.name, example: "credited = attribute \(word) seen",
      infer: { inference throws(CommandError) in
        let arguments = inference.arguments
        try arguments.checkBootstrap()
        try arguments.checkFolds()
        if let double = firstDouble(arguments.texts("features")) {
          throw CommandError(
            "\"\(double)\" is listed twice", parameter: "features", word: double)
        }
        return Shape(kind: AttributionValue.kind.name)
      },
      run: { invocation in
        let arguments = invocation.arguments
        let features = Set(arguments.texts("features"))
        var model = LearnedAttribution(
          learner(arguments),
          features: JourneyFeatures(
            hasPresence: features.contains("presence"), hasCounts: features.contains("counts"),
            hasRecency: features.contains("recency"), hasLength: features.contains("length")),
          folds: arguments.integer("folds"), seed: UInt64(arguments.integer("seed")))
        let table = try invocation.journeyTable()
        let (before, since) = try invocation.eras()
        return try await invocation.attributedLater {
          var later: ClassifierScore?
          if let before, let since {
            model.folds = 0
            later = try model.fit(before, heldOut: since).outOfSample
          }
          let fit = try model.fit(table)
          var value = try await invocation.credits(
            of: .learned(model), on: table, known: fit.attribution)
          value.learned = LearnedResult(fit: fit, later: later)
          return Outcome(value: value)
        }
      })
  }

  private static let fitLogistic = Command(
    "fit logistic", in: modelChapter,
    "Fits how the odds of a yes or no depend on columns of numbers, by logistic regression with ridge.",
    operands: [tableOperand],
    options: [
      Parameter("target", .column(of: "table", .numbers), "The column of outcomes, 0 or 1."),
      Parameter(
        "features", .list(.column(of: "table", .numbers)), "The columns that explain them."),
      Parameter(
        "penalty", .number(0...1e9), .standard("1"),
        "The ridge on coefficients of standardised columns; 0 for none."),
      Parameter(
        "folds", .integer(0...50), .standard("5"), "Folds to judge predictions by; 0 for none."),
      Parameter(
        "holdout", .number(0.01...0.9), .optional,
        "Instead of folds: so large a share of the rows, the last ones."),
      .seed,
    ],
    gives: ClassifierValue.kind.name,
    example: "fit logistic retail target=holiday features=tv, sales",
    infer: { inference throws(CommandError) in
      let arguments = inference.arguments
      if let double = firstDouble(arguments.texts("features") + arguments.texts("target")) {
        throw CommandError(
          "column \"\(double)\" is named twice", parameter: "features", word: double)
      }
      try arguments.checkFolds()
      return Shape(kind: ClassifierValue.kind.name)
    },
    run: { invocation in
      let arguments = invocation.arguments
      let folds = arguments.integer("folds")
      let regression = OutcomeRegression(
        target: arguments.text("target"), features: arguments.texts("features"),
        ridge: arguments.number("penalty"),
        validation: arguments.optionalNumber("holdout").map { .lastRows(share: $0) }
          ?? (folds < 2 ? .none : .folds(folds)),
        seed: UInt64(arguments.integer("seed")))
      do {
        return Outcome(value: ClassifierValue(try regression.fit(try invocation.table())))
      } catch {
        throw CommandError(error, in: arguments)
      }
    })
}

extension Arguments {
  /// Refuses folds that leave nothing to learn from.
  fileprivate func checkFolds() throws(CommandError) {
    if optionalInteger("folds") == 1 {
      throw CommandError(
        "one fold leaves nothing to learn from; 2 or more, or 0", parameter: "folds")
    }
  }
}

extension Invocation {
  /// The journeys before and since the hold-out's first day; nil where none was kept apart.
  fileprivate func eras() throws -> (JourneyTable?, JourneyTable?) {
    let value: JourneysValue = try value("journeys")
    let window = arguments.days("window") ?? value.sketch.windows[0]
    let before = value.sketch.table(window: window, era: .before)
    let since = value.sketch.table(window: window, era: .since)
    for (era, word) in [(before, "before"), (since, "on or after")] where era?.count == 0 {
      throw CommandError(
        "no journey ends \(word) the first day of the hold-out; give another day as holdout= where the journeys are "
          + "read", parameter: "journeys")
    }
    return (before, since)
  }
}

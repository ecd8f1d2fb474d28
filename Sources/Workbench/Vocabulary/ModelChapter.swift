import Figures
import Marketing
import Notebooks
import Tables

extension Vocabulary {
  /// Fitting models and asking them.
  static let models: [Command] =
    [
      fitOLS, fitRidge, fitLasso, fitElasticNet, evaluate, coefficients, contributions, roi,
      diagnose, compare,
      score,
    ] + trust + fitPlots

  static let modelChapter = "Models"

  /// The operand of every command that asks a fit.
  static let fitOperand = Parameter("fit", .value([FitValue.kind.name]), "The fit.")

  private static let evaluate = Command(
    "evaluate", in: modelChapter,
    "Says how near a fit's predictions come: one row for each stretch of rows.",
    operands: [fitOperand],
    options: [
      Parameter(
        "on", .value([TableValue.kind.name]), .optional,
        "Further rows, with the columns of the fit, that it has not seen.")
    ],
    gives: TableValue.kind.name, example: "evaluate baseline on=later",
    infer: { inference throws(CommandError) in
      Shape.table(texts: "data", numbers: FitValue.metricColumns)
    },
    run: { invocation in
      let fit: FitValue = try invocation.value("fit")
      var other: (String, FitWindow)?
      if let name = invocation.arguments.optionalText("on") {
        other = (name, try fit.window(on: invocation.value("on"), invocation.arguments))
      }
      var output = fit.metricsTable(also: other)
      output.title = "How near the predictions of \(invocation.arguments.text("fit")) come"
      output.note = "\(fit.fit.spec.target): rmse and mae in its unit, mape as a share of it."
      return Outcome(table: output)
    })

  private static let coefficients = Command(
    "coefficients", in: modelChapter,
    "The coefficients of a fit, with standard errors where they are known.",
    operands: [fitOperand], gives: TableValue.kind.name, example: "coefficients baseline",
    infer: { inference throws(CommandError) in
      // Those of a fit with draws are others: mean, sd, low, high.
      inference.shape("fit").fields == nil
        ? Shape(kind: TableValue.kind.name)
        : Shape.table(texts: "feature", numbers: FitValue.coefficientColumns)
    },
    run: { invocation in
      let fit: FitValue = try invocation.value("fit")
      return Outcome(
        showing: fit.cautionOutput(invocation.arguments.text("fit"))
          + [.table(fit.coefficientOutput)],
        value: TableValue(fit.coefficientTable, formats: FitValue.coefficientFormats))
    })

  private static let contributions = Command(
    "contributions", in: modelChapter,
    "What each channel brought, in all or period by period.",
    operands: [fitOperand],
    options: [
      Parameter(
        "over", .word(["total", "time"]), .standard("total"),
        "total: one row a channel; time: one row a period, the baseline's parts included."),
      Parameter(
        "split", .flag, .standard("no"),
        "Over time each channel as two columns: what its own row's spend sold, and what was carried over."
      ),
      Parameter(
        "rows", .word(["fitted", "all"]), .standard("fitted"),
        "fitted: the rows of the fit; all: those of its hold-out too, by the same coefficients."),
    ],
    gives: TableValue.kind.name, example: "contributions baseline over=time",
    infer: { inference throws(CommandError) in
      guard inference.arguments.optionalText("over") == "time" else {
        return .table(
          texts: "channel",
          numbers: [
            "contribution", "share", "spend", "roi", "immediate", "carried_over", "carry_in",
            "carry_out",
          ])
      }
      guard !inference.arguments.flag("split") else { return Shape(kind: TableValue.kind.name) }
      return Shape(kind: TableValue.kind.name, columns: inference.shape("fit").columns)
    },
    run: { invocation in
      let fit: FitValue = try invocation.value("fit")
      let window =
        invocation.arguments.text("rows") == "all" ? try fit.fit.wholeWindow() : fit.fit.training
      guard invocation.arguments.text("over") == "total" else {
        if invocation.arguments.flag("split") {
          return Outcome(
            table: TableOutput(
              window.carryoverTable, title: "What was sold at once and what was carried over"))
        }
        return Outcome(
          table: TableOutput(
            fit.componentTable(of: window),
            title: "What made \(fit.fit.spec.target), period by period"))
      }
      let output = TableOutput(
        window.contributionTable, title: "What each channel brought to \(fit.fit.spec.target)",
        formats: returnFormats, note: window.describedBaseline)
      return Outcome(
        showing: fit.cautionOutput(invocation.arguments.text("fit")) + [.table(output)],
        value: TableValue(output))
    })

  private static let roi = Command(
    "roi", in: modelChapter,
    "The return on investment of each channel, and that of its next unit of money.",
    operands: [fitOperand],
    options: [
      Parameter(
        "of", .word(["roi", "mroi", "cpa"]), .standard("roi"),
        "Which of them low and high are the 90 % interval of.")
    ],
    gives: TableValue.kind.name, example: "roi baseline",
    infer: { inference throws(CommandError) in
      .table(
        texts: "channel", numbers: ["spend", "contribution", "roi", "mroi", "cpa", "low", "high"])
    },
    run: { invocation in
      let fit: FitValue = try invocation.value("fit")
      let measure = invocation.arguments.text("of")
      let table = fit.returnTable(intervalsOf: measure)
      let output = TableOutput(
        table.withoutEmptyColumns, title: "Return on investment by channel", formats: returnFormats,
        note: fit.fit.describedIntervals(of: measure))
      return Outcome(
        showing: fit.cautionOutput(invocation.arguments.text("fit")) + [.table(output)],
        value: TableValue(table, formats: returnFormats))
    })

  private static let score = Command(
    "score", in: modelChapter,
    "Sets a fit's returns, or an attribution's shares, beside the truth of simulated data.",
    operands: [
      Parameter(
        "result", .value([FitValue.kind.name, AttributionValue.kind.name]),
        "The fit or the attribution.")
    ],
    options: [Parameter("against", .value([TruthValue.kind.name]), "What generated the data.")],
    gives: ScoreValue.kind.name, example: "score baseline against=revealed",
    infer: { inference throws(CommandError) in
      let result = inference.shape("result")
      guard result.kind == FitValue.kind.name, let fields = result.fields else {
        return Shape(kind: ScoreValue.kind.name)
      }
      let channels = fields.filter { $0.hasPrefix("roi.") }.map { $0.dropFirst(4) }
      return Shape(
        kind: ScoreValue.kind.name,
        fields: ["error"] + channels.map { "ratio.\($0)" } + channels.map { "error.\($0)" })
    },
    run: { invocation in
      let value: TruthValue = try invocation.value("against")
      if let credited = try invocation.anyValue("result") as? AttributionValue {
        guard case .journeys(let truth) = value.truth else {
          throw CommandError(
            "\"\(invocation.arguments.text("against"))\" is not the truth of journeys, against which an attribution is "
              + "scored; take the truth of what simulate journeys gave", parameter: "against")
        }
        do throws(AttributionError) {
          return Outcome(
            value: ScoreValue(.shares(try JourneyTruthScore(credited.attribution, truth))))
        } catch {
          guard case .unknownChannel(let name, let known) = error else {
            throw CommandError(error.description, parameter: "result")
          }
          throw CommandError(
            "\"\(name)\" is no channel of the truth; it knows \(known.joined(separator: ", "))",
            parameter: "result")
        }
      }
      let fit: FitValue = try invocation.value("result")
      guard let score = value.score(of: fit.fit) else {
        throw CommandError("a fit is scored against the truth of a table", parameter: "against")
      }
      guard !score.channels.isEmpty else {
        throw CommandError(
          "the fit and the truth share no channel; the truth knows "
            + value.returns.map(\.channel).joined(separator: ", "), parameter: "against")
      }
      return Outcome(value: ScoreValue(.returns(score)))
    })

  /// How contributions and returns are written, by column.
  static let returnFormats: [String: NumberFormat] = [
    "share": .percent(1), "roi": .decimals(2), "mroi": .decimals(2), "low": .decimals(2),
    "high": .decimals(2), "contribution": .significant(4), "spend": .significant(4),
    "cpa": .significant(3), "immediate": .significant(4), "carried_over": .significant(4),
    "carry_in": .significant(4), "carry_out": .significant(4),
  ]
}

extension Outcome {
  /// A table as value, shown with its title and formats.
  init(table output: TableOutput) {
    self.init(showing: [.table(output)], value: TableValue(output))
  }
}

extension TableValue {
  /// A result set out in rows, which keeps its formats and its note.
  init(_ output: TableOutput) {
    self.init(
      output.table, notes: output.note.map { [$0] } ?? [], formats: output.formats)
  }
}

extension Shape {
  /// A table whose first column holds texts, the others numbers.
  static func table(texts: String, numbers: [String]) -> Shape {
    Shape(
      kind: TableValue.kind.name,
      columns: [ColumnShape(texts, .texts)] + numbers.map { ColumnShape($0, .numbers) })
  }
}

extension FitWindow {
  /// What the baseline is, in a sentence.
  var describedBaseline: String {
    let amount = NumberFormat.significant(4).text(baseline)
    guard predictedTotal != 0 else { return "The baseline is \(amount)." }
    return "The baseline is \(amount), \(NumberFormat.percent(1).text(baseline / predictedTotal)) "
      + "of the prediction."
  }
}

extension FitValue {
  /// What the fit says of the rows of another table.
  func window(on table: TableValue, _ arguments: Arguments) throws -> FitWindow {
    do {
      return try fit.prediction(on: MixData(table.table, for: fit.spec, date: date))
    } catch {
      throw CommandError(error, in: arguments, data: "on")
    }
  }
}

import Figures
import Marketing
import Notebooks
import Tables

/// Commands that ask how far a fit can be trusted.
extension Vocabulary {
  static let trust: [Command] =
    [validate, settings, trials, plotValidation, plotSettings] + checking

  private static let validate = Command(
    "validate", in: modelChapter,
    "Fits the model again on a growing past and tests each fit on what came next; then to data changed on purpose.",
    operands: [fitOperand],
    options: [
      Parameter("folds", .integer(1...50), .standard("5"), "How many tests."),
      Parameter(
        "gap", .integer(0...1_000), .standard("0"),
        "Rows between past and test that neither uses, so that carried-over spend does not leak."),
      Parameter(
        "start", .integer(2...1_000_000), .optional,
        "Rows of the first past, such as a year; without it as many as a fold tests."),
      Parameter(
        "checks", .list(.word(ModelCheck.Kind.allCases.map(\.rawValue) + ["none"])),
        .standard(ModelCheck.Kind.allCases.map(\.rawValue).joined(separator: ", ")),
        "placebo: a channel of noise; shuffled: spend's rows in random order; perturbed: errors in spend; refresh: "
          + "four weeks more, five times; none of them."),
      Parameter(
        "draws", .integer(1...1_000), .optional,
        "Changed data sets for each of the first three checks; without it 10, for a fit with priors 3."
      ),
      .seed,
    ],
    gives: ValidationValue.kind.name, example: "validate baseline folds=5",
    infer: { inference throws(CommandError) in
      let kinds = try inference.arguments.checkKinds
      return Shape(
        kind: ValidationValue.kind.name,
        fields: inference.channels.map { channels in
          ["folds", "test_rmse", "test_mape", "naive_rmse", "skill"]
            + channels.flatMap { ["roi_min.\($0)", "roi_max.\($0)"] }
            + kinds.flatMap { kind in
              ["held.\(kind.rawValue)", kind.measure]
                + (kind == .placebo
                  ? ["placebo_share"] : channels.map { "\(kind.measure).\($0)" })
            }
        })
    },
    run: { invocation in
      let fit: FitValue = try invocation.value("fit")
      let arguments = invocation.arguments
      do {
        let folds = try fit.fit.rollingOrigin(
          folds: arguments.integer("folds"), gap: arguments.integer("gap"),
          start: arguments.optionalInteger("start"))
        let kinds = try arguments.checkKinds
        return Outcome(
          value: ValidationValue(
            folds,
            checks: kinds.isEmpty
              ? nil
              : fit.fit.checked(
                by: kinds, draws: arguments.optionalInteger("draws"),
                seed: UInt64(arguments.integer("seed")))))
      } catch {
        throw CommandError(error, in: arguments, data: "fit")
      }
    })

  private static let settings = Command(
    "settings", in: modelChapter,
    "The settings of a search that fit about as well as the best, and the range of returns over them.",
    operands: [fitOperand],
    options: [
      Parameter(
        "within", .number(0...1), .standard("1%"),
        "How much larger than the least error counts as equally good.")
    ],
    gives: SettingsValue.kind.name, example: "settings searched within=1%",
    infer: { inference throws(CommandError) in
      Shape(kind: SettingsValue.kind.name)
    },
    run: { invocation in
      let record = try invocation.searchRecord()
      return Outcome(
        value: SettingsValue(record.equallyGood(within: invocation.arguments.number("within"))))
    })

  private static let trials = Command(
    "trials", in: modelChapter,
    "Every setting that a search tried, one row each: the parameters, the error, the returns.",
    operands: [fitOperand], gives: TableValue.kind.name, example: "trials searched",
    infer: { inference throws(CommandError) in
      Shape(kind: TableValue.kind.name)
    },
    run: { invocation in
      let record = try invocation.searchRecord()
      return Outcome(
        table: TableOutput(
          record.table, title: "What the search tried",
          note: "rmse is in the unit of what is regressed, over the fitted rows."))
    })

  private static let plotValidation = Command(
    "plot validation", in: modelChapter,
    "What each fold predicted beside what came, and how returns moved from fold to fold.",
    operands: [Parameter("validation", .value([ValidationValue.kind.name]), "The validation.")],
    options: titles, example: "plot validation checked"
  ) { invocation in
    let value: ValidationValue = try invocation.value("validation")
    let plot = ValidationPlot(
      validation: value.validation, title: invocation.arguments.optionalText("title"),
      subtitle: invocation.arguments.optionalText("subtitle"))
    let charts = [plot.forecasts] + (value.validation.folds.count > 1 ? [plot.returns] : [])
    return Outcome(showing: charts.map { .chart($0) })
  }

  private static let plotSettings = Command(
    "plot settings", in: modelChapter,
    "The fit over two searched parameters as a heat map with lines of equal return; over one as curves.",
    operands: [fitOperand],
    options: [
      Parameter(
        "x", .text, .optional,
        "The parameter along, such as \"retention.tv\"; without it the first that was searched."),
      Parameter(
        "y", .text, .optional, "The parameter upwards; without it the second."),
      Parameter(
        "roi", .text, .optional,
        "The channel whose return the lines show; without it that of the first parameter."),
    ] + titles, example: "plot settings searched"
  ) { invocation in
    let record = try invocation.searchRecord()
    let arguments = invocation.arguments
    if record.names.count == 1 {
      let plot = SettingPlot(
        record, title: arguments.optionalText("title"),
        subtitle: arguments.optionalText("subtitle"))
      return Outcome(showing: [.chart(plot.errors), .chart(plot.returns)])
    }
    let plot = try SettingsPlot(
      record, x: arguments.optionalText("x"), y: arguments.optionalText("y"),
      channel: arguments.optionalText("roi"), title: arguments.optionalText("title"),
      subtitle: arguments.optionalText("subtitle"))
    return Outcome(showing: [.chart(plot.chart)])
  }
}

extension Invocation {
  /// What the search behind the operand `fit` tried.
  fileprivate func searchRecord() throws -> TransformSearch.Record {
    let fit: FitValue = try value("fit")
    guard let record = fit.fit.search else {
      throw CommandError(
        "\"\(arguments.text("fit"))\" searched nothing: give a parameter a range, "
          + "such as adstock=geometric(0..0.9)", parameter: "fit")
    }
    return record
  }
}

extension Arguments {
  /// The checks asked for, each once.
  fileprivate var checkKinds: [ModelCheck.Kind] {
    get throws(CommandError) {
      let words = texts("checks")
      guard !words.contains("none") else {
        guard words.count == 1 else {
          throw CommandError(
            "none stands alone: leave it out, or the others", parameter: "checks", word: "none")
        }
        return []
      }
      var kinds: [ModelCheck.Kind] = []
      for kind in words.compactMap(ModelCheck.Kind.init(rawValue:)) where !kinds.contains(kind) {
        kinds.append(kind)
      }
      return kinds
    }
  }
}

extension Inference {
  /// The channels of the fit in the operand `fit` under their field names, where they are known.
  var channels: [String]? {
    shape("fit").fields?.filter { $0.hasPrefix("roi.") }.map { String($0.dropFirst(4)) }
  }
}

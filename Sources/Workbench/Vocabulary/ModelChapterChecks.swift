import Figures
import Marketing
import Notebooks
import Tables

/// Commands that fit a model again and again: over seeds, over simulated worlds.
extension Vocabulary {
  static let checking: [Command] = [plotChecks, stability, plotStability, recover, plotRecover]

  private static let plotChecks = Command(
    "plot checks", in: modelChapter,
    "What the checks of a validation measured, a panel a check, with the lines where it passes and fails.",
    operands: [Parameter("validation", .value([ValidationValue.kind.name]), "The validation.")],
    options: titles, example: "plot checks checked"
  ) { invocation in
    let value: ValidationValue = try invocation.value("validation")
    let name = invocation.arguments.text("validation")
    guard let checks = value.checks else {
      throw CommandError(
        "\"\(name)\" has no checks; run validate without checks=none", parameter: "validation",
        word: name)
    }
    guard checks.checks.contains(where: { $0.value != nil }) else {
      throw CommandError(
        "no check of \"\(name)\" was possible: \(checks.checks.first?.sentence ?? "")",
        parameter: "validation", word: name)
    }
    return Outcome(showing: [
      .chart(
        ChecksPlot(
          checks: checks, title: invocation.arguments.optionalText("title"),
          subtitle: invocation.arguments.optionalText("subtitle")
        ).chart)
    ])
  }

  private static let stability = Command(
    "stability", in: modelChapter,
    "Fits what was asked again under other seeds: how far returns move when nothing else changes.",
    operands: [fitOperand],
    options: [
      Parameter(
        "seeds", .integer(2...200), .standard("5"),
        "How many seeds, the fit's own first; each takes as long as the fit took.")
    ],
    gives: StabilityValue.kind.name, example: "stability baseline seeds=2",
    infer: { inference throws(CommandError) in
      Shape(
        kind: StabilityValue.kind.name,
        fields: inference.channels.map { channels in
          ["seeds", "spread"]
            + channels.flatMap { channel in
              ["spread", "mean", "low", "high"].map { "\($0).\(channel)" }
            }
        })
    },
    run: { invocation in
      let fit: FitValue = try invocation.value("fit")
      let arguments = invocation.arguments
      do {
        return Outcome(
          value: StabilityValue(
            try fit.fit.stability(seeds: arguments.integer("seeds")), fit: arguments.text("fit")))
      } catch {
        throw CommandError(error, in: arguments, data: "fit")
      }
    })

  private static let plotStability = Command(
    "plot stability", in: modelChapter,
    "Returns under each seed, channel by channel.",
    operands: [Parameter("stability", .value([StabilityValue.kind.name]), "What stability found.")],
    options: titles, example: "plot stability moved"
  ) { invocation in
    Outcome(showing: [
      .chart(
        StabilityPlot(
          value: try invocation.value("stability"),
          title: invocation.arguments.optionalText("title"),
          subtitle: invocation.arguments.optionalText("subtitle")
        ).chart)
    ])
  }

  private static let recover = Command(
    "recover", in: modelChapter,
    "Fits what was asked to many simulated retailers and scores the returns against the truth: who recovers what.",
    operands: [
      Parameter(
        "fits", .list(.value([FitValue.kind.name])),
        "Fits whose target, channels and controls are columns of simulate retail.")
    ],
    options: [
      Parameter("worlds", .integer(1...10_000), .standard("25"), "How many worlds."),
      Parameter("weeks", .integer(20...5_000), .standard("104"), "Weeks of each."),
      Parameter(
        "confounding", .share, .standard("0.85"), "How far budgets follow expected demand."),
      Parameter(
        "hidden", .number(0...5), .standard("1"),
        "How much demand that no column shows moves sales, in multiples of the usual."),
      Parameter(
        "noise", .share, .standard("0.01"), "Chance in a week's sales, as a share of usual sales."),
      Parameter(
        "also", .value([TableValue.kind.name]), .optional,
        "Estimates made elsewhere: framework, channel, roi, truth, and where there are roi_low, roi_high, seed."
      ),
      Parameter(
        "seed", .integer(0...Int(Int32.max)), .standard("1"),
        "The seed of the first world; the next has the next."),
    ],
    gives: RecoveryValue.kind.name, example: "recover baseline worlds=2",
    infer: { inference throws(CommandError) in
      try inference.arguments.requireDifferentNames("fits", atLeast: 1)
      try inference.requirePeerColumns()
      return Shape(kind: RecoveryValue.kind.name, fields: inference.recoveredFields)
    },
    run: { invocation in
      let arguments = invocation.arguments
      var recovery = ReturnRecovery()
      recovery.worlds = arguments.integer("worlds")
      recovery.seed = UInt64(arguments.integer("seed"))
      recovery.simulator = RetailSimulator(
        weeks: arguments.integer("weeks"), noise: arguments.number("noise"),
        confounding: arguments.number("confounding"), hidden: arguments.number("hidden"))
      let fits = try invocation.namedFits("fits")
      let also = arguments.optionalText("also")
      // Before anything is fitted: that takes minutes, and of Bayesian models hours.
      let others: TableValue? = try also.map { _ in try invocation.value("also") }
      if let also, let others {
        try PeerEstimates.require(
          others.table, named: also, fits: fits.map(\.name),
          channels: recovery.simulator.simulated(seed: recovery.seed).truth.channels.map(\.name))
      }
      var score: RecoveryScore
      do {
        score = try recovery.scored(fits.map { ($0.name, $0.value.fit) })
      } catch {
        throw CommandError(error, in: arguments, data: "fits")
      }
      if let also, let others {
        do {
          score = try score.adding(others.table)
        } catch {
          throw CommandError("\(error)", parameter: "also", word: also)
        }
      }
      return Outcome(value: RecoveryValue(score))
    })

  private static let plotRecover = Command(
    "plot recover", in: modelChapter,
    "The bias map: fits by channels, in each cell how far the return is off in the median over the worlds.",
    operands: [Parameter("recovery", .value([RecoveryValue.kind.name]), "What recover found.")],
    options: titles, example: "plot recover found"
  ) { invocation in
    let value: RecoveryValue = try invocation.value("recovery")
    return Outcome(showing: [
      .chart(
        RecoveryPlot(
          score: value.score, title: invocation.arguments.optionalText("title"),
          subtitle: invocation.arguments.optionalText("subtitle")
        ).chart)
    ])
  }
}

extension Inference {
  /// The fields of a recovery; nil where a fit's channels are not known or a table brings more.
  fileprivate var recoveredFields: [String]? {
    guard arguments.optionalText("also") == nil else { return nil }
    var fields = ["worlds"]
    for (name, shape) in zip(arguments.texts("fits"), shapes("fits")) {
      guard let known = shape.fields else { return nil }
      let fit = FieldName.part(name)
      fields.append("error.\(fit)")
      for channel in known.filter({ $0.hasPrefix("roi.") }).map({ $0.dropFirst(4) }) {
        fields += ["bias", "rmse", "coverage"].map { "\($0).\(fit).\(channel)" }
      }
    }
    return fields
  }
}

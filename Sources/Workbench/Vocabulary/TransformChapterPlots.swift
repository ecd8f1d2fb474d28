import Figures
import Marketing
import Notebooks
import Statistics
import Tables

extension Vocabulary {
  static let plotDecay = Command(
    "plot decay", in: transformChapter,
    "How the effect of one period's spend spreads over the periods after it, half-lives marked.",
    operands: [
      Parameter(
        "kinds", .list(.call(TransformCalls.adstockCalls)),
        "Kinds of carryover to compare: geometric(0.6), delayed(0.5, peak: 2).")
    ],
    options: plotOptions(
      Parameter(
        "cumulative", .flag, .standard("no"), "What has arrived so far instead of what arrives."),
      Parameter(
        "periods", .integer(2...520), .optional,
        "Periods shown; where left out, until hardly anything is left.")),
    example: "plot decay geometric(0.6), delayed(0.5, peak: 2), weibull_cdf(shape: 2, scale: 3)",
    infer: { inference throws(CommandError) in
      _ = try inference.arguments.differentCalls("kinds").map { call throws(CommandError) in
        try Adstock((call.word, call.fixedNumbers), parameter: "kinds")
      }
      return Shape(kind: nil)
    },
    run: { invocation in
      let calls = try invocation.arguments.differentCalls("kinds")
      let kinds = try calls.map { try Adstock(($0.word, $0.fixedNumbers), parameter: "kinds") }
      let plot = DecayPlot(
        kinds: kinds, isCumulative: invocation.arguments.flag("cumulative"),
        periods: invocation.arguments.optionalInteger("periods"))
      return invocation.shown(plot.chart)
    })

  static let plotCurves = Command(
    "plot curves", in: transformChapter,
    "Curves of saturation side by side, half points marked; over a table the spend behind them too.",
    operands: [
      Parameter(
        "kinds", .list(.call(TransformCalls.saturationCalls)),
        "Curves to compare: hill(slope: 2, half: 1), logistic(half: 1).")
    ],
    options: plotOptions(
      Parameter(
        "over", .value(["table"]), .optional,
        "A table with the spend: its histogram below, dashed lines beyond the largest."),
      Parameter("column", .column(of: "over", .numbers), .optional, "The column of spend in it."),
      spendUnitOption,
      Parameter(
        "upto", .number(1e-6...1e15), .optional,
        "The right end of the axis, in multiples of the unit, or in money with over=.")),
    example: "plot curves hill(slope: 2, half: 1), logistic(half: 1) over=retail column=tv",
    infer: { inference throws(CommandError) in
      _ = try inference.arguments.differentCalls("kinds")
      try inference.arguments.requireColumnOfSpend()
      return Shape(kind: nil)
    },
    run: { invocation in
      let arguments = invocation.arguments
      try arguments.requireColumnOfSpend()
      let kinds = try arguments.differentCalls("kinds").map {
        Saturation(($0.word, $0.fixedNumbers))
      }
      var plot = SaturationPlot(kinds: kinds, upTo: arguments.optionalNumber("upto"))
      if arguments.isGiven("over") {
        let spend = try invocation.spend(in: invocation.table("over"))
        guard spend.contains(where: { $0 > 0 }) else {
          let name = arguments.text("column")
          throw CommandError(
            "column \"\(name)\" is 0 in every row; there is no spend to show", parameter: "column",
            word: name)
        }
        plot.observed = SaturationPlot.Observed(
          name: arguments.text("column"), spend: spend, unit: try SpendUnit(invocation, spend))
      }
      return invocation.shown(plot.chart)
    })
}

extension Arguments {
  /// The calls of a list, each another.
  fileprivate func differentCalls(_ parameter: String) throws(CommandError) -> [CallValue] {
    let calls = calls(parameter)
    var seen: Set<CallValue> = []
    for call in calls where !seen.insert(call).inserted {
      throw CommandError(
        "\(call.word) is there twice with the same numbers", parameter: parameter, word: call.word)
    }
    guard calls.count <= 7 else {
      throw CommandError(
        "\(calls.count) curves are more than a reader can tell apart; at most 7",
        parameter: parameter)
    }
    return calls
  }

  /// `over` and `column` come together.
  fileprivate func requireColumnOfSpend() throws(CommandError) {
    switch (isGiven("over"), isGiven("column")) {
    case (true, false):
      throw CommandError("say which column of it is spend: column=tv", parameter: "over")
    case (false, true):
      throw CommandError("say of which table: over=retail", parameter: "column")
    default: return
    }
  }
}

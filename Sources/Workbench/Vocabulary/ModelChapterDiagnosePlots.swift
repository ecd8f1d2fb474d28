import Figures
import Marketing
import Notebooks

/// Charts of what a fit leaves unexplained, one idea each.
extension Vocabulary {
  static let diagnosticPlots: [Command] = [plotQuantiles, plotAutocorrelation, plotInfluence]

  private static let plotQuantiles = Command(
    "plot qq", in: modelChapter,
    "The residuals in order against those of a normal distribution, with the line and a 95 % band.",
    operands: [fitOperand], options: titles, example: "plot qq baseline"
  ) { invocation in
    let fit: FitValue = try invocation.value("fit")
    let name = invocation.arguments.text("fit")
    guard
      let plot = try QuantilePlot(
        name: name, fit: fit.fit, title: invocation.arguments.optionalText("title"),
        subtitle: invocation.arguments.optionalText("subtitle"))
    else { throw CommandError.nothingLeft(name) }
    return Outcome(showing: [.chart(plot.chart)])
  }

  private static let plotAutocorrelation = Command(
    "plot acf", in: modelChapter,
    "How residuals resemble those so many rows before.",
    operands: [fitOperand],
    options: [
      Parameter(
        "partial", .flag, .standard("no"),
        "Whether each lag is freed of what the lags between already say.")
    ] + titles, example: "plot acf baseline partial=yes"
  ) { invocation in
    let fit: FitValue = try invocation.value("fit")
    let arguments = invocation.arguments
    let plot = ResidualPlot(
      name: arguments.text("fit"), fit: fit.fit, title: arguments.optionalText("title"),
      subtitle: arguments.optionalText("subtitle"))
    let isPartial = arguments.flag("partial")
    guard let chart = plot.autocorrelations(isPartial: isPartial) else {
      let rows = fit.fit.training.rowCount
      guard rows >= 4 else {
        throw CommandError(
          "\(rows) fitted rows, where a lag needs 4", parameter: "fit",
          word: arguments.text("fit"))
      }
      throw CommandError.nothingLeft(arguments.text("fit"))
    }
    return Outcome(showing: [.chart(chart)])
  }

  private static let plotInfluence = Command(
    "plot influence", in: modelChapter,
    "How far leaving out each row would move the fit, by Cook's distance; least squares only.",
    operands: [fitOperand], options: titles, example: "plot influence baseline"
  ) { invocation in
    let fit: FitValue = try invocation.value("fit")
    let name = invocation.arguments.text("fit")
    guard fit.fit.leastSquares != nil else {
      throw CommandError(
        "\"\(name)\" has a penalty or bounds, and Cook's distance is one of plain least squares; "
          + "fit ols", parameter: "fit", word: name)
    }
    guard
      let plot = InfluencePlot(
        name: name, fit: fit.fit, title: invocation.arguments.optionalText("title"),
        subtitle: invocation.arguments.optionalText("subtitle"))
    else { throw CommandError.nothingLeft(name) }
    return Outcome(showing: [.chart(plot.chart)])
  }
}

extension CommandError {
  /// What a chart of residuals says of a fit without any.
  fileprivate static func nothingLeft(_ name: String) -> CommandError {
    CommandError(
      "\"\(name)\" meets every row: there are no residuals to show", parameter: "fit", word: name)
  }
}

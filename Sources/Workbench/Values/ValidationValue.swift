import Figures
public import Marketing
public import Notebooks
import Tables

/// A validation on a growing past, and what checks say, as the value of a name.
public struct ValidationValue: NotebookValue {
  /// The folds.
  public let validation: RollingOrigin
  /// What came of fitting to data changed on purpose; nil where none was asked for.
  public let checks: ModelChecks?

  /// A validation as the value of a name.
  public init(_ validation: RollingOrigin, checks: ModelChecks? = nil) {
    self.validation = validation
    self.checks = checks
  }

  /// Whether checks were stopped before their fits were done.
  public var isPartial: Bool { checks?.isPartial ?? false }

  /// `validation`.
  public static let kind = Kind(
    "validation", "A model fitted on a growing past and tested on what came next.",
    fields: [
      Kind.FieldPattern("folds", "How many folds."),
      Kind.FieldPattern("test_rmse", "RMSE over all tested rows, in units of the target."),
      Kind.FieldPattern("test_mape", "Mean over the folds of the mean absolute error, a share."),
      Kind.FieldPattern("naive_rmse", "RMSE of repeating last year's value, or the last one."),
      Kind.FieldPattern(
        "skill", "1 − (rmse / naive rmse)²; above 0 better than repeating the past."),
      Kind.FieldPattern("roi_min.<channel>", "The least return over the folds."),
      Kind.FieldPattern("roi_max.<channel>", "The largest return over the folds."),
      Kind.FieldPattern("held.<check>", "1 held, 0.5 doubtful, 0 broken; see checks=."),
      Kind.FieldPattern(
        "placebo_return", "Return of spend in random order over that of real channels, a share."),
      Kind.FieldPattern("placebo_share", "Its mean share of the effect of all channels."),
      Kind.FieldPattern(
        "shuffled_share", "Share of contributions still found with spend's rows in random order."),
      Kind.FieldPattern("shuffled_share.<channel>", "The same of one channel."),
      Kind.FieldPattern(
        "perturbed_change", "Change of the return of the channel that errors of 5% move most."),
      Kind.FieldPattern("perturbed_change.<channel>", "The same of one channel."),
      Kind.FieldPattern(
        "refresh_change", "Change of the return of the channel that four more weeks move most."),
      Kind.FieldPattern("refresh_change.<channel>", "The same of one channel."),
    ])

  /// Errors of all folds together, the returns' ends, and what checks measured.
  public var fields: [Field] {
    (validation.scalarFields + (checks?.scalarFields ?? [])).map { Field($0.name, $0.value) }
  }

  /// Errors and returns, fold by fold, then the checks.
  public var shown: [Output] { folds + (checks?.outputs ?? []) }

  private var folds: [Output] {
    let table = validation.table
    let errors = [
      "fold", "rows", "test_rows", "r2", "test_r2", "test_rmse", "test_mape", "naive_rmse",
    ]
    let returns = ["fold"] + table.names.filter { $0.hasPrefix("roi_") }
    var formats: [String: NumberFormat] = [
      "fold": .decimals(0), "rows": .decimals(0), "test_rows": .decimals(0), "r2": .decimals(3),
      "test_r2": .decimals(3), "test_rmse": .significant(4), "test_mape": .percent(1),
      "naive_rmse": .significant(4),
    ]
    for name in returns.dropFirst() { formats[name] = .decimals(2) }
    func part(_ names: [String]) -> Table {
      Table(table.columns.filter { names.contains($0.name) })
    }
    return [
      .table(
        TableOutput(
          part(errors), title: "Forecasts of what came next, on a growing past", formats: formats,
          note: "naive_rmse is the error of repeating the value of a year before, or the last one "
            + "where the past is shorter.")),
      .table(
        TableOutput(
          part(returns), title: "Returns on investment, fold by fold", formats: formats,
          note: "A return that moves this much between folds is known this badly.")),
    ]
  }
}

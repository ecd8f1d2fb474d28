import Figures
public import Marketing
public import Notebooks
import Tables

/// A validation on a growing past as the value of a name.
public struct ValidationValue: NotebookValue {
  /// The folds.
  public let validation: RollingOrigin

  /// A validation as the value of a name.
  public init(_ validation: RollingOrigin) { self.validation = validation }

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
    ])

  /// Errors of all folds together, and the returns' ends.
  public var fields: [Field] { validation.scalarFields.map { Field($0.name, $0.value) } }

  /// Errors and returns, fold by fold.
  public var shown: [Output] {
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

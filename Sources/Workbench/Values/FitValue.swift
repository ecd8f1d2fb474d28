import Figures
public import Marketing
public import Notebooks
import Tables

/// A fitted marketing mix model as the value of a name.
public struct FitValue: NotebookValue {
  /// The model.
  public let fit: MixFit
  /// The column of dates that it was fitted along; nil where the table had none.
  public let date: String?

  /// A fitted model as the value of a name.
  public init(_ fit: MixFit, date: String?) {
    self.fit = fit
    self.date = date
  }

  /// `fit`.
  public static let kind = Kind(
    "fit",
    "A fitted marketing mix model: coefficients, contributions, returns, and how near it is.",
    fields: windowPatterns(prefix: "", rows: "fitted rows")
      + [
        Kind.FieldPattern("penalty", "The penalty; 0 for least squares."),
        Kind.FieldPattern("intercept", "The intercept, in units of the target."),
        Kind.FieldPattern(
          "coefficient.<feature>", "Target units for each unit of the feature, its own scale."),
        Kind.FieldPattern("se.<feature>", "Standard error of a coefficient; least squares only."),
        Kind.FieldPattern("t.<feature>", "Coefficient over standard error; least squares only."),
        Kind.FieldPattern("p.<feature>", "Two-sided p value; least squares only."),
        Kind.FieldPattern("vif.<feature>", "Variance inflation: above 10, poorly determined."),
        Kind.FieldPattern("adjusted_r2", "R² less what chance features add; least squares only."),
        Kind.FieldPattern("aic", "Akaike's criterion; least squares only."),
        Kind.FieldPattern("bic", "Schwarz's criterion; least squares only."),
        Kind.FieldPattern("f", "F statistic of all features together; least squares only."),
        Kind.FieldPattern("f_p", "Its p value; least squares only."),
        Kind.FieldPattern(
          "residual_se", "Standard error of the residuals, target units; least squares only."),
      ] + transformPatterns + [
        Kind.FieldPattern("durbin_watson", "2 where residuals do not follow each other, 0 to 4."),
        Kind.FieldPattern("condition_number", "Of the scaled design; above 30, collinear."),
        Kind.FieldPattern("vif_max", "The largest variance inflation."),
      ] + testPatterns + windowPatterns(prefix: "test.", rows: "rows of the hold-out")
      + posteriorPatterns + searchPatterns)

  private static var testPatterns: [Kind.FieldPattern] {
    let tests: [(ResidualTest.Kind, String)] = [
      (.shapiroWilk, "W of Shapiro and Wilk: 1 where residuals are normal; up to 5,000 rows."),
      (.jarqueBera, "Jarque and Bera's statistic: large where residuals are not normal."),
      (.ljungBox, "Ljung and Box's Q, lags: a fifth of the rows, at most 10."),
      (.breuschPagan, "Breusch and Pagan's statistic on all features, in Koenker's form."),
    ]
    return tests.flatMap { kind, meaning in
      [
        Kind.FieldPattern(kind.rawValue, meaning),
        Kind.FieldPattern("\(kind.rawValue)_p", "Its p value."),
      ]
    } + [
      Kind.FieldPattern(
        "cook_max", "The largest Cook's distance; above 1, one row decides; least squares only."),
      Kind.FieldPattern("cook_row", "Its row, counted from 1; least squares only."),
    ]
  }

  private static func windowPatterns(prefix: String, rows: String) -> [Kind.FieldPattern] {
    [
      ("rows", "Number of \(rows)."), ("r2", "R² over the \(rows)."),
      ("rmse", "Root mean squared error over the \(rows), in units of the target."),
      ("mae", "Mean absolute error over the \(rows), in units of the target."),
      ("mape", "Mean absolute error as a share of the target over the \(rows)."),
      ("smape", "Mean of error over the mean of target and prediction over the \(rows)."),
      ("nrmse", "RMSE over the range of the target over the \(rows)."),
      ("baseline", "Sum of intercept, trend, season and controls over the \(rows)."),
      ("contribution.<channel>", "Sum of a channel's contributions over the \(rows)."),
      ("share.<channel>", "Share of the channel in the summed prediction."),
      ("roi.<channel>", "Contribution for each unit of money spent."),
      ("mroi.<channel>", "Return of the next unit of money."),
      ("cpa.<channel>", "Spend for each unit of contribution."),
      ("spend.<channel>", "Sum of a channel's spend over the \(rows)."),
      ("immediate.<channel>", "The part of a contribution that spend of the same period caused."),
      ("carried_over.<channel>", "The part that earlier spend within the \(rows) caused."),
      ("carry_in.<channel>", "The part that spend before the first of the \(rows) caused."),
      ("carry_out.<channel>", "What spend of the \(rows) sells after them; no part of it."),
    ].map { Kind.FieldPattern(prefix + $0.0, $0.1) }
  }

  /// Metrics, coefficients, contributions, returns and diagnostics.
  public var fields: [Field] {
    // Of draws t, p and inflation say nothing: a prior that knows the sign leaves none on the other side of 0.
    let unsaid = fit.posterior == nil ? [] : ["t.", "p.", "vif.", "vif_max"]
    return fit.scalarFields.filter { field in
      !unsaid.contains { field.name.hasPrefix($0) }
    }.map { Field($0.name, $0.value) } + searchFields
  }

  /// The columns of the contributions over time.
  public var columns: [ColumnShape]? { ColumnShape.columns(of: componentTable(of: fit.training)) }

  /// Whether its draws, or the search that chose it, were cut short.
  public var isPartial: Bool {
    fit.posterior?.isPartial ?? SearchView(fit: fit)?.isInterrupted ?? false
  }

  /// The metrics, the coefficients, and reasons for care; of a posterior its findings first, of a search what it weighed.
  public var shown: [Output] {
    if let posterior = fit.posterior { return shown(posterior) }
    if let view = SearchView(fit: fit) { return shown(view) }
    var metrics = metricsTable()
    metrics.title = "\(fit.spec.target) explained by \(fit.describedMethod)"
    metrics.note = fit.describedPenalty
    var outputs: [Output] = [.table(metrics), .table(coefficientOutput)]
    if let transformOutput { outputs.append(.table(transformOutput)) }
    guard !fit.warnings.isEmpty else { return outputs }
    return outputs + [.text(fit.described(fit.warnings))]
  }
}

// MARK: - Tables

extension FitValue {
  /// The columns of `metricsTable`.
  static let metricColumns = ["rows", "r2", "rmse", "mae", "mape", "smape", "nrmse"]

  /// One row a stretch of rows: `data rows r2 rmse mae mape smape nrmse`.
  func metricsTable(also other: (name: String, window: FitWindow)? = nil) -> TableOutput {
    var windows = [("training", fit.training)]
    if let test = fit.test { windows.append(("test", test)) }
    if let other { windows.append((other.name, other.window)) }
    func numbers(_ name: String, _ value: (FitWindow) -> Double?) -> Column {
      Column(name, numbers: windows.map { value($0.1) ?? .nan })
    }
    let table = Table([
      Column("data", texts: windows.map(\.0)),
      numbers("rows") { Double($0.rowCount) },
      numbers("r2", \.metrics.r2),
      numbers("rmse", \.metrics.rmse),
      numbers("mae", \.metrics.mae),
      numbers("mape", \.metrics.mape),
      numbers("smape", \.metrics.smape),
      numbers("nrmse", \.metrics.nrmse),
    ])
    return TableOutput(table, formats: FitValue.metricFormats)
  }

  /// How metrics are written, by column.
  static let metricFormats: [String: NumberFormat] = [
    "rows": .decimals(0), "r2": .decimals(3), "test_r2": .decimals(3), "test_rmse": .significant(4),
    "test_mape": .percent(1), "rmse": .significant(4),
    "mae": .significant(4), "mape": .percent(1), "smape": .percent(1), "nrmse": .decimals(3),
    "penalty": .significant(3),
  ]

  /// The columns of `coefficientTable`.
  static let coefficientColumns = ["coefficient", "standard_error", "t", "p", "low", "high", "vif"]

  /// How coefficients are written, by column.
  static let coefficientFormats: [String: NumberFormat] = [
    "coefficient": .significant(4), "standard_error": .significant(3), "t": .decimals(2),
    "p": .probability(3),
    "mean": .significant(4), "sd": .significant(3), "low": .significant(4), "high": .significant(4),
    "vif": .decimals(1),
  ]

  /// One row a coefficient: `feature coefficient standard_error t p low high vif`.
  var coefficientTable: Table {
    if let posterior = fit.posterior { return coefficients(posterior) }
    let table = fit.coefficientTable
    let factors = fit.diagnostics.varianceInflation.map { $0.factor ?? .nan }
    return Table(table.columns + [Column("vif", numbers: [.nan] + factors)])
  }

  /// The coefficients as shown: columns that the fitter does not fill are left out.
  var coefficientOutput: TableOutput {
    TableOutput(
      coefficientTable.withoutEmptyColumns, title: "Coefficients on the features' own scales",
      formats: FitValue.coefficientFormats,
      note: fit.describedPrecision,
      shownRows: 40)
  }

  /// Contributions over time, its first column called as in the data.
  func componentTable(of window: FitWindow) -> Table {
    let table = window.componentTable
    guard let date, !window.days.isEmpty, !table.names.dropFirst().contains(date) else {
      return table
    }
    var columns = table.columns
    columns[0].name = date
    return Table(columns)
  }
}

extension Table {
  /// The table without columns of numbers that are all missing.
  var withoutEmptyColumns: Table {
    Table(columns.filter { $0.count == 0 || $0.missingCount < $0.count })
  }
}

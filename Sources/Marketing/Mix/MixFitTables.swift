public import Tables

extension MixFit {
  /// One row a coefficient, the intercept first: `feature coefficient standard_error t p low high`; what the fitter does
  /// not give is missing.
  public var coefficientTable: Table {
    let rows = [intercept] + coefficients
    func numbers(_ name: String, _ value: (Precision) -> Double) -> Column {
      Column(name, numbers: rows.map { $0.precision.map(value) ?? .nan })
    }
    return Table([
      Column("feature", texts: rows.map(\.name)),
      Column("coefficient", numbers: rows.map(\.coefficient)),
      numbers("standard_error", \.standardError),
      numbers("t", \.t),
      numbers("p", \.p),
      numbers("low", \.low),
      numbers("high", \.high),
    ])
  }

  /// One row a feature: `feature vif`.
  public var inflationTable: Table {
    let rows = diagnostics.varianceInflation
    return Table([
      Column("feature", texts: rows.map(\.feature)),
      Column("vif", numbers: rows.map { $0.factor ?? .nan }),
    ])
  }

  /// One row a lag: `lag autocorrelation`, and the half-width of the band in which 95 of 100 stay when nothing is left.
  public var autocorrelationTable: Table {
    let values = diagnostics.autocorrelations
    let band = 1.959964 / Double(max(1, training.rowCount)).squareRoot()  // normal 97.5 % point
    return Table([
      Column("lag", numbers: values.indices.map { Double($0 + 1) }),
      Column("autocorrelation", numbers: values),
      Column("band", numbers: values.map { _ in band }),
    ])
  }

  /// One row a row of the data: `date` (or `row`), `actual`, `predicted`, `residual`, `part` (`training` or `test`).
  public var residualTable: Table {
    let windows = [("training", training)] + (test.map { [("test", $0)] } ?? [])
    let days = windows.flatMap { $0.1.days }
    let actual = windows.flatMap { $0.1.actual }
    let first =
      days.isEmpty
      ? Column("row", numbers: actual.indices.map { Double($0 + 1) }) : Column("date", days: days)
    return Table([
      first,
      Column("actual", numbers: actual),
      Column("predicted", numbers: windows.flatMap { $0.1.predicted }),
      Column("residual", numbers: windows.flatMap { $0.1.residuals }),
      Column(
        "part",
        texts: windows.flatMap { [String](repeating: $0.0, count: $0.1.rowCount) }),
    ])
  }

  /// One row a penalty that was tried: `penalty mean_squared_error`.
  public var penaltyTable: Table {
    Table([
      Column("penalty", numbers: penaltyCurve.map(\.penalty)),
      Column("mean_squared_error", numbers: penaltyCurve.map(\.meanSquaredError)),
    ])
  }
}

import Figures
import Marketing
import Notebooks
import Statistics
import Tables

extension Vocabulary {
  static let diagnose = Command(
    "diagnose", in: modelChapter,
    "Tests of the residuals and of the features, and the residuals over time.",
    operands: [fitOperand], gives: TableValue.kind.name, example: "diagnose baseline",
    infer: { inference throws(CommandError) in
      Shape(
        kind: TableValue.kind.name,
        columns: [
          ColumnShape("test", .texts), ColumnShape("statistic", .numbers),
          ColumnShape("p", .numbers), ColumnShape("says", .texts),
        ])
    },
    run: { invocation in
      let fit: FitValue = try invocation.value("fit")
      let name = invocation.arguments.text("fit")
      let table = Diagnosis(fit.fit).table
      let plot = ResidualPlot(name: name, fit: fit.fit)
      let output = TableOutput(
        table, title: "What troubles \(name)", formats: Diagnosis.formats,
        note: fit.fit.warnings.isEmpty ? nil : fit.fit.describedWarnings)
      let charts = [plot.overTime] + [plot.autocorrelation].compactMap(\.self)
      return Outcome(
        showing: [.table(output)] + charts.map { .chart($0) },
        value: TableValue(table, formats: Diagnosis.formats))
    })
}

/// What a model's residuals and features say about trusting it, in words.
struct Diagnosis {
  /// One test and its answer in words.
  struct Answer {
    let test: String
    var statistic = Double.nan
    /// The probability of so large a statistic, were all well; NaN where there is none.
    var p = Double.nan
    let says: String
  }

  let answers: [Answer]

  init(_ fit: MixFit) {
    let found = fit.diagnostics
    answers =
      [Self.durbinWatson(found)] + found.tests.map { Self.answer($0, rows: fit.training.rowCount) }
      + [Self.condition(found), Self.inflation(found), Self.influence(fit)]
  }

  /// How the columns are written.
  static let formats: [String: NumberFormat] = [
    "statistic": .significant(3), "p": .probability(3),
  ]

  /// One row a test: `test statistic p says`.
  var table: Table {
    Table([
      Column("test", texts: answers.map(\.test)),
      Column("statistic", numbers: answers.map(\.statistic)),
      Column("p", numbers: answers.map(\.p)),
      Column("says", texts: answers.map(\.says)),
    ])
  }

  /// Below this a test speaks up: one in twenty by chance.
  private static let level = 0.05

  private static func answer(_ test: ResidualTest, rows: Int) -> Answer {
    guard let outcome = test.outcome else {
      return Answer(test: test.kind.rawValue, says: "not known: \(test.refusal ?? "")")
    }
    return Answer(
      test: test.kind.rawValue, statistic: outcome.statistic, p: outcome.pValue,
      says: words(test.kind, isTrouble: outcome.pValue < level, rows: rows))
  }

  private static func words(_ kind: ResidualTest.Kind, isTrouble: Bool, rows: Int) -> String {
    switch kind {
    case .shapiroWilk:
      return isTrouble
        ? "residuals are not normal: see where they leave the line of plot qq"
        : "residuals are as straight on a Q–Q plot as normal ones"
    case .jarqueBera:
      return isTrouble
        ? "residuals are lopsided or have long tails: look for single rows far off"
        : "skewness and tails are those of normal residuals"
    case .ljungBox:
      let lags = ResidualTest.lags(forRows: rows)
      let described = lags == 1 ? "lag 1" : "lags 1 to \(lags)"
      return isTrouble
        ? "\(described): residuals depend on earlier ones, standard errors are too small"
        : "\(described): no dependence stands out"
    case .breuschPagan:
      return isTrouble
        ? "the size of errors moves with the features"
        : "errors are about as large whatever the features"
    }
  }

  private static func durbinWatson(_ found: MixDiagnostics) -> Answer {
    guard let statistic = found.durbinWatson else {
      return Answer(
        test: "durbin_watson", says: "not known: the model meets every row: nothing is left to test"
      )
    }
    // Between 1.5 and 2.5, the usual rule of thumb, nothing is to be seen by eye.
    let says =
      statistic < 1.5
      ? "each residual resembles the one before: something that lasts is missing"
      : statistic > 2.5 ? "residuals swing from row to row" : "neighbours are hardly alike"
    return Answer(test: "durbin_watson", statistic: statistic, says: says)
  }

  private static func condition(_ found: MixDiagnostics) -> Answer {
    guard let number = found.conditionNumber else {
      return Answer(
        test: "condition_number", says: "features are exact combinations of each other")
    }
    return Answer(
      test: "condition_number", statistic: number,
      says: number > 30
        ? "above 30: features move together, single effects are unsure"
        : "below 30: features can be told apart")
  }

  private static func inflation(_ found: MixDiagnostics) -> Answer {
    guard let largest = found.largestInflation else {
      return Answer(test: "largest_vif", says: "not known: the model has no features")
    }
    guard let factor = largest.factor else {
      return Answer(
        test: "largest_vif", says: "\(largest.feature) is an exact combination of other features")
    }
    return Answer(
      test: "largest_vif", statistic: factor,
      says: factor > 10
        ? "\(largest.feature): the other features nearly say it already"
        : "the largest, of \(largest.feature), is no worry")
  }

  private static func influence(_ fit: MixFit) -> Answer {
    guard let influence = fit.diagnostics.influence else {
      return Answer(
        test: "largest_cook",
        says: fit.leastSquares == nil
          ? "not known: Cook's distance is one of least squares, without penalty and bounds"
          : "not known: the model meets every row: no row stands out")
    }
    guard let (row, distance) = influence.largest else {
      return Answer(
        test: "largest_cook", says: "not known: every row alone decides a coefficient")
    }
    let (place, actual) = fit.describedRow(row)
    let says =
      distance > 1
      ? "\(place) (\(actual)) alone moves the fit far: look at it"
      : distance > influence.alarm
        ? "\(place) (\(actual)) moves the fit most, more than 4/n: worth a look"
        : "\(place) (\(actual)) moves the fit most, and little"
    return Answer(test: "largest_cook", statistic: distance, says: says)
  }
}

extension MixFit {
  /// Where a fitted row stands, and what was seen there: `2024-11-25`, `sales 152 000`.
  func describedRow(_ row: Int) -> (place: String, actual: String) {
    let place = training.days.isEmpty ? "row \(row + 1)" : "\(training.days[row])"
    return (place, "\(spec.target) \(NumberFormat.significant(4).text(training.actual[row]))")
  }
}

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
      let table = ResidualTests(fit.fit).table
      let plot = ResidualPlot(name: name, fit: fit.fit)
      let output = TableOutput(
        table, title: "What troubles \(name)",
        formats: ["statistic": .significant(3), "p": .decimals(3)],
        note: fit.fit.warnings.isEmpty ? nil : fit.fit.describedWarnings)
      let charts = [plot.overTime] + [plot.autocorrelation].compactMap(\.self)
      return Outcome(
        showing: [.table(output)] + charts.map { .chart($0) }, value: TableValue(table))
    })
}

/// What a model's residuals and features say about trusting it.
struct ResidualTests {
  /// One test and its answer in words.
  struct Answer {
    let test: String
    let statistic: Double
    /// The probability of so large a statistic, were all well; NaN where there is none.
    let p: Double
    let says: String
  }

  let answers: [Answer]

  init(_ fit: MixFit) {
    answers = [
      Self.durbinWatson(fit), Self.ljungBox(fit), Self.breuschPagan(fit), Self.jarqueBera(fit),
      Self.condition(fit), Self.inflation(fit),
    ]
  }

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

  private static func answer(
    _ test: String, _ statistic: Double, degreesOfFreedom: Double, trouble: String, well: String
  ) -> Answer {
    guard statistic.isFinite else {
      return Answer(test: test, statistic: .nan, p: .nan, says: "nothing is left to test")
    }
    let p = ChiSquared(degreesOfFreedom: degreesOfFreedom).upperTail(max(0, statistic))
    return Answer(test: test, statistic: statistic, p: p, says: p < level ? trouble : well)
  }

  private static func durbinWatson(_ fit: MixFit) -> Answer {
    let statistic = fit.diagnostics.durbinWatson ?? .nan
    let says =
      statistic.isNaN
      ? "nothing is left to test"
      : statistic < 1.5
        ? "each residual resembles the one before: something that lasts is missing"
        : statistic > 2.5 ? "residuals swing from row to row" : "neighbours are hardly alike"
    return Answer(test: "durbin_watson", statistic: statistic, p: .nan, says: says)
  }

  /// Q = n(n + 2) Σ r²ₖ / (n − k) over min(10, n/5) lags; Ljung and Box (1978).
  private static func ljungBox(_ fit: MixFit) -> Answer {
    let n = Double(fit.training.rowCount)
    let lags = fit.diagnostics.autocorrelations.prefix(min(10, max(1, fit.training.rowCount / 5)))
    let sum = lags.enumerated().reduce(0) { sum, lag in
      sum + lag.element * lag.element / (n - Double(lag.offset + 1))
    }
    return answer(
      "ljung_box", lags.isEmpty ? .nan : n * (n + 2) * sum,
      degreesOfFreedom: Double(max(1, lags.count)),
      trouble: "residuals depend on earlier ones: standard errors are too small",
      well: "no dependence over \(lags.count) lags stands out")
  }

  /// n R² of squared residuals on the fitted values; Koenker's (1981) form of Breusch and Pagan's test, one regressor.
  private static func breuschPagan(_ fit: MixFit) -> Answer {
    let squares = fit.training.residuals.map { $0 * $0 }
    let r = correlation(squares, fit.training.predicted)
    return answer(
      "breusch_pagan", Double(squares.count) * r * r, degreesOfFreedom: 1,
      trouble: "errors grow or shrink with the prediction",
      well: "errors are about as large everywhere")
  }

  /// n/6 (S² + K²/4) with the moments' skewness S and excess kurtosis K; Jarque and Bera (1987).
  private static func jarqueBera(_ fit: MixFit) -> Answer {
    let residuals = fit.training.residuals
    let n = Double(residuals.count)
    let centre = mean(residuals)
    func moment(_ power: Int) -> Double {
      residuals.reduce(0) { sum, residual in
        sum + (0..<power).reduce(1) { product, _ in product * (residual - centre) }
      } / n
    }
    let spread = moment(2)
    let skew = moment(3) / (spread * spread.squareRoot())
    let excess = moment(4) / (spread * spread) - 3
    return answer(
      "jarque_bera", n / 6 * (skew * skew + excess * excess / 4), degreesOfFreedom: 2,
      trouble: "residuals are not normal: look for single rows far off",
      well: "residuals look normal")
  }

  private static func condition(_ fit: MixFit) -> Answer {
    guard let number = fit.diagnostics.conditionNumber else {
      return Answer(
        test: "condition_number", statistic: .nan, p: .nan,
        says: "features are exact combinations of each other")
    }
    return Answer(
      test: "condition_number", statistic: number, p: .nan,
      says: number > 30
        ? "above 30: features move together, single effects are unsure"
        : "below 30: features can be told apart")
  }

  private static func inflation(_ fit: MixFit) -> Answer {
    let factors = fit.diagnostics.varianceInflation
    let most = factors.max { ($0.factor ?? .infinity) < ($1.factor ?? .infinity) }
    let factor = most.map { $0.factor ?? .nan } ?? .nan
    let name = most?.feature ?? ""
    let says =
      factor.isNaN
      ? "\(name) is an exact combination of other features"
      : factor > 10
        ? "\(name): the other features nearly say it already"
        : "the largest, of \(name), is no worry"
    return Answer(test: "largest_vif", statistic: factor, p: .nan, says: says)
  }
}

import Statistics
import TestSupport
import Testing

private var reference: JSON { JSON.kept("tests.json") }
private let design = Matrix(columns: reference["columns"].rows)
private let response = reference["response"].numbers
/// Exact methods, from residuals that themselves have 12 digits.
private let exact = Tolerance.relative(1e-10)

@Suite("Tests of residuals") struct HypothesisTestsTests {
  private let fit: LeastSquaresFit
  init() throws { fit = try LeastSquares().fit(design, to: response) }

  @Test("Shapiro–Wilk is SciPy's, whose quantiles have 7 digits")
  func shapiro() throws {
    for expected in reference["shapiro"].list {
      let found = try shapiroWilk(Array(response.prefix(Int(expected["count"].number))))
      #expect(found.statistic.isClose(to: expected["w"].number, within: .relative(1e-8)))
      #expect(found.pValue.isClose(to: expected["p"].number, within: .relative(2e-6)))
    }
  }

  @Test("Jarque–Bera and Ljung–Box are SciPy's and statsmodels'")
  func moments() throws {
    let jarque = try jarqueBera(fit.residuals)
    #expect(jarque.statistic.isClose(to: reference["jarqueBera"].numbers[0], within: exact))
    #expect(jarque.pValue.isClose(to: reference["jarqueBera"].numbers[1], within: exact))
    for expected in reference["ljungBox"].list {
      let found = try ljungBox(
        fit.residuals, lags: Int(expected["lags"].number),
        fittedParameters: Int(expected["fitted"].number))
      #expect(found.statistic.isClose(to: expected["statistic"].number, within: exact))
      #expect(found.pValue.isClose(to: expected["p"].number, within: exact))
    }
  }

  @Test("Breusch–Pagan is statsmodels' in both forms", arguments: BreuschPagan.Form.allCases)
  func breuschPagan(form: BreuschPagan.Form) throws {
    let found = try BreuschPagan(residuals: fit.residuals, variables: design, form: form)
    let expected = reference[form.rawValue].numbers
    let list = [
      found.multiplier.statistic, found.multiplier.pValue, found.fStatistic, found.fPValue,
    ]
    #expect(agree(list, expected, exact))
    #expect(found.multiplier.degreesOfFreedom == 3)
  }

  @Test("Influence is statsmodels'")
  func influence() {
    let found = Influence(fit)
    #expect(agree(found.leverages, reference["leverages"].numbers, exact))
    #expect(
      agree(
        found.internallyStudentized.map { $0 ?? .nan }, reference["internal"].numbers,
        .relative(1e-9)))
    #expect(
      agree(
        found.externallyStudentized.map { $0 ?? .nan }, reference["external"].numbers,
        .relative(1e-9)))
    #expect(
      agree(found.cooksDistances.map { $0 ?? .nan }, reference["cooks"].numbers, .relative(1e-9)))
    #expect(agree(found.dffits.map { $0 ?? .nan }, reference["dffits"].numbers, .relative(1e-9)))
  }

  @Test("The externally studentised residual is that of a fit without the row")
  func leftOut() throws {
    let rows = Array(1..<response.count)
    let rest = try LeastSquares().fit(design.rows(rows), to: Array(response.dropFirst()))
    let expected =
      fit.residuals[0] / (rest.residualStandardError * (1 - fit.leverages[0]).squareRoot())
    let found = try #require(Influence(fit).externallyStudentized[0])
    #expect(found.isClose(to: expected, within: .relative(1e-10)))
  }

  @Test("A row that alone decides a parameter has no studentised residual")
  func decisive() throws {
    let x = Matrix(columns: [[0, 0, 0, 0, 1], [1, 2, 3, 4, 5]])
    let influence = Influence(try LeastSquares().fit(x, to: [1, 3, 2, 5, 9]))
    #expect(influence.internallyStudentized[4] == nil && influence.cooksDistances[4] == nil)
    #expect(influence.internallyStudentized[0] != nil)
  }

  @Test("Q–Q points and their line are SciPy's probplot, partial autocorrelations statsmodels'")
  func plots() throws {
    let plot = try NormalQuantilePlot(response)
    #expect(agree(plot.theoretical, reference["theoretical"].numbers, .relative(1e-12)))
    #expect(
      agree([plot.slope, plot.intercept, plot.correlation], reference["line"].numbers, exact))
    let found = partialAutocorrelation(response, maximumLag: 12)
    #expect(agree(found, reference["pacf"].numbers, .absolute(1e-12)))
    #expect(partialAutocorrelation([], maximumLag: 3).isEmpty)
  }

  @Test(
    "The band of a Q–Q plot is that of a median in the middle, and wider outwards and at a higher level"
  )
  func quantileBand() throws {
    let plot = try NormalQuantilePlot((0..<41).map { Double(($0 * 17) % 41) })
    let (low, high) = plot.band()
    // The standard error of a normal median is σ √(π / 2n).
    let half = 1.9599639845400545 * plot.slope * (Double.pi / 82).squareRoot()
    #expect((high[20] - plot.intercept).isClose(to: half, within: .relative(1e-12)))
    #expect((plot.intercept - low[20]).isClose(to: half, within: .relative(1e-12)))
    let widths = zip(low, high).map { $1 - $0 }
    #expect((21..<41).allSatisfy { widths[$0] > widths[$0 - 1] })
    for (left, right) in zip(widths, widths.reversed()) {
      #expect(left.isClose(to: right, within: .relative(1e-9)))
    }
    #expect(zip(plot.band(level: 0.99).high, high).allSatisfy { $0 > $1 })
  }

  @Test("Location and scale do not matter")
  func invariance() throws {
    let moved = try shapiroWilk(response.map { 1e6 + 1e-3 * $0 })
    let still = try shapiroWilk(response)
    #expect(moved.statistic.isClose(to: still.statistic, within: .relative(1e-7)))
    let huge = try jarqueBera(response.map { $0 * 0x1p900 })
    let plain = try jarqueBera(response)
    #expect(huge.statistic.isClose(to: plain.statistic, within: exact))
  }

  @Test("Too little, equal or infinite values are refused")
  func refused() {
    #expect(throws: StatisticsError.self) { try shapiroWilk([1, 2]) }
    #expect(throws: StatisticsError.self) { try shapiroWilk([3, 3, 3, 3]) }
    #expect(throws: StatisticsError.self) { try shapiroWilk((0...5_000).map(Double.init)) }
    #expect(throws: StatisticsError.self) { try jarqueBera([1, .nan, 2]) }
    #expect(throws: StatisticsError.self) { try ljungBox([1, 2, 4], lags: 3) }
    #expect(throws: StatisticsError.self) { try ljungBox([1, 2, 4], lags: .max) }
    #expect(throws: StatisticsError.self) {
      try ljungBox([1, 2, 4, 3], lags: 2, fittedParameters: 2)
    }
    #expect(throws: StatisticsError.self) {
      try BreuschPagan(residuals: [1, -1, 1, -1], variables: Matrix(columns: [[1, 2, 3, 5]]))
    }
    #expect(throws: StatisticsError.self) { try NormalQuantilePlot([1]) }
  }
}

@Suite("Tests against kept data")
struct OutsideHypothesisTests {
  private static let file = "stats/ref_regression_tests.json"
  private static let revenueFile = "mmm/robyn_dt_simulated_weekly.csv"

  @Test(
    "Advertising and R's own Shapiro–Wilk",
    .enabled(
      if: OutsideData.has(file) && OutsideData.has("mmm/islr_Advertising.csv"),
      "outside data not here"))
  func advertising() throws {
    let expected = JSON.outside(Self.file)["ols"][
      "Advertising: sales ~ TV+radio+newspaper (mmm/islr_Advertising.csv)"]
    let columns = outsideColumns("mmm/islr_Advertising.csv")
    func column(_ name: String) -> [Double] {
      columns.first { $0.key.lowercased() == name }?.value ?? []
    }
    let x = Matrix(columns: [column("tv"), column("radio"), column("newspaper")])
    let fit = try LeastSquares().fit(x, to: column("sales"))
    let w = try shapiroWilk(fit.residuals)
    // R 4.2.2's shapiro.test: exact normal quantiles.
    #expect(w.statistic.isClose(to: 0.9176652038627123, within: .relative(1e-12)))
    #expect(w.pValue.isClose(to: 3.938571715704011e-09, within: .relative(1e-9)))
    let jarque = try jarqueBera(fit.residuals)
    #expect(
      jarque.statistic.isClose(to: expected["jarque_bera"]["stat"].number, within: .relative(1e-10))
    )
    #expect(jarque.pValue.isClose(to: expected["jarque_bera"]["p"].number, within: .relative(1e-8)))
    for lags in [1, 2, 5, 10] {
      let found = try ljungBox(fit.residuals, lags: lags)
      let values = expected["ljung_box"]["\(lags)"]
      #expect(found.statistic.isClose(to: values["lb"].number, within: .relative(1e-9)))
      #expect(found.pValue.isClose(to: values["lb_p"].number, within: .relative(1e-9)))
    }
    for (form, key) in [(BreuschPagan.Form.studentized, "koenker"), (.original, "original")] {
      let found = try BreuschPagan(residuals: fit.residuals, variables: x, form: form)
      let values = expected["breusch_pagan_\(key)"]
      #expect(found.multiplier.statistic.isClose(to: values["lm"].number, within: .relative(1e-9)))
      #expect(found.multiplier.pValue.isClose(to: values["lm_p"].number, within: .relative(1e-9)))
      #expect(found.fStatistic.isClose(to: values["f"].number, within: .relative(1e-9)))
    }
    let influence = Influence(fit)
    #expect(
      agree(Array(influence.leverages.prefix(5)), expected["hat_first5"].numbers, .relative(1e-10)))
    #expect(
      agree(
        influence.cooksDistances.prefix(5).map { $0 ?? .nan }, expected["cooks_first5"].numbers,
        .relative(1e-8)))
    #expect(
      agree(
        influence.externallyStudentized.prefix(5).map { $0 ?? .nan },
        expected["studentized_external_first5"].numbers, .relative(1e-9)))
  }

  @Test("Robyn's revenue", .enabled(if: OutsideData.has(revenueFile), "outside data not here"))
  func revenue() throws {
    let expected = JSON.outside("stats/ref_timeseries_robyn_revenue.json")
    let series = outsideColumns(Self.revenueFile)["revenue"] ?? []
    for (index, value) in expected["ljung_box_q"].numbers.enumerated() {
      let found = try ljungBox(series, lags: index + 1)
      #expect(found.statistic.isClose(to: value, within: .relative(1e-10)))
      #expect(
        found.pValue.isClose(to: expected["ljung_box_p"].numbers[index], within: .relative(1e-9)))
    }
    let partial = partialAutocorrelation(series, maximumLag: 20)
    #expect(agree(partial, expected["pacf_ywm"].numbers, .absolute(1e-12)))
  }
}

import Statistics
import TestSupport
import Testing

private let certifiedPath = "stats/nist_strd/certified.json"
private let regressionPath = "stats/ref_regression_tests.json"

@Suite("Least squares") struct LeastSquaresTests {
  @Test(
    "NIST's certified numbers come out to the digits promised",
    .enabled(if: OutsideData.has(certifiedPath), "outside data not here"),
    arguments: [
      "Norris", "Pontius", "NoInt1", "NoInt2", "Filip", "Longley", "Wampler1", "Wampler2",
      "Wampler3", "Wampler4", "Wampler5",
    ])
  func certified(set: String) throws {
    let columns = outsideColumns("stats/nist_strd/\(set).csv")
    let certified = JSON.outside(certifiedPath)[set]["certified"]
    let y = try #require(columns["y"])
    let fit: LeastSquaresFit
    if set == "Longley" {
      let names = (1...6).map { "x\($0)" }
      fit = try LeastSquares().fit(Matrix(columns: names.compactMap { columns[$0] }), to: y)
    } else {
      let isFree = set.hasPrefix("NoInt")
      let count = certified["coef"].numbers.count
      let powers = PolynomialDesign(
        try #require(columns["x"]), degree: isFree ? 1 : count - 1)
      fit = try LeastSquares(hasIntercept: !isFree)
        .fit(powers.design, to: y, remainder: powers.remainder)
    }
    func digits(_ found: [Double], _ expected: [Double]) -> Double {
      zip(found, expected).map { $0.logRelativeError(from: $1) }.min() ?? 0
    }
    let reached = [
      digits(fit.coefficients, certified["coef"].numbers),
      digits(fit.standardErrors, certified["se"].numbers),
      digits([fit.residualStandardError], [certified["residual_sd"].number]),
      digits([fit.rSquared], [certified["r2"].number]),
    ]
    print("NIST \(set): digits of coefficients, errors, sd, R2: \(reached)")
    #expect(reached.allSatisfy { $0 >= 12 }, "\(reached)")
  }

  @Test(
    "Coefficients, errors, p values and criteria are those of statsmodels",
    .enabled(if: OutsideData.has(regressionPath), "outside data not here"))
  func statsmodels() throws {
    let all = JSON.outside(regressionPath)["ols"]
    let key = try #require(all.keys.first { $0.hasPrefix("Advertising") })
    let expected = all[key]
    let columns = outsideColumns("mmm/islr_Advertising.csv")
    let design = Matrix(columns: ["TV", "Radio", "Newspaper"].compactMap { columns[$0] })
    let fit = try LeastSquares().fit(design, to: try #require(columns["Sales"]))
    #expect(agree(fit.coefficients, expected["coef"].numbers, .relative(1e-11)))
    #expect(agree(fit.standardErrors, expected["se"].numbers, .relative(1e-12)))
    #expect(agree(fit.pValues, expected["p"].numbers, .relative(1e-9)))
    #expect(agree(Array(fit.leverages.prefix(5)), expected["hat_first5"].numbers, .relative(1e-11)))
    #expect(fit.logLikelihood.isClose(to: expected["loglik"].number, within: .relative(1e-13)))
    #expect(fit.aic.isClose(to: expected["aic"].number, within: .relative(1e-13)))
    #expect(fit.bic.isClose(to: expected["bic"].number, within: .relative(1e-13)))
    #expect(fit.adjustedRSquared.isClose(to: expected["adj_r2"].number, within: .relative(1e-13)))
    #expect((fit.fStatistic ?? 0).isClose(to: expected["f"].number, within: .relative(1e-11)))
    #expect((fit.fPValue ?? 0).isClose(to: expected["f_p"].number, within: .relative(1e-9)))
    #expect(
      fit.intervals().map(\.lowerBound)
        .elementsEqual(expected["conf_int_95"].rows.map { $0[0] }) {
          $0.isClose(to: $1, within: .relative(1e-9))
        })
    #expect(
      durbinWatson(fit.residuals).isClose(
        to: expected["durbin_watson"].number, within: .relative(1e-11)))
    #expect(agree(try varianceInflation(design), expected["vif"].numbers, .relative(1e-11)))
    let weights = design.column(0).map { 1 / (1 + $0 / 100) }
    let weighted = try LeastSquares().fit(
      design, to: try #require(columns["Sales"]), weights: weights)
    let wls = JSON.outside(regressionPath)["wls_Advertising"]
    #expect(agree(weighted.coefficients, wls["coef"].numbers, .relative(1e-10)))
    #expect(agree(weighted.standardErrors, wls["se"].numbers, .relative(1e-10)))
  }

  @Test("A column that repeats others is named by its index")
  func rankDeficient() {
    let a = [1.0, 2, 4, 7, 1, 3]
    let b = [2.0, 1, 1, 5, 3, 3]
    let design = Matrix(columns: [a, b, zip(a, b).map { $0 + 2 * $1 + 3 }])
    do {
      _ = try LeastSquares().fit(design, to: b)
      Issue.record("accepted")
    } catch {
      guard case .rankDeficient(let columns, let rank, let count) = error else {
        Issue.record("\(error)")
        return
      }
      #expect(columns.count == 1 && rank == 3 && count == 4)
    }
  }

  @Test("NaN and too few rows are refused")
  func refused() {
    let nan = Matrix(columns: [[1, .nan, 3]])
    #expect(throws: StatisticsError.notFinite(what: "the design", row: 1, column: 0)) {
      try LeastSquares().fit(nan, to: [1, 2, 3])
    }
    #expect(throws: StatisticsError.self) {
      try LeastSquares().fit(Matrix(columns: [[1, 2]]), to: [1, 2])
    }
  }
}

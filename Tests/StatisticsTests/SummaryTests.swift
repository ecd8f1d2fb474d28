import Statistics
import TestSupport
import Testing

private let regressionPath = "stats/ref_regression_tests.json"
private let seriesPath = "stats/ref_timeseries_robyn_revenue.json"

@Suite("Summaries") struct SummaryTests {
  @Test(
    "Moments, quantiles and correlations are SciPy's",
    .enabled(if: OutsideData.has(regressionPath), "outside data not here"))
  func scipy() {
    let tests = JSON.outside(regressionPath)["tests"]
    let (x, y, expected) = (tests["x"].numbers, tests["y"].numbers, tests["describe_x"])
    #expect(mean(x).isClose(to: expected["mean"].number, within: .relative(1e-14)))
    #expect(variance(x).isClose(to: expected["var_ddof1"].number, within: .relative(1e-14)))
    #expect(skewness(x).isClose(to: expected["skew"].number, within: .relative(1e-12)))
    #expect((kurtosis(x) - 3).isClose(to: expected["kurt_excess"].number, within: .relative(1e-12)))
    #expect(
      medianAbsoluteDeviation(x, scale: 1).isClose(
        to: expected["mad"].number, within: .relative(1e-12)))
    #expect(
      correlation(x, y).isClose(to: tests["pearson"]["stat"].number, within: .relative(1e-13)))
    #expect(
      rankCorrelation(x, y).isClose(to: tests["spearman"]["stat"].number, within: .relative(1e-13)))
  }

  @Test(
    "Autocorrelations and the classical decomposition are statsmodels'",
    .enabled(if: OutsideData.has(seriesPath), "outside data not here"))
  func series() throws {
    let expected = JSON.outside(seriesPath)
    let revenue = try #require(outsideColumns("mmm/robyn_dt_simulated_weekly.csv")["revenue"])
    let lags = expected["acf"].numbers
    #expect(agree(autocorrelation(revenue, maximumLag: lags.count - 1), lags, .relative(1e-11)))
    let parts = try SeasonalDecomposition(revenue, period: 52)
    let classical = expected["classical_additive_period52"]
    #expect(
      agree(Array(parts.season.prefix(52)), classical["seasonal_first52"].numbers, .absolute(1e-6)))
    for (found, value) in zip(parts.trend, classical["trend"].list) {
      #expect((found ?? .nan).isNaN == value.number.isNaN)
      if let found { #expect(found.isClose(to: value.number, within: .relative(1e-12))) }
    }
  }

  @Test("Accuracy by hand")
  func accuracy() {
    let accuracy = Accuracy(observed: [1, 2, 4], predicted: [2, 2, 2])
    #expect(accuracy.meanAbsoluteError == 1)
    #expect(accuracy.rootMeanSquaredError.isClose(to: (5.0 / 3).squareRoot(), within: .ulps(2)))
    #expect(accuracy.rangeNormalizedError.isClose(to: (5.0 / 3).squareRoot() / 3, within: .ulps(2)))
    #expect(accuracy.meanAbsolutePercentageError == 0.5)
    #expect(Accuracy(observed: [0, 1], predicted: [0, 1]).meanAbsolutePercentageError == nil)
  }

  @Test("Quantiles, ranks and moving averages by hand")
  func byHand() {
    #expect(quantile([4, 1, 3, 2], 0.25) == 1.75)
    #expect(quantile([], 0.5).isNaN && median([5]) == 5)
    #expect(ranks([3, 1, 3, 2]) == [3.5, 1, 3.5, 2])
    #expect(centredMovingAverage([1, 2, 3, 4, 5], window: 4) == [nil, nil, 3, nil, nil])
    #expect(centredMovingAverage([1, 2], window: 9) == [nil, nil])
    #expect(throws: StatisticsError.self) { try SeasonalDecomposition([1, 2, 3], period: .max) }
  }
}

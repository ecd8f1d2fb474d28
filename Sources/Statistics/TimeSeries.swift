/// The autocorrelations at lags 0...maximum: Σ (yₜ − ȳ)(yₜ₊ₖ − ȳ) / Σ (yₜ − ȳ)², the biased estimate of R and statsmodels.
///
/// Lags of the length of the series and beyond are left out; NaN for a constant series.
public func autocorrelation(_ values: [Double], maximumLag: Int) -> [Double] {
  precondition(maximumLag >= 0, "a lag of \(maximumLag)")
  guard !values.isEmpty else { return [] }
  let centre = mean(values)
  let deviations = values.map { $0 - centre }
  let total = deviations.reduce(0) { $0 + $1 * $1 }
  return (0...min(maximumLag, values.count - 1)).map { lag in
    zip(deviations, deviations.dropFirst(lag)).reduce(0) { $0 + $1.0 * $1.1 } / total
  }
}

/// The Durbin–Watson statistic of residuals, Σ (eₜ − eₜ₋₁)² / Σ eₜ², in 0...4.
///
/// 2 without autocorrelation, near 0 with a positive one, near 4 with a negative one; NaN where all are 0.
public func durbinWatson(_ residuals: [Double]) -> Double {
  let steps = zip(residuals, residuals.dropFirst()).reduce(0) { sum, pair in
    sum + (pair.1 - pair.0) * (pair.1 - pair.0)
  }
  return steps / residuals.reduce(0) { $0 + $1 * $1 }
}

/// The moving average about each value: over `window` values, for an even window over one more with its ends counted half.
///
/// nil at both ends, where the window leaves the series; all nil where the series is shorter than the window.
public func centredMovingAverage(_ values: [Double], window: Int) -> [Double?] {
  precondition(window >= 1, "a window of \(window)")
  let reach = window / 2
  let isEven = window % 2 == 0
  return values.indices.map { centre in
    guard centre >= reach, values.count - centre > reach else { return nil }
    var sum = 0.0
    for offset in -reach...reach {
      let weight = isEven && abs(offset) == reach ? 0.5 : 1
      sum += weight * values[centre + offset]
    }
    return sum / Double(window)
  }
}

/// The classical additive decomposition of a series: trend + season + remainder.
///
/// The trend is the centred moving average over one period; the season is the mean of what it leaves at each place of the
/// period, shifted to add up to 0 over a period; the remainder is the rest. As R's `decompose` and statsmodels'
/// `seasonal_decompose`. The first and last half period have no trend and no remainder.
public struct SeasonalDecomposition: Sendable, Hashable, Codable {
  /// Steps of a season (52 for weeks in a year).
  public let period: Int
  /// The trend; nil at both ends.
  public let trend: [Double?]
  /// The season, repeated over the whole series.
  public let season: [Double]
  /// Series − trend − season; nil where the trend is.
  public let remainder: [Double?]

  /// Decomposes a series of at least two full periods.
  ///
  /// - Parameters:
  ///   - values: The series, in order of time.
  ///   - period: Steps of a season, 2 or more.
  /// - Throws: ``StatisticsError`` where a number is not finite or the series shorter than two periods.
  public init(_ values: [Double], period: Int) throws(StatisticsError) {
    guard period >= 2 else {
      throw .outOfRange(what: "the period", found: Double(period), expected: "2 or more")
    }
    guard values.count / 2 >= period else {
      let (needed, overflow) = period.multipliedReportingOverflow(by: 2)
      throw .tooFewRows(
        found: values.count, needed: overflow ? .max : needed,
        purpose: "a decomposition with a season of \(period) steps")
    }
    try checkFinite(values, "the series")
    let trend = centredMovingAverage(values, window: period)
    var left = [[Double]](repeating: [], count: period)
    for (time, pair) in zip(values, trend).enumerated() {
      if let level = pair.1 { left[time % period].append(pair.0 - level) }
    }
    let means = left.map(mean)
    let centre = mean(means)
    let season = values.indices.map { means[$0 % period] - centre }
    self.period = period
    self.trend = trend
    self.season = season
    remainder = values.indices.map { time in
      trend[time].map { values[time] - $0 - season[time] }
    }
  }
}

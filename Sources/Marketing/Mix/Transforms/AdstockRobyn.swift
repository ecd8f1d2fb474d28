import Statistics

extension Adstock {
  /// The weights of Robyn's `weibull_cdf`: 1 in the period of the spend, then the running product of the survival.
  ///
  ///     w_1 = 1,  w_k = Π_{1 ≤ j < k} exp(−(j/s)^shape),   s = round(1 + (periods − 1) · scale)
  ///
  /// For comparison with Robyn only. Its `scale` is a share of the length of the whole series, so the same number means a
  /// longer memory once the series has grown; `Adstock.weibullCDF` takes the scale in periods and normalises.
  ///
  /// - Parameters:
  ///   - shape: At least 0; 0 means no carryover.
  ///   - scale: 0...1; 0 means no carryover.
  ///   - periods: The length of the series.
  /// - Returns: So many weights, not normalised.
  ///
  /// Source: Robyn 3.12, `adstock_weibull` in R/transformation.R.
  public static func robynSurvivalWeights(
    shape: Double, scale: Double, periods: Int
  ) -> [Double] {
    guard shape > 0, scale > 0 else { return alone(periods) }
    let lags = robynScale(scale, periods)
    var sum = 0.0
    return (0..<periods).map { lag in
      if lag > 0 { sum += stableExp(shape * stableLog(Double(lag) / lags)) }
      return stableExp(-sum)
    }
  }

  /// The weights of Robyn's `weibull_pdf`: the Weibull density at 1, 2, … periods, stretched so that its largest value is 1
  /// and its smallest 0.
  ///
  /// For comparison with Robyn only; see `robynSurvivalWeights`. The stretching takes all effect from one period of the
  /// window; `Adstock.weibullPDF` divides by the sum instead.
  public static func robynDensityWeights(shape: Double, scale: Double, periods: Int) -> [Double] {
    guard shape > 0, scale > 0 else { return alone(periods) }
    let lags = robynScale(scale, periods)
    let density = (0..<periods).map { lag in
      let logRatio = stableLog(Double(lag + 1) / lags)
      return stableExp((shape - 1) * logRatio - stableExp(shape * logRatio))
    }
    guard let least = density.min(), let most = density.max(), most > least else {
      return alone(periods)
    }
    return density.map { ($0 - least) / (most - least) }
  }

  /// round(quantile(1:periods, share)), as R rounds.
  private static func robynScale(_ share: Double, _ periods: Int) -> Double {
    (1 + Double(periods - 1) * share).rounded(.toNearestOrEven)
  }

  private static func alone(_ periods: Int) -> [Double] {
    (0..<periods).map { $0 == 0 ? 1 : 0 }
  }
}

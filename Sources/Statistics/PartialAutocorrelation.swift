/// The partial autocorrelations at lags 0...maximum: the correlation with the value k steps before, freed of those between.
///
/// By Durbin's and Levinson's recursion on the autocorrelations of ``autocorrelation(_:maximumLag:)``, as R's `pacf` and
/// statsmodels' `pacf(method="ywm")`. Lags of the length of the series and beyond are left out; NaN beyond lag 0 for a
/// constant series.
///
/// - Complexity: O(n · maximum + maximum²).
///
/// Source: Durbin (1960), "The fitting of time-series models".
public func partialAutocorrelation(_ values: [Double], maximumLag: Int) -> [Double] {
  let r = autocorrelation(values, maximumLag: maximumLag)
  guard !r.isEmpty else { return [] }
  var partial = [1.0]
  // phi: the best linear predictor from the last k values; error: what it leaves of the variance.
  var phi: [Double] = []
  var error = 1.0
  for lag in 1..<max(1, r.count) {
    let explained = phi.indices.reduce(0) { $0 + phi[$1] * r[lag - 1 - $1] }
    let last = (r[lag] - explained) / error
    phi = phi.indices.map { phi[$0] - last * phi[phi.count - 1 - $0] } + [last]
    error *= 1 - last * last
    partial.append(last)
  }
  return partial
}

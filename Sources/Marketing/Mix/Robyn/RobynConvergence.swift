import Statistics

extension RobynFront.Convergence {
  /// Robyn's rule over the values of an objective in the order of a trial.
  ///
  /// Twenty cuts of as many candidates each; steady where the last cut's standard deviation is below the mean of the first
  /// three, improved where the last median is below the first by more than two of those. NRMSE's tail beyond its 99.8 %
  /// quantile is pulled in first.
  ///
  /// Trial by trial, where Robyn pools the same cut of all trials: trials are searches of their own, and pooled cuts scatter
  /// by how far trials lie apart, however settled each is. Cuts are of the candidates kept.
  ///
  /// Nil with fewer than two candidates a cut.
  ///
  /// Source: Robyn 3.12, R/convergence.R.
  init?(_ objective: String, trial: Int, _ values: [Double]) {
    let cuts = 20
    guard values.count >= 2 * cuts else { return nil }
    var values = values
    if objective == "nrmse" {
      let most = quantile(values, 0.998)
      values = values.map { min($0, most) }
    }
    var parts = [[Double]](repeating: [], count: cuts)
    for (place, value) in values.enumerated() {
      // (place + 1) of n in the cut that ends at or after it, as R's cut() has it.
      parts[((place + 1) * cuts + values.count - 1) / values.count - 1].append(value)
    }
    let medians = parts.map { median($0) }
    let deviations = parts.map { standardDeviation($0) }
    let early = (deviations[0] + deviations[1] + deviations[2]) / 3
    self.init(
      objective: objective, trial: trial, medians: medians, deviations: deviations,
      isSteady: deviations[cuts - 1] < early,
      hasImproved: abs(medians[cuts - 1]) < abs(medians[0] - 2 * early))
  }
}

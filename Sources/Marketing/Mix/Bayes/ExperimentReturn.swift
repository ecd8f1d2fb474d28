public import Tables

/// What an experiment alone says: the return on the money that it changed.
public struct ExperimentReturn: Sendable, Hashable, Codable {
  /// The money changed over the test; below 0 where it was taken away.
  public let spendChange: Double
  /// The measured lift over it.
  public let roi: Double
  /// The 90 % interval, roi ± 1.645 standard errors.
  public let low: Double
  /// Its upper end.
  public let high: Double
}

extension Experiment {
  /// The last day whose sales were counted.
  public var lastCounted: Day { outcomeEnd ?? last }

  /// The return on the changed money within the window, with the 90 % interval of the measurement.
  ///
  ///     roi = lift / spend change,   spend change = extra spend × periods   where it was not told
  ///
  /// It is a return at the margin, from spend as it was to spend as changed, and lacks what is carried over beyond the window;
  /// where the curve bends it differs from the return on all spend. A hold-out of everything comes nearest to that.
  ///
  /// - Parameter periodInDays: The length of a period, 7 for weeks; ≥ 1. A test has at least one period.
  /// - Returns: The money changed, the return, and the ends of its interval.
  public func impliedReturn(periodInDays: Int = 7) -> ExperimentReturn {
    precondition(periodInDays >= 1, "a period of \(periodInDays) days")
    let days = first.distance(to: last) + 1
    let periods = max(1, (Double(days) / Double(periodInDays)).rounded())
    let change = spendChange ?? extraSpend * periods
    // The 95 % quantile of the normal distribution.
    let margin = 1.644_853_626_951_472_7 * standardError / abs(change)
    let roi = lift / change
    return ExperimentReturn(spendChange: change, roi: roi, low: roi - margin, high: roi + margin)
  }

  /// What a reader of several experiments should know: lifts against the sign of the spend, tests that share sales.
  public static func remarks(on experiments: [Experiment]) -> [String] {
    var remarks: [String] = []
    for test in experiments where test.lift * test.extraSpend < 0 {
      let errors = SpokenNumber.ratio(abs(test.lift) / test.standardError)
      remarks.append(
        "\(test.name): \(test.extraSpend > 0 ? "more" : "less") was spent and "
          + "\(test.lift > 0 ? "more" : "less") was sold, by \(errors) standard errors; a model in which spend "
          + "cannot harm takes it for chance.")
    }
    for (index, one) in experiments.enumerated() {
      for other in experiments[(index + 1)...] where one.sharesSales(with: other) {
        remarks.append(
          one.channel == other.channel
            ? "\(one.name) and \(other.name) test \(one.channel) at the same time and place: what both counted is "
              + "counted twice."
            : "\(one.name) and \(other.name) overlap in time and place: each may have measured the other's channel "
              + "too, and their errors go together.")
      }
    }
    return remarks
  }

  private func sharesSales(with other: Experiment) -> Bool {
    guard first <= other.lastCounted, other.first <= lastCounted else { return false }
    guard !regions.isEmpty, !other.regions.isEmpty else { return true }
    return !Set(regions).isDisjoint(with: other.regions)
  }
}

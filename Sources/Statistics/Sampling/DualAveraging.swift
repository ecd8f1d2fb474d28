/// Tunes a step size so that the mean acceptance statistic comes to a target.
///
/// Source: Hoffman & Gelman (2014), "The no-U-turn sampler", equations 6 and algorithm 5; the constants are theirs.
struct DualAveraging {
  private let target: Double
  private var centre: Double
  private var count = 0.0
  private var error = 0.0
  private var logStep: Double
  private var logAverage = 0.0

  /// Begins at a step size.
  ///
  /// - Parameters:
  ///   - step: The step size.
  ///   - target: The mean acceptance statistic to come to.
  ///   - boldness: How many times the step the first iterations tend to; 10 in the paper. Where the step is known to be
  ///     about right that costs a dive to tiny steps afterwards.
  init(step: Double, target: Double, boldness: Double) {
    self.target = target
    centre = stableLog(boldness * step)
    logStep = stableLog(step)
    logAverage = logStep
  }

  /// The step size to take next.
  var step: Double { stableExp(logStep) }

  /// The average to keep once tuning is over.
  var average: Double { stableExp(logAverage) }

  /// Takes the acceptance statistic of a trajectory into account.
  mutating func update(acceptance: Double) {
    count += 1
    let weight = 1 / (count + 10)  // t₀
    error = (1 - weight) * error + weight * (target - min(1, acceptance))
    // Shorter steps than the last would not move a chain at all.
    logStep = max(centre - error * count.squareRoot() / 0.05, -23)  // γ
    let share = stableExp(-0.75 * stableLog(count))  // κ
    logAverage = share * logStep + (1 - share) * logAverage
  }
}

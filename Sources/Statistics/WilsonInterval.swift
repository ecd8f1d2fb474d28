/// Wilson's score interval of a share: the shares that a test by the normal distribution would not reject.
///
///     (p + z²/2n ± z √(p(1 − p)/n + z²/4n²)) / (1 + z²/n),  z = Φ⁻¹((1 + level)/2)
///
/// It stays within 0...1 and has a width also where nothing or everything succeeded. Without a trial it is 0...1.
///
/// Source: Wilson (1927), "Probable inference, the law of succession, and statistical inference".
///
/// - Parameters:
///   - successes: From 0 to the number of trials, whole or not.
///   - trials: How many there were, ≥ 0.
///   - level: The probability that the interval is meant to have, above 0 and below 1.
/// - Returns: The ends of the interval.
public func wilsonInterval(
  successes: Double, trials: Double, level: Double
) -> (low: Double, high: Double) {
  precondition(
    successes >= 0 && successes <= trials && trials.isFinite && level > 0 && level < 1,
    "\(successes) successes of \(trials) trials at the level \(level)")
  guard trials > 0 else { return (0, 1) }
  let share = successes / trials
  let z = normalQuantile((1 + level) / 2)
  let square = z * z / trials
  let centre = (share + square / 2) / (1 + square)
  let half = z * (share * (1 - share) / trials + square / (4 * trials)).squareRoot() / (1 + square)
  return (max(0, centre - half), min(1, centre + half))
}

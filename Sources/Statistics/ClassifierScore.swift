/// How well probabilities told successes from failures.
///
/// Rows may stand for many outcomes: successes and failures are weights. None of this says whether a channel caused
/// anything; a model can predict well and credit wrongly.
public struct ClassifierScore: Sendable, Hashable, Codable {
  /// How many outcomes were scored, weights added up.
  public let trials: Double
  /// The share of successes.
  public let rate: Double
  /// The probability that a success was given more than a failure, ties half; nil where there is one outcome only.
  public let areaUnderCurve: Double?
  /// The mean of −log of the probability given to what happened, in nats; probabilities no nearer to 0 and 1 than 10⁻¹⁵.
  public let logLoss: Double
  /// The log-loss of giving everyone the rate itself: what a model must beat.
  public let baselineLogLoss: Double
  /// The mean squared difference of probability and outcome.
  public let brier: Double
  /// Predicted and observed rates by rising prediction.
  public let calibration: [CalibrationBin]

  /// The probability that the intervals of ``calibration`` are meant to have.
  public static let calibrationLevel = 0.95

  /// Outcomes of similar prediction.
  public struct CalibrationBin: Sendable, Hashable, Codable {
    /// How many outcomes.
    public let trials: Double
    /// The least and the largest prediction.
    public let lowest, highest: Double
    /// The mean prediction.
    public let predicted: Double
    /// The share of successes.
    public let observed: Double
    /// The ends of Wilson's interval of the share, at ``ClassifierScore/calibrationLevel``.
    public let low, high: Double
  }

  /// The score of predictions.
  ///
  /// - Parameters:
  ///   - probabilities: In 0...1, one a row.
  ///   - successes: How many successes each row had, ≥ 0.
  ///   - failures: How many failures.
  ///   - bins: At most so many bins of about the same number of outcomes; equal predictions stay together.
  /// - Throws: ``StatisticsError`` for numbers out of range and where there is no outcome.
  /// - Complexity: O(rows log rows).
  public init(
    probabilities: [Double], successes: [Double], failures: [Double], bins: Int = 10
  ) throws(StatisticsError) {
    precondition(
      successes.count == probabilities.count && failures.count == probabilities.count,
      "\(probabilities.count) probabilities, \(successes.count) successes, \(failures.count) failures"
    )
    for probability in probabilities where !(probability >= 0 && probability <= 1) {
      throw .outOfRange(what: "a probability", found: probability, expected: "0 to 1")
    }
    for count in successes + failures where !(count >= 0 && count.isFinite) {
      throw .outOfRange(what: "a count of outcomes", found: count, expected: "0 or more")
    }
    guard bins >= 1 else {
      throw .outOfRange(what: "the number of bins", found: Double(bins), expected: "1 or more")
    }
    let (wins, losses) = (successes.reduce(0, +), failures.reduce(0, +))
    let trials = wins + losses
    guard trials > 0 else {
      throw .tooFewRows(found: 0, needed: 1, purpose: "the score of predictions")
    }
    self.trials = trials
    let rate = wins / trials
    self.rate = rate
    baselineLogLoss =
      -(wins > 0 ? rate * stableLog(rate) : 0)
      - (losses > 0 ? (1 - rate) * stableLog(1 - rate) : 0)
    var (loss, squares) = (0.0, 0.0)
    for (p, (won, lost)) in zip(probabilities, zip(successes, failures)) {
      if won > 0 { loss -= won * stableLog(max(p, 1e-15)) }
      if lost > 0 { loss -= lost * stableLog(max(1 - p, 1e-15)) }
      squares += won * (1 - p) * (1 - p) + lost * p * p
    }
    logLoss = loss / trials
    brier = squares / trials
    let groups = ClassifierScore.groups(probabilities, successes, failures)
    areaUnderCurve = wins > 0 && losses > 0 ? ClassifierScore.area(groups, wins, losses) : nil
    calibration = ClassifierScore.bins(groups, trials, count: bins)
  }

  /// The outcomes of one prediction.
  private struct Group {
    var probability: Double
    var successes: Double
    var failures: Double
  }

  /// Rising predictions, equal ones together.
  private static func groups(
    _ probabilities: [Double], _ successes: [Double], _ failures: [Double]
  ) -> [Group] {
    var groups: [Group] = []
    for row in probabilities.indices.sorted(by: { probabilities[$0] < probabilities[$1] })
    where successes[row] + failures[row] > 0 {
      if let last = groups.last, last.probability == probabilities[row] {
        groups[groups.count - 1].successes += successes[row]
        groups[groups.count - 1].failures += failures[row]
      } else {
        groups.append(
          Group(
            probability: probabilities[row], successes: successes[row], failures: failures[row]))
      }
    }
    return groups
  }

  /// The Mann–Whitney share.
  private static func area(_ groups: [Group], _ wins: Double, _ losses: Double) -> Double {
    var (below, sum) = (0.0, 0.0)
    for group in groups {
      sum += group.successes * (below + 0.5 * group.failures)
      below += group.failures
    }
    return sum / (wins * losses)
  }

  private static func bins(_ groups: [Group], _ trials: Double, count: Int) -> [CalibrationBin] {
    var bins: [CalibrationBin] = []
    var (open, seen, closed): ([Group], Double, Int) = ([], 0, 0)
    for (place, group) in groups.enumerated() {
      open.append(group)
      seen += group.successes + group.failures
      // A prediction that many share may fill several bins at once; rounding must not leave a bin a hair short.
      let filled = Int(seen * Double(count) / trials + 1e-9)
      guard filled > closed || place == groups.count - 1 else { continue }
      bins.append(bin(open))
      (open, closed) = ([], filled)
    }
    return bins
  }

  private static func bin(_ groups: [Group]) -> CalibrationBin {
    let wins = groups.reduce(0) { $0 + $1.successes }
    let trials = groups.reduce(wins) { $0 + $1.failures }
    let mass = groups.reduce(0) { $0 + $1.probability * ($1.successes + $1.failures) }
    let interval = wilsonInterval(
      successes: wins, trials: trials, level: ClassifierScore.calibrationLevel)
    return CalibrationBin(
      trials: trials, lowest: groups[0].probability,
      highest: groups[groups.count - 1].probability, predicted: mass / trials,
      observed: wins / trials, low: interval.low, high: interval.high)
  }
}

import Statistics

/// Journeys dealt into parts by chance, each journey on its own.
struct JourneyFolds: Sendable {
  /// By part and row, journeys that converted.
  private(set) var wins: [[Double]]
  /// By part and row, journeys that did not.
  private(set) var losses: [[Double]]

  /// Deals counts of rows, or of paths; the part of a count that is no whole journey goes with one of the parts.
  ///
  /// Binomial draws, each of what the parts before have left, are what dealing journeys one by one comes to.
  ///
  /// - Parameters:
  ///   - wins: Journeys of each row that converted.
  ///   - losses: Those that did not.
  ///   - order: The rows in the order in which they are dealt.
  ///   - folds: How many parts.
  ///   - seed: The seed of the deal.
  /// - Complexity: O(rows · folds · log journeys of a row), however many journeys there are.
  init(
    _ wins: [Double], _ losses: [Double], order: [Int32], folds: Int, seed: UInt64
  ) {
    var stream = RandomStream(seed: seed, named: "attribution.folds")
    func deal(_ counts: [Double]) -> [[Double]] {
      var parts = [[Double]](
        repeating: [Double](repeating: 0, count: counts.count), count: folds)
      for row in order.map({ Int($0) }) where counts[row] > 0 {
        let count = counts[row]
        var left = Int(min(count.rounded(.down), 1e15))
        let rest = count - Double(left)
        for part in 0..<folds where left > 0 {
          let taken = stream.binomial(trials: left, probability: 1 / Double(folds - part))
          parts[part][row] += Double(taken)
          left -= taken
        }
        if rest > 0 { parts[stream.index(below: folds)][row] += rest }
      }
      return parts
    }
    self.wins = deal(wins)
    self.losses = deal(losses)
  }

  /// The score of predictions for each part by what was learned from the others; nil where a part leaves nothing to
  /// learn.
  func score(
    _ model: LearnedAttribution, _ rows: SparseRows, _ all: (wins: [Double], losses: [Double])
  ) throws(AttributionError) -> ClassifierScore? {
    var (predicted, won, lost): ([Double], [Double], [Double]) = ([], [], [])
    for part in wins.indices {
      let learnedWins = zip(all.wins, wins[part]).map { max(0, $0 - $1) }
      let learnedLosses = zip(all.losses, losses[part]).map { max(0, $0 - $1) }
      guard learnedWins.contains(where: { $0 > 0 }), learnedLosses.contains(where: { $0 > 0 })
      else { return nil }
      let learned = try model.learn(rows, learnedWins, learnedLosses, start: nil)
      do {
        predicted += try learned.probabilities(rows)
      } catch {
        throw .notLearned(model: model.name, reason: error)
      }
      won += wins[part]
      lost += losses[part]
    }
    do {
      return try ClassifierScore(probabilities: predicted, successes: won, failures: lost)
    } catch {
      throw .notLearned(model: model.name, reason: error)
    }
  }
}

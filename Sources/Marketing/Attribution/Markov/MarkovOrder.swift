import Statistics
public import Tables

/// How much of the past a chain of touches should remember: the order that foretells journeys it has not seen best.
///
/// Journeys are dealt into folds; for each fold the others teach how often what follows the last k touches, and the
/// fold's journeys are scored by the logarithm of what was foretold of every step and of the end, conversion or null.
/// Long memories are rarely seen, so that each order leans on the shorter ones by the rule of Witten and Bell,
///
///     p(next | k touches) = (count(touches, next) + T · p(next | k − 1 touches)) / (count(touches) + T)
///
/// with T the number of different things seen to follow; below them all every channel and end is as likely. Repeats
/// of a channel are collapsed, so that all orders foretell the same events.
///
/// A higher order always fits the journeys it has seen better; only those it has not seen can tell.
///
/// Source: Witten, Bell (1991), "The zero-frequency problem", method C.
public struct MarkovOrderSearch: Sendable, Hashable, Codable {
  /// The largest order tried, 1...4.
  public var largestOrder: Int
  /// Into how many folds journeys are dealt, 2 or more.
  public var folds: Int
  /// The seed of the deal.
  public var seed: UInt64

  /// A search up to an order.
  public init(largestOrder: Int = 4, folds: Int = 5, seed: UInt64 = 1) {
    self.largestOrder = largestOrder
    self.folds = folds
    self.seed = seed
  }

  /// The loss of each order on journeys held out.
  ///
  /// - Throws: ``AttributionError`` for a table without a journey or an option out of range.
  /// - Complexity: O(paths · folds · log journeys) draws, O(touches · folds · orders) time.
  public func choice(for table: JourneyTable) throws(AttributionError) -> MarkovOrderChoice {
    guard table.totalConversions + table.totalNulls > 0 else { throw .noJourneys }
    guard (1...4).contains(largestOrder) else {
      throw .badOption("the largest order", value: Double(largestOrder), allowed: "1 to 4")
    }
    guard folds >= 2 else {
      throw .badOption("the number of folds", value: Double(folds), allowed: "2 or more")
    }
    let collapsed = table.collapsed()
    let events = ChainEvents(collapsed, largestOrder: largestOrder)
    let whole = PathWeights(collapsed)
    let dealt = JourneyFolds(
      collapsed.conversions, collapsed.nulls, order: collapsed.canonicalOrder, folds: folds,
      seed: seed)
    var losses: [[Double]] = []
    var sizes: [Double] = []
    for (conversions, nulls) in zip(dealt.wins, dealt.losses) {
      let fold = PathWeights(conversions: conversions, value: [], nulls: nulls)
      let size = fold.conversions.reduce(0, +) + fold.nulls.reduce(0, +)
      guard size > 0 else { continue }
      let rest = PathWeights(
        conversions: zip(whole.conversions, fold.conversions).map { max(0, $0 - $1) }, value: [],
        nulls: zip(whole.nulls, fold.nulls).map { max(0, $0 - $1) })
      losses.append(events.losses(of: fold, after: rest))
      sizes.append(size)
    }
    let journeys = sizes.reduce(0, +)
    let mean = (0..<largestOrder).map { order in
      losses.reduce(0) { $0 + $1[order] } / journeys
    }
    let best = mean.indices.min { mean[$0] < mean[$1] } ?? 0
    // The error of a difference, over folds: losses of one fold go up and down together.
    let errors = mean.indices.map { order in
      let gaps = zip(losses, sizes).map { ($0[order] - $0[best]) / $1 }
      return gaps.count > 1 ? standardDeviation(gaps) / Double(gaps.count).squareRoot() : 0
    }
    return MarkovOrderChoice(
      logLoss: mean, errorAgainstBest: errors, best: best + 1, journeys: journeys)
  }
}

/// The loss of each order of a chain on journeys it has not seen.
public struct MarkovOrderChoice: Sendable, Hashable, Codable {
  /// By order from 1, the mean over journeys of −log (what was foretold of their steps and end), in nats.
  public let logLoss: [Double]
  /// The standard error, over folds, of each order's loss less that of the best.
  public let errorAgainstBest: [Double]
  /// The order of least loss.
  public let best: Int
  /// The journeys that were foretold.
  public let journeys: Double

  /// The smallest order whose loss is within one standard error of the least: what is simpler and may be as good.
  public var simplest: Int {
    let least = logLoss[best - 1]
    let place = zip(logLoss, errorAgainstBest).enumerated()
      .first { $0.element.0 - least <= $0.element.1 }
    return (place?.offset ?? best - 1) + 1
  }

  /// One row an order: `order log_loss above_best error`.
  public var table: Table {
    let least = logLoss[best - 1]
    return Table([
      Column("order", numbers: logLoss.indices.map { Double($0 + 1) }),
      Column("log_loss", numbers: logLoss),
      Column("above_best", numbers: logLoss.map { $0 - least }),
      Column("error", numbers: errorAgainstBest),
    ])
  }

  /// `order`, and `log_loss.1` and so on.
  public var scalarFields: [ScalarField] {
    [ScalarField("order", Double(best))]
      + logLoss.enumerated().map { ScalarField("log_loss.\($0 + 1)", $1) }
  }
}

/// Every step and end of the paths of a table, with what came before it, numbered.
private struct ChainEvents {
  /// How many pasts one event is seen after: of 0, 1, … touches.
  private let depth: Int
  /// Where the events of each path begin; the last two of a path are its two ends.
  private var offsets = [0]
  /// By event and length of the past, the number of (past, event); −1 where there was less past.
  private var seen: [Int32] = []
  /// The past of each (past, event), numbered.
  private var past: [Int32] = []
  private var pastCount = 0
  private let uniform: Double

  init(_ table: JourneyTable, largestOrder: Int) {
    depth = largestOrder + 1
    uniform = 1 / Double(table.channels.count + 2)
    var pasts = NumberIndex()
    var pairs = NumberIndex()
    let ends = [UInt64(table.channels.count) + 1, UInt64(table.channels.count) + 2]
    for index in 0..<table.count {
      // What is before the first touch counts as one place of its own, so that order 1 knows how journeys begin.
      var before: [UInt64] = [0xFFFF]
      for event in table.path(index).map({ UInt64($0) + 1 }) + ends {
        var window: UInt64 = 0
        for length in 0..<depth {
          guard length <= before.count else {
            seen.append(-1)
            continue
          }
          if length > 0 {
            window |= before[before.count - length] << UInt64(16 * (length - 1))
          }
          // No touch is 0, so that windows of different lengths are different keys.
          let own = pasts.number(of: window)
          let pair = pairs.number(of: UInt64(own) << 20 | event)
          if pair == past.count { past.append(Int32(own)) }
          seen.append(Int32(pair))
        }
        if event < ends[0] { before.append(event) }
      }
      offsets.append(seen.count / depth)
    }
    pastCount = pasts.keys.count
  }

  /// Σ −log p over the events of some journeys, by order from 1, after others taught the probabilities.
  func losses(of held: PathWeights, after taught: PathWeights) -> [Double] {
    var counts = [Double](repeating: 0, count: past.count)
    visit(taught) { event, weight in
      for place in (event * depth)..<((event + 1) * depth) where seen[place] >= 0 {
        counts[Int(seen[place])] += weight
      }
    }
    var (totals, kinds) = (
      [Double](repeating: 0, count: pastCount), [Double](repeating: 0, count: pastCount)
    )
    for (pair, count) in counts.enumerated() where count > 0 {
      totals[Int(past[pair])] += count
      kinds[Int(past[pair])] += 1
    }
    var losses = [Double](repeating: 0, count: depth - 1)
    visit(held) { event, weight in
      var probability = uniform
      for length in 0..<depth {
        let pair = Int(seen[event * depth + length])
        let own = pair < 0 ? -1 : Int(past[pair])
        if own >= 0, totals[own] > 0 {
          probability =
            (counts[pair] + kinds[own] * probability) / (totals[own] + kinds[own])
        }
        if length > 0 { losses[length - 1] -= weight * stableLog(probability) }
      }
    }
    return losses
  }

  /// Every event with how many journeys had it.
  private func visit(_ weights: PathWeights, _ look: (Int, Double) -> Void) {
    for path in weights.conversions.indices {
      let (conversions, nulls) = (weights.conversions[path], weights.nulls[path])
      guard conversions + nulls > 0 else { continue }
      let end = offsets[path + 1] - 2
      for event in offsets[path]..<end { look(event, conversions + nulls) }
      if conversions > 0 { look(end, conversions) }
      if nulls > 0 { look(end + 1, nulls) }
    }
  }
}

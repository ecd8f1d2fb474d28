/// Shapley values of a game on all subsets of few players.
///
/// The worth of a set is a ratio of two sums over the sets within it; all such sums come from one pass a player (the
/// zeta transform), and all values from one pass over the subsets that is halved for every player.
/// - Complexity: O(n 2ⁿ) time, two lists of 2ⁿ numbers.
struct SubsetGame {
  private let masks: [Int]
  private let players: Int

  init(_ sets: [[Int]], players: Int) {
    self.players = players
    masks = sets.map { $0.reduce(0) { $0 | 1 << $1 } }
  }

  /// The values of the games (Σ of a numerator) / (Σ of the denominator) over the sets within a set; 0 where that is 0.
  func shapleyValues(of numerators: [[Double]], over denominator: [Double]) -> [[Double]] {
    let below = sumsWithin(denominator)
    return numerators.map { numerator in
      var worth = sumsWithin(numerator)
      for set in worth.indices { worth[set] = below[set] > 0 ? worth[set] / below[set] : 0 }
      return values(of: &worth)
    }
  }

  /// The sum over all sets within each subset of the players.
  private func sumsWithin(_ amounts: [Double]) -> [Double] {
    var sums = [Double](repeating: 0, count: 1 << players)
    for (mask, amount) in zip(masks, amounts) { sums[mask] += amount }
    sums.withUnsafeMutableBufferPointer { sums in
      for player in 0..<players {
        let half = 1 << player
        var base = 0
        while base < sums.count {
          for place in base..<(base &+ half) { sums[place &+ half] += sums[place] }
          base += 2 * half
        }
      }
    }
    return sums
  }

  /// φᵢ = Σ with i of v(S) (w(|S| − 1) + w(|S|)) − Σ of v(S) w(|S|), w(s) = s! (n − s − 1)! / n!; consumes the worth.
  private func values(of worth: inout [Double]) -> [Double] {
    guard players > 0 else { return [] }
    // w(s) = 1 / (n · C(n − 1, s)); none for the set of all, from which nobody is missing.
    var weights: [Double] = []
    var choices = 1.0
    for size in 0..<players {
      weights.append(1 / (Double(players) * choices))
      choices = choices * Double(players - 1 - size) / Double(size + 1)
    }
    weights.append(0)
    let both = (0...players).map { $0 == 0 ? weights[0] : weights[$0 - 1] + weights[$0] }
    var common = 0.0
    for set in worth.indices {
      let size = set.nonzeroBitCount
      common += worth[set] * weights[size]
      worth[set] *= both[size]
    }
    var values = [Double](repeating: 0, count: players)
    worth.withUnsafeMutableBufferPointer { worth in
      for player in stride(from: players - 1, through: 0, by: -1) {
        let half = 1 << player
        var with = 0.0
        for place in 0..<half {
          with += worth[half &+ place]
          worth[place] += worth[half &+ place]
        }
        values[player] = with - common
      }
    }
    return values
  }
}

/// Shapley values by drawn orders of arrival, for any number of players.
///
/// Under one order a set counts from the moment its last member has arrived, so that an order costs one look at every
/// member of every set. Each order is taken with its reverse, which makes errors of opposite sign; every order, and
/// so their mean, divides the worth of all without rest.
struct SampledGame {
  private let sets: [[Int]]
  private let players: Int

  init(_ sets: [[Int]], players: Int) {
    self.sets = sets
    self.players = players
  }

  /// The mean over the orders and their reverses, and its standard error over the pairs.
  func shapleyValues(
    of numerator: [Double], over denominator: [Double], _ orders: [[Int]]
  ) -> (values: [Double], errors: [Double]) {
    var mean = [Double](repeating: 0, count: players)
    var squares = mean
    var marginal = mean
    for (drawn, order) in orders.enumerated() {
      for player in 0..<players { marginal[player] = 0 }
      add(order, numerator, denominator, to: &marginal)
      add(order.reversed(), numerator, denominator, to: &marginal)
      for player in 0..<players {
        let step = marginal[player] / 2 - mean[player]
        mean[player] += step / Double(drawn + 1)
        squares[player] += step * (marginal[player] / 2 - mean[player])
      }
    }
    let count = Double(orders.count)
    return (mean, squares.map { ($0 / (count - 1) / count).squareRoot() })
  }

  /// Adds what each player brings on arrival.
  private func add(
    _ order: [Int], _ numerator: [Double], _ denominator: [Double], to marginal: inout [Double]
  ) {
    var arrival = [Int](repeating: 0, count: players)
    for (place, player) in order.enumerated() { arrival[player] = place }
    var (above, below) = (
      [Double](repeating: 0, count: players), [Double](repeating: 0, count: players)
    )
    for (index, set) in sets.enumerated() {
      let complete = set.reduce(0) { max($0, arrival[$1]) }
      above[complete] += numerator[index]
      below[complete] += denominator[index]
    }
    var (sumAbove, sumBelow, before) = (0.0, 0.0, 0.0)
    for (place, player) in order.enumerated() {
      sumAbove += above[place]
      sumBelow += below[place]
      let worth = sumBelow > 0 ? sumAbove / sumBelow : 0
      marginal[player] += worth - before
      before = worth
    }
  }
}

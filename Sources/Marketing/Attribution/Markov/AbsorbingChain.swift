import Statistics

/// A chain of touches that ends in a conversion or in none: what is converted, and what is if states are removed.
///
/// Notation: Q the probabilities between states, r the probability (or value) of converting next, N = (I − Q)⁻¹ the
/// expected visits, h = N·r. Removing a set A of states, everything that enters it lost, loses
///
///     RE = N[0,A] · N[A,A]⁻¹ · h[A] / h[0]
///
/// of the conversions: the share of converting walks that visit A. Few states are solved so, all sets from one
/// factorisation. Many states have few transitions each; there the equations x = Q x + r without A's states are swept
/// until they stand still, all sets side by side in one pass over the transitions, which took a tenth of the time of
/// the factorisation for the thousand states of order 3 on twelve channels. Sweeps start below the solution and rise,
/// and what they leave is bounded by the last residual times the longest expected walk.
struct AbsorbingChain: Sendable {
  let channelCount: Int
  let rowStart: [Int]
  let target: [Int32]
  let share: [Double]
  let conversion: [Double]
  let value: [Double]
  let memberOffsets: [Int]
  let members: [UInt16]

  /// Up to here the factorisation is faster than sweeps.
  static let smallLimit = 100
  /// The most states for which a dense matrix is factored where sweeps do not settle.
  static let denseLimit = 1_500

  private static let sweepLimit = 5_000
  private static let boundLimit = 1e-9
  /// Sets swept side by side: their unknowns of one state fill a few lines of the cache.
  private static let blockWidth = 48

  var stateCount: Int { rowStart.count - 1 }

  /// Conversion, value, and the shares of both that each set of channels takes along when it is removed.
  struct Removed: Sendable {
    var conversion: Double
    var value: Double
    var effects: [Double]
    var valueEffects: [Double]
    /// No probability of converting is further off, relative to the whole one, but for rounding.
    var bound: Double
  }

  /// What is lost without each of some sets of channels.
  func removed(_ sets: [[Int]]) throws(AttributionError) -> Removed {
    if stateCount <= AbsorbingChain.smallLimit, let solved = solved(sets) { return solved }
    let swept = swept(sets)
    if swept.bound <= AbsorbingChain.boundLimit { return swept }
    if stateCount <= AbsorbingChain.denseLimit, let solved = solved(sets) { return solved }
    throw .notSettled(
      states: stateCount, bound: swept.bound, limit: AbsorbingChain.denseLimit)
  }

  /// The states that contain each channel.
  private var statesByChannel: [[Int]] {
    var states = [[Int]](repeating: [], count: channelCount)
    for state in 1..<max(1, stateCount) {
      for place in memberOffsets[state]..<memberOffsets[state + 1] {
        states[Int(members[place])].append(state)
      }
    }
    return states
  }
}

// MARK: - One factorisation

extension AbsorbingChain {
  /// By the inverse of I − Q; nil where that is singular to rounding.
  func solved(_ sets: [[Int]]) -> Removed? {
    let count = stateCount
    var system = Matrix.identity(count)
    for state in 0..<count {
      for edge in rowStart[state]..<rowStart[state + 1] {
        system[state, Int(target[edge])] -= share[edge]
      }
    }
    guard let factors = try? LU(system) else { return nil }
    let visits = factors.inverse
    let (h, g) = (visits.times(conversion), visits.times(value))
    let states = statesByChannel
    var removed = Removed(
      conversion: h[0], value: g[0], effects: [], valueEffects: [], bound: 0)
    for set in sets {
      let gone =
        set.count == 1 ? states[set[0]] : Array(Set(set.flatMap { states[$0] })).sorted()
      let lost = lost(gone, visits, h, g)
      removed.effects.append(h[0] > 0 ? lost.conversion / h[0] : 0)
      removed.valueEffects.append(g[0] > 0 ? lost.value / g[0] : 0)
    }
    return removed
  }

  /// N[0,A] · N[A,A]⁻¹ · h[A], and the same of the value.
  private func lost(
    _ gone: [Int], _ visits: Matrix, _ h: [Double], _ g: [Double]
  ) -> (conversion: Double, value: Double) {
    if gone.isEmpty { return (0, 0) }
    if gone.count == 1 {
      let reached = visits[0, gone[0]] / visits[gone[0], gone[0]]
      return (reached * h[gone[0]], reached * g[gone[0]])
    }
    // First visits to A: N[0,A] · N[A,A]⁻¹, from the transposed block.
    let block = Matrix(rows: gone.count, columns: gone.count) { visits[gone[$1], gone[$0]] }
    guard let factors = try? LU(block) else { return (0, 0) }
    let first = factors.solve(gone.map { visits[0, $0] })
    var lost = (conversion: 0.0, value: 0.0)
    for (reached, state) in zip(first, gone) {
      lost.conversion += reached * h[state]
      lost.value += reached * g[state]
    }
    return lost
  }
}

// MARK: - Sweeps

extension AbsorbingChain {
  /// By sweeps, in blocks of sets so that a row of unknowns fits the cache.
  func swept(_ sets: [[Int]]) -> Removed {
    // The longest expected walk from any state: its own sweeps, too, left no more than their last change.
    let steps = settled([Double](repeating: 1, count: stateCount), [[]])
    let longest = steps.unsettled < 1 ? steps.largest / (1 - steps.unsettled) : .infinity
    var bound = 0.0
    func starts(_ reward: [Double]) -> (whole: Double, without: [Double]) {
      guard reward.contains(where: { $0 > 0 }) else { return (0, sets.map { _ in 0 }) }
      var found: [Double] = []
      let all = [[]] + sets
      for first in stride(from: 0, to: all.count, by: AbsorbingChain.blockWidth) {
        let end = min(all.count, first + AbsorbingChain.blockWidth)
        let block = settled(reward, Array(all[first..<end]))
        found += block.start
        if found[0] > 0 { bound = max(bound, block.unsettled * longest / found[0]) }
      }
      return (found[0], Array(found.dropFirst()))
    }
    let (h, g) = (starts(conversion), starts(value))
    return Removed(
      conversion: h.whole, value: g.whole,
      effects: h.without.map { h.whole > 0 ? max(0, 1 - $0 / h.whole) : 0 },
      valueEffects: g.without.map { g.whole > 0 ? max(0, 1 - $0 / g.whole) : 0 },
      bound: bound)
  }

  /// The expected reward from the start without each set, by Gauss–Seidel sweeps from 0; the largest unknown; and a
  /// bound of what is left of any equation.
  private func settled(
    _ reward: [Double], _ sets: [[Int]]
  ) -> (start: [Double], largest: Double, unsettled: Double) {
    let width = sets.count
    let states = statesByChannel
    var keep = [Double](repeating: 1, count: stateCount * width)
    for (column, set) in sets.enumerated() {
      for channel in set {
        for state in states[channel] { keep[state * width + column] = 0 }
      }
    }
    var x = [Double](repeating: 0, count: stateCount * width)
    var sum = [Double](repeating: 0, count: width)
    var (change, largest, sweeps) = (Double.infinity, 0.0, 0)
    while sweeps < AbsorbingChain.sweepLimit, change > 4 * largest * Double.ulpOfOne {
      (change, largest) = sweep(reward, keep, &x, &sum)
      sweeps += 1
    }
    // What is left of equation i are the changes, in the last sweep, of unknowns that it read before they changed.
    return (Array(x[..<width]), largest, change)
  }

  /// One pass over all states, the last one first, since later states lie nearer the end of journeys.
  private func sweep(
    _ reward: [Double], _ keep: [Double], _ x: inout [Double], _ sum: inout [Double]
  ) -> (change: Double, largest: Double) {
    let width = sum.count
    var (change, largest) = (0.0, 0.0)
    x.withUnsafeMutableBufferPointer { x in
      sum.withUnsafeMutableBufferPointer { sum in
        keep.withUnsafeBufferPointer { keep in
          for state in stride(from: stateCount - 1, through: 0, by: -1) {
            for column in 0..<width { sum[column] = reward[state] }
            for edge in rowStart[state]..<rowStart[state + 1] {
              let (factor, from) = (share[edge], Int(target[edge]) &* width)
              for column in 0..<width { sum[column] += factor * x[from &+ column] }
            }
            let base = state &* width
            for column in 0..<width {
              let next = sum[column] * keep[base &+ column]
              change = max(change, abs(next - x[base &+ column]))
              largest = max(largest, next)
              x[base &+ column] = next
            }
          }
        }
      }
    }
    return (change, largest)
  }
}

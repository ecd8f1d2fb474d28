/// Mixes that a solver starts from, in a fixed order.
///
/// Each spends the whole budget within the channels' bounds. The last is the best mix of a grid, found by dynamic programming
/// over channels: no local optimum of an S-shaped curve can hide from it but one narrower than a step.
struct BudgetStarts {
  let curves: [SpanCurve]
  let limits: BudgetLimits
  let budget: Double

  /// Steps of the grid that the free part of the budget is cut into.
  static let gridSteps = 400
  /// Of more channels none is favoured in turn: a run costs their number cubed, and the grid has seen every corner anyway.
  static let mostFavoured = 24

  /// All starts: today's mix, an even split, each of not too many channels favoured in turn, the best of the grid.
  func all(today: [Double]) -> [[Double]] {
    let sum = today.reduce(0, +)
    let count = curves.count
    var starts: [[Double]] = []
    if sum > 0 { starts.append(fitted(today.map { $0 / sum * budget })) }
    starts.append(fitted([Double](repeating: budget / Double(count), count: count)))
    if (2...BudgetStarts.mostFavoured).contains(count) {
      starts += (0..<count).map { favoured in
        fitted((0..<count).map { $0 == favoured ? budget : 0 })
      }
    }
    starts.append(fitted(gridMix))
    return starts
  }

  /// The nearest mix (by equal shifts) that spends the budget within the channels' bounds.
  ///
  ///     x = clamp(mix + s, low, high)   with s such that Σ x = budget, by bisection
  func fitted(_ mix: [Double]) -> [Double] {
    func shifted(_ shift: Double) -> [Double] {
      mix.indices.map { min(max(mix[$0] + shift, limits.low[$0]), limits.high[$0]) }
    }
    // Beyond these shifts all channels are at a bound.
    let reach =
      budget + (mix.map(abs).max() ?? 0) + (limits.low.max() ?? 0)
      + (limits.high.filter(\.isFinite).max() ?? 0)
    var (low, high) = (-reach, reach)
    for _ in 0..<200 {
      let middle = low + (high - low) / 2
      guard middle > low, middle < high else { break }
      if shifted(middle).reduce(0, +) < budget { low = middle } else { high = middle }
    }
    return shifted(high)
  }

  /// The best mix whose free money is handed out in equal steps; groups that overlap are left to the solver.
  ///
  /// - Complexity: O(channels · steps²).
  private var gridMix: [Double] {
    let free = budget - limits.low.reduce(0, +)
    guard free > 0 else { return limits.low }
    let step = free / Double(BudgetStarts.gridSteps)
    let groups = limits.areGroupsDisjoint ? limits.groups : []
    let grouped = Set(groups.flatMap(\.members))
    var whole = Stage.empty
    for place in curves.indices where !grouped.contains(place) {
      whole = whole.joined(stage(place, step))
    }
    for group in groups {
      var part = Stage.empty
      for place in group.members { part = part.joined(stage(place, step)) }
      let floor = group.members.reduce(0) { $0 + limits.low[$1] }
      whole = whole.joined(part.limited(low: group.low - floor, high: group.high - floor, step))
    }
    let best = whole.values.indices.max { whole.values[$0] < whole.values[$1] } ?? 0
    var mix = limits.low
    for (place, steps) in whole.choices[best] { mix[place] += Double(steps) * step }
    return mix
  }

  private func stage(_ place: Int, _ step: Double) -> Stage {
    let room = (limits.high[place] - limits.low[place]) / step + 1e-9
    let most = room < Double(BudgetStarts.gridSteps) ? Int(max(0, room)) : BudgetStarts.gridSteps
    let values = (0...most).map { curves[place].sales(limits.low[place] + Double($0) * step) }
    return Stage(values: values, choices: (0...most).map { [place: $0] })
  }
}

/// The best that some channels do with 0, 1, 2… steps of money, all of them spent.
private struct Stage {
  let values: [Double]
  /// How many steps each channel gets.
  let choices: [[Int: Int]]

  static let empty = Stage(values: [0], choices: [[:]])

  /// The best of both parts together.
  func joined(_ other: Stage) -> Stage {
    let most = min(BudgetStarts.gridSteps, values.count + other.values.count - 2)
    var joinedValues: [Double] = []
    var joinedChoices: [[Int: Int]] = []
    for steps in 0...most {
      let first = max(0, steps - (values.count - 1))
      let last = min(steps, other.values.count - 1)
      var best = first
      var value = -Double.infinity
      for share in first...last where values[steps - share] + other.values[share] > value {
        value = values[steps - share] + other.values[share]
        best = share
      }
      joinedValues.append(value)
      joinedChoices.append(choices[steps - best].merging(other.choices[best]) { $1 })
    }
    return Stage(values: joinedValues, choices: joinedChoices)
  }

  /// The same where totals outside a group's bounds do not count.
  func limited(low: Double, high: Double, _ step: Double) -> Stage {
    let limited = values.indices.map { steps in
      let money = Double(steps) * step
      return money < low - step || money > high + 1e-9 * step ? -Double.infinity : values[steps]
    }
    return limited.contains { $0 > -.infinity }
      ? Stage(values: limited, choices: choices) : self
  }
}

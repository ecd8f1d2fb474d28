extension Adstock {
  /// Spend after carryover.
  ///
  ///     a_t = Σ_l w_l x_{t−l}
  ///
  /// Exact truncation and no cancellation: of spend that is nowhere negative nothing negative comes. Carrying over the first
  /// part and then the rest `after` it is the same as carrying over the whole, but for rounding.
  ///
  /// - Parameters:
  ///   - spend: Money a period, each ≥ 0. NaN in, NaN out.
  ///   - history: Spend of the periods before the first, oldest first; before it nothing was spent.
  /// - Returns: As many values as `spend`, in its unit.
  /// - Complexity: O(n) for geometric and recursive, else O(n · window).
  public func applied(to spend: [Double], after history: [Double] = []) -> [Double] {
    switch self {
    case .none: return spend
    case .recursive(let theta):
      var stock = history.reduce(0) { $1 + theta * $0 }
      return spend.map {
        stock = $0 + theta * stock
        return stock
      }
    case .geometric(let theta, let window):
      return GeometricWindow(theta, window).means(of: spend, after: history)
    default:
      return convolved(spend, after: history, with: windowWeights)
    }
  }

  /// How the carried-over spend changes with each parameter: ∂a_t/∂parameter, one array as long as `spend` a parameter.
  ///
  /// Of the kinds' own formulas, not differences; at a retention of 0 it is the slope to the right.
  /// - Complexity: That of `applied`, times the number of parameters.
  public func gradient(of spend: [Double], after history: [Double] = []) -> [[Double]] {
    switch self {
    case .none: return []
    case .recursive(let theta):
      // ∂a_t/∂θ = a_{t−1} + θ ∂a_{t−1}/∂θ.
      var stock = 0.0
      var slope = 0.0
      func step(_ spent: Double) -> Double {
        slope = stock + theta * slope
        stock = spent + theta * stock
        return slope
      }
      for spent in history { _ = step(spent) }
      return [spend.map(step)]
    case .geometric(let theta, let window):
      return [GeometricWindow(theta, window).slopes(of: spend, after: history)]
    default:
      return windowWeightGradients.map { convolved(spend, after: history, with: $0) }
    }
  }

  /// Σ_l w_l x_{t−l} with the spend before the first period.
  private func convolved(
    _ spend: [Double], after history: [Double], with weights: [Double]
  ) -> [Double] {
    let before = min(history.count, weights.count - 1)
    let series = history.suffix(before) + spend
    return [Double](unsafeUninitializedCapacity: spend.count) { sums, count in
      sums.initialize(repeating: 0)
      series.withUnsafeBufferPointer { x in
        // Lag by lag over the whole series: sums that don't wait for one another.
        for (lag, weight) in weights.enumerated() where weight != 0 {
          for t in max(0, lag - before)..<max(0, lag - before, spend.count) {
            sums[t] += weight * x[t + before - lag]
          }
        }
      }
      count = spend.count
    }
  }
}

/// The geometric mean over a sliding window, Σ_{l<W} θˡ x_{t−l} / Σ_{l<W} θˡ, in time that does not depend on W.
///
/// The textbook recursion takes away what leaves the window, s_t = x_t + θ s_{t−1} − θᵂ x_{t−W}, and after a large spend
/// leaves its rounding error behind, of either sign. Here the window is cut at a block's edge b instead (van Herk 1992, for minima):
///
///     s_t = p_t + θ^(t−b+1) q_(t−W+1)
///
/// with p the recursion begun at b and q_j = Σ_{j ≤ i < b} θ^(b−1−i) x_i, summed backwards: additions only.
private struct GeometricWindow {
  let theta: Double
  let window: Int
  /// Σ_{l<W} θˡ and its derivative.
  private let sum: Double
  private let sumSlope: Double

  init(_ theta: Double, _ window: Int) {
    precondition(window >= 1, "a window of \(window) periods")
    self.theta = theta
    self.window = window
    var power = Power(theta)
    var (sum, slope) = (0.0, 0.0)
    for _ in 0..<window {
      sum += power.value
      slope += power.slope
      power.next()
    }
    (self.sum, sumSlope) = (sum, slope)
  }

  /// A power of θ and its derivative, from k = 0 up.
  private struct Power {
    let theta: Double
    var value = 1.0
    var slope = 0.0

    init(_ theta: Double) { self.theta = theta }

    mutating func next() {
      slope = slope * theta + value
      value *= theta
    }
  }

  func means(of spend: [Double], after history: [Double]) -> [Double] {
    let before = min(history.count, window - 1)
    let series = history.suffix(before) + spend
    var tails = [Double](repeating: 0, count: window)
    return [Double](unsafeUninitializedCapacity: spend.count) { means, count in
      series.withUnsafeBufferPointer { x in
        for edge in stride(from: 0, to: x.count, by: window) {
          // 1. The block before the edge, summed backwards from it.
          if edge > 0 {
            var power = 1.0
            var tail = 0.0
            for j in stride(from: window - 1, through: 0, by: -1) {
              tail += power * x[edge - window + j]
              tails[j] = tail
              power *= theta
            }
          }
          // 2. The recursion from the edge on, and what the window still holds from before it.
          var power = theta
          var head = 0.0
          for t in edge..<min(edge + window, x.count) {
            head = x[t] + theta * head
            let first = t - edge + 1
            let old = edge > 0 && first < window ? power * tails[first] : 0
            if t >= before { means[t - before] = (head + old) / sum }
            power *= theta
          }
        }
      }
      count = spend.count
    }
  }

  func slopes(of spend: [Double], after history: [Double]) -> [Double] {
    let before = min(history.count, window - 1)
    let series = history.suffix(before) + spend
    var tails = [(value: Double, slope: Double)](repeating: (0, 0), count: window)
    var slopes: [Double] = []
    slopes.reserveCapacity(spend.count)
    for edge in stride(from: 0, to: series.count, by: window) {
      if edge > 0 {
        var power = Power(theta)
        var tail = (value: 0.0, slope: 0.0)
        for j in stride(from: window - 1, through: 0, by: -1) {
          let x = series[edge - window + j]
          tail = (tail.value + power.value * x, tail.slope + power.slope * x)
          tails[j] = tail
          power.next()
        }
      }
      var power = Power(theta)
      var head = (value: 0.0, slope: 0.0)
      for t in edge..<min(edge + window, series.count) {
        power.next()
        head = (series[t] + theta * head.value, head.value + theta * head.slope)
        var (value, slope) = head
        if edge > 0, t - edge + 1 < window {
          let tail = tails[t - edge + 1]
          value += power.value * tail.value
          slope += power.slope * tail.value + power.value * tail.slope
        }
        // (s / N)' = (s' − (s / N) N') / N.
        if t >= before { slopes.append((slope - value / sum * sumSlope) / sum) }
      }
    }
    return slopes
  }
}

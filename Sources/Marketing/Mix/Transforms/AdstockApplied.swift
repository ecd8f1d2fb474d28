extension Adstock {
  /// Spend after carryover.
  ///
  ///     a_t = Σ_l w_l x_{t−l}
  ///
  /// - Parameters:
  ///   - spend: Money a period, each ≥ 0.
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
    default:
      let weights = windowWeights
      return convolved(spend, after: history, with: weights)
    }
  }

  /// How the carried-over spend changes with each parameter: ∂a_t/∂parameter, one array as long as `spend` a parameter.
  public func gradient(of spend: [Double], after history: [Double] = []) -> [[Double]] {
    switch self {
    case .none: return []
    case .recursive(let theta):
      var stock = 0.0
      var slope = 0.0
      func step(_ spent: Double) -> Double {
        slope = stock + theta * slope
        stock = spent + theta * stock
        return slope
      }
      for spent in history { _ = step(spent) }
      return [spend.map(step)]
    default:
      return windowWeightGradients.map { convolved(spend, after: history, with: $0) }
    }
  }

  /// Σ_l w_l x_{t−l} with the spend before the first period.
  private func convolved(
    _ spend: [Double], after history: [Double], with weights: [Double]
  ) -> [Double] {
    let before = history.suffix(weights.count - 1)
    let series = Array(before) + spend
    let offset = before.count
    return [Double](unsafeUninitializedCapacity: spend.count) { buffer, count in
      series.withUnsafeBufferPointer { x in
        weights.withUnsafeBufferPointer { w in
          for t in 0..<spend.count {
            let last = t + offset
            var sum = 0.0
            for lag in 0..<min(w.count, last + 1) { sum += w[lag] * x[last - lag] }
            buffer[t] = sum
          }
        }
      }
      count = spend.count
    }
  }
}

import Statistics

/// What a solver makes as large as it can: expected sales, or sales counted with caution.
///
///     F = (1 − w) E[f] + w CVaR(f − today) + w E[today]
///
/// w is the risk aversion, f a draw's sales, CVaR the mean of the worst tenth of gains over today's spend. F is concave where the
/// curves are. Rockafellar and Uryasev (2000, "Optimization of conditional value-at-risk") write CVaR as
///
///     max_t  t − E[(t − gain)⁺] / 0.1
///
/// whose corner is rounded here over a width h, (z)⁺ → h ln(1 + e^(z/h)): then its slope in the money is that of the draws at the
/// best t, each weighted by 1 / (1 + e^((gain − t)/h)), and a solver for smooth functions may be used: first with a wide corner
/// from all starts, then with narrower ones from where that ended.
struct BudgetObjective: Sendable {
  let curves: [SpanCurve]
  private let aversion: Double
  /// Today's sales of each draw.
  private let today: [Double]
  private var width: Double

  init(_ curves: [SpanCurve], aversion: Double, today spend: [Double], budget: Double) {
    self.curves = curves
    let drawn = curves.compactMap(\.drawn)
    guard aversion > 0, drawn.count == curves.count, let count = drawn.first?.count, count > 1
    else {
      self.aversion = 0
      today = []
      width = 0
      return
    }
    self.aversion = aversion
    today = Self.sum(zip(drawn, spend).map { $0.sales($1) }, count)
    let even = Self.sum(drawn.map { $0.sales(budget / Double(curves.count)) }, count)
    // A five-thousandth of the spread of sales: gains are differences, and vary far less.
    width = 2e-4 * max(standardDeviation(even), 1e-9 * abs(mean(even)), 1e-300)
  }

  /// The same with wider corners, the widest first, itself last; alone where nothing is rounded.
  var widening: [BudgetObjective] {
    guard aversion > 0 else { return [self] }
    return [100.0, 10, 1].map { factor in
      var wider = self
      wider.width *= factor
      return wider
    }
  }

  private static func sum(_ columns: [[Double]], _ count: Int) -> [Double] {
    var sum = [Double](repeating: 0, count: count)
    for column in columns { for draw in 0..<count { sum[draw] += column[draw] } }
    return sum
  }

  /// The value and the slopes at these amounts.
  func evaluated(_ spend: [Double]) -> (value: Double, gradient: [Double]) {
    guard aversion > 0 else {
      return (
        zip(curves, spend).reduce(0) { $0 + $1.0.sales($1.1) },
        zip(curves, spend).map { $0.slope($1) }
      )
    }
    let drawn = zip(curves, spend).map { curve, money in
      (curve.drawn?.sales(money) ?? [], curve.drawn?.slopes(max(money, curve.leastMoney)) ?? [])
    }
    let count = today.count
    let sales = Self.sum(drawn.map(\.0), count)
    let tail = Tail(zip(sales, today).map { $0 - $1 }, width: width)
    let value =
      (1 - aversion) * mean(sales) + aversion * (tail.value + mean(today))
    let gradient = drawn.map { _, slopes in
      (1 - aversion) * mean(slopes)
        + aversion * zip(slopes, tail.weights).reduce(0) { $0 + $1.0 * $1.1 }
    }
    return (value, gradient)
  }
}

/// The mean of the worst tenth, its corner rounded, and how much each draw weighs in it.
private struct Tail {
  let value: Double
  let weights: [Double]

  init(_ gains: [Double], width: Double) {
    let count = Double(gains.count)
    let share = PlanJudgement.worstShare
    func weight(_ gain: Double, _ corner: Double) -> Double {
      1 / (1 + stableExp(min(700, max(-700, (gain - corner) / width))))
    }
    // Rising in the corner: bisection between where all draws count and where none does.
    var (low, high) = ((gains.min() ?? 0) - 40 * width, (gains.max() ?? 0) + 40 * width)
    for _ in 0..<60 {
      let middle = low + (high - low) / 2
      guard middle > low, middle < high else { break }
      if gains.reduce(0, { $0 + weight($1, middle) }) < share * count {
        low = middle
      } else {
        high = middle
      }
    }
    let corner = low + (high - low) / 2
    let shortfall = gains.reduce(0) { sum, gain in
      let z = (corner - gain) / width
      return sum + width * (z > 30 ? z : stableLog(1 + stableExp(max(-700, z))))
    }
    value = corner - shortfall / (share * count)
    weights = gains.map { weight($0, corner) / (share * count) }
  }
}

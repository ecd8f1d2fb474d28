import Statistics
import TestSupport
import Testing

private let rosenbrock = SmoothFunction { x in
  let gap = x[1] - x[0] * x[0]
  return (
    (1 - x[0]) * (1 - x[0]) + 100 * gap * gap, [-2 * (1 - x[0]) - 400 * x[0] * gap, 200 * gap]
  )
}

/// Problem 71 of Hock and Schittkowski (1981), "Test Examples for Nonlinear Programming Codes".
private let problem71 = SmoothFunction { x in
  let sum = x[0] + x[1] + x[2]
  return (
    x[0] * x[3] * sum + x[2],
    [x[3] * (sum + x[0]), x[0] * x[3], x[0] * x[3] + 1, x[0] * sum]
  )
}
private let product = SmoothFunction { x in
  (
    25 - x[0] * x[1] * x[2] * x[3],
    [-x[1] * x[2] * x[3], -x[0] * x[2] * x[3], -x[0] * x[1] * x[3], -x[0] * x[1] * x[2]]
  )
}
private let squares = SmoothFunction { x in
  (x.reduce(-40) { $0 + $1 * $1 }, x.map { 2 * $0 })
}

private let free = [-Double.infinity, -.infinity]
private let open = [Double.infinity, .infinity]

@Suite("Constrained optimiser") struct ConstrainedOptimizerTests {
  @Test("The gradients of these tests are those of their functions")
  func gradients() {
    #expect(rosenbrock.gradientError(at: [-1.2, 1]) < 1e-8)
    for function in [problem71, product, squares] {
      #expect(function.gradientError(at: [1.3, 4.1, 3.7, 1.2]) < 1e-8)
    }
    let wrong = SmoothFunction { x in (x[0] * x[0], [-2 * x[0]]) }
    #expect(wrong.gradientError(at: [1]) > 1)
  }

  @Test(
    "Rosenbrock's valley ends at (1, 1), whatever the unit of the value", arguments: [1e-6, 1, 1e9])
  func valley(unit: Double) {
    let scaled = SmoothFunction { x in
      let (value, gradient) = rosenbrock.evaluate(x)
      return (unit * value, gradient.map { unit * $0 })
    }
    let least = ConstrainedOptimizer().minimum(
      of: scaled, from: [-1.2, 1], lower: free, upper: open)
    #expect(agree(least.point, [1, 1], .absolute(1e-6)))
    #expect(least.isSettled)
  }

  @Test("Hock and Schittkowski's problem 71: their optimum and their multipliers")
  func hockSchittkowski71() {
    let least = ConstrainedOptimizer().minimum(
      of: problem71, from: [1, 5, 5, 1], lower: [1, 1, 1, 1], upper: [5, 5, 5, 5],
      equalities: [squares], inequalities: [product])
    #expect(least.value.isClose(to: 17.0140173, within: .absolute(5e-8)))
    #expect(
      agree(least.point, [1, 4.7429994, 3.8211503, 1.3794082], .absolute(1e-6)))
    #expect(least.optimalityError < 1e-7)
    #expect(least.infeasibility < 1e-10)
    // The multipliers that Ipopt's documentation prints for this problem: 0.552294 on the product, 0.161469 on the squares, 1.087871 on
    // the lower bound of the first variable. More of the product costs; more of the squares spares.
    #expect(least.inequalityPrices[0].isClose(to: -0.552294, within: .absolute(1e-5)))
    #expect(least.equalityPrices[0].isClose(to: -0.161469, within: .absolute(1e-5)))
    #expect(least.lowerPrices[0].isClose(to: 1.087871, within: .absolute(1e-5)))
    #expect(least.upperPrices == [0, 0, 0, 0])
  }

  @Test("Prices are the slope of the optimum as the right side moves, to minimise and to maximise")
  func prices() {
    func best(_ total: Double, _ cap: Double, sign: Double) -> Optimum {
      let value = SmoothFunction { x in
        (
          sign * (3 * x[0].squareRoot() + 2 * x[1].squareRoot() + x[2].squareRoot()),
          [1.5 / x[0].squareRoot(), 1 / x[1].squareRoot(), 0.5 / x[2].squareRoot()].map {
            sign * $0
          }
        )
      }
      let optimizer = ConstrainedOptimizer()
      let lower = [1.0, 1, 12]
      let upper = [cap, 100, 100]
      let sum = SmoothFunction.linear([1, 1, 1], constant: -total)
      return sign > 0
        ? optimizer.maximum(
          of: value, from: [20, 20, 20], lower: lower, upper: upper, equalities: [sum])
        : optimizer.minimum(
          of: value, from: [20, 20, 20], lower: lower, upper: upper, equalities: [sum])
    }
    for sign in [1.0, -1] {
      let middle = best(60, 30, sign: sign)
      let byTotal =
        (best(60.01, 30, sign: sign).value - best(59.99, 30, sign: sign).value) / 0.02
      let byCap = (best(60, 30.01, sign: sign).value - best(60, 29.99, sign: sign).value) / 0.02
      #expect(middle.equalityPrices[0].isClose(to: byTotal, within: .absolute(1e-6)))
      #expect(middle.upperPrices[0].isClose(to: byCap, within: .absolute(1e-6)))
      #expect(middle.lowerPrices[2] * sign < 0)
      #expect(middle.optimalityError < 1e-7)
    }
  }

  @Test("A run that its limit ends says so")
  func limit() {
    var optimizer = ConstrainedOptimizer()
    optimizer.evaluationLimit = 5
    let least = optimizer.minimum(of: rosenbrock, from: [-1.2, 1], lower: free, upper: open)
    #expect(least.stop == .evaluationLimit && !least.isSettled)
    #expect(least.evaluations <= 6)
    #expect(least.optimalityError > 1e-3)
  }

  @Test("A function that is nowhere finite is no success")
  func notFinite() {
    let hole = SmoothFunction { x in (x[0] < 0.5 ? .nan : x[0], [1]) }
    let least = ConstrainedOptimizer().minimum(of: hole, from: [0.9], lower: [0], upper: [1])
    #expect(least.stop == .notFinite && !least.isSettled)
    #expect(least.point[0].isFinite)
  }

  @Test("Bounds that leave one point need no run")
  func nothingToMove() {
    let least = ConstrainedOptimizer().minimum(
      of: rosenbrock, from: [3, 3], lower: [2, 2], upper: [2, 2])
    #expect(least.stop == .nothingToMove && least.point == [2, 2])
  }

  @Test("The same input gives the same bits")
  func repeated() {
    let runs = (0..<2).map { _ in
      ConstrainedOptimizer().minimum(
        of: problem71, from: [1, 5, 5, 1], lower: [1, 1, 1, 1], upper: [5, 5, 5, 5],
        equalities: [squares], inequalities: [product])
    }
    #expect(runs[0] == runs[1])
  }
}

@Suite("Box minimiser") struct BoxMinimizerTests {
  @Test("Rosenbrock's valley between bounds, its end inside and outside")
  func valley() {
    let inside = BoxMinimizer().minimum(
      of: rosenbrock, from: [-1.2, 1], lower: [-5, -5], upper: [5, 5])
    #expect(agree(inside.point, [1, 1], .absolute(1e-6)))
    // With x ≤ ½ the best is y = x² = ¼ at the bound, and the slope there is 2(x − 1) = −1.
    let bounded = BoxMinimizer().minimum(
      of: rosenbrock, from: [-1.2, 1], lower: [-5, -5], upper: [0.5, 5])
    #expect(agree(bounded.point, [0.5, 0.25], .absolute(1e-7)))
    #expect(bounded.upperPrices[0].isClose(to: -1, within: .absolute(1e-5)))
    #expect(bounded.isSettled && bounded.optimalityError < 1e-5)
  }

  @Test("Rosenbrock's chain in 20 variables")
  func chain() {
    let chain = SmoothFunction { x in
      var value = 0.0
      var gradient = [Double](repeating: 0, count: x.count)
      for index in 0..<(x.count - 1) {
        let (part, slope) = rosenbrock.evaluate([x[index], x[index + 1]])
        value += part
        gradient[index] += slope[0]
        gradient[index + 1] += slope[1]
      }
      return (value, gradient)
    }
    let start = (0..<20).map { $0 % 2 == 0 ? -1.2 : 1 }
    let least = BoxMinimizer().minimum(
      of: chain, from: start, lower: [Double](repeating: 0, count: 20),
      upper: [Double](repeating: 10, count: 20))
    #expect(least.point.allSatisfy { abs($0 - 1) < 1e-5 })
  }
}

import Marketing
import Statistics
import TestSupport
import Testing

/// One setting of each kind, inside its domain.
let adstockKinds: [Adstock] = [
  .none, .geometric(retention: 0.6), .geometric(retention: 0.9, window: 5),
  .geometric(retention: 0.3, window: 1), .recursive(retention: 0.8),
  .delayed(retention: 0.5, peak: 2), .delayed(retention: 0.8, peak: 0.7, window: 8),
  .binomial(retention: 0.4, window: 9), .weibullCDF(shape: 0.7, scale: 2.5),
  .weibullCDF(shape: 3, scale: 4), .weibullPDF(shape: 2, scale: 3),
  .weibullPDF(shape: 0.5, scale: 2),
]

/// Spend of a channel that pauses now and then.
func pausedSpend(_ count: Int, seed: UInt64 = 5) -> [Double] {
  var stream = RandomStream(seed: seed)
  return (0..<count).map { _ in max(0, 1_000 + 900 * stream.normal()) }
}

/// Products and sums of at most some hundred positive numbers.
private let rounding = Tolerance.relative(1e-12)

@Suite("Carryover")
struct AdstockTests {
  @Test("Weights sum to the stated sum and are nowhere negative", arguments: adstockKinds)
  func weightSum(adstock: Adstock) {
    let weights = adstock.weights(count: 2_000)
    #expect(weights.reduce(0, +).isClose(to: adstock.weightSum, within: rounding))
    #expect(weights.allSatisfy { $0 >= 0 })
    #expect(weights.dropFirst(adstock.reach ?? 2_000).allSatisfy { $0 == 0 })
  }

  @Test("A retention of zero carries nothing over")
  func identity() {
    let spend = pausedSpend(40)
    for adstock: Adstock in [
      .none, .geometric(retention: 0), .recursive(retention: 0), .binomial(retention: 0),
      .delayed(retention: 0, peak: 0), .weibullCDF(shape: 5, scale: 0.01),
      .weibullPDF(shape: 5, scale: 0.01),
    ] {
      #expect(adstock.applied(to: spend) == spend, "\(adstock)")
    }
  }

  @Test("The fast forms are the sum over lags, with history and without", arguments: adstockKinds)
  func convolution(adstock: Adstock) {
    for (length, past) in [(1, 0), (4, 2), (40, 0), (40, 7), (53, 60)] {
      let history = pausedSpend(past, seed: 9)
      let spend = pausedSpend(length)
      let series = history + spend
      let weights = adstock.weights(count: series.count)
      for (t, carried) in adstock.applied(to: spend, after: history).enumerated() {
        let sum = (0...(past + t)).reduce(0) { $0 + weights[$1] * series[past + t - $1] }
        #expect(carried.isClose(to: sum, within: rounding), "\(length) after \(past), row \(t)")
      }
    }
  }

  @Test("Two stretches one after the other are one", arguments: adstockKinds)
  func continuity(adstock: Adstock) {
    let spend = pausedSpend(60)
    let whole = adstock.applied(to: spend)
    for cut in [0, 1, 12, 13, 30, 59] {
      let first = Array(spend[..<cut])
      let parts =
        adstock.applied(to: first) + adstock.applied(to: Array(spend[cut...]), after: first)
      #expect(
        zip(parts, whole).allSatisfy { $0.isClose(to: $1, within: rounding) }, "cut at \(cut)")
    }
  }

  @Test("More spend in any period is never less carried over", arguments: adstockKinds)
  func monotone(adstock: Adstock) {
    let spend = pausedSpend(30)
    let before = adstock.applied(to: spend)
    for week in [0, 10, 29] {
      var more = spend
      more[week] += 500
      let after = adstock.applied(to: more)
      #expect(zip(after, before).allSatisfy { $0 >= $1 * (1 - 1e-12) })
      #expect(after.reduce(0, +) > before.reduce(0, +) || adstock.weights(count: 1)[0] < 0.2)
    }
  }

  @Test("Gradients are central differences, over random settings of every kind")
  func gradients() {
    var stream = RandomStream(seed: 77)
    func between(_ low: Double, _ high: Double) -> Double {
      low + (high - low) * Double.random(in: 0..<1, using: &stream)
    }
    for round in 0..<200 {
      let window = 1 + Int(between(1, 20))
      let adstock: Adstock =
        switch round % 6 {
        case 0: .geometric(retention: between(0.01, 0.99), window: window)
        case 1: .recursive(retention: between(0.01, 0.95))
        case 2:
          .delayed(
            retention: between(0.05, 0.95), peak: between(0.1, Double(window - 1)), window: window)
        case 3: .binomial(retention: between(0.05, 0.95), window: window)
        case 4: .weibullCDF(shape: between(0.2, 4), scale: between(0.5, 8), window: window)
        default: .weibullPDF(shape: between(0.2, 4), scale: between(0.5, 8), window: window)
        }
      let history = pausedSpend(round % 3 * 10, seed: UInt64(round))
      let spend = pausedSpend(30, seed: UInt64(round + 1_000))
      let gradient = adstock.gradient(of: spend, after: history)
      #expect(gradient.count == adstock.parameters.count)
      for (index, parameter) in adstock.parameters.enumerated() {
        let step = 1e-5 * max(parameter.value, 0.1)
        let above = adstock.setting(index, to: parameter.value + step)
          .applied(to: spend, after: history)
        let below = adstock.setting(index, to: parameter.value - step)
          .applied(to: spend, after: history)
        // Of spend about 1,000 a central difference is good to 1e-4 where the curvature is mild; the steepest
        // settings bend a thousandfold.
        for t in spend.indices {
          let slope = (above[t] - below[t]) / (2 * step)
          #expect(
            abs(gradient[index][t] - slope) <= 1e-5 * abs(slope) + 2e-3,
            "\(adstock) \(parameter.name) row \(t): \(gradient[index][t]) against \(slope)")
        }
      }
    }
  }

  @Test("A gradient at a retention of zero is the slope to the right")
  func gradientAtZero() {
    let spend: [Double] = [100, 50, 0, 80]
    // a_t = (x_t + θ x_{t−1} + …)(1 − θ + …), so a'_t(0) = x_{t−1} − x_t.
    let expected: [Double] = [-100, 50, 50, -80]
    #expect(Adstock.geometric(retention: 0).gradient(of: spend) == [expected])
    #expect(Adstock.recursive(retention: 0).gradient(of: spend) == [[0, 100, 50, 0]])
    #expect(Adstock.binomial(retention: 0).gradient(of: spend) == [[0, 0, 0, 0]])
  }

  @Test("Nothing breaks at the ends of the domains", arguments: [0, 1, 1e12])
  func extremes(amount: Double) {
    let ends: [Adstock] = [
      .geometric(retention: 1 - 1e-9), .recursive(retention: 1 - 1e-9),
      .geometric(retention: 1 - 1e-9, window: 520), .delayed(retention: 0, peak: 2.5),
      .delayed(retention: 1 - 1e-9, peak: 12), .delayed(retention: 0, peak: 519, window: 520),
      .binomial(retention: 0), .binomial(retention: 1e-9), .binomial(retention: 1 - 1e-9),
      .weibullCDF(shape: 20, scale: 0.01, window: 520), .weibullCDF(shape: 0.01, scale: 100),
      .weibullPDF(shape: 20, scale: 0.01, window: 520), .weibullPDF(shape: 20, scale: 100),
      .weibullPDF(shape: 0.01, scale: 0.01),
    ]
    let spend = (0..<100).map { $0 % 7 == 0 ? amount : 0 }
    for adstock in ends {
      let carried = adstock.applied(to: spend)
      #expect(carried.allSatisfy { $0.isFinite && $0 >= 0 }, "\(adstock)")
      let gradient = Array(adstock.gradient(of: spend).joined())
      #expect(gradient.allSatisfy { $0.isFinite }, "\(adstock)")
      #expect(adstock.halfLife?.isFinite == true && adstock.meanLag?.isFinite == true)
    }
  }

  @Test("A huge spend leaves no rounding error behind once its window has passed")
  func noResidue() {
    let spend = [1e15] + [Double](repeating: 0, count: 40) + [1, 2, 3]
    let carried = Adstock.geometric(retention: 0.9).applied(to: spend)
    #expect(carried[13...40].allSatisfy { $0 == 0 })
    let alone = Adstock.geometric(retention: 0.9).applied(to: [1, 2, 3])
    #expect(zip(carried[41...], alone).allSatisfy { $0.isClose(to: $1, within: .ulps(4)) })
  }

  @Test("Half-lives and mean lags of decays known by heart")
  func halfLives() throws {
    #expect(Adstock.none.halfLife == nil && Adstock.none.meanLag == nil)
    let halving = Adstock.recursive(retention: 0.5)
    #expect(try #require(halving.halfLife).isClose(to: 1, within: .ulps(2)))
    #expect(try #require(halving.meanLag).isClose(to: 1, within: .ulps(2)))
    let long = Adstock.geometric(retention: 0.8, window: 500)
    #expect(try #require(long.meanLag).isClose(to: 4, within: rounding))
    #expect(try #require(long.halfLife).isClose(to: 3.1062837195053903, within: rounding))
    // Flat over nine periods: half has arrived after four and a half.
    let flat = Adstock.binomial(retention: 1 - 1e-12, window: 9)
    #expect(try #require(flat.halfLife).isClose(to: 4.5, within: .relative(1e-9)))
    #expect(try #require(flat.meanLag).isClose(to: 4, within: .relative(1e-9)))
    let delayed = Adstock.delayed(retention: 1e-9, peak: 3)
    #expect(try #require(delayed.meanLag).isClose(to: 3, within: .relative(1e-7)))
  }

  @Test("One parameter changed is another setting of the same kind", arguments: adstockKinds)
  func setting(adstock: Adstock) {
    for (index, parameter) in adstock.parameters.enumerated() {
      let changed = adstock.setting(index, to: parameter.value / 2)
      #expect(changed.kindName == adstock.kindName && changed.reach == adstock.reach)
      #expect(changed.parameters[index].value == parameter.value / 2)
      #expect(changed.setting(index, to: parameter.value) == adstock)
      #expect(parameter.domain.contains(parameter.value))
    }
  }
}

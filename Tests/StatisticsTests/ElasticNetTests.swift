import Statistics
import TestSupport
import Testing

private var reference: JSON { JSON.kept("elastic_net.json") }
private let design = Matrix(columns: reference["columns"].rows)
private let response = reference["response"].numbers
/// A gap of this share leaves coefficients some 1e-7 from the best.
private let tight = 1e-15

@Suite("Elastic net") struct ElasticNetTests {
  @Test("Coefficients are scikit-learn's at every penalty, ratio and sign")
  func scikitLearn() throws {
    #expect(reference["fits"].list.count == 18)
    for expected in reference["fits"].list {
      let isPositive = expected["positive"].number == 1
      let net = ElasticNet(
        l1Ratio: expected["ratio"].number,
        lowerBounds: isPositive ? [Double](repeating: 0, count: 6) : nil, tolerance: tight)
      let fit = try net.fit(design, to: response, penalty: expected["penalty"].number)
      #expect(fit.isConverged)
      #expect(agree(fit.coefficients, expected["coefficients"].numbers, .absolute(1e-6)))
      #expect(fit.intercept.isClose(to: expected["intercept"].number, within: .relative(1e-6)))
    }
  }

  @Test("The largest penalty is scikit-learn's; nothing is left at it, something just below")
  func largest() throws {
    let net = ElasticNet(l1Ratio: 0.5)
    let largest = try net.largestPenalty(design, to: response)
    #expect(largest.isClose(to: reference["largestPenalty"].number, within: .relative(1e-12)))
    let path = try net.path(design, to: response)
    #expect(path.count == 100 && path[0].penalty == largest && path[0].activeCount == 0)
    #expect(path[1].activeCount > 0 && path.filter { !$0.isConverged }.isEmpty)
    #expect(path[99].penalty.isClose(to: largest / 1000, within: .relative(1e-12)))
  }

  @Test("Cross-validated errors are scikit-learn's, scaled by training rows only")
  func crossValidated() throws {
    let choice = ElasticNet.CrossValidation(
      split: TimeSeriesSplit(folds: 4, gap: 2), penalties: [1, 0.2, 0.01])
    let fit = try ElasticNet(l1Ratio: 0.5, tolerance: tight)
      .fit(design, to: response, crossValidatedBy: choice)
    #expect(fit.curve.count == 3)
    for (point, expected) in zip(fit.curve, reference["curve"].list) {
      #expect(point.meanError.isClose(to: expected["mean"].number, within: .relative(1e-6)))
      #expect(
        point.standardError.isClose(to: expected["standardError"].number, within: .relative(1e-6)))
    }
    #expect(fit.penalty == fit.curve.min { $0.meanError < $1.meanError }?.penalty)
  }

  @Test("The duality gap bounds what the exact solution gains", arguments: [1, 0.5, 0.01])
  func certificate(ratio: Double) throws {
    func objective(_ fit: ElasticNetFit) -> Double {
      let squares = zip(fit.predict(design), response).reduce(0) {
        $0 + ($1.0 - $1.1) * ($1.0 - $1.1)
      }
      let penalty = fit.standardizedCoefficients.reduce(0) {
        $0 + ratio * abs($1) + (1 - ratio) / 2 * $1 * $1
      }
      return squares / Double(2 * response.count) + fit.penalty * penalty
    }
    let none = -Double.infinity
    let bounds: [Double] = [0, -1, none, 0, 0.1, none]
    let exact = try ElasticNet(l1Ratio: ratio, lowerBounds: bounds, tolerance: 1e-14)
      .fit(design, to: response, penalty: 0.3)
    for tolerance in [1e-1, 1e-2, 1e-4, 1e-6] {
      let rough = try ElasticNet(l1Ratio: ratio, lowerBounds: bounds, tolerance: tolerance)
        .fit(design, to: response, penalty: 0.3)
      guard case .dualityGap(let gap) = rough.certificate else {
        Issue.record("no gap")
        return
      }
      // Rounding of objectives near 10 apart.
      #expect(objective(rough) - objective(exact) <= gap + 1e-12)
    }
  }

  @Test("Wide designs, solved on residuals, satisfy the conditions of the lasso")
  func wide() throws {
    var stream = RandomStream(seed: 4)
    let (rows, columns) = (40, 300)
    let wide = Matrix(columns: (0..<columns).map { _ in (0..<rows).map { _ in stream.normal() } })
    let y = (0..<rows).map { 3 * wide[$0, 7] - 2 * wide[$0, 250] + 0.1 * stream.normal() }
    let net = ElasticNet(isStandardized: false, tolerance: 1e-13)
    let penalties = [1, 0.3, 0.1]
    for fit in try net.path(wide, to: y, penalties: penalties) {
      #expect(fit.isConverged)
      let residuals = zip(y, fit.predict(wide)).map { $0 - $1 }
      let slopes = wide.transposeTimes(residuals).map { $0 / Double(rows) }
      for (slope, coefficient) in zip(slopes, fit.coefficients) {
        #expect(abs(slope) <= fit.penalty * (1 + 1e-5))
        if coefficient != 0 {
          #expect(
            (slope * (coefficient > 0 ? 1 : -1)).isClose(to: fit.penalty, within: .relative(1e-5)))
        }
      }
    }
  }

  @Test("Nearly repeated columns converge as well")
  func collinear() throws {
    var stream = RandomStream(seed: 12)
    let first = (0..<80).map { _ in stream.normal() }
    let columns = (0..<8).map { _ in first.map { $0 + 1e-3 * stream.normal() } }
    let y = first.map { $0 + 0.1 * stream.normal() }
    let path = try ElasticNet(tolerance: 1e-12).path(Matrix(columns: columns), to: y)
    let slowest = path.map(\.sweeps).max() ?? 0
    #expect(path.filter { !$0.isConverged }.isEmpty)
    #expect(slowest < 500)
  }

  @Test("Without l1 it is ridge, and a column without penalty is certified by its slope")
  func ridge() throws {
    let weights = [1, 0, 2, 1, 1, 0.5]
    let penalty = 0.7
    let net = ElasticNet(l1Ratio: 0, penaltyWeights: weights, tolerance: 1e-12)
    let fit = try net.fit(design, to: response, penalty: penalty)
    let ridge = try Ridge(
      penalty: .fixed(penalty * Double(design.rows)), penaltyWeights: weights
    ).fit(design, to: response)
    #expect(agree(fit.coefficients, ridge.coefficients, .relative(1e-8)))
    guard case .slope = fit.certificate else {
      Issue.record("no gap exists here")
      return
    }
    #expect(fit.isConverged)
  }

  @Test("A fit that was given up says so")
  func unfinished() throws {
    let fit = try ElasticNet(tolerance: 1e-15, maximumSweeps: 1)
      .fit(design, to: response, penalty: 0.001)
    #expect(!fit.isConverged && fit.sweeps == 1 && fit.certificate.value > 0)
  }

  @Test("Scales far from 1 change nothing but the units")
  func units() throws {
    let plain = try ElasticNet(tolerance: tight).fit(design, to: response, penalty: 0.2)
    let huge = Matrix(columns: design.columnArrays.map { $0.map { $0 * 0x1p600 } })
    let scaled = try ElasticNet(tolerance: tight).fit(
      huge, to: response.map { $0 * 0x1p-400 }, penalty: 0.2 * 0x1p-400)
    let back = scaled.coefficients.map { $0 * 0x1p500 * 0x1p500 }
    #expect(agree(back, plain.coefficients, .relative(1e-9)))
  }

  @Test("Constant columns and responses are no trouble")
  func constant() throws {
    let columns = [[Double](repeating: 0.1, count: 60), design.column(0)]
    let fit = try ElasticNet().fit(Matrix(columns: columns), to: response, penalty: 0.01)
    #expect(fit.coefficients[0] == 0 && fit.coefficients[1] != 0 && fit.constantColumns == [0])
    let flat = try ElasticNet().path(design, to: [Double](repeating: 3, count: 60))
    #expect(flat.allSatisfy { $0.activeCount == 0 && $0.intercept == 3 && $0.rSquared == 0 })
    let none = try ElasticNet().path(Matrix(rows: 60, columns: 0), to: response)
    #expect(none.allSatisfy { $0.coefficients.isEmpty && $0.isConverged })
  }

  @Test("What cannot be fitted is refused")
  func refused() {
    func refuses(_ net: ElasticNet, _ x: Matrix, _ y: [Double], _ penalty: Double = 1) {
      #expect(throws: StatisticsError.self) { try net.fit(x, to: y, penalty: penalty) }
    }
    var broken = design
    broken[3, 2] = .nan
    refuses(ElasticNet(), broken, response)
    refuses(ElasticNet(), design, [.infinity] + response.dropFirst())
    refuses(ElasticNet(), Matrix(rows: 0, columns: 2), [])
    refuses(ElasticNet(), design, response, -1)
    refuses(ElasticNet(l1Ratio: 1.5), design, response)
    refuses(ElasticNet(penaltyWeights: [1, 1, 1, 1, 1, -1]), design, response)
    let two = [Double](repeating: 2, count: 6)
    refuses(ElasticNet(lowerBounds: two, upperBounds: [3, 3, 1, 3, 3, 3]), design, response)
    refuses(ElasticNet(lowerBounds: [0, 0, 0, .nan, 0, 0]), design, response)
  }
}

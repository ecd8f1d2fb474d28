import Statistics
import TestSupport
import Testing

private var reference: JSON { JSON.kept("ridge.json") }
private let design = Matrix(columns: reference["columns"].rows)
private let response = reference["response"].numbers

@Suite("Ridge") struct RidgeTests {
  @Test("Every penalty gives scikit-learn's coefficients and cross-validated error")
  func scikitLearn() throws {
    let penalties = reference["fits"].list.map { $0["penalty"].number }
    let path = try Ridge().path(design, to: response, penalties: penalties)
    for (fit, expected) in zip(path, reference["fits"].list) {
      #expect(agree(fit.coefficients, expected["coefficients"].numbers, .relative(1e-10)))
      #expect(fit.intercept.isClose(to: expected["intercept"].number, within: .relative(1e-11)))
    }
    let choice = Ridge.CrossValidation(
      split: TimeSeriesSplit(folds: 4, gap: 2), penalties: penalties)
    let chosen = try Ridge(penalty: .crossValidated(choice)).fit(design, to: response)
    for (point, expected) in zip(chosen.curve, reference["curve"].list) {
      #expect(point.meanError.isClose(to: expected["mean"].number, within: .relative(1e-10)))
      #expect(
        point.standardError.isClose(to: expected["standardError"].number, within: .relative(1e-10)))
    }
    #expect(chosen.curve.count == 5)
    #expect(chosen.penalty == chosen.curve.min { $0.meanError < $1.meanError }?.penalty)
  }

  @Test("Without a penalty it is least squares")
  func noPenalty() throws {
    let ridge = try Ridge(penalty: .fixed(0)).fit(design, to: response)
    let plain = try LeastSquares().fit(design, to: response)
    #expect(agree(ridge.coefficients, plain.slopes, .relative(1e-10)))
    #expect(ridge.effectiveDegreesOfFreedom.isClose(to: 6, within: .relative(1e-12)))
  }

  @Test(
    "It is least squares on rows augmented by the penalty, free columns without",
    arguments: [0.5, 40])
  func augmented(penalty: Double) throws {
    let weights = [1, 0, 2.5, 1, 0]
    let fit = try Ridge(
      penalty: .fixed(penalty), isStandardized: false, penaltyWeights: weights
    ).fit(design, to: response)
    // The intercept as a column of ones that the added rows do not have.
    let n = design.rows
    let rows = Matrix(rows: n + 5, columns: 6) { row, column in
      if row < n { return column == 0 ? 1 : design[row, column - 1] }
      return column - 1 == row - n ? (penalty * weights[row - n]).squareRoot() : 0
    }
    let plain = try LeastSquares(hasIntercept: false)
      .fit(rows, to: response + [Double](repeating: 0, count: 5))
    #expect(agree([fit.intercept] + fit.coefficients, plain.coefficients, .relative(1e-10)))
  }

  @Test("More columns than rows: the primal solution is the dual one")
  func dual() throws {
    var stream = RandomStream(seed: 3)
    var wide = Matrix(rows: 6, columns: 9)
    for row in 0..<6 { for column in 0..<9 { wide[row, column] = stream.normal() } }
    let y = (0..<6).map { _ in stream.normal() }
    let fit = try Ridge(penalty: .fixed(0.7), isStandardized: false, hasIntercept: false)
      .fit(wide, to: y)
    var kernel = wide.transposed.gram
    for index in 0..<6 { kernel[index, index] += 0.7 }
    let dual = wide.transposeTimes(try Cholesky(kernel).solve(y))
    #expect(agree(fit.coefficients, dual, .absolute(1e-12)))
  }

  @Test("A series too short for its folds, and a penalty below 0, are refused")
  func refused() {
    #expect(throws: StatisticsError.self) {
      try TimeSeriesSplit(folds: 5).splits(rows: 5)
    }
    #expect(throws: StatisticsError.self) {
      try TimeSeriesSplit(folds: .max, gap: 0).splits(rows: 100)
    }
    #expect(throws: StatisticsError.self) {
      try Ridge(penalty: .fixed(-1)).fit(design, to: response)
    }
  }

  @Test("A constant column gets the coefficient 0")
  func constant() throws {
    let columns = [[Double](repeating: 0.1, count: design.rows), design.column(0)]
    let fit = try Ridge(penalty: .fixed(1)).fit(Matrix(columns: columns), to: response)
    #expect(fit.coefficients[0] == 0 && fit.coefficients[1] != 0)
  }
}

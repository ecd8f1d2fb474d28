import Statistics
import TestSupport
import Testing

private var reference: JSON { JSON.kept("elastic_net.json") }
private let design = Matrix(columns: reference["columns"].rows)
private let response = reference["response"].numbers
private let lower = reference["lower"].numbers.map { $0 < -1e299 ? -Double.infinity : $0 }
private let upper = reference["upper"].numbers.map { $0 > 1e299 ? Double.infinity : $0 }

@Suite("Bounded least squares") struct BoundedLeastSquaresTests {
  @Test("Coefficients are SciPy's lsq_linear's, with and without penalties")
  func scipy() throws {
    var plain = BoundedLeastSquares(lowerBounds: lower, upperBounds: upper)
    let fit = try plain.fit(design, to: response)
    let bounded = reference["bounded"].numbers
    #expect(agree(fit.coefficients, Array(bounded.dropFirst()), .absolute(1e-9)))
    #expect(fit.intercept.isClose(to: bounded[0], within: .relative(1e-9)))
    #expect(fit.isConverged && fit.optimalityResidual < 1e-13)
    #expect(fit.positions.contains(.atLower) && fit.positions.contains(.atUpper))
    plain.penalties = reference["penalties"].numbers
    let ridge = try plain.fit(design, to: response)
    #expect(
      agree(
        ridge.coefficients, Array(reference["boundedRidge"].numbers.dropFirst()), .absolute(1e-9)))
  }

  @Test("Without bounds it is least squares, and with penalties ridge")
  func unbounded() throws {
    let plain = try LeastSquares().fit(design, to: response)
    let fit = try BoundedLeastSquares().fit(design, to: response)
    #expect(agree(fit.coefficients, plain.slopes, .relative(1e-10)))
    let ridge = try Ridge(penalty: .fixed(3)).fit(design, to: response)
    let same = try BoundedLeastSquares(
      penalties: [Double](repeating: 3, count: 6), isStandardized: true
    ).fit(design, to: response)
    #expect(agree(same.coefficients, ridge.coefficients, .relative(1e-10)))
  }

  @Test("It satisfies the optimality conditions on random designs", arguments: 0..<40)
  func conditions(seed: UInt64) throws {
    var stream = RandomStream(seed: 77, stream: seed)
    let (rows, columns) = (5 + stream.index(below: 40), 1 + stream.index(below: 12))
    var x = Matrix(rows: rows, columns: columns)
    for row in 0..<rows { for column in 0..<columns { x[row, column] = stream.normal() } }
    // Every third design has a column twice.
    if seed % 3 == 0, columns > 1 { for row in 0..<rows { x[row, 1] = x[row, 0] } }
    let y = (0..<rows).map { _ in stream.normal() }
    let low = (0..<columns).map { _ in stream.chance(0.3) ? -Double.infinity : -stream.uniform() }
    let high = (0..<columns).map { _ in stream.chance(0.3) ? Double.infinity : stream.uniform() / 4
    }
    let fit = try BoundedLeastSquares(lowerBounds: low, upperBounds: high).fit(x, to: y)
    #expect(fit.isConverged)
    let slopes = x.transposeTimes(fit.residuals)
    for column in 0..<columns {
      let b = fit.coefficients[column]
      #expect(b >= low[column] && b <= high[column])
      if b < high[column] { #expect(slopes[column] < 1e-9) }
      if b > low[column] { #expect(slopes[column] > -1e-9) }
    }
  }

  @Test("Contradictory bounds, no rows and NaN are refused; a constant column is not")
  func edges() throws {
    #expect(throws: StatisticsError.self) {
      try BoundedLeastSquares(lowerBounds: [1], upperBounds: [0])
        .fit(Matrix(columns: [[1, 2]]), to: [1, 2])
    }
    #expect(throws: StatisticsError.self) {
      try BoundedLeastSquares().fit(Matrix(rows: 0, columns: 1), to: [])
    }
    #expect(throws: StatisticsError.self) {
      try BoundedLeastSquares().fit(Matrix(columns: [[1, .nan]]), to: [1, 2])
    }
    let fit = try BoundedLeastSquares(lowerBounds: [0, 0])
      .fit(Matrix(columns: [[7, 7, 7], [1, 2, 4]]), to: [2, 4, 8])
    #expect(fit.coefficients[0] == 0)
    #expect(fit.coefficients[1].isClose(to: 2, within: .relative(1e-14)))
  }
}

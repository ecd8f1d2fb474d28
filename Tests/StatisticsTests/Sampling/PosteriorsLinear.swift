import Foundation
import Statistics
import TestSupport

/// Regressions and the eight schools.
extension ReferencePosterior {
  /// y ~ N(Xb, σ), with the same prior on every coefficient or none.
  private static func regression(
    _ file: String, names: [String], columns: [[Double]], response y: [Double],
    coefficients: Prior? = nil, deviation: Prior? = nil
  ) -> ReferencePosterior {
    let count = columns.count
    let coefficientPrior = coefficients.map(PreparedPrior.init)
    let deviationPrior = deviation.map(PreparedPrior.init)
    let constraints = [Constraint](repeating: .free, count: count) + [.above(0)]
    return ReferencePosterior(
      file, names: names, constraints: constraints, halves: deviation == nil ? 0 : 1
    ) { x, gradient in
      let sigma = x[count]
      let precision = 1 / (sigma * sigma)
      var sum = 0.0
      for row in y.indices {
        var residual = y[row]
        for column in 0..<count { residual -= columns[column][row] * x[column] }
        sum += residual * residual
        for column in 0..<count {
          gradient[column] += columns[column][row] * residual * precision
        }
      }
      let n = Double(y.count)
      gradient[count] += (sum * precision - n) / sigma
      var total = -0.5 * sum * precision - n * (log(sigma) + 0.5 * log(2 * Double.pi))
      if let prior = deviationPrior {
        let (value, slope) = prior.logDensity(sigma)
        total += value
        gradient[count] += slope
      }
      if let prior = coefficientPrior {
        for column in 0..<count {
          let (value, slope) = prior.logDensity(x[column])
          total += value
          gradient[column] += slope
        }
      }
      return total
    }
  }

  private static func data(_ file: String) -> JSON {
    JSON.outside("\(folder)/\(file).json")["data"]
  }
  private static func betas(_ count: Int) -> [String] { (1...count).map { "beta[\($0)]" } }

  static var kidscoreByIQ: ReferencePosterior {
    let file = "kidiq-kidscore_momiq"
    let data = data(file)
    let y = data["kid_score"].numbers
    return regression(
      file, names: betas(2) + ["sigma"], columns: [y.map { _ in 1 }, data["mom_iq"].numbers],
      response: y, deviation: .halfStudent(degrees: 1, scale: 2.5))
  }

  static var kidscoreInteraction: ReferencePosterior {
    let file = "kidiq-kidscore_interaction"
    let data = data(file)
    let (y, school, iq) = (
      data["kid_score"].numbers, data["mom_hs"].numbers, data["mom_iq"].numbers
    )
    return regression(
      file, names: betas(4) + ["sigma"],
      columns: [y.map { _ in 1 }, school, iq, zip(school, iq).map(*)], response: y,
      deviation: .halfStudent(degrees: 1, scale: 2.5))
  }

  static var earningsByHeight: ReferencePosterior {
    let file = "earnings-logearn_height"
    let data = data(file)
    let y = data["earn"].numbers.map { log($0) }
    return regression(
      file, names: betas(2) + ["sigma"], columns: [y.map { _ in 1 }, data["height"].numbers],
      response: y)
  }

  static var mesquite: ReferencePosterior {
    let file = "mesquite-logmesquite_logvas"
    let data = data(file)
    let (first, second) = (data["diam1"].numbers, data["diam2"].numbers)
    let y = data["weight"].numbers.map { log($0) }
    let columns: [[Double]] = [
      y.map { _ in 1 },
      y.indices.map { log(first[$0] * second[$0] * data["canopy_height"].numbers[$0]) },
      y.indices.map { log(first[$0] * second[$0]) },
      y.indices.map { log(first[$0] / second[$0]) },
      data["total_height"].numbers.map { log($0) }, data["density"].numbers.map { log($0) },
      data["group"].numbers,
    ]
    return regression(file, names: betas(7) + ["sigma"], columns: columns, response: y)
  }

  static var autoregression: ReferencePosterior {
    let file = "arK-arK"
    let y = data(file)["y"].numbers
    let lags = 5
    let lagged = (1...lags).map { lag in (lags..<y.count).map { y[$0 - lag] } }
    let response = Array(y.dropFirst(lags))
    return regression(
      file, names: ["alpha"] + betas(lags) + ["sigma"], columns: [response.map { _ in 1 }] + lagged,
      response: response, coefficients: .normal(mean: 0, deviation: 10),
      deviation: .halfStudent(degrees: 1, scale: 2.5))
  }

  private static let schools =
    (1...8).map { "theta[\($0)]" } + ["mu", "tau"]

  static var eightSchoolsCentred: ReferencePosterior {
    let file = "eight_schools-eight_schools_centered"
    let (y, sigma) = (data(file)["y"].numbers, data(file)["sigma"].numbers)
    let centre = PreparedPrior(.normal(mean: 0, deviation: 5))
    let spread = PreparedPrior(.halfStudent(degrees: 1, scale: 5))
    let constraints = [Constraint](repeating: .free, count: 9) + [.above(0)]
    return ReferencePosterior(file, names: schools, constraints: constraints, halves: 1) {
      x, gradient in
      let (mu, tau) = (x[8], x[9])
      var total = centre.logDensity(mu).value + spread.logDensity(tau).value
      gradient[8] += centre.logDensity(mu).slope
      gradient[9] += spread.logDensity(tau).slope
      for school in 0..<8 {
        let z = (x[school] - mu) / tau
        let e = (y[school] - x[school]) / sigma[school]
        total -= 0.5 * (z * z + e * e) + log(tau) + log(sigma[school]) + log(2 * Double.pi)
        gradient[school] += e / sigma[school] - z / tau
        gradient[8] += z / tau
        gradient[9] += (z * z - 1) / tau
      }
      return total
    }
  }

  static var eightSchoolsNoncentred: ReferencePosterior {
    let file = "eight_schools-eight_schools_noncentered"
    let (y, sigma) = (data(file)["y"].numbers, data(file)["sigma"].numbers)
    let centre = PreparedPrior(.normal(mean: 0, deviation: 5))
    let spread = PreparedPrior(.halfStudent(degrees: 1, scale: 5))
    return ReferencePosterior(
      file, names: schools, constraints: [Constraint](repeating: .free, count: 9) + [.above(0)],
      halves: 1,
      quantities: { x in (0..<8).map { x[8] + x[9] * x[$0] } + [x[8], x[9]] },
      parameters: { q in (0..<8).map { (q[$0] - q[8]) / q[9] } + [q[8], q[9]] },
      density: { x, gradient in
        let (mu, tau) = (x[8], x[9])
        var total = centre.logDensity(mu).value + spread.logDensity(tau).value
        gradient[8] += centre.logDensity(mu).slope
        gradient[9] += spread.logDensity(tau).slope
        for school in 0..<8 {
          let z = x[school]
          let e = (y[school] - mu - tau * z) / sigma[school]
          total -= 0.5 * (z * z + e * e) + log(sigma[school]) + log(2 * Double.pi)
          gradient[school] += tau * e / sigma[school] - z
          gradient[8] += e / sigma[school]
          gradient[9] += z * e / sigma[school]
        }
        return total
      })
  }
}

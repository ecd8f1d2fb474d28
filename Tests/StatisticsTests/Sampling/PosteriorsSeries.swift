import Foundation
import Statistics
import TestSupport

/// Time series and a Gaussian process.
extension ReferencePosterior {
  static var movingAverage: ReferencePosterior {
    let file = "arma-arma11"
    let y = JSON.outside("\(folder)/\(file).json")["data"]["y"].numbers
    let wide = PreparedPrior(.normal(mean: 0, deviation: 10))
    let narrow = PreparedPrior(.normal(mean: 0, deviation: 2))
    let spread = PreparedPrior(.halfStudent(degrees: 1, scale: 2.5))
    return ReferencePosterior(
      file, names: ["mu", "phi", "theta", "sigma"], constraints: [.free, .free, .free, .above(0)],
      halves: 1
    ) { x, gradient in
      let (mu, phi, theta, sigma) = (x[0], x[1], x[2], x[3])
      let priors = [
        wide.logDensity(mu), narrow.logDensity(phi), narrow.logDensity(theta),
        spread.logDensity(sigma),
      ]
      var total = 0.0
      for (index, prior) in priors.enumerated() {
        total += prior.value
        gradient[index] += prior.slope
      }
      // The error of the step before and its slopes by mu, phi and theta; before the first, y is mu and the error 0.
      var (last, lastMu, lastPhi, lastTheta) = (0.0, 0.0, 0.0, 0.0)
      let precision = 1 / (sigma * sigma)
      var sum = 0.0
      for step in y.indices {
        let before = step == 0 ? mu : y[step - 1]
        let error = y[step] - (mu + phi * before + theta * last)
        let errorMu = -(1 + (step == 0 ? phi : 0) + theta * lastMu)
        let errorPhi = -(before + theta * lastPhi)
        let errorTheta = -(last + theta * lastTheta)
        (last, lastMu, lastPhi, lastTheta) = (error, errorMu, errorPhi, errorTheta)
        sum += error * error
        gradient[0] -= error * errorMu * precision
        gradient[1] -= error * errorPhi * precision
        gradient[2] -= error * errorTheta * precision
      }
      let n = Double(y.count)
      gradient[3] += (sum * precision - n) / sigma
      return total - 0.5 * sum * precision - n * (log(sigma) + 0.5 * log(2 * Double.pi))
    }
  }

  /// The fourth parameter is the share of 1 − alpha1 that beta1 takes.
  static var garch: ReferencePosterior {
    let file = "garch-garch11"
    let data = JSON.outside("\(folder)/\(file).json")["data"]
    let (y, first) = (data["y"].numbers, data["sigma1"].number)
    return ReferencePosterior(
      file, names: ["mu", "alpha0", "alpha1", "beta1"],
      constraints: [.free, .above(0), .between(0, 1), .between(0, 1)],
      quantities: { [$0[0], $0[1], $0[2], (1 - $0[2]) * $0[3]] },
      parameters: { [$0[0], $0[1], $0[2], $0[3] / (1 - $0[2])] },
      density: { x, gradient in
        let (mu, alpha0, alpha1) = (x[0], x[1], x[2])
        let beta1 = (1 - alpha1) * x[3]
        var total = log(1 - alpha1)
        gradient[2] -= 1 / (1 - alpha1)
        // The variance and its slopes by mu, alpha0, alpha1 and beta1.
        var variance = first * first
        var slopes = (0.0, 0.0, 0.0, 0.0)
        var byBeta = 0.0
        for step in y.indices {
          if step > 0 {
            let e = y[step - 1] - mu
            slopes = (
              -2 * alpha1 * e + beta1 * slopes.0, 1 + beta1 * slopes.1, e * e + beta1 * slopes.2,
              variance + beta1 * slopes.3
            )
            variance = alpha0 + alpha1 * e * e + beta1 * variance
          }
          let e = y[step] - mu
          total -= 0.5 * (log(2 * Double.pi) + log(variance) + e * e / variance)
          let byVariance = 0.5 * (e * e / variance - 1) / variance
          gradient[0] += e / variance + byVariance * slopes.0
          gradient[1] += byVariance * slopes.1
          gradient[2] += byVariance * slopes.2
          byBeta += byVariance * slopes.3
        }
        gradient[2] -= byBeta * x[3]
        gradient[3] += byBeta * (1 - alpha1)
        return total
      })
  }

  /// K = alpha²·exp(−(x−x′)²/(2·rho²)) + sigma·I: sigma is a variance.
  static var gaussianProcess: ReferencePosterior {
    let file = "gp_pois_regr-gp_regr"
    let data = JSON.outside("\(folder)/\(file).json")["data"]
    let (place, y) = (data["x"].numbers, data["y"].numbers)
    let priors = [
      PreparedPrior(.gamma(shape: 25, rate: 4)), PreparedPrior(.halfNormal(deviation: 2)),
      PreparedPrior(.halfNormal(deviation: 1)),
    ]
    return ReferencePosterior(
      file, names: ["rho", "alpha", "sigma"], constraints: [.above(0), .above(0), .above(0)],
      halves: 2
    ) { x, gradient in
      let (rho, alpha, sigma) = (x[0], x[1], x[2])
      var total = 0.0
      for (index, prior) in priors.enumerated() {
        let (value, slope) = prior.logDensity(x[index])
        total += value
        gradient[index] += slope
      }
      let n = y.count
      func kernel(_ i: Int, _ j: Int) -> Double {
        let distance = (place[i] - place[j]) / rho
        return alpha * alpha * exp(-0.5 * distance * distance)
      }
      var lower = [[Double]](repeating: [Double](repeating: 0, count: n), count: n)
      for i in 0..<n {
        for j in 0...i {
          var sum = kernel(i, j) + (i == j ? sigma : 0)
          for k in 0..<j { sum -= lower[i][k] * lower[j][k] }
          if i == j {
            guard sum > 0 else { return .nan }
            lower[i][i] = sum.squareRoot()
          } else {
            lower[i][j] = sum / lower[j][j]
          }
        }
      }
      func solved(_ right: [Double]) -> [Double] {
        var v = right
        for i in 0..<n {
          for k in 0..<i { v[i] -= lower[i][k] * v[k] }
          v[i] /= lower[i][i]
        }
        for i in (0..<n).reversed() {
          for k in i..<n where k > i { v[i] -= lower[k][i] * v[k] }
          v[i] /= lower[i][i]
        }
        return v
      }
      let weights = solved(y)
      for i in 0..<n {
        total -= log(lower[i][i]) + 0.5 * log(2 * Double.pi) + 0.5 * y[i] * weights[i]
        var unit = [Double](repeating: 0, count: n)
        unit[i] = 1
        let inverse = solved(unit)
        for j in 0..<n {
          // ½ tr((wwᵀ − K⁻¹)·dK).
          let half = 0.5 * (weights[i] * weights[j] - inverse[j])
          let distance = place[i] - place[j]
          gradient[0] += half * kernel(i, j) * distance * distance / (rho * rho * rho)
          gradient[1] += half * kernel(i, j) * 2 / alpha
          if i == j { gradient[2] += half }
        }
      }
      return total
    }
  }
}

import Statistics

/// The likelihoods of single rows.
struct RowLikelihood {
  private let kind: BayesianModel.Likelihood
  private let shift: Double
  private let scale: Double

  init(_ shape: MixShape) {
    kind = shape.likelihood
    shift = shape.shift
    scale = shape.scale
  }

  /// The log-likelihood of all rows, in scaled units; `residual` (target − mean) becomes ∂L/∂residual.
  func gradient(
    residual: UnsafeMutablePointer<Double>, target: UnsafePointer<Double>, sigma: Double,
    places: [Int], bySigma: inout Double
  ) -> Double {
    let precision = 1 / (sigma * sigma)
    let logSigma = VectorElementary.log(sigma)
    var value = 0.0
    bySigma = 0
    switch kind {
    case .normal:
      for place in places {
        let e = residual[place]
        value -= 0.5 * e * e * precision + halfLogTwoPi + logSigma
        bySigma += (e * e * precision - 1) / sigma
        residual[place] = -e * precision
      }
    case .student(let degrees):
      let constant = Self.studentConstant(degrees)
      for place in places {
        let e = residual[place]
        let ratio = e * e * precision / degrees
        let weight = (degrees + 1) / (degrees * (1 + ratio))
        value +=
          constant - logSigma - 0.5 * (degrees + 1) * VectorElementary.log(1 + ratio)
        bySigma += (weight * e * e * precision - 1) / sigma
        residual[place] = -weight * e * precision
      }
    case .logNormal:
      for place in places {
        let seen = shift + scale * target[place]
        let mean = seen - scale * residual[place]
        guard mean > 0 else { return -.infinity }
        let e = VectorElementary.log(seen) - VectorElementary.log(mean)
        // Of the scaled target: dy = scale · d(scaled).
        value -=
          0.5 * e * e * precision + halfLogTwoPi + logSigma
          + VectorElementary.log(seen) - VectorElementary.log(scale)
        bySigma += (e * e * precision - 1) / sigma
        // ∂L/∂residual = −∂L/∂mean · scale.
        residual[place] = -e * precision * scale / mean
      }
    }
    return value
  }

  /// The log-likelihood of one row in scaled units.
  func value(residual e: Double, target: Double, sigma: Double) -> Double {
    let logSigma = VectorElementary.log(sigma)
    let z = e / sigma
    switch kind {
    case .normal: return -0.5 * z * z - halfLogTwoPi - logSigma
    case .student(let degrees):
      return Self.studentConstant(degrees) - logSigma
        - 0.5 * (degrees + 1) * VectorElementary.log(1 + z * z / degrees)
    case .logNormal:
      let seen = shift + scale * target
      let mean = seen - scale * e
      guard mean > 0 else { return -.infinity }
      let log = VectorElementary.log(seen)
      let z = (log - VectorElementary.log(mean)) / sigma
      return -0.5 * z * z - halfLogTwoPi - logSigma - log + VectorElementary.log(scale)
    }
  }

  private static func studentConstant(_ degrees: Double) -> Double {
    logGamma((degrees + 1) / 2) - logGamma(degrees / 2)
      - 0.5 * stableLog(degrees * Double.pi)
  }
}

extension MixWorkspace {
  /// The log-likelihood of the experiments; ∂L/∂(predicted lift) by through-test, and ∂L/∂β and the saturations' adjoints.
  func experimentLikelihood(byTest: UnsafeMutablePointer<Double>) -> Double {
    var value = 0.0
    for c in 0..<channelCount { byBeta[c] = 0 }
    for (index, test) in shape.throughTests.enumerated() {
      let own = work[test.channel]
      var difference = 0.0
      for place in 0..<width {
        difference +=
          test.window[place]
          * (own.scratch[test.stream].feature[place] - own.scratch[0].feature[place])
      }
      let z = (beta[test.channel] * difference - test.lift) / test.deviation
      value += test.constant - 0.5 * z * z
      byTest[index] = -z / test.deviation
      byBeta[test.channel] += byTest[index] * difference
    }
    for test in shape.liftTests {
      let own = work[test.channel]
      let before = own.kernel.point(test.before, own.parameters)
      let after = own.kernel.point(test.after, own.parameters)
      let coefficient = beta[test.channel]
      let difference = after.value - before.value
      let sign = coefficient * difference < 0 ? -1.0 : 1.0
      let mu = sign * coefficient * difference
      guard mu > 0 else { return -.infinity }
      // Gamma by mean and standard deviation: shape (μ/σ)², rate μ/σ².
      let variance = test.deviation * test.deviation
      let (shape, rate) = (mu * mu / variance, mu / variance)
      let logLift = stableLog(abs(test.lift))
      value +=
        shape * stableLog(rate) - logGamma(shape) + (shape - 1) * logLift - rate * abs(test.lift)
      let byMu =
        2 * mu / variance * (stableLog(rate) - digamma(shape) + logLift)
        + shape / mu - abs(test.lift) / variance
      byBeta[test.channel] += byMu * sign * difference
      let channel = self.shape.channels[test.channel]
      let scale = byMu * sign * coefficient
      if let first = channel.parameters[2] {
        adjoints[first] += scale * (after.first - before.first)
      }
      if let second = channel.parameters[3] {
        adjoints[second] += scale * (after.second - before.second)
      }
    }
    return value
  }

  /// The scaled target minus the mean at the parameters in `values`, in `residual`; features and coefficients must be there.
  func computeFullResidual() {
    computeResidual()
    for (column, parameter) in zip(shape.columns, shape.columnParameters)
    where !shape.parameters[parameter].isFixed {
      for place in shape.places { residual[place] -= values[parameter] * column[place] }
    }
  }

  /// The logarithms of prior and likelihood (in scaled units, experiments included) at the parameters in `values`.
  func logDensities(
    _ priors: UnsafePointer<PreparedPrior>
  ) -> (prior: Double, likelihood: Double) {
    computeFullResidual()
    var prior = 0.0
    for (index, parameter) in shape.parameters.enumerated() where !parameter.isFixed {
      prior += priors[index].logDensity(values[index]).value
    }
    let rows = RowLikelihood(shape)
    var likelihood = 0.0
    for place in shape.places {
      likelihood += rows.value(
        residual: residual[place], target: target[place], sigma: values[shape.sigma])
    }
    if !shape.throughTests.isEmpty || !shape.liftTests.isEmpty {
      likelihood += withUnsafeTemporaryAllocation(
        of: Double.self, capacity: max(1, shape.throughTests.count)
      ) { scratch in
        scratch.baseAddress.map { experimentLikelihood(byTest: $0) } ?? 0
      }
    }
    return (prior, likelihood)
  }
}

/// ln(1 + z) for 0 ≤ z ≤ 1, small ones kept (Kahan).
func softenedLog(_ z: Double) -> Double {
  let u = 1 + z
  return u == 1 ? z : VectorElementary.log(u) * z / (u - 1)
}

/// ½ log 2π.
let halfLogTwoPi = 0.918938533204672741780329736406

/// The logarithm, and no number where `VectorElementary.log` has no meaning: of what was rounded away to 0, or of a loss by more
/// spend, it would be finite and wrong.
func checkedLog(_ x: Double) -> Double {
  x > 1e-300 && x < 1e300 ? VectorElementary.log(x) : .nan
}

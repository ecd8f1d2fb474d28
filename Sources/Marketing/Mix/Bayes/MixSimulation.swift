import Statistics

/// What a model says might have been seen: rows and what experiments measured, in the target's unit.
struct SimulatedRows {
  /// The target, one number a row.
  let target: [Double]
  /// What tests simulated through the model measured, in their order.
  let lifts: [Double]
  /// What tests of the saturation alone measured, in their order.
  let curveLifts: [Double]
}

extension BayesianMix {
  /// The same model with scales, basis and priors of the rows that it was made of.
  init(_ shape: MixShape) {
    self.shape = shape
    warnings = []
  }

  /// Rows and measurements drawn from the likelihood at the parameters.
  ///
  /// - Parameters:
  ///   - parameters: In the order of ``parameterNames``.
  ///   - stream: Random numbers, in the order of rows, then of experiments.
  /// - Returns: nil where the likelihood is nowhere above 0, such as log-normal sales around a mean below 0.
  func simulated(_ parameters: [Double], using stream: inout RandomStream) -> SimulatedRows? {
    let space = MixWorkspace(shape)
    for (index, value) in parameters.enumerated() { space.values[index] = value }
    space.computeFeatures()
    for c in 0..<space.channelCount { space.solveCoefficient(c) }
    space.computeFullResidual()
    let sigma = space.values[shape.sigma]
    var target: [Double] = []
    for (row, place) in shape.places.enumerated() {
      // The target of the model lacks what is fixed, and the residual does too: seen − scale · residual is the mean.
      let mean = shape.data.target.values[row] - shape.scale * space.residual[place]
      let value = shape.likelihood.draw(
        mean: mean, sigma: sigma, scale: shape.scale, using: &stream)
      guard value.isFinite else { return nil }
      if case .logNormal = shape.likelihood, !(mean > 0 && value > 0) { return nil }
      target.append(value)
    }
    let lifts = shape.throughTests.map { test in
      let own = space.work[test.channel]
      var difference = 0.0
      for place in 0..<space.width {
        difference +=
          test.window[place]
          * (own.scratch[test.stream].feature[place] - own.scratch[0].feature[place])
      }
      return shape.scale
        * stream.normal(mean: space.beta[test.channel] * difference, deviation: test.deviation)
    }
    var curveLifts: [Double] = []
    for test in shape.liftTests {
      let own = space.work[test.channel]
      let before = own.kernel.point(test.before, own.parameters).value
      let after = own.kernel.point(test.after, own.parameters).value
      let size = abs(space.beta[test.channel] * (after - before)) / test.deviation
      guard size > 0 else { return nil }
      // Gamma by mean and standard deviation, as the likelihood has it.
      let lift = test.deviation * stream.gamma(shape: size * size) / size
      guard lift > 0, lift.isFinite else { return nil }
      curveLifts.append(shape.scale * (test.lift < 0 ? -lift : lift))
    }
    guard lifts.allSatisfy(\.isFinite) else { return nil }
    return SimulatedRows(target: target, lifts: lifts, curveLifts: curveLifts)
  }

  /// The model that sees other rows and measurements.
  ///
  /// Scales, and with them what priors mean, stay those of the rows that it was made of: a model whose priors follow the
  /// target that was drawn would not be the one that drew it.
  func seeing(_ rows: SimulatedRows) -> BayesianMix {
    var shape = shape
    for (row, place) in shape.places.enumerated() {
      shape.target[place] += (rows.target[row] - shape.data.target.values[row]) / shape.scale
    }
    for (index, lift) in rows.lifts.enumerated() {
      shape.throughTests[index].lift = lift / shape.scale
    }
    for (index, lift) in rows.curveLifts.enumerated() {
      shape.liftTests[index].lift = lift / shape.scale
    }
    shape.data = shape.data.selling(rows.target)
    return BayesianMix(shape)
  }
}

extension BayesianModel.Likelihood {
  /// A row drawn around its mean, or for the log-normal around its median.
  func draw(
    mean: Double, sigma: Double, scale: Double, using stream: inout RandomStream
  ) -> Double {
    switch self {
    case .normal: return stream.normal(mean: mean, deviation: sigma * scale)
    case .student(let degrees):
      let z = stream.normal(mean: 0, deviation: 1)
      let chi = 2 * stream.gamma(shape: degrees / 2)
      return mean + sigma * scale * z / (chi / degrees).squareRoot()
    case .logNormal:
      return mean * stableExp(stream.normal(mean: 0, deviation: sigma))
    }
  }
}

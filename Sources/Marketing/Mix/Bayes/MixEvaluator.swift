import Statistics

/// The log density of a Bayesian mix model at the sampler's coordinates, and its gradient by adjoints.
final class MixEvaluator: LogDensityEvaluator {
  typealias Numbers = UnsafeMutablePointer<Double>

  private let shape: MixShape
  private let space: MixWorkspace
  private let priors: UnsafeMutablePointer<PreparedPrior>
  private let parameterCount: Int
  private let memory: Numbers
  /// dx/du of the ordinary parameters.
  private let slopes: Numbers
  /// Bᵀr and Q_Sᵀr.
  private let projections: Numbers
  /// ∂L/∂ of those.
  private let byProjection: Numbers
  /// The sampled linear coefficients, ∂L/∂ of them, and vectors of their length.
  private let linear: Numbers
  private let byLinear: Numbers
  private let moved: Numbers
  private let missed: Numbers
  /// The predicted lifts' derivatives by through-test.
  private let byTest: Numbers
  private let squares: Numbers

  init(_ shape: MixShape) {
    self.shape = shape
    space = MixWorkspace(shape)
    parameterCount = shape.parameters.count
    priors = .allocate(capacity: parameterCount)
    for (index, parameter) in shape.parameters.enumerated() {
      (priors + index).initialize(to: PreparedPrior(parameter.prior))
    }
    let k = (shape.basis.count + 3) / 4 * 4
    let tests = shape.throughTests.count
    memory = .allocate(capacity: parameterCount + 7 * k + tests)
    memory.initialize(repeating: 0, count: parameterCount + 7 * k + tests)
    slopes = memory
    projections = memory + parameterCount
    byProjection = projections + k
    linear = byProjection + k
    byLinear = linear + k
    moved = byLinear + k
    missed = moved + k
    squares = missed + k
    byTest = squares + k
  }

  deinit {
    priors.deinitialize(count: parameterCount)
    priors.deallocate()
    memory.deallocate()
  }

  func logDensity(
    at position: UnsafePointer<Double>, gradient: UnsafeMutablePointer<Double>
  ) -> Double {
    // 1. Priors of what has a coordinate of its own, and features.
    var value = place(position, gradient)
    // 2. Effects, and what channels leave of the target.
    value += resolveEffects(position)
    space.computeResidual()
    // 3. The likelihood; `residual` becomes ∂L/∂r.
    var byScale = 0.0
    value +=
      shape.isQuadratic
      ? quadratic(position, gradient, &byScale) : general(position, gradient, &byScale)
    space.adjoints[shape.sigma] += byScale
    // 4. Experiments, and the way back through the channels.
    value += lifts()
    value += descend(position, gradient)
    turnBack(position, gradient)
    for entry in shape.softened {
      gradient[entry.coordinate] += slopes[entry.parameter] * space.adjoints[entry.parameter]
    }
    for entry in shape.ordinary {
      gradient[entry.coordinate] += slopes[entry.parameter] * space.adjoints[entry.parameter]
    }
    return value.isNaN ? -.infinity : value
  }

  // MARK: - 1. Priors and features

  private func place(_ position: UnsafePointer<Double>, _ gradient: Numbers) -> Double {
    var value = 0.0
    for parameter in 0..<parameterCount { space.adjoints[parameter] = 0 }
    for entry in shape.ordinary {
      let at = priors[entry.parameter].atCoordinate(position[entry.coordinate])
      space.values[entry.parameter] = at.x
      slopes[entry.parameter] = at.dx
      gradient[entry.coordinate] = at.slope
      value += at.value
    }
    for entry in shape.softened {
      let u = position[entry.coordinate]
      let e = VectorElementary.exp(-abs(u))
      let x = max(max(u, 0) + softenedLog(e), 1e-300)
      let rise = (u >= 0 ? 1 : e) / (1 + e)
      let logX = VectorElementary.log(x)
      let prior = priors[entry.parameter].logDensity(x, logarithm: logX)
      space.values[entry.parameter] = x
      slopes[entry.parameter] = rise
      gradient[entry.coordinate] = prior.slope * rise + 1 - rise
      value += prior.value + VectorElementary.log(max(rise, 1e-300))
    }
    for channel in shape.channels {
      guard let turn = channel.turn, let half = channel.parameters[2],
        let slope = channel.parameters[3]
      else { continue }
      let s = space.values[slope]
      let stretch = (1 + s * s).squareRoot()
      let logHalf = turn.pivot + position[turn.coordinate] / stretch
      let x = VectorElementary.exp(logHalf)
      space.values[half] = x
      let prior = priors[half].logDensity(x, logarithm: logHalf)
      value += prior.value + logHalf - VectorElementary.log(stretch)
      slopes[half] = x * prior.slope + 1
    }
    space.computeFeatures()
    return value
  }

  // MARK: - 2. Effects

  /// Coefficients and effects from their coordinates; the priors of effects that move with the feature's spread.
  private func resolveEffects(_ position: UnsafePointer<Double>) -> Double {
    var value = 0.0
    for c in 0..<space.channelCount {
      let channel = shape.channels[c]
      switch channel.coordinate {
      case .own, .none: space.solveCoefficient(c)
      case .logSpread(let coordinate):
        let u = position[coordinate]
        let logBeta = u - 0.5 * checkedLog(space.spread[c])
        let logEffect =
          logBeta + checkedLog(channel.factor)
          + (channel.measure == .coefficient ? 0 : checkedLog(space.measure[c]))
        space.beta[c] = VectorElementary.exp(logBeta)
        let effect = VectorElementary.exp(logEffect)
        space.values[channel.effect] = effect
        let prior = priors[channel.effect].logDensity(effect, logarithm: logEffect)
        value += prior.value + logEffect
        slopes[channel.effect] = effect * prior.slope + 1
      case .spread(let coordinate):
        let size = space.spread[c].squareRoot()
        space.beta[c] = position[coordinate] / size
        let rate = channel.factor * space.measure[c]
        let effect = space.beta[c] * rate
        space.values[channel.effect] = effect
        let prior = priors[channel.effect].logDensity(effect)
        value += prior.value + checkedLog(rate) - checkedLog(size)
        slopes[channel.effect] = prior.slope
      }
    }
    return value
  }

  // MARK: - 3. Likelihoods

  /// The sampled coefficients at δ: γ = R⁻¹(Q_Sᵀr + σδ), or δ itself.
  private func placeLinear(_ position: UnsafePointer<Double>, _ scale: Double) -> Double {
    let basis = shape.basis
    let (g, s) = (basis.integratedCount, basis.sampledCount)
    let deltas = position + shape.linearStart
    for i in 0..<s {
      moved[i] = shape.adapts ? projections[g + i] + scale * deltas[i] : deltas[i]
    }
    var value = 0.0
    for i in 0..<s {
      var sum = 0.0
      for j in i..<s { sum += basis.inverse[i * s + j] * moved[j] }
      linear[i] = sum
      let parameter = shape.columnParameters[basis.sampled[i]]
      space.values[parameter] = sum
      let prior = priors[parameter].logDensity(sum)
      value += prior.value
      byLinear[i] = prior.slope
    }
    if shape.adapts { value += Double(s) * VectorElementary.log(scale) - basis.logDeterminant }
    return value
  }

  /// Carries ∂L/∂γ to ∂L/∂δ and ∂L/∂(Q_Sᵀr).
  private func descendLinear(
    _ position: UnsafePointer<Double>, _ gradient: Numbers, _ scale: Double
  ) -> Double {
    let basis = shape.basis
    let (g, s) = (basis.integratedCount, basis.sampledCount)
    let deltas = position + shape.linearStart
    var byScale = 0.0
    for j in 0..<s {
      var sum = 0.0
      for i in 0...j { sum += basis.inverse[i * s + j] * byLinear[i] }
      gradient[shape.linearStart + j] = shape.adapts ? scale * sum : sum
      if shape.adapts {
        byProjection[g + j] += sum
        byScale += sum * deltas[j]
      }
    }
    return shape.adapts ? byScale + Double(s) / scale : 0
  }

  /// The normal likelihood with the integrated coefficients gone; see ``BaselineBasis``.
  private func quadratic(
    _ position: UnsafePointer<Double>, _ gradient: Numbers, _ byScale: inout Double
  ) -> Double {
    let basis = shape.basis
    let (g, s) = (basis.integratedCount, basis.sampledCount)
    let width = space.width
    let sigma = space.values[shape.sigma]
    let variance = sigma * sigma
    let precision = 1 / variance
    for i in 0..<(g + s) {
      projections[i] = space.dot(space.basis + i * width, space.residual)
    }
    for i in 0..<(g + s) {
      space.add(-projections[i], space.basis + i * width, to: space.residual)
    }
    let left = space.dot(space.residual, space.residual)
    for i in 0..<(g + s) { byProjection[i] = 0 }
    var value = placeLinear(position, sigma)

    let free = Double(shape.rowCount - g)
    value -= free * (halfLogTwoPi + VectorElementary.log(sigma)) + 0.5 * left * precision
    byScale = (left * precision - free) / sigma

    // Directions of the sampled coefficients.
    for i in 0..<s {
      var rest = projections[g + i]
      for j in i..<s { rest -= basis.triangle[i * s + j] * linear[j] }
      missed[i] = rest * precision
      value -= 0.5 * rest * missed[i]
      byScale += rest * missed[i] / sigma
    }
    for j in 0..<s { for i in 0...j { byLinear[j] += basis.triangle[i * s + j] * missed[i] } }
    for i in 0..<s { byProjection[g + i] -= missed[i] }

    // Directions of the integrated ones.
    for i in 0..<g {
      var rest = projections[i] - basis.centre[i]
      for j in 0..<s { rest -= basis.coupling[i * s + j] * linear[j] }
      let spread = variance + basis.variances[i]
      let pull = rest / spread
      value -= 0.5 * (rest * pull + VectorElementary.log(spread)) + halfLogTwoPi
      byScale += sigma * (pull * pull - 1 / spread)
      byProjection[i] = -pull
      for j in 0..<s { byLinear[j] += basis.coupling[i * s + j] * pull }
    }
    byScale += descendLinear(position, gradient, sigma)

    // ∂L/∂r = −r⊥/σ² + Σ basis · ∂L/∂projection.
    for place in stride(from: 0, to: width, by: 4) {
      space.store(-precision * space.load(space.residual, place), space.residual, place)
    }
    for i in 0..<(g + s) {
      space.add(byProjection[i], space.basis + i * width, to: space.residual)
    }
    return value
  }

  /// Any likelihood, row by row.
  private func general(
    _ position: UnsafePointer<Double>, _ gradient: Numbers, _ byScale: inout Double
  ) -> Double {
    let basis = shape.basis
    let s = basis.sampledCount
    let width = space.width
    let sigma = space.values[shape.sigma]
    let scale = sigma * shape.residualScale
    for i in 0..<s {
      projections[i] = space.dot(space.basis + i * width, space.residual)
      byProjection[i] = 0
    }
    var value = placeLinear(position, scale)
    // r − Zγ = r − Q Rγ.
    for i in 0..<s {
      var sum = 0.0
      for j in i..<s { sum += basis.triangle[i * s + j] * linear[j] }
      space.add(-sum, space.basis + i * width, to: space.residual)
    }
    value += RowLikelihood(shape).gradient(
      residual: space.residual, target: space.target, sigma: sigma, places: shape.places,
      bySigma: &byScale)
    for i in 0..<s { missed[i] = space.dot(space.basis + i * width, space.residual) }
    for j in 0..<s { for i in 0...j { byLinear[j] -= basis.triangle[i * s + j] * missed[i] } }
    byScale += shape.residualScale * descendLinear(position, gradient, scale)
    for i in 0..<s { space.add(byProjection[i], space.basis + i * width, to: space.residual) }
    return value
  }

  // MARK: - 4. Experiments and back

  /// The log-likelihood of all experiments; ∂L/∂(lift) of through-tests in `byTest`, of lift tests in the adjoints.
  private func lifts() -> Double {
    guard !shape.throughTests.isEmpty || !shape.liftTests.isEmpty else {
      for c in 0..<space.channelCount { space.byBeta[c] = 0 }
      return 0
    }
    return space.experimentLikelihood(byTest: byTest)
  }

  private func descend(_ position: UnsafePointer<Double>, _ gradient: Numbers) -> Double {
    let tests = shape.throughTests.isEmpty ? nil : UnsafePointer(byTest)
    for c in 0..<space.channelCount {
      let channel = shape.channels[c]
      guard channel.isActive else { continue }
      let byBeta =
        space.byBeta[c] - space.dot(space.residual, space.work[c].scratch[0].feature)
      let beta = space.beta[c]
      var (bySpread, byMeasure) = (0.0, 0.0)
      switch channel.coordinate {
      case .logSpread(let coordinate):
        gradient[coordinate] = beta * byBeta + slopes[channel.effect]
        bySpread = -gradient[coordinate]
        byMeasure = slopes[channel.effect] / space.measure[c]
      case .spread(let coordinate):
        let rate = channel.factor * space.measure[c]
        let size = space.spread[c].squareRoot()
        let all = byBeta + slopes[channel.effect] * rate
        gradient[coordinate] = all / size
        bySpread = -beta * all - 1
        byMeasure = (slopes[channel.effect] * space.values[channel.effect] + 1) / space.measure[c]
      case .own, .none:
        space.adjoints[channel.effect] += byBeta / (channel.factor * space.measure[c])
        byMeasure = -beta * byBeta / space.measure[c]
      }
      if channel.measure == .coefficient { byMeasure = 0 }
      space.descend(c, bySpread: bySpread, byMeasure: byMeasure, tests: tests)
    }
    return 0
  }

  /// Carries the half points' adjoints to their coordinates and to the slopes.
  private func turnBack(_ position: UnsafePointer<Double>, _ gradient: Numbers) {
    for channel in shape.channels {
      guard let turn = channel.turn, let half = channel.parameters[2],
        let slope = channel.parameters[3]
      else { continue }
      let s = space.values[slope]
      let square = 1 + s * s
      let stretch = square.squareRoot()
      let byLogHalf = space.values[half] * space.adjoints[half] + slopes[half]
      gradient[turn.coordinate] = byLogHalf / stretch
      space.adjoints[slope] -=
        (byLogHalf * position[turn.coordinate] / stretch + 1) * s / square
    }
  }

  // MARK: - Recording

  func record(
    _ position: UnsafePointer<Double>, into quantities: UnsafeMutablePointer<Double>,
    using stream: inout RandomStream
  ) {
    let basis = shape.basis
    let (g, s) = (basis.integratedCount, basis.sampledCount)
    withUnsafeTemporaryAllocation(of: Double.self, capacity: max(1, shape.dimension)) { scratch in
      guard let gradient = scratch.baseAddress else { return }
      _ = place(position, gradient)
    }
    _ = resolveEffects(position)
    space.computeResidual()
    let sigma = space.values[shape.sigma]
    for i in 0..<(g + s) {
      projections[i] = space.dot(space.basis + i * space.width, space.residual)
    }
    _ = placeLinear(position, sigma * shape.residualScale)
    drawIntegrated(sigma, using: &stream)
    for index in 0..<parameterCount { quantities[index] = space.values[index] }
    let densities = space.logDensities(priors)
    quantities[parameterCount] = densities.prior
    quantities[parameterCount + 1] = densities.likelihood
  }

  /// Draws the integrated coefficients given all else: a draw of prior and noise, moved to agree with what was seen.
  ///
  /// Source: Matheron's rule; see Wilson et al. (2020), "Efficiently sampling functions from Gaussian process posteriors".
  private func drawIntegrated(_ sigma: Double, using stream: inout RandomStream) {
    let basis = shape.basis
    let (g, s) = (basis.integratedCount, basis.sampledCount)
    guard g > 0 else { return }
    for l in 0..<g {
      squares[l] = stream.normal(
        mean: basis.means[l], deviation: basis.spreads[l].squareRoot())
    }
    for i in 0..<g {
      var rest = projections[i]
      for j in 0..<s { rest -= basis.coupling[i * s + j] * linear[j] }
      for l in 0..<g { rest -= basis.forward[i * g + l] * squares[l] }
      rest -= stream.normal(mean: 0, deviation: sigma)
      moved[i] = rest / (sigma * sigma + basis.variances[i])
    }
    for l in 0..<g {
      var sum = squares[l]
      for i in 0..<g { sum += basis.spreads[l] * basis.forward[i * g + l] * moved[i] }
      space.values[shape.columnParameters[basis.integrated[l]]] = sum
    }
  }
}

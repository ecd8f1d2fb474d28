import Statistics

extension MeridianEvaluator {
  func record(
    _ position: UnsafePointer<Double>, into quantities: UnsafeMutablePointer<Double>,
    using stream: inout RandomStream
  ) {
    let (p, baseline) = (mix.parameters, mix.baseline)
    let ignored = UnsafeMutablePointer<Double>.allocate(capacity: max(mix.dimension, 1))
    defer { ignored.deallocate() }
    // 1. What was sampled, and what media leave.
    _ = unpack(position, gradient: ignored)
    carryAll()
    solveCoefficients()
    takeMedia()
    let ofTests = testLogLikelihood()
    // 2. The linear part, in units of its priors, and what it leaves.
    let sigma = values[p.sigma]
    let drawn = solver.draw(
      residual, variance: sigma * sigma, spreads: values + p.slopeSpreads.lowerBound,
      using: &stream)
    for (index, place) in p.knots.enumerated() {
      set(place, mix.linearMeans[place] + drawn.knots[index])
    }
    for (index, place) in p.regionLevels.enumerated() {
      set(
        place, mix.linearMeans[place] + baseline.levelDeviations[index] * drawn.standardised[index])
    }
    for (index, place) in p.slopes.enumerated() {
      set(
        place,
        mix.linearMeans[place] + baseline.slopeDeviations[index]
          * drawn.standardised[baseline.levels + index])
    }
    for (index, place) in p.slopeDeviations.enumerated() {
      set(place, drawn.standardised[baseline.levels + baseline.controls + index])
    }
    // 3. Densities of the whole model at this draw.
    var prior = 0.0
    for (index, place) in p.free.enumerated() {
      quantities[index] = values[place]
      prior += mix.prepared[place].logDensity(values[place] - p.offsets[place]).value
    }
    var squares = Lanes.zero
    for index in 0..<(blocks * periods) { squares += residual[index] * residual[index] }
    let count = Double(regions * periods)
    quantities[p.free.count] = prior
    quantities[p.free.count + 1] =
      -0.5 * squares.sum() / (sigma * sigma) - count * (stableLog(sigma) + halfLogOfTwoPi) + ofTests
  }

  /// Sets a value that is not known.
  private func set(_ place: Int, _ value: Double) {
    if case .fixed = mix.parameters.priors[place] { return }
    values[place] = value
  }
}

private let halfLogOfTwoPi = 0.91893853320467274178

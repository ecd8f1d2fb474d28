import Statistics

/// Everything that a draw of the parameters says of each region and period, on the model's scale; plain loops.
struct MeridianState {
  /// Carried-over and saturated media, by channel, then region by region.
  let features: [[Double]]
  /// β_gm by channel and region.
  let coefficients: [[Double]]
  /// γ_gc by control and region.
  let slopes: [[Double]]
  /// τ_g by region.
  let levels: [Double]
  /// Σ_k W_tk b_k by period.
  let knots: [Double]
  /// The mean of the target, region by region.
  let mean: [Double]

  init(_ mix: MeridianMix, _ all: [Double]) {
    let (p, scaling) = (mix.parameters, mix.scaling)
    let regions = scaling.regions
    let moved = (0..<scaling.channels).map {
      Self.feature(mix, all, channel: $0, media: scaling.denseMedia[$0])
    }
    features = moved
    coefficients = (0..<scaling.channels).map { channel in
      Self.coefficients(mix, all, channel: channel, feature: moved[channel])
    }
    slopes = p.slopes.enumerated().map { index, place in
      (0..<regions).map { region in
        regions == 1
          ? all[place]
          : all[place] + all[p.slopeSpreads.lowerBound + index]
            * all[p.slopeDeviations.lowerBound + index * regions + region]
      }
    }
    var levels = p.regionLevels.map { all[$0] }
    levels.insert(0, at: regions == 1 ? 0 : mix.panel.baselineRegion)
    self.levels = levels
    let count = p.knots.count
    knots =
      count == scaling.periods
      ? p.knots.map { all[$0] }
      : (0..<scaling.periods).map { t in
        (0..<count).reduce(0) {
          $0 + mix.knotWeights[t * count + $1] * all[p.knots.lowerBound + $1]
        }
      }
    mean = Self.mean(
      scaling, levels: levels, knots: knots, coefficients: coefficients, features: moved,
      slopes: slopes)
  }

  /// The sum of all parts, region by region.
  private static func mean(
    _ scaling: MeridianScaling, levels: [Double], knots: [Double], coefficients: [[Double]],
    features: [[Double]], slopes: [[Double]]
  ) -> [Double] {
    let periods = scaling.periods
    var mean: [Double] = []
    mean.reserveCapacity(levels.count * periods)
    for level in levels { mean += knots.map { $0 + level } }
    mean.withUnsafeMutableBufferPointer { mean in
      func add(_ values: [Double], _ factors: [Double]) {
        values.withUnsafeBufferPointer { values in
          for (region, factor) in factors.enumerated() {
            for cell in (region * periods)..<((region + 1) * periods) {
              mean[cell] += factor * values[cell]
            }
          }
        }
      }
      for channel in features.indices { add(features[channel], coefficients[channel]) }
      for control in slopes.indices { add(scaling.denseControls[control], slopes[control]) }
    }
    return mean
  }

  /// Carryover and saturation of a channel's media, region by region.
  static func feature(
    _ mix: MeridianMix, _ all: [Double], channel: Int, media: [Double]
  ) -> [Double] {
    let (window, periods) = (mix.window, mix.scaling.periods)
    let decay = all[mix.parameters.decays.lowerBound + channel]
    let half = all[mix.parameters.halfPoints.lowerBound + channel]
    if mix.scaling.reachSlots[channel] != nil {
      return reached(mix, all, channel: channel, reach: media)
    }
    let isGeometric = mix.settings.decay == .geometric
    let weights = mix.transform(all, channel: channel).adstock.weights(count: window)
    let norm = MeridianKernel.norm(decay, window: window, isGeometric: isGeometric).value
    let leaving = weights[window - 1] * norm * decay
    return media.withUnsafeBufferPointer { media in
      var feature = [Double](repeating: 0, count: media.count)
      for start in stride(from: 0, to: media.count, by: periods) {
        var stock = 0.0
        for t in 0..<periods {
          let cell = start + t
          if isGeometric {
            // What leaves the window may leave a rounding error of either sign behind.
            let old = t >= window ? leaving * media[cell - window] : 0
            stock = max(0, media[cell] + decay * stock - old)
          } else {
            stock = 0
            for lag in 0...min(t, window - 1) { stock += weights[lag] * norm * media[cell - lag] }
          }
          feature[start + t] = stock / (stock + half * norm)
        }
      }
      return feature
    }
  }

  /// Saturation of contacts and carryover of reach, region by region.
  private static func reached(
    _ mix: MeridianMix, _ all: [Double], channel: Int, reach: [Double]
  ) -> [Double] {
    let exposure = exposure(mix, all, channel: channel, reach: reach)
    let weights = mix.transform(all, channel: channel).adstock.weights(count: mix.window)
    return exposure.indices.map { cell in
      (0...min(cell % mix.scaling.periods, mix.window - 1)).reduce(0) {
        $0 + weights[$1] * exposure[cell - $1]
      }
    }
  }

  /// reach · fˢ / (fˢ + ecˢ) of each region and period.
  static func exposure(
    _ mix: MeridianMix, _ all: [Double], channel: Int, reach: [Double]
  ) -> [Double] {
    guard let slot = mix.scaling.reachSlots[channel], let frequency = mix.scaling.frequency[channel]
    else { return [] }
    let half = all[mix.parameters.halfPoints.lowerBound + channel]
    let shape = all[mix.parameters.shapes.lowerBound + slot]
    return zip(reach, frequency).map { reach, frequency in
      frequency > 0
        ? reach / (1 + stableExp(shape * (stableLog(half) - stableLog(frequency)))) : 0
    }
  }

  /// What a feature becomes when all media are 1 % more, frequencies being held: 1.01 a / (1.01 a + ec) with a = ec h / (1 − h).
  static func raised(_ feature: Double, isReach: Bool) -> Double {
    isReach ? 1.01 * feature : 1.01 * feature / (1 + 0.01 * feature)
  }

  /// β_gm by region.
  private static func coefficients(
    _ mix: MeridianMix, _ all: [Double], channel: Int, feature: [Double]
  ) -> [Double] {
    let (p, scaling) = (mix.parameters, mix.scaling)
    let (regions, periods) = (scaling.regions, scaling.periods)
    let spread = (0..<regions).map { region in
      regions == 1
        ? 1
        : stableExp(
          all[p.spreads.lowerBound + channel]
            * all[p.deviations.lowerBound + channel * regions + region])
    }
    let effect = all[p.effects.lowerBound + channel]
    if mix.model.effect == .coefficient {
      return regions == 1 ? [effect] : spread.map { stableExp(effect) * $0 }
    }
    guard mix.isActive(channel) else { return [Double](repeating: 0, count: regions) }
    let isMarginal = mix.model.effect == .mroi
    let isReach = scaling.reachSlots[channel] != nil
    var total = 0.0
    for region in 0..<regions {
      var own = 0.0
      for cell in (region * periods)..<((region + 1) * periods) {
        own += isMarginal ? raised(feature[cell], isReach: isReach) - feature[cell] : feature[cell]
      }
      total += scaling.regionScales[region] * own * spread[region]
    }
    return spread.map { effect * mix.gain(channel) * $0 / total }
  }
}

import Statistics

extension MeridianMix {
  /// The logarithm of the joint density of data and parameters, nothing integrated out and all constants kept.
  ///
  /// On the parameters' own scales, without a Jacobian: what Meridian's joint distribution calls its log probability. Written
  /// plainly, as a check on the fast density.
  ///
  /// - Parameter values: In the order of ``parameterNames``.
  /// - Complexity: O(regions · periods · channels · lags).
  public func jointLogDensity(_ values: [Double]) -> Double {
    let all = place(values)
    return logPrior(all) + logLikelihood(all).reduce(0, +)
  }

  /// The values of all places, those that are known among them.
  func place(_ values: [Double]) -> [Double] {
    precondition(
      values.count == parameters.free.count,
      "\(values.count) values for \(parameters.free.count) parameters")
    var all = parameters.template
    for (index, place) in parameters.free.enumerated() { all[place] = values[index] }
    return all
  }

  /// The log density of the priors at the values of all places.
  func logPrior(_ all: [Double]) -> Double {
    parameters.free.reduce(0) { $0 + prepared[$1].logDensity(all[$1]).value }
  }

  /// The log density of each scaled observation, region by region.
  func logLikelihood(_ all: [Double]) -> [Double] {
    let state = MeridianState(self, all)
    let sigma = all[parameters.sigma]
    let constant = -0.91893853320467274178 - stableLog(sigma)
    return (0..<(scaling.regions * scaling.periods)).map { cell in
      let (region, t) = (cell / scaling.periods, cell % scaling.periods)
      let seen = scaling.target[region / 4 * scaling.periods + t][region % 4]
      let z = (seen - state.mean[cell]) / sigma
      return constant - 0.5 * z * z
    }
  }
}

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
    let (regions, periods) = (scaling.regions, scaling.periods)
    let isNational = regions == 1
    let (spread, moved) = (Self.spread(mix, all), Self.features(mix, all))
    features = moved
    coefficients = (0..<scaling.channels).map { channel in
      Self.coefficients(mix, all, channel: channel, feature: moved[channel], spread: spread)
    }
    slopes = p.slopes.enumerated().map { index, place in
      (0..<regions).map { region in
        isNational
          ? all[place]
          : all[place] + all[p.slopeSpreads.lowerBound + index]
            * all[p.slopeDeviations.lowerBound + index * regions + region]
      }
    }
    var others = p.regionLevels.map { all[$0] }
    if !isNational { others.insert(0, at: mix.panel.baselineRegion) }
    levels = isNational ? [0] : others
    let count = p.knots.count
    knots = (0..<periods).map { t in
      (0..<count).reduce(0) {
        $0 + mix.knotWeights[t * count + $1] * all[p.knots.lowerBound + $1]
      }
    }
    var mean = [Double](repeating: 0, count: regions * periods)
    for region in 0..<regions {
      for t in 0..<periods {
        let cell = region * periods + t
        var sum = levels[region] + knots[t]
        for channel in 0..<scaling.channels {
          sum += coefficients[channel][region] * features[channel][cell]
        }
        for control in 0..<scaling.controls {
          sum += slopes[control][region] * scaling.control(control, region: region, period: t)
        }
        mean[cell] = sum
      }
    }
    self.mean = mean
  }

  /// exp(η dev) by channel and region; 1 for a nation.
  private static func spread(_ mix: MeridianMix, _ all: [Double]) -> [[Double]] {
    let (p, scaling) = (mix.parameters, mix.scaling)
    return (0..<scaling.channels).map { channel in
      (0..<scaling.regions).map { region in
        guard scaling.regions > 1 else { return 1 }
        return stableExp(
          all[p.spreads.lowerBound + channel]
            * all[p.deviations.lowerBound + channel * scaling.regions + region])
      }
    }
  }

  /// Carryover and saturation; `raise` multiplies all media.
  static func features(_ mix: MeridianMix, _ all: [Double], raise: Double = 1) -> [[Double]] {
    let scaling = mix.scaling
    return (0..<scaling.channels).map { channel in
      let transform = mix.transform(all, channel: channel)
      return (0..<scaling.regions).flatMap { region in
        transform.applied(
          to: (0..<scaling.periods).map {
            raise * scaling.media(channel, region: region, period: $0)
          })
      }
    }
  }

  /// β_gm by region.
  private static func coefficients(
    _ mix: MeridianMix, _ all: [Double], channel: Int, feature: [Double], spread: [[Double]]
  ) -> [Double] {
    let scaling = mix.scaling
    let (regions, periods) = (scaling.regions, scaling.periods)
    let effect = all[mix.parameters.effects.lowerBound + channel]
    if mix.model.effect == .coefficient {
      return regions == 1 ? [effect] : spread[channel].map { stableExp(effect) * $0 }
    }
    guard mix.isActive(channel) else { return [Double](repeating: 0, count: regions) }
    var change = feature
    if mix.model.effect == .mroi {
      change = zip(features(mix, all, raise: 1.01)[channel], feature).map { $0 - $1 }
    }
    let total = (0..<regions).reduce(0.0) { sum, region in
      let own = change[(region * periods)..<((region + 1) * periods)].reduce(0, +)
      return sum + scaling.regionScales[region] * own * spread[channel][region]
    }
    return spread[channel].map { effect * mix.gain(channel) * $0 / total }
  }
}

extension MeridianMix {
  /// The target units that an effect parameter of 1 stands for.
  func gain(_ channel: Int) -> Double {
    switch model.effect {
    case .roi: scaling.spend[channel]
    case .mroi: 0.01 * scaling.spend[channel]
    case .contribution: scaling.outcome
    case .coefficient: 1
    }
  }

  /// Whether the channel's media are seen at all.
  func isActive(_ channel: Int) -> Bool {
    panel.media[channel].values.contains { $0 > 0 }
  }

  /// Carryover and saturation of scaled media.
  func transform(_ all: [Double], channel: Int) -> ChannelTransform {
    let decay = all[parameters.decays.lowerBound + channel]
    let adstock: Adstock =
      switch settings.decay {
      case .geometric: .geometric(retention: decay, window: window)
      case .binomial: .binomial(retention: decay, window: window)
      }
    return ChannelTransform(
      adstock: adstock,
      saturation: .michaelisMenten(half: all[parameters.halfPoints.lowerBound + channel]))
  }
}

extension MeridianScaling {
  /// Scaled media of one channel in one region and period.
  func media(_ channel: Int, region: Int, period: Int) -> Double {
    regions == 1
      ? media[channel / 4 * periods + period][channel % 4]
      : media[(channel * regionBlocks + region / 4) * periods + period][region % 4]
  }
}

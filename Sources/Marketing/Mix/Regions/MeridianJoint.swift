import Statistics

extension MeridianMix {
  /// The logarithm of the joint density of data, experiments and parameters, nothing integrated out and all constants kept.
  ///
  /// On the parameters' own scales, without a Jacobian: what Meridian's joint distribution calls its log probability.
  /// Written plainly, as a check on the fast density.
  ///
  /// - Parameter values: In the order of ``parameterNames``.
  /// - Returns: log p(data, parameters).
  /// - Complexity: O(regions · periods · channels · lags).
  public func jointLogDensity(_ values: [Double]) -> Double {
    let all = place(values)
    let state = MeridianState(self, all)
    return logPrior(all) + logLikelihood(all, state).reduce(0, +) + testLogLikelihood(all, state)
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
    parameters.free.reduce(0) {
      $0 + prepared[$1].logDensity(all[$1] - parameters.offsets[$1]).value
    }
  }

  /// The log density of each scaled observation, region by region.
  func logLikelihood(_ all: [Double], _ state: MeridianState) -> [Double] {
    let sigma = all[parameters.sigma]
    let constant = -0.91893853320467274178 - stableLog(sigma)
    let periods = scaling.periods
    return (0..<(scaling.regions * periods)).map { cell in
      let region = cell / periods
      let seen = scaling.target[region / 4 * periods + cell % periods][region % 4]
      let z = (seen - state.mean[cell]) / sigma
      return constant - 0.5 * z * z
    }
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
    guard let frequency = panel.frequency[channel] else {
      return panel.media[channel].values.contains { $0 > 0 }
    }
    return zip(panel.media[channel].values, frequency.values).contains { $0 > 0 && $1 > 0 }
  }

  /// Carryover and saturation of scaled media.
  func transform(_ all: [Double], channel: Int) -> ChannelTransform {
    let decay = all[parameters.decays.lowerBound + channel]
    let adstock: Adstock =
      switch settings.decay {
      case .geometric: .geometric(retention: decay, window: window)
      case .binomial: .binomial(retention: decay, window: window)
      }
    // Of reach and frequency, what is carried over is saturated already.
    if scaling.reachSlots[channel] != nil {
      return ChannelTransform(adstock: adstock, saturation: .none)
    }
    return ChannelTransform(
      adstock: adstock,
      saturation: .michaelisMenten(half: all[parameters.halfPoints.lowerBound + channel]))
  }
}

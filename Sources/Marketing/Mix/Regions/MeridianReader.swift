import Statistics

/// What a draw of a regional mix model says of the nation's rows, on the target's own scale.
final class MeridianReader: PosteriorReader {
  private let mix: MeridianMix
  private var all: [Double] = []
  private var state: MeridianState?
  /// Σ_gt of what each channel adds, in target units.
  private var gains: [Double] = []
  /// Σ_gt of what each channel adds when its media are 1 % more, in target units.
  private var raisedGains: [Double] = []

  init(_ mix: MeridianMix) { self.mix = mix }

  func read(_ parameters: [Double]) {
    all = mix.place(parameters)
    let state = MeridianState(mix, all)
    self.state = state
    let periods = mix.scaling.periods
    (gains, raisedGains) = ([], [])
    for channel in state.features.indices {
      let isReach = mix.scaling.reachSlots[channel] != nil
      var (sum, raised) = (0.0, 0.0)
      for region in 0..<mix.scaling.regions {
        var (own, change) = (0.0, 0.0)
        for cell in (region * periods)..<((region + 1) * periods) {
          let feature = state.features[channel][cell]
          own += feature
          change += MeridianState.raised(feature, isReach: isReach) - feature
        }
        let scale = mix.scaling.regionScales[region] * state.coefficients[channel][region]
        sum += scale * own
        raised += scale * change
      }
      gains.append(sum)
      raisedGains.append(raised)
    }
  }

  /// Σ_g N_g sd factor_g · series_gt by period, in target units.
  private func national(_ series: [Double], times factors: [Double]) -> [Double] {
    let periods = mix.scaling.periods
    var sums = [Double](repeating: 0, count: periods)
    for (region, factor) in factors.enumerated() {
      let scale = mix.scaling.regionScales[region] * factor
      for t in 0..<periods { sums[t] += scale * series[region * periods + t] }
    }
    return sums
  }

  /// The baseline without controls, then controls, then channels.
  ///
  /// Controls count from 0 of their own scale, not from their mean.
  var contributions: [[Double]] {
    guard let state else { return [] }
    let scaling = mix.scaling
    let scales = scaling.regionScales
    var level = mix.panel.population.reduce(0, +) * scaling.targetMean
    for region in scales.indices {
      var shift = state.levels[region]
      for control in state.slopes.indices {
        shift -=
          state.slopes[control][region] * scaling.controlMeans[control]
          / scaling.controlDeviations[control]
      }
      level += scales[region] * shift
    }
    let total = scales.reduce(0, +)
    let base = state.knots.map { level + total * $0 }
    let controls = state.slopes.indices.map { control in
      national(
        mix.panel.controls[control].values,
        times: state.slopes[control].map { $0 / scaling.controlDeviations[control] })
    }
    let channels = state.features.indices.map { channel in
      national(state.features[channel], times: state.coefficients[channel])
    }
    return [base] + controls + channels
  }

  /// Of each region's rows, region by region, on the target's own scale.
  var logLikelihood: [Double] {
    guard let state else { return [] }
    let logs = mix.scaling.regionScales.map(stableLog)
    let scaled = mix.logLikelihood(all, state)
    return scaled.indices.map { scaled[$0] - logs[$0 / mix.scaling.periods] }
  }

  func replicate(using stream: inout RandomStream) -> [Double] {
    guard let state else { return [] }
    let scaling = mix.scaling
    let sigma = all[mix.parameters.sigma]
    var rows = [Double](repeating: 0, count: scaling.periods)
    for region in 0..<scaling.regions {
      let people = mix.panel.population[region]
      for t in 0..<scaling.periods {
        let value = state.mean[region * scaling.periods + t] + sigma * stream.normal()
        rows[t] += people * (scaling.targetMean + scaling.targetDeviation * value)
      }
    }
    return rows
  }

  var roi: [Double] {
    gains.indices.map { channel in
      let spend = mix.scaling.spend[channel]
      return spend > 0 ? gains[channel] / spend : .nan
    }
  }

  /// Of 1 % more media, for 1 % more spend.
  var mroi: [Double] {
    raisedGains.indices.map { channel in
      let spend = mix.scaling.spend[channel]
      return spend > 0 ? raisedGains[channel] / (0.01 * spend) : .nan
    }
  }

  /// One piece a region; where media are not spend, at the region's mean cost.
  ///
  /// Of reach and frequency, more spend reaches more people as often.
  var responses: [ChannelResponse.Draw] {
    guard let state else { return [] }
    let (scaling, panel) = (mix.scaling, mix.panel)
    return state.coefficients.indices.map { channel in
      let transform = mix.transform(all, channel: channel)
      let total = scaling.spend[channel]
      let isReach = scaling.reachSlots[channel] != nil
      let exposure =
        isReach
        ? MeridianState.exposure(
          mix, all, channel: channel, reach: scaling.denseMedia[channel]) : []
      let pieces = (0..<scaling.regions).map { region in
        let cells = (region * scaling.periods)..<((region + 1) * scaling.periods)
        let spend = panel.channels[channel].values[cells].reduce(0, +)
        let media = panel.media[channel].values[cells].reduce(0, +)
        if isReach {
          let reached = exposure[cells].reduce(0, +)
          return ChannelResponse.Draw.Piece(
            coefficient: scaling.regionScales[region] * state.coefficients[channel][region]
              * (spend > 0 ? reached / spend : 1),
            transform: transform,
            spendShare: total > 0 ? spend / total : 1 / Double(scaling.regions))
        }
        var own = transform
        let cost = media > 0 && spend > 0 ? spend / media : 1
        own.unit = scaling.mediaUnits[channel] * panel.population[region] * cost
        return ChannelResponse.Draw.Piece(
          coefficient: scaling.regionScales[region] * state.coefficients[channel][region],
          transform: own,
          spendShare: total > 0 ? spend / total : 1 / Double(scaling.regions))
      }
      return ChannelResponse.Draw(pieces)
    }
  }

  /// The mean of the baseline without controls, then the channels' coefficients added up over the regions, then the
  /// controls' for a change in all regions at once.
  var coefficients: [Double] {
    guard let state else { return [] }
    let scaling = mix.scaling
    let base = contributions[0]
    func sum(_ values: [Double]) -> Double {
      zip(values, scaling.regionScales).reduce(0) { $0 + $1.0 * $1.1 }
    }
    return [base.reduce(0, +) / Double(base.count)]
      + state.coefficients.map(sum)
      + state.slopes.indices.map { sum(state.slopes[$0]) / scaling.controlDeviations[$0] }
  }
}

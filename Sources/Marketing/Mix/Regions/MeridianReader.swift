import Statistics

/// What a draw of a regional mix model says of the nation's rows, on the target's own scale.
final class MeridianReader: PosteriorReader {
  private let mix: MeridianMix
  private var all: [Double] = []
  private var state: MeridianState?
  /// Σ_gt of what each channel adds when its media are 1 % more, in target units.
  private var raisedGains: [Double] = []

  init(_ mix: MeridianMix) { self.mix = mix }

  func read(_ parameters: [Double]) {
    all = mix.place(parameters)
    let state = MeridianState(mix, all)
    self.state = state
    let raised = MeridianState.features(mix, all, raise: 1.01)
    raisedGains = raised.indices.map { channel in
      let change = zip(raised[channel], state.features[channel]).map { $0 - $1 }
      return change.indices.reduce(0) { sum, cell in
        let region = cell / mix.scaling.periods
        return sum + mix.scaling.regionScales[region] * state.coefficients[channel][region]
          * change[cell]
      }
    }
  }

  /// Target units of each region's part that is `value(region, period)` on the model's scale, added up by period.
  private func national(_ value: (Int, Int) -> Double) -> [Double] {
    let (regions, periods) = (mix.scaling.regions, mix.scaling.periods)
    return (0..<periods).map { t in
      (0..<regions).reduce(0) { $0 + mix.scaling.regionScales[$1] * value($1, t) }
    }
  }

  /// The baseline without controls, then controls, then channels.
  ///
  /// Controls count from 0 of their own scale, not from their mean.
  var contributions: [[Double]] {
    guard let state else { return [] }
    let scaling = mix.scaling
    let people = mix.panel.population.reduce(0, +)
    let base = national { region, t in
      let shift = state.slopes.indices.reduce(0.0) {
        $0 + state.slopes[$1][region] * scaling.controlMeans[$1] / scaling.controlDeviations[$1]
      }
      return state.levels[region] + state.knots[t] - shift
    }.map { $0 + people * scaling.targetMean }
    let controls = mix.panel.controls.enumerated().map { index, control in
      national { region, t in
        state.slopes[index][region] * control.values[region * scaling.periods + t]
          / scaling.controlDeviations[index]
      }
    }
    let channels = state.features.indices.map { channel in
      national { region, t in
        state.coefficients[channel][region] * state.features[channel][region * scaling.periods + t]
      }
    }
    return [base] + controls + channels
  }

  /// Of each region's rows, region by region, on the target's own scale.
  var logLikelihood: [Double] {
    let scaled = mix.logLikelihood(all)
    let periods = mix.scaling.periods
    return scaled.indices.map { scaled[$0] - stableLog(mix.scaling.regionScales[$0 / periods]) }
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
    guard let state else { return [] }
    return state.features.indices.map { channel in
      let spend = mix.scaling.spend[channel]
      guard spend > 0 else { return .nan }
      let sales = state.features[channel].indices.reduce(0.0) { sum, cell in
        let region = cell / mix.scaling.periods
        return sum + mix.scaling.regionScales[region] * state.coefficients[channel][region]
          * state.features[channel][cell]
      }
      return sales / spend
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
  var responses: [ChannelResponse.Draw] {
    guard let state else { return [] }
    let (scaling, panel) = (mix.scaling, mix.panel)
    return state.coefficients.indices.map { channel in
      let transform = mix.transform(all, channel: channel)
      let total = scaling.spend[channel]
      let pieces = (0..<scaling.regions).map { region in
        let cells = (region * scaling.periods)..<((region + 1) * scaling.periods)
        let spend = panel.channels[channel].values[cells].reduce(0, +)
        let media = panel.media[channel].values[cells].reduce(0, +)
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

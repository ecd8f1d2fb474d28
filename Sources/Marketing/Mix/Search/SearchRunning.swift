import Statistics

extension TransformSearch {
  /// The specification with the best setting, its search done, and all that was tried.
  ///
  /// Grid and gradient settle the transforms; a search as Robyn does it also the penalty, and with validation the hold-out.
  func best(
    of spec: MixSpec, for data: MixData
  ) throws -> (settled: MixSpec, record: Record) {
    switch method {
    case .grid(let points): try best(of: spec, for: data) { try grid(points, $0) }
    case .gradient(let starts): try best(of: spec, for: data) { descend(starts, $0) }
    case .robyn(let settings): try robyn(settings, of: spec, for: data)
    }
  }

  /// The setting of the least error among those that a search tries at one penalty.
  private func best(
    of spec: MixSpec, for data: MixData, tried: (SettingFitter) throws -> [Record.Trial]
  ) throws -> (settled: MixSpec, record: Record) {
    let middle = transforms(of: spec, at: dimensions.map { $0.value(at: 0.5) })
    var settled = spec
    settled.search = nil
    settled.transforms = middle
    // A first fit in the middle makes every complaint that there is to make, and chooses the penalty.
    let first = try settled.fitted(to: data, drawsIntervals: false)
    let rows = try spec.trainingRows(of: data)
    let fitter = try SettingFitter(settled, rows, penalty: first.penalty)
    let trials = try tried(fitter)
    guard let best = trials.indices.min(by: { trials[$0].rmse < trials[$1].rmse }) else {
      throw MixError.nothingFits
    }
    let record = Record(
      names: names(in: settled), channels: spec.channels, trials: trials, best: best,
      method: method)
    settled.transforms = transforms(of: spec, at: trials[best].values)
    return (settled, record)
  }

  /// The specification's transforms with the searched parameters set.
  func transforms(of spec: MixSpec, at values: [Double]) -> [String: ChannelTransform] {
    var transforms = spec.transforms
    for (dimension, value) in zip(dimensions, values) {
      transforms[dimension.channel] =
        (transforms[dimension.channel] ?? ChannelTransform())
        .setting(dimension.parameter, to: value)
    }
    return transforms
  }

  /// All combinations, the last dimension changing fastest.
  private func grid(_ points: Int, _ fitter: SettingFitter) throws -> [Record.Trial] {
    let values = dimensions.map { $0.values(points: points) }
    var settings = 1
    for axis in values {
      settings = settings.multipliedReportingOverflow(by: axis.count).partialValue
      guard settings > 0, settings <= Self.mostSettings else {
        throw MixError.searchTooLarge(
          settings: values.reduce(1) { min($0 * $1.count, 1_000_000_000) },
          most: Self.mostSettings)
      }
    }
    return SettingGrid(self, values, fitter).trials()
  }

  /// The ends of downhill walks, the same one once, and settings around the best, so that what is equally good is seen.
  private func descend(_ starts: Int, _ fitter: SettingFitter) -> [Record.Trial] {
    let fits = SearchDescent(self, fitter)
    var stream = RandomStream(seed: fitter.spec.seed, named: "mix.search")
    var ends: [SearchDescent.End] = []
    for number in 0..<max(1, starts) {
      let start = dimensions.map { _ in number == 0 ? 0.5 : stream.uniform() }
      guard let end = fits.walk(from: start) else { continue }
      // Walks that meet are one.
      let isNew = ends.allSatisfy { known in
        zip(known.place, end.place).contains { abs($0 - $1) > 1e-4 }
      }
      if isNew { ends.append(end) }
    }
    guard let best = ends.min(by: { $0.trial.rmse < $1.trial.rmse }) else { return [] }
    return ends.map(\.trial) + fits.surroundings(of: best, &stream)
  }
}

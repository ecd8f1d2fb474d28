import Statistics

/// Says what one draw of a national model's parameters means for the rows, in the target's unit.
///
/// Contributions are counted as in a fit of single numbers: a feature's column times its coefficient, the intercept what is
/// left; returns are contribution over spend, and the return of the next 1 % of spend.
final class MixReader: PosteriorReader {
  private let shape: MixShape
  private let space: MixWorkspace
  private let priors: UnsafeMutablePointer<PreparedPrior>
  private let parts: [SalesPart]

  init(_ shape: MixShape) {
    // Every reader needs to know what 1 % more would sell.
    var shape = shape
    for c in shape.channels.indices
    where shape.channels[c].streams.count == 1
      || shape.channels[c].measure != .raise
    {
      let channel = shape.channels[c]
      shape.channels[c].streams.append(
        MixExperiments.stream(
          shape.data.spendOnCalendar(c).map { $0 * 1.01 }, after: shape.data.earlierSpend[c],
          channel.kernel, unit: channel.unit))
      shape.channels[c].raised = shape.channels[c].streams.count - 1
    }
    self.shape = shape
    space = MixWorkspace(shape)
    priors = .allocate(capacity: shape.parameters.count)
    for (index, parameter) in shape.parameters.enumerated() {
      (priors + index).initialize(to: PreparedPrior(parameter.prior))
    }
    var seen: Set<SalesPart> = [.intercept]
    parts =
      ([.intercept] + shape.design.terms.map(\.part).filter { seen.insert($0).inserted })
      .sorted { $0.rank < $1.rank }
  }

  deinit {
    priors.deinitialize(count: shape.parameters.count)
    priors.deallocate()
  }

  /// Takes a draw without reading it.
  func take(_ parameters: [Double]) {
    precondition(
      parameters.count == shape.parameters.count,
      "\(parameters.count) parameters for \(shape.parameters.count)")
    for (index, value) in parameters.enumerated() { space.values[index] = value }
    space.computeFeatures()
    for c in 0..<space.channelCount { space.solveCoefficient(c) }
  }

  func densities() -> (prior: Double, likelihood: Double) { space.logDensities(priors) }

  func read(_ parameters: [Double]) {
    take(parameters)
    space.computeFullResidual()
  }

  var contributions: [[Double]] {
    let rows = shape.places
    var sums: [SalesPart: [Double]] = [:]
    let none = [Double](repeating: 0, count: rows.count)
    var level = shape.shift + shape.scale * space.values[shape.columnParameters[0]]
    var column = 0
    for term in shape.design.terms {
      if case .channel(let c, _) = term {
        let rate = shape.scale * space.beta[c]
        let feature = space.work[c].scratch[0].feature
        sums[term.part] = shape.channels[c].isActive ? rows.map { rate * feature[$0] } : none
        continue
      }
      column += 1
      let rate =
        shape.scale * space.values[shape.columnParameters[column]]
      let centre = shape.columnCentres[column] / shape.columnScales[column]
      level -= rate * centre
      let values = shape.columns[column]
      let sum = sums[term.part] ?? none
      sums[term.part] = zip(sum, rows).map { $0 + rate * (values[$1] + centre) }
    }
    sums[.intercept] = [Double](repeating: level, count: rows.count)
    return parts.map { sums[$0] ?? none }
  }

  /// The parts in the order of ``contributions``.
  var partsInOrder: [SalesPart] { parts }

  var logLikelihood: [Double] {
    let rows = RowLikelihood(shape)
    let unit = stableLog(shape.scale)
    return shape.places.map {
      rows.value(
        residual: space.residual[$0], target: space.target[$0],
        sigma: space.values[shape.sigma]) - unit
    }
  }

  func replicate(using stream: inout RandomStream) -> [Double] {
    let sigma = space.values[shape.sigma]
    return shape.places.enumerated().map { row, place in
      // `target` lacks fixed parts of the baseline, the residual does too: seen − scale · residual is the mean.
      let mean = shape.data.target.values[row] - shape.scale * space.residual[place]
      return shape.likelihood.draw(
        mean: mean, sigma: sigma, scale: shape.scale, using: &stream)
    }
  }

  var roi: [Double] {
    shape.channels.indices.map { c in
      guard shape.channels[c].isActive else { return .nan }
      return shape.scale * space.beta[c] * space.sum(space.work[c].scratch[0].feature)
        / shape.channels[c].spend
    }
  }

  var mroi: [Double] {
    shape.channels.indices.map { c in
      let channel = shape.channels[c]
      guard channel.isActive else { return .nan }
      let more =
        space.sum(space.work[c].scratch[channel.raised].feature)
        - space.sum(space.work[c].scratch[0].feature)
      return shape.scale * space.beta[c] * more / (0.01 * channel.spend)
    }
  }

  var responses: [ChannelResponse.Draw] {
    shape.channels.indices.map { c in
      let channel = shape.channels[c]
      var transform = channel.transform
      let slots = channel.parameters.map { $0.map { space.values[$0] } }
      let adstock = transform.adstock.parameters.indices.map { slots[$0] ?? 0 }
      for (index, value) in adstock.enumerated() {
        transform.adstock = transform.adstock.setting(index, to: value)
      }
      switch channel.kernel.curve {
      case .none: break
      case .logisticRate:
        transform.saturation = transform.saturation.setting(0, to: stableLog(3) / (slots[2] ?? 1))
      case .logisticHalf, .michaelisMenten:
        transform.saturation = transform.saturation.setting(0, to: slots[2] ?? 1)
      case .hill:
        transform.saturation = .hill(half: slots[2] ?? 1, slope: slots[3] ?? 1)
      }
      return ChannelResponse.Draw([
        .init(coefficient: shape.scale * space.beta[c] / perMoney(c), transform: transform)
      ])
    }
  }

  /// A transform without saturation leaves money as it is, where the model divides it by its unit.
  private func perMoney(_ c: Int) -> Double {
    shape.channels[c].kernel.curve == .none ? shape.channels[c].unit : 1
  }

  var coefficients: [Double] {
    var level = shape.shift + shape.scale * space.values[shape.columnParameters[0]]
    var column = 0
    var values: [Double] = []
    for term in shape.design.terms {
      if case .channel(let c, _) = term {
        values.append(shape.scale * space.beta[c] / perMoney(c))
        continue
      }
      column += 1
      let rate =
        shape.scale * space.values[shape.columnParameters[column]] / shape.columnScales[column]
      level -= rate * shape.columnCentres[column]
      values.append(rate)
    }
    return [level] + values
  }
}

import Statistics

/// Fits under one setting of the transforms after another, at one penalty: what grid and gradient have in common.
struct SettingFitter {
  let spec: MixSpec
  let data: MixData
  let design: MixDesign
  /// What is regressed, less its mean.
  let response: [Double]
  /// The mean of what is regressed.
  let responseMean: Double
  /// The columns under the specification's own transforms: those of channels that are not searched, and the baseline's.
  let fixedColumns: [[Double]]
  /// The penalty on the squares of the standardised coefficients, feature by feature: that of ‖y − Zβ‖².
  let squarePenalties: [Double]
  /// That on their absolute values, of ½‖y − Zβ‖².
  let absolutePenalties: [Double]
  /// Bounds of coefficients on the features' own scales.
  private let bounds: [ClosedRange<Double>]
  private let spend: [Double]

  init(_ spec: MixSpec, _ data: MixData, penalty: Double) throws {
    self.spec = spec
    self.data = data
    design = try MixDesign(spec, for: data)
    fixedColumns = try design.columns(of: data)
    let raw = try spec.response(data)
    let centre = mean(raw)
    responseMean = centre
    response = raw.map { $0 - centre }
    let solver = try MixSolver(spec, design, columns: fixedColumns, rows: data.rowCount)
    bounds = solver.bounds
    let rows = Double(data.rowCount)
    switch spec.regulariser {
    case .ols:
      squarePenalties = solver.penaltyWeights.map { _ in 0 }
      absolutePenalties = squarePenalties
    case .priors:
      throw MixError.notForPriors(
        what: "a search", instead: "priors of memory and saturation: the draws are a search")
    case .ridge:
      squarePenalties = solver.penaltyWeights.map { $0 * penalty }
      absolutePenalties = squarePenalties.map { _ in 0 }
    case .elasticNet(let mix, _, _):
      squarePenalties = solver.penaltyWeights.map { $0 * penalty * rows * (1 - mix) }
      absolutePenalties = solver.penaltyWeights.map { $0 * penalty * rows * mix }
    }
    spend = data.channels.map { $0.values.reduce(0, +) }
  }

  /// The column of a channel under a transform, its unit of money that of the data.
  func column(_ channel: Int, _ transform: ChannelTransform) -> [Double] {
    let settled = settled(channel, transform)
    return data.throughTime(channel) { settled.applied(to: $0, after: $1) }
  }

  /// The derivative of that column with respect to a parameter of the transform.
  func change(
    _ channel: Int, _ transform: ChannelTransform, _ parameter: ChannelTransform.Parameter
  ) -> [Double] {
    let settled = settled(channel, transform)
    return data.throughTime(channel) { settled.gradient(of: $0, after: $1, parameter) }
  }

  private func settled(_ channel: Int, _ transform: ChannelTransform) -> ChannelTransform {
    var settled = design.transform(ofChannel: channel)
    settled.adstock = transform.adstock
    // A log–log model has put a logarithm where there was no saturation.
    if transform.saturation != .none { settled.saturation = transform.saturation }
    return settled
  }

  /// The coefficients of standardised features, out of their products with each other and with the response; nil where
  /// features are dependent.
  ///
  /// `scales` are the features' standard deviations, by which their bounds are stretched.
  func coefficients(products: Matrix, moments: [Double], scales: [Double]) -> [Double]? {
    let order = moments.count
    let bounds = zip(bounds, scales).map { $0.stretched(by: $1) }
    let matrix = Matrix(rows: order, columns: order) { row, column in
      guard row == column else { return products[row, column] }
      return products[row, row] > 0 ? products[row, row] + squarePenalties[row] : 1
    }
    let isSmooth = absolutePenalties.allSatisfy { $0 == 0 }
    if isSmooth {
      guard let solution = SmallCholesky(matrix)?.solve(moments) else { return nil }
      if zip(solution, bounds).allSatisfy({ $1.contains($0) }) { return solution }
      return BoxedQuadratic.minimum(matrix, moments, absolutePenalties, bounds, start: solution)
    }
    return BoxedQuadratic.minimum(
      matrix, moments, absolutePenalties, bounds, start: [Double](repeating: 0, count: order))
  }

  /// Returns on investment by channel, from coefficients on the features' own scales; 0 where nothing was spent.
  func returns(slopes: [Double], columns: [[Double]], means: [Double]) -> [Double] {
    if spec.form == .additive {
      return additiveReturns(slopes, totals: columns.prefix(spend.count).map { $0.reduce(0, +) })
    }
    let intercept = responseMean - zip(slopes, means).reduce(0) { $0 + $1.0 * $1.1 }
    let effects = zip(columns, slopes).map { column, slope in column.map { $0 * slope } }
    let link = MixLink(.logLog, intercept: intercept, effects: effects, rows: data.rowCount)
    return spend.indices.map { channel in
      spend[channel] > 0
        ? link.contribution(of: effects[channel]).reduce(0, +) / spend[channel] : 0
    }
  }

  /// The same in an additive model, from the sums of the channels' columns.
  func additiveReturns(_ slopes: [Double], totals: [Double]) -> [Double] {
    spend.indices.map { channel in
      spend[channel] > 0 ? slopes[channel] * totals[channel] / spend[channel] : 0
    }
  }
}

extension ClosedRange<Double> {
  /// The range times a scale of 0 or more; what is 0 or infinite stays so.
  fileprivate func stretched(by scale: Double) -> ClosedRange<Double> {
    func end(_ value: Double) -> Double { value.isFinite ? value * scale : value }
    return end(lowerBound)...end(upperBound)
  }
}

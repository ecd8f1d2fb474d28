import Statistics
import Tables

/// Puts a specification, priors and rows together; see ``MixShape``.
struct MixAssembly {
  private let spec: MixSpec
  private let model: BayesianModel
  private let rows: MixData
  private let design: MixDesign
  private let table: MixPriorTable
  private let places: [Int]
  private let width: Int
  private let shift: Double
  private let scale: Double
  private var parameters: [MixParameter] = []
  private var channels: [MixShape.Channel] = []
  private var columns: [[Double]] = []
  private var columnParameters: [Int] = []
  private var columnCentres: [Double] = []
  private var columnScales: [Double] = []

  init(
    spec: MixSpec, model: BayesianModel, rows: MixData, design: MixDesign
  ) throws(MixError) {
    self.spec = spec
    self.rows = rows
    self.design = design
    self.model = try ExperimentPriors.applied(
      to: model, rows: rows, names: rows.channels.map { _ in ["roi"] }
    ) {
      (test, channel) throws(MixError) in
      try test.requireNational()
      return rows.channels[channel].values
    }
    table = MixPriorTable(preset: model.preset, model: self.model)
    places = rows.calendarPlaces
    width = ((places.last ?? 0) + 4) / 4 * 4
    let seen = rows.target.values
    if case .logNormal = model.likelihood, let row = seen.firstIndex(where: { $0 <= 0 }) {
      throw .noLogarithm(
        column: rows.target.name, row: row + 1, day: rows.days.isEmpty ? nil : rows.days[row],
        value: seen[row])
    }
    if model.preset == .pymc {
      shift = 0
      scale = seen.max() ?? 1
      guard scale > 0 else {
        throw .badOption("the largest value of the target", value: scale, allowed: "above 0")
      }
    } else {
      let centre = seen.reduce(0, +) / Double(max(1, seen.count))
      let variance = seen.reduce(0) { $0 + ($1 - centre) * ($1 - centre) } / Double(seen.count)
      shift = centre
      scale = variance > 0 ? variance.squareRoot() : 1
    }
  }

  mutating func shape(adapts: Bool) throws(MixError) -> MixShape {
    let intercept = add(try table.intercept())
    for index in rows.channels.indices { channels.append(try channel(index)) }
    try addColumns(intercept)
    let sigma = add(try table.sigma())
    let known = MixParameter.known(parameters)
    for name in model.priors.keys.sorted() where !known.contains(name) {
      throw .unknownParameter(name, known: known)
    }
    let builder = MixExperiments(rows: rows, places: places, width: width, scale: scale)
    var (through, lifts): ([MixShape.ThroughTest], [MixShape.LiftTest]) = ([], [])
    for experiment in model.experiments {
      switch model.experimentUse {
      case .throughModel: through.append(try builder.through(experiment, &channels))
      case .liftTest: lifts.append(try builder.lift(experiment, channels))
      case .roiPrior: break
      }
    }
    return finished(sigma: sigma, adapts: adapts, through: through, lifts: lifts)
  }

  private mutating func add(_ parameter: MixParameter) -> Int {
    parameters.append(parameter)
    return parameters.count - 1
  }

  // MARK: - Channels

  private mutating func channel(_ index: Int) throws(MixError) -> MixShape.Channel {
    let series = rows.channels[index]
    var transform = design.transform(ofChannel: index)
    if model.preset == .pymc {
      transform.unit = MixSpec.SaturationUnit.largestPeriod.amount(of: series.values)
    }
    let kernel = try kernel(transform, series.name)
    var slots: [Int?] = [nil, nil, nil, nil]
    if kernel.memory != .none { slots[0] = add(try table.retention(series.name)) }
    if kernel.memory == .delayed { slots[1] = add(try table.peak(series.name)) }
    for (place, parameter) in try table.saturation(kernel.curve, series.name).enumerated() {
      slots[2 + place] = add(parameter)
    }
    let effect = add(try table.effect(kernel.curve, series.name))
    let spend = series.values.reduce(0, +)
    let unit = transform.unit
    let observed = MixExperiments.stream(
      rows.spendOnCalendar(index), after: rows.earlierSpend[index], kernel, unit: unit)
    let raised = MixExperiments.stream(
      rows.spendOnCalendar(index).map { $0 * 1.01 }, after: rows.earlierSpend[index], kernel,
      unit: unit)
    let measure: MixShape.Measure
    let factor: Double
    switch model.effect {
    case .coefficient: (measure, factor) = (.coefficient, 1)
    case .roi: (measure, factor) = (.sum, scale / spend)
    case .mroi: (measure, factor) = (.raise, scale / (0.01 * spend))
    case .contribution:
      let sales = rows.target.values.reduce(0, +)
      guard sales > 0 else {
        throw .notForPriors(
          what: "shares of a target whose sum is not above 0", instead: "effect=coefficient")
      }
      (measure, factor) = (.sum, scale / sales)
    }
    return MixShape.Channel(
      name: series.name, kernel: kernel, transform: transform, unit: unit, spend: spend,
      parameters: slots, effect: effect, factor: factor, measure: measure, coordinate: .none,
      streams: measure == .raise ? [observed, raised] : [observed], raised: 1)
  }

  private func kernel(
    _ transform: ChannelTransform, _ channel: String
  ) throws(MixError) -> ChannelKernel {
    let memory: ChannelKernel.Memory
    switch transform.adstock {
    case .none: memory = .none
    case .geometric: memory = .geometric
    case .delayed: memory = .delayed
    case .binomial: memory = .binomial
    case .recursive, .weibullCDF, .weibullPDF:
      throw .notForPriors(
        what: "the adstock \(transform.adstock.kindName) of \(channel)",
        instead: "geometric, delayed, binomial or none")
    }
    let curve: ChannelKernel.Curve
    switch transform.saturation {
    case .none: curve = .none
    case .hill: curve = .hill
    case .michaelisMenten: curve = .michaelisMenten
    case .logistic, .tanh: curve = model.preset == .pymc ? .logisticRate : .logisticHalf
    case .logarithmic, .root, .negativeExponential:
      throw .notForPriors(
        what: "the saturation \(transform.saturation.kindName) of \(channel)",
        instead: "hill, logistic, michaelis_menten or none")
    }
    return ChannelKernel(
      memory: memory, window: max(1, transform.adstock.reach ?? 1), curve: curve,
      saturationFirst: transform.order == .saturationFirst && curve != .none, width: width)
  }

  // MARK: - The linear part

  private mutating func addColumns(_ intercept: Int) throws(MixError) {
    func placed(_ values: [Double]) -> [Double] {
      var column = [Double](repeating: 0, count: width)
      for (place, value) in zip(places, values) { column[place] = value }
      return column
    }
    columns = [placed([Double](repeating: 1, count: rows.rowCount))]
    columnParameters = [intercept]
    (columnCentres, columnScales) = ([0], [1])
    for (term, values) in zip(design.terms, try design.columns(of: rows)) {
      if case .channel = term { continue }
      columnParameters.append(add(try table.coefficient(term, in: rows)))
      var (centre, spread) = (0.0, 1.0)
      if model.preset != .pymc {
        let count = Double(values.count)
        centre = values.reduce(0, +) / count
        let center = centre
        let variance = values.reduce(0) { $0 + ($1 - center) * ($1 - center) } / count
        if variance > 0 { spread = variance.squareRoot() }
      }
      columnCentres.append(centre)
      columnScales.append(spread)
      columns.append(placed(values.map { ($0 - centre) / spread }))
    }
  }

  // MARK: - All together

  private mutating func finished(
    sigma: Int, adapts: Bool, through: [MixShape.ThroughTest], lifts: [MixShape.LiftTest]
  ) -> MixShape {
    var mask = [Double](repeating: 0, count: width)
    var target = mask
    for (place, value) in zip(places, rows.target.values) {
      mask[place] = 1
      target[place] = (value - shift) / scale
    }
    let isQuadratic = adapts && model.likelihood == .normal
    var integrated: [(column: Int, mean: Double, deviation: Double)] = []
    var sampled: [Int] = []
    for (column, parameter) in columnParameters.enumerated() {
      switch parameters[parameter].prior {
      case .fixed(let value):
        for place in target.indices { target[place] -= value * columns[column][place] }
      case .normal(let mean, let deviation) where isQuadratic:
        integrated.append((column, mean, deviation))
      default: sampled.append(column)
      }
    }
    var coordinate = 0
    func next() -> Int {
      defer { coordinate += 1 }
      return coordinate
    }
    let linear = Set(columnParameters)
    var placed: Set<Int> = []
    for c in channels.indices {
      let effect = channels[c].effect
      let prior = parameters[effect].prior
      guard !parameters[effect].isFixed else { continue }
      guard adapts, channels[c].isActive else {
        channels[c].coordinate = .own(-1)
        continue
      }
      switch prior.support {
      case .above(0):
        channels[c].coordinate = .logSpread(next())
        placed.insert(effect)
      case .free:
        channels[c].coordinate = .spread(next())
        placed.insert(effect)
      default: channels[c].coordinate = .own(-1)
      }
    }
    for c in channels.indices where adapts && channels[c].isActive {
      guard channels[c].kernel.curve == .hill, let half = channels[c].parameters[2],
        parameters[half].prior.support == .above(0)
      else { continue }
      // About half the typical spend: low half points are where a steep curve's spread is lost.
      let pivot =
        MixSpec.SaturationUnit.medianActivePeriod.amount(
          of: rows.channels[c].values) / channels[c].unit
      channels[c].turn = MixShape.Channel.Turn(
        coordinate: next(), pivot: stableLog(0.5 * pivot))
      placed.insert(half)
    }
    var softened: [(parameter: Int, coordinate: Int)] = []
    for channel in channels where adapts && channel.kernel.curve == .hill {
      guard let slope = channel.parameters[3], parameters[slope].prior.support == .above(0) else {
        continue
      }
      softened.append((slope, next()))
      placed.insert(slope)
    }
    var ordinary: [(parameter: Int, coordinate: Int)] = []
    for index in parameters.indices
    where !parameters[index].isFixed && !linear.contains(index) && !placed.contains(index) {
      ordinary.append((index, next()))
    }
    let linearStart = coordinate
    var residualScale = 1.0
    if model.likelihood == .logNormal {
      residualScale = rows.target.values.reduce(0, +) / Double(rows.rowCount) / scale
    }
    return MixShape(
      data: rows, design: design, likelihood: model.likelihood, places: places, width: width,
      mask: mask, target: target, shift: shift, scale: scale, parameters: parameters,
      channels: channels, columns: columns, columnParameters: columnParameters,
      columnCentres: columnCentres, columnScales: columnScales,
      basis: BaselineBasis(
        columns: columns, width: width, integrated: integrated, sampled: sampled,
        whitens: adapts),
      sigma: sigma, ordinary: ordinary, softened: softened, linearStart: linearStart,
      dimension: linearStart + sampled.count, adapts: adapts, isQuadratic: isQuadratic,
      residualScale: residualScale, throughTests: through, liftTests: lifts)
  }
}

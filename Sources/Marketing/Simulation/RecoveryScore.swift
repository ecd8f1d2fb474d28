import Statistics
public import Tables

/// Estimated returns beside the truth over many worlds, model by model and channel by channel.
public struct RecoveryScore: Sendable, Hashable, Codable {
  /// What one model said of one channel in one world.
  public struct Estimate: Sendable, Hashable, Codable {
    /// The model.
    public let model: String
    /// The channel.
    public let channel: String
    /// The world's seed; nil for estimates from elsewhere that name none.
    public let world: UInt64?
    /// The estimated return on investment.
    public let roi: Double
    /// The true one.
    public let truth: Double
    /// The lower end of the model's own interval, where it has one.
    public let low: Double?
    /// The upper end.
    public let high: Double?

    /// Estimate over truth, less 1; nil where the truth is 0.
    public var relativeError: Double? { truth == 0 ? nil : roi / truth - 1 }
    /// Whether the interval holds the truth; nil without one.
    public var holds: Bool? {
      guard let low, let high else { return nil }
      return low <= truth && truth <= high
    }
  }

  /// A model's estimates of a channel over all worlds.
  public struct Row: Sendable, Hashable, Codable {
    /// The model.
    public let model: String
    /// The channel.
    public let channel: String
    /// How many worlds.
    public let worlds: Int
    /// The mean of the truths.
    public let truth: Double
    /// The mean of the estimates.
    public let mean: Double
    /// The median of estimate / truth − 1; nil where every truth is 0.
    public let bias: Double?
    /// The lower quartile of the same.
    public let lowerQuartile: Double?
    /// The upper quartile.
    public let upperQuartile: Double?
    /// The root mean squared error, in units of the return.
    public let rmse: Double
    /// The share of the worlds in which the model's own interval held the truth; nil where it has none.
    public let coverage: Double?
  }

  /// What was simulated; estimates from elsewhere may be of other worlds.
  public let recovery: ReturnRecovery
  /// Every estimate, world by world.
  public internal(set) var estimates: [Estimate] = []
  /// In how many worlds a model could not be fitted.
  public internal(set) var failures: [String: Int] = [:]
  /// Models whose tests or lift studies were left out.
  public internal(set) var withoutExperiments: [String] = []
  /// Models whose estimates came from a table.
  public internal(set) var fromElsewhere: [String] = []
  /// Whether it was stopped before all worlds were fitted.
  public internal(set) var isPartial = false

  init(recovery: ReturnRecovery) { self.recovery = recovery }

  /// The models, in the order of their first estimate.
  public var models: [String] { distinct(estimates.map(\.model)) }
  /// The channels, in the order of their first estimate.
  public var channels: [String] { distinct(estimates.map(\.channel)) }

  private func distinct(_ names: [String]) -> [String] {
    var seen: Set<String> = []
    return names.filter { seen.insert($0).inserted }
  }

  /// One row a model and channel that it has estimates of.
  public var rows: [Row] {
    let groups = Dictionary(grouping: estimates) { [$0.model, $0.channel] }
    return models.flatMap { model in
      channels.compactMap { channel in
        groups[[model, channel]].map { Row(model: model, channel: channel, $0) }
      }
    }
  }

  /// The median over all channels and worlds of |estimate / truth − 1|; nil where a model has no such.
  public func error(of model: String) -> Double? {
    let errors = estimates.filter { $0.model == model }.compactMap { $0.relativeError.map(abs) }
    return errors.isEmpty ? nil : median(errors)
  }

  /// The same with estimates made elsewhere: one row a model, world and channel.
  ///
  /// - Parameter table: The columns `framework channel roi truth`, and where there are `roi_low roi_high seed`; rows
  ///   without a return are left out.
  /// - Returns: A score of more models.
  /// - Throws: `TableError` for a column that is missing or of another kind; `MixError.usedTwice` for a framework
  ///   called like a model here; `MixError.missing` for a return without a truth; `MixError.severalWorlds` where a column
  ///   `world` has more than one value.
  public func adding(_ table: Table) throws -> RecoveryScore {
    let frameworks = try table.texts("framework")
    let names = try table.texts("channel")
    let (roi, truth) = (try table.numbers("roi"), try table.numbers("truth"))
    func optional(_ name: String) throws -> [Double] {
      table.names.contains(name)
        ? try table.numbers(name) : [Double](repeating: .nan, count: table.rowCount)
    }
    let (low, high) = (try optional("roi_low"), try optional("roi_high"))
    let seeds = try optional("seed")
    // The same seed is another world under another name: their errors are not of one kind.
    if let worlds = try? table.texts("world") {
      let named = distinct(roi.indices.filter { roi[$0].isFinite }.compactMap { worlds[$0] })
      guard named.count <= 1 else { throw MixError.severalWorlds(named) }
    }
    var score = self
    let own = Set(models)
    for row in roi.indices where roi[row].isFinite {
      guard let framework = frameworks[row], let channel = names[row] else {
        throw MixError.missing(
          column: frameworks[row] == nil ? "framework" : "channel", row: row + 1, day: nil, count: 1
        )
      }
      guard truth[row].isFinite else {
        throw MixError.missing(column: "truth", row: row + 1, day: nil, count: 1)
      }
      guard !own.contains(framework) else { throw MixError.usedTwice(column: framework) }
      let hasInterval = low[row].isFinite && high[row].isFinite
      score.estimates.append(
        Estimate(
          model: framework, channel: channel,
          world: seeds[row] >= 0 && seeds[row] < 1e15 ? UInt64(seeds[row]) : nil,
          roi: roi[row], truth: truth[row], low: hasInterval ? low[row] : nil,
          high: hasInterval ? high[row] : nil))
    }
    score.fromElsewhere += score.models.filter { !own.contains($0) }
    return score
  }
}

extension RecoveryScore.Row {
  fileprivate init(model: String, channel: String, _ estimates: [RecoveryScore.Estimate]) {
    self.model = model
    self.channel = channel
    worlds = estimates.count
    truth = Statistics.mean(estimates.map(\.truth))
    mean = Statistics.mean(estimates.map(\.roi))
    let errors = estimates.compactMap(\.relativeError).sorted()
    bias = errors.isEmpty ? nil : median(errors)
    lowerQuartile = errors.isEmpty ? nil : quantile(sorted: errors, 0.25)
    upperQuartile = errors.isEmpty ? nil : quantile(sorted: errors, 0.75)
    rmse = rootMeanSquare(estimates.map { $0.roi - $0.truth })
    let held = estimates.compactMap(\.holds)
    coverage = held.isEmpty ? nil : Double(held.count { $0 }) / Double(held.count)
  }
}

extension RecoveryScore {
  /// One row a model and channel: `fit channel worlds truth mean bias low high rmse coverage`, the errors relative to
  /// the truth but for `rmse`; `low` and `high` are the quartiles of the relative error.
  public var table: Table {
    let rows = rows
    func numbers(_ name: String, _ value: (Row) -> Double?) -> Column {
      Column(name, numbers: rows.map { value($0) ?? .nan })
    }
    return Table([
      Column("fit", texts: rows.map(\.model)), Column("channel", texts: rows.map(\.channel)),
      numbers("worlds") { Double($0.worlds) }, numbers("truth", \.truth), numbers("mean", \.mean),
      numbers("bias", \.bias), numbers("low", \.lowerQuartile), numbers("high", \.upperQuartile),
      numbers("rmse", \.rmse), numbers("coverage", \.coverage),
    ])
  }

  /// `worlds`; by model `error.<fit>`; by model and channel `bias.<fit>.<channel> rmse.<fit>.<channel>
  /// coverage.<fit>.<channel>`.
  public var scalarFields: [ScalarField] {
    var fields = [ScalarField("worlds", Double(recovery.worlds))]
    for model in models {
      if let error = error(of: model) {
        fields.append(ScalarField("error.\(FieldName.part(model))", error))
      }
    }
    for row in rows {
      let place = "\(FieldName.part(row.model)).\(FieldName.part(row.channel))"
      for (name, value) in [("bias", row.bias), ("rmse", row.rmse), ("coverage", row.coverage)] {
        if let value, value.isFinite { fields.append(ScalarField("\(name).\(place)", value)) }
      }
    }
    return fields
  }
}

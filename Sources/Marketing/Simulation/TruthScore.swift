public import Tables

/// How near a fit's returns come to the truth of simulated data.
///
///     let score = TruthScore(fit, truth)
///     score.meanAbsoluteRelativeError   // 0.6: estimates are off by 60 % on average
public struct TruthScore: Sendable, Hashable, Codable {
  /// One channel's estimate beside the truth.
  public struct Channel: Sendable, Hashable, Codable {
    /// The channel.
    public let name: String
    /// The fit's return on investment; nil where it has none.
    public let estimated: Double?
    /// The true return on investment.
    public let truth: Double
    /// Estimate minus truth.
    public var error: Double? { estimated.map { $0 - truth } }
    /// Estimate over truth; above 1 the channel is overstated.
    ///
    /// Nil where the truth is 0.
    public var ratio: Double? { truth == 0 ? nil : estimated.map { $0 / truth } }
  }

  /// The channels that the fit and the truth share, in the order of the truth.
  public let channels: [Channel]

  /// Scores a fit on the data that the truth generated.
  public init(_ fit: MixFit, _ truth: RetailTruth) {
    self.init(fit, truth.channels.map { ($0.name, $0.roi) })
  }

  /// Scores a fit on the panel that the truth generated: returns over all regions.
  public init(_ fit: MixFit, _ truth: PanelTruth) {
    self.init(fit, truth.channels.map { ($0.name, $0.roi) })
  }

  /// Scores a fit on the daily series of the data that the truth generated.
  ///
  /// The truth's returns are those of all days, the fit's those of the days that it was fitted to.
  public init(_ fit: MixFit, _ truth: AdsTruth) {
    self.init(fit, truth.campaigns.map { ($0.name, $0.roi) })
  }

  /// Channels match by the part of a field that their names become, as `Lead Gen` is `lead_gen` in a daily series.
  private init(_ fit: MixFit, _ returns: [(name: String, roi: Double)]) {
    let results = fit.training.channelResults
    channels = returns.compactMap { name, roi in
      results.first { FieldName.part($0.channel) == FieldName.part(name) }.map {
        Channel(name: name, estimated: $0.roi, truth: roi)
      }
    }
  }

  /// The mean of |estimate − truth| / truth over the channels; nil where no channel can be compared.
  public var meanAbsoluteRelativeError: Double? {
    let errors = channels.compactMap { $0.ratio.map { abs($0 - 1) } }
    return errors.isEmpty ? nil : errors.reduce(0, +) / Double(errors.count)
  }

  /// One row a channel: `channel estimated truth error ratio`.
  public var table: Table {
    Table([
      Column("channel", texts: channels.map(\.name)),
      Column("estimated", numbers: channels.map { $0.estimated ?? .nan }),
      Column("truth", numbers: channels.map(\.truth)),
      Column("error", numbers: channels.map { $0.error ?? .nan }),
      Column("ratio", numbers: channels.map { $0.ratio ?? .nan }),
    ])
  }

  /// `error` (the mean absolute relative error), `ratio.<channel>` and `error.<channel>`.
  public var scalarFields: [ScalarField] {
    var fields: [ScalarField] = []
    if let error = meanAbsoluteRelativeError { fields.append(ScalarField("error", error)) }
    for channel in channels {
      let name = FieldName.part(channel.name)
      if let ratio = channel.ratio { fields.append(ScalarField("ratio.\(name)", ratio)) }
      if let error = channel.error { fields.append(ScalarField("error.\(name)", error)) }
    }
    return fields
  }
}

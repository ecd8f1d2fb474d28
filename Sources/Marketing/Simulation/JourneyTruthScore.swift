import Statistics
public import Tables

/// How near an attribution comes to the truth of simulated journeys.
///
///     let score = try JourneyTruthScore(attribution, truth)
///     score.totalVariation   // 0.4: two fifths of the credit are with the wrong channels
///
/// Shares are compared, since a model of attribution divides up every conversion and the truth only those that
/// marketing caused; how many too many conversions are handed out is ``excess``.
public struct JourneyTruthScore: Sendable, Hashable, Codable {
  /// One channel's share beside the truth.
  public struct Channel: Sendable, Hashable, Codable {
    /// The channel.
    public let name: String
    /// Who pays for it.
    public let kind: JourneyChannel.Kind
    /// Its share of the conversions credited; 0 where the model's journeys know it not.
    public let estimated: Double
    /// Its share of the conversions caused.
    public let truth: Double
    /// Conversions credited.
    public let credit: Double
    /// Conversions that are lost if the channel is switched off.
    public let incremental: Double
    /// Estimated less true share.
    public var error: Double { estimated - truth }
    /// Estimated over true share; above 1 the channel is overstated.
    ///
    /// Nil where the truth is 0.
    public var ratio: Double? { truth == 0 ? nil : estimated / truth }
  }

  /// The attribution's model.
  public let model: String
  /// The channels, in the order of the truth.
  public let channels: [Channel]
  /// Half the sum of the absolute errors of the shares: the part of the credit that is with the wrong channels.
  public let totalVariation: Double
  /// Spearman's correlation of estimated and true shares; NaN where the model ranks nobody.
  public let rankCorrelation: Double
  /// Conversions credited over conversions caused; above 1 by those who would have bought anyway.
  public let excess: Double

  /// Scores an attribution of the journeys that the truth generated.
  ///
  /// - Throws: `AttributionError.unknownChannel` for a channel that the truth doesn't know.
  public init(_ attribution: Attribution, _ truth: JourneyTruth) throws(AttributionError) {
    let parts = truth.channels.map { FieldName.part($0.name) }
    var places: [Int?] = [Int?](repeating: nil, count: parts.count)
    for (index, name) in attribution.channels.enumerated() {
      guard let place = parts.firstIndex(of: FieldName.part(name)) else {
        throw .unknownChannel(name, among: truth.channels.map(\.name))
      }
      places[place] = index
    }
    let (shares, trueShares) = (attribution.share, truth.share)
    let channels = truth.channels.indices.map { index in
      Channel(
        name: truth.channels[index].name, kind: truth.channels[index].law.kind,
        estimated: places[index].map { shares[$0] } ?? 0, truth: trueShares[index],
        credit: places[index].map { attribution.credit[$0] } ?? 0,
        incremental: truth.channels[index].incrementalConversions)
    }
    self.channels = channels
    model = attribution.model
    totalVariation = channels.reduce(0) { $0 + abs($1.error) } / 2
    rankCorrelation = Statistics.rankCorrelation(
      channels.map(\.estimated), channels.map(\.truth))
    excess = truth.caused > 0 ? attribution.total / truth.caused : .nan
  }

  /// The share credited to channels of a kind less their true share: above 0 they are overstated.
  public func overcredit(of kind: JourneyChannel.Kind) -> Double {
    channels.reduce(0) { $1.kind == kind ? $0 + $1.error : $0 }
  }

  /// One row a channel: `channel kind estimated truth error ratio credit incremental`.
  public var table: Table {
    func numbers(_ name: String, _ value: (Channel) -> Double) -> Column {
      Column(name, numbers: channels.map(value))
    }
    return Table([
      Column("channel", texts: channels.map(\.name)),
      Column("kind", texts: channels.map(\.kind.rawValue)),
      numbers("estimated", \.estimated), numbers("truth", \.truth), numbers("error", \.error),
      numbers("ratio") { $0.ratio ?? .nan },
      numbers("credit", \.credit), numbers("incremental", \.incremental),
    ])
  }

  /// `total_variation`, `rank_correlation`, `excess`, `overcredit.paid`, `overcredit.owned`, `overcredit.free`, and
  /// by channel `error` and `ratio`.
  public var scalarFields: [ScalarField] {
    var fields = [
      ScalarField("total_variation", totalVariation),
      ScalarField("rank_correlation", rankCorrelation), ScalarField("excess", excess),
    ]
    fields += JourneyChannel.Kind.allCases.map {
      ScalarField("overcredit.\($0.rawValue)", overcredit(of: $0))
    }
    for channel in channels {
      let part = FieldName.part(channel.name)
      fields.append(ScalarField("error.\(part)", channel.error))
      if let ratio = channel.ratio { fields.append(ScalarField("ratio.\(part)", ratio)) }
    }
    return fields.filter(\.value.isFinite)
  }
}

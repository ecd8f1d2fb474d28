import Statistics
public import Tables

/// Where models of attribution agree on the same journeys, where they differ, and why.
///
/// Models differ because they look at different things, and each pair's largest difference is explained by the counts
/// that make it: who opens and who closes journeys, whose touches repeat, who comes alone, whose journeys convert.
/// Some of these explanations are identities (``Reason/isIdentity``): the counts are the difference, to the last
/// digit.
public struct AttributionComparison: Sendable, Hashable, Codable {
  /// The models' results, in the order given.
  public let results: [Attribution]
  /// The channels, in the order of the journeys' table.
  public let channels: [String]
  /// What the journeys say of each channel, whatever the model.
  public let facts: [ChannelFacts]
  /// Spearman's correlation of the credits of every two models, 1 on the diagonal; NaN where a model ranks nobody.
  public let rankCorrelations: [[Double]]
  /// Half the sum of the absolute differences of the shares of every two models: the part of the credit that moves,
  /// 0...1 where no share is below 0.
  public let moved: [[Double]]
  /// For every two models the channel on which they differ most, and why; the pairs of most moved credit first.
  public let disagreements: [Disagreement]

  /// What two models differ on most.
  public struct Disagreement: Sendable, Hashable, Codable {
    /// The model given first.
    public let first: String
    /// The other.
    public let second: String
    /// The part of the credit that moves between them.
    public let moved: Double
    /// The channel of the largest difference; nil where they agree on all.
    public let channel: String?
    /// Its share under the first model less that under the second.
    public let difference: Double
    /// Why; nil where no count of the journeys explains it.
    public let reason: Reason?
  }

  /// Why two models differ on a channel.
  public struct Reason: Sendable, Hashable, Codable {
    /// In words, with the counts.
    public let text: String
    /// Whether the counts named are the difference itself, and not only its cause.
    public let isIdentity: Bool
  }

  /// Compares results of the same journeys.
  ///
  /// - Parameters:
  ///   - results: Two or more, of models with different names.
  ///   - table: The journeys that they are of.
  /// - Throws: ``AttributionError`` for fewer than two results or one of other channels.
  public init(_ results: [Attribution], of table: JourneyTable) throws(AttributionError) {
    try checkConverted(table)
    try self.init(results, facts: ChannelFacts.all(of: table))
  }

  /// Compares results of the same journeys, of which only the facts are at hand.
  ///
  /// - Parameters:
  ///   - results: Two or more, of models with different names.
  ///   - facts: What the journeys say of each channel, in the order of their table.
  /// - Throws: ``AttributionError`` for fewer than two results or one of other channels.
  public init(_ results: [Attribution], facts: [ChannelFacts]) throws(AttributionError) {
    guard results.count >= 2 else { throw .tooFewModels(results.count) }
    let channels = facts.map(\.channel)
    for result in results {
      if let missing = channels.first(where: { !result.channels.contains($0) }) {
        throw .otherChannels(model: result.model, missing: missing)
      }
      if let other = result.channels.first(where: { !channels.contains($0) }) {
        throw .otherChannels(model: results[0].model, missing: other)
      }
    }
    let results = results.map { $0.ordered(as: channels) }
    self.results = results
    self.channels = channels
    self.facts = facts
    let shares = results.map(\.share)
    rankCorrelations = results.indices.map { one in
      results.indices.map { other in
        one == other ? 1 : rankCorrelation(results[one].credit, results[other].credit)
      }
    }
    let moved = shares.map { one in
      shares.map { other in zip(one, other).reduce(0) { $0 + abs($1.0 - $1.1) } / 2 }
    }
    self.moved = moved
    var found: [Disagreement] = []
    for first in results.indices {
      for second in results.indices where second > first {
        let gaps = zip(shares[first], shares[second]).map { $0 - $1 }
        // Below this, shares differ by rounding.
        let place = gaps.indices.max { abs(gaps[$0]) < abs(gaps[$1]) }
        let channel = place.flatMap { abs(gaps[$0]) > 1e-9 ? $0 : nil }
        found.append(
          Disagreement(
            first: results[first].model, second: results[second].model,
            moved: moved[first][second], channel: channel.map { channels[$0] },
            difference: channel.map { gaps[$0] } ?? 0,
            reason: channel.flatMap {
              ReasonFinder(facts: facts, channel: $0, difference: gaps[$0])
                .reason(results[first].model, results[second].model)
            } ?? (channel == nil ? ReasonFinder.agreement : nil)))
      }
    }
    disagreements = found.enumerated()
      .sorted { ($1.element.moved, $0.offset) < ($0.element.moved, $1.offset) }
      .map(\.element)
  }
}

// MARK: - Tables

extension AttributionComparison {
  /// One row a channel: `channel`, then each model's share under its name.
  public var shareTable: Table {
    Table(
      [Column("channel", texts: channels)]
        + results.map { Column($0.model, numbers: $0.share) })
  }

  /// One row a pair of models, the most moved credit first: `first second rank_correlation moved channel difference
  /// reason`.
  public var disagreementTable: Table {
    let places = Dictionary(
      results.enumerated().map { ($1.model, $0) }, uniquingKeysWith: { first, _ in first })
    return Table([
      Column("first", texts: disagreements.map(\.first)),
      Column("second", texts: disagreements.map(\.second)),
      Column(
        "rank_correlation",
        numbers: disagreements.map {
          rankCorrelations[places[$0.first] ?? 0][places[$0.second] ?? 0]
        }),
      Column("moved", numbers: disagreements.map(\.moved)),
      Column("channel", texts: disagreements.map(\.channel)),
      Column("difference", numbers: disagreements.map(\.difference)),
      Column("reason", texts: disagreements.map { $0.reason?.text }),
    ])
  }
}

public import Tables

/// How sure the credits of a model are: how they vary over bootstrap replicates of the journeys.
///
/// The intervals know what chance did to this sample of journeys under this model; they know nothing of whether the
/// model is right, nor of causes that no journey shows.
public struct AttributionIntervals: Sendable, Hashable, Codable {
  /// The two ends of an interval.
  public struct Interval: Sendable, Hashable, Codable {
    /// The lower end.
    public let low: Double
    /// The upper end.
    public let high: Double
  }

  /// Two channels whose credits the journeys cannot tell apart.
  public struct Pair: Sendable, Hashable, Codable {
    /// The one with more credit.
    public let first: String
    /// The one with less.
    public let second: String
    /// The interval of the first's credit less the second's; 0 lies within.
    public let difference: Interval
  }

  /// The probability that an interval is meant to have.
  public let level: Double
  /// How many replicates the intervals rest on.
  public let replicates: Int
  /// How many more were drawn and left out, since they credit nobody: nothing converted in them, or the effects of
  /// channels cancel.
  public let undefined: Int
  /// The channels, in the order of the journeys' table.
  public let channels: [String]
  /// Percentiles of the conversions credited; the estimate is never left outside.
  public let credit: [Interval]
  /// Percentiles of the value credited.
  public let value: [Interval]
  /// The standard deviation of the conversions credited.
  public let deviation: [Double]
  /// By channel and then rank from 0, the share of replicates in which the channel had this rank; equal credits rank
  /// by the channels' names.
  public let rankProbabilities: [[Double]]
  /// The pairs of channels not distinguishable, those with most credit first.
  ///
  /// Each pair is judged by itself at ``level``: of many pairs of equals, some are told apart by chance. Of more than
  /// ``pairLimit`` channels each is compared with the ``neighbours`` that follow it in credit and with no other.
  public let indistinguishable: [Pair]

  /// The most channels of which every pair is compared.
  public static let pairLimit = 40
  /// With how many that follow it each of more channels is compared.
  public static let neighbours = 10

  /// The same with the channels at these places of the lists, in this order.
  func ordered(by places: [Int]) -> AttributionIntervals {
    AttributionIntervals(
      level: level, replicates: replicates, undefined: undefined,
      channels: places.map { channels[$0] }, credit: places.map { credit[$0] },
      value: places.map { value[$0] }, deviation: places.map { deviation[$0] },
      rankProbabilities: places.map { rankProbabilities[$0] },
      indistinguishable: indistinguishable)
  }

  /// Whether two channels cannot be told apart; false also for those that were not compared.
  public func areIndistinguishable(_ one: String, _ other: String) -> Bool {
    indistinguishable.contains {
      ($0.first == one && $0.second == other) || ($0.first == other && $0.second == one)
    }
  }

  /// One row a channel: `channel`, then the probability of each rank, `rank_1`, `rank_2`, ….
  public var rankTable: Table {
    Table(
      [Column("channel", texts: channels)]
        + channels.indices.map { rank in
          Column("rank_\(rank + 1)", numbers: rankProbabilities.map { $0[rank] })
        })
  }

  /// One row a pair not distinguishable: `first second low high`, the ends of the difference.
  public var pairTable: Table {
    Table([
      Column("first", texts: indistinguishable.map(\.first)),
      Column("second", texts: indistinguishable.map(\.second)),
      Column("low", numbers: indistinguishable.map(\.difference.low)),
      Column("high", numbers: indistinguishable.map(\.difference.high)),
    ])
  }
}

import Statistics
public import Tables

/// What each feature adds to the log-odds of journeys: what a beeswarm, a bar chart and a waterfall show.
///
/// For every row, ``base`` and the effects of its features sum to its margin. Journeys that look the same are one row
/// with their number as weight.
public struct ShapSummary: Sendable, Hashable, Codable {
  /// The features.
  public let features: [JourneyFeature]
  /// The channels that features speak of.
  public let channels: [String]
  /// What effects are counted from: the log-odds of the journey without a touch, or of the average journey.
  public let baseline: Baseline
  /// The log-odds of the baseline.
  public let base: Double
  /// The heaviest rows, at most ``rowLimit``.
  public let rows: [Row]
  /// The share of all journeys that the rows are.
  public let coverage: Double
  /// By feature, the mean of |effect| over all journeys.
  public let meanAbsolute: [Double]
  /// By channel, the mean of |the sum of its features' effects| over all journeys.
  public let meanAbsoluteByChannel: [Double]
  private let means: [Double]
  private let meanAbsoluteAround: [Double]
  private let meanAbsoluteAroundByChannel: [Double]

  /// What effects are counted from.
  public enum Baseline: String, Sendable, Hashable, Codable {
    /// The journey without a touch.
    case empty
    /// The average journey.
    case average
  }

  /// Journeys that look the same to the model.
  public struct Row: Sendable, Hashable, Codable {
    /// The first path of them, written out.
    public let journey: String
    /// The values of the features.
    public let values: [Double]
    /// What each feature adds to the log-odds.
    public let effects: [Double]
    /// How many journeys.
    public let weight: Double
    /// How many of these converted.
    public let conversions: Double
    /// Their log-odds by the model.
    public let margin: Double
  }

  /// The most rows kept.
  public static let rowLimit = 2_000

  init(
    features: [JourneyFeature], channels: [String], effects: (columns: [[Double]], base: Double),
    rows: JourneyRows, table: JourneyTable, wins: [Double], losses: [Double]
  ) {
    let weights = zip(wins, losses).map { $0 + $1 }
    let total = weights.reduce(0, +)
    func mean(_ values: [Double]) -> Double {
      total > 0 ? zip(values, weights).reduce(0) { $0 + $1.0 * $1.1 } / total : 0
    }
    func meanDistance(_ values: [Double], from centre: Double) -> Double {
      mean(values.map { abs($0 - centre) })
    }
    let columns = effects.columns
    let byChannel = channels.indices.map { channel in
      var sum = [Double](repeating: 0, count: weights.count)
      for (feature, column) in zip(features, columns) where feature.channel == channel {
        for row in sum.indices { sum[row] += column[row] }
      }
      return sum
    }
    self.features = features
    self.channels = channels
    baseline = .empty
    base = effects.base
    means = columns.map(mean)
    meanAbsolute = columns.map { meanDistance($0, from: 0) }
    meanAbsoluteByChannel = byChannel.map { meanDistance($0, from: 0) }
    meanAbsoluteAround = columns.map { meanDistance($0, from: mean($0)) }
    meanAbsoluteAroundByChannel = byChannel.map { meanDistance($0, from: mean($0)) }
    let order = weights.indices.sorted { (weights[$1], $0) < (weights[$0], $1) }
      .prefix(ShapSummary.rowLimit)
    self.rows = order.map { row in
      let own = columns.map { $0[row] }
      return Row(
        journey: table.written(rows.pathOfRow[row]), values: rows.rows.row(row), effects: own,
        weight: weights[row], conversions: wins[row], margin: own.reduce(effects.base, +))
    }
    coverage = total > 0 ? order.reduce(0) { $0 + weights[$1] } / total : 0
  }

  private init(centring summary: ShapSummary) {
    (features, channels) = (summary.features, summary.channels)
    (baseline, coverage) = (.average, summary.coverage)
    base = summary.means.reduce(summary.base, +)
    rows = summary.rows.map { row in
      Row(
        journey: row.journey, values: row.values,
        effects: zip(row.effects, summary.means).map { $0 - $1 }, weight: row.weight,
        conversions: row.conversions, margin: row.margin)
    }
    meanAbsolute = summary.meanAbsoluteAround
    meanAbsoluteByChannel = summary.meanAbsoluteAroundByChannel
    means = summary.means.map { _ in 0 }
    meanAbsoluteAround = summary.meanAbsoluteAround
    meanAbsoluteAroundByChannel = summary.meanAbsoluteAroundByChannel
  }

  /// The same effects counted from the average journey instead: each feature's less its mean over all journeys.
  ///
  /// What most programs show; not touching a channel then has an effect of its own. Margins stay the same.
  public var centred: ShapSummary { ShapSummary(centring: self) }

  /// One row a feature, the strongest first: `feature channel mean_effect`, the mean of |effect|.
  public var table: Table {
    let order = features.indices.sorted {
      (meanAbsolute[$1], $0) < (meanAbsolute[$0], $1)
    }
    return Table([
      Column("feature", texts: order.map { features[$0].name }),
      Column("channel", texts: order.map { features[$0].channel.map { channels[$0] } }),
      Column("mean_effect", numbers: order.map { meanAbsolute[$0] }),
    ])
  }
}

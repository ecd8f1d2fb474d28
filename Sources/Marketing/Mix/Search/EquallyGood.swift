public import Tables

/// The settings of a search that fit nearly as well as the best, and how far their returns lie apart: what the data leave
/// open.
///
/// A search has a winner even where the data cannot tell settings apart. Reporting the winner's returns alone claims a
/// precision that isn't there.
public struct EquallyGood: Sendable, Hashable, Codable {
  /// A channel's return over the set.
  public struct Spread: Sendable, Hashable, Codable {
    /// The channel.
    public let channel: String
    /// Its return under the best setting.
    public let best: Double
    /// The least of the set.
    public let low: Double
    /// The largest of the set.
    public let high: Double
  }

  /// A searched parameter over the set.
  public struct ParameterSpread: Sendable, Hashable, Codable {
    /// `retention.tv`.
    public let name: String
    /// Its best value.
    public let best: Double
    /// The least of the set.
    public let low: Double
    /// The largest of the set.
    public let high: Double
  }

  /// How much larger than the best error counts as equally good, 0.01 for 1 %.
  public let tolerance: Double
  /// How many settings were tried.
  public let tried: Int
  /// The settings of the set, the best first.
  public let trials: [TransformSearch.Record.Trial]
  /// The searched parameters.
  public let parameters: [ParameterSpread]
  /// Returns by channel.
  public let returns: [Spread]
}

extension TransformSearch.Record {
  /// The settings whose error is at most (1 + tolerance) times the best.
  ///
  /// - Parameter tolerance: 0 or more; 0.01 by default, a difference that no forecast would notice.
  /// - Returns: The set, the best first, and the ends of parameters and returns over it.
  public func equallyGood(within tolerance: Double = 0.01) -> EquallyGood {
    precondition(tolerance >= 0, "a tolerance of \(tolerance)")
    let limit = trials[best].rmse * (1 + tolerance)
    let set = trials.filter { $0.rmse <= limit }.sorted { $0.rmse < $1.rmse }
    func ends(_ values: [Double]) -> (Double, Double) { (values.min() ?? 0, values.max() ?? 0) }
    return EquallyGood(
      tolerance: tolerance, tried: trials.count, trials: set,
      parameters: names.enumerated().map { index, name in
        let (low, high) = ends(set.map { $0.values[index] })
        return .init(name: name, best: trials[best].values[index], low: low, high: high)
      },
      returns: channels.enumerated().map { index, channel in
        let (low, high) = ends(set.map { $0.roi[index] })
        return .init(channel: channel, best: trials[best].roi[index], low: low, high: high)
      })
  }

  /// One row a setting that was tried: the parameters, `rmse`, and `roi_<channel>`.
  public var table: Table {
    Table(
      names.enumerated().map { index, name in
        Column(FieldName.part(name), numbers: trials.map { $0.values[index] })
      } + [Column("rmse", numbers: trials.map(\.rmse))]
        + channels.enumerated().map { index, channel in
          Column("roi_\(FieldName.part(channel))", numbers: trials.map { $0.roi[index] })
        })
  }
}

extension EquallyGood {
  /// One row a searched parameter and one a channel's return: `quantity best low high`.
  public var table: Table {
    let rows =
      parameters.map { ($0.name, $0.best, $0.low, $0.high) }
      + returns.map { ("roi.\(FieldName.part($0.channel))", $0.best, $0.low, $0.high) }
    return Table([
      Column("quantity", texts: rows.map(\.0)), Column("best", numbers: rows.map(\.1)),
      Column("low", numbers: rows.map(\.2)), Column("high", numbers: rows.map(\.3)),
    ])
  }

  /// `settings tried`, and by channel and parameter the ends of the set: `roi_low.<channel>`, `roi_high.<channel>`,
  /// `low.<parameter>.<channel>`, `high.<parameter>.<channel>`; a parameter of no channel, such as the penalty, without one.
  public var scalarFields: [ScalarField] {
    [
      ScalarField("settings", Double(trials.count)), ScalarField("tried", Double(tried)),
      ScalarField("tolerance", tolerance),
    ]
      + returns.flatMap { spread -> [ScalarField] in
        let part = FieldName.part(spread.channel)
        return [
          ScalarField("roi_low.\(part)", spread.low), ScalarField("roi_high.\(part)", spread.high),
        ]
      }
      + parameters.flatMap { spread -> [ScalarField] in
        // The penalty of a search as Robyn's belongs to no channel.
        let pieces = spread.name.split(separator: ".", maxSplits: 1).map(String.init)
        let name = ([pieces[0]] + pieces.dropFirst().map(FieldName.part)).joined(separator: ".")
        return [ScalarField("low.\(name)", spread.low), ScalarField("high.\(name)", spread.high)]
      }
  }
}

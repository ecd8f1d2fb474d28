public import Tables

/// The Shapley credit of a channel divided by the position of its touches: who opens, who follows, who closes.
///
/// A conversion is divided equally among the distinct channels of its journey, and a channel's part equally among its
/// touches. Summed over positions this is the credit of ``ShapleyCredit`` on sums. Touches after the hundredth count as
/// the hundredth (``placeLimit``), so that one endless journey does not make every channel's list as long.
///
/// Source: Zhao, Mahboobi, Bagheri (2018), "Shapley value methods for attribution modeling in online advertising",
/// the ordered value.
public struct OrderedShapley: Sendable, Hashable, Codable {
  /// The channels, in the order of the journeys' table.
  public let channels: [String]
  /// The conversions credited, by channel and then by position from 0, as long as the longest path but no longer than
  /// ``placeLimit``; the last position there holds all later touches too.
  public let credit: [[Double]]

  /// The most positions that are told apart.
  public static let placeLimit = 100

  /// Each channel's credit over all positions.
  public var totals: [Double] { credit.map { $0.reduce(0, +) } }

  /// One row a channel and position that has credit: `channel position credit`, positions from 1; that of ``placeLimit``
  /// is of this touch and all later ones.
  public var table: Table {
    var rows: (channels: [String], positions: [Double], credit: [Double]) = ([], [], [])
    for (channel, credits) in zip(channels, credit) {
      for (position, credit) in credits.enumerated() where credit > 0 {
        rows.channels.append(channel)
        rows.positions.append(Double(position + 1))
        rows.credit.append(credit)
      }
    }
    return Table([
      Column("channel", texts: rows.channels), Column("position", numbers: rows.positions),
      Column("credit", numbers: rows.credit),
    ])
  }
}

extension ShapleyCredit {
  /// The credit on sums by the position of touches.
  ///
  /// - Throws: ``AttributionError`` where no journey converted.
  /// - Complexity: O(touches) time, at most channels · ``OrderedShapley/placeLimit`` numbers.
  public static func ordered(_ table: JourneyTable) throws(AttributionError) -> OrderedShapley {
    try checkConverted(table)
    let longest = (0..<table.count).reduce(0) { max($0, table.path($1).count) }
    let places = min(longest, OrderedShapley.placeLimit)
    var credit = [[Double]](
      repeating: [Double](repeating: 0, count: places), count: table.channels.count)
    var touches = [Double](repeating: 0, count: table.channels.count)
    for index in 0..<table.count where table.conversions[index] > 0 {
      let path = table.path(index)
      var distinct = 0.0
      for channel in path {
        if touches[Int(channel)] == 0 { distinct += 1 }
        touches[Int(channel)] += 1
      }
      for (position, channel) in path.enumerated() {
        credit[Int(channel)][min(position, places - 1)] +=
          table.conversions[index] / (distinct * touches[Int(channel)])
      }
      for channel in path { touches[Int(channel)] = 0 }
    }
    return OrderedShapley(channels: table.channels, credit: credit)
  }
}

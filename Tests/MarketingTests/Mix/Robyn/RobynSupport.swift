import Marketing
import Statistics
import Tables
import TestSupport

/// Robyn's example data: weekly revenue, five channels, two controls.
enum RobynData {
  static let file = "mmm/robyn_dt_simulated_weekly.csv"
  static let channels = ["tv_S", "ooh_S", "print_S", "facebook_S", "search_S"]
  static let isHere = OutsideData.has(file)
  /// The rows of the demonstration's window, 2016-01-04 to 2018-12-31.
  static let window = 6..<163

  /// All rows, the revenue less a constant.
  static func data(controls: [String] = [], shift: Double = 0) throws -> MixData {
    let columns = outsideColumns(file)
    let revenue = columns["revenue"] ?? []
    let days = revenue.indices.map { Day(daysSinceEpoch: 16_762 + 7 * $0) }
    let table = Table(
      [
        Column("week", days: days), Column("revenue", numbers: revenue.map { $0 - shift }),
      ] + (channels + controls).map { Column($0, numbers: columns[$0] ?? []) })
    return try MixData(table, target: "revenue", channels: channels, controls: controls)
  }
}

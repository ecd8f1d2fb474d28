/// How a table is set in a page.
///
///     HTMLTable(caption: "ROI by channel", units: ["spend": "€"], emphasised: [0]).markup(table, id: "roi")
public struct HTMLTable: Sendable, Hashable, Codable {
  /// Above the table; "" writes none.
  public var caption: String
  /// The unit of a column by its name, written in the header.
  public var units: [String: String]
  /// How the numbers of a column are written, by its name; others by what suits the column.
  public var formats: [String: NumberFormat]
  /// The rows that matter, from 0: bold.
  public var emphasised: Set<Int>
  /// How many rows are shown.
  public var limit: Int

  /// The setting of a table.
  public init(
    caption: String = "", units: [String: String] = [:], formats: [String: NumberFormat] = [:],
    emphasised: Set<Int> = [], limit: Int = 50
  ) {
    self.caption = caption
    self.units = units
    self.formats = formats
    self.emphasised = emphasised
    self.limit = limit
  }
}

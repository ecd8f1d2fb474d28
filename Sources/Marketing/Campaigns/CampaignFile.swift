import Tables

/// A CSV file of campaign rows, under whatever names and spellings.
public struct CampaignFile: Sendable {
  /// Where it lies.
  public let path: String
  /// Where columns come from that do not have their usual names.
  public let asked: [CampaignColumn: String]
  /// How cells are written.
  public var spelling: CampaignRows.Spelling

  /// A file to be read.
  public init(
    path: String, asked: [CampaignColumn: String] = [:],
    spelling: CampaignRows.Spelling = CampaignRows.Spelling()
  ) {
    self.path = path
    self.asked = asked
    self.spelling = spelling
  }

  /// The rows and what a reader should know of how they were read.
  ///
  /// - Throws: `CSVError` where the file is no CSV, `CampaignError` where its columns are not those of campaigns.
  public func read() throws -> (rows: CampaignRows, notes: [String]) {
    var csv = CSV(dateOrder: spelling.dates)
    if let style = spelling.numbers { csv.numberStyle = style }
    let reading = try csv.read(path: path)
    let rows = try CampaignRows(reading.table, asked: asked, spelling: spelling)
    if spelling.numbers == nil, rows.hasDecimalCommas {
      // Where spend is 1.234,50, impressions of 24.062 are thousands: read as one whole, the file says so.
      var comma = self
      comma.spelling.numbers = .decimalComma
      return try comma.read()
    }
    let extra = Set(rows.extras.map(\.name))
    // Of the standard columns the audit says more than the reader of cells can.
    let notes = reading.notes.filter { note in
      note.column.map { extra.contains($0) } ?? true
    }
    return (rows, rows.notes + notes.map { "\($0.sentence)." })
  }
}

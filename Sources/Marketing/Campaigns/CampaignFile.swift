import Tables

/// A CSV file of campaign rows, under whatever names and spellings.
public struct CampaignFile: Sendable {
  /// Where it lies.
  public let path: String
  /// Where columns come from that do not have their usual names.
  public let asked: [CampaignColumn: String]
  /// How cells are written.
  public let spelling: CampaignRows.Spelling

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
    var table = reading.table
    let numbers = try CampaignFile.doubtful(in: table, asked: asked)
    if spelling.numbers == nil, !numbers.isEmpty {
      for name in numbers { csv.kinds[name] = .texts }
      table = try csv.read(path: path).table
    }
    let rows = try CampaignRows(table, asked: asked, spelling: spelling)
    let extra = Set(rows.extras.map(\.name))
    // Of the standard columns the audit says more than the reader of cells can.
    let notes = reading.notes.filter { note in
      note.column.map { extra.contains($0) } ?? true
    }
    return (rows, rows.notes + notes.map { "\($0.sentence)." })
  }

  /// Columns that were read as numbers and may be others: `12.738` is twelve thousand impressions where points group
  /// thousands, which counts with fractions or the file's other columns give away.
  private static func doubtful(
    in table: Table, asked: [CampaignColumn: String]
  ) throws(CampaignError) -> [String] {
    let columns = try CampaignColumns(among: table.names, asked: asked)
    var read: [String] = []
    var hasFractions = false
    for measure in CampaignColumn.measures {
      guard case .column(let name)? = columns.sources[measure],
        case .numbers(let numbers)? = table.columns.first(where: { $0.name == name })?.values
      else { continue }
      read.append(name)
      hasFractions =
        hasFractions || measure.isWhole && numbers.contains { $0.isFinite && $0 != $0.rounded() }
    }
    return hasFractions || columns.style(of: table) == .decimalComma ? read : []
  }
}

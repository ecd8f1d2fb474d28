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
    var csv = CSV(dateOrder: spelling.dates, cellLimit: CampaignFile.cellLimit)
    if let style = spelling.numbers { csv.numberStyle = style }
    let reading = try csv.read(path: path)
    var table = reading.table
    let columns = try CampaignColumns(among: table.names, asked: asked)
    let keys = CampaignFile.keys(in: table, columns)
    let numbers = spelling.numbers == nil ? CampaignFile.doubtful(in: table, columns) : []
    if !numbers.isEmpty || !keys.isEmpty {
      for name in numbers + keys { csv.kinds[name] = .texts }
      table = try csv.read(path: path).table
      for name in keys where columns.sources[.campaign] != .column(name) {
        table = CampaignFile.asNumbers(name, of: table)
      }
    }
    let rows = try CampaignRows(table, asked: asked, spelling: spelling)
    let extra = Set(rows.extras.map(\.name))
    // Of the standard columns the audit says more than the reader of cells can.
    let notes = reading.notes.filter { note in
      note.column.map { extra.contains($0) } ?? true
    }
    return (rows, rows.notes + notes.map { "\($0.sentence)." })
  }

  /// Cells of a file that are read; a packed one may hold any number of them.
  private static let cellLimit = 1 << 24

  /// Columns of whole numbers that may be names: the campaigns', and those that come along.
  ///
  /// `007` is not `7`, and of
  /// `23851234567890121` a number keeps sixteen digits.
  private static func keys(in table: Table, _ columns: CampaignColumns) -> [String] {
    let measured = CampaignColumn.allCases.filter { $0 != .campaign }.compactMap { column in
      if case .column(let name)? = columns.sources[column] { name } else { nil }
    }
    return table.columns.filter { column in
      guard case .numbers(let numbers) = column.values, !measured.contains(column.name) else {
        return false
      }
      return numbers.allSatisfy { $0.isNaN || $0 == $0.rounded() }
    }.map(\.name)
  }

  /// A column of texts as numbers, where every cell is one that a number can hold and spells as it stands.
  private static func asNumbers(_ name: String, of table: Table) -> Table {
    Table(
      table.columns.map { column in
        guard column.name == name, case .texts(let cells) = column.values else { return column }
        var numbers: [Double] = []
        for cell in cells {
          guard let cell else {
            numbers.append(.nan)
            continue
          }
          guard let number = Double(cell), CSVWriter.spelling(number) == cell else { return column }
          numbers.append(number)
        }
        return Column(name, numbers: numbers)
      })
  }

  /// Columns that were read as numbers and may be others: `12.738` is twelve thousand impressions where points group
  /// thousands, which counts with fractions or the file's other columns give away.
  private static func doubtful(in table: Table, _ columns: CampaignColumns) -> [String] {
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

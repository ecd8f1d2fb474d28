public import Tables

/// Raw rows of advertising campaigns: what was spent on a day and what the platform says came of it.
///
/// Where a table's own names and spellings end: cells are read as people write them (see ``WrittenNumbers``,
/// ``WrittenDays``), and what cannot be read is kept in ``unread`` with its row and column. Values are not judged here.
///
///     let rows = try CampaignRows(table, asked: [.spend: "Cost"])
///     let findings = CampaignAudit(rows).findings
///     let cleaning = CampaignCleaning(rows)
public struct CampaignRows: Sendable, Hashable {
  /// A cell that holds something else than it should.
  public struct Unread: Sendable, Hashable {
    /// The place of the row, from 0.
    public let place: Int
    /// The column.
    public let column: CampaignColumn
    /// What stands there.
    public let text: String
  }

  /// How cells are written, where the columns do not tell.
  public struct Spelling: Sendable, Hashable {
    /// Which comes first in `03/04/2024`.
    public var dates = CSV.DateOrder.unambiguous
    /// What ends the whole part of a number; nil lets the column decide.
    public var numbers: CSV.NumberStyle?

    /// As the columns tell.
    public init(dates: CSV.DateOrder = .unambiguous, numbers: CSV.NumberStyle? = nil) {
      self.dates = dates
      self.numbers = numbers
    }
  }

  /// The day of each row; nil where it is missing or unread.
  public internal(set) var days: [Day?]
  /// The campaign of each row, without blanks at its ends; nil where it is missing.
  public internal(set) var campaigns: [String?]
  /// What was measured, in the order of ``CampaignColumn/measures``; NaN is missing.
  public internal(set) var values: [[Double]]
  /// The row of the raw table that each row comes from, counted from 1; nil for a row that cleaning put in.
  public internal(set) var numbers: [Int?]
  /// What the table has besides.
  public internal(set) var extras: [Column]
  /// Cells that hold something else than they should.
  public let unread: [Unread]
  /// Columns that the table does not have, or that hold nothing at all.
  public let absent: Set<CampaignColumn>
  /// What a reader should know of how cells were read.
  public let notes: [String]

  /// The number of rows.
  public var count: Int { days.count }

  /// The values of a measure.
  public func values(of column: CampaignColumn) -> [Double] {
    CampaignColumn.measures.firstIndex(of: column).map { values[$0] } ?? []
  }

  /// Rows out of a table of any names and spellings.
  ///
  /// - Parameters:
  ///   - table: The raw rows, in any order.
  ///   - asked: Where columns come from that do not have their usual names; see ``CampaignColumns``.
  ///   - spelling: How cells are written.
  /// - Throws: Where the table as a whole cannot be read: no rows, columns not found, dates that can be read in two ways.
  public init(
    _ table: Table, asked: [CampaignColumn: String] = [:], spelling: Spelling = Spelling()
  ) throws(CampaignError) {
    guard table.rowCount > 0 else { throw .empty }
    let columns = try CampaignColumns(among: table.names, asked: asked)
    var reader = CampaignReader(table: table, spelling: spelling)
    reader.style = spelling.numbers == nil ? columns.style(of: table) : nil
    var days: [Day?] = []
    var campaigns: [String?] = []
    var values: [[Double]] = []
    for column in CampaignColumn.allCases {
      switch column {
      case .date: days = try reader.days(columns.sources[column])
      case .campaign: campaigns = reader.campaigns(columns.sources[column])
      default: values.append(try reader.numbers(column, columns.sources[column]))
      }
    }
    self.days = days
    self.campaigns = campaigns
    self.values = values
    numbers = (1...table.rowCount).map { $0 }
    self.unread = reader.unread
    // A count without a single cell is as good as none: so rows read without it keep lacking it when their table is read.
    let unread = reader.unread
    absent = Set(
      zip(CampaignColumn.measures, values).filter { column, numbers in
        column.isCount && numbers.allSatisfy(\.isNaN) && !unread.contains { $0.column == column }
      }.map(\.0))
    let described = columns.described
    notes =
      (described.isEmpty ? [] : ["Read \(described.joined(separator: ", "))."]) + reader.notes
    let taken = Set(
      columns.sources.values.compactMap { source in
        if case .column(let name) = source { name } else { nil }
      })
    extras = CampaignRows.renamed(table.columns.filter { !taken.contains($0.name) })
    try requireUsable()
  }

  /// Extra columns under names that neither the standard columns nor the derived ones have, whatever their case.
  private static func renamed(_ columns: [Column]) -> [Column] {
    var taken = Set(CampaignColumn.allCases.map(\.rawValue) + CampaignMeasures.names)
    return columns.map { column in
      var name = column.name
      while !taken.insert(name.lowercased()).inserted { name += "_given" }
      return Column(name, column.values)
    }
  }

  /// Refuses rows of which not one has a date, a campaign, spend and revenue, both not below zero.
  private func requireUsable() throws(CampaignError) {
    let spend = values(of: .spend)
    let revenue = values(of: .revenue)
    let isUsable = (0..<count).contains {
      days[$0] != nil && campaigns[$0] != nil && spend[$0] >= 0 && revenue[$0] >= 0
    }
    guard !isUsable else { return }
    var reasons: [String] = []
    func reason(_ column: CampaignColumn, _ isMissing: (Int) -> Bool) {
      let without = (0..<count).count(where: isMissing)
      guard without > 0 else { return }
      let example = unread.first { $0.column == column }.map {
        ", such as \"\($0.text.prefix(40))\" in row \($0.place + 1)"
      }
      reasons.append("\(without) without \(column.rawValue)\(example ?? "")")
    }
    reason(.date) { days[$0] == nil }
    reason(.campaign) { campaigns[$0] == nil }
    reason(.spend) { spend[$0].isNaN }
    reason(.revenue) { revenue[$0].isNaN }
    for (column, values) in [(CampaignColumn.spend, spend), (.revenue, revenue)] {
      let below = values.count { $0 < 0 }
      if below > 0 { reasons.append("\(below) with \(column.rawValue) below 0") }
    }
    throw .noUsableRow(rows: count, reasons: reasons)
  }

  /// The rows as a table of the standard columns, then the extra ones.
  ///
  /// A column with cells that could not be read holds texts: those cells as they stand, the others as numbers are spelled, so
  /// that nothing is lost before cleaning has recorded it.
  public var table: Table {
    func column(_ role: CampaignColumn, _ values: Column.Values) -> Column {
      let cells = unread.filter { $0.column == role }
      guard !cells.isEmpty else { return Column(role.rawValue, values) }
      let plain = Column(role.rawValue, values)
      var texts: [String?] = (0..<count).map { row in
        let cell = plain[row]
        return cell == .missing ? nil : cell.description
      }
      for cell in cells { texts[cell.place] = cell.text }
      return Column(role.rawValue, texts: texts)
    }
    return Table(
      [column(.date, .days(days)), column(.campaign, .texts(campaigns))]
        + zip(CampaignColumn.measures, values).map { column($0, .numbers($1)) } + extras)
  }
}

/// Reads the columns of campaign rows out of a table, cell by cell.
private struct CampaignReader {
  let table: Table
  let spelling: CampaignRows.Spelling
  /// How the table's numbers are written, for columns that do not tell.
  var style: CSV.NumberStyle?
  var unread: [CampaignRows.Unread] = []
  var notes: [String] = []

  private func found(_ source: CampaignColumns.Source?) -> Column? {
    guard case .column(let name)? = source else { return nil }
    return table.columns.first { $0.name == name }
  }

  mutating func days(_ source: CampaignColumns.Source?) throws(CampaignError) -> [Day?] {
    guard let column = found(source) else { return [] }
    let cells: [String?]
    switch column.values {
    case .days(let days): return days
    case .texts(let texts): cells = texts
    case .numbers: cells = (0..<column.count).map { CampaignReader.text(column[$0]) }
    }
    let read = WrittenDays(cells, order: spelling.dates)
    if let first = read.ambiguous.first {
      throw .ambiguousDates(
        found: cells[first] ?? "", row: first + 1, count: read.ambiguous.count)
    }
    note(read.unread, .date, cells)
    return read.days
  }

  mutating func campaigns(_ source: CampaignColumns.Source?) -> [String?] {
    guard let column = found(source) else { return [] }
    // There are few names and many rows.
    var names: [String: String?] = [:]
    return (0..<column.count).map { row in
      guard let text = CampaignReader.text(column[row]) else { return nil }
      if let known = names[text] { return known }
      // Names that differ in blanks alone are one name.
      let plain = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      let name = plain.isEmpty ? nil : String(plain.prefix(200))
      names[text] = name
      return name
    }
  }

  mutating func numbers(
    _ role: CampaignColumn, _ source: CampaignColumns.Source?
  ) throws(CampaignError) -> [Double] {
    switch source {
    case nil, .absent?:
      return [Double](repeating: .nan, count: table.rowCount)
    case .calculation(let expression, let text)?:
      do throws(TableError) {
        return try withReadNumbers.derive("calculated", expression).numbers("calculated").map {
          $0.isFinite ? $0 : .nan
        }
      } catch {
        throw .badCalculation(role, text, reason: error.description)
      }
    case .column?:
      guard let column = found(source) else { return [] }
      switch column.values {
      case .numbers(let numbers): return numbers.map { $0.isFinite ? $0 : .nan }
      case .days:
        let cells = (0..<column.count).map { CampaignReader.text(column[$0]) }
        note(Array(cells.indices.filter { cells[$0] != nil }), role, cells)
        return cells.map { _ in .nan }
      case .texts(let cells):
        var read = WrittenNumbers(cells, style: spelling.numbers, isCount: role.isWhole)
        if read.isAssumed, let style {
          read = WrittenNumbers(cells, style: style)
        } else if read.isAssumed {
          notes.append(
            "\(role.rawValue): 1,234 read as 1234 and 1.234 as itself; say where a comma ends the whole part."
          )
        }
        note(read.unread, role, cells)
        return read.values
      }
    }
  }

  /// The table with numbers for texts that are written ones: `$1,234.50` can be calculated with too.
  private var withReadNumbers: Table {
    Table(
      table.columns.map { column in
        guard case .texts(let cells) = column.values else { return column }
        let read = WrittenNumbers(cells, style: spelling.numbers ?? style)
        let isNumbers = read.values.count { !$0.isNaN } > read.unread.count
        return isNumbers ? Column(column.name, numbers: read.values) : column
      })
  }

  private mutating func note(_ places: [Int], _ column: CampaignColumn, _ cells: [String?]) {
    unread += places.map {
      CampaignRows.Unread(place: $0, column: column, text: cells[$0] ?? "")
    }
  }

  private static func text(_ cell: Cell) -> String? {
    cell == .missing ? nil : cell.description
  }
}

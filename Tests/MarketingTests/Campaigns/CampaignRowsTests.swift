import Marketing
import Tables
import Testing

@Suite("Reading campaign rows")
struct CampaignRowsTests {
  @Test("Rows are read as they stand, judged by nobody")
  func plain() throws {
    var sheet = CampaignSheet(days: 2)
    sheet[2, .spend] = "-5"
    sheet[3, .clicks] = ""
    let rows = try sheet.rows()
    #expect(rows.count == 4 && rows.numbers == [1, 2, 3, 4])
    #expect(
      rows.days.map { $0?.description } == ["2024-01-01", "2024-01-01", "2024-01-02", "2024-01-02"])
    #expect(rows.campaigns == ["Alpha", "Beta", "Alpha", "Beta"])
    // n is 100, 111, 137 and 148.
    #expect(rows.values(of: .spend) == [125, -5, 171.25, 185])
    #expect(rows.values(of: .clicks)[2].isNaN && rows.values(of: .clicks)[3] == 592)
    #expect(rows.unread.isEmpty && rows.absent.isEmpty && rows.notes.isEmpty && rows.extras.isEmpty)
    #expect(rows.values(of: .date).isEmpty)
  }

  @Test(
    "What cannot be read is kept with its place, and its column becomes texts that lose nothing")
  func unread() throws {
    var sheet = CampaignSheet(days: 2)
    sheet[1, .clicks] = "n.v."
    sheet[2, .clicks] = "$1,234.50"
    sheet[3, .date] = "31/02/2024"
    let rows = try sheet.rows()
    #expect(
      rows.unread.map { "\($0.place) \($0.column.rawValue) \($0.text)" }
        == ["2 date 31/02/2024", "0 clicks n.v."])
    #expect(rows.days[2] == nil && rows.values(of: .clicks)[1] == 1234.5)
    let table = rows.table
    #expect(table.names == CampaignSheet.names)
    #expect(try table.texts("clicks") == ["n.v.", "1234.5", "548", "592"])
    #expect(try table.texts("date")[2] == "31/02/2024")
    #expect(try CampaignRows(table).unread == rows.unread, "the table is read the same")
    #expect(try table.numbers("spend") == rows.values(of: .spend))
  }

  @Test("Names lose blanks at their ends and doubled ones within; none is left is none")
  func names() throws {
    var sheet = CampaignSheet(days: 3)
    sheet[1, .campaign] = "  Big \t Sale\u{A0} "
    sheet[2, .campaign] = "Big\nSale"
    sheet[3, .campaign] = " \u{2003} "
    sheet[4, .campaign] = String(repeating: "x", count: 5_000)
    let rows = try sheet.rows()
    #expect(rows.campaigns.prefix(3) == ["Big Sale", "Big Sale", nil])
    #expect(rows.campaigns[3]?.count == 200)
  }

  @Test("Names that are numbers or dates are names")
  func numbers() throws {
    var sheet = CampaignSheet(days: 2)
    for row in 1...4 { sheet[row, .campaign] = row % 2 == 0 ? "1178" : "936" }
    #expect(try sheet.rows().campaigns == ["936", "1178", "936", "1178"])
    for row in 1...4 { sheet[row, .campaign] = "2024-01-0\(row)" }
    #expect(try sheet.rows().campaigns.first == "2024-01-01")
  }

  @Test("Extra columns are kept, under names that neither standard nor derived columns have")
  func extras() throws {
    var sheet = CampaignSheet(days: 2)
    sheet.names += ["Note", "ctr", "CTR_given", "Date", "note"]
    for row in sheet.cells.indices { sheet.cells[row] += ["a", "0.5", "b", "2020-01-01", "c"] }
    let rows = try sheet.rows()
    #expect(
      rows.extras.map(\.name) == [
        "Note", "ctr_given", "CTR_given_given", "Date_given", "note_given",
      ])
    #expect(rows.table.names == CampaignSheet.names + rows.extras.map(\.name))
    #expect(try rows.table.texts("note_given") == ["c", "c", "c", "c"])
  }

  // MARK: - Rows that are refused

  @Test("A table without rows, or of which none can be used, says why")
  func unusable() throws {
    var sheet = CampaignSheet(days: 3)
    let empty = Table(CampaignSheet.names.map { Column($0, texts: []) })
    #expect(throws: CampaignError.empty) { try CampaignRows(empty) }
    for row in 1...6 {
      sheet[row, .date] = row == 6 ? "" : "day \(row)"
      sheet[row, .spend] = "cheap"
    }
    #expect(
      sheet.complaint()
        == "no usable row among 6: 6 without date, such as \"day 1\" in row 1; 6 without spend, such as \"cheap\" in row 1"
    )
  }

  @Test("Rows that all spend less than nothing are no usable rows")
  func negative() {
    var sheet = CampaignSheet(days: 3)
    for row in 1...6 { sheet.multiply(row, .spend, by: -1) }
    #expect(sheet.complaint() == "no usable row among 6: 6 with spend below 0")
    sheet.multiply(4, .spend, by: -1)
    #expect(sheet.complaint() == nil)
  }

  @Test("Dates that can be read in two ways are refused, and read where somebody says how")
  func ambiguous() throws {
    var sheet = CampaignSheet(days: 6)
    for row in 1...12 { sheet[row, .date] = "0\((row + 1) / 2)/09/2024" }
    #expect(
      sheet.complaint()
        == "\"01/09/2024\" in row 1 and 11 more can be day-month or month-day, and no date decides; say days=day_first "
        + "or days=month_first")
    let days = try sheet.rows([:], .init(dates: .dayFirst)).days
    #expect(days.first??.description == "2024-09-01" && days.last??.description == "2024-09-06")
    let months = try sheet.rows([:], .init(dates: .monthFirst)).days
    #expect(months.first??.description == "2024-01-09")
  }

  @Test("Rows that are neither daily nor weekly, and a year mistyped, are refused")
  func steps() throws {
    #expect(
      CampaignSheet(days: 20, step: 30).complaint()
        == "rows are 30 days apart, where daily or weekly rows are due")
    #expect(CampaignSheet(days: 20, step: 7).complaint() == nil)
    var sheet = CampaignSheet(days: 10)
    sheet[20, .date] = "2042-01-10"
    #expect(
      sheet.complaint()
        == "dates go from 2024-01-01 (row 1) to 2042-01-10 (row 20), but only 11 different days have rows; is a year "
        + "mistyped?")
  }

  @Test("201 campaigns are too many")
  func many() {
    let names = (1...201).map { "Ad \($0)" }
    #expect(
      CampaignSheet(days: 2, campaigns: names).complaint()
        == "201 campaigns, more than the 200 that a model can hold; is the right column named?")
    #expect(CampaignSheet(days: 2, campaigns: Array(names.prefix(200))).complaint() == nil)
  }

  // MARK: - Absent counts

  @Test(
    "A count that the table lacks is missing nowhere, and still is when the rows are read again")
  func absent() throws {
    let rows = try CampaignSheet().rows([.clicks: "none", .conversions: "none"])
    #expect(rows.absent == [.clicks, .conversions])
    #expect(rows.notes == ["Read no clicks, no conversions."])
    #expect(try CampaignAudit(rows).findings.isEmpty)
    // The file's own columns of these names stay, as extra ones.
    #expect(rows.extras.map(\.name) == ["clicks_given", "conversions_given"])
    let again = try CampaignRows(rows.table)
    #expect(again.absent == rows.absent)
    let cleaning = try CampaignCleaning(again)
    #expect(cleaning.changes.isEmpty)
    #expect(try cleaning.rows.table.numbers("clicks").allSatisfy(\.isNaN))
  }

  @Test("An empty column of counts is as good as none; an empty one of money is not")
  func empty() throws {
    var sheet = CampaignSheet()
    for row in 1...120 { sheet[row, .impressions] = "" }
    #expect(try sheet.rows().absent == [.impressions])
    #expect(try sheet.findings().isEmpty)
    for row in 1...120 { sheet[row, .revenue] = "" }
    #expect(sheet.complaint() == "no usable row among 120: 120 without revenue")
  }

  // MARK: - Numbers of other countries

  /// The same rows as a German file, counts with points between thousands.
  private func german(_ sheet: CampaignSheet, money: (Double) -> String) throws -> CampaignRows {
    var german = sheet
    for row in 1...sheet.cells.count {
      let date = sheet[row, .date].split(separator: "-").reversed().joined(separator: ".")
      german[row, .date] = date
      for column in [CampaignColumn.spend, .revenue] {
        german[row, column] = money(Double(sheet[row, column]) ?? .nan)
      }
      german[row, .impressions] = grouped(Int(sheet[row, .impressions]) ?? 0)
    }
    let text = german.text.map { $0 == "," ? ";" : $0 == "|" ? "," : "\($0)" }.joined()
    return try reading(file: text) { try CampaignFile(path: $0).read().rows }
  }

  /// 12738 as 12.738.
  private func grouped(_ number: Int) -> String {
    number < 1000
      ? "\(number)"
      : "\(number / 1000)." + String("\(1000 + number % 1000)".dropFirst())
  }

  @Test("A German file with cents: 1.234,50 and 12.738")
  func cents() throws {
    let sheet = CampaignSheet(days: 40)
    let rows = try german(sheet) { amount in
      // A bar for the comma, which the sheet has between cells.
      let cents = Int((amount * 100).rounded())
      return grouped(cents / 100) + "|" + String("\(100 + cents % 100)".dropFirst()) + " €"
    }
    let plain = try sheet.rows()
    #expect(rows.values == plain.values && rows.days == plain.days && rows.unread.isEmpty)
    #expect(try CampaignAudit(rows).findings.isEmpty)
  }

  @Test("A German file in whole euros: counts tell what a point is")
  func euros() throws {
    var sheet = CampaignSheet(days: 40)
    for row in 1...80 {
      // Four times n: 400 to 796 euros of spend; 1,500 n: 150,000 and more of revenue.
      sheet[row, .spend] = sheet[row, .clicks]
      sheet.multiply(row, .revenue, by: 200)
    }
    let rows = try german(sheet) { grouped(Int($0)) }
    #expect(rows.values == (try sheet.rows()).values)
  }

  @Test("Points stay points where counts are whole")
  func points() throws {
    var sheet = CampaignSheet(days: 40)
    for row in 1...80 { sheet[row, .spend] = "1.\(100 + row)" }
    let read = try reading(file: sheet.text) { try CampaignFile(path: $0).read() }
    #expect(read.rows.values(of: .spend)[4] == 1.105)
    #expect(read.notes.isEmpty, "\(read.notes)")
  }

  @Test("Where a file decides nothing, a note says what was assumed")
  func assumed() throws {
    var sheet = CampaignSheet(days: 4)
    for row in 1...8 { sheet[row, .spend] = "1,\(200 + row)" }
    let rows = try sheet.rows()
    #expect(rows.values(of: .spend)[0] == 1201)
    #expect(rows.notes.count == 1 && rows.notes[0].hasPrefix("spend: 1,234 read as 1234"))
    let comma = try sheet.rows([:], .init(numbers: .decimalComma))
    #expect(comma.values(of: .spend)[0] == 1.201 && comma.notes.isEmpty)
  }
}

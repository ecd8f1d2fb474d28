import Marketing
import Tables
import Testing

@Suite("What an audit of campaign rows finds")
struct CampaignAuditTests {
  /// What is found in sixty days of two campaigns with one change.
  private func found(
    _ policy: CampaignPolicy = CampaignPolicy(), _ spoil: (inout CampaignSheet) -> Void
  ) throws -> [String] {
    var sheet = CampaignSheet()
    spoil(&sheet)
    return try sheet.findings(policy).map(\.brief)
  }

  @Test("Rows in which nothing is wrong have no findings")
  func clean() throws {
    #expect(try found { _ in }.isEmpty)
    #expect(try CampaignSheet(days: 30, step: 7).findings().isEmpty)
    #expect(try CampaignSheet(days: 1).findings().isEmpty)
  }

  @Test("A row without a day or a campaign")
  func unplaced() throws {
    #expect(
      try found { sheet in
        sheet[7, .date] = ""
        sheet[12, .campaign] = "  "
        sheet[20, .date] = "someday"
        // A sum at the end, as exports have it.
        sheet.cells.append(["Total", "", "9999", "9", "9", "9", "9"])
      } == [
        "7 date unplaced", "12 campaign_name unplaced", "20 date unplaced someday",
        "121 date unplaced Total",
        // Whose days are missing now.
        "Alpha 2024-01-04 gap", "Beta 2024-01-06 gap", "Beta 2024-01-10 gap",
      ])
  }

  @Test("A row whose every cell repeats an earlier one's, wherever it stands")
  func duplicates() throws {
    #expect(
      try found { sheet in
        sheet.cells.append(sheet.cells[4])
        sheet.cells.insert(sheet.cells[9], at: 10)
      } == ["11 duplicate", "122 duplicate"])
    var sheet = CampaignSheet()
    sheet.cells.append(sheet.cells[4])
    #expect(try sheet.findings()[0].sentence == "every cell as in row 5; dropped")
    // A file that was pasted twice.
    sheet = CampaignSheet()
    sheet.cells += sheet.cells
    #expect(try sheet.findings().map(\.rule) == Array(repeating: .duplicate, count: 120))
  }

  @Test("A second row for a day, with other numbers, counts too")
  func repeated() throws {
    #expect(
      try found { sheet in
        sheet.cells.append(sheet.cells[4])
        sheet[121, .revenue] = "1234"
      } == ["121 repeated"])
  }

  @Test("Rows by ad within a campaign's day are finer, not repeated")
  func finer() throws {
    var sheet = CampaignSheet()
    sheet.names.append("ad")
    sheet.cells = sheet.cells.flatMap { [$0 + ["left"], $0 + ["right"]] }
    let audit = try CampaignAudit(sheet.rows())
    #expect(audit.isFiner && audit.findings.isEmpty)
    // Without the column that tells ads apart, equal rows may be two ads that fared alike.
    let plain = try CampaignAudit(CampaignSheet().rows())
    #expect(!plain.isFiner)
  }

  @Test("A campaign's name in other capitals")
  func spelling() throws {
    #expect(
      try found { sheet in
        sheet[3, .campaign] = "ALPHA"
        sheet[5, .campaign] = "alpha"
      } == ["3 campaign_name spelling ALPHA", "5 campaign_name spelling alpha"])
  }

  @Test("A number that is missing, and something that is none", arguments: CampaignColumn.measures)
  func missing(column: CampaignColumn) throws {
    #expect(try found { $0[9, column] = "" } == ["9 \(column.rawValue) missing"])
    #expect(try found { $0[9, column] = "N/A" } == ["9 \(column.rawValue) missing"])
    #expect(try found { $0[9, column] = "lots" } == ["9 \(column.rawValue) unreadable lots"])
  }

  @Test("A number below zero", arguments: CampaignColumn.measures)
  func negative(column: CampaignColumn) throws {
    let size = CampaignSheet()[9, column]
    #expect(try found { $0[9, column] = "-\(size)" } == ["9 \(column.rawValue) negative -\(size)"])
    #expect(try found { $0[9, column] = "(\(size))" } == ["9 \(column.rawValue) negative -\(size)"])
  }

  @Test("A fraction of a count, but of conversions, which platforms share out")
  func fraction() throws {
    #expect(
      try found { sheet in
        sheet[9, .impressions] = "15800.5"
        sheet[9, .conversions] = "150.25"
        sheet[10, .clicks] = "600.4"
        sheet[11, .spend] = "160.001"
      } == ["9 impressions fraction 15800.5", "10 clicks fraction 600.4"])
  }

  @Test(
    "A number far from its row's others, too large or too small",
    arguments: CampaignColumn.measures, [10, 0.1])
  func outlier(column: CampaignColumn, factor: Double) throws {
    var sheet = CampaignSheet()
    sheet.multiply(31, column, by: factor)
    let found = sheet[31, column]
    let rules = try sheet.findings().map(\.brief)
    #expect(rules.contains("31 \(column.rawValue) outlier \(found)"))
    // Ten times the conversions are more than the clicks, but a cell is found once.
    #expect(rules.count == 1)
  }

  @Test("A number off by a factor of two is no error", arguments: CampaignColumn.measures)
  func twice(column: CampaignColumn) throws {
    var sheet = CampaignSheet()
    sheet.multiply(31, column, by: 2)
    // Twice the conversions are still below the clicks, twice the clicks below the impressions.
    #expect(try sheet.findings().isEmpty)
  }

  @Test(
    "A day on which everything soars, or hardly anything runs, is no error", arguments: [10, 0.1])
  func soaring(factor: Double) throws {
    var sheet = CampaignSheet()
    for row in [31, 32] {
      for column in CampaignColumn.measures { sheet.multiply(row, column, by: factor) }
      for column in [CampaignColumn.impressions, .clicks, .conversions] {
        sheet[row, column] = CSVWriter.spelling((Double(sheet[row, column]) ?? 0).rounded())
      }
    }
    #expect(try sheet.findings().isEmpty)
  }

  @Test("Fewer than twenty rows of a campaign judge no outlier")
  func few() throws {
    var sheet = CampaignSheet(days: 19)
    sheet.multiply(9, .spend, by: 10)
    #expect(try sheet.findings().isEmpty)
    sheet = CampaignSheet(days: 20)
    sheet.multiply(9, .spend, by: 10)
    #expect(try sheet.findings().map(\.rule) == [.outlier])
  }

  @Test("More clicks than impressions, of which the one that is further off is to blame")
  func impossible() throws {
    // Row 9: n = 248 % 100 + 100 = 148: 14,800 impressions, 592 clicks. Too few rows to judge by but themselves.
    var sheet = CampaignSheet(days: 10)
    sheet[9, .clicks] = "20000"
    #expect(try sheet.findings().map(\.brief) == ["9 clicks impossible 20000"])
    #expect(
      try sheet.findings()[0].sentence.hasPrefix("20000 clicks of 14800 impressions; set to "))
  }

  @Test("What can happen is noted and kept: conversions without clicks, spend without impressions")
  func possible() throws {
    var sheet = CampaignSheet(days: 10)
    sheet[9, .conversions] = "700"
    sheet[10, .impressions] = "0"
    sheet[10, .clicks] = "0"
    sheet[10, .conversions] = "0"
    #expect(
      try sheet.findings().map(\.brief) == [
        "9 conversions conversions 700", "10 impressions unshown 0",
      ])
    #expect(try sheet.cleaned().changes.isEmpty)
  }

  // MARK: - Gaps

  @Test(
    "Days without a row are lost in a campaign that hardly misses one, a pause in one that often does"
  )
  func gaps() throws {
    // Alpha misses 3 of 60 days, which is 5 %; Beta 4.
    let lost = Set([11, 13, 41, 22, 42, 44, 46])
    var sheet = CampaignSheet()
    sheet.cells = sheet.cells.enumerated().filter { !lost.contains($0.offset + 1) }.map(\.element)
    let findings = try sheet.findings()
    // Row 11 is day 6, row 13 day 7, row 41 day 21; row 22 is day 11, rows 42, 44 and 46 days 21 to 23.
    #expect(
      findings.map(\.brief) == [
        "Alpha 2024-01-06 gap", "Beta 2024-01-11 pause", "Alpha 2024-01-21 gap",
        "Beta 2024-01-21 pause",
      ])
    #expect(
      findings.map(\.sentence) == [
        "2 days without a row, to 2024-01-07; put in between its neighbours",
        "this day has no row; taken as a pause without spend",
        "this day has no row; put in between its neighbours",
        "3 days without a row, to 2024-01-23; taken as a pause without spend",
      ])
    #expect(CampaignRule.pause.severity == .note && CampaignRule.gap.severity == .warning)
    let mend = try sheet.findings(CampaignPolicy(gaps: .mend))
    #expect(mend.map(\.rule) == [.gap, .gap, .gap, .gap])
    let pause = try sheet.findings(CampaignPolicy(gaps: .pause))
    #expect(pause.map(\.rule) == [.pause, .pause, .pause, .pause])
  }

  @Test("No more than seven days are ever put in, and none before the first or after the last row")
  func longGaps() throws {
    func without(_ days: ClosedRange<Int>) throws -> [CampaignRule] {
      var sheet = CampaignSheet(days: 400, campaigns: ["Alpha"])
      sheet.cells.removeSubrange((days.lowerBound - 1)...(days.upperBound - 1))
      return try sheet.findings(CampaignPolicy(gaps: .mend)).map(\.rule)
    }
    #expect(try without(100...106) == [.gap])
    #expect(try without(100...107) == [.pause])
    #expect(try without(1...20).isEmpty && without(390...400).isEmpty)
  }

  @Test("Weekly rows miss weeks")
  func weeks() throws {
    var sheet = CampaignSheet(days: 50, campaigns: ["Alpha"], step: 7)
    sheet.cells.removeSubrange(19...20)
    #expect(
      try sheet.findings().map(\.sentence)
        == ["2 weeks without a row, to 2024-05-20; put in between its neighbours"])
  }

  // MARK: - All together

  @Test("Findings come in the order of rows; counts and table say the same")
  func order() throws {
    var sheet = CampaignSheet()
    sheet[40, .spend] = ""
    sheet[9, .revenue] = "-5"
    sheet[9, .clicks] = "many"
    sheet[25, .date] = ""
    let audit = try CampaignAudit(sheet.rows())
    #expect(
      audit.findings.map(\.brief) == [
        "9 clicks unreadable many", "9 revenue negative -5", "25 date unplaced", "40 spend missing",
        "Alpha 2024-01-13 gap",
      ])
    #expect(audit.count(.error) == 1 && audit.count(.warning) == 4 && audit.count(.note) == 0)
    #expect(
      audit.counts.map { "\($0.rule) \($0.count)" } == [
        "unplaced 1", "missing 1", "unreadable 1", "negative 1", "gap 1",
      ])
    let table = audit.table
    #expect(
      table.names == [
        "row", "date", "campaign_name", "column", "found", "rule", "severity", "what",
      ])
    #expect(
      texts(table)[1].prefix(7) == [
        "9", "2024-01-05", "Alpha", "revenue", "-5", "negative", "warning",
      ])
    #expect(texts(table)[4].prefix(7) == ["", "2024-01-13", "Alpha", "", "", "gap", "warning"])
  }

  @Test("Rows by the thousand that cannot be read are looked at in a moment")
  func unreadable() throws {
    var sheet = CampaignSheet(days: 5_000)
    for row in 1...10_000 { sheet[row, .clicks] = "n.v." }
    let clock = ContinuousClock()
    let rows = try sheet.rows()
    let start = clock.now
    #expect(try CampaignAudit(rows).findings.count == 10_000)
    #expect(clock.now - start < .seconds(2))
  }
}

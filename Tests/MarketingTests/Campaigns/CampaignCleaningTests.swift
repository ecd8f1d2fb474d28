import Marketing
import Tables
import TestSupport
import Testing

/// Raw rows with a record of changes carried out on them by hand, every old value compared with what stands there.
struct CarriedOut {
  private(set) var table: [[String]] = []
  /// Changes whose old value is not what stood there, or that are of rows that are not there.
  private(set) var contradictions: [String] = []

  init(_ changes: [CampaignChange], on raw: CampaignRows) {
    var rows: [Int: [String]] = [:]
    for (place, cells) in texts(raw.table).enumerated() { rows[place + 1] = cells }
    var putIn: [(key: [String], cells: [String])] = []
    let width = raw.table.columns.count
    for change in changes {
      let column = change.column.flatMap { CampaignColumn.allCases.firstIndex(of: $0) }
      guard let number = change.row else {
        let key = ["\(change.day.map(\.description) ?? "")", change.campaign ?? ""]
        if putIn.last?.key != key {
          putIn.append((key, key + [String](repeating: "", count: width - 2)))
        }
        if change.old != "" || change.rule != .gap { contradictions.append(change.brief) }
        putIn[putIn.count - 1].cells[column ?? 0] = change.new
        continue
      }
      guard rows[number] != nil else {
        contradictions.append(change.brief)
        continue
      }
      if change.rule == .unplaced || change.rule == .duplicate {
        rows[number] = nil
      } else if let column {
        if rows[number]?[column] != change.old { contradictions.append(change.brief) }
        if change.old == change.new { contradictions.append(change.brief) }
        rows[number]?[column] = change.new
      } else {
        contradictions.append(change.brief)
      }
    }
    let all = rows.sorted { $0.key < $1.key }.map(\.value) + putIn.map(\.cells)
    table = all.enumerated().sorted { ($0.element[0], $0.offset) < ($1.element[0], $1.offset) }
      .map(\.element)
  }
}

@Suite("Cleaning campaign rows")
struct CampaignCleaningTests {
  /// Rows with all that can be wrong with them.
  static let worst: CampaignSheet = {
    var sheet = CampaignSheet(days: 90, campaigns: ["Alpha", "Beta", "Gamma"])
    sheet.names.append("note")
    for row in sheet.cells.indices { sheet.cells[row].append("n\(row % 7)") }
    sheet[4, .date] = "31/02/2024"
    sheet[5, .campaign] = ""
    sheet[9, .campaign] = "GAMMA"
    sheet[10, .spend] = ""
    sheet[11, .clicks] = "many"
    sheet[11, .revenue] = "-"
    sheet[22, .impressions] = "-14400"
    sheet[23, .spend] = "-9999"
    sheet[34, .clicks] = "480.5"
    sheet[35, .impressions] = "7.5"
    sheet.multiply(46, .revenue, by: 12)
    sheet.multiply(47, .impressions, by: 0.05)
    sheet[58, .impressions] = ""
    sheet[58, .clicks] = "999999"
    sheet[59, .clicks] = "-480.5"
    sheet[60, .conversions] = "900"
    sheet.cells.insert(sheet.cells[69], at: 75)
    sheet.cells.append(sheet.cells[3])
    sheet.cells.append(sheet.cells[100])
    // A second row for a day.
    sheet[273, .revenue] = "700"
    sheet.cells.remove(at: 150)
    sheet.cells.removeSubrange(200...205)
    return sheet
  }()

  private static let policies = [
    CampaignPolicy(), CampaignPolicy(outliers: .keep), CampaignPolicy(gaps: .mend),
    CampaignPolicy(outliers: .keep, gaps: .pause),
  ]

  /// Carries out the record, and compares with what cleaning gave.
  private func check(_ raw: CampaignRows, _ policy: CampaignPolicy) throws {
    let cleaning = try CampaignCleaning(raw, policy: policy)
    let byHand = CarriedOut(cleaning.changes, on: raw)
    #expect(byHand.contradictions.isEmpty)
    let found = texts(cleaning.rows.table)
    #expect(byHand.table == found)
    if byHand.table != found {
      for (hand, own) in zip(byHand.table, found) where hand != own {
        Issue.record("\(hand) by hand, \(own) by cleaning")
        break
      }
    }
    #expect(cleaning.rows.unread.isEmpty)
    // Nothing is missing, and nothing impossible.
    for column in CampaignColumn.measures where !raw.absent.contains(column) {
      #expect(cleaning.rows.values(of: column).allSatisfy { $0 >= 0 })
    }
    #expect(cleaning.rows.days.allSatisfy { $0 != nil })
    #expect(cleaning.rows.campaigns.allSatisfy { $0 != nil })
    if policy.outliers == .mend {
      let (shown, clicked) = (cleaning.rows.values[1], cleaning.rows.values[2])
      #expect(!zip(shown, clicked).contains { $0 < $1 })
    }
  }

  @Test(
    "Raw rows with the record carried out are the cleaned rows: simulated rows", arguments: 1...12)
  func record(seed: Int) throws {
    let days = seed % 3 == 0 ? 200 : 90
    let raw = try CampaignRows(AdsSimulator(days: days).simulated(seed: UInt64(seed)).table)
    for policy in Self.policies { try check(raw, policy) }
  }

  @Test(
    "Raw rows with the record carried out are the cleaned rows: the worst rows", arguments: policies
  )
  func worstRecord(policy: CampaignPolicy) throws {
    try check(Self.worst.rows(), policy)
    try check(Self.worst.rows([.clicks: "none"]), policy)
  }

  @Test("Cleaned rows need no cleaning", arguments: 1...20)
  func twice(seed: Int) throws {
    let raw = try CampaignRows(AdsSimulator(days: 120).simulated(seed: UInt64(seed)).table)
    for policy in Self.policies {
      let once = try CampaignCleaning(raw, policy: policy).rows
      let again = try CampaignCleaning(CampaignRows(once.table), policy: policy)
      #expect(again.changes.map(\.brief).isEmpty, "\(again.changes.map(\.brief))")
      #expect(again.rows.table == once.table)
      #expect(again.audit.findings.allSatisfy { kept($0.rule, policy) })
    }
  }

  @Test("The worst rows, once cleaned, need no cleaning", arguments: policies)
  func worstTwice(policy: CampaignPolicy) throws {
    let once = try Self.worst.cleaned(policy).rows
    let again = try CampaignCleaning(CampaignRows(once.table), policy: policy)
    #expect(again.changes.isEmpty, "\(again.changes.map(\.brief))")
    #expect(again.audit.findings.allSatisfy { kept($0.rule, policy) })
  }

  private func kept(_ rule: CampaignRule, _ policy: CampaignPolicy) -> Bool {
    [.pause, .repeated, .conversions, .unshown].contains(rule)
      || rule == .outlier && policy.outliers == .keep
  }

  // MARK: - What cells become

  @Test(
    "A cell that is wrong becomes what the row's others say", arguments: CampaignColumn.measures)
  func mended(column: CampaignColumn) throws {
    let truth = try #require(Double(CampaignSheet()[31, column]))
    for spoilt in ["", "lots", "-3", "\(CSVWriter.spelling(truth * 10))"] {
      var sheet = CampaignSheet()
      sheet[31, column] = spoilt
      let cleaning = try sheet.cleaned()
      let change = try #require(cleaning.changes.first)
      #expect(cleaning.changes.count == 1 && change.row == 31 && change.column == column)
      #expect(change.old == (spoilt.isEmpty ? "" : spoilt))
      // All measures are in proportion; a cell less moves the medians that they are measured by.
      #expect(try #require(change.newNumber).isClose(to: truth, within: .relative(0.002)))
      #expect(cleaning.rows.values(of: column)[30] == change.newNumber)
    }
  }

  @Test(
    "A sign alone is dropped where the number fits without it", arguments: CampaignColumn.measures)
  func flipped(column: CampaignColumn) throws {
    var sheet = CampaignSheet()
    let truth = sheet[31, column]
    sheet[31, column] = "-\(truth)"
    #expect(
      try sheet.cleaned().changes.map(\.brief) == [
        "31 \(column.rawValue) -\(truth) -> \(truth) negative"
      ])
  }

  @Test("Two wrong cells of a row do not judge each other")
  func two() throws {
    var sheet = CampaignSheet()
    let (clicks, revenue) = (Double(sheet[31, .clicks]) ?? 0, Double(sheet[31, .revenue]) ?? 0)
    sheet.multiply(31, .clicks, by: 20)
    sheet[31, .revenue] = ""
    let rows = try sheet.cleaned().rows
    #expect(rows.values(of: .clicks)[30].isClose(to: clicks, within: .relative(0.002)))
    #expect(rows.values(of: .revenue)[30].isClose(to: revenue, within: .relative(0.002)))
  }

  @Test("Two wrong cells that are wrong the same way do not make a third look wrong")
  func conspiracy() throws {
    for (first, second) in [(10.0, 160.0), (30, 40), (0.02, 0.03)] {
      var sheet = CampaignSheet()
      sheet.multiply(31, .spend, by: first)
      sheet.multiply(31, .revenue, by: second)
      let cleaning = try sheet.cleaned()
      #expect(cleaning.changes.map(\.column) == [.spend, .revenue], "\(first) and \(second)")
      for change in cleaning.changes {
        let column = try #require(change.column)
        let truth = try #require(Double(CampaignSheet()[31, column]))
        #expect(try #require(change.newNumber).isClose(to: truth, within: .relative(0.002)))
      }
    }
  }

  @Test("With too few rows for lines a missing number becomes the campaign's median; with none, 0")
  func median() throws {
    var sheet = CampaignSheet(days: 6)
    // Alpha's n: 100, 137, 174, 111, 148, 185; without the fourth the median is 148.
    sheet[7, .revenue] = ""
    #expect(try sheet.cleaned().changes.map(\.brief) == ["7 revenue  -> 1110 missing"])
    for row in stride(from: 1, through: 11, by: 2) { sheet[row, .conversions] = "?" }
    let changes = try sheet.cleaned().changes.filter { $0.column == .conversions }
    #expect(changes.count == 6 && changes.allSatisfy { $0.new == "0" && $0.rule == .unreadable })
  }

  @Test("Never more clicks than impressions are put in")
  func bounded() throws {
    // 30 rows in which clicks are 90 to 99 % of impressions, so that chance would put in more.
    var sheet = CampaignSheet(days: 40, campaigns: ["Alpha"])
    for row in 1...40 {
      let shown = 1000 + (row * 37) % 100
      sheet[row, .impressions] = "\(shown)"
      sheet[row, .clicks] = "\(shown * (90 + row % 10) / 100)"
    }
    sheet[20, .impressions] = "700"
    sheet[20, .clicks] = ""
    sheet[21, .clicks] = "1100"
    sheet[21, .impressions] = "1010"
    let cleaning = try sheet.cleaned()
    let (shown, clicked) = (
      cleaning.rows.values(of: .impressions), cleaning.rows.values(of: .clicks)
    )
    #expect(zip(shown, clicked).allSatisfy { $0 >= $1 })
    #expect(cleaning.changes.map(\.rule) == [.missing, .impossible])
  }

  @Test("A lost day lies on the straight line between its neighbours, counts whole, money in cents")
  func lines() throws {
    var sheet = CampaignSheet(campaigns: ["Alpha"])
    sheet.cells.removeSubrange(10...11)
    // Days 11 and 12 are lost. Day 10 has n = 100 + 9 · 37 % 100 = 133, day 13 n = 100 + 12 · 37 % 100 = 144.
    let changes = try sheet.cleaned().changes
    #expect(
      changes.map(\.brief) == [
        "Alpha 2024-01-11 spend  -> 170.83 gap", "Alpha 2024-01-11 impressions  -> 13667 gap",
        "Alpha 2024-01-11 clicks  -> 547 gap", "Alpha 2024-01-11 conversions  -> 137 gap",
        "Alpha 2024-01-11 revenue  -> 1025 gap",
        "Alpha 2024-01-12 spend  -> 175.42 gap", "Alpha 2024-01-12 impressions  -> 14033 gap",
        "Alpha 2024-01-12 clicks  -> 561 gap", "Alpha 2024-01-12 conversions  -> 140 gap",
        "Alpha 2024-01-12 revenue  -> 1052.5 gap",
      ])
  }

  @Test("Where days have rows by ad, a lost day lies between the sums of its neighbours")
  func finer() throws {
    var sheet = CampaignSheet(campaigns: ["Alpha"])
    sheet.names.append("ad")
    sheet.cells = sheet.cells.flatMap { [$0 + ["left"], $0 + ["right"]] }
    sheet.cells.removeSubrange(20...21)
    // Day 11 is lost: n = 133 before, 107 after, twice each.
    let spend = try #require(try sheet.cleaned().changes.first)
    #expect(spend.brief == "Alpha 2024-01-11 spend  -> 300 gap")
    let series = try CampaignSeries(sheet.cleaned().rows.table)
    #expect(try series.table.numbers("alpha")[9...11] == [332.5, 300, 267.5])
  }

  @Test("Kept outliers stay, and are reported")
  func keep() throws {
    var sheet = CampaignSheet()
    sheet.multiply(31, .spend, by: 10)
    sheet[31, .clicks] = "99999.5"
    let cleaning = try sheet.cleaned(CampaignPolicy(outliers: .keep))
    #expect(cleaning.audit.findings.map(\.rule) == [.outlier, .outlier, .fraction])
    #expect(cleaning.changes.map(\.brief) == ["31 clicks 99999.5 -> 100000 fraction"])
  }

  // MARK: - The record

  @Test("Rows come by day, and within one as they stood; the record says which row they were")
  func order() throws {
    var sheet = CampaignSheet(days: 3)
    sheet.cells.reverse()
    let rows = try sheet.cleaned().rows
    #expect(rows.numbers == [5, 6, 3, 4, 1, 2])
    #expect(rows.campaigns == ["Beta", "Alpha", "Beta", "Alpha", "Beta", "Alpha"])
  }

  @Test("Counts and table of the record")
  func table() throws {
    var sheet = CampaignSheet()
    sheet[9, .revenue] = ""
    sheet[3, .campaign] = "ALPHA"
    sheet.cells.append(sheet.cells[4])
    let cleaning = try sheet.cleaned()
    #expect(
      cleaning.counts.map { "\($0.rule) \($0.count)" } == [
        "duplicate 1", "spelling 1", "missing 1",
      ])
    #expect(
      cleaning.table.names == ["row", "date", "campaign_name", "column", "old", "new", "rule"])
    #expect(
      texts(cleaning.table) == [
        ["3", "2024-01-02", "Alpha", "campaign_name", "ALPHA", "Alpha", "spelling"],
        ["9", "2024-01-05", "Alpha", "revenue", "", "1110", "missing"],
        ["121", "2024-01-03", "Alpha", "", "", "", "duplicate"],
      ])
  }

  @Test("The commonest spelling of a name wins, the first of equally common ones")
  func spelling() throws {
    var sheet = CampaignSheet(days: 3, campaigns: ["ads"])
    for (row, name) in zip(1...3, ["Ads", "ADS", "ADS"]) { sheet[row, .campaign] = name }
    #expect(try sheet.cleaned().rows.campaigns == ["ADS", "ADS", "ADS"])
    for (row, name) in zip(1...3, ["Ads", "ADS", "ads"]) { sheet[row, .campaign] = name }
    #expect(try sheet.cleaned().rows.campaigns == ["Ads", "Ads", "Ads"])
  }
}

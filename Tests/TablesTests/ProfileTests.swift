import Tables
import TestSupport
import Testing

@Suite("Profile")
struct ProfileTests {
  @Test("Describe: the numbers R gives")
  func describe() throws {
    let table = Table([
      Column("x", numbers: [1, 2, 3, 4, 10, .nan]),
      Column("t", texts: ["a", "b", "a", nil, nil, "c"]),
      Column("d", days: [3, 1, 2, nil, 1, 9].map { $0.map { Day(daysSinceEpoch: $0) } }),
    ])
    let summary = table.describe()
    #expect(try summary.numbers("count") == [5, 4, 5])
    #expect(try summary.numbers("missing") == [1, 2, 1])
    #expect(try summary.numbers("distinct") == [5, 3, 4])
    #expect(try summary.numbers("mean")[0] == 4)
    #expect(try summary.numbers("sd")[0].isClose(to: 3.5355339059327378, within: .ulps(2)))
    #expect(try summary.numbers("q25")[0] == 2)
    #expect(try summary.numbers("max")[0] == 10)
    #expect(try summary.days("to")[2] == Day("1970-01-10"))
    #expect(Table().describe().rowCount == 0)
  }

  @Test("Audit finds what was put in, with row and date")
  func audit() throws {
    var days = (0..<30).map { Optional(Day(daysSinceEpoch: 19_723 + 7 * $0)) }
    days.remove(at: 10)
    days.append(days[28])
    var sales = (0..<30).map { 100 + Double($0 * 37 % 11) }
    sales[5] = 500
    sales[7] = -3
    var tv = (0..<30).map { Double($0 % 5 + 1) }
    tv.replaceSubrange(12..<18, with: repeatElement(0, count: 6))
    tv[3] = .nan
    let table = Table([
      Column("week", days: days), Column("sales", numbers: sales), Column("tv", numbers: tv),
      Column("promo", numbers: Array(repeating: 1, count: 30)),
    ])
    let audit = try AuditRules().audit(table)
    let found = (0..<audit.rowCount).map { row in
      [0, 2, 3, 4].map { audit.columns[$0][row].description }.joined(separator: " ")
    }
    #expect(
      found == [
        "week duplicate date 30 2024-07-22", "week gap 11 2024-03-11",
        "sales negative 8 2024-02-19", "sales outlier 6 2024-02-05", "sales outlier 8 2024-02-19",
        "tv missing 4 2024-01-22", "promo constant  ", "tv zeros 13 2024-04-01",
      ])
    #expect(try audit.texts("finding")[1] == "1 week missing: 2024-03-11")
    #expect(try AuditRules().audit(table.head(0)).rowCount == 1)
    #expect(throws: TableError.self) { try AuditRules(dateColumn: "wek").audit(table) }
  }

  @Test("Audit stays short on long tables")
  func bounded() throws {
    let table = Table([Column("x", numbers: (0..<5_000).map { Double($0 % 2) })])
    let audit = try AuditRules().audit(table)
    #expect(audit.rowCount == 11)
    #expect(try audit.texts("finding").last == "4988 more like the 10 listed")
  }
}

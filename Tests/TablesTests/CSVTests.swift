import Tables
import TestSupport
import Testing

@Suite("CSV: what is accepted")
struct CSVAcceptedTests {
  struct Example: Sendable {
    let text: String
    let rows: [[String]]
    init(_ text: String, _ rows: [[String]]) {
      self.text = text
      self.rows = rows
    }
  }

  @Test(
    "RFC 4180",
    arguments: [
      Example("a,b\r\nx,y\r\n", [["x", "y"]]),
      Example("a,b\nx,y", [["x", "y"]]),
      Example("a,b\rx,y\rz,w\r", [["x", "y"], ["z", "w"]]),
      Example("a,b\n\"x\",\"y\"\n", [["x", "y"]]),
      Example("a,b\n\"x\"\"q\"\"\",\"y,z\"\n", [["x\"q\"", "y,z"]]),
      Example("a,b\n\"one\r\ntwo\",y\n", [["one\r\ntwo", "y"]]),
      Example("a,b\n\"\",y\n", [["", "y"]]),
      Example("a,b\n\n\nx,y\n\n", [["x", "y"]]),
      Example("\u{FEFF}a,b\nx,y\n", [["x", "y"]]),
      Example("a;b\nx;y,z\n", [["x", "y,z"]]),
      Example("a\tb\nx\ty\n", [["x", "y"]]),
      Example("a|b\nx|y\n", [["x", "y"]]),
      Example("a,b\n x ,\"NA\"\n", [[" x ", "NA"]]),
    ])
  func rfc4180(example: Example) throws {
    let table = try CSV(kinds: ["a": .texts, "b": .texts]).read(text: example.text).table
    #expect(table.names == ["a", "b"])
    let rows = (0..<table.rowCount).map { row in table.columns.map { $0[row].description } }
    #expect(rows == example.rows)
  }

  @Test("Kinds are inferred a column at a time, and said")
  func inference() throws {
    let reading = try CSV().read(
      text: """
        ,week,tv,geo,mixed,open
        1,2024-01-01, 1.5,north,1,03/04/2024
        2,2024-01-08,NA,,007,05/06/2024
        3,2024-01-15,-2e3,"NA",x,
        """)
    let table = reading.table
    #expect(table.columns.map(\.kind) == [.numbers, .dates, .numbers, .texts, .texts, .texts])
    #expect(try table.numbers("tv")[2] == -2000)
    #expect(try table.numbers("tv")[1].isNaN)
    #expect(try table.texts("geo") == ["north", nil, "NA"])
    #expect(try table.texts("mixed") == ["1", "007", "x"])
    #expect(
      reading.notes.map(\.sentence) == [
        "the first column has no name and is called column_1",
        "column week read as dates (year-month-day)",
        "column tv: 1 cell \"NA\" read as missing",
        "column geo: 1 empty cell read as missing",
        "column mixed kept as texts: \"x\" in line 4 is not a number like those above it",
        "column open kept as texts: dates such as 03/04/2024 can be day-month or month-day, "
          + "and no cell decides; say which",
        "column open: 1 empty cell read as missing",
      ])
  }

  @Test(
    "Forms of dates",
    arguments: [
      "2024-01-31", "2024/01/31", "2024.1.31", "31/01/2024", "01/31/2024", "31-01-2024",
      "31 Jan 2024", "31-Jan-2024", "Jan 31, 2024", "January 31, 2024", "2024-01-31 00:00:00",
      "2024-01-31T00:00:00Z", "\"2024-01-31\"",
    ])
  func dates(cell: String) throws {
    let separator: CSV.Separator = .semicolon
    let table = try CSV(separator: separator).read(text: "d;x\n\(cell);1\n").table
    #expect(try table.days("d") == [Day("2024-01-31")])
  }

  @Test("A day above twelve decides for the whole column")
  func order() throws {
    let table = try CSV().read(text: "d\n03/04/2024\n13/04/2024\n").table
    #expect(try table.days("d") == [Day("2024-04-03"), Day("2024-04-13")])
    let american = try CSV(dateOrder: .monthFirst).read(text: "d\n03/04/2024\n").table
    #expect(try american.days("d") == [Day("2024-03-04")])
  }

  @Test("Decimal commas and thousands only where asked for")
  func styles() throws {
    let german = "a;b\n1.234,5;-1,25\n12;1.000.000\n"
    let table = try CSV(numberStyle: .decimalComma).read(text: german).table
    #expect(try table.numbers("a") == [1234.5, 12])
    #expect(try table.numbers("b") == [-1.25, 1_000_000])
    #expect(try CSV().read(text: german).table.column("a").kind == .texts)
    let english = try CSV(numberStyle: .commaThousands).read(text: "a,b\n\"1,234.5\",1\n").table
    #expect(try english.numbers("a") == [1234.5])
  }

  @Test("Only the wanted columns, in the wanted order; the rest need not be sound")
  func projection() throws {
    let text = "a,b,c,d,e\n1,x,\"y\ny\",2,3\n4,,,5,6\n"
    let table = try CSV(columns: ["d", "a"]).read(text: text).table
    #expect(table.names == ["d", "a"])
    #expect(try table.numbers("d") == [2, 5])
    #expect(try table.numbers("a") == [1, 4])
  }

  @Test("A file with names and no rows is an empty table with a note")
  func noRows() throws {
    let reading = try CSV().read(text: "a,b\n")
    #expect(reading.table.names == ["a", "b"])
    #expect(reading.table.rowCount == 0)
    #expect(reading.notes.map(\.sentence) == ["the file has names but no rows"])
  }

  @Test("Records across many chunks, with quotes and without")
  func chunks() throws {
    var text = "n,t,x\n"
    for row in 0..<120_000 { text += "\(row),\(row % 7 == 0 ? "\"q,\n\(row)\"" : "t\(row)"),0.5\n" }
    let table = try CSV().read(text: text).table
    #expect(table.rowCount == 120_000)
    #expect(try table.numbers("n") == (0..<120_000).map(Double.init))
    #expect(try table.texts("t")[70_000] == "q,\n70000")
    #expect(try table.texts("t")[70_001] == "t70001")
  }

  @Test(
    "Real files of others",
    .enabled(if: OutsideData.has("mmm/robyn_dt_simulated_weekly.csv"), "outside data not here"))
  func realFiles() throws {
    let robyn = try CSV(dateColumn: "DATE")
      .read(path: OutsideData.path("mmm/robyn_dt_simulated_weekly.csv")).table
    #expect(robyn.rowCount == 208)
    #expect(try robyn.days("DATE")[0] == Day("2015-11-23"))
    #expect(try robyn.numbers("revenue")[0] == 2_754_371.66666667)
    #expect(try robyn.texts("events")[0] == "na")
    let facebook = try CSV().read(path: OutsideData.path("mmm/KAG_conversion_data.csv")).table
    #expect(try facebook.days("Date")[0] == Day("2023-08-31"))
  }
}

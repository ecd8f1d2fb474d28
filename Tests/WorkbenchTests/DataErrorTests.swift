import Notebooks
import Testing
import Workbench

/// A cell that must fail, what the complaint says, and the word that it marks.
struct BadCell: Sendable, CustomTestStringConvertible {
  let cell: String
  let says: String
  let marks: String
  var isFoundByCheck = true
  var files: [String: String] = [:]
  var testDescription: String { says }
}

@Suite("Data commands complain at the right word") struct DataErrorTests {
  static let small = ["s.csv": "week,region,tv,sales\n2024-01-01,north,1,10\n2024-01-08,south,2,20\n"]
  static let simulated = "r = simulate retail weeks=30\n"

  @Test("Bad files", arguments: files)
  func badFiles(bad: BadCell) async throws { try await expect(bad) }

  static let files: [BadCell] = [
    BadCell(
      cell: "t = load x.csv", says: "x.csv:3:1: 1 field, where the header has 2", marks: "x.csv",
      isFoundByCheck: false, files: ["x.csv": "a,b\n1,2\n3\n4,5\n"]),
    BadCell(
      cell: "t = load x.csv", says: "x.csv:2:3: this quote is never closed", marks: "x.csv",
      isFoundByCheck: false, files: ["x.csv": "a,b\n1,\"open\n3,4\n"]),
    BadCell(
      cell: "t = load x.csv", says: "the file is empty", marks: "x.csv", isFoundByCheck: false,
      files: ["x.csv": ""]),
    BadCell(
      cell: "t = load x.csv date=a", says: "\"never\" in column a", marks: "x.csv",
      isFoundByCheck: false, files: ["x.csv": "a,b\n2024-01-01,2\nnever,3\n"]),
    BadCell(
      cell: "t = load gone.csv", says: "there is no file \"gone.csv\"", marks: "gone.csv",
      isFoundByCheck: false),
    BadCell(
      cell: "t = load ../secret.csv", says: "outside the project folder", marks: "../secret.csv",
      isFoundByCheck: false, files: ["../secret.csv": "a\n1\n"]),
    BadCell(
      cell: "t = load /etc/hostname", says: "outside the project folder", marks: "/etc/hostname",
      isFoundByCheck: false),
    BadCell(
      cell: "t = load s.csv columns=week, sals", says: "no column \"sals\" in \"s.csv\"",
      marks: "sals", files: small),
    BadCell(
      cell: "t = load s.csv date=wek", says: "did you mean \"week\"?", marks: "wek", files: small),
    BadCell(
      cell: "t = load s.csv separator=\"#\"", says: "not by \"#\"", marks: "\"#\"", files: small),
    BadCell(
      cell: "t = load s.csv columns=tv, tv", says: "\"tv\" is named twice", marks: "tv",
      isFoundByCheck: false, files: small),
    BadCell(
      cell: "t = load s.csv\nf = filter t region > 3",
      says: "column \"region\" holds texts, which the number 3 can't be compared with",
      marks: "region > 3", files: small),
    BadCell(
      cell: "t = load s.csv\nd = derive t a=\"tv + region\"",
      says: "column \"region\" holds texts, where numbers are due", marks: "region", files: small),
    BadCell(
      cell: "t = load s.csv\nplot line t y=region", says: "holds texts, where numbers are due",
      marks: "region", files: small),
    BadCell(
      cell: "t = load h.csv\ndescribe t\nplot line t y=tv", says: "the table has no rows",
      marks: "t", isFoundByCheck: false, files: ["h.csv": "week,tv\n"]),
  ]

  @Test("Bad tables", arguments: tables)
  func badTables(bad: BadCell) async throws { try await expect(bad) }

  static let tables: [BadCell] = [
    BadCell(cell: "f = filter r sals > 3", says: "did you mean \"sales\"?", marks: "sals"),
    BadCell(cell: "f = filter r week > 3", says: "holds dates", marks: "week > 3"),
    BadCell(cell: "f = filter r tv ~ 3", says: "~ compares in claims only", marks: "3"),
    BadCell(cell: "d = derive r a=\"tv + + 2\"", says: "expected", marks: "+"),
    BadCell(cell: "d = derive r a=\"tv + ravio\"", says: "did you mean \"radio\"?", marks: "ravio"),
    BadCell(cell: "d = derive r a=\"log(tv\"", says: "\")\" expected", marks: "\""),
    BadCell(cell: "d = derive r a=\"lag(tv, x)\"", says: "whole number", marks: "x"),
    BadCell(cell: "d = derive r", says: "say which column to make", marks: "derive"),
    BadCell(cell: "s = select r tv, tv", says: "named twice", marks: "tv"),
    BadCell(cell: "s = select r", says: "name the columns to keep", marks: "select"),
    BadCell(cell: "s = select r tv without=radio", says: "not both", marks: "radio"),
    BadCell(cell: "a = aggregate r by=mont", says: "did you mean \"month\"?", marks: "mont"),
    BadCell(cell: "a = aggregate r by=month sum=week", says: "holds dates", marks: "week"),
    BadCell(
      cell: "a = aggregate r by=month count=sales sum=sales", says: "two columns \"sales\"",
      marks: "sales"),
    BadCell(cell: "b = rename r sales=tv", says: "two columns would be named", marks: "sales"),
    BadCell(cell: "j = join r r on=week", says: "both tables have a column \"tv\"", marks: "r"),
    BadCell(cell: "p = split r share=20% rows=3", says: "not share and rows", marks: "3"),
    BadCell(
      cell: "p = split r rows=31", says: "30 rows, fewer than the 31", marks: "31",
      isFoundByCheck: false),
    BadCell(
      cell: "h = head r rows=3\nt = truth h", says: "nothing is known of what generated \"h\"",
      marks: "h", isFoundByCheck: false),
    BadCell(
      cell: "d = decompose r column=sales", says: "30 rows, where a season of 52 needs", marks: "r",
      isFoundByCheck: false),
    BadCell(
      cell: "e = head r rows=3\nc = collinearity e columns=tv, radio, print, social",
      says: "3 rows without a missing cell", marks: "e", isFoundByCheck: false),
    BadCell(cell: "plot box r y=sales by=moth", says: "did you mean \"month\"?", marks: "moth"),
    BadCell(cell: "save r to=out.json", says: "ends in .csv", marks: "out.json"),
    BadCell(cell: "simulate retail weeks=3", says: "from 20 to 5000", marks: "3"),
    BadCell(
      cell: "simulate retail weeks=20 missing=21", says: "at most one a week", marks: "21",
      isFoundByCheck: false),
    BadCell(cell: "diagram \"a > b, c\"", says: "an arrow is due here", marks: "\""),
    BadCell(cell: "diagram \"a > > b\"", says: "a box's name is due here", marks: ">"),
    BadCell(cell: "diagram \"a > b\" outcome=c", says: "no arrow begins or ends", marks: "c"),
    BadCell(cell: "diagram \"a > b\" colour=red", says: "no option and no box", marks: "colour"),
  ].map { bad in
    BadCell(
      cell: simulated + bad.cell, says: bad.says, marks: bad.marks,
      isFoundByCheck: bad.isFoundByCheck)
  }

  private func expect(_ bad: BadCell) async throws {
    let result = try await DataTrial(bad.cell, files: bad.files).run()
    #expect(result.rendered.contains(bad.says), "\(result.rendered)")
    #expect(result.marked(in: bad.cell) == bad.marks, "\(result.rendered)")
    #expect(result.isFoundByCheck == bad.isFoundByCheck, "\(result.rendered)")
  }
}

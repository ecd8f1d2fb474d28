import Tables
import TestSupport
import Testing

@Suite("Verbs")
struct VerbTests {
  let sales = Table([
    Column("date", days: (0..<6).map { Day(daysSinceEpoch: 19_723 + 7 * $0) }),  // 2024-01-01 on
    Column("geo", texts: ["n", "s", "n", "s", "n", nil]),
    Column("tv", numbers: [1, 2, .nan, 4, 5, 6]),
    Column("sales", numbers: [10, 20, 30, 40, 50, 60]),
  ])

  @Test("Select, drop, rename, head")
  func select() throws {
    #expect(try sales.select(["tv", "date"]).names == ["tv", "date"])
    #expect(try sales.dropping(["tv"]).names == ["date", "geo", "sales"])
    #expect(try sales.renamed(["tv": "TV"]).names == ["date", "geo", "TV", "sales"])
    #expect(sales.head(2).rowCount == 2)
    #expect(try sales.tail(2).numbers("sales") == [50, 60])
    #expect(sales.head(-3).rowCount == 0)
    let error = #expect(throws: TableError.self) { try sales.select(["sale"]) }
    #expect(error?.description == "no column \"sale\"; did you mean \"sales\"?")
    #expect(throws: TableError.duplicateColumn("tv")) { try sales.renamed(["sales": "tv"]) }
  }

  @Test("Filter by conditions and by predicates")
  func filter() throws {
    let condition = Condition.all([
      .compare("sales", .more, .number(10)),
      .any([.compare("geo", .equal, .text("n")), .isMissing("geo")]),
    ])
    #expect(try sales.filter(condition).numbers("sales") == [30, 50, 60])
    #expect(try sales.filter(.compare("tv", .unequal, .number(1))).rowCount == 4)
    #expect(try sales.filter(.not(.isMissing("tv"))).rowCount == 5)
    #expect(sales.filter { $0["sales"] == .number(40) }.rowCount == 1)
    #expect(throws: TableError.self) { try sales.filter(.compare("tv", .equal, .text("1"))) }
  }

  @Test(
    "Expressions",
    arguments: [
      ("sales + 1", [11, 21, 31, 41, 51, 61]), ("2 + 3 * 4 - 1", [13, 13, 13, 13, 13, 13]),
      ("2 ^ 3 ^ 2", [512, 512, 512, 512, 512, 512]), ("-2 ^ 2", [-4, -4, -4, -4, -4, -4]),
      ("(sales - 10) / 10", [0, 1, 2, 3, 4, 5]), ("tv", [1, 2, .nan, 4, 5, 6]),
      ("lag(sales, 2)", [.nan, .nan, 10, 20, 30, 40]), ("diff(sales)", [.nan, 10, 10, 10, 10, 10]),
      ("cumsum(sales)", [10, 30, 60, 100, 150, 210]),
      ("rolling(sales, 2)", [.nan, 15, 25, 35, 45, 55]),
      ("sales / mean(sales)", [10 / 35, 20 / 35, 30 / 35, 40 / 35, 50 / 35, 60 / 35]),
      ("1 / (sales - 10)", [.nan, 0.1, 0.05, 1 / 30, 0.025, 0.02]),
      ("sum(tv)", [18, 18, 18, 18, 18, 18]),
      ("month(date)", [1, 1, 1, 1, 1, 2]), ("1e-3 * 1000", [1, 1, 1, 1, 1, 1]),
      ("log(exp(\"tv\"))", [1, 2, .nan, 4, 5, 6]), ("max(tv) - min(tv)", [5, 5, 5, 5, 5, 5]),
    ] as [(String, [Double])])
  func expressions(text: String, expected: [Double]) throws {
    let values = try sales.derive("x", ColumnExpression(parsing: text)).numbers("x")
    for (value, due) in zip(values, expected) {
      #expect(value.isNaN ? due.isNaN : value.isClose(to: due, within: .relative(1e-15)))
    }
  }

  @Test(
    "Expressions that cannot be read say where",
    arguments: [
      ("tv +", 4), ("(tv", 3), ("tv tv", 3), ("1..2", 0), ("lgo(tv)", 0), ("lag(tv, -1)", 8),
      ("", 0),
      ("\"tv", 0), ("tv $ 2", 3), (String(repeating: "(", count: 100), 32),
    ])
  func badExpressions(text: String, position: Int) {
    let error = #expect(throws: TableError.self) { try ColumnExpression(parsing: text) }
    guard case .badExpression(_, let found, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(found == position)
  }

  @Test("Aggregate by columns and periods")
  func aggregate() throws {
    let byGeo = try sales.aggregate(
      by: ["geo"],
      [
        .init(.sum, "sales"), .init(.mean, "tv"), .init(.count, "tv", as: "n"),
        .init(.last, "date"),
      ])
    #expect(try byGeo.texts("geo") == ["n", "s", nil])
    #expect(try byGeo.numbers("sales") == [90, 60, 60])
    #expect(try byGeo.numbers("tv") == [3, 3, 6])
    #expect(try byGeo.numbers("n") == [2, 2, 1])
    let months = try sales.aggregate(
      by: [], [.init(.sum, "sales"), .init(.max, "tv")], over: .month, of: "date")
    #expect(try months.days("date") == [Day("2024-01-01"), Day("2024-02-01")])
    #expect(try months.numbers("sales") == [150, 60])
    #expect(throws: TableError.self) { try sales.aggregate(by: [], [.init(.sum, "geo")]) }
  }

  @Test("Join keeps the rows of the left table and refuses keys that would multiply them")
  func join() throws {
    let names = Table([Column("geo", texts: ["s", "x"]), Column("label", texts: ["South", "X"])])
    #expect(try sales.join(names, on: ["geo"]).numbers("sales") == [20, 40])
    let left = try sales.join(names, on: ["geo"], kind: .left)
    #expect(try left.texts("label") == [nil, "South", nil, "South", nil, nil])
    let error = #expect(throws: TableError.self) {
      try names.select(["geo"]).join(sales, on: ["geo"])
    }
    #expect(error == .duplicateKey(columns: ["geo"], key: "n", rows: [1, 3]))
  }

  @Test("Sort is stable and puts missing cells last")
  func sort() throws {
    #expect(
      try sales.sorted(by: [.init("geo"), .init("sales", descending: true)])
        .numbers("sales") == [50, 30, 10, 40, 20, 60])
    #expect(
      try sales.sorted(by: [.init("tv", descending: true)]).numbers("sales")
        == [60, 50, 40, 20, 10, 30])
  }

  @Test("Split in time never cuts through a date")
  func split() throws {
    let (before, after) = try sales.split(share: 0.5, column: "date")
    #expect(before.rowCount == 3 && after.rowCount == 3)
    let panel = Table([
      Column("date", days: [0, 0, 1, 1].map { Day(daysSinceEpoch: $0) }),
      Column("x", numbers: [1, 2, 3, 4]),
    ])
    let (first, rest) = try panel.split(share: 0.7, column: "date")
    #expect(first.rowCount == 2 && rest.rowCount == 2)
    #expect(throws: TableError.self) { try sales.split(share: 1.5) }
  }

  @Test("Longer and wider are each other's inverse")
  func reshape() throws {
    let wide = try sales.select(["date", "tv", "sales"])
    let long = try wide.longer(["tv", "sales"])
    #expect(long.rowCount == 12)
    #expect(CSVWriter().bytes(try long.wider()) == CSVWriter().bytes(wide))
    #expect(throws: TableError.self) { try sales.longer(["tv", "geo"]) }
    #expect(throws: TableError.self) {
      try sales.select(["geo", "sales"]).wider(nameColumn: "geo", valueColumn: "sales")
    }
  }
}

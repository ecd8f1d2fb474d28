import Tables
import Testing

@Suite("Stacked tables")
struct StackTests {
  private let first = Table([
    Column("name", texts: ["a", nil]), Column("x", numbers: [1, .nan]),
    Column("day", days: [Day("2024-01-01"), nil]),
  ])
  private let second = Table([
    Column("day", days: [Day("2024-02-01")]), Column("name", texts: ["b"]),
    Column("x", numbers: [3]),
  ])

  @Test("Columns are matched by name, in the order of the first; missing cells stay")
  func rows() throws {
    let table = try Table.stacked([first, second, first])
    #expect(table.names == ["name", "x", "day"])
    #expect(try table.texts("name") == ["a", nil, "b", "a", nil])
    #expect(try table.numbers("x").map { $0.isNaN ? -1 : $0 } == [1, -1, 3, 1, -1])
    #expect(
      try table.days("day")
        == [Day("2024-01-01"), nil, Day("2024-02-01"), Day("2024-01-01"), nil])
    #expect(try Table.stacked([second]) == second)
    #expect(try Table.stacked([]).rowCount == 0)
  }

  @Test("A column without values takes the kind that it has elsewhere, in whichever order")
  func empty() throws {
    let empty = Table([
      Column("name", numbers: [.nan]), Column("x", texts: [nil]), Column("day", numbers: [.nan]),
    ])
    for tables in [[first, empty], [empty, first]] {
      let table = try Table.stacked(tables)
      #expect(table.columns.map(\.kind) == [.texts, .numbers, .dates])
      #expect(table.rowCount == 3)
    }
  }

  @Test("Columns that one lacks, and columns of other kinds, are refused")
  func refused() {
    let lacking = Table([Column("name", texts: ["c"]), Column("x", numbers: [1])])
    for tables in [[first, lacking], [lacking, first]] {
      #expect(throws: TableError.noColumn("day", among: lacking.names)) {
        try Table.stacked(tables)
      }
    }
    let other = Table([
      Column("name", numbers: [7]), Column("x", numbers: [1]), Column("day", days: [nil]),
    ])
    #expect(throws: TableError.unlikeKeys(column: "name", left: "texts", right: "numbers")) {
      try Table.stacked([first, other])
    }
  }
}

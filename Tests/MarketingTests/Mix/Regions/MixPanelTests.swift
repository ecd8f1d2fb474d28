import Marketing
import Tables
import TestSupport
import Testing

/// Two regions over three weeks, not sorted.
private func table(
  regions: [String?] = ["b", "a", "b", "a", "a", "b"], weeks: [Int] = [1, 1, 2, 3, 2, 3],
  sales: [Double] = [1, 10, 2, 30, 20, 3], people: [Double] = [100, 300, 100, 300, 300, 100],
  tv: [Double] = [0, 5, 1, 0, 2, 4], price: [Double] = [1, 2, 1, 3, 2, 4]
) -> Table {
  Table([
    Column("region", .texts(regions)),
    Column("week", days: weeks.map { Day(year: 2024, month: 1, day: 1 + 7 * $0) }),
    Column("sales", numbers: sales), Column("tv", numbers: tv),
    Column("price", numbers: price), Column("population", numbers: people),
  ])
}

private func panel(_ table: Table, population: String? = "population") throws -> MixPanel {
  try MixPanel(
    table, target: "sales", channels: ["tv"], controls: ["price"], region: "region",
    population: population)
}

@Suite("Panels of regions")
struct MixPanelTests {
  @Test("rows in any order become series region by region")
  func rowsInAnyOrder() throws {
    let panel = try panel(table())
    #expect(panel.regions == ["b", "a"])
    #expect(panel.periods == 3)
    #expect(panel.target.values == [1, 2, 3, 10, 20, 30])
    #expect(panel.channels[0].values == [0, 1, 4, 5, 2, 0])
    #expect(panel.population == [100, 300])
    #expect(panel.baselineRegion == 1)
    #expect(panel.media == panel.channels)
  }

  @Test("the nation is sums of sales and spend, and means of controls by population")
  func nation() throws {
    let national = try panel(table()).national
    #expect(national.target.values == [11, 22, 33])
    #expect(national.channels[0].values == [5, 3, 4])
    // (1 + 3 · 2) / 4 twice, then (4 + 3 · 3) / 4.
    let means: [Double] = [1.75, 1.75, 3.25]
    for (found, expected) in zip(national.controls[0].values, means) {
      #expect(found.isClose(to: expected, within: .relative(1e-14)))
    }
    #expect(national.days.count == 3)
  }

  @Test("one region needs neither names nor population")
  func oneRegion() throws {
    let table = Table([
      Column("sales", numbers: [1, 2, 4]), Column("tv", numbers: [1, 0, 3]),
    ])
    let panel = try MixPanel(table, target: "sales", channels: ["tv"])
    #expect(panel.regions == ["national"])
    #expect(panel.population == [1])
    #expect(panel.national.target.values == [1, 2, 4])
  }

  @Test("a region without a row that others have is named with its date")
  func missingRow() {
    let five = Table(
      table().columns.map { column in
        switch column.values {
        case .numbers(let values): Column(column.name, numbers: Array(values.dropLast()))
        case .days(let values): Column(column.name, days: Array(values.dropLast()))
        case .texts(let values): Column(column.name, .texts(Array(values.dropLast())))
        }
      })
    let day = Day(year: 2024, month: 1, day: 22)
    #expect(throws: PanelError.missingRows(region: "b", first: day!, count: 1)) {
      try panel(five)
    }
  }

  @Test("a region and date that occur twice are refused")
  func twice() {
    let day = Day(year: 2024, month: 1, day: 15)
    #expect(throws: PanelError.twice(region: "b", day: day, row: 6)) {
      try panel(table(weeks: [1, 1, 2, 3, 2, 2]))
    }
  }

  @Test("what cannot be is refused with its place")
  func refused() {
    #expect(throws: PanelError.populationChanges(region: "a", from: 300, to: 301)) {
      try panel(table(people: [100, 300, 100, 301, 300, 100]))
    }
    #expect(throws: PanelError.populationNotPositive(region: "b", value: 0)) {
      try panel(table(people: [0, 300, 0, 300, 300, 0]))
    }
    #expect(throws: PanelError.unnamedRegion(column: "region", row: 2)) {
      try panel(table(regions: ["b", nil, "b", "a", "a", "b"]))
    }
    #expect(throws: PanelError.noPopulation(regions: 2)) { try panel(table(), population: nil) }
    #expect(throws: MixError.self) { try panel(table(tv: [0, 5, 1, -1, 2, 4])) }
    #expect(throws: MixError.self) { try panel(table(sales: [1, 10, .nan, 30, 20, 3])) }
    #expect(throws: MixError.constant(column: "price", value: 2, rows: 6)) {
      try panel(table(price: [2, 2, 2, 2, 2, 2]))
    }
    #expect(throws: PanelError.unknownChannel("radio", known: ["tv"])) {
      try MixPanel(
        table(), target: "sales", channels: ["tv"], region: "region", population: "population",
        media: ["radio": "tv"])
    }
  }
}

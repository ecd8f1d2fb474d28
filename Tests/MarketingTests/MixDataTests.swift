import Marketing
import Tables
import Testing

@Suite("Mix data")
struct MixDataTests {
  private let table = linearTable(weeks: 30, seed: 1)

  @Test("A table becomes dense series in the order of the specification")
  func reads() throws {
    let data = try MixData(table, for: linearSpec)
    #expect(data.rowCount == 30)
    #expect(data.channels.map(\.name) == ["tv", "radio"])
    #expect(data.controls.map(\.name) == ["price"])
    #expect(data.stepInDays == 7)
    #expect(data.target.values == (try table.numbers("sales")))
  }

  @Test("A missing value is refused with its column, row and date")
  func missing() throws {
    let holed = try table.replacing("radio") { values in
      values.enumerated().map { [4, 9].contains($0) ? .nan : $1 }
    }
    #expect(
      throws: MixError.missing(column: "radio", row: 5, day: mondays(30)[4], count: 2)
    ) { try MixData(holed, for: linearSpec) }
    let message = MixError.missing(column: "radio", row: 5, day: mondays(30)[4], count: 2)
    #expect(
      "\(message)"
        == "column \"radio\" has no value in row 5 (2022-01-31) and in 1 more; "
        + "clean or filter the table first")
  }

  @Test("Infinite values and negative spend are refused; a negative control is not")
  func badNumbers() throws {
    let infinite = try table.replacing("sales") { [.infinity] + $0.dropFirst() }
    #expect(throws: MixError.infinite(column: "sales", row: 1)) {
      try MixData(infinite, for: linearSpec)
    }
    let negative = try table.replacing("tv") { $0.dropLast() + [-5] }
    #expect(
      throws: MixError.negativeSpend(channel: "tv", row: 30, day: mondays(30)[29], value: -5)
    ) { try MixData(negative, for: linearSpec) }
    let cold = try table.replacing("price") { $0.map { -$0 } }
    #expect(throws: Never.self) { try MixData(cold, for: linearSpec) }
  }

  @Test("Columns that are not there, hold no numbers or play two parts are refused")
  func badColumns() throws {
    var spec = linearSpec
    spec.channels = ["tvv"]
    #expect(throws: TableError.self) { try MixData(table, for: spec) }
    spec.channels = ["week"]
    #expect(throws: TableError.self) { try MixData(table, for: spec) }
    spec.channels = ["tv", "price"]
    #expect(throws: MixError.usedTwice(column: "price")) { try MixData(table, for: spec) }
    spec.channels = []
    #expect(throws: MixError.noChannels) { try MixData(table, for: spec) }
  }

  @Test("Dates must rise, one row a date, none missing")
  func badDates() {
    func data(_ days: [Day?]) throws -> MixData {
      try MixData(
        Table([
          Column("week", days: days), Column("tv", numbers: [1, 2, 3]),
          Column("sales", numbers: [4, 6, 5]),
        ]), target: "sales", channels: ["tv"])
    }
    let day = mondays(3)
    #expect(throws: MixError.datesNotRising(row: 3, day: day[1], previous: day[1])) {
      try data([day[0], day[1], day[1]])
    }
    #expect(throws: MixError.datesNotRising(row: 2, day: day[0], previous: day[1])) {
      try data([day[1], day[0], day[2]])
    }
    #expect(throws: MixError.missing(column: "week", row: 2, day: nil, count: 1)) {
      try data([day[0], nil, day[2]])
    }
  }

  @Test("A missing week keeps its place in time and is a warning of the fit")
  func gap() throws {
    let days = mondays(31).enumerated().filter { $0.offset != 7 }.map(\.element)
    let gapped = Table([Column("week", days: days)] + table.columns.dropFirst())
    let data = try MixData(gapped, for: linearSpec)
    #expect(data.positions(from: days[0], stepInDays: 7)[7] == 8)
    let fit = try linearSpec.fitted(to: data)
    #expect(fit.warnings.contains(.missingPeriods(count: 1, first: mondays(31)[7])))
  }

  @Test("An empty table and a table of one row are refused, not crashed on")
  func hardlyAnyRows() throws {
    for rows in [0, 1] {
      let small = Table([
        Column("tv", numbers: [Double](repeating: 1, count: rows)),
        Column("sales", numbers: [Double](repeating: 1, count: rows)),
      ])
      var spec = MixSpec(target: "sales", channels: ["tv"])
      let data = try MixData(small, for: spec)
      #expect(throws: MixError.self) { try spec.fitted(to: data) }
      spec.regulariser = .ridge(.crossValidated())
      #expect(throws: MixError.self) { try spec.fitted(to: data) }
      spec.holdout = .rows(1)
      #expect(throws: MixError.self) { try spec.fitted(to: data) }
    }
  }

  @Test("Field names are lower case with runs of other characters as one underscore")
  func fieldNames() {
    #expect(FieldName.part("TV Spend (EUR)") == "tv_spend_eur_")
    #expect(FieldName.part("tv_S") == "tv_s")
    #expect(FieldName.part("라디오 1") == "라디오_1")
    #expect(FieldName.part("") == "")
  }
}

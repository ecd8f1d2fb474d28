import Marketing
import Testing

@Suite("Journey tables")
struct JourneyTableTests {
  static let table = JourneyTable([
    (["search", "email"], 1, 10, 2),
    (["email"], 0, 0, 1),
    (["search", "search", "email"], 2, 5, 0),
    (["search", "email"], 3, 1, 4),
    (["direct", "email", "Direct"], 1, 2, 3),
    (["direct"], 0, 0, 7),
  ])

  @Test("Equal paths are one, in the order of first appearance")
  func merging() {
    let table = JourneyTableTests.table
    #expect(table.channels == ["search", "email", "direct", "Direct"])
    #expect(
      (0..<table.count).map(table.written) == [
        "search > email", "email", "search > search > email", "direct > email > Direct", "direct",
      ])
    #expect(table.conversions == [4, 0, 2, 1, 0])
    #expect(table.value == [11, 0, 5, 2, 0])
    #expect(table.nulls == [6, 1, 0, 3, 7])
    #expect(table.steps.count == table.offsets.last)
    #expect(table.totalConversions == 7)
    #expect(table.totalValue == 18)
    #expect(table.totalNulls == 17)
  }

  @Test("Repeats collapse and what becomes equal is added")
  func collapse() {
    let table = JourneyTableTests.table.collapsed()
    #expect(
      (0..<table.count).map(table.written) == [
        "search > email", "email", "direct > email > Direct", "direct",
      ])
    #expect(table.conversions == [6, 0, 1, 0])
    #expect(table.value == [16, 0, 2, 0])
    #expect(table.nulls == [6, 1, 3, 7])
    #expect(table.collapsed() == table)
  }

  @Test("Direct goes wherever there is another touch")
  func direct() {
    let table = JourneyTableTests.table.withoutDirect()
    #expect(
      (0..<table.count).map(table.written) == [
        "search > email", "email", "search > search > email", "direct",
      ])
    #expect(table.nulls == [6, 4, 0, 7])
    #expect(table.channels == ["search", "email", "direct"])
    #expect(table.withoutDirect(named: ["tv"]) == table)
  }

  @Test("Merging parts is reading the whole")
  func merge() {
    let paths = (0..<400).map { number in
      (
        path: (0...number % 5).map { "c\((number * 7 + $0 * number) % 6)" },
        conversions: Double(number % 3), value: Double(number), nulls: 1.0
      )
    }
    let whole = JourneyTable(paths)
    for cut in [0, 1, 7, 200, 399, 400] {
      let parts = JourneyTable(Array(paths[..<cut])).merged(
        with: JourneyTable(Array(paths[cut...])))
      #expect(parts == whole)
    }
    #expect(whole.totalNulls == 400)
  }

  @Test("More paths than the table of hashes had room for are all kept apart")
  func growth() {
    let paths = (0..<20_000).map { number in
      (
        path: ["\(number % 10)", "\(number / 10 % 10)", "\(number / 100)"], conversions: 1.0,
        value: 0.0, nulls: 0.0
      )
    }
    let table = JourneyTable(paths + paths)
    #expect(table.count == 20_000)
    #expect(table.conversions.allSatisfy { $0 == 2 })
    #expect(table.written(12_345) == "5 > 4 > 123")
  }

  @Test("A table of nothing is a table")
  func empty() {
    let table = JourneyTable([])
    #expect(table.count == 0)
    #expect(table.collapsed() == table)
    #expect(table.merged(with: JourneyTableTests.table) == JourneyTableTests.table)
  }

  @Test("Spelling variants are reported, not merged")
  func variants() {
    let table = JourneyTable([
      (["E-mail", "Search", "e mail", "EMAIL", "Search Ad", "?"], 1, 1, 1)
    ])
    #expect(table.spellingVariants == [["E-mail", "e mail", "EMAIL"]])
    #expect(table.channels.count == 6)
  }
}

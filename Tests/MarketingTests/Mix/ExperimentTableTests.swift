import Foundation
import Marketing
import Tables
import TestSupport
import Testing

private func day(_ text: String) throws -> Day { try #require(Day(text)) }

private func test(
  _ name: String, _ channel: String = "tv", from first: String, to last: String,
  outcome: String? = nil, extra: Double = 1_000, lift: Double = 5_000, error: Double = 900,
  regions: [String] = []
) throws -> Experiment {
  Experiment(
    name: name, channel: channel, first: try day(first), last: try day(last),
    outcomeEnd: try outcome.map(day), extraSpend: extra, lift: lift, standardError: error,
    regions: regions)
}

@Suite("Experiments and their tables")
struct ExperimentTableTests {
  @Test("A table of experiments reads back as they were")
  func roundTrip() throws {
    var tests = [
      try test("a", from: "2024-01-01", to: "2024-01-28", outcome: "2024-02-11"),
      try test(
        "b", "radio", from: "2024-01-01", to: "2024-01-28", extra: -10, regions: ["n", "s t"]),
    ]
    tests[1].spendChange = -33
    let table = Experiment.table(of: tests)
    tests[1].outcomeEnd = tests[1].last
    #expect(try Experiment.list(from: table) == tests)
    // Columns that a table may lack; empty ones of any kind are as good as none.
    let bare = try table.dropping(["outcome_end", "spend_change", "regions"])
    let read = try Experiment.list(from: bare)
    #expect(read.allSatisfy { $0.outcomeEnd == nil && $0.regions.isEmpty && $0.spendChange == nil })
    let empty = Table(
      bare.columns + [
        Column("outcome_end", numbers: [.nan, .nan]), Column("regions", numbers: [.nan, .nan]),
        Column("spend_change", texts: [nil, nil]),
      ])
    #expect(try Experiment.list(from: empty) == read)
  }

  @Test("The implied return: lift over money, more and less alike")
  func implied() throws {
    let more = try test("a", from: "2024-01-01", to: "2024-01-28")
    #expect(more.impliedReturn().spendChange == 4_000)
    #expect(more.impliedReturn().roi == 1.25)
    #expect(more.impliedReturn(periodInDays: 1).spendChange == 28_000)
    var less = try test("b", from: "2024-01-01", to: "2024-01-28", extra: -1_000, lift: -5_000)
    let (up, down) = (more.impliedReturn(), less.impliedReturn())
    #expect(up.roi == down.roi && up.low == down.low && up.high == down.high)
    // The width of a normal's central 90 %.
    #expect(
      (up.high - up.low).isClose(to: 2 * 1.644_853_627 * 900 / 4_000, within: .relative(1e-9)))
    less.spendChange = -2_500
    #expect(less.impliedReturn().roi == 2)
    // A day's test of weekly data is a week's.
    let short = try test("c", from: "2024-01-01", to: "2024-01-01")
    #expect(short.impliedReturn().spendChange == 1_000)
  }

  @Test("Overlaps are told by dates and regions, carry-out windows included")
  func overlaps() throws {
    func remarks(_ one: Experiment, _ other: Experiment) -> [String] {
      Experiment.remarks(on: [one, other])
    }
    let first = try test("a", from: "2024-01-01", to: "2024-01-28", outcome: "2024-02-11")
    let within = try test("b", from: "2024-02-05", to: "2024-03-03")
    let after = try test("b", from: "2024-02-12", to: "2024-03-03")
    #expect(remarks(first, within).count == 1 && remarks(first, after).isEmpty)
    let north = try test("n", from: "2024-01-01", to: "2024-01-28", regions: ["north"])
    let south = try test("s", from: "2024-01-01", to: "2024-01-28", regions: ["south", "west"])
    #expect(remarks(north, south).isEmpty && remarks(first, south).count == 1)
    let radio = try test("r", "radio", from: "2024-01-15", to: "2024-03-03")
    #expect(remarks(first, radio).first?.contains("errors go together") ?? false)
    let harmful = try test("h", from: "2025-01-06", to: "2025-02-02", lift: -10)
    #expect(remarks(first, harmful).first?.contains("more was spent and less was sold") ?? false)
  }

  @Test("Rows that no test can be are refused with their number")
  func refused() throws {
    let good = try test("a", from: "2024-01-01", to: "2024-01-28", outcome: "2024-02-11")
    func sentence(_ change: (inout Experiment) throws -> Void) throws -> String {
      var bad = good
      bad.name = "b"
      try change(&bad)
      let table = Experiment.table(of: [good, bad])
      do {
        _ = try Experiment.list(from: table)
        return "nothing"
      } catch {
        return "\(error)"
      }
    }
    #expect(try sentence { _ in } == "nothing")
    #expect(try sentence { $0.last = try day("2023-12-01") }.contains("in row 2 begins on"))
    #expect(try sentence { $0.outcomeEnd = try day("2024-01-27") }.contains("row 2 counts sales"))
    #expect(try sentence { $0.extraSpend = 0 }.contains("row 2 changes no spend"))
    #expect(
      try sentence { $0.extraSpend = .infinity }.contains("\"extra_spend\" has no value in row 2"))
    #expect(try sentence { $0.standardError = 0 }.contains("must be above 0"))
    #expect(try sentence { $0.standardError = .nan }.contains("\"standard_error\" has no value"))
    #expect(try sentence { $0.lift = .nan }.contains("\"lift\" has no value in row 2"))
    #expect(try sentence { $0.spendChange = -5 }.contains("both are above 0, or both below"))
    #expect(try sentence { $0.name = "A" }.contains("rows 1 and 2 both name"))
    #expect(throws: ExperimentError.noRows) { try Experiment.list(from: Experiment.table(of: [])) }
    #expect(throws: TableError.self) {
      try Experiment.list(from: Table([Column("x", numbers: [1])]))
    }
  }
}

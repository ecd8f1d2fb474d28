import Figures
import Notebooks
import TestSupport
import Testing
import Workbench

/// Printed numbers are not rounded; sums of a few terms.
private let exact = Tolerance.relative(1e-12)

@Suite("Commands of carryover, saturation and holidays")
struct TransformChapterTests {
  private static let weeks = [
    "s.csv":
      "week,region,tv,radio,off,bad\n2024-01-01,a,1,0,0,3\n2024-01-08,b,2,4,0,-1\n2024-01-15,c,0,6,0,2\n"
  ]

  private func run(_ cell: String) async throws -> DataTrial.Result {
    let result = try await DataTrial("t = load s.csv\n\(cell)", files: TransformChapterTests.weeks)
      .run()
    #expect(result.problems.isEmpty, "\(result.rendered)")
    return result
  }

  @Test("Adstock and saturate add a column and say what they did")
  func columns() async throws {
    let result = try await run(
      """
      a = adstock t column=tv kind=recursive(0.5)
      show a
      s = saturate a column=radio kind=hill(half: 1) into=share
      show s
      m = saturate t column=tv kind=michaelis_menten(half: 2) unit=money
      x = saturate t column=tv kind=michaelis_menten(half: 2) unit=max
      """)
    // 1, 2.5, 1.25.
    #expect(result.number("a.sum.tv_adstock").isClose(to: 4.75, within: exact))
    // The median of 4 and 6 is 5: 0, 4/9, 6/11.
    #expect(result.number("s.sum.share").isClose(to: 4.0 / 9 + 6.0 / 11, within: exact))
    #expect(result.number("m.sum.tv_saturated").isClose(to: 1.0 / 3 + 0.5, within: exact))
    #expect(result.number("x.sum.tv_saturated").isClose(to: 0.2 + 1.0 / 3, within: exact))
    let notes = result.outputs.compactMap { output -> String? in
      if case .table(let table) = output { table.note } else { nil }
    }
    #expect(notes.first?.contains("half-life 1.0 periods, mean lag 1.0, without end") == true)
    #expect(notes.last?.contains("median of 2 rows with spend") == true)
    #expect(notes.last?.contains("reached at 5 a row") == true)
  }

  @Test("Holidays count by the rows' period")
  func holidays() async throws {
    let result = try await run(
      """
      h = holidays t country=us
      d = holidays t country=us days=1 into=first
      """)
    // New Year's Day, and Martin Luther King Jr. Day on 15 January.
    #expect(result.number("h.sum.holiday") == 2)
    #expect(result.number("d.sum.first") == 2)
    let months = try await DataTrial(
      "t = load m.csv\nh = holidays t country=christmas_season",
      files: ["m.csv": "month,x\n2023-11-01,1\n2023-12-01,2\n2024-01-01,3\n"]
    ).run()
    #expect(months.number("h.sum.holiday") == 24 && months.number("h.max.holiday") == 24)
  }

  @Test("Charts of decays and curves")
  func charts() async throws {
    let result = try await run(
      """
      plot decay geometric(0.5), delayed(0.5, peak: 2), none
      plot decay weibull_pdf(shape: 2, scale: 3), recursive(0.9) cumulative=yes
      plot curves hill(slope: 2, half: 1), log(scale: 1), root, none
      plot curves logistic(half: 1) over=t column=radio unit=max
      """)
    let charts = result.outputs.compactMap { output -> Chart? in
      if case .chart(let chart) = output { chart } else { nil }
    }
    try #require(charts.count == 4)
    #expect(charts[0].title == "Half of the effect has come after 1.0 to 2.5 periods")
    #expect(charts[3].panels.count == 2)
    #expect(
      charts[3].title == "The largest row of radio reaches 50% of the largest effect",
      "\(charts[3].title)")
    for chart in charts {
      for case .line(let line) in chart.marks {
        #expect(line.y.allSatisfy { $0 >= 0 && $0 <= 1 + 1e-12 }, "\(line.name)")
      }
    }
  }

  @Test("What is wrong is said at the word", arguments: bad)
  func complaints(bad: BadCell) async throws {
    let cell = "t = load s.csv\n\(bad.cell)"
    let result = try await DataTrial(cell, files: TransformChapterTests.weeks).run()
    #expect(result.sentence.contains(bad.says), "\(result.rendered)")
    #expect(result.marked(in: cell) == bad.marks, "\(result.rendered)")
    #expect(result.isFoundByCheck == bad.isFoundByCheck, "\(result.rendered)")
  }

  static let bad: [BadCell] = [
    BadCell(
      cell: "a = adstock t column=tv kind=geometric(1.2)",
      says: "retention is a number from 0 to 0.999, not 1.2", marks: "1.2"),
    BadCell(
      cell: "a = adstock t column=tv kind=delayed(0.5, peak: 20)",
      says: "a peak after 20 periods lies outside a window of 13", marks: "peak"),
    BadCell(
      cell: "a = adstock t column=region kind=geometric(0.5)", says: "holds texts",
      marks: "region"),
    BadCell(
      cell: "a = adstock t column=bad kind=geometric(0.5)",
      says: "\"bad\" is -1 in row 2; spend is never negative", marks: "bad",
      isFoundByCheck: false),
    BadCell(
      cell: "a = saturate t column=off kind=hill(half: 1)",
      says: "is 0 in every row and has no median to measure by; take unit=money", marks: "off",
      isFoundByCheck: false),
    BadCell(
      cell: "a = saturate t column=tv kind=hill(half: 0)", says: "half is a number from 0.0001 to",
      marks: "0"),
    BadCell(
      cell: "a = saturate t column=tv kind=hill", says: "hill needs its half",
      marks: "hill"),
    BadCell(
      cell: "b = sort t by=week descending=yes\na = adstock b column=tv kind=geometric(0.5)",
      says: "carryover needs the order of time", marks: "b", isFoundByCheck: false),
    BadCell(
      cell: "plot decay geometric(0.5), geometric(0.5)",
      says: "geometric is there twice with the same numbers", marks: "geometric"),
    BadCell(
      cell: "plot curves hill(half: 1) over=t", says: "say which column of it is spend",
      marks: "t"),
    BadCell(
      cell: "plot curves hill(half: 1) over=t column=off", says: "there is no spend to show",
      marks: "off", isFoundByCheck: false),
    BadCell(
      cell: "h = holidays t country=uss", says: "country is one of", marks: "uss"),
  ]
}

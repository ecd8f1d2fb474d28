import Figures
import Notebooks
import Testing
import Workbench

@Suite("Charts of data") struct DataPlotTests {
  @Test("Every chart is drawn, titled as a sentence, and described", arguments: statements)
  func drawn(statement: String) async throws {
    let result = try await DataTrial("r = simulate retail weeks=110 missing=4\n\(statement)").run()
    #expect(result.rendered == "")
    guard case .chart(let chart)? = result.outputs.last else {
      Issue.record("\(statement) gave \(result.outputs)")
      return
    }
    #expect(chart.title.first?.isUppercase == true)
    #expect(!chart.subtitle.isEmpty)
    #expect(chart.standaloneSVG().contains("</svg>"))
    #expect(!chart.generatedDescription.isEmpty)
  }

  static let statements = [
    "plot line r y=sales", "plot line r y=tv, radio unit=\"€\"",
    "plot line r y=tv, sales panels=yes zero=yes", "plot line r y=sales x=tv",
    "plot spend r channels=tv, radio", "plot spend r channels=tv, radio scale=own",
    "plot bar r x=week y=tv", "plot bar r x=holiday y=sales order=value",
    "plot bar r x=week y=tv, radio stack=yes", "plot histogram r column=sales bins=12",
    "plot histogram r column=holiday", "plot box r y=sales by=month",
    "plot box r y=sales by=quarter", "plot box r y=sales by=holiday",
    "plot box r y=sales by=weekday", "plot scatter r x=tv y=sales",
    "plot scatter r x=tv y=tv line=no", "plot correlation r",
    "plot correlation r columns=tv, radio method=rank",
    "f = simulate retail weeks=160\nplot decomposition f column=sales",
  ]

  @Test("The author's title and subtitle win")
  func titles() async throws {
    let result = try await DataTrial(
      "r = simulate retail\nplot line r y=sales title=\"Up\" subtitle=\"Money\""
    ).run()
    guard case .chart(let chart)? = result.outputs.last else {
      Issue.record("no chart")
      return
    }
    #expect(chart.title == "Up" && chart.subtitle == "Money")
  }

  @Test("The bars of a histogram hold every value once", arguments: [2, 5, 20, 200])
  func histogram(bins: Int) async throws {
    let result = try await DataTrial(
      "r = simulate retail weeks=200\nplot histogram r column=sales bins=\(bins)"
    ).run()
    guard case .chart(let chart)? = result.outputs.last, case .bar(let bar)? = chart.marks.first
    else {
      Issue.record("no bars")
      return
    }
    #expect(bar.y.reduce(0, +) == 200)
  }

  @Test("A diagram has its boxes, kinds, labels and arrows")
  func diagram() async throws {
    let result = try await DataTrial(
      """
      diagram "demand > media spend > sales (lift), demand .> sales"
        unobserved=demand outcome=sales sales="Weekly sales"
      """
    ).run()
    guard case .diagram(let diagram)? = result.outputs.last else {
      Issue.record("\(result.rendered)")
      return
    }
    #expect(diagram.nodes.map(\.key) == ["demand", "media spend", "sales"])
    #expect(diagram.nodes.map(\.kind) == [.unobserved, .plain, .outcome])
    #expect(diagram.nodes[2].label == "Weekly sales")
    #expect(diagram.edges.map(\.isDashed) == [false, false, true])
    #expect(diagram.edges[1].label == "lift")
  }
}

import Figures
import Notebooks
import Tables
import Testing
import Workbench

@Suite("Plots and tables of fits") struct ModelPlotTests {
  private static let head = """
    later = simulate retail
    revealed = truth later
    retail = simulate retail
    baseline = fit ols retail target=sales channels=tv, digital, radio holdout=20%
    carried = fit ridge retail target=sales channels=tv, radio, digital trend=linear season=fourier

    """

  private static func charts(_ statement: String) async throws -> [Chart] {
    try await ModelNotebook(head + statement).outputs().compactMap {
      if case .chart(let chart) = $0 { chart } else { nil }
    }
  }

  @Test(
    "Every example of the chapter is right",
    arguments: Engine.registry.commands.filter { $0.chapter == "Models" }.map(\.example))
  func examples(example: String) async throws {
    let notebook = try ModelNotebook(
      Self.head + example.replacing("plot penalty baseline", with: "plot penalty carried"))
    #expect(notebook.complaints == [])
    let result = try #require(await notebook.result())
    #expect(result.failure == nil)
    #expect(result.cells[0].statements.last?.outputs.isEmpty == false)
  }

  @Test("Returns of two fits have a symbol and a colour each, the truth its own")
  func returns() async throws {
    let chart = try #require(
      await Self.charts("plot roi baseline, carried truth=revealed title=\"Returns\"").first)
    #expect(chart.title == "Returns")
    let dots = chart.marks.compactMap { if case .dot(let dot) = $0 { dot } else { nil } }
    #expect(dots.map(\.name) == ["baseline", "carried", "truth"])
    #expect(Set(dots.map(\.symbol)).count >= 2)
    #expect(Set(dots.map(\.paint)).count == 3)
    #expect(dots.last?.paint == .truth)
    // The truth knows five channels; the fits have three.
    #expect(dots.last?.y.count == 3)
    // Only least squares has standard errors.
    let ranges = chart.marks.compactMap { if case .range(let range) = $0 { range } else { nil } }
    #expect(ranges.map(\.paint) == [.slot(0)])
    #expect(zip(ranges[0].low, ranges[0].high).allSatisfy { $0 < $1 })
  }

  @Test("The stack of contributions is as high as the prediction")
  func contributions() async throws {
    let chart = try #require(await Self.charts("plot contributions carried").first)
    let areas = chart.marks.compactMap { if case .area(let area) = $0 { area } else { nil } }
    #expect(areas.map(\.name) == ["baseline", "tv", "radio", "digital"])
    let fitted = try #require(
      await Self.charts("plot fit carried").first?.marks.compactMap {
        if case .line(let line) = $0, line.name == "fitted" { line } else { nil }
      }.first)
    for (row, predicted) in fitted.y.enumerated() {
      #expect(abs(areas.reduce(0) { $0 + $1.y[row] } - predicted) < 1e-6 * abs(predicted))
    }
  }

  @Test("A hold-out is marked and predicted, not fitted")
  func holdout() async throws {
    let chart = try #require(await Self.charts("plot fit baseline").first)
    #expect(chart.panels.count == 2)
    let lines = chart.marks.compactMap { if case .line(let line) = $0 { line } else { nil } }
    #expect(lines.map(\.name) == ["actual", "fitted", "actual", "predicted"])
    #expect(lines.map(\.y.count) == [83, 83, 21, 21])
    #expect(chart.marks.contains { if case .rule = $0 { true } else { false } })
  }

  @Test("Fits side by side: one row each and their returns")
  func comparison() async throws {
    let outputs = try await ModelNotebook(Self.head + "compare baseline, carried").outputs()
    guard case .table(let table)? = outputs.first else {
      Issue.record("no table")
      return
    }
    #expect(table.table.names == ["fit", "rows", "r2", "rmse", "mape", "penalty", "test_r2"])
    #expect(try table.table.texts("fit") == ["baseline", "carried"])
    guard case .chart? = outputs.last else {
      Issue.record("no chart")
      return
    }
  }

  @Test("A fit shows its metrics, its coefficients and its warnings, and no error")
  func warnings() async throws {
    let outputs = try await ModelNotebook(
      "retail = simulate retail weeks=30\nfit ols retail target=sales channels=tv, digital, radio, print, social"
    ).outputs()
    #expect(outputs.count == 3)
    guard case .text(let text)? = outputs.last else {
      Issue.record("no warning")
      return
    }
    #expect(text.contains("Only 30 rows for 6 coefficients"))
  }

  @Test("The same notebook gives the same bytes twice")
  func repeats() async throws {
    let once = try await ModelNotebook(Self.head + "show carried\ndiagnose carried").outputs()
    let again = try await ModelNotebook(Self.head + "show carried\ndiagnose carried").outputs()
    // As text, because a missing number does not equal itself.
    #expect(!once.isEmpty && "\(once)" == "\(again)")
  }
}

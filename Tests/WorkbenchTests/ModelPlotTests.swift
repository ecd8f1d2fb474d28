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
    searched = fit ols retail target=sales channels=tv, radio adstock=geometric(0..0.8) search=grid(points: 5)
    checked = validate carried folds=3
    moved = stability baseline seeds=2
    found = recover baseline worlds=2

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
    let ranges = chart.marks.compactMap { if case .range(let range) = $0 { range } else { nil } }
    #expect(ranges.map(\.paint) == [.slot(0), .slot(1)])
    #expect(ranges.allSatisfy { zip($0.low, $0.high).allSatisfy { $0 < $1 } })
  }

  @Test("A waterfall ends at the whole, and its steps join")
  func waterfall() async throws {
    let chart = try #require(await Self.charts("plot waterfall carried").first)
    let bars = chart.marks.compactMap { if case .bar(let bar) = $0 { bar } else { nil } }
    let bar = try #require(bars.first)
    let start = try #require(bar.start)
    #expect(start[0] == 0 && start.last == 0)
    for (end, next) in zip(bar.y, start.dropFirst().dropLast()) { #expect(end == next) }
    #expect(bar.y.last == bar.y.dropLast().last)
    #expect(bar.isJoined)
  }

  @Test("The map of a search marks the best setting, and its lines are returns")
  func settings() async throws {
    let chart = try #require(await Self.charts("plot settings searched").first)
    let cells = chart.marks.compactMap { if case .cell(let cell) = $0 { cell } else { nil } }
    let cell = try #require(cells.first)
    #expect(cell.columns.count == 5 && cell.rows.count == 5)
    let best = try #require(cell.marked)
    #expect(cell.values[best.row * 5 + best.column] == 1)
    #expect(cell.values.allSatisfy { $0 <= 1 && $0 >= 0.9 })
    let contours = try #require(cell.contours)
    let ends = (contours.values.min() ?? 0)...(contours.values.max() ?? 0)
    #expect(contours.levels.allSatisfy(ends.contains))
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
    #expect(
      table.table.names == [
        "fit", "rows", "r2", "rmse", "mape", "penalty", "test_r2", "test_rmse", "test_mape",
      ])
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
    // As text, because a missing number does not equal itself.
    func shown() async throws -> [String] {
      try await ModelNotebook(Self.head + "show carried\ndiagnose carried").outputs().map {
        switch $0 {
        case .table(let table): "\(table.table)"
        case .chart(let chart): "\(chart)"
        default: "\($0)"
        }
      }
    }
    let once = try await shown()
    #expect(once.count == 5)
    #expect(try await shown() == once)
  }
}

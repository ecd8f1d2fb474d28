import Figures
import Marketing
import Notebooks
import TestSupport
import Testing
import Workbench

@Suite("Charts of searches") struct SearchPlotTests {
  private static let statements = [
    "plot front s", "plot objectives s", "plot hyperparameters s", "plot implied s", "implied s",
    "plot front s title=\"Fronts\" subtitle=\"A search\"",
  ]

  private static func charts(
    _ statement: String, _ oddity: RobynTrial.Oddity = .none
  ) async throws -> [Chart] {
    try await RobynTrial.outputs(statement, oddity).compactMap {
      if case .chart(let chart) = $0 { chart } else { nil }
    }
  }

  @Test(
    "Each is well-formed, fits a telephone and stays small, whatever the front is like",
    arguments: statements, RobynTrial.Oddity.allCases)
  func drawings(statement: String, oddity: RobynTrial.Oddity) async throws {
    let charts = try await Self.charts(statement, oddity)
    #expect(!charts.isEmpty)
    for chart in charts {
      let svg = chart.standaloneSVG()
      #expect(xmlFault(svg) == nil)
      #expect(svg.utf8.count < 30_000, "\(svg.utf8.count) bytes")
      var narrow = chart
      narrow.width = ChartTheme.narrowWidth
      #expect(xmlFault(narrow.standaloneSVG()) == nil)
      #expect(narrow.standaloneSVG().utf8.count < 30_000)
      #expect(!TerminalChart().text(chart).isEmpty)
      #expect(!chart.title.isEmpty && !chart.subtitle.isEmpty)
      #expect(!svg.contains("nan") && !svg.contains("inf\""))
    }
  }

  private static func dots(_ chart: Chart) -> [Mark.Dot] {
    chart.marks.compactMap { if case .dot(let dot) = $0 { dot } else { nil } }
  }

  @Test("The front shows every candidate in its cluster, marks winners and rings the one chosen")
  func front() async throws {
    let chart = try #require(await Self.charts("plot front s").first)
    let front = try #require(try RobynTrial().fit.search?.front)
    let dots = Self.dots(chart)
    for cluster in front.clusters {
      let dot = try #require(dots.first { $0.name == "cluster \(cluster.number)" })
      // Of what lies far out only few are left off.
      #expect(dot.y.count <= cluster.count && 10 * dot.y.count >= 8 * cluster.count)
    }
    let named = dots.flatMap { $0.labels ?? [] }
    // Winners by the number of their cluster, the one chosen by its name.
    let others = front.clusters.filter { $0.winner != front.chosen }.map { String($0.number) }
    #expect(Set(others + [front.chosen]).isSubset(of: named))
    let chosen = try #require(front.candidates.first { $0.name == front.chosen })
    let ring = try #require(dots.first { $0.symbol == .hollowCircle })
    #expect(ring.y == [chosen.evaluation.rssd])
    // The line goes down: on a front less error costs more distance.
    let line = try #require(
      chart.marks.compactMap { if case .line(let line) = $0 { line } else { nil } }.first)
    #expect(zip(line.y, line.y.dropFirst()).allSatisfy { $0 >= $1 })
    #expect(line.y.count == front.candidates.count { $0.front == 1 })
    #expect(chart.x.label.contains("better") && chart.y.label.contains("better"))
    let tried = try #require(dots.first { $0.name == "tried" })
    #expect(tried.y.count <= 650 && tried.y.count > 200)
  }

  @Test("Objectives have a panel each, and a line and a band a trial")
  func objectives() async throws {
    let chart = try #require(await Self.charts("plot objectives s").first)
    #expect(chart.panels.map(\.title) == ["NRMSE", "DECOMP.RSSD"])
    for panel in chart.panels {
      let lines = panel.marks.count { if case .line = $0 { true } else { false } }
      let bands = panel.marks.count { if case .band = $0 { true } else { false } }
      #expect(lines == 3 && bands == 3)
    }
    #expect(chart.title == "DECOMP.RSSD did not converge in every trial")
  }

  @Test("Hyperparameters have a panel a kind, and a row a channel")
  func hyperparameters() async throws {
    let charts = try await Self.charts("plot hyperparameters s")
    #expect(charts.count == 2)
    #expect(charts[0].panels.map(\.title) == ["retention", "half", "slope"])
    #expect(charts[0].panels.map { $0.y?.domain } == [0...0.8, 0.3...1, 0.5...3])
    #expect(charts[1].panels.map(\.title) == ["penalty"])
    for case .ridge(let ridge) in charts[0].panels[0].marks where !ridge.isOutline {
      #expect(ridge.hills.count == 3)
      #expect(ridge.hills.allSatisfy { hill in hill.values.allSatisfy { (0...0.8).contains($0) } })
    }
    let validated = try await Self.charts("plot hyperparameters s", .validation)
    #expect(validated[1].panels.map(\.title) == ["penalty", "training share"])
  }

  @Test("Implied returns go from the best fit to the one chosen, past one rule")
  func implied() async throws {
    let chart = try #require(await Self.charts("plot implied s").first)
    let prior = try #require(try RobynTrial().fit.search?.front?.prior)
    let dots = Self.dots(chart)
    #expect(dots.map(\.y) == [prior.channels.map(\.bestFitROI), prior.channels.map(\.chosenROI)])
    let rules = chart.marks.compactMap { if case .rule(let rule) = $0 { rule } else { nil } }
    #expect(rules.map(\.place) == [.y(2.1)])
    #expect(chart.title.hasPrefix("RSSD pulled together what returned from "))
    let same = try #require(await Self.charts("plot implied s", .best).first)
    #expect(same.title.contains("moved no return"))
  }
}

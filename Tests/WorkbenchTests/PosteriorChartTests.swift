import Figures
import Marketing
import Notebooks
import Statistics
import Tables
import TestSupport
import Testing
import Workbench

/// Notebooks in which a word of the tests gives fits with made-up draws.
enum PosteriorCells {
  private static let stand = Command(
    "make draws", in: "Tests", "A fit with draws made up at random.",
    options: [
      Parameter("divergent", .integer(0...500), .standard("0"), "Draws that went astray."),
      Parameter("stuck", .flag, .standard("no"), "Whether a chain stays elsewhere."),
      Parameter("weeks", .integer(10...500), .standard("104"), "Rows."),
      Parameter("length", .integer(2...5_000), .standard("500"), "Draws a chain."),
    ], gives: FitValue.kind.name, example: "make draws"
  ) { invocation in
    let arguments = invocation.arguments
    let trial = try PosteriorTrial(
      length: arguments.integer("length"), divergent: arguments.integer("divergent"),
      isStuck: arguments.flag("stuck"), weeks: arguments.integer("weeks"))
    return Outcome(value: FitValue(trial.fit, date: "week"))
  }

  static let registry = CommandRegistry(
    commands: Engine.registry.commands + [stand],
    values: Array(Engine.registry.values.dropFirst()), engineVersion: "test")

  static let head = """
    retail = simulate retail
    revealed = truth retail
    plain = fit ols retail target=sales channels=tv, radio
    bayes = make draws divergent=40
    best = optimize bayes

    """

  static func notebook(_ statement: String) throws -> ModelNotebook {
    try ModelNotebook(head + statement, registry: registry)
  }

  /// What the last statement shows.
  static func outputs(_ statement: String) async throws -> [Output] {
    let result = try #require(await notebook(statement).result())
    #expect(result.failure == nil)
    return result.cells.last?.statements.last?.outputs ?? []
  }

  static func charts(_ statement: String) async throws -> [Chart] {
    try await outputs(statement).compactMap {
      if case .chart(let chart) = $0 { chart } else { nil }
    }
  }

  static func chart(_ statement: String) async throws -> Chart {
    try #require(await charts(statement).first)
  }
}

@Suite("Charts of draws") struct PosteriorChartTests {
  private static let statements = [
    "plot forest bayes truth=revealed", "plot forest bayes what=parameters",
    "plot forest bayes what=contribution", "plot forest bayes of=adstock.tv, adstock.radio",
    "plot ridges bayes", "plot ridges bayes prior=no", "plot prior_posterior bayes",
    "plot prior_posterior bayes of=adstock.tv, sigma", "plot trace bayes",
    "plot trace bayes of=roi.tv, roi.radio, sigma, intercept density=no", "plot chain_ranks bayes",
    "plot energy bayes", "plot joint bayes", "plot joint bayes of=adstock.tv, saturation.tv",
    "plot joint bayes of=adstock.tv, saturation.tv, roi.tv, sigma", "plot convergence bayes",
    "plot predictive bayes", "plot predictive bayes of=prior", "plot predictive bayes kind=density",
    "plot response bayes", "plot gain best",
  ]

  @Test("Each is well-formed, fits a telephone and stays small", arguments: statements)
  func drawings(statement: String) async throws {
    let charts = try await PosteriorCells.charts(statement)
    #expect(!charts.isEmpty)
    for chart in charts {
      let svg = chart.standaloneSVG()
      #expect(xmlFault(svg) == nil)
      #expect(svg.utf8.count < 30_000, "\(svg.utf8.count) bytes")
      var narrow = chart
      narrow.width = ChartTheme.narrowWidth
      #expect(xmlFault(narrow.standaloneSVG()) == nil)
      #expect(!TerminalChart().text(chart).isEmpty)
      #expect(!chart.title.isEmpty && !chart.subtitle.isEmpty)
    }
  }

  private static func ranges(_ chart: Chart) -> [Mark.Range] {
    chart.marks.compactMap { if case .range(let range) = $0 { range } else { nil } }
  }

  private static func lines(_ panel: Chart.Panel) -> [Mark.Line] {
    panel.marks.compactMap { if case .line(let line) = $0 { line } else { nil } }
  }

  @Test("A forest shows percentiles of the draws, and the prior wider in grey")
  func forest() async throws {
    let chart = try await PosteriorCells.chart("plot forest bayes truth=revealed")
    let ranges = Self.ranges(chart)
    #expect(ranges.map(\.paint) == [.fitted, .muted])
    let posterior = try #require(try PosteriorTrial(divergent: 40).fit.posterior)
    let summary = try #require(posterior.summary(of: "roi.tv"))
    #expect(ranges[0].middle?[0] == summary.q50)
    #expect(ranges[0].low[0] == summary.q5 && ranges[0].high[0] == summary.q95)
    for (row, prior) in zip(ranges[1].low, ranges[1].high).enumerated() {
      #expect(prior.1 - prior.0 > ranges[0].high[row] - ranges[0].low[row])
    }
    let truth = chart.marks.compactMap { if case .dot(let dot) = $0 { dot } else { nil } }.last
    #expect(truth?.paint == .truth && truth?.y.count == 2)
    #expect(chart.title == "Return on investment by the draws of bayes")
    #expect(chart.subtitle.hasPrefix("Do not use bayes: some draws diverged. Median"))
    let sound = try await PosteriorCells.chart("sound = make draws\nplot forest sound")
    #expect(sound.title.contains("tv returns most in ") && sound.subtitle.hasPrefix("Median"))
  }

  @Test("A prior that goes on beyond the frame ends in an arrow")
  func arrows() async throws {
    let chart = try await PosteriorCells.chart(
      "sound = make draws\nplot forest sound of=adstock.tv")
    let arrows = chart.marks.compactMap { if case .dot(let dot) = $0 { dot } else { nil } }
    let prior = try #require(Self.ranges(chart).last)
    #expect(arrows.map(\.symbol) == [.pointLeft, .pointRight])
    #expect(arrows[0].y == prior.low && arrows[1].y == prior.high)
  }

  @Test("Measures of several units are charts of their own, or refused")
  func units() async throws {
    let charts = try await PosteriorCells.charts(
      "plot forest bayes of=roi.tv, contribution.tv, mroi.tv")
    #expect(charts.count == 2)
    guard case .categories(let names)? = Self.ranges(charts[0]).first?.x else {
      Issue.record("no names")
      return
    }
    #expect(names == ["roi.tv", "mroi.tv"])
    let failure = try #require(
      await PosteriorCells.notebook("plot ridges bayes of=roi.tv, contribution.tv").failure())
    #expect(failure.sentence.contains("different units"))
  }

  @Test("Hills are as high as they may be, their intervals within them")
  func ridges() async throws {
    let chart = try await PosteriorCells.chart("plot ridges bayes")
    let ridges = chart.marks.compactMap { if case .ridge(let ridge) = $0 { ridge } else { nil } }
    #expect(ridges.map(\.isOutline) == [true, false])
    for hill in ridges[1].hills {
      #expect(hill.heights.max() == 1)
      let outer = try #require(hill.outer)
      let inner = try #require(hill.inner)
      #expect(outer.contains(inner.lowerBound) && outer.contains(inner.upperBound))
      #expect(hill.values.count <= 80)
    }
  }

  @Test("A density has the area 1, and that of a prior three times as wide is a third as high")
  func density() async throws {
    let chart = try await PosteriorCells.chart("plot prior_posterior bayes of=roi.tv")
    let lines = Self.lines(try #require(chart.panels.first))
    #expect(lines.map(\.name) == ["before", "after"])
    guard case .numbers(let x) = lines[1].x else {
      Issue.record("no numbers")
      return
    }
    let area = zip(zip(x, x.dropFirst()), zip(lines[1].y, lines[1].y.dropFirst())).reduce(0) {
      $0 + ($1.0.1 - $1.0.0) * ($1.1.0 + $1.1.1) / 2
    }
    // The four thousandths beyond the ends, and what smoothing takes out of the window.
    #expect(area.isClose(to: 0.994, within: .absolute(0.01)))
    let ratio = (lines[1].y.max() ?? 0) / (lines[0].y.max() ?? 1)
    // Two thousand draws know a height to a few hundredths; the thousand of the prior to less.
    #expect(ratio.isClose(to: 3, within: .relative(0.15)))
  }

  @Test("Traces are thinned, a line a chain, divergent draws as strokes")
  func traces() async throws {
    let chart = try await PosteriorCells.chart("plot trace bayes of=roi.tv")
    #expect(chart.panels.count == 2)
    let lines = Self.lines(chart.panels[1])
    #expect(lines.map(\.name) == ["chain 1", "chain 2", "chain 3", "chain 4"])
    #expect(lines.allSatisfy { $0.y.count == 250 })
    let rugs = chart.panels[1].marks.compactMap { if case .rug(let rug) = $0 { rug } else { nil } }
    #expect(rugs.first?.x.count == 40)
  }

  @Test("Ranks of sound chains are even, those of a chain that stays elsewhere are not")
  func ranks() async throws {
    for (statement, isEven) in [
      ("plot chain_ranks bayes of=roi.tv", true),
      ("off = make draws stuck=yes\nplot chain_ranks off of=roi.tv", false),
    ] {
      let chart = try await PosteriorCells.chart(statement)
      let lines = Self.lines(try #require(chart.panels.first))
      #expect(lines.count == 4)
      for line in lines {
        let shares = line.y.dropLast()
        #expect(
          (shares.reduce(0, +) / Double(shares.count)).isClose(to: 1, within: .absolute(1e-9)))
      }
      let most = lines.flatMap(\.y).max() ?? 0
      // 80 bars with 25 expected in each: 2 is five deviations off.
      #expect(isEven ? most < 2 : most > 3)
      #expect(chart.title.contains("agree") && chart.title.contains("disagree") == !isEven)
    }
  }

  @Test("Pairs name the two that cannot be told apart, crosses are the divergent draws")
  func pairs() async throws {
    let chart = try await PosteriorCells.chart("plot joint bayes")
    #expect(
      chart.title.hasPrefix(
        "adstock.tv and saturation.tv can hardly be told apart: correlation 0.9"))
    let dots = chart.marks.compactMap { if case .dot(let dot) = $0 { dot } else { nil } }
    #expect(dots.map(\.name) == ["draws", "divergent"])
    #expect(dots[1].symbol == .cross && (38...40).contains(dots[1].y.count))
    let four = try await PosteriorCells.chart(
      "plot joint bayes of=adstock.tv, saturation.tv, roi.tv, sigma")
    #expect(four.panels.count == 9)
    #expect(four.panels.count { !$0.marks.isEmpty } == 6)
  }

  @Test("Quantities beyond a gate are called by name, the gates are lines")
  func convergence() async throws {
    let sound = try await PosteriorCells.chart("plot convergence bayes")
    #expect(sound.title.hasPrefix("All 8 quantities of bayes pass"))
    let chart = try await PosteriorCells.chart(
      "off = make draws stuck=yes\nplot convergence off")
    let rules = chart.marks.compactMap { if case .rule(let rule) = $0 { rule.place } else { nil } }
    #expect(rules == [.y(1.01), .x(400)])
    let dots = chart.marks.compactMap { if case .dot(let dot) = $0 { dot } else { nil } }
    // The worst has its name; those that would stand on it have none.
    #expect(dots.last?.labels?.first?.isEmpty == false)
    #expect(dots.last?.y.allSatisfy { $0 > 1.01 } == true)
  }

  @Test("Bands are the posterior's, and no finding stands above draws that are not to be used")
  func predictive() async throws {
    let chart = try await PosteriorCells.chart("plot predictive bayes")
    let fit = try PosteriorTrial(divergent: 40).fit
    let bands = chart.marks.compactMap { if case .band(let band) = $0 { band } else { nil } }
    #expect(bands.map(\.isInner) == [false, true])
    #expect(bands[0].low == fit.posterior?.predictive.low5)
    #expect(chart.title == "sales as bayes draws it")
    #expect(chart.subtitle.contains("Do not use bayes"))
  }

  @Test("The gain of a plan adds up to all draws, and its chance is theirs")
  func gain() async throws {
    let chart = try await PosteriorCells.chart("plot gain best")
    let bars = chart.marks.compactMap { if case .bar(let bar) = $0 { bar } else { nil } }
    let bar = try #require(bars.first)
    #expect(bar.y.reduce(0, +).isClose(to: 1, within: .absolute(1e-9)))
    #expect(chart.title.contains("of the draws"))
    let curves = try await PosteriorCells.chart("plot response bayes")
    let bands = curves.marks.compactMap { if case .band(let band) = $0 { band } else { nil } }
    #expect(bands.count == 2 && zip(bands[0].low, bands[1].low).allSatisfy { $0 <= $1 })
  }
}

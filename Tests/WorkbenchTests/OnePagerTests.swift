import Figures
import Notebooks
import Tables
import TestSupport
import Testing
import Workbench

@Suite("One-pagers") struct OnePagerTests {
  /// What a page can afford for one poster as a file.
  static let mostBytes = 120_000

  private static let head = """
    retail = simulate retail
    plain = fit ols retail target=sales channels=tv, digital, radio, print, social
    carried = fit ridge retail target=sales channels=tv, digital, radio, print, social trend=linear season=fourier holdout=20% adstock=geometric(0.5) saturation=hill(half: 1, slope: 1) penalty=2
    searched = fit ols retail target=sales channels=tv, radio adstock=geometric(0..0.8) search=grid(points: 4)
    product = fit ridge retail target=sales channels=tv, radio form=loglog penalty=1
    single = fit ols retail target=sales channels=tv

    """

  private static func poster(
    _ statement: String, head: String = head, files: [String: String] = [:],
    registry: CommandRegistry = Engine.registry
  ) async throws -> Poster {
    let notebook = try ModelNotebook(head + statement, files: files, registry: registry)
    #expect(notebook.complaints == [])
    let outputs = try await notebook.outputs()
    let posters = outputs.compactMap { if case .poster(let poster) = $0 { poster } else { nil } }
    return try #require(posters.last)
  }

  /// What every one-pager holds.
  private static func check(_ poster: Poster) {
    #expect(
      poster.panels.map(\.name) == [
        "Spend, effect and return", "Decomposition", "Decay", "Response curves",
        "Actual and predicted", "Residuals", "At once and carried over", "Intervals of returns",
      ])
    let svg = poster.standaloneSVG()
    #expect(xmlFault(svg) == nil)
    #expect(svg.utf8.count < mostBytes, "\(svg.utf8.count) bytes")
    for panel in poster.panels {
      #expect(!panel.chart.title.isEmpty && !panel.chart.subtitle.isEmpty, "\(panel.name)")
      // A panel has something drawn or says why not.
      #expect(!panel.chart.panels.isEmpty || panel.chart.subtitle.hasSuffix("."))
    }
    #expect(!poster.note.isEmpty)
    #expect(poster.dataTable.rowCount > 0)
    let text = TerminalChart(width: 72).text(poster)
    #expect(text.split(separator: "\n").count >= 11)
  }

  @Test(
    "Eight panels for every kind of fit",
    arguments: ["plain", "carried", "searched", "product", "single"])
  func panels(fit: String) async throws {
    Self.check(try await Self.poster("plot onepager \(fit)"))
  }

  @Test("The author's title and subtitle come first")
  func titles() async throws {
    let poster = try await Self.poster("plot onepager single title=\"One\" subtitle=\"Two\"")
    #expect(poster.title == "One" && poster.subtitle == "Two")
  }

  @Test("The head says fitted and held out, the hold-out is shaded and in colour")
  func holdout() async throws {
    let poster = try await Self.poster("plot onepager carried")
    let names = poster.measures.map(\.name)
    for name in ["R² fitted", "R² hold-out", "NRMSE fitted", "NRMSE hold-out", "penalty"] {
      #expect(names.contains(name))
    }
    #expect(poster.subtitle.contains("83 rows and 21 held out"))
    let bands = poster.panels[4].chart.marks.compactMap {
      if case .band(let band) = $0 { band } else { nil }
    }
    #expect(bands.first?.x.count == 21)
    let dots = poster.panels[5].chart.marks.compactMap {
      if case .dot(let dot) = $0 { dot } else { nil }
    }
    #expect(dots.prefix(2).map(\.y.count) == [83, 21])
    let plain = try await Self.poster("plot onepager plain")
    #expect(plain.measures.map(\.name).contains("R²"))
    #expect(!plain.panels[4].chart.marks.contains { if case .band = $0 { true } else { false } })
  }

  @Test("Shares add up to 1 and returns are those of the fit")
  func shares() async throws {
    let statement = "plot onepager plain"
    let poster = try await Self.poster(statement)
    let fields = try #require(
      try await ModelNotebook(Self.head + statement).fields()["plain"])
    let bars = poster.panels[0].chart.marks.compactMap {
      if case .bar(let bar) = $0 { bar } else { nil }
    }
    for bar in bars { #expect(abs(bar.y.reduce(0, +) - 1) < 1e-12) }
    let roi = try #require(fields["roi.tv"])
    #expect(bars[1].notes?[0] == "ROI \(NumberFormat.decimals(2).text(roi))")
    let now = try #require(fields["immediate.tv"]) / #require(fields["contribution.tv"])
    let parts = poster.panels[6].chart.marks.compactMap {
      if case .bar(let bar) = $0 { bar } else { nil }
    }
    #expect(abs(parts[0].y[0] - now) < 1e-12 && abs(parts[1].y[0] - (1 - now)) < 1e-12)
  }

  @Test("Every interval says where it comes from")
  func intervals() async throws {
    let plain = try await Self.poster("plot onepager plain").panels[7].chart
    #expect(plain.subtitle.hasPrefix("90% by 400 resamples of the residuals in blocks of "))
    let searched = try await Self.poster("plot onepager searched").panels[7].chart
    #expect(searched.subtitle.contains("the searched transforms taken as true"))
    let rows = ["tv,sales", "1,3", "2,9", "4,8"].joined(separator: "\n")
    let few = try await Self.poster(
      "plot onepager t",
      head: "three = load \"three.csv\"\nt = fit ols three target=sales channels=tv\n",
      files: ["three.csv": rows + "\n"])
    #expect(few.panels[7].chart.subtitle.hasPrefix("No intervals: too few rows"))
  }

  @Test("Draws have their own intervals, and those that bear nothing no finding")
  func posterior() async throws {
    let poster = try await Self.poster(
      "plot onepager bayes", head: PosteriorCells.head,
      registry: PosteriorCells.registry)
    Self.check(poster)
    #expect(poster.panels[7].chart.subtitle.hasPrefix("By 2\u{202F}000 draws of the posterior. "))
    #expect(poster.measures.map(\.name).contains("largest R-hat"))
    // Forty draws diverged: nothing is concluded anywhere.
    #expect(poster.caution.hasPrefix("Do not use bayes: "))
    for panel in poster.panels { #expect(panel.chart.title == panel.name) }
  }

  @Test("A channel without spend is named and has neither return nor curve")
  func idle() async throws {
    let rows = (0..<60).map { row in
      "2024-\(row < 31 ? "01" : "02")-\(row % 31 < 9 ? "0" : "")\(row % 31 + 1),"
        + "\(row * 7 % 11),0,\(20 + 3 * (row * 7 % 11) + row % 5)"
    }.prefix(59).joined(separator: "\n")
    let poster = try await Self.poster(
      "plot onepager f",
      head: "data = load \"data.csv\"\nf = fit bayes data target=sales channels=tv, idle "
        + "date=date method=laplace\n",
      files: ["data.csv": "date,tv,idle,sales\n\(rows)\n"])
    Self.check(poster)
    let bars = poster.panels[0].chart.marks.compactMap {
      if case .bar(let bar) = $0 { bar } else { nil }
    }
    #expect(bars[1].notes?[1] == "no spend")
    #expect(poster.panels[3].chart.subtitle.contains("1 of 2 not drawn"))
    // Daily rows are called so.
    #expect(poster.panels[3].chart.x.label == "spend a day")
  }

  @Test("Twenty channels and three years of days stay readable and small")
  func many() async throws {
    let names = (1...20).map { "channel_\($0)" }
    var lines = ["date," + names.joined(separator: ",") + ",sales"]
    for row in 0..<1_096 {
      let spend = names.indices.map { (row * row + ($0 + 2) * row + $0) % (17 + $0) * (21 - $0) }
      let sales = 900 + spend.enumerated().reduce(0) { $0 + $1.element / (1 + $1.offset % 4) }
      lines.append(
        "\(Day(daysSinceEpoch: 18_628 + row))," + spend.map(String.init).joined(separator: ",")
          + ",\(sales + row * 31 % 97)")
    }
    let poster = try await Self.poster(
      "plot onepager f",
      head: "data = load \"data.csv\"\nf = fit ridge data target=sales channels="
        + names.joined(separator: ", ") + " date=date penalty=1 holdout=20% "
        + "adstock=geometric(0.7)\n",
      files: ["data.csv": lines.joined(separator: "\n") + "\n"])
    Self.check(poster)
    let shares = poster.panels[0].chart.marks.compactMap {
      if case .bar(let bar) = $0 { bar } else { nil }
    }
    #expect(shares[0].x.count == 12)
    for bar in shares { #expect(abs(bar.y.reduce(0, +) - 1) < 1e-9) }
    #expect(poster.panels[7].chart.subtitle.contains("8 of 20 channels not drawn"))
    #expect(poster.panels[2].chart.subtitle.contains("8 of 20 channels not drawn"))
  }
}

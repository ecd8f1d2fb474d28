import Figures
import Notebooks
import Tables
import Testing
import Workbench

@Suite("Words of checks, seeds and recovery") struct ChecksChapterTests {
  private static let head = """
    retail = simulate retail
    plain = fit ols retail target=sales channels=tv, radio trend=linear
    short = filter retail week < 2022-08-01

    """

  private static func outputs(_ cell: String) async throws -> [Output] {
    try await ModelNotebook(head + cell).result()?.cells.last?.statements.last?.outputs ?? []
  }

  private static func charts(_ cell: String) async throws -> [Chart] {
    try await outputs(cell).compactMap { if case .chart(let chart) = $0 { chart } else { nil } }
  }

  @Test("validate names its verdicts, and leaves out what it is told to")
  func verdicts() async throws {
    let notebook = try ModelNotebook(
      Self.head + """
        checked = validate plain folds=2
        some = validate plain folds=2 checks=refresh, placebo draws=3 seed=7
        bare = validate plain folds=2 checks=none
        claim checked.held.placebo + checked.placebo_share >= 0
        claim checked.refresh_change.tv >= 0 and checked.shuffled_share.radio >= 0
        """)
    #expect(notebook.complaints == [])
    let fields = try await notebook.fields()
    let checked = try #require(fields["checked"])
    for name in ["placebo", "shuffled", "perturbed", "refresh"] {
      #expect([0, 0.5, 1].contains(checked["held.\(name)"]))
    }
    #expect(checked["perturbed_change.radio"] != nil && checked["skill"] != nil)
    #expect(fields["some"]?["held.refresh"] == checked["held.refresh"])
    #expect(fields["some"]?["held.shuffled"] == nil)
    #expect(fields["bare"]?.keys.contains { $0.hasPrefix("held") } == false)
    let outputs = try await Self.outputs("checked = validate plain folds=2\nshow checked")
    let texts = outputs.compactMap { if case .text(let text) = $0 { text } else { nil } }
    #expect(texts.count == 4 && texts[0].hasPrefix("placebo: "))
    let tables = outputs.compactMap { if case .table(let table) = $0 { table } else { nil } }
    #expect(tables.map(\.title).contains("The fit, put to the test"))
    #expect(tables.last?.table.names == ["channel", "placebo", "shuffled", "perturbed", "refresh"])
  }

  @Test("What the check knows beforehand, it complains of")
  func complaints() throws {
    let none = try ModelNotebook(Self.head + "checked = validate plain checks=none, refresh")
    #expect(none.complaints.map(\.sentence) == ["none stands alone: leave it out, or the others"])
    let unknown = try ModelNotebook(Self.head + "checked = validate plain checks=placbo")
    #expect(unknown.complaints.count == 1)
    let field = try ModelNotebook(
      Self.head + "checked = validate plain checks=refresh\nclaim checked.held.placebo == 1")
    #expect(field.complaints.count == 1)
  }

  @Test("plot checks has a panel a check that was possible")
  func plot() async throws {
    let chart = try #require(
      await Self.charts("checked = validate plain folds=2\nplot checks checked").first)
    #expect(chart.panels.count == 4)
    let small = try #require(
      await Self.charts(
        """
        little = fit ols short target=sales channels=tv, radio
        checked = validate little folds=2
        plot checks checked
        """
      ).first)
    #expect(small.panels.count == 3)
    let failure = try #require(
      await ModelNotebook(
        Self.head + "checked = validate plain folds=2 checks=none\nplot checks checked"
      ).failure())
    #expect(failure.sentence == "\"checked\" has no checks; run validate without checks=none")
  }

  @Test("stability says when nothing is drawn at random")
  func stability() async throws {
    let notebook = try ModelNotebook(
      Self.head + """
        moved = stability plain seeds=3
        plot stability moved
        claim moved.spread.tv == 0
        """)
    #expect(notebook.complaints == [])
    #expect(try await notebook.fields()["moved"]?["seeds"] == 3)
    let outputs = try await Self.outputs("stability plain seeds=2")
    let notes = outputs.compactMap { if case .table(let table) = $0 { table.note } else { nil } }
    #expect(notes.first?.contains("the seed decides nothing") == true)
  }

  @Test("recover maps ours and others' in one")
  func recover() async throws {
    let cell = """
      tv_only = fit ols retail target=sales channels=tv
      found = recover plain, tv_only worlds=3 hidden=0 confounding=0
      peers = load peers.csv
      both = recover plain worlds=3 also=peers
      map = plot recover both
      claim found.bias.plain.tv > -1 and found.error.tv_only >= 0
      """
    let csv = """
      framework,channel,roi,truth
      meridian,tv,2,2.2
      meridian,radio,1,1.3
      robyn,tv,3,2.2

      """
    let notebook = try ModelNotebook(
      Self.head + cell.replacing("map = plot", with: "plot"), files: ["peers.csv": csv])
    #expect(notebook.complaints == [])
    let fields = try await notebook.fields()
    #expect(fields["found"]?["coverage.plain.radio"] != nil)
    #expect(fields["both"]?["bias.robyn.tv"].map { abs($0 - (3 / 2.2 - 1)) < 1e-12 } == true)
    let charts = try await notebook.outputs().compactMap {
      if case .chart(let chart) = $0 { chart } else { nil }
    }
    let cells = charts.flatMap(\.marks).compactMap {
      if case .cell(let cell) = $0 { cell } else { nil }
    }
    #expect(cells.first?.rows == ["plain", "meridian", "robyn"])
    #expect(cells.first?.columns == ["tv", "radio"])
    #expect(cells.first?.values.last?.isNaN == true)
  }

  @Test("recover refuses fits of other columns, and a table without truth")
  func refusals() async throws {
    let foreign = try #require(
      await ModelNotebook(
        Self.head + "odd = fit ols retail target=sales channels=tv, holiday\nrecover odd"
      ).failure())
    #expect(
      foreign.sentence
        == "\"holiday\" is no channel of the simulated retailer, which has tv, digital, radio, print, social; "
        + "take a fit of its columns")
    #expect(foreign.place == "odd")
    let table = try ModelNotebook(Self.head + "recover plain worlds=2 also=retail")
    #expect(
      table.complaints.map(\.sentence) == [
        "no column \"framework\" in \"retail\"; estimates made elsewhere have framework, channel, "
          + "roi, truth and may have roi_low, roi_high, seed"
      ])
  }

  @Test(
    "recover refuses a row of estimates that it could not count",
    arguments: [
      ("peer,tvv,1,2", "row 1 of \"peers\" is about \"tvv\", which is no channel"),
      ("peer,tv,,2", "row 1 of \"peers\" lacks a value"),
      ("peer,tv,1,0", "row 1 of \"peers\" has a true return of 0"),
      ("plain,tv,1,2", "\"peers\" has a framework \"plain\", which is the name of a fit here"),
    ])
  func peers(row: String, sentence: String) async throws {
    let notebook = try ModelNotebook(
      Self.head + "peers = load peers.csv\nrecover plain worlds=2 also=peers",
      files: ["peers.csv": "framework,channel,roi,truth\n\(row)\npeer,radio,1,2\n"])
    let failure = try #require(await notebook.failure())
    #expect(failure.sentence.hasPrefix(sentence), "\(failure.sentence)")
  }
}

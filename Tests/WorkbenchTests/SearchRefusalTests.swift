import Notebooks
import Testing
import Workbench

/// What contradicts itself is refused where it stands, before hours of searching.
@Suite("What searches refuse") struct SearchRefusalTests {
  private static let head = "retail = simulate retail weeks=104 seed=7\n"
  private static let search = "s = search robyn retail target=sales channels=tv, radio "

  /// Options, the words pointed at, a part of the sentence.
  private static let options: [(String, String, String)] = [
    ("iterations=5", "5", "from 20"),
    ("iterations=200000 trials=2", "200000", "400000 candidates; at most 200000 are kept"),
    ("trials=0", "0", "from 1 to 100"),
    ("trials=101", "101", "from 1 to 100"),
    ("optimizer=pso", "pso", "one of de, nsga2"),
    ("optimizer=ngsa2", "ngsa2", "did you mean \"nsga2\"?"),
    ("penalty_scale=square", "square", "one of linear, log"),
    ("penalty=0..2", "0..2", "a range within 0..1, not 0..2"),
    ("penalty=1.5", "1.5", "from 0 to 1"),
    ("validation=0.5..1", "0.5..1", "a range within 0.1..0.95"),
    ("validation=0.5..0.8 holdout=10", "0.5..0.8", "leave one of the two out"),
    ("stop=soon", "soon", "one of full, early"),
    ("clusters=0", "0", "from 1 to 100"),
    ("iterations=20 trials=1 clusters=30", "30", "30 clusters of 20 candidates"),
    ("choose=bset", "bset", "best, cluster(2) or a candidate"),
    ("choose=\"6_100\"", "\"6_100\"", "trials go from 1 to 5"),
    ("choose=\"2_2001\"", "\"2_2001\"", "iterations from 1 to 2000"),
    ("choose=\"2_0\"", "\"2_0\"", "iterations from 1 to 2000"),
    ("choose=cluster(0)", "0", "from 1"),
    ("clusters=3 choose=cluster(4)", "cluster(4)", "no cluster 4"),
    ("adstock=recursive(0..1.2)", "0..1.2", "0 to 0.999"),
    ("adstock=recursive(0.8..0.2)", "0.8..0.2", "from the smaller number to the larger"),
    ("adstock=weibull_pdf(0.5..4)", "weibull_pdf(0.5..4)", "scale"),
    ("adstock=tw: recursive(0..0.5)", "tw", "did you mean \"tv\"?"),
    ("adstock=geometrc(0..0.5)", "geometrc", "did you mean \"geometric\"?"),
    ("saturation=hill(half: 0.3..1, slop: 1)", "slop", "did you mean \"slope\"?"),
    ("signs=negative", "negative", "can have no share of the effect"),
    ("signs=radio: negative", "radio", "can have no share of the effect"),
    ("signs=tw: free", "tw", "did you mean \"tv\"?"),
    (
      "adstock=recursive(0.5) saturation=hill(half: 0.5) penalty=0.3", "recursive(0.5)",
      "nothing to search"
    ),
    ("lifts=retail", "retail", "no column \"channel\" in \"retail\""),
    ("lifts=s", "s", "no name \"s\""),
    ("unit=max", "unit", "no option \"unit\""),
    ("prior=tv", "prior", "no option \"prior\""),
  ]

  @Test("Options that no search can take, found before it runs", arguments: options)
  func option(written: String, place: String, part: String) throws {
    let complaints = try ModelNotebook(Self.head + Self.search + written).complaints
    #expect(complaints.count == 1, "\(complaints)")
    #expect(complaints.first?.place == place, "\(complaints)")
    #expect(complaints.first?.sentence.contains(part) ?? false, "\(complaints)")
  }

  @Test(
    "What may be said is no mistake",
    arguments: [
      "", "adstock=weibull_pdf(0.5..4, 1..6), radio: recursive(0.5)", "saturation=tv: hill(0.5)",
      "adstock=delayed(0..0.8, peak: 0..3, window: 8)", "adstock=tv: none",
      "season=none trend=none",
      "penalty=0..0.5 penalty_scale=log optimizer=nsga2 stop=early", "penalty=0.2",
      "validation=0.5..0.8", "validation=0.7 holdout=0", "holdout=20%", "choose=cluster(2)",
      "choose=\"2_517\"", "choose=best clusters=4", "signs=free", "signs=tv: free", "holidays=de",
      "controls=holiday signs=holiday: negative", "iterations=2000 * 2 trials=3",
    ])
  func allowed(written: String) throws {
    #expect(try ModelNotebook(Self.head + Self.search + written).complaints == [])
  }

  private static let studies = "channel,first,last,lift,scope\n"

  /// Rows of lift studies, and a part of the sentence.
  private static let lifts: [(String, String)] = [
    ("tvv,2022-03-07,2022-04-03,9000,total", "row 1 of \"studies\" is about \"tvv\""),
    ("tvv,2022-03-07,2022-04-03,9000,total", "there are tv, radio; did you mean \"tv\"?"),
    ("tv,2022-04-03,2022-03-07,9000,total", "begins on 2022-04-03 and ends on 2022-03-07"),
    (
      "tv,2022-03-07,2022-04-03,9000,\nradio,2022-03-07,2022-04-03,0,",
      "row 2 of \"studies\" measured a lift of 0"
    ),
    ("tv,2022-03-07,2022-04-03,9000,half", "has the scope \"half\"; it is immediate or total"),
    (
      "tv,2022-03-07,2022-04-03,,total\nradio,2022-03-07,2022-04-03,5,",
      "row 1 of \"studies\" lacks a value"
    ),
    (
      "tv,2031-03-07,2031-04-03,9000,total",
      "outside the rows, which go from 2022-01-03 to 2023-12-31"
    ),
    ("tv,2021-12-27,2022-04-03,9000,total", "outside the rows"),
  ]

  @Test("Lift studies that the rows say nothing about are refused with their row", arguments: lifts)
  func lift(rows: String, part: String) async throws {
    let notebook = try ModelNotebook(
      Self.head + "studies = load studies.csv\n" + Self.search
        + "iterations=20 trials=1 lifts=studies",
      files: ["studies.csv": Self.studies + rows + "\n"])
    var complaint = notebook.complaints.first
    if complaint == nil { complaint = try await notebook.failure() }
    #expect(complaint?.place == "studies", "\(String(describing: complaint))")
    #expect(complaint?.sentence.contains(part) ?? false, "\(String(describing: complaint))")
  }

  @Test("A table of lifts without rows is refused")
  func noLifts() async throws {
    let failure = try await ModelNotebook(
      Self.head + "all = load studies.csv\nstudies = filter all lift > 10000\n" + Self.search
        + "iterations=20 trials=1 lifts=studies",
      files: ["studies.csv": Self.studies + "tv,2022-03-07,2022-04-03,9000,total\n"]
    ).failure()
    #expect(failure?.place == "studies")
    #expect(failure?.sentence.contains("\"studies\" has no rows") ?? false)
  }

  @Test("A column that lifts lack, or that holds something else, is named before a run")
  func liftColumns() throws {
    let files = [
      "studies.csv": "chanel,first,last,lift\ntv,2022-03-07,2022-04-03,9000\n",
      "odd.csv": "channel,first,last,lift\ntv,2022-03-07,2022-04-03,much\n",
    ]
    let lacking = try ModelNotebook(
      Self.head + "studies = load studies.csv\n" + Self.search + "lifts=studies", files: files
    ).complaints
    #expect(lacking.map(\.place) == ["studies"])
    #expect(
      lacking.first?.sentence
        == "no column \"channel\" in \"studies\"; lifts have channel, first, last, lift and may "
        + "have "
        + "scope; did you mean \"rename studies channel=chanel\"?")
    let odd = try ModelNotebook(
      Self.head + "studies = load odd.csv\n" + Self.search + "lifts=studies", files: files
    ).complaints
    #expect(
      odd.first?.sentence.contains("column \"lift\" of \"studies\" holds texts") ?? false, "\(odd)")
  }

  @Test("A channel without spend while its lift was measured is refused")
  func silence() async throws {
    let csv =
      "week,sales,tv,radio\n"
      + (0..<30).map { week in
        let day = week < 9 ? "2024-01-0\(week + 1)" : "2024-01-\(week + 1)"
        return "\(day),\(100 + 7 * week % 13),\(week > 10 ? 5 + week % 3 : 0),\(1 + week % 5)"
      }.joined(separator: "\n") + "\n"
    let notebook = try ModelNotebook(
      "d = load d.csv\nstudies = load studies.csv\n"
        + "s = search robyn d target=sales channels=tv, radio trend=none season=none "
        + "iterations=20 trials=1 lifts=studies",
      files: [
        "d.csv": csv, "studies.csv": "channel,first,last,lift\ntv,2024-01-02,2024-01-05,40\n",
      ])
    let failure = try await notebook.failure()
    #expect(failure?.place == "studies")
    #expect(
      failure?.sentence
        == "row 1 of \"studies\" measured a lift of \"tv\" from 2024-01-02 to 2024-01-05, when "
        + "the rows "
        + "have no spend on it")
  }
}

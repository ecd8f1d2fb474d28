import Notebooks
import Tables
import TestSupport
import Testing

@Suite("The commands of campaigns")
struct CampaignsChapterTests {
  private static let rows = PipelineRows(days: 60)

  /// Runs a cell beside a file of clean rows.
  private func run(_ cell: String, csv: String = rows.csv) async throws -> DataTrial.Result {
    try await DataTrial(cell, files: ["ads.csv": csv]).run()
  }

  @Test("From a file to a series, a fit and files")
  func whole() async throws {
    let result = try await run(
      """
      raw = load campaigns ads.csv
      found = audit campaigns raw
      tidy = clean campaigns raw
      log = changes campaigns raw
      rows = derive campaigns tidy
      daily = series campaigns tidy
      weekly = series campaigns tidy step=week
      model = fit ridge daily target=revenue channels=alpha, beta, gamma saturation=log(1) unit=money
        dummies=weekday, weekend penalties=1, 10, 100 folds=3 holdout=12
      best = optimize model
      save campaigns rows fit=model plan=best raw=raw to=results
      """)
    #expect(result.problems.isEmpty, "\(result.rendered)")
    #expect(result.number("raw.rows") == 180 && result.number("found.rows") == 0)
    #expect(result.number("log.rows") == 0 && result.number("rows.columns") == 18)
    #expect(result.number("daily.rows") == 60 && result.number("weekly.rows") == 9)
    let spend = Self.rows.measures.reduce(0) { $0 + $1[0] }
    for table in ["raw", "tidy", "rows"] {
      #expect(result.number("\(table).sum.spend").isClose(to: spend, within: .relative(1e-12)))
    }
    #expect([1, 10, 100].contains(result.number("model.penalty")))
    #expect(
      result.files.map(\.path) == [
        "results/marketing_data.db", "results/facebook_ads_processed.csv",
        "results/data_summary.txt",
        "results/data_problems.csv", "results/data_changes.csv",
      ])
    #expect(result.files.allSatisfy { !$0.isArtifact })
  }

  @Test("The check knows the columns of what is cleaned and derived")
  func shapes() async throws {
    let unknown = try await run(
      "raw = simulate ads\ntidy = clean campaigns raw\nrows = derive campaigns tidy\nx = select rows roas, rois"
    )
    #expect(unknown.isFoundByCheck && unknown.sentence.contains("rois"), "\(unknown.rendered)")
    let late = try await run(
      "raw = load campaigns ads.csv\nrows = derive campaigns raw\nx = select rows roas")
    #expect(late.problems.isEmpty, "\(late.rendered)")
  }

  @Test("Options say where columns come from and how cells are written")
  func options() async throws {
    let table = Self.rows.table(
      date: { "\($0.day)/\($0.month)/\($0.year)" }, money: { CSVWriter.spelling($0) + " $" })
    let names = ["Tag", "Wer", "Cost", "impressions", "clicks", "conversions", "Net"]
    let renamed = zip(names, table.columns).map { Column($0, $1.values) }
    let csv = CSVWriter().text(Table(renamed))
    let result = try await run(
      """
      raw = load campaigns ads.csv date=Tag campaign_name=Wer spend=Cost revenue=Net clicks=none days=day_first
      tidy = clean campaigns raw
      """,
      csv: csv)
    #expect(result.problems.isEmpty, "\(result.rendered)")
    let spend = Self.rows.measures.reduce(0) { $0 + $1[0] }
    #expect(result.number("tidy.sum.spend").isClose(to: spend, within: .relative(1e-12)))
    #expect(result.number("tidy.missing.clicks") == 180 || result.number("tidy.sum.clicks").isNaN)
  }

  /// A cell, the words that are marked, and a part of the sentence.
  private static let mistakes: [(cell: String, marked: String, said: String)] = [
    ("raw = load campaigns ads.csv spend=Cost", "Cost", "spend: no column \"Cost\""),
    ("raw = load campaigns ads.csv spend=none", "none", "campaign rows need spend"),
    ("raw = load campaigns ads.csv clicks=spend", "spend", "cannot be both spend and clicks"),
    ("raw = load campaigns nowhere.csv", "nowhere.csv", "there is no file"),
    ("raw = load campaigns ads.csv days=europe", "europe", "day_first"),
    (
      "raw = load ads.csv\nx = select raw without=revenue\naudit campaigns x", "x",
      "no column for revenue"
    ),
    (
      "raw = load ads.csv\nx = filter raw spend < 0\nclean campaigns x", "x",
      "the table has no rows"
    ),
    (
      "raw = load ads.csv\nscore campaigns raw", "raw",
      "only rows that come straight from `simulate ads`"
    ),
    ("raw = load ads.csv\nx = select raw without=clicks\nderive campaigns x", "x", "clicks"),
    ("raw = load ads.csv\nx = select raw without=spend\nseries campaigns x", "x", "spend"),
  ]

  @Test("Mistakes are marked where they stand", arguments: mistakes.indices)
  func mistake(place: Int) async throws {
    let (cell, marked, said) = Self.mistakes[place]
    let result = try await run(cell)
    #expect(result.sentence.contains(said), "\(result.rendered)")
    #expect(result.marked(in: cell) == marked, "\(result.rendered)")
  }

  @Test("Rows that are not clean are no series until they are cleaned")
  func uncleaned() async throws {
    let result = try await run("raw = simulate ads\nseries campaigns raw")
    #expect(result.sentence.contains("clean the rows first"), "\(result.rendered)")
  }

  @Test("Simulated rows are scored by the truth that they come with")
  func score() async throws {
    let result = try await run("raw = simulate ads days=90 seed=42\ns = score campaigns raw")
    #expect(result.problems.isEmpty, "\(result.rendered)")
    #expect(result.number("s.sum.planted") == 35)
    #expect(result.number("s.sum.found") >= 33)
  }

  // MARK: - What the pipeline asks of a fit

  private static let daily = """
    raw = load campaigns ads.csv
    daily = series campaigns raw

    """
  private static let head = "fit ridge daily target=revenue channels=alpha, beta, gamma"

  @Test("Of the penalties that are given one is chosen, that of the least error")
  func penalties() async throws {
    let result = try await run(
      """
      \(Self.daily)both = \(Self.head) penalties=0.5, 5000 folds=4
      small = \(Self.head) penalties=0.5 folds=4
      fixed = \(Self.head) penalty=0.5
      wide = \(Self.head) penalty=auto folds=4
      """)
    #expect(result.problems.isEmpty, "\(result.rendered)")
    // What is spent sells: a ridge that shrinks it all away predicts worse.
    #expect(result.number("both.penalty") == 0.5 && result.number("small.penalty") == 0.5)
    #expect(result.number("small.roi.alpha") == result.number("fixed.roi.alpha"))
    #expect(result.number("wide.penalty") > 0)
  }

  /// Ways to ask for penalties that are none.
  private static let wrongPenalties: [(options: String, said: String)] = [
    ("penalties=-1, 2", "0"), ("penalties=x", "number"), ("penalties=1, 2 penalty=3", "penalt"),
  ]

  @Test(
    "Penalties that are none, or not to be chosen from, are refused",
    arguments: wrongPenalties.indices)
  func refusedPenalties(place: Int) async throws {
    let (options, said) = Self.wrongPenalties[place]
    let result = try await run("\(Self.daily)f = \(Self.head) \(options)")
    #expect(!result.problems.isEmpty && result.sentence.contains(said), "\(result.rendered)")
  }

  @Test("Weekly rows have no weekend, and the word is marked")
  func weekend() async throws {
    let cell =
      "raw = load campaigns ads.csv\nw = series campaigns raw step=week\nf = fit ridge w target=revenue "
      + "channels=alpha, beta penalty=1 dummies=weekend"
    let result = try await run(cell, csv: PipelineRows(days: 200).csv)
    #expect(result.sentence.contains("weekend"), "\(result.rendered)")
    #expect(result.marked(in: cell) == "weekend")
  }

  @Test("Contributions over all rows have the spend of all rows, those over the fitted ones less")
  func contributions() async throws {
    let result = try await run(
      """
      \(Self.daily)f = \(Self.head) penalty=1 holdout=12
      all = contributions f rows=all
      fitted = contributions f
      none = \(Self.head) penalty=1
      same = contributions none rows=all
      also = contributions none
      """)
    #expect(result.problems.isEmpty, "\(result.rendered)")
    let rows = Self.rows
    let spend = rows.measures.reduce(0) { $0 + $1[0] }
    let first = rows.measures.prefix(48 * 3).reduce(0) { $0 + $1[0] }
    #expect(result.number("all.sum.spend").isClose(to: spend, within: .relative(1e-12)))
    #expect(result.number("fitted.sum.spend").isClose(to: first, within: .relative(1e-12)))
    #expect(result.number("same.sum.contribution") == result.number("also.sum.contribution"))
  }
}

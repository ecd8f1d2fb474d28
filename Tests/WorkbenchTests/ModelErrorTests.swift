import Notebooks
import Testing

@Suite("Errors of models") struct ModelErrorTests {
  private static let head = "retail = simulate retail\n"

  /// What must be refused before anything runs: statement, words pointed at, part of the sentence.
  private static let refusedByCheck: [(String, String, String)] = [
    ("f = fit ols retail target=sales channels=tv, digitl", "digitl", "did you mean \"digital\"?"),
    ("f = fit ols retail target=sale channels=tv", "sale", "did you mean \"sales\"?"),
    ("f = fit ols retail target=week channels=tv", "week", "holds dates, where numbers are due"),
    ("f = fit ols retail target=sales channels=tv date=sales", "sales", "where dates are due"),
    ("f = fit ols retail target=sales channels=tv, sales", "sales", "is the target already"),
    ("f = fit ols retail target=sales channels=tv controls=tv", "tv", "is a channel already"),
    ("f = fit ols retail target=sales channels=tv, tv", "tv", "named twice as a channel"),
    ("f = fit ols retail channels=tv", "fit ols", "needs target="),
    ("f = fit ols retail target=sales", "fit ols", "needs channels="),
    ("f = fit ols retail target=sales channels=tv contrls=holiday", "contrls", "\"controls\"?"),
    ("f = fit ols retail target=sales channels=tv penalty=1", "penalty", "no option \"penalty\""),
    ("f = fit ridge retail target=sales channels=tv penalty=-1", "-1", "at least 0"),
    (
      "f = fit ridge retail target=sales channels=tv penalty=atuo", "atuo", "did you mean \"auto\"?"
    ),
    ("f = fit ridge retail target=sales channels=tv penalize=al", "al", "did you mean \"all\"?"),
    ("f = fit ridge retail target=sales channels=tv folds=1", "1", "from 2 to 50"),
    ("f = fit ridge retail target=sales channels=tv season=forier(2)", "forier", "did you mean"),
    (
      "f = fit ridge retail target=sales channels=tv season=fourier(0)", "0",
      "a whole number from 1 to 100"
    ),
    (
      "f = fit ridge retail target=sales channels=tv season=fourier(1.5)", "1.5",
      "a whole number"
    ),
    ("f = fit ridge retail target=sales channels=tv holdout=100%", "100%", "from 0 to 0.9"),
    ("f = fit ridge retail target=sales channels=tv holdout=-5", "-5", "not"),
    ("f = fit ridg retail target=sales channels=tv", "ridg", "did you mean \"ridge\"?"),
    ("f = fit ols retial target=sales channels=tv", "retial", "did you mean \"retail\"?"),
  ]

  @Test("A mistake in a fit is found before it runs, at the word", arguments: refusedByCheck)
  func check(statement: String, place: String, part: String) throws {
    let complaints = try ModelNotebook(Self.head + statement).complaints
    #expect(complaints.count == 1, "\(complaints)")
    #expect(complaints.first?.place == place)
    #expect(complaints.first?.sentence.contains(part) ?? false, "\(complaints)")
  }

  private static let fits = """
    retail = simulate retail
    f = fit ols retail target=sales channels=tv, digital trend=linear season=fourier(1)
    g = fit ridge retail target=sales channels=tv, digital holdout=10
    revealed = truth retail

    """

  /// What asks a fit for what it has not got: statement, words pointed at, part of the sentence.
  private static let wrongQuestions: [(String, String, String)] = [
    ("claim f.roi.digtal > 1", "f.roi.digtal", "did you mean \"roi.digital\"?"),
    ("claim f.test.r2 > 0", "f.test.r2", "no field \"test.r2\""),
    ("claim f.coefficient.season_sin_2 > 0", "f.coefficient.season_sin_2", "season_sin_1"),
    ("claim g.se.tv > 0", "g.se.tv", "no field \"se.tv\""),
    ("s = score f against=retail", "retail", "is a table"),
    ("s = score revealed against=revealed", "revealed", "is a truth"),
    ("compare f", "f", "2 fits or more"),
    ("compare f, f", "f", "listed twice"),
    ("compare f, retail", "retail", "is a table"),
    ("plot roi f, f", "f", "listed twice"),
    ("plot roi f truht=revealed", "truht", "did you mean \"truth\"?"),
    ("plot residual f", "residual", "did you mean \"residuals\"?"),
    ("contributions f over=tme", "tme", "did you mean \"time\"?"),
    ("x = plot fit f", "x", "gives no value to name"),
  ]

  @Test("A fit is asked only for what it has", arguments: wrongQuestions)
  func questions(statement: String, place: String, part: String) throws {
    let complaints = try ModelNotebook(Self.fits + statement).complaints
    #expect(complaints.count == 1, "\(complaints)")
    #expect(complaints.first?.place == place)
    #expect(complaints.first?.sentence.contains(part) ?? false, "\(complaints)")
  }

  @Test("Fields that a fit has are no mistakes")
  func rightQuestions() throws {
    let questions = """
      claim f.coefficient.trend + f.coefficient.season_sin_1 + f.se.tv > 0
      claim g.test.r2 + g.test.roi.tv + g.vif.digital + g.penalty > -100
      claim f.p.intercept < 1
      """
    #expect(try ModelNotebook(Self.fits + questions).complaints == [])
  }

  // MARK: - Data that cannot be modelled

  private static let csv = """
    week,sales,tv,radio,half,flat,name,later,refund
    2024-01-01,10,1,3,0.5,7,a,2024-01-08,1
    2024-01-08,12,2,1,1,7,b,2024-01-15,1
    2024-01-15,11,4,2,2,7,c,2024-01-22,-1
    2024-01-22,15,3,5,1.5,7,d,2024-01-29,1
    2024-01-29,14,6,2,3,7,e,2024-02-05,2
    2024-02-05,13,5,4,2.5,7,f,2024-02-12,1
    """

  /// What only the data show: options, words pointed at, part of the sentence.
  private static let refusedByRun: [(String, String, String)] = [
    ("target=flat channels=tv", "flat", "is the same in all 6 rows"),
    ("target=sales channels=tv, flat", "flat", "leave it out"),
    ("target=sales channels=tv, half", "half", "exact combination"),
    ("target=sales channels=tv, refund", "refund", "in row 3 (2024-01-15)"),
    ("target=sales channels=tv, radio trend=linear season=cycle(4, 2)", "d", "rows for"),
    ("target=sales channels=tv holdout=6", "6", "6 of 6 rows"),
    ("target=sales channels=tv holdout=7", "7", "7 of 6 rows"),
    ("target=sales channels=tv season=cycle(4, 3)", "cycle(4, 3)", "1 to 2"),
  ]

  @Test("Data that cannot be modelled are refused at the word", arguments: refusedByRun)
  func run(options: String, place: String, part: String) async throws {
    let notebook = try ModelNotebook(
      "d = load d.csv date=week columns=week, sales, tv, radio, half, flat, refund\nf = fit ols d \(options)",
      files: ["d.csv": Self.csv])
    #expect(notebook.complaints == [])
    let failure = try await notebook.failure()
    #expect(failure?.place == place)
    #expect(failure?.sentence.contains(part) ?? false, "\(String(describing: failure))")
  }

  @Test("A column of texts is no target, two columns of dates need a word")
  func kinds() throws {
    let files = ["d.csv": Self.csv]
    let text = try ModelNotebook(
      "d = load d.csv\nf = fit ols d target=name channels=tv date=week", files: files)
    #expect(text.complaints.map(\.place) == ["name"])
    let dates = try ModelNotebook(
      "d = load d.csv\nf = fit ols d target=sales channels=tv", files: files)
    #expect(dates.complaints.map(\.place) == ["d"])
    #expect(dates.complaints.first?.sentence.contains("date=: week, later") ?? false)
  }

  @Test("A missing value is named with its column and row")
  func missing() async throws {
    let notebook = try ModelNotebook(
      "d = load d.csv\nf = fit ridge d target=sales channels=tv, radio penalty=1",
      files: ["d.csv": "week,sales,tv,radio\n2024-01-01,1,2,3\n2024-01-08,2,,4\n2024-01-15,4,4,4\n"]
    )
    let failure = try await notebook.failure()
    #expect(failure?.place == "tv")
    #expect(failure?.sentence.contains("no value in row 2 (2024-01-08)") ?? false)
  }

  @Test("Too many folds for the rows are refused at the folds")
  func folds() async throws {
    let notebook = try ModelNotebook(
      "d = load d.csv date=week columns=week, sales, tv\nf = fit ridge d target=sales channels=tv folds=9",
      files: ["d.csv": Self.csv])
    #expect(try await notebook.failure()?.place == "9")
  }

  @Test("Rows that lack a column of the fit are refused where they are named")
  func otherRows() async throws {
    let notebook = try ModelNotebook(
      """
      retail = simulate retail
      less = select retail week, sales, tv
      f = fit ols retail target=sales channels=tv, digital
      evaluate f on=less
      """)
    let failure = try await notebook.failure()
    #expect(failure?.place == "less")
    #expect(failure?.sentence.contains("no column \"digital\"") ?? false)
  }

  @Test("A penalty that was given has no curve")
  func curve() async throws {
    let notebook = try ModelNotebook(
      "retail = simulate retail\nf = fit ridge retail target=sales channels=tv penalty=1\nplot penalty f"
    )
    let failure = try await notebook.failure()
    #expect(failure?.place == "f")
    #expect(failure?.sentence.contains("penalty=auto") ?? false)
  }
}

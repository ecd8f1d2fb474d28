import Figures
import Notebooks
import Tables
import Testing

/// Data and questions of the bad kind: a clear error at the word, or a fit that names its trouble and shows no NaN.
@Suite("Bad input of fits") struct FitInputTests {
  private static let head = "retail = simulate retail\n"

  /// What is refused before anything runs: options, words pointed at, part of the sentence.
  private static let refusedByCheck: [(String, String, String)] = [
    ("adstock=tvv: geometric(0.5)", "tvv", "did you mean \"tv\"?"),
    ("adstock=print: geometric(0.5)", "print", "none of the channels: tv, radio"),
    ("adstock=geometric(tvv: 0.5)", "tvv", "did you mean \"tv\"?"),
    ("adstock=geomtric(0.5)", "geomtric", "did you mean \"geometric\"?"),
    ("adstock=geometric(1.5)", "1.5", "from 0 to 0.999"),
    ("adstock=geometric(0.5, window: 2..9)", "2..9", "one number, not a range"),
    ("adstock=delayed(0.5, peak: 20)", "peak", "outside a window of 13"),
    ("adstock=delayed(0.5, peak: 0..20)", "peak", "0 to 12"),
    ("adstock=tv: geometric(0.5), tv: none", "tv", "given twice"),
    ("saturation=hill", "hill", "needs its half"),
    ("saturation=hill(0.5, slope: 0)", "0", "from 0.1 to 10"),
    ("saturation=hill(2..0.5)", "2..0.5", "smaller number to the larger"),
    ("search=grid(10)", "grid(10)", "nothing to search"),
    (
      "adstock=delayed(0..0.9, peak: 0..5) saturation=hill(0.1..1) search=grid(points: 20)",
      "grid(points: 20)", "at most 20000"
    ),
    ("search=grid(1.5) adstock=geometric(0..0.5)", "1.5", "a whole number"),
    ("signs=tv: positive, tv: negative", "tv", "given twice"),
    ("signs=positive, negative", "positive, negative", "not a list of 2"),
    ("signs=tv: postive", "postive", "did you mean \"positive\"?"),
    ("signs=weather: negative", "weather", "none of the channels or controls or events"),
    ("trend=piecewise(0)", "0", "from 1 to 50"),
    ("trend=linaer", "linaer", "did you mean \"linear\"?"),
    ("season=fourier(2), circle(4)", "circle", "did you mean \"cycle\"?"),
    ("dummies=months", "months", "did you mean \"month\"?"),
    ("events=2024-03-04", "2024-03-04", "key: value by event"),
    ("events=tv: 2024-03-04", "tv", "is a channel already"),
    ("events=sale: 2024-03-10..2024-03-04", "2024-03-10..2024-03-04", "the earlier date"),
    ("holidays=atlantis", "atlantis", "holidays is one of br, ca, de"),
    ("form=log", "log", "form is one of additive, loglog"),
    ("mix=0.5", "mix", "no option \"mix\""),
    ("unit=mean", "mean", "unit is one of median, max, money"),
  ]

  @Test("A mistake in the question is found before it runs, at the word", arguments: refusedByCheck)
  func check(options: String, place: String, part: String) throws {
    let statement = "f = fit ridge retail target=sales channels=tv, radio \(options)"
    let complaints = try ModelNotebook(Self.head + statement).complaints
    #expect(complaints.count == 1, "\(complaints)")
    #expect(complaints.first?.place == place)
    #expect(complaints.first?.sentence.contains(part) ?? false, "\(complaints)")
  }

  /// Twelve weeks, two of them missing; `unborn` starts after the training rows.
  private static let csv = """
    week,sales,tv,radio,double,nothing,flat,refund,zero,hole,unborn
    2024-01-01,10,1,3,2,0,7,1,10,10,0
    2024-01-08,12,2,1,4,0,7,1,12,12,0
    2024-01-15,11,4,2,8,0,7,-1,0,11,0
    2024-01-22,15,3,5,6,0,7,1,15,15,0
    2024-02-12,14,6,2,12,0,7,2,14,,0
    2024-02-19,13,5,4,10,0,7,1,13,13,0
    2024-02-26,16,5,3,10,0,7,1,16,16,0
    2024-03-04,17,7,4,14,0,7,1,17,17,0
    2024-03-11,13,2,6,4,0,7,1,13,13,3
    2024-03-18,12,1,5,2,0,7,1,12,12,4

    """

  /// What only the data show: options, words pointed at, part of the sentence.
  private static let refusedByRun: [(String, String, String)] = [
    ("target=sales channels=tv, nothing", "nothing", "is 0.0 in all 10 rows"),
    (
      "target=sales channels=tv, nothing adstock=geometric(0.5) penalty=1", "nothing",
      "is 0.0 in all"
    ),
    ("target=sales channels=tv, unborn holdout=2", "unborn", "in all 8 rows of the fit"),
    ("target=sales channels=tv, flat", "flat", "leave it out"),
    ("target=sales channels=tv, refund", "refund", "in row 3 (2024-01-15)"),
    ("target=zero channels=tv form=loglog", "zero", "needs a target above 0"),
    ("target=hole channels=tv", "hole", "no value in row 5 (2024-02-12)"),
    ("target=hole channels=tv form=loglog", "hole", "no value in row 5"),
    ("target=sales channels=tv dummies=weekday", "weekday", "daily data"),
    ("target=sales channels=tv season=fourier(40)", "fourier(40)", "1 to 26"),
    ("target=sales channels=tv penalty=1 folds=3 season=cycle(4, 3)", "cycle(4, 3)", "1 to 2"),
  ]

  @Test("Data that cannot be modelled are refused at the word", arguments: refusedByRun)
  func run(options: String, place: String, part: String) async throws {
    let notebook = try ModelNotebook(
      "d = load d.csv date=week\nf = fit ridge d \(options)", files: ["d.csv": Self.csv])
    #expect(notebook.complaints == [])
    let failure = try await notebook.failure()
    #expect(failure?.place == place, "\(String(describing: failure))")
    #expect(failure?.sentence.contains(part) ?? false, "\(String(describing: failure))")
  }

  /// What least squares alone refuses: options, words pointed at, part of the sentence.
  private static let refusedByLeastSquares: [(String, String, String)] = [
    ("channels=tv, double", "double", "exact combination"),
    ("channels=tv, radio events=a: 2024-01-08, b: 2024-01-08", "b", "exact combination"),
    (
      "channels=tv, radio events=later: 2030-01-01", "later",
      "which go from 2024-01-01 to 2024-03-24"
    ),
    (
      "channels=tv, radio season=cycle(4, 2), cycle(4)", "cycle(4, 2), cycle(4)",
      "exact combination"
    ),
    ("channels=tv, radio, double dummies=month season=fourier(2) trend=linear", "d", "rows for"),
  ]

  @Test(
    "Least squares refuses dependent features where they are asked for",
    arguments: refusedByLeastSquares)
  func dependent(options: String, place: String, part: String) async throws {
    let notebook = try ModelNotebook(
      "d = load d.csv date=week\nf = fit ols d target=sales \(options)", files: ["d.csv": Self.csv])
    #expect(notebook.complaints == [])
    let failure = try await notebook.failure()
    #expect(failure?.place == place, "\(String(describing: failure))")
    #expect(failure?.sentence.contains(part) ?? false, "\(String(describing: failure))")
  }

  /// What ridge can do something with, and the trouble that it names.
  private static let warned: [(String, String)] = [
    (
      "channels=tv, radio",
      "2 missing periods between the dates, first 2024-01-29; carryover takes them as"
    ),
    ("channels=tv, double", "tv and double move with other features"),
    (
      "channels=tv, radio, double dummies=month season=fourier(2) trend=linear",
      "Only 10 rows for 11 coefficients"
    ),
    (
      "channels=tv, radio adstock=delayed(0.9, peak: 12) saturation=hill(1000, slope: 10)",
      "Only 10 rows"
    ),
    ("channels=tv, radio events=dusk: 2024-03-18..2024-03-20", "Only 10 rows for 4 coefficients"),
  ]

  @Test("A fit that is possible names its trouble, and no NaN is shown", arguments: warned)
  func warning(options: String, part: String) async throws {
    let notebook = try ModelNotebook(
      "d = load d.csv date=week\nf = fit ridge d target=sales \(options) penalty=1\nshow f",
      files: ["d.csv": Self.csv])
    #expect(notebook.complaints == [])
    #expect(try await notebook.failure() == nil)
    var text = ""
    for output in try await notebook.outputs() {
      switch output {
      case .text(let words): text += words
      case .table(let table):
        text += HTMLTable(formats: table.formats).markup(table.table, id: "t").html
      default: break
      }
    }
    #expect(text.contains(part), "\(text)")
    #expect(!text.lowercased().contains("nan") && !text.contains("inf"), "\(text)")
    let fields = try await notebook.fields()
    #expect(fields["f"]?.isEmpty == false)
    #expect(fields["f"]?.values.allSatisfy(\.isFinite) == true)
  }

  @Test("What needs a calendar is refused where it is asked for, when there is none")
  func calendar() async throws {
    let rows = Self.csv.split(separator: "\n").map { $0.drop { $0 != "," }.dropFirst() }
    let files = ["d.csv": rows.joined(separator: "\n") + "\n"]
    for (option, place) in [
      ("dummies=month", "month"), ("season=fourier(1)", "fourier(1)"),
      ("events=sale: 2024-01-15", "sale: 2024-01-15"),
    ] {
      let notebook = try ModelNotebook(
        "d = load d.csv\nf = fit ridge d target=sales channels=tv, radio penalty=1 \(option)",
        files: files)
      let failure = try await notebook.failure()
      #expect(failure?.place == place, "\(String(describing: failure))")
      #expect(failure?.sentence.contains("no column of dates") == true)
    }
  }
}

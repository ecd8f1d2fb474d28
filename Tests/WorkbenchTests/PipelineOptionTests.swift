import Notebooks
import Tables
import TestSupport
import Testing
import Workbench

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite("Options of the daily pipeline")
struct PipelineOptionTests {
  private let trial = PipelineTrial()

  @Test("Strict: where anything is wrong nothing is written; where nothing is, all is")
  func strict() async throws {
    #expect(try await trial.run(data: PipelineRows().csv) { $0.isStrict = true })
    #expect(trial.names() == PipelineTrial.files)
    guard !PipelineTrial.program.isEmpty else { return }
    let run = try trial.program("pipeline", "--strict", "--quiet", "--out", "strict")
    #expect(run.status == 1)
    #expect(run.said.contains("error: --strict, and the data are not clean; nothing was written"))
    #expect(run.said.contains("row 2, spend \"-174.38\": negative number;"), "\(run.said)")
    #expect(trial.names("strict").isEmpty && !Files.isFolder("\(trial.folder)/strict"))
  }

  @Test("Options end up in the notebook, and in the results")
  func options() async throws {
    #expect(
      try await trial.run { request in
        request.days = 100
        request.model = "lasso"
        request.adstock = ["retargeting=0", "Lead Gen=0.25", "Brand Awareness=0.00001"]
        request.testSize = "25%"
        request.budget = "$250,000.00"
        request.minShare = "10%"
        request.maxShare = "0.4"
        request.holidays = "us"
        request.outliers = "keep"
        request.gaps = "pause"
      })
    let notebook = trial.text("pipeline.md")
    for part in [
      "simulate ads days=100 seed=seed", "fit lasso", "retargeting: 0, lead_gen: 0.25",
      "holdout    = 25", "holidays   = us", "outliers=keep gaps=pause", "lower=10% upper=40%",
    ] { #expect(notebook.contains(part), "\(part)") }
    #expect(
      try trial.query("SELECT model_type, n_samples FROM mmm_model_performance") == [
        ["lasso", "25"]
      ])
    let plan = try trial.query(
      "SELECT ROUND(SUM(Optimal_Spend)), MIN(Optimal_Pct) >= 9.99, MAX(Optimal_Pct) <= 40.01 FROM mmm_budget_optimization"
    )
    #expect(plan == [["250000", "1", "1"]])
    #expect(!trial.text("data_changes.csv").contains("outlier"))
  }

  @Test("The other models", arguments: ["elasticnet", "lasso", "ridge"])
  func models(model: String) async throws {
    #expect(try await trial.run { $0.model = model })
    #expect(try trial.query("SELECT model_type FROM mmm_model_performance") == [[model]])
  }

  /// Changes of a request, and what is wrong with it.
  private static let mistakes: [(@Sendable (inout PipelineRequest) -> Void, String)] = [
    ({ $0.days = 13 }, "--days takes 15 to 5000, not 13"),
    ({ $0.days = 5_001 }, "--days takes 15 to 5000, not 5001"),
    ({ $0.seed = -1 }, "--seed takes a whole number from 0 to 2147483647"),
    ({ $0.output = "" }, "--out takes a folder"),
    ({ $0.data = "nowhere.csv" }, "--data nowhere.csv: there is no such file"),
    (
      {
        $0.data = "x.csv"
        $0.days = 90
      },
      "--days is for simulated data; with --data the file says how many there are"
    ),
    (
      { $0.model = "rigde" },
      "--model takes ridge, lasso, elasticnet, not \"rigde\"; did you mean \"ridge\"?"
    ),
    (
      { $0.testSize = "0" },
      "--test-size takes a share from 0.05 to 0.5, such as 0.2 or 20%, not \"0\""
    ),
    (
      { $0.testSize = "nan" },
      "--test-size takes a share from 0.05 to 0.5, such as 0.2 or 20%, not \"nan\""
    ),
    (
      { $0.testSize = "20 %" },
      "--test-size takes a share from 0.05 to 0.5, such as 0.2 or 20%, not \"20 %\""
    ),
    (
      {
        $0.minShare = "70%"
        $0.maxShare = "60%"
      }, "--min-share is more than --max-share"
    ),
    (
      { $0.maxShare = "120%" },
      "--max-share takes a share from 0.0 to 1.0, such as 0.2 or 20%, not \"120%\""
    ),
    (
      { $0.budget = "lots" }, "--budget takes money such as 50000, or 110% of today's, not \"lots\""
    ),
    ({ $0.budget = "0" }, "--budget takes money such as 50000, or 110% of today's, not \"0\""),
    ({ $0.budget = "-5" }, "--budget takes money such as 50000, or 110% of today's, not \"-5\""),
    ({ $0.budget = "" }, "--budget takes money such as 50000, or 110% of today's, not \"\""),
    (
      { $0.budget = "0x10" }, "--budget takes money such as 50000, or 110% of today's, not \"0x10\""
    ),
    ({ $0.holidays = "xx" }, "--holidays takes none, "),
    (
      { $0.dates = "dayfirst" },
      "--dates takes unambiguous, day_first, month_first, not \"dayfirst\""
    ),
    (
      { $0.numbers = "european" },
      "--numbers takes auto, plain, comma_thousands, decimal_comma, not \"european\""
    ),
    ({ $0.outliers = "drop" }, "--outliers takes mend, keep, not \"drop\""),
    ({ $0.gaps = "fill" }, "--gaps takes auto, mend, pause, not \"fill\""),
    (
      { $0.adstock = ["Search"] },
      "--adstock takes campaign=rate such as \"Search=0.4\", not \"Search\""
    ),
    (
      { $0.adstock = ["Lead Gen=1"] },
      "--adstock Lead Gen=1: the rate is the share of an effect that stays, from 0 to below 1"
    ),
    (
      { $0.adstock = ["Lead Gen=x"] },
      "--adstock Lead Gen=x: the rate is the share of an effect that stays, from 0 to below 1"
    ),
    ({ $0.adstock = ["A=0.1", "A=0.2"] }, "--adstock names \"A\" twice"),
    (
      { $0.adstock = ["Led Gen=0.2"] },
      "--adstock: there is no campaign \"Led Gen\"; did you mean \"Lead Gen\"?"
    ),
    (
      { $0.columns = ["spend"] }, "--column takes column=name such as spend=\"Cost\", not \"spend\""
    ),
    (
      { $0.columns = ["spnd=Cost"] },
      "--column spnd=Cost: the columns are date, campaign_name, spend, impressions, clicks, conversions, revenue; did you mean \"spend\"?"
    ),
    ({ $0.columns = ["spend=A", "spend=B"] }, "--column spend is given twice"),
  ]

  @Test("Wrong options are answered before anything is written", arguments: mistakes.indices)
  func mistake(place: Int) async throws {
    let (change, sentence) = Self.mistakes[place]
    do {
      _ = try await trial.run(to: "wrong", change)
      Issue.record("nothing was refused: \(sentence)")
    } catch let error as UsageError {
      #expect("\(error)".hasPrefix(sentence), "\(error)")
    }
    #expect(trial.names("wrong").isEmpty)
  }

  @Test("A folder that is a file is refused")
  func outputFile() async throws {
    try trial.write("mine", to: "taken")
    await #expect(throws: UsageError.self) { try await trial.run(to: "taken") }
    #expect(trial.text("taken", in: ".") == "mine")
  }
}

import ArgumentParser
import Workbench

/// The subcommand `mixbook pipeline`.
struct Pipeline: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "From raw campaign rows to SQLite, CSV, a summary and a report, in one command.",
    discussion: """
      Reads daily or weekly rows of campaigns, or simulates some; checks and cleans them with every change on record; fits a \
      mix model, tests it on the last rows, plans a budget, and writes marketing_data.db and its companions.
      Exit status: 0 all well, 1 the data or the model failed, 2 wrong usage.
      """)

  @Option(help: "A CSV file of campaign rows, .csv or .csv.gz; without it, simulated ones.")
  var data: String?

  @Option(help: "How many days to simulate. (default: 90)")
  var days: Int?

  @Option(help: "The seed of all randomness.")
  var seed = 42

  @Option(help: "The folder that everything is written to.")
  var out = "artifacts/pipeline"

  @Option(
    parsing: .upToNextOption,
    help: "campaign=rate: the share of an effect that is still at work a row later.")
  var adstock: [String] = []

  @Option(
    name: .customLong("column"), parsing: .upToNextOption,
    help:
      "column=name: where a column comes from: spend=\"Cost\", revenue=\"Sales * 25\", clicks=none."
  )
  var columns: [String] = []

  @Option(help: "ridge, lasso or elasticnet.")
  var model = "ridge"

  @Option(help: "The share of rows at the end to test on.")
  var testSize = "0.2"

  @Option(
    help: "Money over as long as the data last, or a percentage of today's. (default: today's)")
  var budget: String?

  @Option(help: "The least share of the budget that a campaign gets. (default: 5%)")
  var minShare: String?

  @Option(help: "The most. (default: 60%)")
  var maxShare: String?

  @Option(
    help: "Which days are holidays: a country's code such as us, retail for days of shopping, none."
  )
  var holidays = "retail"

  @Option(help: "How 03/04/2024 is read where no date decides: day-first or month-first.")
  var dates = "unambiguous"

  @Option(help: "How numbers are written: auto, plain, comma-thousands, decimal-comma.")
  var numbers = "auto"

  @Option(help: "Numbers far from what their row says: mend or keep.")
  var outliers = "mend"

  @Option(help: "Days without a row: auto, mend or pause.")
  var gaps = "auto"

  @Flag(help: "Write nothing and exit 1 where anything is wrong with the data.")
  var strict = false

  @Flag(help: "Print only what went wrong.")
  var quiet = false

  @Flag(help: "Print every finding.")
  var verbose = false

  func run() async throws {
    var request = PipelineRequest()
    request.data = data
    request.days = days
    request.seed = seed
    request.output = out
    request.adstock = adstock
    request.columns = columns
    request.model = model
    request.testSize = testSize
    request.budget = budget
    request.minShare = minShare
    request.maxShare = maxShare
    request.holidays = holidays
    request.dates = dates
    request.numbers = numbers
    request.outliers = outliers
    request.gaps = gaps
    request.isStrict = strict
    request.isQuiet = quiet
    request.isVerbose = verbose
    try await exit { try await PipelineRun(request, on: .current).run() }
  }
}

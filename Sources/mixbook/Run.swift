import ArgumentParser
import Notebooks
import Workbench

/// The subcommand `mixbook run`.
struct Run: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run notebooks and write their reports and records.",
    discussion: """
      Without a notebook, the whole course of mixbook.yml runs. Results that cannot have changed come from the cache.
      Exit status: 0 all well, 1 a notebook or a claim failed, 2 wrong usage.
      """)

  @Argument(help: "Notebooks, by path or by lesson name.")
  var notebooks: [String] = []

  @Flag(help: "Compute everything anew.")
  var fresh = false

  @Option(help: "Only this notebook, or this cell and what it needs: NOTEBOOK#cell.")
  var only: String?

  @Option(name: .customLong("set"), help: "Set a parameter of the front matter: name=value.")
  var settings: [String] = []

  @Flag(help: "Write nothing; exit 1 where the artifacts are not what a run gives.")
  var check = false

  @Option(help: "Where the artifacts go.")
  var out: String?

  @Option(help: "A folder outside the project that notebooks may read.")
  var allowRead: [String] = []

  @Option(help: "A folder outside the project that notebooks may write.")
  var allowWrite: [String] = []

  @Option(help: "How many notebooks run at a time.")
  var jobs: Int?

  @Flag(help: "Print only what went wrong.")
  var quiet = false

  @Flag(help: "Print every cell.")
  var verbose = false

  func run() async throws {
    var request = RunRequest()
    request.paths = notebooks
    request.isFresh = fresh
    request.only = only
    request.settings = settings
    request.isCheck = check
    request.output = out
    request.readable = allowRead
    request.writable = allowWrite
    request.jobs = jobs ?? Machine.coreCount
    request.isQuiet = quiet
    request.isVerbose = verbose
    try await exit { try await CourseRun(request, on: .current).run() }
  }
}

extension ParsableCommand {
  /// Ends with 0 where all is well, 1 where it is not, 2 after wrong usage.
  func exit(_ work: () async throws -> Bool) async throws {
    do {
      if try await work() { return }
    } catch let error as UsageError {
      Terminal.current.complain("error: \(error)")
      throw ExitCode(2)
    }
    throw ExitCode(1)
  }
}

import ArgumentParser
import Workbench

/// `mixbook check`
struct Check: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Find what is wrong in notebooks without running them.",
    discussion: "Verbs, options, types, names, columns, fields and formulas, all findings at once.")

  @Argument(help: "Notebooks, by path or by lesson name; none means the whole course.")
  var notebooks: [String] = []

  @Option(name: .customLong("set"), help: "Set a parameter of the front matter: name=value.")
  var settings: [String] = []

  @Option(help: "A folder outside the project that notebooks may read.")
  var allowRead: [String] = []

  @Flag(help: "Print only what is wrong.")
  var quiet = false

  func run() async throws {
    var request = RunRequest()
    request.paths = notebooks
    request.settings = settings
    request.readable = allowRead
    request.isQuiet = quiet
    try await exit { try await CheckRun(request, on: .current).run() }
  }
}

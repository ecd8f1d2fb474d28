import ArgumentParser
import Workbench

/// `mixbook step`
struct Step: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Read a notebook on the terminal and run it cell by cell.")

  @Argument(help: "A notebook, by path or by lesson name.")
  var notebook: String

  @Flag(help: "Begin at the beginning instead of where you left off.")
  var fromStart = false

  @Option(name: .customLong("set"), help: "Set a parameter of the front matter: name=value.")
  var settings: [String] = []

  @Option(help: "A folder outside the project that the notebook may read.")
  var allowRead: [String] = []

  func run() async throws {
    var request = RunRequest()
    request.paths = [notebook]
    request.settings = settings
    request.readable = allowRead
    try await exit {
      var run = try StepRun(request, fromStart: fromStart, on: .current)
      return try await run.run()
    }
  }
}

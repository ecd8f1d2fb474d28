import ArgumentParser
import Workbench

/// `mixbook why`
struct Why: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Say which results would be computed anew, and why.")

  @Argument(help: "A notebook, or a cell of one: NOTEBOOK#cell.")
  var place: String

  @Option(name: .customLong("set"), help: "Set a parameter of the front matter: name=value.")
  var settings: [String] = []

  @Option(help: "A folder outside the project that notebooks may read.")
  var allowRead: [String] = []

  func run() async throws {
    var request = RunRequest()
    request.settings = settings
    request.readable = allowRead
    try await exit { try WhyRun(place, request, on: .current).run() }
  }
}

import ArgumentParser
import Workbench

/// The command line, which parses, calls and prints.
///
/// Everything else is in Workbench.
@main
struct Mixbook: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mixbook",
    abstract: "Runs literate Markdown notebooks of marketing measurement.",
    version: Engine.version,
    subcommands: [
      Run.self, Step.self, Check.self, Why.self, Commands.self, Pipeline.self, Sketch.self,
      SQL.self,
    ])

  static func main() async {
    Terminal.outliveReaders()
    do {
      var command = try parseAsRoot()
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch {
      // Wrong usage is 2 with us; the parser's own number for it is 64.
      guard exitCode(for: error).rawValue == 64 else { exit(withError: error) }
      Terminal.current.complain(fullMessage(for: error))
      Mixbook.exit(withError: ExitCode(2))
    }
  }
}

import ArgumentParser
import Notebooks
import Workbench

/// `mixbook commands`
struct Commands: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "The reference of the cell language.",
    discussion: """
      `mixbook commands` lists all, `mixbook commands fit ridge` shows one, `mixbook commands fields fit` the fields \
      of a kind of values.
      """)

  @Argument(help: "The words of a command, or: fields KIND.")
  var words: [String] = []

  @Flag(help: "Print the whole reference as Markdown.")
  var markdown = false

  func run() async throws {
    let reference = CommandReference(Engine.registry)
    try await exit {
      if markdown {
        Terminal.current.say(reference.markdown)
      } else if words.isEmpty {
        Terminal.current.say(reference.overview)
      } else if words.first == "fields" {
        guard words.count == 2, let fields = reference.fields(of: words[1]) else {
          throw UsageError("the kinds are \(reference.kindNames.joined(separator: ", "))")
        }
        Terminal.current.say(fields)
      } else {
        guard let entry = reference.entry(words) else {
          throw UsageError("there is no command \"\(words.joined(separator: " "))\"")
        }
        Terminal.current.say(entry)
      }
      return true
    }
  }
}

import ArgumentParser
import Workbench

/// The subcommand `mixbook sketch`.
struct Sketch: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Journeys of any number in one small file, and such files of parts as one.",
    discussion: """
      Reads logs of events or files of paths (.csv, .csv.gz), told apart by their columns, and writes the distinct paths with \
      their numbers for every window. Sketches of parts merge with --merge; cut logs by customer, not by day.
      Exit status: 0 all well, 1 a file is wrong, 2 wrong usage.
      """)

  @Argument(help: "Logs of events, files of paths, or with --merge sketches.")
  var files: [String] = []

  @Option(name: .shortAndLong, help: "The sketch to write.")
  var output: String

  @Flag(help: "The files are sketches: make one of them.")
  var merge = false

  @Option(
    name: .customLong("column"), parsing: .upToNextOption,
    help:
      "column=name: customer, time, channel, conversion, value, path, nulls, count, journeys. (default: usual names)"
  )
  var columns: [String] = []

  @Option(help: "What stands between the channels of a path. (default: >)")
  var separator: String?

  @Option(help: "Days before a conversion that touches count: 90,30,7 or ever. (default: 90)")
  var windows: String?

  @Option(help: "A journey is over after so long without a touch: 30, 12h, 30min. (default: none)")
  var gap: String?

  @Option(
    help:
      "new: a conversion has the touches since the one before; shared: all in its window. (default: new)"
  )
  var sales: String?

  @Option(help: "alone: direct counts where there is nothing else; keep: always. (default: alone)")
  var direct: String?

  @Flag(help: "Consecutive touches of one channel are one.")
  var collapse = false

  @Option(help: "Days after which a touch counts half as much: 7,14 or none. (default: 7)")
  var halfLives: String?

  @Option(help: "A day such as 2026-03-01 that parts journeys by their ends into before and since.")
  var split: String?

  @Flag(help: "Print only what went wrong.")
  var quiet = false

  func run() async throws {
    var request = SketchRequest()
    request.files = files
    request.output = output
    request.merges = merge
    request.columns = columns
    request.separator = separator
    request.windows = windows
    request.gap = gap
    request.sales = sales
    request.direct = direct
    request.collapses = collapse
    request.halfLives = halfLives
    request.split = split
    request.isQuiet = quiet
    try await exit { try await SketchRun(request, on: .current).run() }
  }
}

import ArgumentParser
import Workbench

/// The subcommand `mixbook sql`.
struct SQL: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Queries for engines that have the events already.",
    subcommands: [Paths.self])

  /// The subcommand `mixbook sql paths`.
  struct Paths: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print the query that turns a table of events into the table of paths.",
      discussion: """
        The same journeys as reading the events as a file: docs/scale.md shows how to run it in each engine and how to \
        load its result. A point parts the names of tables and columns; quotes keep a name with points together.
        """)

    @Option(help: "spark, duckdb, postgres or bigquery.")
    var dialect: String
    @Option(help: "The table of events: events, shop.events, project.shop.events.")
    var table = "events"
    @Option(help: "The column of customers.")
    var customer = "customer_id"
    @Option(help: "The column of times.")
    var time = "timestamp"
    @Option(help: "The column of channels.")
    var channel = "channel"
    @Option(help: "The column of conversions: a count, or whether there was one.")
    var conversion = "conversion"
    @Option(help: "The column of what conversions were worth, or none.")
    var value = "value"
    @Option(
      parsing: .upToNextOption, help: "Columns that decide between rows of the same time.")
    var orderBy: [String] = []
    @Option(help: "What the column of times holds: timestamp, seconds, milliseconds, microseconds.")
    var clock = "timestamp"
    @Option(help: "Days before a conversion that touches count, or none.")
    var window = "90"
    @Option(help: "Days without a touch after which a journey is over, or none.")
    var gap = "none"
    @Option(
      help: "Direct visits: alone, where they count only in journeys of nothing else, or keep.")
    var direct = "alone"
    @Option(
      parsing: .upToNextOption, help: "What direct visits are called. (default: the usual names)")
    var directName: [String] = []
    @Flag(help: "Take consecutive touches of one channel as one.")
    var collapse = false
    @Option(help: "What stands between channels.")
    var separator = " > "
    @Option(help: "Rows that are no event: fail, or skip.")
    var badRows = "fail"
    @Flag(help: "Print the query that counts what is in no path instead.")
    var leftOut = false

    func run() async throws {
      var request = PathQueryRequest(dialect: dialect)
      (request.table, request.customer, request.time) = (table, customer, time)
      (request.channel, request.conversion, request.value) = (channel, conversion, value)
      (request.order, request.clock, request.window, request.gap) = (orderBy, clock, window, gap)
      (request.direct, request.directNames, request.isCollapsed) = (direct, directName, collapse)
      (request.separator, request.badRows, request.isLeftOut) = (separator, badRows, leftOut)
      try await exit { try PathQueryRun(request, on: .current).run() }
    }
  }
}

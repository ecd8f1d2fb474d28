import Marketing
public import Notebooks

/// What the user asks of `mixbook sql paths`, as typed.
public struct PathQueryRequest: Sendable {
  /// spark, duckdb, postgres or bigquery.
  public var dialect: String
  /// The table of events.
  public var table = "events"
  /// The column of customers.
  public var customer = "customer_id"
  /// The column of times.
  public var time = "timestamp"
  /// The column of channels.
  public var channel = "channel"
  /// The column of conversions.
  public var conversion = "conversion"
  /// The column of values, or none.
  public var value = "value"
  /// Columns that decide between rows of the same time.
  public var order: [String] = []
  /// timestamp, seconds, milliseconds or microseconds.
  public var clock = "timestamp"
  /// Days before a conversion, or none.
  public var window = "90"
  /// Days without a touch, or none.
  public var gap = "none"
  /// alone or keep.
  public var direct = "alone"
  /// What direct visits are called; empty means the usual names.
  public var directNames: [String] = []
  /// Whether repeats are one touch.
  public var isCollapsed = false
  /// What stands between channels.
  public var separator = " > "
  /// fail or skip.
  public var badRows = "fail"
  /// Whether to print the query that counts what is in no path.
  public var isLeftOut = false

  /// The query of a dialect with every option at its default.
  public init(dialect: String) { self.dialect = dialect }
}

/// `mixbook sql paths`: the query that makes the table of paths where the events already are.
public struct PathQueryRun {
  private let request: PathQueryRequest
  private let terminal: Terminal

  /// A query to print.
  public init(_ request: PathQueryRequest, on terminal: Terminal) {
    self.request = request
    self.terminal = terminal
  }

  /// Prints the query; true where it could be written.
  public func run() throws(UsageError) -> Bool {
    terminal.put(try text())
    return true
  }

  /// The query.
  public func text() throws(UsageError) -> String {
    let direct: [String: JourneyLog.DirectRule] = ["alone": .onlyAlone, "keep": .keep]
    let log = JourneyLog(
      windowsInDays: [try days(request.window, "--window")],
      gapInDays: try days(request.gap, "--gap"),
      direct: try choice(request.direct, "--direct", ["alone", "keep"]) { direct[$0] },
      directNames: request.directNames.isEmpty ? JourneyTable.directNames : request.directNames,
      isCollapsed: request.isCollapsed)
    let query = JourneyQuery(
      dialect: try choice(request.dialect, "--dialect", SQLDialect.allCases.map(\.rawValue)) {
        SQLDialect(rawValue: $0)
      },
      table: request.table,
      columns: JourneyQuery.Columns(
        customer: request.customer, time: request.time, channel: request.channel,
        conversion: request.conversion, value: request.value == "none" ? nil : request.value,
        order: request.order),
      clock: try choice(request.clock, "--clock", JourneyQuery.Clock.allCases.map(\.rawValue)) {
        JourneyQuery.Clock(rawValue: $0)
      },
      log: log, separator: request.separator,
      badRows: try choice(
        request.badRows, "--bad-rows", JourneyQuery.BadRows.allCases.map(\.rawValue)
      ) { JourneyQuery.BadRows(rawValue: $0) })
    do {
      return request.isLeftOut ? try query.leftOut() : try query.paths()
    } catch { throw UsageError("\(error)") }
  }

  private func days(_ written: String, _ option: String) throws(UsageError) -> Double? {
    if written == "none" { return nil }
    guard let days = Double(written), days.isFinite else {
      throw UsageError("\(option) is \"\(written)\", where a number of days or none is due")
    }
    return days
  }

  private func choice<Value>(
    _ written: String, _ option: String, _ allowed: [String], _ value: (String) -> Value?
  ) throws(UsageError) -> Value {
    guard let found = value(written) else {
      throw UsageError(
        "\(option) is \"\(written)\", where one of \(allowed.joined(separator: ", ")) is due")
    }
    return found
  }
}

/// Writes the query that turns a table of events into a table of paths, for an engine that has the events already.
///
///     path               conversions   value   nulls
///     search > email               3   120.0      17
///
/// The query does what ``JourneyLog`` does with a file, and takes its options from one: the same journeys, the same
/// window, the same rule for direct visits, the same repeats. Its result is what ``JourneyFile`` reads. It is one
/// statement, commented, that depends on no setting of the engine.
///
/// Two things a table cannot give. Rows have no order, so that touches of the same time are in the order of
/// ``order``, then touches before conversions, then by the names of channels. And names that Unicode holds equal but
/// writes with other bytes stay two channels.
public struct JourneyQuery: Sendable, Hashable {
  /// The dialect to write.
  public var dialect: SQLDialect
  /// The table of events, a row a touch, a conversion or both.
  public var table: String
  /// What the columns are called.
  public var columns: Columns
  /// What the column of times holds.
  public var clock: Clock
  /// The options of the pass; its column names, workers and chunks mean nothing here.
  public var log: JourneyLog
  /// What stands between channels in a path.
  public var separator: String
  /// What happens at a row that a reader of files would refuse.
  public var badRows: BadRows

  /// What the columns of the table are called; a point parts, see ``SQLName``.
  public struct Columns: Sendable, Hashable {
    /// Who.
    public var customer: String
    /// When.
    public var time: String
    /// What was touched.
    public var channel: String
    /// How many conversions, or whether there was one.
    public var conversion: String
    /// What they were worth; nil where no column says.
    public var value: String?
    /// What decides between rows of the same time, the most important first; may be empty.
    public var order: [String]

    /// Names of columns; those of the course where none is given.
    public init(
      customer: String = "customer_id", time: String = "timestamp", channel: String = "channel",
      conversion: String = "conversion", value: String? = "value", order: [String] = []
    ) {
      self.customer = customer
      self.time = time
      self.channel = channel
      self.conversion = conversion
      self.value = value
      self.order = order
    }
  }

  /// What a column of times holds.
  public enum Clock: String, Sendable, Hashable, Codable, CaseIterable {
    /// The engine's own times or dates.
    case timestamp
    /// Counts since 1970.
    case seconds, milliseconds, microseconds
  }

  /// What happens at a row without customer or time, with neither channel nor conversion, or with a number below 0.
  public enum BadRows: String, Sendable, Hashable, Codable, CaseIterable {
    /// The query ends with a sentence, as reading a file does.
    case fail
    /// The row is left out; ``JourneyQuery/leftOut()`` counts such rows.
    case skip
  }

  /// A query; every option has a default.
  public init(
    dialect: SQLDialect, table: String = "events", columns: Columns = Columns(),
    clock: Clock = .timestamp, log: JourneyLog = JourneyLog(), separator: String = " > ",
    badRows: BadRows = .fail
  ) {
    self.dialect = dialect
    self.table = table
    self.columns = columns
    self.clock = clock
    self.log = log
    self.separator = separator
    self.badRows = badRows
  }

  /// The query of paths: `path`, `conversions`, `value` and `nulls`, the most conversions first.
  public func paths() throws(JourneyQueryError) -> String {
    let writer = try JourneyQueryWriter(self)
    return writer.paths
  }

  /// The query that counts what is in no path, in one row.
  ///
  /// `event_rows`, `refused_rows` (which ``BadRows/skip`` leaves out), `customers`, `values_without_conversion`,
  /// `touches_before_window`, `conversions_without_touch` and `value_without_touch`.
  public func leftOut() throws(JourneyQueryError) -> String {
    var query = self
    query.badRows = .skip
    let writer = try JourneyQueryWriter(query)
    return writer.leftOut
  }
}

extension JourneyLog {
  /// A query answers one window: the longest, in days; nil for ever.
  var longestWindow: Double? {
    windowsInDays.contains(nil) ? nil : windowsInDays.compactMap { $0 }.max()
  }
}

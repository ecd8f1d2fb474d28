/// Puts the parts of a ``JourneyQuery`` together: one common table expression a step of the pass.
struct JourneyQueryWriter {
  private let query: JourneyQuery
  private let sql: SQLDialect
  private let table: String
  private let customer: String
  private let time: String
  private let channel: String
  private let conversion: String
  private let value: String?
  private let order: [String]
  private let separator: String

  /// Checks every option first, so that writing cannot fail.
  init(_ query: JourneyQuery) throws(JourneyQueryError) {
    self.query = query
    sql = query.dialect
    separator = query.separator
    let dialect = query.dialect
    func name(_ written: String, _ role: String) throws(JourneyQueryError) -> String {
      let name = try SQLName(written, role: role)
      if name.parts.contains(where: { $0.utf8.count > dialect.longestName }) {
        throw .longName(written, role: role, limit: dialect.longestName, dialect)
      }
      return dialect.quoted(name)
    }
    table = try name(query.table, "table")
    if JourneyQueryWriter.stepNames.contains(query.table.lowercased()) {
      throw .badName(
        query.table, role: "table", "the name of a step of the query; put its schema before it")
    }
    customer = try name(query.columns.customer, "column of customers")
    time = try name(query.columns.time, "column of times")
    channel = try name(query.columns.channel, "column of channels")
    conversion = try name(query.columns.conversion, "column of conversions")
    if let written = query.columns.value {
      value = try name(written, "column of values")
    } else {
      value = nil
    }
    var order: [String] = []
    for written in query.columns.order { order.append(try name(written, "column of order")) }
    self.order = order
    try JourneyQueryWriter.check(query.log)
    let bare = query.separator.filter { $0 != " " }
    let isPadded = query.separator.hasPrefix(" ") && query.separator.hasSuffix(" ")
    let isPlain = query.separator.unicodeScalars.allSatisfy {
      $0.properties.generalCategory != .control && $0 != "\"" && $0 != "\\"
    }
    guard !bare.isEmpty, isPlain, isPadded || bare.utf8.count == 1 else {
      throw .badSeparator(query.separator)
    }
  }

  private static func check(_ log: JourneyLog) throws(JourneyQueryError) {
    for (days, option) in [(log.lookbackInDays, "the window"), (log.gapInDays, "the gap")] {
      if let days, !(days > 0 && days <= 36_500) { throw .badDays(days, option: option) }
    }
    guard log.direct == .onlyAlone else { return }
    if log.directNames.isEmpty { throw .noDirectName }
    for name in log.directNames {
      let isPlain = name.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
      if name.isEmpty || !isPlain { throw .badDirectName(name) }
    }
  }

  /// A table of such a name would be taken for the step.
  private static let stepNames: Set = [
    "logged", "readable", "placed", "rested", "parted", "finished", "reached", "known", "beside",
    "changed",
    "joined", "sums",
  ]

  // MARK: - The two queries

  /// From events to paths.
  var paths: String {
    var steps = cut
    steps.append(touches)
    var last = "reached"
    if query.log.direct == .onlyAlone {
      steps.append(withoutDirect)
      last = "known"
    }
    if query.log.isCollapsed {
      steps += collapsed(from: last)
      last = "changed"
    }
    steps.append(journeys(from: last))
    return header("The paths of journeys with what they brought") + written(steps) + """
      -- Equal paths in one row. Sums of decimals are the same in whatever order they are added.
      SELECT
        path,
        \(sql.asNumber("SUM(brought)")) AS conversions,
        \(sql.asNumber("SUM(worth)")) AS \(sql.quoted("value")),
        COUNT(CASE WHEN brought = 0 THEN 1 END) AS \(sql.quoted("nulls"))
      FROM joined
      GROUP BY path
      ORDER BY conversions DESC, \(sql.quoted("nulls")) DESC, \(sql.inBytes("path"));

      """
  }

  /// What is in no path, in one row.
  var leftOut: String {
    let within = query.log.lookbackInDays.map { " AND micros >= ended - \(micros($0))" } ?? ""
    let before =
      query.log.lookbackInDays.map { "channel IS NOT NULL AND micros < ended - \(micros($0))" }
      ?? "1 = 0"
    let steps =
      cut + [
        Step(
          "sums",
          "One row a journey: what it brought, and its touches within the window and before it.",
          """
          SELECT
            MAX(brought) AS brought,
            MAX(worth) AS worth,
            COUNT(CASE WHEN channel IS NOT NULL\(within) THEN 1 END) AS inside,
            COUNT(CASE WHEN \(before) THEN 1 END) AS outside
          FROM finished
          GROUP BY \(journey)
          """)
      ]
    return header("What is in no path") + written(steps) + """
      SELECT
        (SELECT COUNT(*) FROM logged) AS event_rows,
        (SELECT COUNT(*) FROM logged) - (SELECT COUNT(*) FROM readable) AS refused_rows,
        (SELECT COUNT(DISTINCT customer) FROM readable) AS customers,
        (SELECT COUNT(*) FROM readable WHERE conversions = 0 AND worth > 0) AS values_without_conversion,
        COALESCE(SUM(outside), 0) AS touches_before_window,
        \(sql.asNumber("COALESCE(SUM(CASE WHEN inside = 0 THEN brought END), 0)")) AS conversions_without_touch,
        \(sql.asNumber("COALESCE(SUM(CASE WHEN inside = 0 THEN worth END), 0)")) AS value_without_touch
      FROM sums;

      """
  }

  // MARK: - Putting together

  /// One common table expression.
  private struct Step {
    let name: String
    let comment: String
    let body: String

    init(_ name: String, _ comment: String, _ body: String) {
      (self.name, self.comment, self.body) = (name, comment, body)
    }
  }

  private func written(_ steps: [Step]) -> String {
    let parts = steps.enumerated().map { index, step in
      let body = step.body.split(separator: "\n", omittingEmptySubsequences: false)
        .map { "  \($0)" }.joined(separator: "\n")
      return "-- \(index + 1). \(step.comment)\n\(step.name) AS (\n\(body)\n)"
    }
    return "WITH\n" + parts.joined(separator: ",\n") + "\n"
  }

  private func header(_ title: String) -> String {
    let log = query.log
    var rules = ["window \(days(log.lookbackInDays))", "gap \(days(log.gapInDays))"]
    rules.append(log.direct == .keep ? "direct like others" : "direct only where alone")
    rules.append(log.isCollapsed ? "repeats as one" : "repeats kept")
    return "-- \(title): \(rules.joined(separator: ", ")).\n-- In the dialect of \(sql.title).\n"
  }

  /// Days as people write them.
  private func days(_ days: Double?) -> String {
    guard let days else { return "none" }
    let number = days == days.rounded() ? "\(Int(days))" : "\(days)"
    return days == 1 ? "1 day" : "\(number) days"
  }

  private func micros(_ days: Double) -> Int64 { Int64(days * Double(EventTime.day)) }

  /// What tells one journey from all others.
  private var journey: String {
    query.log.gapInDays == nil ? "customer, earlier" : "customer, earlier, pauses"
  }
}

// MARK: - The steps

extension JourneyQueryWriter {
  /// From rows to rows that know the end of their journey.
  private var cut: [Step] {
    var steps = [logged, events, placed]
    if query.log.gapInDays != nil { steps += pauses }
    steps.append(ended)
    return steps
  }

  private var logged: Step {
    let clock =
      switch query.clock {
      case .timestamp: sql.microseconds(ofTime: time)
      case .seconds: sql.microseconds(ofCount: time, each: 1_000_000)
      case .milliseconds: sql.microseconds(ofCount: time, each: 1_000)
      case .microseconds: sql.microseconds(ofCount: time, each: 1)
      }
    let said = sql.asText(conversion)
    let worth = value.map { "COALESCE(\(sql.asDecimal($0)), 0)" } ?? sql.asDecimal("0")
    var lines = [
      "NULLIF(\(sql.trimmed(sql.asText(customer))), '') AS customer",
      "\(clock) AS micros",
      "NULLIF(\(sql.trimmed(sql.asText(channel))), '') AS channel",
      """
      COALESCE(
          CASE LOWER(\(said))
            WHEN 'true' THEN 1 WHEN 'yes' THEN 1 WHEN 'false' THEN 0 WHEN 'no' THEN 0 WHEN '' THEN 0
            ELSE \(sql.asDecimal(said))
          END, 0) AS conversions
      """,
      "\(worth) AS worth",
    ]
    for (index, column) in order.enumerated() { lines.append("\(column) AS order_\(index + 1)") }
    return Step(
      "logged", "Rows as they are meant: no blanks around names, times in microseconds since 1970.",
      "SELECT\n  " + lines.joined(separator: ",\n  ") + "\nFROM \(table)")
  }

  private var events: Step {
    let bare = separator.drop { $0 == " " }
    let mark = String(bare.reversed().drop { $0 == " " }.reversed())
    let bad = query.badRows == .skip
    func verdict(_ sentence: String, _ found: String) -> String {
      bad ? "1 = 0" : sql.failing(sentence, found: found)
    }
    return Step(
      "readable",
      bad
        ? "Rows that are events; a separator within a channel ends the query."
        : "What is no event, or holds the separator, ends the query with a sentence.",
      """
      SELECT * FROM logged
      WHERE CASE
        WHEN customer IS NULL THEN \(verdict("an event without a customer", "channel"))
        WHEN micros IS NULL THEN \(verdict("an event without a time, customer", "customer"))
        WHEN conversions < 0 OR worth < 0
          THEN \(verdict("a number below 0, customer", "customer"))
        WHEN channel IS NULL AND conversions = 0
          THEN \(verdict("an event without a channel that is no conversion, customer", "customer"))
        WHEN \(sql.contains("channel", mark))
          THEN \(sql.failing("a channel with the separator in its name; choose another", found: "channel"))
        ELSE 1 = 1
      END
      """)
  }

  private var placed: Step {
    let given = order.indices.map { "order_\($0 + 1) NULLS FIRST, " }.joined()
    let window = """
      PARTITION BY customer
            ORDER BY micros, \(given)conversions, \(sql.inBytes("COALESCE(channel, '')")), worth
      """
    return Step(
      "placed",
      "Each customer's events in the order of time, and how many conversions came before each.",
      """
      SELECT
        customer, micros, channel, conversions, worth,
        ROW_NUMBER() OVER (
          \(window)) AS place,
        COUNT(CASE WHEN conversions > 0 THEN 1 END) OVER (
          \(window)
          ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS earlier
      FROM readable
      """)
  }

  private var pauses: [Step] {
    let limit = query.log.gapInDays ?? 0
    return [
      Step(
        "rested", "A touch more than \(days(limit)) after the one before begins a new journey.",
        """
        SELECT
          customer, micros, channel, conversions, worth, place, earlier,
          CASE
            WHEN channel IS NULL THEN 0
            WHEN micros - LAG(micros) OVER (PARTITION BY customer, earlier ORDER BY place)
              > \(micros(limit)) THEN 1
            ELSE 0
          END AS pause
        FROM placed
        """),
      Step(
        "parted", "How many such pauses came before, since the last conversion.",
        """
        SELECT
          customer, micros, channel, conversions, worth, place, earlier,
          SUM(pause) OVER (
            PARTITION BY customer, earlier ORDER BY place
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS pauses
        FROM rested
        """),
    ]
  }

  private var ended: Step {
    let source = query.log.gapInDays == nil ? "placed" : "parted"
    return Step(
      "finished",
      "Where each journey ends, at its conversion or else its last touch, and what that brought.",
      """
      SELECT
        \(journey), place, channel, micros,
        MAX(micros) OVER (PARTITION BY \(journey)) AS ended,
        MAX(conversions) OVER (PARTITION BY \(journey)) AS brought,
        MAX(CASE WHEN conversions > 0 THEN worth ELSE 0 END) OVER (PARTITION BY \(journey)) AS worth
      FROM \(source)
      """)
  }

  /// Comparison with the names of direct visits, which capitals do not matter to.
  private var isDirect: String {
    let names = query.log.directNames.map { sql.text($0.lowercased()) }
    return "LOWER(channel) IN (\(names.joined(separator: ", ")))"
  }

  private var touches: Step {
    let isWithin =
      query.log.lookbackInDays.map { "\n  AND micros >= ended - \(micros($0))" } ?? ""
    let flag =
      query.log.direct == .keep
      ? ""
      : """
      ,
        CASE WHEN \(isDirect) THEN 1 ELSE 0 END AS is_direct,
        MIN(CASE WHEN \(isDirect) THEN 1 ELSE 0 END) OVER (PARTITION BY \(journey)) AS is_alone
      """
    let span = query.log.lookbackInDays.map { " of the \(days($0)) before the end" } ?? ""
    return Step(
      "reached", "The touches\(span); a conversion without any is in no path.",
      """
      SELECT
        \(journey), place, channel, brought, worth\(flag)
      FROM finished
      WHERE channel IS NOT NULL\(isWithin)
      """)
  }

  private var withoutDirect: Step {
    Step(
      "known", "Direct visits only where the whole journey is direct.",
      """
      SELECT \(journey), place, channel, brought, worth
      FROM reached
      WHERE is_direct = 0 OR is_alone = 1
      """)
  }

  private func collapsed(from source: String) -> [Step] {
    [
      Step(
        "beside", "What was touched just before.",
        """
        SELECT
          \(journey), place, channel, brought, worth,
          LAG(channel) OVER (PARTITION BY \(journey) ORDER BY place) AS previous
        FROM \(source)
        """),
      Step(
        "changed", "Repeats as one touch.",
        """
        SELECT \(journey), place, channel, brought, worth
        FROM beside
        WHERE previous IS NULL OR channel <> previous
        """),
    ]
  }

  private func journeys(from source: String) -> Step {
    Step(
      "joined", "One row a journey.",
      """
      SELECT
        \(sql.joined("channel", by: "place", with: separator)) AS path,
        MAX(brought) AS brought,
        MAX(worth) AS worth
      FROM \(source)
      GROUP BY \(journey)
      """)
  }
}

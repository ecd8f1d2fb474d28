/// Puts the parts of a ``JourneyQuery`` together: one common table expression a step of the pass.
struct JourneyQueryWriter {
  let query: JourneyQuery
  let sql: SQLDialect
  let table: String
  let customer: String
  let time: String
  let channel: String
  let conversion: String
  let value: String?
  let order: [String]
  let separator: String

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
    // The parts, since quotes around it change nothing.
    let parts = try SQLName(query.table, role: "table").parts
    if parts.count == 1, JourneyQueryWriter.stepNames.contains(parts[0].lowercased()) {
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
    try JourneyQueryWriter.check(query.log, dialect)
    let bare = query.separator.filter { $0 != " " }
    let isPadded = query.separator.hasPrefix(" ") && query.separator.hasSuffix(" ")
    let isPlain = query.separator.unicodeScalars.allSatisfy {
      $0.properties.generalCategory != .control && $0 != "\"" && $0 != "\\"
    }
    guard !bare.isEmpty, isPlain, isPadded || bare.utf8.count == 1 else {
      throw .badSeparator(query.separator)
    }
  }

  private static func check(
    _ log: JourneyLog, _ dialect: SQLDialect
  ) throws(JourneyQueryError) {
    for (days, option) in [(log.longestWindow, "the window"), (log.gapInDays, "the gap")] {
      if let days, !(days > 0 && days <= 36_500) { throw .badDays(days, option: option) }
    }
    if log.conversions == .shared { throw .sharedConversions }
    guard log.direct == .onlyAlone else { return }
    if log.directNames.isEmpty { throw .noDirectName }
    for name in log.directNames {
      let isPlain = name.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
      if name.isEmpty || !isPlain { throw .badDirectName(name) }
      // PostgreSQL has a setting that makes a backslash take the quote behind it with it.
      if dialect == .postgres, name.unicodeScalars.contains("\\") {
        throw .backslash(name, dialect)
      }
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
    let within = query.log.longestWindow.map { " AND micros >= ended - \(micros($0))" } ?? ""
    let before =
      query.log.longestWindow.map { "channel IS NOT NULL AND micros < ended - \(micros($0))" }
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
  struct Step {
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
    var rules = ["window \(days(log.longestWindow))", "gap \(days(log.gapInDays))"]
    rules.append(log.direct == .keep ? "direct like others" : "direct only where alone")
    rules.append(log.isCollapsed ? "repeats as one" : "repeats kept")
    return "-- \(title): \(rules.joined(separator: ", ")).\n-- In the dialect of \(sql.title).\n"
  }

  /// Days as people write them.
  func days(_ days: Double?) -> String {
    guard let days else { return "none" }
    let number = days == days.rounded() ? "\(Int(days))" : "\(days)"
    return days == 1 ? "1 day" : "\(number) days"
  }

  func micros(_ days: Double) -> Int64 { Int64(days * Double(EventTime.day)) }

  /// What tells one journey from all others.
  var journey: String {
    query.log.gapInDays == nil ? "customer, earlier" : "customer, earlier, pauses"
  }
}

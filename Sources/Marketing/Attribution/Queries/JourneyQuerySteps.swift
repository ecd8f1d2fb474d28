// The steps of a query, each what one part of the pass over a file does.

extension JourneyQueryWriter {
  /// From rows to rows that know the end of their journey.
  var cut: [Step] {
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
        ? "Rows that are events. A separator within a channel ends the query."
        : "What is no event, or holds the separator, ends the query with a sentence.",
      """
      SELECT * FROM logged
      WHERE CASE
        WHEN customer IS NULL THEN \(verdict("an event without a customer", "COALESCE(channel, '')"))
        WHEN micros IS NULL THEN \(verdict("an event without a time, customer", "customer"))
        WHEN conversions < 0 OR worth < 0
          THEN \(verdict("a number below 0, customer", "customer"))
        WHEN channel IS NULL AND conversions = 0
          THEN \(verdict("an event without a channel that is no conversion, customer", "customer"))
        WHEN \(sql.contains("channel", mark))
          THEN \(sql.failing("a channel with the separator in its name, which needs another separator", found: "channel"))
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
    let names = query.log.directNames.map { sql.text($0.lowercased()) }.joined(separator: ", ")
    let flag =
      query.log.direct == .keep
      ? ""
      : """
      ,
        CASE
          WHEN LOWER(channel) IN (\(names)) THEN 1 ELSE 0
        END AS is_direct
      """
    return Step(
      "finished",
      "Where each journey ends, at its conversion or else its last touch, and what that brought.",
      """
      SELECT
        \(journey), place, channel, micros,
        MAX(micros) OVER (PARTITION BY \(journey)) AS ended,
        MAX(conversions) OVER (PARTITION BY \(journey)) AS brought,
        MAX(CASE WHEN conversions > 0 THEN worth ELSE 0 END)
          OVER (PARTITION BY \(journey)) AS worth\(flag)
      FROM \(source)
      """)
  }

  var touches: Step {
    let isWithin =
      query.log.longestWindow.map { "\n  AND micros >= ended - \(micros($0))" } ?? ""
    let flag =
      query.log.direct == .keep
      ? ""
      : """
      ,
        is_direct,
        MIN(is_direct) OVER (PARTITION BY \(journey)) AS is_alone
      """
    let span = query.log.longestWindow.map { " of the \(days($0)) before the end" } ?? ""
    return Step(
      "reached", "The touches\(span). A conversion without any is in no path.",
      """
      SELECT
        \(journey), place, channel, brought, worth\(flag)
      FROM finished
      WHERE channel IS NOT NULL\(isWithin)
      """)
  }

  var withoutDirect: Step {
    Step(
      "known", "Direct visits only where the whole journey is direct.",
      """
      SELECT \(journey), place, channel, brought, worth
      FROM reached
      WHERE is_direct = 0 OR is_alone = 1
      """)
  }

  func collapsed(from source: String) -> [Step] {
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

  func journeys(from source: String) -> Step {
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

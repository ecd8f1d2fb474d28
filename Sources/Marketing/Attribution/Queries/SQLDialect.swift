/// The dialect of SQL that a query is written in: how names, texts and the few functions are spelt that differ.
public enum SQLDialect: String, Sendable, Hashable, Codable, CaseIterable {
  /// Apache Spark SQL, 3.3 and later, and Databricks.
  case spark
  /// DuckDB 1.0 and later.
  case duckdb
  /// PostgreSQL 14 and later.
  case postgres
  /// Google BigQuery's standard SQL.
  case bigquery

  /// What the product is called.
  public var title: String {
    switch self {
    case .spark: "Apache Spark"
    case .duckdb: "DuckDB"
    case .postgres: "PostgreSQL"
    case .bigquery: "BigQuery"
    }
  }
}

// MARK: - Names and texts

extension SQLDialect {
  /// Whether backslashes and backticks are what quotes are elsewhere.
  private var hasBackticks: Bool { self == .spark || self == .bigquery }

  /// One name in the quotes of the dialect, so that no sign in it means anything.
  func quoted(_ name: String) -> String {
    switch self {
    case .duckdb, .postgres: "\"\(SQLDialect.doubled("\"", in: name))\""
    case .spark: "`\(SQLDialect.doubled("`", in: name))`"
    case .bigquery: "`\(SQLDialect.escaped(name, "`"))`"
    }
  }

  /// A name of several parts.
  func quoted(_ name: SQLName) -> String { name.parts.map(quoted).joined(separator: ".") }

  /// A text as a constant.
  func text(_ text: String) -> String {
    hasBackticks
      ? "'\(SQLDialect.escaped(text, "'"))'" : "'\(SQLDialect.doubled("'", in: text))'"
  }

  /// How long a name may be, in bytes; longer ones PostgreSQL cuts off without an error.
  var longestName: Int { self == .postgres ? 63 : 255 }

  private static func doubled(_ mark: Character, in text: String) -> String {
    var found = ""
    for sign in text.unicodeScalars {
      found.unicodeScalars.append(sign)
      if String(sign) == String(mark) { found.unicodeScalars.append(sign) }
    }
    return found
  }

  private static func escaped(_ text: String, _ mark: Unicode.Scalar) -> String {
    var found = ""
    for sign in text.unicodeScalars {
      if sign == mark || sign == "\\" { found.unicodeScalars.append("\\") }
      found.unicodeScalars.append(sign)
    }
    return found
  }
}

// MARK: - Types and functions

extension SQLDialect {
  private var textType: String {
    switch self {
    case .spark, .bigquery: "STRING"
    case .duckdb: "VARCHAR"
    case .postgres: "TEXT"
    }
  }

  private var wholeType: String { self == .bigquery ? "INT64" : "BIGINT" }

  /// Decimals: their sum does not depend on the order in which an engine adds, which that of binary fractions does.
  private var decimalType: String {
    switch self {
    case .bigquery: "NUMERIC"
    case .postgres: "NUMERIC(38, 9)"
    case .spark, .duckdb: "DECIMAL(38, 9)"
    }
  }

  func asText(_ expression: String) -> String { "CAST(\(expression) AS \(textType))" }

  func asDecimal(_ expression: String) -> String { "CAST(\(expression) AS \(decimalType))" }

  /// A sum as the number that a CSV file should hold.
  func asNumber(_ expression: String) -> String {
    switch self {
    case .bigquery: "CAST(\(expression) AS FLOAT64)"
    case .postgres: "CAST(\(expression) AS DOUBLE PRECISION)"
    case .spark, .duckdb: "CAST(\(expression) AS DOUBLE)"
    }
  }

  /// A text without blanks and tabs around it.
  func trimmed(_ expression: String) -> String {
    switch self {
    case .spark: "TRIM(BOTH ' \\t' FROM \(expression))"
    case .duckdb: "TRIM(\(expression), ' ' || CHR(9))"
    case .postgres: "BTRIM(\(expression), ' ' || CHR(9))"
    case .bigquery: "TRIM(\(expression), ' \\t')"
    }
  }

  /// Microseconds since 1970 of a time that the engine knows to be one.
  func microseconds(ofTime expression: String) -> String {
    switch self {
    case .spark: "UNIX_MICROS(CAST(\(expression) AS TIMESTAMP))"
    case .duckdb: "EPOCH_US(\(expression))"
    case .postgres: "CAST(EXTRACT(EPOCH FROM \(expression)) * 1000000 AS BIGINT)"
    case .bigquery: "UNIX_MICROS(CAST(\(expression) AS TIMESTAMP))"
    }
  }

  /// Microseconds since 1970 of a count of seconds or parts of them.
  func microseconds(ofCount expression: String, each: Int) -> String {
    each == 1
      ? "CAST(\(expression) AS \(wholeType))" : "CAST(\(expression) * \(each) AS \(wholeType))"
  }

  /// Whether a text holds another.
  func contains(_ expression: String, _ part: String) -> String {
    switch self {
    case .spark: "INSTR(\(expression), \(text(part))) > 0"
    case .duckdb, .postgres, .bigquery: "STRPOS(\(expression), \(text(part))) > 0"
    }
  }

  /// A condition that ends the query with a sentence and what was found, a text that is not null.
  ///
  /// What was found must depend on columns: an engine may work out a constant one before it has seen a row.
  func failing(_ sentence: String, found: String) -> String {
    let message = text(sentence + ": ")
    switch self {
    case .spark: return "RAISE_ERROR(CONCAT(\(message), \(found)))"
    case .duckdb: return "ERROR(\(message) || \(found))"
    case .bigquery: return "ERROR(CONCAT(\(message), \(found)))"
    // PostgreSQL has no function that fails; a cast that cannot succeed tells the whole text.
    case .postgres: return "CAST(\(message) || \(found) AS BOOLEAN)"
    }
  }

  /// The names of a group of touches in the order of their places, joined.
  func joined(_ name: String, by place: String, with separator: String) -> String {
    let mark = text(separator)
    if self == .spark {
      return "CONCAT_WS(\(mark), TRANSFORM(\n      "
        + "ARRAY_SORT(COLLECT_LIST(STRUCT(\(place), \(name)))), touch -> touch.\(name)))"
    }
    return "STRING_AGG(\(name), \(mark) ORDER BY \(place))"
  }

  /// An expression of text to sort by its bytes, whatever language the database sorts in.
  func inBytes(_ expression: String) -> String {
    self == .postgres ? "\(expression) COLLATE \"C\"" : expression
  }
}

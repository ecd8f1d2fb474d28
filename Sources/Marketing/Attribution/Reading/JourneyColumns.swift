import Tables

/// Finds the columns of a file of journeys by the names given or by their usual ones.
struct JourneyColumns {
  static let paths = ["path", "paths", "journey", "conversion_path", "channel_path", "touchpoints"]
  static let conversions = [
    "conversions", "total_conversions", "converted", "conversion", "is_conversion", "conv",
    "conversion_count", "key_events",
  ]
  static let value = [
    "value", "total_conversion_value", "conversion_value", "total_value", "revenue",
    "conversion_revenue", "purchase_revenue",
  ]
  static let nulls = [
    "nulls", "total_null", "total_nulls", "null", "nonconversions", "non_conversions", "null_count",
  ]
  static let customers = [
    "customer", "customer_id", "user", "user_id", "user_pseudo_id", "client_id", "visitor_id",
    "cookie", "id",
  ]
  static let times = [
    "time", "timestamp", "event_time", "event_timestamp", "datetime", "date_time", "date",
    "event_date", "visit_time", "touch_time",
  ]
  static let channels = [
    "channel", "channels", "source", "source_medium", "medium", "touchpoint",
    "default_channel_group",
    "channel_group", "campaign",
  ]

  let file: String
  let names: [String]
  private var problems: [JourneyProblem] = []

  init(file: String, names: [String]) {
    self.file = file
    self.names = names
  }

  /// The field of a column that must be there.
  mutating func needed(_ role: String, _ given: String?, _ usual: [String]) -> Int {
    if let field = optional(given, usual) { return field }
    if given == nil {
      problems.append(JourneyProblem(.noUsualColumn(role: role, among: names), line: 1))
    }
    return 0
  }

  /// The field of a column that may be there; one that was named must.
  mutating func optional(_ given: String?, _ usual: [String]) -> Int? {
    if let given {
      guard let field = names.firstIndex(of: given) else {
        problems.append(JourneyProblem(.csv(.noColumn(given, among: names)), line: 1))
        return nil
      }
      return unique(field)
    }
    let plain = names.map(JourneyColumns.plain)
    for name in usual.map(JourneyColumns.plain) {
      if let field = plain.firstIndex(of: name) { return unique(field) }
    }
    return nil
  }

  /// Throws what is missing, all at once.
  func check() throws(JourneyError) {
    if !problems.isEmpty { throw JourneyError(file: file, problems: problems) }
  }

  private mutating func unique(_ field: Int) -> Int {
    if let second = names[(field + 1)...].firstIndex(of: names[field]) {
      problems.append(
        JourneyProblem(
          .csv(.duplicateName(names[field], firstField: field + 1)), line: 1, field: second + 1))
    }
    return field
  }

  private static func plain(_ name: String) -> String {
    name.lowercased().filter { $0.isLetter || $0.isNumber }
  }
}

/// Looks for what is wrong with a table before anyone models it.
///
///     let findings = AuditRules(dateColumn: "week").audit(sales)
///
/// The result has the columns `column severity check row date finding`: severity is "error" (a model on it is wrong), "warning" (look
/// at it) or "note"; the row counts from 1. Findings come by severity, then in the order of the columns. A check lists at most
/// ``limit`` places of a column and then says how many more there are.
public struct AuditRules: Sendable, Hashable, Codable {
  /// The column of dates; nil for the first that holds dates.
  public var dateColumn: String?
  /// The columns that together make a row unique beside the date, such as a region.
  public var keys: [String]
  /// How many deviations (robust: 1.4826 × the median absolute deviation) from the median are an outlier.
  public var outlierLimit: Double
  /// How many zeros in a row are worth a note.
  public var zeroRunLimit: Int
  /// The coefficient of variation below which a column hardly varies.
  public var variationLimit: Double
  /// The most places that one check lists for one column.
  public var limit: Int

  /// Rules; the outlier limit of 3.5 is that of Iglewicz and Hoaglin (1993).
  public init(
    dateColumn: String? = nil, keys: [String] = [], outlierLimit: Double = 3.5,
    zeroRunLimit: Int = 4, variationLimit: Double = 0.01, limit: Int = 10
  ) {
    self.dateColumn = dateColumn
    self.keys = keys
    self.outlierLimit = outlierLimit
    self.zeroRunLimit = zeroRunLimit
    self.variationLimit = variationLimit
    self.limit = max(1, limit)
  }

  /// The findings as a table; without rows where nothing was found.
  public func audit(_ table: Table) throws(TableError) -> Table {
    let dateName = dateColumn ?? table.columns.first { $0.kind == .dates }?.name
    let days = try dateName.map { (name) throws(TableError) in try table.days(name) }
    for key in keys { _ = try table.column(key) }
    var findings: [AuditFinding] = []
    if table.rowCount == 0 {
      findings.append(.init("", .error, "rows", "the table has no rows"))
    } else {
      findings += duplicatedRows(table)
      if let dateName, let days { findings += dateFindings(table, dateName, days) }
      for column in table.columns where column.name != dateName {
        findings += columnFindings(column, days)
      }
    }
    let order = findings.indices.sorted {
      (findings[$0].severity.rank, $0) < (findings[$1].severity.rank, $1)
    }
    let sorted = order.map { findings[$0] }
    return Table([
      Column("column", texts: sorted.map { $0.column.isEmpty ? nil : $0.column }),
      Column("severity", texts: sorted.map(\.severity.rawValue)),
      Column("check", texts: sorted.map(\.check)),
      Column("row", numbers: sorted.map { $0.row.map(Double.init) ?? .nan }),
      Column("date", days: sorted.map(\.day)),
      Column("finding", texts: sorted.map(\.sentence)),
    ])
  }
}

/// One finding.
struct AuditFinding {
  enum Severity: String {
    case error
    case warning
    case note
    var rank: Int { self == .error ? 0 : self == .warning ? 1 : 2 }
  }

  let column: String
  let severity: Severity
  let check: String
  /// From 1.
  let row: Int?
  let day: Day?
  let sentence: String

  init(
    _ column: String, _ severity: Severity, _ check: String, _ sentence: String, row: Int? = nil,
    day: Day? = nil
  ) {
    self.column = column
    self.severity = severity
    self.check = check
    self.row = row
    self.day = day
    self.sentence = sentence
  }
}

extension AuditRules {
  private func duplicatedRows(_ table: Table) -> [AuditFinding] {
    var seen: [[Cell]: Int] = [:]
    var findings: [AuditFinding] = []
    for row in 0..<table.rowCount {
      let cells = table.columns.map { $0[row] }
      guard let first = seen[cells] else {
        seen[cells] = row
        continue
      }
      findings.append(
        .init(
          "", .error, "duplicated row", "row \(row + 1) repeats row \(first + 1)", row: row + 1))
    }
    return bounded(findings, "", "duplicated row")
  }

  /// The first findings, and one that counts the rest.
  func bounded(_ findings: [AuditFinding], _ column: String, _ check: String) -> [AuditFinding] {
    guard findings.count > limit, let first = findings.first else { return findings }
    let rest = "\(findings.count - limit) more like the \(limit) listed"
    return findings.prefix(limit) + [.init(column, first.severity, check, rest)]
  }

  private func dateFindings(_ table: Table, _ name: String, _ days: [Day?]) -> [AuditFinding] {
    let keyColumns = table.columns.filter { keys.contains($0.name) }
    var findings: [AuditFinding] = []
    let missing = days.count { $0 == nil }
    if missing > 0 {
      findings.append(.init(name, .error, "missing", "\(counted(missing, "date")) missing"))
    }
    var groups: [[Cell]: [(row: Int, day: Day)]] = [:]
    for (row, day) in days.enumerated() {
      if let day { groups[keyColumns.map { $0[row] }, default: []].append((row, day)) }
    }
    var duplicates: [AuditFinding] = []
    var gaps: [AuditFinding] = []
    for (key, members) in groups.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
      let label = key.isEmpty ? "" : " (\(key.map(\.description).joined(separator: ", ")))"
      let sorted = members.sorted { ($0.day, $0.row) < ($1.day, $1.row) }
      for (earlier, later) in zip(sorted, sorted.dropFirst()) where earlier.day == later.day {
        duplicates.append(
          .init(
            name, .error, "duplicate date",
            "\(later.day)\(label) is in row \(earlier.row + 1) and in row \(later.row + 1)",
            row: later.row + 1, day: later.day))
      }
      gaps += gapFindings(name, label, sorted)
    }
    let isSorted = zip(days.compactMap { $0 }, days.compactMap { $0 }.dropFirst()).allSatisfy(<=)
    if keys.isEmpty, !isSorted {
      findings.append(.init(name, .warning, "order", "the dates are not in ascending order"))
    }
    findings += bounded(duplicates, name, "duplicate date")
    return findings + bounded(gaps, name, "gap")
  }

  /// Dates that a daily or weekly series leaves out; of any other rhythm nothing is said.
  private func gapFindings(
    _ name: String, _ label: String, _ sorted: [(row: Int, day: Day)]
  ) -> [AuditFinding] {
    let steps = zip(sorted, sorted.dropFirst()).map { $0.day.distance(to: $1.day) }.filter {
      $0 > 0
    }
    let counts = Dictionary(steps.map { ($0, 1) }, uniquingKeysWith: +)
    guard let rhythm = counts.max(by: { ($0.value, -$0.key) < ($1.value, -$1.key) })?.key,
      rhythm == 1 || rhythm == 7
    else { return [] }
    var findings: [AuditFinding] = []
    for (earlier, later) in zip(sorted, sorted.dropFirst()) {
      let step = earlier.day.distance(to: later.day)
      guard step > rhythm else { continue }
      let unit = rhythm == 1 ? "day" : "week"
      let first = earlier.day.advanced(by: rhythm)
      let count = (step - 1) / rhythm
      let last = earlier.day.advanced(by: count * rhythm)
      let which = count == 1 ? "\(first)" : "\(first) to \(last)"
      let sentence =
        step % rhythm == 0
        ? "\(counted(count, unit)) missing\(label): \(which)"
        : "\(step) days from \(earlier.day) to \(later.day)\(label) in a weekly series"
      findings.append(
        .init(name, .error, "gap", sentence, row: later.row + 1, day: first))
    }
    return findings
  }
}

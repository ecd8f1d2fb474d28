public import Tables

/// Where the numbers of experiments stand in a table, one row a test.
///
/// `outcomeEnd`, `spendChange` and `regions` may be absent, and their cells may be missing: the window then ends with the
/// test, each period's extra spend was the same, and the test ran everywhere. Regions are separated by semicolons.
public struct ExperimentColumns: Sendable, Hashable {
  /// The tests' names.
  public var experiment = "experiment"
  /// The channels.
  public var channel = "channel"
  /// First days of changed spend.
  public var start = "start"
  /// Last days of changed spend.
  public var end = "end"
  /// Last days whose sales were counted.
  public var outcomeEnd = "outcome_end"
  /// Money added each period.
  public var extraSpend = "extra_spend"
  /// All the money added.
  public var spendChange = "spend_change"
  /// What was measured.
  public var lift = "lift"
  /// Standard errors of that.
  public var standardError = "standard_error"
  /// Regions in which they ran.
  public var regions = "regions"

  /// The names that `Experiment.table` writes.
  public init() {}
}

extension Experiment {
  /// The experiments of a table, in its order.
  ///
  /// - Throws: `TableError` where a column is not there or holds another kind; `ExperimentError` for a cell that no test can
  ///   have, with its row.
  public static func list(
    from table: Table, columns: ExperimentColumns = ExperimentColumns()
  ) throws -> [Experiment] {
    let cells = try ExperimentCells(table, columns)
    guard cells.count > 0 else { throw ExperimentError.noRows }
    let experiments = try (0..<cells.count).map { try cells.experiment($0) }
    var rows: [String: Int] = [:]
    for (row, experiment) in experiments.enumerated() {
      // Names become fields, so that two which differ by a sign only would be one.
      if let first = rows.updateValue(row, forKey: FieldName.part(experiment.name)) {
        throw ExperimentError.sameName(experiment.name, rows: [first + 1, row + 1])
      }
    }
    return experiments
  }

  /// One row a test, as ``list(from:columns:)`` reads it.
  public static func table(of experiments: [Experiment]) -> Table {
    let names = ExperimentColumns()
    func texts(_ name: String, _ value: (Experiment) -> String?) -> Column {
      Column(name, texts: experiments.map(value))
    }
    func numbers(_ name: String, _ value: (Experiment) -> Double?) -> Column {
      Column(name, numbers: experiments.map { value($0) ?? .nan })
    }
    return Table([
      texts(names.experiment, \.name), texts(names.channel, \.channel),
      Column(names.start, days: experiments.map(\.first)),
      Column(names.end, days: experiments.map(\.last)),
      Column(names.outcomeEnd, days: experiments.map { $0.outcomeEnd ?? $0.last }),
      numbers(names.extraSpend, \.extraSpend), numbers(names.spendChange, \.spendChange),
      numbers(names.lift, \.lift), numbers(names.standardError, \.standardError),
      texts(names.regions) { $0.regions.isEmpty ? nil : $0.regions.joined(separator: "; ") },
    ])
  }
}

/// The columns of a table of experiments.
private struct ExperimentCells {
  let columns: ExperimentColumns
  let count: Int
  private let names, channels, regions: [String?]
  private let starts, ends, outcomeEnds: [Day?]
  private let extraSpend, spendChange, lift, standardError: [Double]

  init(_ table: Table, _ columns: ExperimentColumns) throws(TableError) {
    let rows = table.rowCount
    self.columns = columns
    count = rows
    // A column without any value may have been read as any kind.
    func isThere(_ name: String) -> Bool {
      guard let column = table.columns.first(where: { $0.name == name }) else { return false }
      switch column.values {
      case .numbers(let numbers): return numbers.contains { !$0.isNaN }
      case .days(let days): return days.contains { $0 != nil }
      case .texts(let texts): return texts.contains { $0 != nil }
      }
    }
    names = try table.texts(columns.experiment)
    channels = try table.texts(columns.channel)
    starts = try table.days(columns.start)
    ends = try table.days(columns.end)
    extraSpend = try table.numbers(columns.extraSpend)
    lift = try table.numbers(columns.lift)
    standardError = try table.numbers(columns.standardError)
    outcomeEnds =
      isThere(columns.outcomeEnd)
      ? try table.days(columns.outcomeEnd) : [Day?](repeating: nil, count: rows)
    spendChange =
      isThere(columns.spendChange)
      ? try table.numbers(columns.spendChange) : [Double](repeating: .nan, count: rows)
    regions =
      isThere(columns.regions)
      ? try table.texts(columns.regions) : [String?](repeating: nil, count: rows)
  }

  func experiment(_ row: Int) throws(ExperimentError) -> Experiment {
    let name = try present(names[row], columns.experiment, row)
    let channel = try present(channels[row], columns.channel, row)
    let first = try present(starts[row], columns.start, row)
    let last = try present(ends[row], columns.end, row)
    guard first <= last else { throw .reversed(name, row: row + 1, first, last) }
    if let end = outcomeEnds[row], end < last {
      throw .outcomeBeforeEnd(name, row: row + 1, outcome: end, last)
    }
    let extra = try finite(extraSpend[row], columns.extraSpend, row)
    let error = try finite(standardError[row], columns.standardError, row)
    guard extra != 0 else { throw .nothingChanged(name, row: row + 1) }
    guard error > 0 else { throw .noError(name, row: row + 1, error) }
    let change = spendChange[row]
    guard change.isNaN || (change.isFinite && change * extra > 0) else {
      throw .contradiction(name, row: row + 1, extra: extra, change: change)
    }
    let tested = (regions[row] ?? "").split(separator: ";").map { trimmed(String($0)) }
    return Experiment(
      name: name, channel: channel, first: first, last: last, outcomeEnd: outcomeEnds[row],
      extraSpend: extra, lift: try finite(lift[row], columns.lift, row), standardError: error,
      regions: tested.filter { !$0.isEmpty }, spendChange: change.isNaN ? nil : change)
  }

  private func present<Value>(
    _ value: Value?, _ column: String, _ row: Int
  ) throws(ExperimentError) -> Value {
    guard let value else { throw .missing(column: column, row: row + 1) }
    return value
  }

  private func finite(
    _ value: Double, _ column: String, _ row: Int
  ) throws(ExperimentError) -> Double {
    guard value.isFinite else { throw .missing(column: column, row: row + 1) }
    return value
  }

  private func trimmed(_ text: String) -> String {
    let start = text.drop { $0.isWhitespace }
    return String(start.reversed().drop { $0.isWhitespace }.reversed())
  }
}

/// Why a row of a table is no experiment; rows are counted from 1.
public enum ExperimentError: Error, Sendable, Hashable {
  /// A table without rows.
  case noRows
  /// A cell that must be there.
  case missing(column: String, row: Int)
  /// A test that ends before it begins.
  case reversed(String, row: Int, Day, Day)
  /// Sales are counted to a day before the test's last one.
  case outcomeBeforeEnd(String, row: Int, outcome: Day, Day)
  /// A test that changes no spend.
  case nothingChanged(String, row: Int)
  /// A measurement without error.
  case noError(String, row: Int, Double)
  /// The extra spend of a period and that of the test have not the same sign.
  case contradiction(String, row: Int, extra: Double, change: Double)
  /// Two tests whose names are the same as fields.
  case sameName(String, rows: [Int])
}

extension ExperimentError: CustomStringConvertible {
  /// What was found, what was expected and what to do.
  public var description: String {
    switch self {
    case .noRows:
      "the table has no rows; one row an experiment is due"
    case .missing(let column, let row):
      "column \"\(column)\" has no value in row \(row); every experiment needs one"
    case .reversed(let name, let row, let first, let last):
      "\"\(name)\" in row \(row) begins on \(first) and ends on \(last), which is earlier; swap the dates"
    case .outcomeBeforeEnd(let name, let row, let end, let last):
      "\"\(name)\" in row \(row) counts sales until \(end), before spend is back to normal after \(last); "
        + "count them to the last day or beyond"
    case .nothingChanged(let name, let row):
      "\"\(name)\" in row \(row) changes no spend; extra spend is above 0, or below 0 for a hold-out"
    case .noError(let name, let row, let error):
      "the standard error of \"\(name)\" in row \(row) is \(SpokenNumber.ratio(error)); it must be above 0"
    case .contradiction(let name, let row, let extra, let change):
      "\"\(name)\" in row \(row) has \(SpokenNumber.money(extra)) of extra spend a period and "
        + "\(SpokenNumber.money(change)) in all; both are above 0, or both below"
    case .sameName(let name, let rows):
      "rows \(rows.map(String.init).joined(separator: " and ")) both name their experiment \"\(name)\", but for case "
        + "and signs; give each a name of its own"
    }
  }
}

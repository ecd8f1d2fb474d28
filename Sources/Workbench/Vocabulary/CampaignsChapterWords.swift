import Figures
import Marketing
import Notebooks
import Synchronization
import Tables

extension Invocation {
  /// The cleaning that the parameters ask for.
  func cleaning() throws -> CampaignCleaning {
    let table = try table()
    let policy = arguments.policy
    return try answered { try CleaningMemo.cleaning(of: table, policy: policy) }
  }

  /// What work gives, its complaints at the table.
  func answered<Answer>(_ work: () throws -> Answer) throws -> Answer {
    do {
      return try work()
    } catch let error as CampaignError {
      throw CommandError(error, in: arguments)
    } catch let error as TableError {
      throw CommandError.of(error, parameter: "table")
    }
  }
}

extension Arguments {
  /// What cleaning does where there is a choice.
  var policy: CampaignPolicy {
    CampaignPolicy(
      outliers: CampaignPolicy.Outliers(rawValue: text("outliers")) ?? .mend,
      gaps: CampaignPolicy.Gaps(rawValue: text("gaps")) ?? .auto)
  }

  /// How cells are written.
  var campaignSpelling: CampaignRows.Spelling {
    CampaignRows.Spelling(dates: text("days"), numbers: text("numbers"))
  }
}

extension CampaignRows.Spelling {
  /// The words of options: `day_first`, `decimal_comma`.
  init(dates: String, numbers: String) {
    self.init(
      dates: dates == "day_first"
        ? .dayFirst : dates == "month_first" ? .monthFirst : .unambiguous,
      numbers: numbers == "plain"
        ? .plain
        : numbers == "comma_thousands"
          ? .commaThousands : numbers == "decimal_comma" ? .decimalComma : nil)
  }
}

extension Inference {
  /// The shape of cleaned rows: the standard columns, then what the table has besides.
  var standardCampaignColumns: Shape {
    guard let columns = columns() else { return table(nil) }
    let standard = CampaignColumn.allCases.map { column in
      ColumnShape(
        column.rawValue, column == .date ? .dates : column == .campaign ? .texts : .numbers)
    }
    let names = Set(standard.map(\.name))
    // Under other names the columns are found when the rows are there.
    guard names.isSubset(of: columns.map(\.name)) else { return table(nil) }
    return table(standard + columns.filter { !names.contains($0.name) })
  }
}

extension CommandError {
  /// What campaign rows complain of, at the option that it is about.
  init(_ error: CampaignError, in arguments: Arguments, rows: String = "table") {
    let column: CampaignColumn? =
      switch error {
      case .unknownColumn(let column, _, _), .neededColumn(let column),
        .badCalculation(let column, _, _), .sameColumn(_, _, let column):
        column
      default: nil
      }
    let option = column.map(\.rawValue).flatMap { arguments.isGiven($0) ? $0 : nil }
    self.init(error.description, parameter: option ?? rows)
  }
}

extension CampaignAudit {
  /// "48 findings in 358 rows: 12 missing number, …".
  func finding(of rows: Int) -> String {
    guard !findings.isEmpty else { return "Nothing is wrong with \(counted(rows, "row"))" }
    let errors = count(.error)
    let parts = [
      counted(errors, "error"), counted(count(.warning), "warning"), counted(count(.note), "note"),
    ].filter { !$0.hasPrefix("0 ") }
    return "\(parts.joined(separator: ", ")) in \(counted(rows, "row"))"
  }

  /// Counts by rule, and what is to know of the rows as a whole.
  var note: String {
    let counts = counts.map { "\($0.rule.rawValue) \($0.count)" }.joined(separator: ", ")
    return (counts.isEmpty ? "" : "By rule: \(counts).")
      + (isFiner
        ? " Days of campaigns are told apart further, by ad or audience; they are added up." : "")
  }
}

extension CampaignCleaning {
  /// "66 changes: 5 duplicate, 12 missing, …", or that there was nothing to do.
  var sentence: String {
    guard !changes.isEmpty else { return "Nothing needed a change." }
    let byRule = counts.map { "\($0.rule.rawValue) \($0.count)" }.joined(separator: ", ")
    return "\(counted(changes.count, "change")): \(byRule)."
  }
}

extension CleaningScore {
  /// The table with its finding.
  var output: TableOutput {
    let alarms =
      falseAlarms == 0
      ? "No cell was changed that was right."
      : "\(counted(falseAlarms, "change")) hit cells that were right."
    return TableOutput(
      table, title: "\(found) of \(planted) planted problems found",
      formats: ["error_before": .percent(1), "error_after": .percent(1)],
      note: "Errors: the mean distance from the true value, as a share of it. \(alarms)")
  }
}

/// The last cleaning: audit, changes, charts and files of a notebook ask for the same one, one after the other.
///
/// Tables that share their storage compare at once, so that asking costs nothing where nothing is to be had.
enum CleaningMemo {
  private struct Entry {
    let table: Table
    let policy: CampaignPolicy
    let cleaning: CampaignCleaning
  }

  private static let last = Mutex<Entry?>(nil)

  /// The cleaning of a table's rows.
  static func cleaning(of table: Table, policy: CampaignPolicy) throws -> CampaignCleaning {
    let known = last.withLock { $0 }
    if let known, known.policy == policy, known.table == table { return known.cleaning }
    let cleaning = try CampaignCleaning(CampaignRows(table), policy: policy)
    last.withLock { $0 = Entry(table: table, policy: policy, cleaning: cleaning) }
    return cleaning
  }
}

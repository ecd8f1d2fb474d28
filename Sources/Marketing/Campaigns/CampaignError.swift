public import Tables

/// Why a table cannot be taken as campaign rows at all.
///
/// What is wrong with single rows is a ``CampaignFinding``, not an error.
public enum CampaignError: Error, Sendable, Hashable {
  /// Columns that nobody named and no usual name was found for.
  case noColumns([CampaignColumn], among: [String])
  /// A column that was named and is not there.
  case unknownColumn(CampaignColumn, String, among: [String])
  /// A column that cannot be done without.
  case neededColumn(CampaignColumn)
  /// Two columns of the rows from one of the table.
  case sameColumn(String, CampaignColumn, CampaignColumn)
  /// A calculation that cannot be done.
  case badCalculation(CampaignColumn, String, reason: String)
  /// A table without rows.
  case empty
  /// Dates that can be day-month or month-day: the first, its row, and how many.
  case ambiguousDates(found: String, row: Int, count: Int)
  /// No row has a date, a campaign, spend and revenue; how many rows fail for which reason.
  case noUsableRow(rows: Int, reasons: [String])
  /// Dates so far apart that one must be mistyped.
  case strayDates(first: Day, row: Int, last: Day, lastRow: Int, days: Int)
  /// Rows that are neither daily nor weekly.
  case badStep(days: Int)
  /// A row without a day, a campaign, spend or revenue, where cleaned rows are due.
  case uncleaned(row: Int)
  /// More campaigns than can be modelled.
  case tooManyCampaigns(Int, limit: Int)
  /// Fewer rows of a series than a model can be fitted on.
  case tooShort(rows: Int, fitted: Int, least: Int, isWeekly: Bool)
  /// Revenue, or the spend of every campaign, that is the same in every fitted row.
  case nothingVaries(CampaignColumn)
  /// Rows that do not come from the simulator, where its truth is needed.
  case otherRows
}

extension CampaignError: CustomStringConvertible {
  /// What was found, what was expected, what to do.
  public var description: String {
    switch self {
    case .noColumns(let missing, let names):
      let words = missing.map(\.rawValue).joined(separator: ", ")
      return
        "no column for \(words) among \(CampaignError.listed(names)); say which it is, such as "
        + "\(missing[0].rawValue)=\"\(names.first ?? "Column")\""
        + (missing.first(where: \.isCount).map {
          ", or that there is none, such as \($0.rawValue)=none"
        } ?? "")
    case .unknownColumn(let column, let text, let names):
      let near = NearestName.suggestion(for: text, among: names)
      return "\(column.rawValue): no column \"\(text.prefix(60))\""
        + (near.map { "; did you mean \"\($0)\"?" }
          ?? "; the columns are \(CampaignError.listed(names))")
    case .neededColumn(let column):
      return
        "campaign rows need \(column.rawValue); only impressions, clicks and conversions can be none"
    case .sameColumn(let name, let one, let other):
      return "column \"\(name)\" cannot be both \(one.rawValue) and \(other.rawValue)"
    case .badCalculation(let column, let text, let reason):
      return "\(column.rawValue) = \(text.prefix(60)): \(reason)"
    case .empty: return "the table has no rows"
    case .ambiguousDates(let found, let row, let count):
      let others = count > 1 ? " and \(count - 1) more" : ""
      return
        "\"\(found)\" in row \(row)\(others) can be day-month or month-day, and no date decides; say "
        + "days=day_first or days=month_first"
    case .noUsableRow(let rows, let reasons):
      return "no usable row among \(rows): \(reasons.joined(separator: "; "))"
    case .strayDates(let first, let row, let last, let lastRow, let days):
      return
        "dates go from \(first) (row \(row)) to \(last) (row \(lastRow)), but only \(days) different days "
        + "have rows; is a year mistyped?"
    case .badStep(let days):
      return "rows are \(days) days apart, where daily or weekly rows are due"
    case .uncleaned(let row):
      return "row \(row) lacks its day, campaign, spend or revenue; clean the rows first"
    case .tooManyCampaigns(let count, let limit):
      return
        "\(count) campaigns, more than the \(limit) that a model can hold; is the right column named?"
    case .tooShort(let rows, let fitted, let least, let isWeekly):
      return
        "\(rows) \(isWeekly ? "week" : "day")\(rows == 1 ? "" : "s") of data leave \(max(0, fitted)) to fit on, where \(least) are the "
        + "least; bring more, or keep fewer for the test"
    case .nothingVaries(let column):
      return column == .spend
        ? "no campaign's spend changes from row to row, so that nothing can be learnt of it"
        : "\(column.rawValue) is the same in every row, so that there is nothing to explain"
    case .otherRows: return "only rows that come straight from `simulate ads` can be scored"
    }
  }

  /// The first fifteen, so that a message stays one.
  public static func listed(_ words: [String]) -> String {
    let shown = words.prefix(15).joined(separator: ", ")
    return words.count > 15 ? "\(shown) and \(words.count - 15) more" : shown
  }
}

import Marketing
import Tables
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Campaign rows as somebody's CSV file has them, made to be spoilt.
///
/// All measures of a row are in proportion to one number n from 100 to 199: spend 1.25 n, impressions 100 n, clicks 4 n,
/// conversions n, revenue 7.5 n. So what a spoilt cell should hold can be told by hand from any other cell of its row.
struct CampaignSheet {
  /// The standard columns.
  static let names = CampaignColumn.allCases.map(\.rawValue)
  /// The first line.
  var names = CampaignSheet.names
  /// The lines below it.
  var cells: [[String]] = []
  private let campaigns: [String]

  /// Rows by day, then campaign.
  init(
    days: Int = 60, campaigns: [String] = ["Alpha", "Beta"], step: Int = 1,
    start: Day = Day(daysSinceEpoch: 19_723)
  ) {
    self.campaigns = campaigns
    for day in 0..<days {
      for (place, campaign) in campaigns.enumerated() {
        let n = Double(CampaignSheet.size(day, place))
        cells.append(
          ["\(start.advanced(by: day * step))", campaign]
            + [1.25 * n, 100 * n, 4 * n, n, 7.5 * n].map(CSVWriter.spelling))
      }
    }
  }

  /// The n of a campaign's day: jumps about, and never twice the same within a hundred days.
  static func size(_ day: Int, _ campaign: Int) -> Int { 100 + (day * 37 + campaign * 11) % 100 }

  /// A cell by its row, from 1 below the header, as findings count.
  subscript(row: Int, column: CampaignColumn) -> String {
    get { cells[row - 1][CampaignColumn.allCases.firstIndex(of: column) ?? 0] }
    set { cells[row - 1][CampaignColumn.allCases.firstIndex(of: column) ?? 0] = newValue }
  }

  /// Multiplies a number.
  mutating func multiply(_ row: Int, _ column: CampaignColumn, by factor: Double) {
    self[row, column] = CSVWriter.spelling((Double(self[row, column]) ?? .nan) * factor)
  }

  /// The file.
  var text: String {
    ([names] + cells).map { line in
      line.map { cell in
        let isPlain = cell.allSatisfy { $0 != "," && $0 != "\"" && !$0.isNewline }
        return isPlain ? cell : "\"\(cell.map { $0 == "\"" ? "\"\"" : "\($0)" }.joined())\""
      }.joined(separator: ",") + "\n"
    }.joined()
  }

  /// The file as a table.
  var table: Table { get throws { try CSV().read(text: text).table } }

  /// The rows as they are read.
  func rows(
    _ asked: [CampaignColumn: String] = [:],
    _ spelling: CampaignRows.Spelling = CampaignRows.Spelling()
  ) throws -> CampaignRows {
    try CampaignRows(try table, asked: asked, spelling: spelling)
  }

  /// What the audit finds.
  func findings(_ policy: CampaignPolicy = CampaignPolicy()) throws -> [CampaignFinding] {
    try CampaignAudit(rows(), policy: policy).findings
  }

  /// What cleaning makes of them.
  func cleaned(_ policy: CampaignPolicy = CampaignPolicy()) throws -> CampaignCleaning {
    try CampaignCleaning(rows(), policy: policy)
  }

  /// What an error says; nil where there is none.
  func complaint(_ asked: [CampaignColumn: String] = [:]) -> String? {
    do {
      _ = try CampaignAudit(rows(asked))
      return nil
    } catch { return "\(error)" }
  }
}

extension CampaignFinding {
  /// "17 clicks outlier 4444": row, column, rule, what stands there.
  var brief: String {
    [
      row.map { "\($0)" } ?? "\(campaign ?? "") \(day.map { "\($0)" } ?? "")", column?.rawValue,
      rule.rawValue, found,
    ]
    .compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: " ")
  }
}

extension CampaignChange {
  /// "17 clicks 4444 -> 310 outlier".
  var brief: String {
    let place = row.map { "\($0)" } ?? "\(campaign ?? "") \(day.map { "\($0)" } ?? "")"
    return "\(place) \(column?.rawValue ?? "row") \(old) -> \(new) \(rule.rawValue)"
  }
}

/// What is made of a file of this text, which is gone afterwards.
func reading<Value>(file text: String, _ use: (_ path: String) throws -> Value) throws -> Value {
  var template = Array("/tmp/mixbook-campaigns-XXXXXX".utf8CString)
  let file = mkstemp(&template)
  try #require(file >= 0)
  close(file)
  let path = String(
    decoding: template.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  defer { unlink(path) }
  try #require(writeFile(path, Array(text.utf8)))
  return try use(path)
}

/// A table as rows of texts, missing cells as "".
func texts(_ table: Table) -> [[String]] {
  (0..<table.rowCount).map { row in table.columns.map { $0[row].description } }
}

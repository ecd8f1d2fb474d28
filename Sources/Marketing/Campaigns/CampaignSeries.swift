public import Tables

/// Campaign rows as a series for a model: one row a day or week, all revenue, and spend by campaign.
///
///     let series = try CampaignSeries(cleaned)
///     series.table       // date revenue brand_awareness product_launch …
///     series.campaigns   // ["brand_awareness": "Brand Awareness", …]
///
/// Accounting: revenue and spend sum to those of the rows, to the last cent.
public struct CampaignSeries: Sendable {
  /// `date`, `revenue`, then a column of spend for each campaign, in the order of first appearance.
  public let table: Table
  /// The columns of spend, in their order.
  public let channels: [String]
  /// The campaign behind each column of spend.
  public let campaigns: [String: String]
  /// Days from one row to the next: 1 or 7.
  public let stepInDays: Int

  /// A stretch of the calendar that is one row.
  public enum Step: String, Sendable, Hashable, Codable, CaseIterable {
    /// Days where rows are daily, weeks where they are weekly.
    case auto
    /// Days.
    case day
    /// Weeks from Monday to Sunday.
    case week
  }

  /// The series of cleaned rows.
  ///
  /// A day of the span on which no campaign has a row has none here either: nothing is known of it.
  ///
  /// - Parameters:
  ///   - table: Standard columns with numbers in spend and revenue, as cleaning gives them.
  ///   - step: What one row stands for.
  /// - Throws: Where cells are missing, or rows are neither daily nor weekly.
  public init(_ table: Table, step: Step = .auto) throws {
    let days = try table.days(CampaignColumn.date.rawValue)
    let names = try table.texts(CampaignColumn.campaign.rawValue)
    let spend = try table.numbers(CampaignColumn.spend.rawValue)
    let revenue = try table.numbers(CampaignColumn.revenue.rawValue)
    guard !days.isEmpty else { throw CampaignError.empty }
    for row in days.indices
    where days[row] == nil || names[row] == nil || spend[row].isNaN || revenue[row].isNaN {
      throw CampaignError.uncleaned(row: row + 1)
    }
    let known = days.compactMap { $0 }
    let given = try CampaignCalendar.dailyOrWeekly(known)
    stepInDays = step == .week ? 7 : given
    if step == .day, given == 7 { throw CampaignError.badStep(days: 7) }
    let dates = step == .week && given == 1 ? known.map { Period.week.start(of: $0) } : known
    let (channels, columns) = CampaignSeries.columns(of: names.compactMap { $0 })
    let rows = Set(dates).sorted()
    let place = Dictionary(uniqueKeysWithValues: rows.enumerated().map { ($1, $0) })
    var total = [Double](repeating: 0, count: rows.count)
    var bySpend = [[Double]](
      repeating: [Double](repeating: 0, count: rows.count), count: channels.count)
    for (index, date) in dates.enumerated() {
      guard let row = place[date], let name = names[index], let column = columns[name] else {
        continue
      }
      total[row] += revenue[index]
      bySpend[column][row] += spend[index]
    }
    self.table = Table(
      [Column("date", days: rows), Column("revenue", numbers: total.map(CampaignSeries.cents))]
        + zip(channels, bySpend).map { Column($0.column, numbers: $1.map(CampaignSeries.cents)) })
    self.channels = channels.map(\.column)
    campaigns = Dictionary(uniqueKeysWithValues: channels.map { ($0.column, $0.campaign) })
  }

  /// Sums of cents are cents: what floating point adds beyond is taken off.
  static func cents(_ money: Double) -> Double {
    let rounded = (money * 100).rounded() / 100
    return abs(rounded - money) <= 1e-10 * abs(money) ? rounded : money
  }

  /// A column name for each campaign that a cell of a notebook can spell.
  private static func columns(
    of names: [String]
  ) -> (channels: [(column: String, campaign: String)], places: [String: Int]) {
    var places: [String: Int] = [:]
    var channels: [(column: String, campaign: String)] = []
    var taken: Set = ["date", "revenue"]
    for name in names where places[name] == nil {
      places[name] = channels.count
      let column = columnName(of: name, taken: taken)
      taken.insert(column)
      channels.append((column, name))
    }
    return (channels, places)
  }

  /// `Brand Awareness` as `brand_awareness`: a word of the cell language, and none of those that a fit's parts have.
  static func columnName(of campaign: String, taken: Set<String>) -> String {
    var base = ""
    for character in campaign.lowercased() {
      if character.isASCII, character.isLetter || character.isNumber {
        base.append(character)
      } else if !base.isEmpty, base.last != "_" {
        base.append("_")
      }
    }
    base = String(base.prefix(40))
    while base.last == "_" { base.removeLast() }
    if base.isEmpty { base = "campaign" }
    if base.first?.isNumber ?? false { base = "campaign_\(base)" }
    if CampaignSeries.isReserved(base) { base += "_spend" }
    var name = base
    var count = 1
    while taken.contains(name) {
      count += 1
      name = "\(base)_\(count)"
    }
    return name
  }

  /// Whether a feature of the calendar or a word of the language has the name already.
  private static func isReserved(_ name: String) -> Bool {
    reserved.contains(name) || name.hasPrefix("month_") || name.hasPrefix("weekday_")
  }

  /// Names that parts of a fit or words of the language have already.
  private static let reserved: Set = [
    "intercept", "trend", "season", "holidays", "events", "weekend", "predicted", "actual", "row",
    "baseline", "none", "yes", "no", "and", "or", "auto",
  ]
}

public import Tables

/// A column that campaign rows have, in the order of tables.
public enum CampaignColumn: String, Sendable, Hashable, Codable, CaseIterable {
  /// The day, or the week's first day.
  case date
  /// The campaign's name.
  case campaign = "campaign_name"
  /// Money spent.
  case spend
  /// How often an ad was shown.
  case impressions
  /// How often one was clicked.
  case clicks
  /// How often that led to what was wanted.
  case conversions
  /// What the platform books to the campaign, in money.
  case revenue

  /// The five that are measured.
  public static let measures: [CampaignColumn] = [
    .spend, .impressions, .clicks, .conversions, .revenue,
  ]

  /// Whether it counts things.
  public var isCount: Bool { [.impressions, .clicks, .conversions].contains(self) }

  /// Whether its values are never fractions: platforms book parts of a conversion to a campaign.
  var isWhole: Bool { self == .impressions || self == .clicks }

  /// Names that advertising platforms and analysts give the column, without case, signs and units.
  var otherNames: [String] {
    switch self {
    case .date: ["day", "week", "reportingstarts", "reportdate", "datestart", "ds"]
    case .campaign: ["campaign", "campaigns", "adcampaign", "channel"]
    case .spend:
      ["spent", "cost", "costs", "amountspent", "adspend", "totalspend", "mediaspend"]
    case .impressions: ["impr", "imps", "impression", "views", "adimpressions"]
    case .clicks: ["click", "linkclicks", "clicksall", "adclicks", "totalclicks"]
    case .conversions:
      [
        "conversion", "totalconversion", "totalconversions", "conv", "convs", "purchases",
        "results", "websitepurchases", "orders",
      ]
    case .revenue:
      [
        "revenues", "sales", "convvalue", "conversionvalue", "conversionsvalue",
        "totalconversionvalue", "purchasevalue", "purchasesconversionvalue",
        "websitepurchasesconversionvalue", "totalrevenue", "value",
      ]
    }
  }

  /// A name without case, blanks, signs and what stands in brackets: `Amount spent (USD)` is `amountspent`.
  static func bare(_ name: String) -> String {
    var bare = ""
    for character in name.lowercased() {
      if character == "(" || character == "[" { break }
      if character.isLetter || character.isNumber { bare.append(character) }
    }
    return bare
  }
}

/// Where each column of campaign rows comes from in somebody's table.
///
/// A column is one of the table's under another name, a calculation over them (`Approved_Conversion * 100`), or absent.
/// What nobody named is found by the names that advertising platforms use.
public struct CampaignColumns: Sendable, Hashable {
  /// Where one column comes from.
  public enum Source: Sendable, Hashable {
    /// A column of the table.
    case column(String)
    /// A calculation over its columns; as written.
    case calculation(ColumnExpression, String)
    /// The table has no such thing, and that is known.
    case absent
  }

  /// Each column's source.
  public let sources: [CampaignColumn: Source]

  /// The sources among a table's columns.
  ///
  /// - Parameters:
  ///   - names: The table's columns.
  ///   - asked: What somebody said, by column: a name of the table, a calculation, or `none`.
  /// - Throws: Every column that is neither named nor found, at once.
  public init(
    among names: [String], asked: [CampaignColumn: String] = [:]
  ) throws(CampaignError) {
    var sources: [CampaignColumn: Source] = [:]
    var missing: [CampaignColumn] = []
    for column in CampaignColumn.allCases {
      if let text = asked[column] {
        sources[column] = try CampaignColumns.source(of: column, text, among: names)
      }
    }
    let taken = Set(
      sources.values.compactMap { source in
        if case .column(let name) = source { name } else { nil }
      })
    let bare = names.map { taken.contains($0) ? "" : CampaignColumn.bare($0) }
    for column in CampaignColumn.allCases where sources[column] == nil {
      let own = CampaignColumn.bare(column.rawValue)
      // The column's own name goes before any other; the first of several is taken.
      if let place = names.firstIndex(of: column.rawValue) ?? bare.firstIndex(of: own) {
        sources[column] = .column(names[place])
      } else if let found = column.otherNames.lazy.compactMap({ bare.firstIndex(of: $0) }).first {
        sources[column] = .column(names[found])
      } else {
        missing.append(column)
      }
    }
    if !missing.isEmpty { throw .noColumns(missing, among: names) }
    self.sources = sources
    var users: [String: CampaignColumn] = [:]
    for column in CampaignColumn.allCases {
      guard case .column(let name)? = sources[column] else { continue }
      if let other = users.updateValue(column, forKey: name) {
        throw .sameColumn(name, other, column)
      }
    }
  }

  private static func source(
    of column: CampaignColumn, _ text: String, among names: [String]
  ) throws(CampaignError) -> Source {
    if names.contains(text) { return .column(text) }
    let isMeasure = CampaignColumn.measures.contains(column)
    if text == "none" {
      // Without a day, a campaign, its spend and its revenue there is nothing to model.
      guard [.impressions, .clicks, .conversions].contains(column) else {
        throw .neededColumn(column)
      }
      return .absent
    }
    guard isMeasure, text.contains(where: { "+-*/^()".contains($0) }) else {
      throw .unknownColumn(column, text, among: names)
    }
    do throws(TableError) {
      return .calculation(try ColumnExpression(parsing: text), text)
    } catch {
      guard case .badExpression(_, let position, let reason) = error else {
        throw .badCalculation(column, text, reason: error.description)
      }
      throw .badCalculation(column, text, reason: "\(reason) at character \(position + 1)")
    }
  }

  /// How numbers are written in the table's columns of texts; nil where none tells.
  func style(of table: Table) -> CSV.NumberStyle? {
    WrittenNumbers.style(
      of: CampaignColumn.measures.compactMap { measure in
        guard case .column(let name)? = sources[measure],
          case .texts(let cells)? = table.columns.first(where: { $0.name == name })?.values
        else { return nil }
        return (cells, measure.isWhole)
      })
  }

  /// "spend from Cost, revenue from Approved_Conversion * 100"; empty where every column has its own name.
  public var described: [String] {
    CampaignColumn.allCases.compactMap { column in
      switch sources[column] {
      case .column(let name)? where name != column.rawValue: "\(column.rawValue) from \(name)"
      case .calculation(_, let text)?: "\(column.rawValue) from \(text)"
      case .absent?: "no \(column.rawValue)"
      default: nil
      }
    }
  }
}

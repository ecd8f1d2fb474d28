import Marketing
import Notebooks
import Tables

/// What the user asks of `mixbook pipeline`, as typed.
public struct PipelineRequest: Sendable {
  /// A CSV file of campaign rows; nil simulates.
  public var data: String?
  /// Days to simulate; nil means 90.
  public var days: Int?
  /// The seed of all randomness.
  public var seed = 42
  /// The folder that everything is written to.
  public var output = "artifacts/pipeline"
  /// `campaign=rate`: the share of an effect that is still at work a row later.
  public var adstock: [String] = []
  /// `spend=Cost`: where a column comes from.
  public var columns: [String] = []
  /// ridge, lasso or elasticnet.
  public var model = "ridge"
  /// The share of rows at the end that the model is tested on: `0.2` or `20%`.
  public var testSize = "20%"
  /// Money over as many rows as the data have, or a percentage of today's; nil is today's.
  public var budget: String?
  /// The least share of the budget that a campaign gets; nil is 5 %, or less where there are too many campaigns.
  public var minShare: String?
  /// The most; nil is 60 %, or more where there are too few.
  public var maxShare: String?
  /// Which days are holidays.
  public var holidays = "retail"
  /// Which comes first in dates such as 03/04/2024.
  public var dates = "unambiguous"
  /// How numbers are written.
  public var numbers = "auto"
  /// What happens to numbers far from what their row says.
  public var outliers = "mend"
  /// What happens to days without a row.
  public var gaps = "auto"
  /// Whether anything wrong with the data ends the run before anything is written.
  public var isStrict = false
  /// Whether to print only what went wrong.
  public var isQuiet = false
  /// Whether to print every finding.
  public var isVerbose = false

  /// The whole pipeline on simulated data.
  public init() {}
}

/// A request whose every word has been understood.
struct PipelineQuestion {
  let data: String?
  let days: Int
  let seed: Int
  let output: String
  let adstock: [(campaign: String, rate: Double)]
  let columns: [CampaignColumn: String]
  let model: String
  let testShare: Double
  let budget: Amount?
  let minShare: Double?
  let maxShare: Double?
  let holidays: String
  let dates: String
  let numbers: String
  let policy: CampaignPolicy

  static let models = ["ridge", "lasso", "elasticnet"]
  static let dateOrders = ["unambiguous", "day_first", "month_first"]
  static let numberStyles = ["auto", "plain", "comma_thousands", "decimal_comma"]

  init(_ request: PipelineRequest) throws(UsageError) {
    if request.data != nil, request.days != nil {
      throw UsageError("--days is for simulated data; with --data the file says how many there are")
    }
    data = request.data
    days = request.days ?? 90
    guard (15...5_000).contains(days) else {
      throw UsageError("--days takes 15 to 5000, not \(days)")
    }
    guard (0...Int(Int32.max)).contains(request.seed) else {
      throw UsageError("--seed takes a whole number from 0 to \(Int32.max)")
    }
    seed = request.seed
    guard !request.output.isEmpty else { throw UsageError("--out takes a folder") }
    output = request.output
    adstock = try PipelineQuestion.rates(request.adstock)
    columns = try PipelineQuestion.columns(request.columns)
    model = try PipelineQuestion.word(request.model, of: Self.models, "--model")
    testShare = try PipelineQuestion.share(request.testSize, "--test-size", 0.05...0.5)
    budget = try request.budget.map { text throws(UsageError) in
      try PipelineQuestion.amount(text, "--budget")
    }
    minShare = try request.minShare.map { text throws(UsageError) in
      try PipelineQuestion.share(text, "--min-share", 0...1)
    }
    maxShare = try request.maxShare.map { text throws(UsageError) in
      try PipelineQuestion.share(text, "--max-share", 0...1)
    }
    if let minShare, let maxShare, minShare > maxShare {
      throw UsageError("--min-share is more than --max-share")
    }
    holidays = try PipelineQuestion.word(
      request.holidays, of: ["none"] + HolidayCalendar.countries.map(\.code), "--holidays")
    dates = try PipelineQuestion.word(
      PipelineQuestion.underscored(request.dates), of: Self.dateOrders, "--dates")
    numbers = try PipelineQuestion.word(
      PipelineQuestion.underscored(request.numbers), of: Self.numberStyles, "--numbers")
    let outliers = try PipelineQuestion.word(
      request.outliers, of: CampaignPolicy.Outliers.allCases.map(\.rawValue), "--outliers")
    let gaps = try PipelineQuestion.word(
      request.gaps, of: CampaignPolicy.Gaps.allCases.map(\.rawValue), "--gaps")
    policy = CampaignPolicy(
      outliers: CampaignPolicy.Outliers(rawValue: outliers) ?? .mend,
      gaps: CampaignPolicy.Gaps(rawValue: gaps) ?? .auto)
  }

  // MARK: - Words

  private static func underscored(_ text: String) -> String {
    String(text.map { $0 == "-" ? "_" : $0 })
  }

  private static func word(
    _ text: String, of words: [String], _ option: String
  ) throws(UsageError) -> String {
    guard words.contains(text) else {
      let near = NearestName.suggestion(for: text, among: words)
      throw UsageError(
        "\(option) takes \(words.joined(separator: ", ")), not \"\(text)\""
          + (near.map { "; did you mean \"\($0)\"?" } ?? ""))
    }
    return text
  }

  private static func pair(
    _ text: String, _ option: String, _ example: String
  ) throws(UsageError) -> (String, String) {
    // The last "=" parts, for campaigns may have one in their names.
    guard let equals = text.lastIndex(of: "="), equals != text.startIndex,
      text.index(after: equals) != text.endIndex
    else { throw UsageError("\(option) takes \(example), not \"\(text)\"") }
    return (String(text[..<equals]), String(text[text.index(after: equals)...]))
  }

  private static func rates(
    _ texts: [String]
  ) throws(UsageError) -> [(campaign: String, rate: Double)] {
    var rates: [(campaign: String, rate: Double)] = []
    for text in texts {
      let (campaign, number) = try pair(text, "--adstock", "campaign=rate such as \"Search=0.4\"")
      guard let rate = Double(number), rate >= 0, rate < 1 else {
        throw UsageError(
          "--adstock \(text): the rate is the share of an effect that stays, from 0 to below 1")
      }
      if rates.contains(where: { $0.campaign.lowercased() == campaign.lowercased() }) {
        throw UsageError("--adstock names \"\(campaign)\" twice")
      }
      rates.append((campaign, rate))
    }
    return rates
  }

  private static func columns(
    _ texts: [String]
  ) throws(UsageError) -> [CampaignColumn: String] {
    var columns: [CampaignColumn: String] = [:]
    for text in texts {
      // The first "=" parts: what follows is the file's own name.
      guard let equals = text.firstIndex(of: "="), equals != text.startIndex,
        text.index(after: equals) != text.endIndex
      else {
        throw UsageError("--column takes column=name such as spend=\"Cost\", not \"\(text)\"")
      }
      let name = String(text[..<equals])
      let known = CampaignColumn.allCases.map(\.rawValue)
      guard let column = CampaignColumn(rawValue: name == "campaign" ? "campaign_name" : name)
      else {
        let near = NearestName.suggestion(for: name, among: known)
        throw UsageError(
          "--column \(text): the columns are \(known.joined(separator: ", "))"
            + (near.map { "; did you mean \"\($0)\"?" } ?? ""))
      }
      if columns[column] != nil { throw UsageError("--column \(name) is given twice") }
      columns[column] = String(text[text.index(after: equals)...])
    }
    return columns
  }

  private static func amount(_ text: String, _ option: String) throws(UsageError) -> Amount {
    let isShare = text.hasSuffix("%")
    let digits = (isShare ? String(text.dropLast()) : text).filter { $0 != "_" }
    let number = WrittenNumbers([digits], style: .commaThousands).values[0]
    guard number > 0, number <= 1e12 else {
      throw UsageError("\(option) takes money such as 50000, or 110% of today's, not \"\(text)\"")
    }
    return isShare ? .share(number / 100) : .amount(number)
  }

  private static func share(
    _ text: String, _ option: String, _ bounds: ClosedRange<Double>
  ) throws(UsageError) -> Double {
    let isPercent = text.hasSuffix("%")
    let number = Double(isPercent ? String(text.dropLast()) : text)
    guard let share = number.map({ isPercent ? $0 / 100 : $0 }), bounds.contains(share) else {
      throw UsageError(
        "\(option) takes a share from \(bounds.lowerBound) to \(bounds.upperBound), such as 0.2 or 20%, "
          + "not \"\(text)\"")
    }
    return share
  }
}

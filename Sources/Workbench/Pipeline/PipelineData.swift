import Marketing
import Notebooks
import Tables

/// What a pipeline must know of its rows before it can write down what to do with them: the campaigns, and which features the
/// days can carry.
struct PipelineData {
  let cleaning: CampaignCleaning
  let notes: [String]
  /// Columns of spend with the campaigns behind them and the share of the effect that stays, in order.
  let channels: [Channel]
  /// Campaigns without a cent in the rows that the model is fitted on.
  let silent: [String]
  let rowCount: Int
  let stepInDays: Int
  let heldOut: Int
  /// `weekday`, `weekend`, `month`: what can be told apart in the fitted rows.
  let dummies: [String]
  let hasHolidays: Bool
  let folds: Int

  /// A campaign as a channel of the model.
  struct Channel {
    let column: String
    let campaign: String
    let retention: Double
    /// What it spends in the rows that the model is fitted on.
    let spend: Double
  }

  /// Reads, or simulates, and looks.
  ///
  /// - Throws: `CSVError` and `CampaignError` of the rows, `UsageError` of options that don't fit them.
  init(_ question: PipelineQuestion) throws {
    let rows: CampaignRows
    if let path = question.data {
      (rows, notes) = try CampaignFile(
        path: path, asked: question.columns,
        spelling: CampaignRows.Spelling(dates: question.dates, numbers: question.numbers)
      ).read()
    } else {
      let simulator = AdsSimulator(days: question.days)
      rows = try CampaignRows(simulator.simulated(seed: UInt64(question.seed)).table)
      notes = []
    }
    cleaning = try CampaignCleaning(rows, policy: question.policy)
    let series = try CampaignSeries(cleaning.rows.table)
    rowCount = series.table.rowCount
    stepInDays = series.stepInDays
    heldOut = Int((question.testShare * Double(rowCount)).rounded())
    let fitted = rowCount - heldOut
    guard fitted >= PipelineData.leastRows else {
      throw CampaignError.tooShort(
        rows: rowCount, fitted: fitted, least: PipelineData.leastRows,
        isWeekly: series.stepInDays == 7)
    }
    let days = try series.table.days("date").compactMap { $0 }.prefix(fitted)
    let revenue = try series.table.numbers("revenue").prefix(fitted)
    guard revenue.contains(where: { $0 != revenue.first }) else {
      throw CampaignError.nothingVaries(.revenue)
    }
    try PipelineData.requireKnown(question.adstock.map(\.campaign), series)
    var channels: [Channel] = []
    var silent: [String] = []
    for column in series.channels {
      let campaign = series.campaigns[column] ?? column
      let spend = try series.table.numbers(column).prefix(fitted)
      guard spend.contains(where: { $0 != spend.first }) else {
        silent.append(campaign)
        continue
      }
      let asked = question.adstock.first { $0.campaign.lowercased() == campaign.lowercased() }
      let standard = CampaignKind(named: campaign).retention
      channels.append(
        Channel(
          column: column, campaign: campaign,
          // What stays after seven days of a daily rate.
          retention: asked?.rate
            ?? (series.stepInDays == 7 ? PipelineData.weekly(standard) : standard),
          spend: spend.reduce(0, +)))
    }
    guard !channels.isEmpty else {
      throw CampaignError.nothingVaries(.spend)
    }
    self.channels = channels
    self.silent = silent
    try PipelineData.requirePossible(question, campaigns: channels.count)
    var dummies: [String] = []
    let isDaily = series.stepInDays == 1
    if isDaily, fitted >= 21 { dummies += ["weekday", "weekend"] }
    if Set(days.map(\.month)).count > 1, days.count * series.stepInDays >= 56 {
      dummies.append("month")
    }
    self.dummies = dummies
    let calendar = HolidayCalendar(country: question.holidays)
    let holidays = calendar?.holidayColumn(days: Array(days), stepInDays: series.stepInDays) ?? []
    hasHolidays = Set(holidays).count > 1
    folds = fitted >= 30 ? 5 : 3
  }

  /// Fewer rows than this hold no model of anything.
  private static let leastRows = 12

  /// A daily rate over a week.
  private static func weekly(_ rate: Double) -> Double {
    let week = (0..<7).reduce(1.0) { power, _ in power * rate }
    return (week * 10_000).rounded() / 10_000
  }

  /// "Left out of the model, because …", or nil where no campaign is.
  var silenceSentence: String? {
    guard !silent.isEmpty else { return nil }
    return "Left out of the model, because their spend never changes in the fitted rows: "
      + "\(CampaignError.listed(silent))."
  }

  private static func requirePossible(
    _ question: PipelineQuestion, campaigns: Int
  ) throws(UsageError) {
    let count = Double(campaigns)
    if let least = question.minShare, least * count > 1 + 1e-9 {
      throw UsageError(
        "--min-share: \(campaigns) campaigns at \(Canonical.text(least * 100))% each are more than the budget"
      )
    }
    if let most = question.maxShare, most * count < 1 - 1e-9 {
      throw UsageError(
        "--max-share: \(campaigns) campaigns at \(Canonical.text(most * 100))% each are less than the budget"
      )
    }
  }

  private static func requireKnown(
    _ asked: [String], _ series: CampaignSeries
  ) throws(UsageError) {
    let known = series.channels.map { series.campaigns[$0] ?? $0 }
    for name in asked where !known.contains(where: { $0.lowercased() == name.lowercased() }) {
      let near = NearestName.suggestion(for: name, among: known)
      throw UsageError(
        "--adstock: there is no campaign \"\(name)\""
          + (near.map { "; did you mean \"\($0)\"?" }
            ?? "; there are \(known.prefix(12).joined(separator: ", "))"))
    }
  }
}

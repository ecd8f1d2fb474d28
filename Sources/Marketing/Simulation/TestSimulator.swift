import Statistics
public import Tables

/// A test of one channel in a simulated world: its spend is changed for some weeks, and the difference in sales is measured.
///
///     let test = TestSimulator(channel: "tv", start: Day("2023-03-06")!, weeks: 6, change: .share(0.5))
///     let result = try test.simulated(in: truth)
///
/// The generator itself runs twice, with spend as it was and as changed, so that the exact lift is known. What is measured
/// is that lift with the error of a matched market: a twin of the same size, whose weeks vary as much, stands for what would
/// have been sold, so that each week of the window adds the variance of two,
///
///     standard error² = Σ 2 (noise · expected sales)²      over regions and weeks
///
/// - Note: Each week gets the same extra money, and spend never falls below 0, as ``Experiment`` says.
public struct TestSimulator: Sendable, Hashable, Codable {
  /// How spend is changed.
  public enum Change: Sendable, Hashable, Codable {
    /// A share of the channel's usual weekly spend, which is its mean over the weeks with any, is added each week; −1 is a
    /// hold-out, in which nothing is spent.
    case share(Double)
    /// This much money is added each week, below 0 taken away; regions share it in proportion to their usual spend.
    case money(Double)
  }

  /// The test's name; nil for the channel's and the first day, `tv 2023-03-06`.
  public var name: String?
  /// The channel.
  public var channel: String
  /// The Monday of the first week.
  public var start: Day
  /// Weeks of changed spend, 1 or more.
  public var weeks: Int
  /// How spend is changed.
  public var change: Change
  /// Further weeks whose sales count, so that what is carried over is counted too; 0 or more.
  public var outcomeWeeks: Int
  /// The standard deviation of a week's sales about what a twin predicts, as a share of them; above 0, at most 1.
  public var noise: Double
  /// The regions it runs in; empty for all.
  public var regions: [String]

  /// A test.
  public init(
    name: String? = nil, channel: String, start: Day, weeks: Int, change: Change,
    outcomeWeeks: Int = 4, noise: Double = 0.01, regions: [String] = []
  ) {
    self.name = name
    self.channel = channel
    self.start = start
    self.weeks = weeks
    self.change = change
    self.outcomeWeeks = outcomeWeeks
    self.noise = noise
    self.regions = regions
  }

  /// The test in the national retailer's world.
  ///
  /// - Throws: `TestError` for a channel, region, week or change that the world cannot have; `MixError.badOption` for a
  ///   number outside its range.
  public func simulated(in truth: RetailTruth, seed: UInt64 = 42) throws -> TestResult {
    guard regions.isEmpty else { throw TestError.noRegions }
    let market = Market(
      name: nil, channels: truth.channels, expected: zip(truth.sales, truth.noise).map { $0 - $1 })
    return try simulated(in: [market], truth.weeks, seed: seed)
  }

  /// The test in some regions of a panel's world, or in all.
  ///
  /// - Throws: As for the national retailer.
  public func simulated(in truth: PanelTruth, seed: UInt64 = 42) throws -> TestResult {
    let known = truth.regions.map(\.name)
    if let stranger = regions.first(where: { !known.contains($0) }) {
      throw TestError.unknownRegion(stranger, known: known)
    }
    let tested = truth.regions.filter { regions.isEmpty || regions.contains($0.name) }
    let markets = tested.map {
      Market(name: $0.name, channels: $0.channels, expected: $0.expected)
    }
    return try simulated(in: markets, truth.weeks, seed: seed)
  }

  /// Where a test runs.
  private struct Market {
    let name: String?
    let channels: [RetailTruth.Channel]
    let expected: [Double]
  }

  private func simulated(
    in markets: [Market], _ days: [Day], seed: UInt64
  ) throws -> TestResult {
    try requireOptions()
    let known = markets.first?.channels.map(\.name) ?? []
    guard let index = known.firstIndex(of: channel) else {
      throw TestError.unknownChannel(channel, known: known)
    }
    let (tested, counted) = try window(of: days)
    let channels = markets.map { $0.channels[index] }
    let added = try extraSpend(of: channels, in: tested)

    var (lift, later, changed, variance) = (0.0, 0.0, 0.0, 0.0)
    for (market, (channel, extra)) in zip(markets, zip(channels, added)) {
      var spend = channel.spend
      for week in tested {
        spend[week] = max(0, spend[week] + extra)
        changed += spend[week] - channel.spend[week]
      }
      let effects = RetailTruth.Channel(law: channel.law, spend: spend).contribution
      for week in tested.lowerBound..<days.count {
        let difference = effects[week] - channel.contribution[week]
        if counted.contains(week) { lift += difference } else { later += difference }
      }
      for week in counted {
        let deviation = noise * market.expected[week]
        variance += 2 * deviation * deviation
      }
    }
    // One error for a channel, day and place, whatever the test is called and however long it is: replicates come from
    // other seeds.
    let place = ([channel, "\(start)"] + regions).joined(separator: ".")
    var chance = RandomStream(seed: seed, named: "test.\(place)")
    let error = variance.squareRoot()
    let experiment = Experiment(
      name: name ?? "\(channel) \(start)", channel: channel, first: days[tested.lowerBound],
      last: days[tested.upperBound - 1].advanced(by: 6),
      outcomeEnd: days[counted.upperBound - 1].advanced(by: 6), extraSpend: added.reduce(0, +),
      lift: lift + error * chance.normal(), standardError: error, regions: regions,
      spendChange: changed)
    return TestResult(
      experiment: experiment,
      truth: TestTruth(
        name: experiment.name, channel: channel, lift: lift, later: later, spendChange: changed,
        measured: experiment.lift, standardError: error))
  }

  /// The weeks of changed spend, and those whose sales count.
  private func window(of days: [Day]) throws(TestError) -> (Range<Int>, Range<Int>) {
    guard let first = days.firstIndex(of: start) else {
      let week = days.last { $0 <= start && start < $0.advanced(by: 7) }
      throw .noSuchWeek(start, of: days.first, through: days.last, containing: week)
    }
    let (last, end) = (first + weeks, first + weeks + outcomeWeeks)
    guard end <= days.count else {
      throw .tooLate(start, weeks: weeks + outcomeWeeks, left: days.count - first)
    }
    return (first..<last, first..<end)
  }

  /// Money added each week, market by market.
  ///
  /// In proportion to usual spend; a hold-out is scaled so that no week of no market has any left.
  private func extraSpend(
    of channels: [RetailTruth.Channel], in weeks: Range<Int>
  ) throws(TestError) -> [Double] {
    let usual = channels.map { channel -> Double in
      let active = channel.spend.filter { $0 > 0 }
      return active.isEmpty ? 0 : active.reduce(0, +) / Double(active.count)
    }
    let whole = usual.reduce(0, +)
    guard whole > 0 else { throw .nothingSpent(channel) }
    let share: Double
    switch change {
    case .money(let money): share = money / whole
    case .share(-1):
      share = zip(channels, usual).reduce(0) { least, market in
        let most = market.0.spend[weeks].max() ?? 0
        return market.1 > 0 ? min(least, -most / market.1) : least
      }
    case .share(let given): share = given
    }
    let isCut = share < 0 || change == .share(-1)
    guard !isCut || channels.contains(where: { $0.spend[weeks].contains { $0 > 0 } }) else {
      throw .nothingToTake(channel, from: start)
    }
    return usual.map { share * $0 }
  }

  private func requireOptions() throws(MixError) {
    guard weeks >= 1 else {
      throw .badOption("weeks", value: Double(weeks), allowed: "1 or more")
    }
    guard outcomeWeeks >= 0 else {
      throw .badOption("outcome", value: Double(outcomeWeeks), allowed: "0 or more")
    }
    // A measurement without error would be no measurement, and no likelihood could hold it.
    guard noise > 0, noise <= 1 else {
      throw .badOption("noise", value: noise, allowed: "above 0 and at most 1, a share of sales")
    }
    let amount =
      switch change {
      case .share(let share): share
      case .money(let money): money
      }
    guard amount.isFinite, amount != 0 else {
      throw .badOption("extra", value: amount, allowed: "any change of spend but 0")
    }
    if case .share(let share) = change, share < -1 {
      throw .badOption("extra", value: share, allowed: "-1 or more: spend never falls below 0")
    }
  }
}

import Statistics
public import Tables

/// A retailer's weekly sales and advertising, with the truth behind them.
///
///     let (table, truth) = try RetailSimulator(weeks: 104).simulated(seed: 42)
///
/// The retailer behaves as real ones do, and as naive models deny: television comes in flights with weeks of nothing between
/// them, and sells for weeks after; digital, social and, less so, radio budgets follow the demand that the retailer expects,
/// so that their spend and sales rise together for a reason that is no effect; effects saturate; one week is lost to an
/// outage, and one social campaign is twice its usual size.
///
/// Every ingredient draws from a stream of its own, named after it: the first 104 of 156 weeks are the same as 104 weeks, and
/// a change to one ingredient leaves the draws of the others alone.
public struct RetailSimulator: Sendable, Hashable, Codable {
  /// Weeks, 20...5,000.
  public var weeks: Int
  /// The standard deviation of a week's chance, as a share of usual weekly sales (690,000); 0...1.
  public var noise: Double
  /// How far budgets follow expected demand: 0 not at all, 1 wholly.
  public var confounding: Double
  /// So many cells of spend or sales lose their value; 0...weeks.
  public var missing: Int
  /// How much hidden demand moves sales, as a multiple of 26,000 a week for one standard deviation; 0...5.
  ///
  /// Together with `confounding` it makes the world in which a model that sees spend and sales alone is far off however well
  /// it fits: at 3 the channels that follow demand seem to a plain regression to return four times what they do.
  public var hidden: Double

  /// A simulator; the defaults are the course's data set.
  public init(
    weeks: Int = 104, noise: Double = 0.01, confounding: Double = 0.85, missing: Int = 0,
    hidden: Double = 1
  ) {
    self.weeks = weeks
    self.noise = noise
    self.confounding = confounding
    self.missing = missing
    self.hidden = hidden
  }

  /// The table `week tv digital radio print social holiday sales`, and what generated it.
  ///
  /// Money is in whole units of one currency; `holiday` is 1 or 0.
  ///
  /// - Throws: `MixError.badOption` for an option outside its range.
  public func simulated(seed: UInt64 = 42) throws -> (table: Table, truth: RetailTruth) {
    try requireOptions()
    let calendar = RetailCalendar(weeks: weeks)
    let plan = RetailPlan(calendar, confounding: confounding, seed: seed)
    let channels = zip(RetailChannel.all, plan.spend).map(RetailTruth.Channel.init)

    let deviation = noise * 690_000
    var chance = RandomStream(seed: seed, named: "retail.noise")
    let growth = calendar.years.map { 28_000 * $0 }
    let season = calendar.season.map { 36_000 * $0 }
    let holiday = calendar.holidays.map { 52_000 * $0 }
    let demand = plan.demand.map { hidden * 26_000 * $0 }
    let events = plan.events
    let base = 480_000.0
    var sales: [Double] = []
    var noise: [Double] = []
    for week in 0..<weeks {
      let effects = channels.reduce(0) { $0 + $1.contribution[week] }
      let expected =
        base + growth[week] + season[week] + holiday[week] + demand[week] + events[week] + effects
      let sold = max(0, (expected + deviation * chance.normal()).rounded())
      sales.append(sold)
      // What rounding adds counts as chance, so that the parts add up to sales.
      noise.append(sold - expected)
    }
    let truth = RetailTruth(
      seed: seed, confounding: confounding, noiseDeviation: deviation, weeks: calendar.weeks,
      base: base, trend: growth, season: season, holiday: holiday, demand: demand, events: events,
      noise: noise, sales: sales, channels: channels, oddities: plan.oddities)
    return (table(of: truth, holidays: calendar.holidays), truth)
  }

  private func requireOptions() throws(MixError) {
    guard (20...5_000).contains(weeks) else {
      throw .badOption("weeks", value: Double(weeks), allowed: "20 to 5,000")
    }
    guard (0...1).contains(noise) else {
      throw .badOption("noise", value: noise, allowed: "0 to 1, a share of usual sales")
    }
    guard (0...1).contains(confounding) else {
      throw .badOption("confounding", value: confounding, allowed: "0 to 1")
    }
    guard (0...weeks).contains(missing) else {
      throw .badOption("missing", value: Double(missing), allowed: "0 to the number of weeks")
    }
    guard (0...5).contains(hidden) else {
      throw .badOption("hidden", value: hidden, allowed: "0 to 5")
    }
  }

  private func table(of truth: RetailTruth, holidays: [Double]) -> Table {
    var numbers = truth.channels.map(\.spend) + [truth.sales]
    var holes = RandomStream(seed: truth.seed, named: "retail.missing")
    var dug = 0
    while dug < missing {
      let column = holes.index(below: numbers.count)
      let row = holes.index(below: weeks)
      guard !numbers[column][row].isNaN else { continue }
      numbers[column][row] = .nan
      dug += 1
    }
    let spend = zip(truth.channels, numbers).map { Column($0.name, numbers: $1) }
    return Table(
      [Column("week", days: truth.weeks)] + spend + [
        Column("holiday", numbers: holidays),
        Column("sales", numbers: numbers[numbers.count - 1]),
      ])
  }
}

extension RetailTruth.Channel {
  /// What a channel does with this spend.
  init(law: RetailChannel, spend: [Double]) {
    let carried = law.carriedOver(spend)
    let contribution = carried.map { law.largestEffect * law.saturation($0) }
    let responses = carried.map { law.largestEffect * law.saturationResponse($0) }
    let total = spend.reduce(0, +)
    self.law = law
    self.spend = spend
    self.contribution = contribution
    carriedOver = zip(contribution, zip(carried, spend)).map { effect, stock in
      let (carried, spent) = stock
      return carried > 0 ? effect * (1 - (1 - law.retention) * spent / carried) : 0
    }
    mroi = total > 0 ? responses.reduce(0, +) / total : 0
  }
}

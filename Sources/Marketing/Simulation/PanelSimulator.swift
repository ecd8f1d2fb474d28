import Statistics
public import Tables

/// Weekly sales and advertising of a retailer region by region, with the truth behind them.
///
///     let (table, truth) = try PanelSimulator(regions: 20, weeks: 156).simulated(seed: 42)
///
/// The regions differ in size, in what they sell without advertising, in budgets and in effects, which scatter about those of
/// the nation (log-normally, standard deviation 0.3); memory and saturation for each head are the same everywhere. Budgets
/// partly follow each region's hidden demand, whose national part a model with a term for each week can see and whose own
/// part none can.
///
/// Every ingredient draws from a stream of its own: more weeks go on where fewer end, and more regions leave the first ones
/// as they are.
public struct PanelSimulator: Sendable, Hashable, Codable {
  /// Regions, 2...99.
  public var regions: Int
  /// Weeks, 20...520.
  public var weeks: Int
  /// The standard deviation of a week's chance in a region, as a share of the region's usual weekly sales; 0...1.
  public var noise: Double
  /// How far budgets follow the region's expected demand: 0 not at all, 1 wholly.
  public var confounding: Double
  /// How much hidden demand moves sales, as a multiple of 3.8 % of usual sales for one standard deviation; 0...5.
  public var hidden: Double
  /// So many cells of spend or sales lose their value; 0...rows.
  public var missing: Int

  /// A simulator.
  public init(
    regions: Int = 20, weeks: Int = 156, noise: Double = 0.02, confounding: Double = 0.5,
    hidden: Double = 1, missing: Int = 0
  ) {
    self.regions = regions
    self.weeks = weeks
    self.noise = noise
    self.confounding = confounding
    self.hidden = hidden
    self.missing = missing
  }

  /// The table `region week tv digital radio print social price population sales`, and what generated it.
  ///
  /// A row a region and week, region by region; spend and sales in whole units of one currency, prices to the cent.
  ///
  /// - Throws: `MixError.badOption` for an option outside its range.
  /// - Complexity: O(regions × weeks).
  public func simulated(seed: UInt64 = 42) throws -> (table: Table, truth: PanelTruth) {
    try requireOptions()
    let calendar = RetailCalendar(weeks: weeks)
    let regions = (0..<regions).map { region($0, calendar, seed: seed) }
    let truth = PanelTruth(
      seed: seed, confounding: confounding, weeks: calendar.weeks, regions: regions)
    return (table(of: truth), truth)
  }

  private func region(
    _ number: Int, _ calendar: RetailCalendar, seed: UInt64
  ) -> PanelTruth.Region {
    let region = PanelRegion(number, seed: seed)
    let plan = PanelPlan(calendar, region, confounding: confounding, seed: seed)
    let channels = zip(region.laws, plan.spend).map(RetailTruth.Channel.init)
    let deviation = noise * 690_000 * region.size
    var chance = RandomStream(seed: seed, named: "panel.\(region.name).noise")
    let trend = calendar.years.map { 28_000 * region.size * $0 }
    let season = calendar.season.map { 36_000 * region.size * $0 }
    let demand = plan.demand.map { hidden * 26_000 * region.size * $0 }
    let priced = plan.price.map { -45_000 * region.size * ($0 - 10) }
    var (sales, noise): ([Double], [Double]) = ([], [])
    for week in 0..<weeks {
      let effects = channels.reduce(0) { $0 + $1.contribution[week] }
      let expected =
        region.base + trend[week] + season[week] + demand[week] + priced[week] + effects
      let sold = max(0, (expected + deviation * chance.normal()).rounded())
      sales.append(sold)
      // What rounding adds counts as chance, so that the parts add up to sales.
      noise.append(sold - expected)
    }
    return PanelTruth.Region(
      name: region.name, population: region.population, noiseDeviation: deviation,
      base: region.base, trend: trend, season: season, demand: demand, price: plan.price,
      priceEffect: priced, noise: noise, sales: sales, channels: channels)
  }

  private func requireOptions() throws(MixError) {
    guard (2...99).contains(regions) else {
      throw .badOption("regions", value: Double(regions), allowed: "2 to 99")
    }
    guard (20...520).contains(weeks) else {
      throw .badOption("weeks", value: Double(weeks), allowed: "20 to 520")
    }
    guard (0...1).contains(noise) else {
      throw .badOption("noise", value: noise, allowed: "0 to 1, a share of usual sales")
    }
    guard (0...1).contains(confounding) else {
      throw .badOption("confounding", value: confounding, allowed: "0 to 1")
    }
    guard (0...5).contains(hidden) else {
      throw .badOption("hidden", value: hidden, allowed: "0 to 5")
    }
    guard (0...regions * weeks).contains(missing) else {
      throw .badOption("missing", value: Double(missing), allowed: "0 to the number of rows")
    }
  }

  private func table(of truth: PanelTruth) -> Table {
    let regions = truth.regions
    var measures = RetailChannel.all.indices.map { channel in
      regions.flatMap { $0.channels[channel].spend }
    }
    measures.append(regions.flatMap(\.sales))
    let rows = regions.count * weeks
    var holes = RandomStream(seed: truth.seed, named: "panel.missing")
    var dug = 0
    while dug < missing {
      let column = holes.index(below: measures.count)
      let row = holes.index(below: rows)
      guard !measures[column][row].isNaN else { continue }
      measures[column][row] = .nan
      dug += 1
    }
    let spend = zip(RetailChannel.all, measures).map { Column($0.name, numbers: $1) }
    return Table(
      [
        Column("region", texts: regions.flatMap { [String?](repeating: $0.name, count: weeks) }),
        Column("week", days: regions.flatMap { _ in truth.weeks }),
      ] + spend + [
        Column("price", numbers: regions.flatMap(\.price)),
        Column(
          "population",
          numbers: regions.flatMap { [Double](repeating: $0.population, count: weeks) }),
        Column("sales", numbers: measures[measures.count - 1]),
      ])
  }
}

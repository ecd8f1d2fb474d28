public import Tables

/// Dense series of several regions over the same periods, ready for a model.
///
/// Reading a long table (a row for each region and period, in any order) into this value is where names, dates and
/// missing rows end. Series are region by region, within a region from the first period to the last: value
/// `region * periods + t`. One region is a nation.
public struct MixPanel: Sendable, Hashable, Codable {
  /// The regions, in the order of their first rows.
  public let regions: [String]
  /// The number of periods, the same for all regions.
  public let periods: Int
  /// The periods' dates, rising; empty where the table has none.
  public let days: [Day]
  /// People in each region; 1 each where a single region names no population.
  public let population: [Double]
  /// What is explained.
  public let target: MixData.Series
  /// Spend by channel, each ≥ 0.
  public let channels: [MixData.Series]
  /// What reaches people, by channel: impressions, clicks, or the spend itself.
  ///
  /// It drives the effect; returns are counted on spend. Of channels that tell reach and frequency it is the reach.
  public let media: [MixData.Series]
  /// How often each of those reached is, by channel; nil for channels that do not tell.
  public let frequency: [MixData.Series?]
  /// What else moves the target.
  public let controls: [MixData.Series]
  /// The same rows added up to one nation: target and spend are sums, controls means by population.
  public let national: MixData

  /// The named columns out of a table.
  ///
  /// - Parameters:
  ///   - table: A row for each region and period.
  ///   - target: The column that is explained; with several regions its sum over them must mean something.
  ///   - channels: The columns of spend.
  ///   - controls: Other columns that move the target.
  ///   - region: The column of the regions' names; nil for a table of one nation.
  ///   - population: The column of the regions' populations, the same number in all rows of a region. Needed from two
  ///     regions on.
  ///   - date: The column of dates; without it the first column that holds dates, and where there is none the order of
  ///     the rows within each region.
  ///   - media: The column of what reaches people, by channel, where that is not spend.
  ///   - reach: The column of how many people were reached, by channel; such channels have no media.
  ///   - frequency: The column of how often each of them was, by the same channels.
  /// - Throws: `TableError` for a column that is not there or of another kind; `MixError` for missing or infinite
  ///   values, negative spend, a column used twice; ``PanelError`` for regions whose rows do not match.
  public init(
    _ table: Table, target: String, channels: [String], controls: [String] = [],
    region: String? = nil, population: String? = nil, date: String? = nil,
    media: [String: String] = [:], reach: [String: String] = [:],
    frequency: [String: String] = [:]
  ) throws {
    guard !channels.isEmpty else { throw MixError.noChannels }
    for channel in (Array(media.keys) + reach.keys + frequency.keys).sorted()
    where !channels.contains(channel) {
      throw PanelError.unknownChannel(channel, known: channels)
    }
    for channel in channels where reach[channel] != nil || frequency[channel] != nil {
      guard reach[channel] != nil, frequency[channel] != nil, media[channel] == nil else {
        throw PanelError.notOffered(
          "a channel is told by reach and frequency or by media, and \"\(channel)\" has "
            + [
              media[channel].map { "media \"\($0)\"" }, reach[channel].map { "reach \"\($0)\"" },
              frequency[channel].map { "frequency \"\($0)\"" },
            ].compactMap(\.self).joined(separator: ", ") + "; name both columns and no media")
      }
    }
    var used: Set<String> = []
    let others = [region, population, date].compactMap(\.self)
    for name in [target] + channels + controls + others where !used.insert(name).inserted {
      throw MixError.usedTwice(column: name)
    }
    let grid = try PanelGrid(table, region: region, date: date)
    regions = grid.regions
    periods = grid.periods
    days = grid.days
    guard periods >= 2 else { throw PanelError.tooFewPeriods(periods, needed: 2) }
    self.target = try grid.series(target, of: table)
    self.channels = try channels.map { try grid.series($0, of: table, leastIsZero: true) }
    self.media = try channels.map {
      try grid.series(reach[$0] ?? media[$0] ?? $0, of: table, leastIsZero: true)
    }
    self.frequency = try channels.map {
      try frequency[$0].map { try grid.series($0, of: table, leastIsZero: true) }
    }
    self.controls = try controls.map { try grid.series($0, of: table) }
    if let population {
      self.population = try grid.population(population, of: table)
    } else {
      guard grid.regions.count == 1 else {
        throw PanelError.noPopulation(regions: grid.regions.count)
      }
      self.population = [1]
    }
    national = try Self.national(
      target: self.target, channels: self.channels, controls: self.controls, days: days,
      population: self.population, periods: periods)
    for series in [self.target] + self.controls {
      guard let first = series.values.first, series.values.allSatisfy({ $0 == first }) else {
        continue
      }
      throw MixError.constant(column: series.name, value: first, rows: series.values.count)
    }
  }

  /// The region that others are compared with: the one of the largest population, the first of equals.
  public var baselineRegion: Int {
    population.indices.reduce(0) { population[$1] > population[$0] ? $1 : $0 }
  }

  /// Sums and means over the regions, one number a period.
  private static func national(
    target: MixData.Series, channels: [MixData.Series], controls: [MixData.Series], days: [Day],
    population: [Double], periods: Int
  ) throws -> MixData {
    let people = population.reduce(0, +)
    func sum(_ series: MixData.Series, weights: [Double]?) -> Column {
      var total = [Double](repeating: 0, count: periods)
      for region in population.indices {
        let weight = weights.map { $0[region] / people } ?? 1
        for t in 0..<periods { total[t] += weight * series.values[region * periods + t] }
      }
      return Column(series.name, numbers: total)
    }
    var columns = ([target] + channels).map { sum($0, weights: nil) }
    columns += controls.map { sum($0, weights: population.count > 1 ? population : nil) }
    var dateName: String?
    if !days.isEmpty {
      // A name that no column has.
      var name = "date"
      while columns.contains(where: { $0.name == name }) { name += "_" }
      columns.append(Column(name, days: days))
      dateName = name
    }
    return try MixData(
      Table(columns), target: target.name, channels: channels.map(\.name),
      controls: controls.map(\.name), date: dateName)
  }
}

public import Tables

/// What generated a simulated panel of regions: the answer that estimates are scored against.
///
/// A region's sales are the sum of its base, trend, season, demand, the effect of its price, its channels and noise, to the
/// unit of money. What a channel caused is what would be missing were it switched off in every week and region.
public struct PanelTruth: Sendable, Hashable, Codable {
  /// A region and what happened there.
  public struct Region: Sendable, Hashable, Codable {
    /// Its name in the table.
    public let name: String
    /// How many people live there.
    public let population: Double
    /// The standard deviation of the noise, in money a week.
    public let noiseDeviation: Double
    /// Sales of a week without anything else.
    public let base: Double
    /// Growth since the first week.
    public let trend: [Double]
    /// What the time of the year adds.
    public let season: [Double]
    /// What demand adds that no column shows: the confounder.
    public let demand: [Double]
    /// The price of the basket.
    public let price: [Double]
    /// What a price other than 10 adds or takes.
    public let priceEffect: [Double]
    /// Chance.
    public let noise: [Double]
    /// What was sold, before any value went missing.
    public let sales: [Double]
    /// The channels, with the laws of this region.
    public let channels: [RetailTruth.Channel]

    /// Sales but chance, week by week.
    public var expected: [Double] { zip(sales, noise).map { $0 - $1 } }
  }

  /// A channel over all regions.
  public struct Channel: Sendable, Hashable {
    /// Its name.
    public let name: String
    /// Its share of the carried-over spend that is still at work a week later, the same in all regions.
    public let retention: Double
    /// Weeks after which half of an effect has worn off.
    public let halfLife: Double
    /// The steady weekly spend of half effect, of all regions together.
    public let halfPoint: Double
    /// The shape of its saturation.
    public let slope: Double
    /// Spend over all weeks and regions.
    public let totalSpend: Double
    /// Sales caused over all weeks and regions.
    public let totalContribution: Double
    /// The return of the next unit of money, spread over weeks and regions as spend is.
    public let mroi: Double
    /// Return on investment; 0 where nothing was spent.
    public var roi: Double { totalSpend > 0 ? totalContribution / totalSpend : 0 }
  }

  /// The seed.
  public let seed: UInt64
  /// How far budgets follow expected demand, 0...1.
  public let confounding: Double
  /// The weeks' Mondays.
  public let weeks: [Day]
  /// The regions.
  public let regions: [Region]

  /// The channels over all regions.
  public var channels: [Channel] {
    guard let first = regions.first else { return [] }
    return first.channels.indices.map { index in
      let parts = regions.map { $0.channels[index] }
      let law = parts[0].law
      let spend = parts.reduce(0) { $0 + $1.totalSpend }
      return Channel(
        name: law.name, retention: law.retention, halfLife: law.halfLife,
        halfPoint: parts.reduce(0) { $0 + $1.law.halfPoint }, slope: law.slope, totalSpend: spend,
        totalContribution: parts.reduce(0) { $0 + $1.totalContribution },
        mroi: spend > 0 ? parts.reduce(0) { $0 + $1.mroi * $1.totalSpend } / spend : 0)
    }
  }

  /// All sales but chance.
  public var expectedTotal: Double {
    regions.reduce(0) { $0 + $1.expected.reduce(0, +) }
  }

  /// Expected sales that no channel caused.
  public var baseline: Double {
    expectedTotal - channels.reduce(0) { $0 + $1.totalContribution }
  }
}

extension PanelTruth {
  /// One row a channel: `channel roi mroi contribution share retention half_life half_point slope`, over all regions.
  public var channelTable: Table {
    let (channels, total) = (channels, expectedTotal)
    func numbers(_ name: String, _ value: (Channel) -> Double) -> Column {
      Column(name, numbers: channels.map(value))
    }
    return Table([
      Column("channel", texts: channels.map(\.name)),
      numbers("roi", \.roi),
      numbers("mroi", \.mroi),
      numbers("contribution", \.totalContribution),
      numbers("share") { $0.totalContribution / total },
      numbers("retention", \.retention),
      numbers("half_life", \.halfLife),
      numbers("half_point", \.halfPoint),
      numbers("slope", \.slope),
    ])
  }

  /// One row a region: `region population sales`, then the return of each channel there.
  public var regionTable: Table {
    Table(
      [
        Column("region", texts: regions.map(\.name)),
        Column("population", numbers: regions.map(\.population)),
        Column("sales", numbers: regions.map { $0.sales.reduce(0, +) }),
      ]
        + channels.indices.map { index in
          Column(
            channels[index].name, numbers: regions.map { $0.channels[index].roi })
        })
  }

  /// The truth under the names that a fit uses: those of ``RetailTruth/scalarFields`` over all regions, `regions`, and each
  /// region's return as `roi.tv.r01`.
  ///
  /// `noise` and `demand` are standard deviations over all rows, in units of sales.
  public var scalarFields: [ScalarField] {
    let (channels, total) = (channels, expectedTotal)
    let noise = regions.map(\.noiseDeviation)
    var fields = [
      ScalarField("rows", Double(weeks.count * regions.count)),
      ScalarField("regions", Double(regions.count)), ScalarField("baseline", baseline),
      ScalarField("noise", rootMeanSquare(noise)),
      ScalarField("demand", rootMeanSquare(regions.flatMap(\.demand))),
      ScalarField("confounding", confounding),
    ]
    for (index, channel) in channels.enumerated() {
      let measures = [
        ("contribution", channel.totalContribution),
        ("share", channel.totalContribution / total), ("roi", channel.roi),
        ("mroi", channel.mroi), ("spend", channel.totalSpend), ("retention", channel.retention),
        ("half_life", channel.halfLife), ("half_point", channel.halfPoint),
        ("slope", channel.slope),
      ]
      fields += measures.map { ScalarField("\($0.0).\(channel.name)", $0.1) }
      fields += regions.map {
        ScalarField("roi.\(channel.name).\($0.name)", $0.channels[index].roi)
      }
    }
    return fields
  }
}

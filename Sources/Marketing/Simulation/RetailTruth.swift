public import Tables

/// What generated a simulated retail table: the answer that estimates are scored against.
///
/// Sales are the sum of base, trend, season, holidays, demand, events, the five channels and noise, to the unit of money.
public struct RetailTruth: Sendable, Hashable, Codable {
  /// A channel's law and what it did.
  public struct Channel: Sendable, Hashable, Codable {
    /// Carryover and saturation.
    public let law: RetailChannel
    /// Spend by week.
    public let spend: [Double]
    /// Sales caused by week.
    public let contribution: [Double]
    /// The part of them that spend of earlier weeks caused: effects are shared out between weeks of spend in proportion to
    /// what each adds to the carried-over spend, so that saturation hits all alike.
    public let carriedOver: [Double]
    /// The return of the next unit of money, spread over the weeks as spend is: the derivative of all contributions to a
    /// proportional rise, over spend.
    public let mroi: Double

    /// The channel's name.
    public var name: String { law.name }
    /// All sales caused within the weeks.
    ///
    /// What the last weeks' spend sells later isn't in it.
    public var totalContribution: Double { contribution.reduce(0, +) }
    /// All spend.
    public var totalSpend: Double { spend.reduce(0, +) }
    /// Return on investment; 0 where nothing was spent.
    public var roi: Double { totalSpend > 0 ? totalContribution / totalSpend : 0 }
  }

  /// A week in which something happened that no model is told of.
  public struct Oddity: Sendable, Hashable, Codable {
    /// The week's Monday.
    public let week: Day
    /// What happened.
    public let what: String
  }

  /// The seed.
  public let seed: UInt64
  /// How far budgets follow expected demand, 0...1.
  public let confounding: Double
  /// The standard deviation of the noise, in money a week.
  public let noiseDeviation: Double
  /// The weeks' Mondays.
  public let weeks: [Day]
  /// Sales of a week without anything else.
  public let base: Double
  /// Growth since the first week.
  public let trend: [Double]
  /// What the time of the year adds.
  public let season: [Double]
  /// What holidays add.
  public let holiday: [Double]
  /// What demand adds that no column shows: the confounder.
  public let demand: [Double]
  /// What oddities add.
  public let events: [Double]
  /// Chance.
  public let noise: [Double]
  /// What was sold, before any value went missing.
  public let sales: [Double]
  /// The channels.
  public let channels: [Channel]
  /// The planted oddities.
  public let oddities: [Oddity]

  /// All sales but chance.
  public var expectedTotal: Double { sales.reduce(0, +) - noise.reduce(0, +) }
  /// Expected sales that no channel caused.
  public var baseline: Double {
    expectedTotal - channels.reduce(0) { $0 + $1.totalContribution }
  }
}

extension RetailTruth {
  /// One row a channel: `channel roi mroi contribution share retention half_life half_point slope`.
  public var channelTable: Table {
    func numbers(_ name: String, _ value: (Channel) -> Double) -> Column {
      Column(name, numbers: channels.map(value))
    }
    return Table([
      Column("channel", texts: channels.map(\.name)),
      numbers("roi", \.roi),
      numbers("mroi", \.mroi),
      numbers("contribution", \.totalContribution),
      numbers("share") { $0.totalContribution / expectedTotal },
      numbers("retention", \.law.retention),
      numbers("half_life", \.law.halfLife),
      numbers("half_point", \.law.halfPoint),
      numbers("slope", \.law.slope),
    ])
  }

  /// One row a week: `week`, what each cause added (for channels also the carried-over part), `noise` and `sales`.
  public var weeklyTable: Table {
    let fixed = [
      Column("week", days: weeks),
      Column("base", numbers: [Double](repeating: base, count: weeks.count)),
      Column("trend", numbers: trend), Column("season", numbers: season),
      Column("holiday", numbers: holiday), Column("demand", numbers: demand),
      Column("events", numbers: events),
    ]
    let effects = channels.flatMap { channel in
      [
        Column(channel.name, numbers: channel.contribution),
        Column("\(channel.name)_carried", numbers: channel.carriedOver),
      ]
    }
    return Table(
      fixed + effects + [Column("noise", numbers: noise), Column("sales", numbers: sales)])
  }

  /// The truth under the names that a fit uses, so that claims can compare: `roi.tv`, `mroi.tv`, `contribution.tv`,
  /// `share.tv`, `baseline`; and what only the truth knows: `retention.tv`, `half_life.tv`, `half_point.tv`, `slope.tv`,
  /// `noise`, `demand` (the standard deviation of what hidden demand adds), `confounding`.
  public var scalarFields: [ScalarField] {
    var fields = [
      ScalarField("rows", Double(weeks.count)), ScalarField("baseline", baseline),
      ScalarField("noise", noiseDeviation), ScalarField("demand", rootMeanSquare(demand)),
      ScalarField("confounding", confounding),
    ]
    for channel in channels {
      let law = channel.law
      let measures = [
        ("contribution", channel.totalContribution),
        ("share", channel.totalContribution / expectedTotal),
        ("roi", channel.roi), ("mroi", channel.mroi), ("spend", channel.totalSpend),
        ("retention", law.retention), ("half_life", law.halfLife),
        ("half_point", law.halfPoint), ("slope", law.slope),
      ]
      fields += measures.map { ScalarField("\($0.0).\(channel.name)", $0.1) }
    }
    return fields
  }
}

/// √(Σ x² / n), the standard deviation about 0; 0 of nothing.
func rootMeanSquare(_ values: [Double]) -> Double {
  guard !values.isEmpty else { return 0 }
  return (values.reduce(0) { $0 + $1 * $1 } / Double(values.count)).squareRoot()
}

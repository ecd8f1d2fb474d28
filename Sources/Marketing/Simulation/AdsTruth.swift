public import Tables

/// What generated a simulated advertising table: the answer that estimates, and repairs of the data, are scored against.
///
/// A day's revenue is the sum of base, trend, weekday, holidays, month's end, demand, the four campaigns' contributions and
/// noise, to the cent. It is also the sum of the revenues that the platform books to the campaigns.
public struct AdsTruth: Sendable, Hashable, Codable {
  /// A campaign's law and what it did.
  public struct Campaign: Sendable, Hashable, Codable {
    /// Carryover, saturation, and how the platform delivers it.
    public let law: AdsCampaign
    /// Spend by day, euros.
    public let spend: [Double]
    /// Revenue caused by day, euros: what would not have been sold without the campaign.
    public let contribution: [Double]
    /// Revenue that the platform books to the campaign by day, euros.
    public let claimed: [Double]
    /// The return of the next euro, spread over the days as spend is: the derivative of all contributions to a
    /// proportional rise, over spend.
    public let mroi: Double

    /// The campaign's name in the platform's account.
    public var name: String { law.name }
    /// All revenue caused within the days.
    ///
    /// What the last days' spend sells later isn't in it.
    public var totalContribution: Double { contribution.reduce(0, +) }
    /// All spend.
    public var totalSpend: Double { spend.reduce(0, +) }
    /// All revenue booked by the platform.
    public var totalClaimed: Double { claimed.reduce(0, +) }
    /// Return on investment, revenue caused over spend.
    public var roi: Double { totalContribution / totalSpend }
    /// Return on ad spend as the platform has it, revenue booked over spend.
    public var claimedROAS: Double { totalClaimed / totalSpend }
  }

  /// One planted problem.
  public struct Problem: Sendable, Hashable, Codable {
    /// What was done to a row.
    public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
      /// A cell lost its value.
      case missing
      /// A value was multiplied or divided by 6 to 20.
      case outlier
      /// A value lost its sign: −x for x.
      case negative
      /// A row stands there twice, cell by cell.
      case duplicate
      /// A campaign's row of a day was taken out.
      case missingDay = "missing_day"
    }

    /// What was done.
    public let kind: Kind
    /// The row of the table that is wrong, from 1, of a duplicate the copy; nil where the row is missing.
    public let row: Int?
    /// The row's day.
    public let day: Day
    /// The row's campaign.
    public let campaign: String
    /// The damaged cell's column; nil for whole rows.
    public let column: String?
    /// The value before; nil for whole rows.
    public let truth: Double?
    /// The value that stands there now; nil for whole rows and where none does.
    public let planted: Double?
  }

  /// The table's columns of numbers, in their order.
  public static let measures = CampaignColumn.measures.map(\.rawValue)

  /// The seed.
  public let seed: UInt64
  /// The standard deviation of the noise, in euros a day.
  public let noiseDeviation: Double
  /// The days.
  public let days: [Day]
  /// Revenue of a day without anything else.
  public let base: Double
  /// Growth since the first day.
  public let trend: [Double]
  /// What the day of the week adds.
  public let weekday: [Double]
  /// What holidays and the weeks of gifts add.
  public let holiday: [Double]
  /// What the end of a month adds.
  public let monthEnd: [Double]
  /// What demand adds that no column shows, and that retargeting follows.
  public let demand: [Double]
  /// Chance.
  public let noise: [Double]
  /// The shop's revenue by day.
  public let revenue: [Double]
  /// The campaigns.
  public let campaigns: [Campaign]
  /// The planted problems, by day, then campaign.
  public let problems: [Problem]
  /// All rows before problems were planted, by day, then campaign; the columns of the table.
  public let clean: Table

  /// All revenue but chance.
  public var expectedTotal: Double { revenue.reduce(0, +) - noise.reduce(0, +) }
  /// Expected revenue that no campaign caused.
  public var baseline: Double {
    expectedTotal - campaigns.reduce(0) { $0 + $1.totalContribution }
  }
}

extension AdsTruth.Campaign {
  /// What a campaign does with this spend, and what the platform books to it.
  init(law: AdsCampaign, spend: [Double], claimed: [Double]) {
    let carried = law.carriedOver(spend)
    self.law = law
    self.spend = spend
    self.claimed = claimed
    contribution = law.effects(of: spend)
    // a · dh/da = s · h (1 − h), and all carried-over spend rises in proportion.
    let responses = carried.map { carried in
      let reached = law.saturation(carried)
      return law.largestEffect * law.slope * reached * (1 - reached)
    }
    mroi = responses.reduce(0, +) / spend.reduce(0, +)
  }
}

/// The law by which a channel of the simulated journeys reaches customers, persuades them and brings them back.
///
/// What its touches add to the log-odds of buying at a later moment, after s, the sum of 2^(−age / half-life) over
/// them:
///
///     L · s / (s + k)
public struct JourneyChannel: Sendable, Hashable, Codable {
  /// What a touch costs whom.
  public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
    /// Ads, paid for by the touch.
    case paid
    /// The seller's own lists.
    case owned
    /// Ways to the shop that cost nothing.
    case free
  }

  /// The channel's name in the log.
  public let name: String
  /// Who pays.
  public let kind: Kind
  /// What a touch costs, in the currency of the orders; 0 unless paid.
  public let costPerTouch: Double
  /// L, the log-odds that touches, however many, could not exceed.
  public let largestEffect: Double
  /// After how many days half of a touch's effect has worn off.
  public let halfLifeInDays: Double
  /// k, how many touches of this moment have half of the largest effect: smaller is sooner saturated.
  public let halfPoint: Double
  /// Whether touches work only after a paid one: who doesn't know the brand leaves its emails unread.
  public let needsPaidTouch: Bool
  /// Whether the channel seeks out customers; otherwise they come by themselves, and by another way where it is closed.
  public let isPushed: Bool
  /// What such visits are for, in log-odds of buying, whoever makes them.
  ///
  /// Who types the shop's name is nearer to the till than who watches a video. It belongs to the moment of buying and
  /// is no effect of the channel.
  public let readiness: Double
  /// The mean number of touches of a customer of usual intent that no other touch caused.
  public let reach: Double
  /// By how much a standard deviation of hidden intent raises the log of that number.
  public let intentSlope: Double
  /// The mean number of days from a touch to the visit that it causes.
  public let reactionInDays: Double
  /// The mean number of days between touches and the customer's beginning (pushed channels) or decision (others).
  let spreadInDays: Double
  /// The channels of the visits that a touch may cause, with probabilities.
  let leads: [Lead]

  /// A visit that a touch may cause.
  struct Lead: Sendable, Hashable, Codable {
    /// Its channel's place in `JourneyChannel.all`.
    let channel: Int
    let probability: Double
  }

  /// The mean number of visits that a touch causes directly.
  public var visitsCaused: Double { leads.reduce(0) { $0 + $1.probability } }
}

extension JourneyChannel {
  private enum Place: Int {
    case social, search, display, email, organic, direct, referral, video
  }

  private static func leads(_ leads: (Place, Double)...) -> [Lead] {
    leads.map { Lead(channel: $0.0.rawValue, probability: $0.1) }
  }

  /// The eight channels of the simulated journeys.
  ///
  /// The numbers are ours, tuned together with `JourneySimulator`: Video and Social create demand that arrives by other
  /// ways days later; Search Ad, Organic Search and Direct mostly bring those who have decided; Referral, the voucher
  /// sites on the way to the till, causes nothing at all.
  static let all = [
    JourneyChannel(
      name: "Social Media Ad", kind: .paid, costPerTouch: 1.2, largestEffect: 1.1,
      halfLifeInDays: 6,
      halfPoint: 1, needsPaidTouch: false, isPushed: true, readiness: -1.4, reach: 0.45,
      intentSlope: 0.5, reactionInDays: 3, spreadInDays: 10,
      leads: leads((.organic, 0.09), (.direct, 0.07), (.search, 0.05), (.email, 0.05))),
    JourneyChannel(
      name: "Search Ad", kind: .paid, costPerTouch: 2.2, largestEffect: 0.6, halfLifeInDays: 2,
      halfPoint: 1, needsPaidTouch: false, isPushed: false, readiness: 0.4, reach: 0.32,
      intentSlope: 0.9, reactionInDays: 2, spreadInDays: 3,
      leads: leads((.email, 0.1), (.direct, 0.06), (.referral, 0.05))),
    JourneyChannel(
      name: "Display Ad", kind: .paid, costPerTouch: 0.8, largestEffect: 0.3, halfLifeInDays: 5,
      halfPoint: 1.5, needsPaidTouch: false, isPushed: true, readiness: -2.2, reach: 0.7,
      intentSlope: 0.6, reactionInDays: 6, spreadInDays: 10,
      leads: leads((.organic, 0.03), (.search, 0.03), (.direct, 0.02))),
    JourneyChannel(
      name: "Email", kind: .owned, costPerTouch: 0, largestEffect: 1.6, halfLifeInDays: 3,
      halfPoint: 0.8, needsPaidTouch: true, isPushed: false, readiness: 0, reach: 0.22,
      intentSlope: 0.7, reactionInDays: 1, spreadInDays: 5,
      leads: leads((.direct, 0.06))),
    JourneyChannel(
      name: "Organic Search", kind: .free, costPerTouch: 0, largestEffect: 0.4, halfLifeInDays: 4,
      halfPoint: 1, needsPaidTouch: false, isPushed: false, readiness: 0.2, reach: 0.42,
      intentSlope: 0.8, reactionInDays: 3, spreadInDays: 4,
      leads: leads((.email, 0.08), (.direct, 0.05), (.referral, 0.05))),
    JourneyChannel(
      name: "Direct", kind: .free, costPerTouch: 0, largestEffect: 0.2, halfLifeInDays: 2,
      halfPoint: 1, needsPaidTouch: false, isPushed: false, readiness: 0.6, reach: 0.36,
      intentSlope: 1, reactionInDays: 2, spreadInDays: 2,
      leads: leads((.email, 0.06), (.referral, 0.05))),
    JourneyChannel(
      name: "Referral", kind: .free, costPerTouch: 0, largestEffect: 0, halfLifeInDays: 1,
      halfPoint: 1, needsPaidTouch: false, isPushed: false, readiness: 0.6, reach: 0.16,
      intentSlope: 0.9, reactionInDays: 1, spreadInDays: 1,
      leads: []),
    JourneyChannel(
      name: "Video Ad", kind: .paid, costPerTouch: 1.5, largestEffect: 1.7, halfLifeInDays: 14,
      halfPoint: 1, needsPaidTouch: false, isPushed: true, readiness: -1.8, reach: 0.4,
      intentSlope: 0, reactionInDays: 9, spreadInDays: 8,
      leads: leads((.organic, 0.15), (.search, 0.1), (.direct, 0.1))),
  ]
}

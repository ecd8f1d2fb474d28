import Statistics
public import Tables

/// Customers' journeys to a shop, as a log of events, with the truth behind them.
///
///     let (events, truth) = try JourneySimulator(count: 1_000).simulated(seed: 42)
///
/// The journeys are as real ones are, and as models of attribution deny. Customers differ in an intent that no log
/// shows: who means to buy searches, comes directly and opens emails of their own accord, and would mostly have
/// bought anyway. Video, Display and Social open journeys, and bring visits by other ways days later. Touches raise
/// the probability of buying by effects that wear off and saturate; emails work only on those whom an ad touched
/// before; and one channel, which is seen on the way to the till, does nothing at all.
///
/// Every touch is a moment in which the customer may buy. Where a visit would have come anyway, switching its channel
/// off takes the touch away and leaves the moment, since the customer finds another way in; where an ad sought the
/// customer out, both are gone. See ``JourneyTruth`` for what that makes of the channels.
///
/// Every customer draws from a stream of their own: the first 1,000 customers of a larger simulation are the same as
/// 1,000 customers.
public struct JourneySimulator: Sendable, Hashable, Codable {
  /// Customers, 1...5,000,000; everyone is touched at least once and at most 8 times.
  ///
  /// There are more journeys than customers where a purchase ends one journey and touches after it begin the next.
  public var count: Int
  /// Days of the log, 7...3,650.
  public var days: Int
  /// The first day, within `AdsSimulator.starts`.
  public var start: Day
  /// How far intent decides who is touched: 0 not at all, 1 wholly.
  public var confounding: Double

  /// 2026-01-01.
  public static let usualStart = Day(daysSinceEpoch: 20_454)

  /// A simulator; the defaults are the course's data set.
  public init(
    count: Int = 1_000, days: Int = 90, start: Day = JourneySimulator.usualStart,
    confounding: Double = 1
  ) {
    self.count = count
    self.days = days
    self.start = start
    self.confounding = confounding
  }

  /// The table `customer_id timestamp channel conversion value cost`, one row a touch, in the order of time, and what
  /// generated it.
  ///
  /// A conversion stands on the row of the visit in which it happened. `conversion` is 1 or 0, `value` what was
  /// bought, missing where nothing was, `cost` what the touch cost; money is in euros to the cent, times are
  /// universal and to the second.
  ///
  /// - Throws: `AttributionError.badOption` for an option outside its range.
  /// - Complexity: O(customers · 2^c) of the c channels that touched a customer, at most 8 and mostly 2 or 3.
  public func simulated(
    seed: UInt64 = 42
  ) throws(AttributionError) -> (events: Table, truth: JourneyTruth) {
    try requireOptions()
    let laws = JourneyChannel.all
    var outcomes = JourneyOutcomes(laws)
    var customer = JourneyCustomer()
    var bought: [Bool] = []
    var log = JourneyEventLog()
    for number in 0..<count {
      customer.draw(laws, days: days, confounding: confounding, seed: seed, number: number)
      outcomes.add(customer, bought: &bought)
      for (touch, buys) in zip(customer.touches, bought) {
        log.append(touch, customer: number, buys: buys)
      }
    }
    let truth = JourneyTruth(
      seed: seed, simulator: self, laws: laws, outcomes: outcomes, touches: log.touches,
      observedConversions: log.conversions, observedValue: Double(log.cents) / 100)
    return (log.table(laws, start: start, days: days), truth)
  }

  private func requireOptions() throws(AttributionError) {
    guard (1...5_000_000).contains(count) else {
      throw .badOption("count", value: Double(count), allowed: "1 to 5,000,000 customers")
    }
    guard (7...3_650).contains(days) else {
      throw .badOption("days", value: Double(days), allowed: "7 to 3,650")
    }
    guard AdsSimulator.starts.contains(start) else {
      throw .badOption(
        "start", value: Double(start.year),
        allowed:
          "a date from \(AdsSimulator.starts.lowerBound) through \(AdsSimulator.starts.upperBound)")
    }
    guard (0...1).contains(confounding) else {
      throw .badOption("confounding", value: confounding, allowed: "0 to 1")
    }
  }
}

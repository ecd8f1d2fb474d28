import Statistics

/// What a customer would buy under every setting of the channels' switches, by the same random numbers.
///
/// Only the last coin, to buy or not, is replaced by its probability: with at most `purchaseLimit` purchases the
/// chances of having made none, one or two before each moment are carried along exactly.
struct JourneyOutcomes {
  // The laws of the channels, laid flat: they are looked up a hundred times a customer.
  private let channelCount: Int
  /// The channels, as bits, that are paid.
  private let paid: Int
  /// The channels, as bits, that work only after these.
  private let afterPaid: Int
  private let largestEffects: [Double]
  private let halfPoints: [Double]
  private let readiness: [Double]
  /// How fast the logarithm of an effect falls, a second.
  private let rates: [Double]
  /// By set of channels, as bits, the Harsanyi dividend of expected conversions: what the set adds that no part of it
  /// does.
  private var conversions: [Double]
  /// The same of value, in currency.
  private var value: [Double]

  // Kept between customers, so that nothing is allocated.
  private var members: [Int] = []
  private var locals: [Int] = []
  private var worths: [Double]
  private var valueWorths: [Double]
  /// Of touch i at moment j at i · 8 + j: what is left of the touch.
  private var left = [Double](repeating: 0, count: 64)
  private var stocks = [Double](repeating: 0, count: 8)

  /// Nobody buys more often.
  static let purchaseLimit = 2
  /// The log-odds of buying at a moment, of a customer of usual intent whom nothing has touched.
  static let baseLogOdds = -4.6
  /// What a standard deviation of intent adds to them.
  static let intentEffect = 1.2
  /// How much less likely the second purchase is than the first.
  static let repeatShare = 0.3

  init(_ laws: [JourneyChannel]) {
    func bits(_ isMember: (JourneyChannel) -> Bool) -> Int {
      laws.indices.reduce(0) { isMember(laws[$1]) ? $0 | 1 << $1 : $0 }
    }
    channelCount = laws.count
    paid = bits { $0.kind == .paid }
    afterPaid = bits(\.needsPaidTouch)
    largestEffects = laws.map(\.largestEffect)
    halfPoints = laws.map(\.halfPoint)
    readiness = laws.map(\.readiness)
    rates = laws.map { -stableLog(0.5) / ($0.halfLifeInDays * 86_400) }
    let settings = 1 << laws.count
    conversions = [Double](repeating: 0, count: settings)
    value = conversions
    worths = conversions
    valueWorths = conversions
  }

  /// Adds a customer to the expectations, and says at which touches it bought in fact.
  mutating func add(_ customer: JourneyCustomer, bought: inout [Bool]) {
    let touches = customer.touches
    decay(touches)
    let everything = 1 << channelCount - 1
    // 1. The customer's own channels; no other switch matters.
    let union = touches.reduce(0) { $0 | $1.needed }
    members.removeAll(keepingCapacity: true)
    for channel in 0..<channelCount where union >> channel & 1 == 1 { members.append(channel) }
    let count = 1 << members.count
    // 2. Expectations under each setting of these.
    locals.removeAll(keepingCapacity: true)
    for local in 0..<count {
      var setting = 0
      for (bit, channel) in members.enumerated() where local >> bit & 1 == 1 {
        setting |= 1 << channel
      }
      locals.append(setting)
      (worths[local], valueWorths[local]) = expected(customer, setting)
    }
    // 3. Dividends by differences, one channel after the other.
    for bit in members.indices {
      for local in 0..<count where local >> bit & 1 == 1 {
        worths[local] -= worths[local ^ 1 << bit]
        valueWorths[local] -= valueWorths[local ^ 1 << bit]
      }
    }
    for (local, setting) in locals.enumerated() {
      conversions[setting] += worths[local]
      value[setting] += valueWorths[local]
    }
    // 4. What happened: the coins fall with everything on.
    bought.removeAll(keepingCapacity: true)
    var purchases = 0
    for (moment, touch) in touches.enumerated() {
      let chance = probability(touches, moment, everything, customer.intent)
      let again = purchases == 0 ? chance : JourneyOutcomes.repeatShare * chance
      let buys = purchases < JourneyOutcomes.purchaseLimit && touch.coin < again
      if buys { purchases += 1 }
      bought.append(buys)
    }
  }

  /// Expected conversions and value by setting.
  ///
  /// The sum of the dividends of all its sets.
  func worth() -> (conversions: [Double], value: [Double]) {
    var (conversions, value) = (conversions, value)
    for bit in 0..<channelCount {
      for setting in conversions.indices where setting >> bit & 1 == 1 {
        conversions[setting] += conversions[setting ^ 1 << bit]
        value[setting] += value[setting ^ 1 << bit]
      }
    }
    return (conversions, value)
  }

  /// The Shapley values of all channels: each set's dividend, shared alike.
  func shapley() -> (conversions: [Double], value: [Double]) {
    func shared(_ dividends: [Double]) -> [Double] {
      (0..<channelCount).map { channel in
        dividends.indices.reduce(0) { sum, set in
          set >> channel & 1 == 1 ? sum + dividends[set] / Double(set.nonzeroBitCount) : sum
        }
      }
    }
    return (shared(conversions), shared(value))
  }

  /// What is left of each touch at each later moment.
  private mutating func decay(_ touches: [JourneyCustomer.Touch]) {
    for (index, touch) in touches.enumerated() {
      let rate = rates[touch.channel]
      left[index * 8 + index] = 1
      for moment in index + 1..<max(index + 1, touches.count) {
        left[index * 8 + moment] = stableExp(
          -rate * Double(touches[moment].second - touch.second))
      }
    }
  }

  /// Expected conversions and value of a customer under a setting.
  private mutating func expected(
    _ customer: JourneyCustomer, _ setting: Int
  ) -> (conversions: Double, value: Double) {
    var (conversions, value) = (0.0, 0.0)
    var (none, one) = (1.0, 0.0)
    for (moment, touch) in customer.touches.enumerated()
    where touch.neededForMoment & ~setting == 0 {
      let first = probability(customer.touches, moment, setting, customer.intent)
      let second = JourneyOutcomes.repeatShare * first
      let buying = none * first + one * second
      conversions += buying
      value += buying * Double(touch.cents) / 100
      one += none * first - one * second
      none -= none * first
    }
    return (conversions, value)
  }

  /// The probability of buying for the first time at a touch's moment, with these channels on.
  @inline(__always)
  private mutating func probability(
    _ touches: [JourneyCustomer.Touch], _ moment: Int, _ setting: Int, _ intent: Double
  ) -> Double {
    for channel in stocks.indices { stocks[channel] = 0 }
    var touched = 0
    for index in 0...moment where touches[index].needed & ~setting == 0 {
      let bit = 1 << touches[index].channel
      if bit & afterPaid != 0, touched & paid == 0 { continue }
      stocks[touches[index].channel] += left[index * 8 + moment]
      touched |= bit
    }
    var logOdds = JourneyOutcomes.baseLogOdds + JourneyOutcomes.intentEffect * intent
    logOdds += readiness[touches[moment].channel]
    while touched != 0 {
      let channel = touched.trailingZeroBitCount
      logOdds += largestEffects[channel] * stocks[channel] / (stocks[channel] + halfPoints[channel])
      touched &= touched - 1
    }
    return 1 / (1 + stableExp(-logOdds))
  }
}

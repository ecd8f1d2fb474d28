import Statistics

/// One customer of the simulated journeys: touches with their causes, and a coin for each moment of buying.
///
/// Touches are a forest: a root comes of the customer's own accord or the advertiser's, any other is caused by one
/// before it. So with channels switched off exactly those touches remain whose line of causes has none of them, and
/// no draw changes.
struct JourneyCustomer {
  /// A touch, and the moment of buying that comes with it.
  struct Touch {
    /// Seconds since the simulation's beginning.
    var second: Int
    /// Its place in `JourneyChannel.all`.
    let channel: Int
    /// The channels, as bits, that must be on for the touch to happen.
    let needed: Int
    /// The channels, as bits, that must be on for the moment of buying to come.
    let neededForMoment: Int
    /// Against which the probability of buying is held.
    let coin: Double
    /// What would be bought, in cents.
    let cents: Int
  }

  /// Hidden intent, mean 0, standard deviation 1.
  private(set) var intent = 0.0
  /// In the order of time, at most `limit`, no two in the same second.
  private(set) var touches: [Touch] = []

  /// Nobody has more touches.
  static let limit = 8
  private static let secondsInDay = 86_400.0

  /// Redraws the customer until there is a touch: who is never seen is in no log.
  mutating func draw(
    _ laws: [JourneyChannel], days: Int, confounding: Double, seed: UInt64, number: Int
  ) {
    // Streams of customers lie side by side, far from those of names.
    var stream = RandomStream(seed: seed, stream: JourneyCustomer.firstStream &+ UInt64(number))
    let end = days * 86_400
    repeat {
      touches.removeAll(keepingCapacity: true)
      intent = stream.normal()
      let beginning = stream.uniform() * Double(end)
      let decision = beginning + stream.uniform(4, 40) * JourneyCustomer.secondsInDay
      let usualOrder = stream.logNormal(logMean: 4.1 + 0.1 * intent, logDeviation: 0.45)
      for (channel, law) in laws.enumerated() {
        let slope = confounding * law.intentSlope
        let mean = law.reach * stableExp(slope * intent - slope * slope / 2)
        for _ in 0..<stream.poisson(mean: mean) {
          let away = law.spreadInDays * stream.exponential() * JourneyCustomer.secondsInDay
          add(
            channel, at: law.isPushed ? beginning + away : decision - away, parent: 0, end, laws,
            usualOrder, &stream)
        }
      }
      // Touches that were caused are added behind the one that causes them, and cause more.
      var cause = 0
      while cause < touches.count {
        let (second, needed, channel) = (
          touches[cause].second, touches[cause].needed, touches[cause].channel
        )
        for lead in laws[channel].leads where stream.uniform() < lead.probability {
          let lag = laws[channel].reactionInDays * stream.exponential()
          add(
            lead.channel, at: Double(second) + lag * JourneyCustomer.secondsInDay, parent: needed,
            end, laws, usualOrder, &stream)
        }
        cause += 1
      }
    } while touches.isEmpty
    sortAndCut()
  }

  private static let firstStream: UInt64 = 0xcbf2_9ce4_8422_2325 &* 0x100_0000_01b3

  /// A touch within the simulation's days; draws the same whether or not it is.
  private mutating func add(
    _ channel: Int, at second: Double, parent: Int, _ end: Int, _ laws: [JourneyChannel],
    _ usualOrder: Double, _ stream: inout RandomStream
  ) {
    let coin = stream.uniform()
    let order = usualOrder * stream.uniform(0.8, 1.2)
    guard second >= 0, second < Double(end) else { return }
    let needed = parent | 1 << channel
    touches.append(
      Touch(
        second: Int(second), channel: channel, needed: needed,
        neededForMoment: laws[channel].isPushed ? needed : parent, coin: coin,
        cents: max(500, Int((100 * order).rounded()))))
  }

  /// Sorts by time, a second apart, and keeps the first; causes come before effects, so that none is orphaned.
  private mutating func sortAndCut() {
    for index in touches.indices.dropFirst() {
      let touch = touches[index]
      var place = index
      while place > 0, touches[place - 1].second > touch.second {
        touches[place] = touches[place - 1]
        place -= 1
      }
      touches[place] = touch
    }
    if touches.count > JourneyCustomer.limit {
      touches.removeSubrange(JourneyCustomer.limit...)
    }
    for index in touches.indices.dropFirst()
    where touches[index].second <= touches[index - 1].second {
      touches[index].second = touches[index - 1].second + 1
    }
  }
}

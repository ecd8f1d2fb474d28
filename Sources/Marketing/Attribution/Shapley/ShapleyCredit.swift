import Statistics

/// Credit by what a channel adds, on average over all orders of arrival, to the channels before it.
///
///     φᵢ = Σ over S without i of |S|! (n − |S| − 1)! / n! · (v(S + i) − v(S))
///
/// What a set of channels is worth, v(S), is a choice (``Game``). The sum of conversions makes every journey divide its
/// conversion equally among its distinct channels, whatever did not convert: ``AttributionRule/linearDistinct`` to
/// the last digit. The rate of conversion looks at journeys that did not convert as well; a channel that appears
/// mostly in these can then come out below 0.
///
///     let credit = try ShapleyCredit(game: .rate).attribution(of: journeys)
///
/// Source: Shapley (1953), "A value for n-person games"; Zhao, Mahboobi, Bagheri (2018), "Shapley value methods for
/// attribution modeling in online advertising", for the sum and for ``ordered(_:)``; Castro, Gómez, Tejada (2009),
/// "Polynomial calculation of the Shapley value based on sampling".
public struct ShapleyCredit: Sendable, Hashable, Codable {
  /// What a set of channels is worth.
  public enum Game: String, Sendable, Hashable, Codable, CaseIterable {
    /// The conversions of all journeys that touched no other channel.
    case sum
    /// These over all journeys that touched no other channel, converted or not; 0 where there is none.
    case rate
  }

  /// What a set of channels is worth.
  public var game: Game
  /// Up to this many channels the rate's values are exact, beyond it orders of arrival are drawn.
  ///
  /// At most 25, which takes half a gigabyte.
  public var exactLimit: Int
  /// How many pairs of orders are drawn beyond, each with its reverse; 2 or more.
  public var sampledPairs: Int
  /// The seed of the draws.
  public var seed: UInt64

  /// The most channels for exact values.
  public static let largestExact = 25

  /// Shapley values of a game.
  public init(
    game: Game = .sum, exactLimit: Int = 20, sampledPairs: Int = 2_000, seed: UInt64 = 1
  ) {
    self.game = game
    self.exactLimit = exactLimit
    self.sampledPairs = sampledPairs
    self.seed = seed
  }

  /// The model's name in results.
  public var name: String { game == .sum ? "shapley" : "shapley rate" }

  /// What the model credits to each channel: its Shapley value times the journeys, so that credits sum to all
  /// conversions.
  public func attribution(of table: JourneyTable) throws(AttributionError) -> Attribution {
    try AttributionModel.shapley(self).attribution(of: table)
  }

  func kernel(for table: JourneyTable) throws(AttributionError) -> any CreditKernel {
    guard (0...ShapleyCredit.largestExact).contains(exactLimit) else {
      throw .badOption(
        "the limit of exact Shapley values", value: Double(exactLimit),
        allowed: "0 to \(ShapleyCredit.largestExact) channels")
    }
    guard sampledPairs >= 2 else {
      throw .badOption(
        "the pairs of sampled orders", value: Double(sampledPairs), allowed: "2 or more")
    }
    switch game {
    case .sum: return try AttributionRule.linearDistinct.kernel(for: table)
    case .rate: return RateGameKernel(self, table)
    }
  }
}

/// The sets of channels that the paths of a table touch.
struct ChannelSets: Sendable {
  /// The distinct channels of each set, rising, as indices of ``channels``.
  private(set) var sets: [[Int]] = []
  /// The set of each path.
  private(set) var setOfPath: [Int] = []
  /// The channels that occur, as indices of the table's.
  let channels: [Int]

  init(_ table: JourneyTable) {
    var occurs = [Bool](repeating: false, count: table.channels.count)
    for step in table.steps { occurs[Int(step)] = true }
    channels = occurs.indices.filter { occurs[$0] }
    var places = [Int](repeating: 0, count: table.channels.count)
    for (place, channel) in channels.enumerated() { places[channel] = place }
    setOfPath.reserveCapacity(table.count)
    if channels.count <= 64 { addMasks(table, places) } else { addLists(table, places) }
  }

  /// Few channels: a set is a bit for each of them.
  private mutating func addMasks(_ table: JourneyTable, _ places: [Int]) {
    var index = NumberIndex()
    for path in 0..<table.count {
      var mask: UInt64 = 0
      for step in table.offsets[path]..<table.offsets[path + 1] {
        mask |= 1 &<< UInt64(truncatingIfNeeded: places[Int(table.steps[step])])
      }
      setOfPath.append(index.number(of: mask))
    }
    sets = index.keys.map { mask in channels.indices.filter { mask >> UInt64($0) & 1 == 1 } }
  }

  private mutating func addLists(_ table: JourneyTable, _ places: [Int]) {
    var index = PathIndex()
    var distinct: [UInt16] = []
    for path in 0..<table.count {
      distinct.removeAll(keepingCapacity: true)
      for channel in table.path(path) where !distinct.contains(channel) {
        distinct.append(channel)
      }
      distinct.sort()
      let place = distinct.withUnsafeBufferPointer { index.place(of: $0) }
      if place == sets.count { sets.append(distinct.map { places[Int($0)] }) }
      setOfPath.append(place)
    }
  }

  /// The sums over the paths of each set.
  func sums(_ amounts: [Double]) -> [Double] {
    var sums = [Double](repeating: 0, count: sets.count)
    for (set, amount) in zip(setOfPath, amounts) { sums[set] += amount }
    return sums
  }
}

/// The game of rates made ready for the paths of one table.
struct RateGameKernel: CreditKernel {
  private let sets: ChannelSets
  private let channelCount: Int
  private let options: ShapleyCredit
  /// The orders of arrival to average over; empty where values are exact.
  private let orders: [[Int]]

  init(_ options: ShapleyCredit, _ table: JourneyTable) {
    sets = ChannelSets(table)
    channelCount = table.channels.count
    self.options = options
    let count = sets.channels.count
    guard count > options.exactLimit else {
      orders = []
      return
    }
    var stream = RandomStream(seed: options.seed, named: "attribution.shapley")
    orders = (0..<options.sampledPairs).map { _ in stream.shuffled(0..<count) }
  }

  func credit(_ weights: PathWeights) -> Credit {
    let (conversions, value) = (sets.sums(weights.conversions), sets.sums(weights.value))
    let journeys = zip(conversions, sets.sums(weights.nulls)).map { $0 + $1 }
    let all = journeys.reduce(0, +)
    var credit = Credit(
      conversions: [Double](repeating: 0, count: channelCount),
      value: [Double](repeating: 0, count: channelCount))
    if orders.isEmpty {
      let found = SubsetGame(sets.sets, players: sets.channels.count)
        .shapleyValues(of: [conversions, value], over: journeys)
      for (place, channel) in sets.channels.enumerated() {
        credit.conversions[channel] = found[0][place] * all
        credit.value[channel] = found[1][place] * all
      }
      return credit
    }
    let game = SampledGame(sets.sets, players: sets.channels.count)
    let found = game.shapleyValues(of: conversions, over: journeys, orders)
    let worth = game.shapleyValues(of: value, over: journeys, orders)
    var errors = credit.conversions
    for (place, channel) in sets.channels.enumerated() {
      credit.conversions[channel] = found.values[place] * all
      credit.value[channel] = worth.values[place] * all
      errors[channel] = found.errors[place] * all
    }
    credit.standardErrors = errors
    return credit
  }
}

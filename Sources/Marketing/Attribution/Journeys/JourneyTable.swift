/// Distinct journeys with how often each happened: what every model of attribution reads.
///
/// A journey is the ordered list of channels that a customer touched, up to a conversion or to the end of what is known.
/// Ten million journeys have some hundred thousand distinct paths, so that no model's cost depends on how many
/// customers there were.
///
///     path               conversions   value   nulls
///     search > email               3   120.0      17
///     email                        1    15.5       4
///
/// The paths lie one after the other in ``steps``, as indices of ``channels``; path `i` takes up
/// `offsets[i]..<offsets[i + 1]`. Paths are distinct and in the order of their first appearance, and so are channels
/// wherever this library makes a table.
public struct JourneyTable: Sendable, Hashable, Codable {
  /// The names of the channels.
  public let channels: [String]
  /// The channel indices of all paths, one path after the other.
  public let steps: [UInt16]
  /// Where each path begins in ``steps``, and where the last one ends: one more than there are paths.
  public let offsets: [Int]
  /// How many journeys along each path converted; each ≥ 0, whole or not.
  public let conversions: [Double]
  /// What the conversions along each path were worth, in the currency of the data; each ≥ 0.
  public let value: [Double]
  /// How many journeys along each path did not convert; each ≥ 0.
  public let nulls: [Double]
  /// For each half-life that was asked for, what each step is credited by its age in days; empty where there were no times.
  public let decays: [JourneyDecay]

  /// The most channels a table can hold.
  public static let channelLimit = 65_535

  /// A table of parts that fit together: the lengths agree, no path is empty, no number negative.
  public init(
    channels: [String], steps: [UInt16], offsets: [Int], conversions: [Double], value: [Double],
    nulls: [Double], decays: [JourneyDecay] = []
  ) {
    self.channels = channels
    self.steps = steps
    self.offsets = offsets
    self.conversions = conversions
    self.value = value
    self.nulls = nulls
    self.decays = decays
    let flaw = self.flaw
    precondition(flaw == nil, flaw ?? "")
  }

  /// A table of paths written out; equal paths are merged, their numbers added in the order given.
  public init(
    _ paths: [(path: [String], conversions: Double, value: Double, nulls: Double)]
  ) {
    var maker = JourneyMaker()
    var names = ChannelNames()
    var steps: [UInt16] = []
    for row in paths {
      steps.removeAll(keepingCapacity: true)
      for name in row.path { steps.append(names.index(of: name)) }
      maker.add(steps[...], row.conversions, row.value, row.nulls)
    }
    self = maker.table(channels: names.all)
  }

  /// How many distinct paths there are.
  public var count: Int { conversions.count }

  /// The credits by age for a half-life, or nil where the table was made without.
  public func decay(halfLifeInDays: Double) -> JourneyDecay? {
    decays.first { $0.halfLifeInDays == halfLifeInDays }
  }

  /// The channel indices along one path, from the first touch to the last.
  public func path(_ index: Int) -> ArraySlice<UInt16> {
    steps[offsets[index]..<offsets[index + 1]]
  }

  /// The channel names along one path, joined by ` > `.
  public func written(_ index: Int) -> String {
    path(index).map { channels[Int($0)] }.joined(separator: " > ")
  }

  /// The conversions of all paths.
  public var totalConversions: Double { conversions.reduce(0, +) }
  /// The value of all paths.
  public var totalValue: Double { value.reduce(0, +) }
  /// The journeys that did not convert.
  public var totalNulls: Double { nulls.reduce(0, +) }
}

// MARK: - Reading what was written

extension JourneyTable {
  private enum CodingKeys: String, CodingKey {
    case channels, steps, offsets, conversions, value, nulls, decays
  }

  /// Reads a table that was encoded; one whose parts do not fit together is refused.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    channels = try container.decode([String].self, forKey: .channels)
    steps = try container.decode([UInt16].self, forKey: .steps)
    offsets = try container.decode([Int].self, forKey: .offsets)
    conversions = try container.decode([Double].self, forKey: .conversions)
    value = try container.decode([Double].self, forKey: .value)
    nulls = try container.decode([Double].self, forKey: .nulls)
    decays = try container.decodeIfPresent([JourneyDecay].self, forKey: .decays) ?? []
    if let flaw {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: flaw))
    }
  }

  /// What keeps the parts from fitting together; nil where nothing does.
  private var flaw: String? {
    guard channels.count <= JourneyTable.channelLimit else {
      return "\(channels.count) channels, more than \(JourneyTable.channelLimit)"
    }
    guard Set(channels).count == channels.count else { return "two channels have the same name" }
    guard offsets.count == conversions.count + 1, value.count == conversions.count,
      nulls.count == conversions.count
    else {
      return
        "\(offsets.count) offsets, \(conversions.count) conversions, \(value.count) values and "
        + "\(nulls.count) nulls do not belong to the same paths"
    }
    guard offsets[0] == 0, offsets[offsets.count - 1] == steps.count else {
      return "offsets run from \(offsets[0]) to \(offsets[offsets.count - 1]), where 0 to "
        + "\(steps.count) is due"
    }
    for index in conversions.indices {
      if offsets[index + 1] <= offsets[index] { return "path \(index) has no touch" }
      // Numbers from 0 on are as they should be unless their sum is none.
      let sum = conversions[index] + value[index] + nulls[index]
      if conversions[index] >= 0, value[index] >= 0, nulls[index] >= 0, sum.isFinite { continue }
      for number in [conversions[index], value[index], nulls[index]]
      where !(number >= 0 && number.isFinite) {
        return "path \(index) has the number \(number), where one from 0 on is due"
      }
    }
    let last = steps.reduce(0) { max($0, $1) }
    if Int(last) >= channels.count, !steps.isEmpty {
      return "channel \(last) among \(channels.count)"
    }
    guard Set(decays.map(\.halfLifeInDays)).count == decays.count else {
      return "two credits by age have the same half-life"
    }
    for decay in decays {
      if let flaw = decay.flaw(in: self) { return flaw }
    }
    return nil
  }
}

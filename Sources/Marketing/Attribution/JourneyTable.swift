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

  /// The most channels a table can hold.
  public static let channelLimit = 65_535

  /// A table of parts that fit together: the lengths agree, no path is empty, no number negative.
  public init(
    channels: [String], steps: [UInt16], offsets: [Int], conversions: [Double], value: [Double],
    nulls: [Double]
  ) {
    self.channels = channels
    self.steps = steps
    self.offsets = offsets
    self.conversions = conversions
    self.value = value
    self.nulls = nulls
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

// MARK: - Tables of tables

extension JourneyTable {
  /// Consecutive touches of one channel as one touch, paths that thereby become equal merged.
  ///
  /// `A > A > B > A` becomes `A > B > A`. Known elsewhere as the exposure path.
  ///
  /// - Complexity: O(touches).
  public func collapsed() -> JourneyTable {
    mapped { path, steps in
      for step in path where steps.last != step { steps.append(step) }
    }
  }

  /// Direct visits dropped from every path that has any other touch: the last known cause is not "typed in".
  ///
  /// Google Analytics 4 credits Direct only where the whole path is direct; after this every model does.
  ///
  /// - Parameter names: What the channel is called; compared without regard to capitals.
  /// - Returns: The table with fewer paths, or the same where no channel has such a name.
  /// - Complexity: O(touches).
  public func withoutDirect(named names: [String] = JourneyTable.directNames) -> JourneyTable {
    let small = Set(names.map { $0.lowercased() })
    let isDirect = channels.map { small.contains($0.lowercased()) }
    guard isDirect.contains(true) else { return self }
    return mapped { path, steps in
      for step in path where !isDirect[Int(step)] { steps.append(step) }
      if steps.isEmpty { steps.append(contentsOf: path) }
    }
  }

  /// What the usual exports call a visit that no channel brought.
  public static let directNames = ["Direct", "(direct)", "(direct) / (none)", "direct / none"]

  /// The journeys of both tables; the other's new paths and channels follow this one's.
  ///
  /// Channels are the same where their names are equal. Merging parts in the order of a file gives the table of the whole
  /// file, up to the rounding of sums that are not whole numbers.
  ///
  /// - Complexity: O(touches of both).
  public func merged(with other: JourneyTable) -> JourneyTable {
    var maker = JourneyMaker()
    var names = ChannelNames()
    var steps: [UInt16] = []
    for table in [self, other] {
      let places = table.channels.map { names.index(of: $0) }
      for index in 0..<table.count {
        steps.removeAll(keepingCapacity: true)
        for step in table.path(index) { steps.append(places[Int(step)]) }
        maker.add(steps[...], table.conversions[index], table.value[index], table.nulls[index])
      }
    }
    return maker.table(channels: names.all)
  }

  /// Groups of channel names that differ only in capitals, blanks or signs, such as `E-mail` and `email`.
  ///
  /// They stay different channels; whoever reads a report must know.
  public var spellingVariants: [[String]] {
    var groups: [String: Int] = [:]
    var found: [[String]] = []
    for name in channels {
      let letters = name.lowercased().filter { $0.isLetter || $0.isNumber }
      guard !letters.isEmpty else { continue }
      if let group = groups[letters] {
        found[group].append(name)
      } else {
        groups[letters] = found.count
        found.append([name])
      }
    }
    return found.filter { $0.count > 1 }
  }

  /// The table of paths rewritten one by one, channels renumbered by first appearance.
  private func mapped(
    _ rewrite: (ArraySlice<UInt16>, inout [UInt16]) -> Void
  ) -> JourneyTable {
    var maker = JourneyMaker()
    var places = [UInt16?](repeating: nil, count: channels.count)
    var kept: [String] = []
    var steps: [UInt16] = []
    for index in 0..<count {
      steps.removeAll(keepingCapacity: true)
      rewrite(path(index), &steps)
      for position in steps.indices {
        let channel = Int(steps[position])
        if let place = places[channel] {
          steps[position] = place
        } else {
          steps[position] = UInt16(kept.count)
          places[channel] = UInt16(kept.count)
          kept.append(channels[channel])
        }
      }
      maker.add(steps[...], conversions[index], value[index], nulls[index])
    }
    return maker.table(channels: kept)
  }
}

// MARK: - Reading what was written

extension JourneyTable {
  private enum CodingKeys: String, CodingKey {
    case channels, steps, offsets, conversions, value, nulls
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
      for number in [conversions[index], value[index], nulls[index]]
      where !(number >= 0 && number.isFinite) {
        return "path \(index) has the number \(number), where one from 0 on is due"
      }
    }
    if let step = steps.first(where: { Int($0) >= channels.count }) {
      return "channel \(step) among \(channels.count)"
    }
    return nil
  }
}

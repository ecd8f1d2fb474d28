/// Removal effects of chains that are fitted again to changed journeys, as the ratios of counts that they are.
///
/// A chain's probability of converting from the start is the rate of the journeys it was fitted to, at every order:
/// what flows into a state flows out of it. So no chain need be fitted: with J journeys and K conversions,
///
///     fail            1 − K(without c) / K
///     fail and refit  1 − K(without c) / (J − J(nothing left)) · J / K
///     detour          1 − K(another than c) / J(another than c) · J / K
struct RefittedRemoval: Sendable {
  private let channelCount: Int
  private let removal: MarkovChain.Removal
  /// The distinct channels of each path, as a table of its own.
  private var offsets = [0]
  private var channels: [UInt16] = []
  /// Whether nothing of the path is left without the channel.
  private var isEmptied: [Bool] = []

  init(_ table: JourneyTable, _ removal: MarkovChain.Removal, order: Int) {
    channelCount = table.channels.count
    self.removal = removal
    for index in 0..<table.count {
      let path = Array(table.path(index))
      for channel in Set(path).sorted() {
        channels.append(channel)
        // Touches are dropped one by one on a detour; else whole windows are, and none is left where no stretch
        // of k touches is free of the channel.
        let stretch = removal == .detour ? 1 : min(order, path.count)
        isEmptied.append(!RefittedRemoval.hasStretch(of: stretch, without: channel, in: path))
      }
      offsets.append(channels.count)
    }
  }

  private static func hasStretch(of length: Int, without channel: UInt16, in path: [UInt16])
    -> Bool
  {
    var free = 0
    for touch in path {
      free = touch == channel ? 0 : free + 1
      if free == length { return true }
    }
    return false
  }

  /// The effects if the paths happened so often; all 0 without a conversion.
  func effects(
    of weights: PathWeights, usesNulls: Bool
  ) -> (conversions: [Double], value: [Double]) {
    // By channel: conversions and value that are lost, journeys that are.
    var lost = [Double](repeating: 0, count: channelCount)
    var (lostValue, emptied) = (lost, lost)
    var (journeys, conversions, value) = (0.0, 0.0, 0.0)
    for path in weights.conversions.indices {
      let converted = weights.conversions[path]
      let all = usesNulls ? converted + weights.nulls[path] : converted
      journeys += all
      conversions += converted
      value += weights.value[path]
      for place in offsets[path]..<offsets[path + 1] {
        let channel = Int(channels[place])
        if removal != .detour || isEmptied[place] {
          lost[channel] += converted
          lostValue[channel] += weights.value[path]
        }
        if removal != .fail, isEmptied[place] { emptied[channel] += all }
      }
    }
    func effects(_ lost: [Double], of total: Double) -> [Double] {
      zip(lost, emptied).map { lost, emptied in
        guard total > 0 else { return 0 }
        let left = journeys - emptied
        return left > 0 ? 1 - (total - lost) / total * (journeys / left) : 1
      }
    }
    return (effects(lost, of: conversions), effects(lostValue, of: value))
  }
}

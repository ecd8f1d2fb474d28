extension JourneyTable {
  /// Consecutive touches of one channel as one touch, paths that thereby become equal merged.
  ///
  /// `A > A > B > A` becomes `A > B > A`. Known elsewhere as the exposure path.
  ///
  /// Credits by age (``decays``) of the touches that become one are added.
  ///
  /// - Complexity: O(touches).
  public func collapsed() -> JourneyTable {
    mapped(keepsDecays: true) { path, steps in
      for step in path where steps.last != step { steps.append(step) }
    }
  }

  /// As ``collapsed()``, but with all channels in their order, so that credits fall in the same places.
  func collapsedKeepingChannels() -> JourneyTable {
    var maker = JourneyMaker(halfLives: decays.map(\.halfLifeInDays))
    var steps: [UInt16] = []
    for index in 0..<count {
      steps.removeAll(keepingCapacity: true)
      for step in path(index) where steps.last != step { steps.append(step) }
      maker.add(
        steps[...], conversions[index], value[index], nulls[index], decays: collapsedDecays(index))
    }
    return maker.table(channels: channels)
  }

  /// What the steps of a path are credited once repeats are one step.
  private func collapsedDecays(_ index: Int) -> [(credit: [Double], value: [Double])] {
    decays.map { decay in
      var (credit, value): ([Double], [Double]) = ([], [])
      for step in offsets[index]..<offsets[index + 1] {
        if step > offsets[index], steps[step] == steps[step - 1] {
          credit[credit.count - 1] += decay.credit[step]
          value[value.count - 1] += decay.value[step]
        } else {
          credit.append(decay.credit[step])
          value.append(decay.value[step])
        }
      }
      return (credit, value)
    }
  }

  /// Direct visits dropped from every path that has any other touch: the last known cause is not "typed in".
  ///
  /// Google Analytics 4 credits Direct only where the whole path is direct; after this every model does. Credits by age
  /// go where a channel has such a name: they were divided with direct visits among the touches.
  ///
  /// - Parameter names: What the channel is called; compared without regard to capitals.
  /// - Returns: The table with fewer paths, or the same where no channel has such a name.
  /// - Complexity: O(touches).
  public func withoutDirect(named names: [String] = JourneyTable.directNames) -> JourneyTable {
    let small = Set(names.map { $0.lowercased() })
    let isDirect = channels.map { small.contains($0.lowercased()) }
    guard isDirect.contains(true) else { return self }
    return mapped(keepsDecays: false) { path, steps in
      for step in path where !isDirect[Int(step)] { steps.append(step) }
      if steps.isEmpty { steps.append(contentsOf: path) }
    }
  }

  /// What the usual exports call a visit that no channel brought.
  public static let directNames = ["Direct", "(direct)", "(direct) / (none)", "direct / none"]

  /// The journeys of both tables; the other's new paths and channels follow this one's.
  ///
  /// Channels are the same where their names are equal. Merging parts in the order of a file gives the table of the whole
  /// file, up to the rounding of sums that are not whole numbers; ``JourneySketch`` merges without any. Credits by age are
  /// those of half-lives that both have.
  ///
  /// - Complexity: O(touches of both).
  public func merged(with other: JourneyTable) -> JourneyTable {
    let halfLives = decays.map(\.halfLifeInDays).filter { other.decay(halfLifeInDays: $0) != nil }
    var maker = JourneyMaker(halfLives: halfLives)
    var names = ChannelNames()
    var steps: [UInt16] = []
    for table in [self, other] {
      let places = table.channels.map { names.index(of: $0) }
      for index in 0..<table.count {
        steps.removeAll(keepingCapacity: true)
        for step in table.path(index) { steps.append(places[Int(step)]) }
        let range = table.offsets[index]..<table.offsets[index + 1]
        let credits = halfLives.compactMap { table.decay(halfLifeInDays: $0) }.map {
          (credit: Array($0.credit[range]), value: Array($0.value[range]))
        }
        maker.add(
          steps[...], table.conversions[index], table.value[index], table.nulls[index],
          decays: credits)
      }
    }
    return maker.table(channels: names.all)
  }

  /// Groups of channel names that differ only in capitals, blanks or signs, such as `E-mail` and `email`.
  ///
  /// They stay different channels; whoever reads a report must know.
  public var spellingVariants: [[String]] { JourneyTable.spellingVariants(of: channels) }

  static func spellingVariants(of channels: [String]) -> [[String]] {
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
    keepsDecays: Bool, _ rewrite: (ArraySlice<UInt16>, inout [UInt16]) -> Void
  ) -> JourneyTable {
    var maker = JourneyMaker(halfLives: keepsDecays ? decays.map(\.halfLifeInDays) : [])
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
      maker.add(
        steps[...], conversions[index], value[index], nulls[index],
        decays: keepsDecays ? collapsedDecays(index) : [])
    }
    return maker.table(channels: kept)
  }
}
